import json
from pathlib import Path

import jsonschema_rs
import pytest

from coesa.errors import PublicationError
from coesa.model import Issue
from coesa.read import read_publication
from tests.conftest import ROOT


def issues_of(folder: Path) -> tuple[Issue, ...]:
    with pytest.raises(PublicationError) as caught:
        read_publication(folder)
    return caught.value.issues


def test_the_publication_is_read(folder: Path) -> None:
    publication = read_publication(folder)

    assert publication.languages == ("it", "en")
    assert set(publication.titles) == {"it", "en"}
    assert publication.resource("def:unit").path == "data/unit.csv"
    assert [f.name for f in publication.resource("financial-amounts").dimensions] == [
        "programme",
        "reference_period",
        "axis",
        "statistic",
    ]


def test_a_missing_descriptor(tmp_path: Path) -> None:
    (issue,) = issues_of(tmp_path)

    assert issue.rule == "descriptor_is_there"
    assert "--publication" in issue.message


def test_broken_json_names_the_line(folder: Path) -> None:
    path = folder / "datapackage.json"
    lines = path.read_text("utf-8").split("\n")
    lines[4] = lines[4].replace(",", "", 1).replace('"', "", 1)
    path.write_text("\n".join(lines), "utf-8")

    (issue,) = issues_of(folder)

    assert (issue.rule, issue.row) == ("descriptor_is_json", 5)


def test_a_key_that_stands_twice(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_text(
        path.read_text("utf-8").replace('"version"', '"name": "x", "version"', 1), "utf-8"
    )

    (issue,) = issues_of(folder)

    assert issue.rule == "json_keys_are_unique"
    assert '"name"' in issue.message


def descriptor_with(folder: Path, change: str, value: object) -> Path:
    """Put a value in the descriptor at a path such as `resources/0/coesa/role`."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    place = descriptor
    *steps, last = change.split("/")
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    path.write_text(json.dumps(descriptor), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "value", "column", "text"),
    [
        ("coesa/base", "no iri", "$.coesa.base", "with a slash at its end"),
        ("resources/0/coesa/role", "cubes", "$.resources[0].coesa.role", "concept-scheme, links"),
        ("resources/0/name", "Two Words", "$.resources[0].name", "lower-case"),
        ("version", "one", "$.version", "three numbers"),
        ("resources/0/path", "data/axis.xls", "$.resources[0].path", "inside the publication"),
    ],
)
def test_faults_of_the_descriptor(
    folder: Path, change: str, value: str, column: str, text: str
) -> None:
    issue = issues_of(descriptor_with(folder, change, value))[0]

    assert (issue.path, issue.column) == ("datapackage.json", column)
    assert issue.rule == "descriptor_follows_its_profile"
    assert text in issue.message


def test_a_foreign_key_to_no_table_names_the_nearest(folder: Path) -> None:
    keys = "resources/0/schema/foreignKeys"
    key = [{"fields": "axis", "reference": {"resource": "axsi", "fields": "notation"}}]

    (issue,) = issues_of(descriptor_with(folder, keys, key))

    assert issue.rule == "tables_that_are_named_are_there"
    assert 'Did you mean "axis"?' in issue.message


@pytest.mark.parametrize(
    ("change", "value", "column"),
    [
        ("resources/1/name", "financial-amounts", "$.resources[1].name"),
        ("resources/0/schema/fields/1/name", "statistic", "$.resources[0].schema.fields[2].name"),
        ("coesa/identities/1/name", "axes_sum_to_total", "$.coesa.identities[1].name"),
        ("coesa/tables/1/name", "table-1", "$.coesa.tables[1].name"),
    ],
)
def test_a_name_that_stands_twice(folder: Path, change: str, value: str, column: str) -> None:
    issues = issues_of(descriptor_with(folder, change, value))

    assert (column, "names_are_unique") in {(issue.column, issue.rule) for issue in issues}


def test_a_missing_file(folder: Path) -> None:
    (folder / "data" / "axis.csv").unlink()

    (issue,) = issues_of(folder)

    assert (issue.path, issue.rule) == ("data/axis.csv", "files_are_there")


def test_an_unknown_column_names_the_nearest(folder: Path) -> None:
    path = folder / "data" / "axis.csv"
    path.write_text(path.read_text("utf-8").replace("label_en", "lable_en", 1), "utf-8")

    unknown, missing = sorted(issues_of(folder), key=lambda i: i.column, reverse=True)

    assert (unknown.row, unknown.column) == (1, "lable_en")
    assert 'Did you mean "label_en"?' in unknown.message
    assert (missing.column, missing.rule) == ("label_en", "columns_are_those_of_the_schema")


def test_a_long_row_has_its_number(folder: Path) -> None:
    path = folder / "data" / "axis.csv"
    lines = path.read_text("utf-8").split("\n")
    lines[3] += ",one,two"
    path.write_text("\n".join(lines), "utf-8")

    (issue,) = issues_of(folder)

    assert (issue.row, issue.rule) == (4, "rows_are_as_long_as_the_header")
    assert "8 cells found, 6 expected" in issue.message


def test_another_encoding_names_row_and_column(folder: Path) -> None:
    path = folder / "data" / "axis.csv"
    path.write_bytes(path.read_text("utf-8").encode("latin-1"))

    (issue,) = issues_of(folder)

    assert (issue.row, issue.column, issue.rule) == (3, "label_it", "text_is_utf8")
    assert "0xE0" in issue.message


def test_an_unclosed_quote(folder: Path) -> None:
    path = folder / "data" / "axis.csv"
    path.write_text(path.read_text("utf-8") + '"open', "utf-8")

    (issue,) = issues_of(folder)

    assert issue.rule == "files_are_csv"


def test_the_vocabulary_comes_with_the_tool() -> None:
    publication = read_publication(ROOT / "datapackage")

    assert publication.vocabulary.base == "https://w3id.org/coesa/def/"
    assert publication.vocabulary.terms.startswith("@prefix")


def test_the_vocabulary_follows_its_profile() -> None:
    profile = json.loads((ROOT / "vocab" / "profile.json").read_text("utf-8"))
    descriptor = json.loads((ROOT / "vocab" / "datapackage.json").read_text("utf-8"))

    faults = jsonschema_rs.Draft202012Validator(profile).iter_errors(descriptor)

    # What only a publication needs.
    needed = {'"contributors" is a required property', '"catalogue" is a required property'}
    assert {fault.message for fault in faults} == needed


def test_a_publication_without_a_catalogue(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    del descriptor["coesa"]["catalogue"]
    path.write_text(json.dumps(descriptor), "utf-8")

    (issue,) = issues_of(folder)

    assert issue.column == "$.coesa.catalogue"


def test_json_that_lies_too_deep(folder: Path) -> None:
    (folder / "datapackage.json").write_text("[" * 100_000, "utf-8")

    (issue,) = issues_of(folder)

    assert issue.rule == "sizes_are_within_limits"


def test_half_a_character(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["title"] = "half \ud800"
    path.write_text(json.dumps(descriptor), "utf-8")

    assert issues_of(folder)[0].rule == "text_is_utf8"


def test_a_foreign_key_that_leads_to_no_primary_key(folder: Path) -> None:
    keys = "resources/0/schema/foreignKeys"
    key = [{"fields": ["axis"], "reference": {"resource": "axis", "fields": ["label_it"]}}]

    issues = issues_of(descriptor_with(folder, keys, key))

    assert "foreign_keys_lead_to_primary_keys" in {issue.rule for issue in issues}
