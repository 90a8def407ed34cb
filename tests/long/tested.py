"""Run tests of `make test` with all their cases, or with thirty times as many examples."""

import itertools
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.conftest import MANY, ROOT
from tests.long.swept import Swept


def cases_of(marked: str, folder: Path) -> Swept:
    """Run every test that is marked so (`in_part`, or `hypothesis`); tell of those that fail."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", marked, "-p", "no:cacheprovider"]
    asked = [*command, "-n", "auto", f"--basetemp={folder / 'tests'}"]
    ended = subprocess.run(
        asked, cwd=ROOT, env={**os.environ, MANY: "1"}, capture_output=True, text=True, check=False
    )
    lines = ended.stdout.splitlines()
    failed = tuple(line for line in lines if line.startswith(("FAILED", "ERROR")))
    counts = _counts(lines[-1] if lines else "")
    if (ended.returncode or not counts["passed"]) and not failed:
        failed = (f"exit code {ended.returncode}: {ended.stdout[-200:]}{ended.stderr[-300:]}",)
    return Swept(counts["passed"] + len(failed), failed)


def _counts(line: str) -> Counter[str]:
    """Read the last line of pytest: how many tests have ended how.

    >>> _counts("1 failed, 12 passed, 3 skipped in 4.56s")["passed"]
    12
    """
    words = line.replace(",", "").replace("=", "").split()
    pairs = itertools.pairwise(words)
    return Counter({word: int(number) for number, word in pairs if number.isdigit()})
