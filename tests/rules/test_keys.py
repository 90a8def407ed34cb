import pytest

from coesa.rules.declared import codes_of_the_descriptor_are_in_their_lists
from coesa.rules.keys import (
    codes_are_in_their_lists,
    foreign_keys_are_met,
    primary_keys_are_unique,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.rules.conftest import Broken, Describe


@pytest.mark.parametrize(
    "rule", [primary_keys_are_unique, foreign_keys_are_met, codes_are_in_their_lists]
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_key_stands_twice(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(primary_keys_are_unique, edit("axis.csv", 3, "notation", "I"))

    assert (issue.path, issue.row, issue.column) == ("data/axis.csv", 3, "notation")
    assert '"I" stands in row 2' in issue.message


def test_a_reference_is_not_there(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(foreign_keys_are_met, edit("financial-amounts.csv", 3, "axis", "VI"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 3, "axis")
    assert issue.message.startswith('"VI" is not in axis; expected one of I, II, III')


def test_an_empty_reference_refers_to_nothing(edit: Edit, broken: Broken) -> None:
    folder = edit("erratum-place.csv", 2, "figure", "")

    assert broken(foreign_keys_are_met, folder) == []


def test_a_code_is_not_in_a_shared_list(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(codes_are_in_their_lists, edit("figures.csv", 5, "class", "refrence"))

    assert (issue.path, issue.row, issue.column) == ("data/figures.csv", 5, "class")
    assert issue.message.endswith('Did you mean "reference"?')


def test_a_notation_is_not_in_the_list_it_comes_from(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(codes_are_in_their_lists, edit("statistic.csv", 3, "notation", "programed"))

    assert (issue.path, issue.row, issue.column) == ("data/statistic.csv", 3, "notation")
    assert issue.message.endswith('Did you mean "programmed"?')


def test_a_constant_is_not_in_its_list(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor) -> None:  # type: ignore[no-untyped-def]
        cube = next(r for r in descriptor["resources"] if r["name"] == "financial-amounts")
        unit = next(c for c in cube["coesa"]["constants"] if c["name"] == "unit")
        unit["value"] = "EURO"

    (issue,) = broken(codes_of_the_descriptor_are_in_their_lists, describe(spoil))

    assert issue.path == "datapackage.json"
    assert issue.column == "$.resources[0].coesa.constants[1].value"
    assert issue.message.endswith('Did you mean "EUR"? Write "value": "EUR"')
