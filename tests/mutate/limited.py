"""Let no test of a mutant compute for ever: `code.py` lays this beside them as `conftest.py`."""

import os
import resource
import time

SECONDS = 20
"""Seconds of computing that a test has; the slowest of those of a module takes five."""


def pytest_runtest_setup() -> None:
    """Give the test that is next its seconds; the system ends a mutant that takes more.

    Seconds of computing, not of the clock: a busy machine kills no mutant.
    """
    if "__mutmut_" in os.environ.get("MUTANT_UNDER_TEST", ""):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS, hard))
