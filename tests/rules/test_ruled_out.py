import csv
from pathlib import Path

import pytest

from coesa.model import Issue
from coesa.rules.ruled_out import what_may_not_be_computed_is_not_computed as rule
from coesa.tables import Tables
from tests.rules.conftest import Broken

PAIRS = "not-comparable.csv"


def ruled_out(folder: Path, first: str, second: str, operation: str) -> Path:
    """Declare a pair in the place of the last one."""
    path = folder / "data" / PAIRS
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[-1][1:4] = [first, second, operation]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return folder


def test_the_publication_passes(tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked == tables.count("not-comparable")


def figure_of(tables: Tables, axis: str, statistic: str) -> str:
    (row,) = (
        r
        for r in tables.rows("financial-amounts")
        if (r["axis"], r["statistic"]) == (axis, statistic)
    )
    return str(row["figure"])


@pytest.mark.parametrize(
    ("one", "other", "operation", "identity"),
    [
        (("I", "committed"), ("II", "committed"), "add", "axes_sum_to_total"),
        (("I", "paid"), ("I", "committed"), "divide", "paid_of_committed_follows"),
        (("I", "paid"), ("I", "committed"), "compare", "paid_of_committed_follows"),
        (("I", "committed"), ("I", "paid"), "divide", "paid_of_committed_follows"),
        (("_T", "committed"), ("II", "committed"), "compare", "axes_sum_to_total"),
    ],
)
def test_an_identity_computes_what_is_ruled_out(
    one: tuple[str, str],
    other: tuple[str, str],
    operation: str,
    identity: str,
    folder: Path,
    tables: Tables,
    broken: Broken,
) -> None:
    pair = (figure_of(tables, *one), figure_of(tables, *other))

    issues = broken(rule, ruled_out(folder, *pair, operation))

    assert f"the identity {identity};" in "; ".join(i.message for i in issues)
    last = tables.count("not-comparable") + 1
    assert {(i.path, i.row, i.column) for i in issues} == {(f"data/{PAIRS}", last, "first")}


@pytest.mark.parametrize(
    ("one", "other", "operation"),
    [
        (("_T", "committed"), ("II", "committed"), "add"),
        (("I", "committed"), ("II", "committed"), "divide"),
        (("I", "paid"), ("II", "committed"), "compare"),
        (("I", "paid"), ("I", "committed"), "add"),
    ],
)
def test_what_is_not_done_may_be_ruled_out(
    one: tuple[str, str],
    other: tuple[str, str],
    operation: str,
    folder: Path,
    tables: Tables,
    broken: Broken,
) -> None:
    pair = (figure_of(tables, *one), figure_of(tables, *other))

    assert [
        i for i in broken(rule, ruled_out(folder, *pair, operation)) if "identity" in i.message
    ] == []


def figures_of(tables: Tables, statement: str) -> dict[str, str]:
    rows = [r for r in tables.rows("statement-figure") if r["statement"] == statement]
    return {str(r["role"]): str(r["figure"]) for r in rows}


def test_a_statement_computes_what_is_ruled_out(
    folder: Path, tables: Tables, broken: Broken
) -> None:
    figures = figures_of(tables, "S03")

    issues = broken(rule, ruled_out(folder, figures["part"], figures["whole"], "divide"))

    assert "the statement S03;" in "; ".join(issue.message for issue in issues)


def test_a_restatement_stands_for_its_datum(folder: Path, tables: Tables, broken: Broken) -> None:
    part, whole = (figure_of(tables, "I", name) for name in ("programmed", "allocation"))
    restated = [str(r["figure"]) for r in tables.rows("figures") if r["restates"] == whole]

    issues: list[Issue] = broken(rule, ruled_out(folder, part, restated[0], "divide"))

    assert issues
