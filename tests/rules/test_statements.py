from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from coesa.rules.statements import (
    TESTS,
    Number,
    Pair,
    Said,
    statement_errata_are_needed,
    statements,
    statements_have_the_verdict_of_their_figures,
    statements_that_fail_have_an_erratum,
    verdict_of,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.rules.conftest import Broken

STATEMENTS, TIES = "statement.csv", "statement-erratum.csv"


def _row(folder: Path, name: str, start: str) -> int:
    lines = (folder / "data" / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.startswith(start))


@pytest.mark.parametrize(
    "rule",
    [
        statements_have_the_verdict_of_their_figures,
        statements_that_fail_have_an_erratum,
        statement_errata_are_needed,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_verdict_is_not_that_of_the_figures(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, STATEMENTS, "S27,")

    (issue,) = broken(
        statements_have_the_verdict_of_their_figures, edit(STATEMENTS, row, "holds", "holds")
    )

    assert (issue.path, issue.row, issue.column) == ("data/statement.csv", row, "holds")
    assert 'S27 is judged "holds"; expected "in-part"' in issue.message
    assert "double-of-target" in issue.message


def test_a_figure_overturns_a_verdict(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, "figures.csv", "p10-030,")
    figures = (folder / "data" / "statement-figure.csv").read_text("utf-8")
    assert "S25,1,value,p10-030" in figures

    (issue,) = broken(
        statements_have_the_verdict_of_their_figures, edit("figures.csv", row, "value", "1")
    )

    assert 'S25 is judged "holds"; expected "fails"' in issue.message


def test_a_statement_in_words_alone_is_left_to_the_reader(
    edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, STATEMENTS, "S10,")

    spoilt = edit(STATEMENTS, row, "holds", "holds")

    assert broken(statements_have_the_verdict_of_their_figures, spoilt) == []


def test_a_statement_that_fails_has_no_erratum(edit: Edit, folder: Path, broken: Broken) -> None:
    tie, row = _row(folder, TIES, "S31,"), _row(folder, STATEMENTS, "S31,")

    (issue,) = broken(statements_that_fail_have_an_erratum, edit(TIES, tie, "statement", "S30"))

    assert (issue.path, issue.row, issue.column) == ("data/statement.csv", row, "holds")
    assert 'S31 is judged "fails" and no erratum tells of it' in issue.message


@pytest.mark.parametrize("statement", ["S25", ""])
def test_an_erratum_is_on_no_statement_that_fails(
    statement: str, edit: Edit, folder: Path, broken: Broken
) -> None:
    tie, row = _row(folder, TIES, "S31,"), _row(folder, "errata.csv", "E39,")

    (issue,) = broken(statement_errata_are_needed, edit(TIES, tie, "statement", statement))

    assert (issue.path, issue.row, issue.column) == ("data/errata.csv", row, "erratum")
    assert "E39 is tied to no statement that fails or cannot be checked" in issue.message


def number(value: str, unit: str = "PERSON", resolution: str = "1") -> Number:
    return Number(Decimal(value), Decimal(resolution), unit)


def percent(value: str, resolution: str = "1") -> Number:
    return number(value, "PERCENT", resolution)


def verdict(kind: str, *pairs: Pair) -> str | None:
    return verdict_of(Said("statement", 2, "S1", kind, "holds", pairs))


def against(value: str, whole: str) -> Pair:
    return {"value": [number(value)], "whole": [number(whole)]}


def shared(part: str, whole: str, share: Number) -> Pair:
    return {"part": [number(part)], "whole": [number(whole)], "share": [share]}


def parts(role: str, whole: str, *values: str) -> Pair:
    return {"part": [number(value) for value in values], role: [number(whole)]}


def shares(*values: Number) -> Pair:
    return {"share": list(values)}


@pytest.mark.parametrize(
    ("kind", "holding", "failing"),
    [
        ("reaches-whole", against("10", "10"), against("9.99", "10")),
        ("target-reached", against("10", "10"), against("9.99", "10")),
        ("exceeds", against("10.01", "10"), against("10", "10")),
        ("target-exceeded", against("10.01", "10"), against("10", "10")),
        ("double-of-target", against("20", "10"), against("19.99", "10")),
        # A share may be rounded or cut off: it is less than one last digit away.
        ("share-of-whole", shared("24", "60", percent("40")), shared("24", "60", percent("41"))),
        ("share-of-whole", shared("2", "3", percent("66")), shared("2", "3", percent("65"))),
        ("share-of-whole", shared("2", "3", percent("67")), shared("2", "3", percent("68"))),
        (
            "share-of-whole",
            shared("2", "3", percent("66.7", "0.1")),
            shared("2", "3", percent("66.5", "0.1")),
        ),
        ("parts-make-total", parts("total", "10", "3", "7"), parts("total", "10.01", "3", "7")),
        ("part-of-total", parts("whole", "10", "3", "7"), parts("whole", "9.99", "3", "7")),
        # Three whole percentages may each be half a point off.
        (
            "shares-make-whole",
            shares(percent("33"), percent("33"), percent("33")),
            shares(percent("33"), percent("33"), percent("32")),
        ),
        (
            "shares-make-whole",
            shares(percent("59.2", "0.1"), percent("40.8", "0.1")),
            shares(percent("59.2", "0.1"), percent("40.6", "0.1")),
        ),
        ("all-of-them", shares(percent("100")), shares(percent("99"))),
    ],
)
def test_a_kind_is_tested_pair_by_pair(kind: str, holding: Pair, failing: Pair) -> None:
    assert verdict(kind, holding) == verdict(kind, holding, holding) == "holds"
    assert verdict(kind, failing) == "fails"
    assert verdict(kind, holding, failing) == "in-part"


def test_every_kind_of_arithmetic_is_tested_here() -> None:
    marks = test_a_kind_is_tested_pair_by_pair.pytestmark  # type: ignore[attr-defined]

    assert {kind for kind, _, _ in marks[0].args[1]} == set(TESTS)


@pytest.mark.parametrize(
    "kind", [kind for kind, (needed, _) in TESTS.items() if len(needed - {"share"}) > 1]
)
def test_different_units_are_not_compared(kind: str) -> None:
    roles = ("value", "part", "whole", "total")
    alike: Pair = {role: [number("50")] for role in roles} | {"share": [percent("100")]}
    unlike = alike | {"whole": [percent("50")], "total": [percent("50")]}

    assert verdict(kind, unlike) == "not-checkable"
    assert verdict(kind, alike) != "not-checkable"
    # What can be compared decides.
    assert verdict(kind, unlike, alike) == verdict(kind, alike)


@pytest.mark.parametrize("kind", TESTS)
def test_figures_that_are_missing_leave_a_statement_unchecked(kind: str) -> None:
    assert verdict(kind) == "not-checkable"
    assert verdict(kind, {"exception": [number("1")]}) == "not-checkable"


def test_a_kind_without_arithmetic_has_no_verdict_of_ours() -> None:
    assert verdict("cause", against("10", "10")) is None


def test_statements_have_their_figures_by_pair_and_role(tables: Tables) -> None:
    said = next(s for s in statements(tables) if s.notation == "S02")

    assert (said.table, said.kind, said.verdict) == ("statement", "reaches-whole", "in-part")
    assert all(pair.keys() == {"value", "whole"} for pair in said.pairs)
    assert {n.unit for p in said.pairs for numbers in p.values() for n in numbers} == {"EUR"}
    assert verdict_of(replace(said, pairs=said.pairs[:1])) == "holds"
