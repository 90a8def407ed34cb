import csv
import re
from concurrent.futures import Future
from pathlib import Path

import pytest

from coesa import validate as validate_module
from coesa.model import Validation
from coesa.opinions import Opinions
from coesa.validate import AHEAD, NOT_RUN, RULES, STAGES, validate
from tests.conftest import Edit, part
from tests.opened import open_tables, read_publication

NASTY = ("", "…", "1,5", "NaN", "9" * 60, "a b", "à", "'\"", "{x}", "_T", "2022-02-31")
STRIDE = 12


def test_the_publication_has_no_issues(validation: Validation) -> None:
    assert [str(issue) for issue in validation.issues] == []
    assert list(validation.findings) == [rule.__name__ for rule in RULES]


def test_every_rule_looks_at_something_but_what_the_publication_does_not_have(
    validation: Validation,
) -> None:
    idle = [name for name, finding in validation.findings.items() if finding.checked == 0]
    # What our publication has none of: codes that are retired, cells that are suppressed.
    absent = {
        "observations_use_no_retired_notation",
        "retired_notations_have_their_replacement",
        "suppressed_cells_have_no_value",
    }
    assert set(idle) <= absent


def test_every_rule_says_what_must_hold_and_by_which_clause() -> None:
    for rule in RULES:
        first = (rule.__doc__ or "").splitlines()[0]
        assert re.fullmatch(r"[A-Z][^()]+ \(.+\)\.", first), rule.__name__


def test_no_two_rules_have_the_same_name() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_what_rests_on_a_broken_rule_is_not_run(edit: Edit) -> None:
    publication = read_publication(edit("axis.csv", 2, "label_en", ""))

    with open_tables(publication) as tables:
        validation = validate(tables)

    assert validation.issues
    for rule in STAGES[-1]:
        assert validation.findings[rule.__name__].notes == (NOT_RUN,)


ASKED_EARLY = {
    ("axis.csv", 2, "label_en", ""): ["tables"],
    ("figures.csv", 2, "page", "9999"): ["tables", "graph"],
}
"""An edit, and what had been asked about when its issue was found."""


@pytest.mark.parametrize("wrong", ASKED_EARLY)
def test_small_tables_are_asked_about_until_there_is_an_issue(
    wrong: tuple[str, int, str, str], edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_: Opinions, of: str, *__: object) -> "Future[object]":
        asked.append(of)
        return Future()

    asked: list[str] = []
    monkeypatch.setattr(Opinions, "ask", ask)
    monkeypatch.setattr(validate_module, "AHEAD", AHEAD)

    with open_tables(read_publication(edit(*wrong))) as tables:
        assert validate(tables).issues

    assert asked == ASKED_EARLY[wrong]


def test_issues_are_the_same_on_every_run(edit: Edit) -> None:
    publication = read_publication(edit("financial-amounts.csv", 3, "axis", "VI"))

    runs = []
    for _ in range(2):
        with open_tables(publication) as tables:
            runs.append(validate(tables).issues)

    assert runs[0] == runs[1] != ()


@pytest.mark.in_part
@pytest.mark.parametrize("first", part(range(STRIDE), 3))
def test_faults_of_the_data_are_never_tracebacks(first: int, folder: Path) -> None:
    """Add a spoilt row to every table, a few tables at a time, and those far apart."""
    paths = sorted((folder / "data").glob("*.csv"))
    for shift in range(first, len(paths), STRIDE):
        with paths[shift].open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        spoilt = [NASTY[(n + 4 * shift) % len(NASTY)] for n in range(len(header))]
        with paths[shift].open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows, spoilt])

    with open_tables(read_publication(folder)) as tables:
        issues = validate(tables).issues

    # What rests on a broken rule is not run: one of the spoilt tables is named at least.
    found = {issue.path for issue in issues}
    assert found & {f"data/{path.name}" for path in paths[first::STRIDE]}
