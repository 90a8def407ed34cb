"""Equations of the smallest publication: what is laid side by side, and what is said of it."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coesa.model import Finding, Identity, Issue
from coesa.rules.equations import Equation, Verdict, checked, equations, suspects
from coesa.rules.identities import (
    parts_sum_to_their_total,
    ratios_follow_from_their_operands,
    values_equal_those_they_repeat,
)
from coesa.tables import Tables
from tests.conftest import ROOT
from tests.intake import AMOUNTS, DESCRIPTOR, MINIMAL, copy_of
from tests.opened import open_tables, read_publication
from tests.rules.test_disclosure import suppressing

SUM = Identity("whole", "sum", {}, "amounts", {}, over="axis")
TOTAL, FIRST = {"axis": "_T"}, {"axis": "A"}
RATIO = Identity("rate", "ratio", {}, "amounts", TOTAL, operands="amounts")
EQUAL = Identity("same", "equal", {}, "amounts", TOTAL, operands="amounts")

Opened = Callable[..., Tables]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Open the publication with other amounts and other identities."""
    folder = copy_of(MINIMAL, tmp_path / "publication")
    contexts = []

    def open_with(*identities: Identity, amounts: str = "") -> Tables:
        if amounts:
            (folder / AMOUNTS).write_text(f"axis,value,figure\n{amounts}\n", "utf-8")
        context = open_tables(read_publication(folder))
        contexts.append(context)
        tables = context.__enter__()
        publication = replace(tables.publication, identities=identities)
        return Tables(publication, tables.connection, {}, tables.threads)

    yield open_with
    for context in contexts:
        context.__exit__(None, None, None)


def told(found: Iterator[Equation]) -> list[tuple[str, ...]]:
    return [(e.figure, e.value, e.terms, e.recomputed, e.difference, e.verdict) for e in found]


def test_a_total_is_laid_beside_the_sum_of_its_parts(opened: Opened) -> None:
    tables = opened(SUM)

    (found,) = equations(tables, SUM)

    assert (found.identity, found.row, found.at) == (SUM, 4, ("paid", "_T"))
    assert (found.figure, found.printed, found.value) == ("p01-004", "2000 €", "2000")
    assert told(iter([found]))[0][2:] == ("1200 + 800", "2000", "0", Verdict.EQUAL)
    assert list(suspects(tables, SUM)) == []
    assert parts_sum_to_their_total(tables) == Finding(1, "totals")


def test_a_sum_that_is_broken_is_told_in_words(opened: Opened) -> None:
    tables = opened(SUM, amounts="A,1200,p01-002\nB,800.25,p01-003\n_T,2000,p01-004")

    message = (
        "whole: 2000 is printed (p01-004); expected 2000.25 = 1200 + 800.25; difference -0.25; "
        "mend the value, or add an arithmetic erratum"
    )
    issue = Issue("data/amounts.csv", 4, "value", "parts_sum_to_their_total", message)
    assert parts_sum_to_their_total(tables) == Finding(1, "totals", (issue,))


@pytest.mark.parametrize(
    "amounts", ["A,1200,p01-002\nB,800,p01-003\n_T,x,p01-004", "A,x,p01-002\n_T,2000,p01-004"]
)
def test_a_sum_of_what_is_no_number_is_told_in_words(amounts: str, opened: Opened) -> None:
    tables = opened(SUM, amounts=amounts)

    (issue,) = parts_sum_to_their_total(tables).issues

    value = amounts.rpartition("_T,")[2].partition(",")[0]
    assert issue.message == (
        f"whole: {value} has no operands (a value that is a number); expected them in amounts, "
        "and no zero below; add them, leave the observation out of the identity with where, or "
        "make the identity partial"
    )


def test_what_is_no_part_is_not_added(opened: Opened) -> None:
    amounts = "A,1200,p01-002\n_Z,5,p01-003\n_U,7,p01-003\nC,9,p01-003\n_T,1200,p01-004"

    assert told(equations(opened(SUM, amounts=amounts), SUM)) == [
        ("p01-004", "1200", "1200 + 9", "1209", "-9", Verdict.BROKEN)
    ]


