import pytest

from coesa.model import Validation
from coesa.rules.cells import (
    cells_fit_their_type,
    iri_cells_are_iris,
    notations_are_legal,
    required_cells_are_filled,
)
from coesa.tables import Tables
from tests.conftest import Edit
from tests.rules.conftest import Broken, Describe


@pytest.mark.parametrize(
    "rule",
    [required_cells_are_filled, cells_fit_their_type, notations_are_legal, iri_cells_are_iris],
)
def test_the_publication_passes(rule, tables: Tables) -> None:  # type: ignore[no-untyped-def]
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_required_cell_is_empty(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(required_cells_are_filled, edit("axis.csv", 3, "label_en", ""))

    assert (issue.path, issue.row, issue.column) == ("data/axis.csv", 3, "label_en")
    assert issue.rule == "required_cells_are_filled"


@pytest.mark.parametrize(
    "value",
    ["1,5", "1.50", "-0", "1e3", "NaN", "1.234", "1234567890123456789", "٣", "0x1", "1_000"],
)
def test_a_number_is_not_canonical(value: str, edit: Edit, broken: Broken) -> None:
    (issue,) = broken(cells_fit_their_type, edit("financial-amounts.csv", 2, "value", value))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 2, "value")
    assert "at most 2 decimals" in issue.message


@pytest.mark.parametrize("value", ["2022-02-31", "31/12/2022", "2022-1-1", "2022-12-31T00:00:00"])
def test_a_date_does_not_exist(value: str, edit: Edit, broken: Broken) -> None:
    (issue,) = broken(cells_fit_their_type, edit("reference-period.csv", 2, "end", value))

    assert (issue.path, issue.row, issue.column) == ("data/reference-period.csv", 2, "end")


@pytest.mark.parametrize("value", ["5.0", "05", "-0", "five", "+5"])
def test_an_integer_is_none(value: str, edit: Edit, broken: Broken) -> None:
    (issue,) = broken(cells_fit_their_type, edit("figures.csv", 4, "page", value))

    assert (issue.row, issue.column) == (4, "page")


@pytest.mark.parametrize("value", ["a b", "à", "-1", "x/y", "A:B"])
def test_a_notation_cannot_stand_in_an_iri(value: str, edit: Edit, broken: Broken) -> None:
    issues = broken(notations_are_legal, edit("axis.csv", 2, "notation", value))

    assert [(i.path, i.row, i.column) for i in issues] == [("data/axis.csv", 2, "notation")]


def test_a_constant_cannot_stand_in_an_iri(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor) -> None:  # type: ignore[no-untyped-def]
        resource = next(r for r in descriptor["resources"] if r["coesa"]["role"] == "cube")
        resource["coesa"]["constants"][0]["value"] = "a b"

    issues = broken(notations_are_legal, describe(spoil))

    assert {(i.row, i.column) for i in issues} == {(0, "programme")}


def test_a_cell_is_no_iri(describe: Describe, broken: Broken) -> None:
    def mark(descriptor) -> None:  # type: ignore[no-untyped-def]
        axis = next(r for r in descriptor["resources"] if r["name"] == "axis")
        field = next(f for f in axis["schema"]["fields"] if f["name"] == "source")
        field["format"] = "uri"

    issues = broken(iri_cells_are_iris, describe(mark))

    assert issues[0].row == 2
    assert {i.column for i in issues} == {"source"}


def test_only_the_rule_that_is_broken_tells(edit: Edit, validated) -> None:  # type: ignore[no-untyped-def]
    validation: Validation = validated(edit("reference-period.csv", 2, "end", "2022-02-31"))

    assert {i.rule for i in validation.issues} == {"cells_fit_their_type"}
