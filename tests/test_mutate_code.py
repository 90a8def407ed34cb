"""How mutants of our code are judged: what means the same, what never ends, what is told."""

import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.mutate import code
from tests.mutate.code import Outcome, Survivor, means_the_same, report

FOR_EVER = """
from tests.mutate import limited
limited.SECONDS = 1
limited.pytest_runtest_setup()
while True:
    pass
"""


def test_a_test_of_a_mutant_that_does_not_end_is_ended() -> None:
    environment = {"MUTANT_UNDER_TEST": "coesa.x__mutmut_1"}

    ended = subprocess.run(
        [sys.executable, "-c", FOR_EVER], cwd=ROOT, env=environment, check=False, timeout=60
    )

    # What mutmut knows as a time-out, which is a mutant that is killed.
    assert ended.returncode == -signal.SIGXCPU


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('assert a is not None, "seen to"', 'assert a is not None, "SEEN TO"', True),
        ('assert a is not None, "seen to"', 'assert a is None, "seen to"', False),
        ('assert a and b, "seen to"', 'assert a or b, "seen to"', True),
        ('raise AssertionError("never")', "raise AssertionError(None)", True),
        (
            'path.open(encoding="utf-8", newline="")',
            'path.open(encoding="UTF-8", newline="")',
            True,
        ),
        ('path.open(encoding="utf-8", newline="")', 'path.open(encoding="utf-8")', False),
        ("_number('o', cube)", "_number('O', cube)", True),
        ("_number('o', cube)", "_number('XXoXX', cube)", False),
        ("' AND '.join(these)", "' and '.join(these)", True),
        ("' AND '.join(these)", "' OR '.join(these)", False),
        ("= 'PERCENT' THEN", "= 'percent' THEN", False),
    ],
)
def test_what_means_the_same_has_a_pattern(before: str, after: str, same: bool) -> None:
    assert means_the_same("identities", Survivor("any", before, after)) is same


def test_a_pattern_is_for_its_modules_alone() -> None:
    assert not means_the_same("intake", Survivor("any", "_number('o')", "_number('O')"))


def test_every_mutant_has_a_name_and_a_part_of_them_is_spread() -> None:
    (iris,) = (module for module in code.MODULES if module.name == "iris")

    names = code.names_of(iris, ROOT / "src")

    assert len(names) == len(set(names)) > 40
    assert all(name.startswith("coesa.iris.") and "__mutmut_" in name for name in names)


def test_the_report_tells_of_each_module_and_each_survivor() -> None:
    survivor = Survivor("of", "return a", "return b")

    told = list(report([Outcome("iris", 27, 3, (survivor, survivor, survivor))], 4))

    assert told[:2] == [
        "module           mutants  killed  survived  the same     share",
        "iris            one of 4      27         3         3    90.0 %",
    ]
    assert told[2:6] == ["", "iris: of", "- return a", "+ return b"]