def test_parts_are_added_in_the_order_of_their_rows(opened: Opened) -> None:
    amounts = "_T,6,p01-004\nB,3,p01-003\nC,1,p01-003\nA,2,p01-002"

    (found,) = told(equations(opened(SUM, amounts=amounts), SUM))

    assert found == ("p01-004", "6", "3 + 1 + 2", "6", "0", Verdict.EQUAL)


def test_only_what_the_identity_is_about_is_laid_side_by_side(opened: Opened) -> None:
    about, other = (replace(SUM, where={"statistic": s}) for s in ("paid", "committed"))
    tables = opened(about, other)

    assert (checked(tables, about), checked(tables, other)) == (1, 0)
    assert parts_sum_to_their_total(tables) == Finding(1, "totals")
    assert told(equations(tables, other)) == []


def test_a_figure_that_the_ledger_lacks_leaves_the_equation_standing(opened: Opened) -> None:
    tables = opened(SUM, amounts="A,1200,p01-002\nB,800,p01-003\n_T,2000,p09-009")

    assert told(equations(tables, SUM)) == [
        ("None", "2000", "1200 + 800", "2000", "0", Verdict.EQUAL)
    ]


def described(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Describe the cube of the publication otherwise."""
    path = folder / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    change(next(r for r in descriptor["resources"] if r["name"] == "amounts"))
    path.write_text(json.dumps(descriptor), "utf-8")
    return folder


def test_a_cube_may_have_one_dimension(tmp_path: Path) -> None:
    def with_the_unit_alone(cube: dict[str, Any]) -> None:
        statistic = cube["coesa"]["constants"].pop(0)
        assert (statistic["name"], statistic["coesa"]["role"]) == ("statistic", "dimension")

    folder = described(copy_of(MINIMAL, tmp_path / "publication"), with_the_unit_alone)

    with open_tables(read_publication(folder)) as tables:
        (found,) = equations(tables, SUM)

    assert (found.at, found.terms, found.verdict) == (("_T",), "1200 + 800", Verdict.EQUAL)


@pytest.mark.parametrize(("total", "count"), [("_T", 1), ("A", 0)])
def test_a_dimension_may_have_no_list_of_its_notations(
    total: str, count: int, tmp_path: Path
) -> None:
    folder = described(
        copy_of(MINIMAL, tmp_path / "publication"),
        lambda cube: cube["schema"]["foreignKeys"].pop(0),
    )

    with open_tables(read_publication(folder)) as tables:
        assert tables.publication.resource("amounts").field("axis").scheme is None
        assert checked(tables, replace(SUM, total=total)) == count


@pytest.mark.parametrize(
    ("cells", "count"),
    [([["C", "suppressed"]], 0), ([["_T", "suppressed"]], 1), ([["_Z", "suppressed"]], 1)],
)
def test_nobody_adds_up_parts_of_which_one_is_suppressed(
    cells: list[list[str]], count: int, tmp_path: Path
) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    suppressing(folder, cells, of="amounts")

    with open_tables(read_publication(folder)) as tables:
        assert checked(tables, SUM) == count


def test_a_suppressed_part_leaves_out_its_own_total_alone(folder: Path) -> None:
    period = "cumulative-2022-12-31"
    suppressing(folder, [[period, "IV", "participants", "X", "_T", "suppressed"]])

    with open_tables(read_publication(folder)) as tables:
        identities = {i.name: i for i in tables.publication.identities}
        found = list(equations(tables, identities["women_plus_men"]))

        # Axis IV has a part that is not told; its other totals, and other axes', have none.
        assert [e.at[2] for e in found] == ["I", "II", "III"]
        assert checked(tables, identities["groups_sum_to_vulnerable"]) == 1


@pytest.mark.parametrize(
    ("at", "below", "expected"),
    [
        ("A", "B", ("1200 / 800", "2", "1998", Verdict.BROKEN)),
        ("A", "C", ("1200 / ?", "", "", Verdict.MISSING)),
        ("C", "B", ("? / 800", "", "", Verdict.MISSING)),
    ],
)
def test_a_ratio_is_laid_beside_its_operands(
    at: str, below: str, expected: tuple[str, ...], opened: Opened
) -> None:
    identity = replace(RATIO, operand_at={"axis": at}, denominator_at={"axis": below})
    tables = opened(identity)

    assert told(equations(tables, identity)) == [("p01-004", "2000", *expected)]
    assert checked(tables, identity) == 1
    partial = replace(identity, partial=True)
    assert checked(tables, partial) == (0 if "?" in expected[0] else 1)


def test_a_ratio_that_is_broken_is_told_in_words(opened: Opened) -> None:
    broken = replace(RATIO, operand_at=FIRST, denominator_at={"axis": "B"})
    missing = replace(broken, name="gone", operand_at={"axis": "C"}, partial=False)
    right = replace(RATIO, name="right", operand_at=TOTAL, denominator_at={"axis": "B"})
    tables = opened(
        *(broken, missing, right, SUM, EQUAL),
        amounts="A,1200,p01-002\nB,1,p01-003\n_T,2000,p01-004",
    )

    found = ratios_follow_from_their_operands(tables)

    rule = "ratios_follow_from_their_operands"
    place = ("data/amounts.csv", 4, "value", rule)
    assert found == Finding(
        3,
        "ratios",
        (
            Issue(
                *place,
                "rate: 2000 is printed (p01-004); expected 1200 = 1200 / 1; difference 800; "
                "mend the value, or add an arithmetic erratum",
            ),
            Issue(
                *place,
                "gone: 2000 has no operands (? / 1); expected them in amounts, and no zero below; "
                "add them, leave the observation out of the identity with where, or make the "
                "identity partial",
            ),
        ),
    )


def test_a_value_that_differs_from_what_it_repeats_is_told_in_words(opened: Opened) -> None:
    tables = opened(replace(EQUAL, operand_at=FIRST), replace(EQUAL, name="itself"))

    message = (
        "same: 2000 is printed (p01-004); expected 1200 = 1200; difference 800; mend the value, "
        "or add an arithmetic erratum"
    )
    issue = Issue("data/amounts.csv", 4, "value", "values_equal_those_they_repeat", message)
    assert values_equal_those_they_repeat(tables) == Finding(2, "values", (issue,))


@pytest.mark.parametrize("partial", [False, True])
def test_a_value_repeats_what_is_not_there(partial: bool, opened: Opened) -> None:
    identity = replace(EQUAL, operand_at={"axis": "C"}, partial=partial)

    found = told(equations(opened(identity), identity))

    assert found == ([] if partial else [("p01-004", "2000", "?", "", "", Verdict.MISSING)])


def test_what_is_cut_off_is_a_note(opened: Opened) -> None:
    tables = opened(
        replace(RATIO, where=FIRST, operand_at=TOTAL, denominator_at={"axis": "B"}),
        amounts="A,666,p01-002\nB,3,p01-003\n_T,2000,p01-004",
    )

    found = ratios_follow_from_their_operands(tables)

    note = "p01-002: 1200 € is 2000 / 3 cut off, not rounded"
    assert found == Finding(1, "ratios", (), (note,))


def test_fractions_are_read_by_the_place_of_their_columns(tmp_path: Path) -> None:
    example = ROOT / "tests" / "examples" / "erdf"
    folder = tmp_path / "publication"
    shutil.copytree(example, folder)
    path = folder / "data" / "ratio-fraction.csv"
    path.write_text(
        path.read_text("utf-8").replace("numerator,denominator", "above,below"), "utf-8"
    )
    text = (folder / DESCRIPTOR).read_text("utf-8")
    for old, new in (("numerator", "above"), ("denominator", "below")):
        # The column, and the keys that are made of it.
        assert text.count(f'"{old}"') == 3
        text = text.replace(f'"{old}"', f'"{new}"')
    (folder / DESCRIPTOR).write_text(text, "utf-8")

    with open_tables(read_publication(folder)) as tables:
        rates = next(i for i in tables.publication.identities if i.kind == "ratio")
        first, *others = equations(tables, rates)

    assert first.terms == "100 × 12345678.9 / 42350000"
    assert len(others) == 7 and all(e.verdict is not Verdict.MISSING for e in others)
