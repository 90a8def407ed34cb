from typing import Any

import pytest

from coesa.rules.declared import (
    codes_of_the_descriptor_are_in_their_lists,
    identities_name_fields_that_are_there,
    printed_cells_hold_one_value,
)
from coesa.rules.descriptor import (
    keys_name_fields_that_are_there,
    names_leave_room_for_ours,
    tables_have_the_fields_of_their_role,
    texts_are_given_in_every_language,
)
from coesa.rules.fields import fields_fit_their_role
from coesa.tables import Tables
from coesa.validate import Rule
from tests.rules.conftest import Broken, Describe


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    return next(r for r in descriptor["resources"] if r["name"] == name)


def _field(descriptor: dict[str, Any], name: str, field: str) -> dict[str, Any]:
    fields = _resource(descriptor, name)["schema"]["fields"]
    return next(f for f in fields if f["name"] == field)


@pytest.mark.parametrize(
    "rule",
    [
        texts_are_given_in_every_language,
        tables_have_the_fields_of_their_role,
        keys_name_fields_that_are_there,
        names_leave_room_for_ours,
        identities_name_fields_that_are_there,
        fields_fit_their_role,
        codes_of_the_descriptor_are_in_their_lists,
        printed_cells_hold_one_value,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_text_is_missing_in_one_language(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        del _field(descriptor, "axis", "label_en")["coesa"]["translations"]["en"]["title"]

    (issue,) = broken(texts_are_given_in_every_language, describe(spoil))

    assert issue.path == "datapackage.json"
    assert issue.column.endswith(".schema.fields[2].title")
    assert 'no text in "en"' in issue.message


def test_a_ledger_has_no_resolution(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _field(descriptor, "figures", "resolution")["coesa"]["property"] = "https://example.org/x"

    (issue,) = broken(tables_have_the_fields_of_their_role, describe(spoil))

    assert "https://w3id.org/coesa/def/resolution" in issue.message


def test_a_cube_has_two_measures(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _field(descriptor, "financial-amounts", "figure")["coesa"]["role"] = "measure"

    issues = broken(tables_have_the_fields_of_their_role, describe(spoil))

    assert any("value is one already" in i.message for i in issues)


def test_a_cube_has_no_unit(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        constants = _resource(descriptor, "financial-amounts")["coesa"]["constants"]
        del constants[[c["name"] for c in constants].index("unit")]

    (issue,) = broken(tables_have_the_fields_of_their_role, describe(spoil))

    assert "unitMeasure" in issue.message


def test_a_foreign_key_leads_to_no_field(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        keys = _resource(descriptor, "errata")["schema"]["foreignKeys"]
        keys[0]["reference"]["fields"] = "figur"

    (issue,) = broken(keys_name_fields_that_are_there, describe(spoil))

    assert issue.message.endswith('Did you mean "figure"? Write "fields": "figure"')


def test_a_table_has_a_name_of_ours(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _resource(descriptor, "erratum-place")["name"] = "obs"

    (issue,) = broken(names_leave_room_for_ours, describe(spoil))

    assert '"obs"' in issue.message


def test_a_base_is_inside_the_vocabulary(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        descriptor["coesa"]["base"] = "https://w3id.org/coesa/def/mine/"

    (issue,) = broken(names_leave_room_for_ours, describe(spoil))

    assert issue.column == "$.coesa.base"


@pytest.mark.parametrize("key", ["where", "over", "denominatorAt"])
def test_an_identity_names_no_dimension(key: str, describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        identity = next(i for i in descriptor["coesa"]["identities"] if key in i)
        identity[key] = "axsi" if key == "over" else {"axsi": "_T"}

    (issue,) = broken(identities_name_fields_that_are_there, describe(spoil))

    assert issue.column.startswith("$.coesa.identities[")
    assert 'Did you mean "axis"? Write ' in issue.message
