from pathlib import Path
from typing import Any

import pytest

from coesa.rules.claims import (
    data_are_claimed_once,
    observations_claim_data,
    observations_equal_their_figures,
    qualifiers_qualify_a_number,
    qualifiers_stand_by_their_number,
    restatements_agree_with_their_data,
    units_are_those_of_the_statistic,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe
from tests.rules.test_ledger import LEDGER, _row

AMOUNTS = "financial-amounts.csv"


@pytest.mark.parametrize(
    "rule",
    [
        restatements_agree_with_their_data,
        data_are_claimed_once,
        observations_claim_data,
        observations_equal_their_figures,
        units_are_those_of_the_statistic,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_qualifiers_of_the_publication_pass(tables: Tables) -> None:
    assert qualifiers_qualify_a_number(tables).issues == ()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("restates", "p01-020", "is a restatement; expected a datum"),
        ("restates", "p05-034", "expected 236700000 within its last printed digit"),
        ("unit", "PERCENT", "is in EUR"),
        ("resolution", "0.001", "is less precise"),
    ],
)
def test_a_restatement_does_not_agree(
    column: str, value: str, told: str, edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, "p01-014")

    (issue,) = broken(restatements_agree_with_their_data, edit(LEDGER, row, column, value))

    assert (issue.path, issue.row, issue.column) == ("data/figures.csv", row, "restates")
    assert told in issue.message


def test_a_restatement_is_printed_before_its_equal(
    edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, "p01-014")

    (issue,) = broken(restatements_agree_with_their_data, edit(LEDGER, row, "resolution", "0.01"))

    assert "printed later" in issue.message


@pytest.mark.parametrize(
    ("value", "resolution", "issues", "notes"),
    [
        ("240000000", "10000000", 0, 0),
        ("230000000", "10000000", 0, 1),
        ("250000000", "10000000", 1, 0),
        ("236000000", "100000", 1, 0),
    ],
)
def test_a_restatement_is_rounded_or_cut_off(
    value: str, resolution: str, issues: int, notes: int, edit: Edit, folder: Path
) -> None:
    row = _row(folder, "p01-014")
    edit(LEDGER, row, "resolution", resolution)

    with open_tables(read_publication(edit(LEDGER, row, "value", value))) as tables:
        finding = restatements_agree_with_their_data(tables)

    told = [note for note in finding.notes if note.startswith("p01-014:")]
    assert (len(finding.issues), len(told)) == (issues, notes)


@pytest.mark.parametrize(("hedge", "notes"), [("exact", 1), ("about", 1), ("over", 0)])
def test_a_number_that_says_over_may_be_cut_off(
    hedge: str, notes: int, edit: Edit, folder: Path
) -> None:
    row = _row(folder, "p01-014")
    edit(LEDGER, row, "hedge", hedge)
    edit(LEDGER, row, "resolution", "10000000")

    with open_tables(read_publication(edit(LEDGER, row, "value", "230000000"))) as tables:
        finding = restatements_agree_with_their_data(tables)

    told = [note for note in finding.notes if note.startswith("p01-014:")]
    assert (len(finding.issues), len(told)) == (0, notes)


def test_a_qualifier_qualifies_a_reference(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, "p05-004")
    edit(LEDGER, row, "class", "qualifier")

    (issue,) = broken(qualifiers_qualify_a_number, edit(LEDGER, row, "qualifies", "p05-001"))

    assert (issue.row, issue.column) == (row, "qualifies")


def test_a_datum_is_claimed_twice_and_another_never(edit: Edit, broken: Broken) -> None:
    first, second = broken(data_are_claimed_once, edit(AMOUNTS, 3, "figure", "p05-006"))

    assert (first.path, first.column) == ("data/figures.csv", "figure")
    assert "no observation claims p05-010" in first.message
    assert (second.path, second.row, second.column) == ("data/financial-amounts.csv", 3, "figure")
    assert "data/financial-amounts.csv:2 already" in second.message


def test_a_datum_is_claimed_by_two_cubes(edit: Edit, broken: Broken) -> None:
    issues = broken(data_are_claimed_once, edit("financial-ratios.csv", 2, "figure", "p05-006"))

    assert ("data/financial-ratios.csv", 2) in {(i.path, i.row) for i in issues}


def test_an_observation_claims_a_restatement(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(observations_claim_data, edit(AMOUNTS, 2, "figure", "p01-014"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 2, "figure")


def test_an_observation_has_another_value_than_its_figure(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(observations_equal_their_figures, edit(AMOUNTS, 2, "value", "236700001"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 2, "value")
    assert 'p05-006 is printed "236.700.000,00 €"' in issue.message


def test_an_observation_has_another_unit_than_its_statistic(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(
        units_are_those_of_the_statistic,
        edit(AMOUNTS, 2, "statistic", "programmed-of-allocation"),
    )

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 2, "statistic")


def test_a_cube_has_another_unit_than_its_figures(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        cube = next(r for r in descriptor["resources"] if r["name"] == "financial-amounts")
        unit = next(c for c in cube["coesa"]["constants"] if c["name"] == "unit")
        unit["value"] = "PERCENT"

    issues = broken(observations_equal_their_figures, describe(spoil))

    assert {i.column for i in issues} == {"unit"}
    assert len(issues) == 30


@pytest.mark.parametrize(
    ("figure", "place"),
    [("p05-010", "section 2.2 on page 5"), ("p03-033", "section 2.1 on page 3")],
)
def test_a_qualifier_is_away_from_its_number(
    edit: Edit, folder: Path, broken: Broken, figure: str, place: str
) -> None:
    row = _row(folder, "p07-004")

    (issue,) = broken(qualifiers_stand_by_their_number, edit(LEDGER, row, "qualifies", figure))

    assert (issue.row, issue.column) == (row, "qualifies")
    assert place in issue.message
