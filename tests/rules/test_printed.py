import csv
from pathlib import Path

import pytest

from coesa.model import Finding
from coesa.rules.printed import (
    errata_stand_on_their_pages,
    misprinted_labels_have_their_erratum,
    printed_cells_are_in_reading_order,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication

RULES = (
    printed_cells_are_in_reading_order,
    misprinted_labels_have_their_erratum,
    errata_stand_on_their_pages,
)


def finding(rule: Rule, folder: Path) -> Finding:
    with open_tables(read_publication(folder)) as tables:
        return rule(tables)


def swap(folder: Path, name: str, column: str, one: str, other: str) -> Path:
    """Put one code for another and the other for the one, throughout a column."""
    path = folder / "data" / name
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row[column] = {one: other, other: one}.get(row[column], row[column])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize("rule", RULES)
def test_the_publication_keeps_the_rule(tables: Tables, rule: Rule) -> None:
    found = rule(tables)

    assert found.checked > 0
    assert found.issues == ()


def test_two_rows_of_a_table_have_changed_places(folder: Path) -> None:
    for name in ("financial-amounts.csv", "financial-ratios.csv"):
        swap(folder, name, "axis", "IV", "V")

    issues = finding(printed_cells_are_in_reading_order, folder).issues

    assert {i.path for i in issues} == {
        "data/financial-amounts.csv",
        "data/financial-ratios.csv",
    }
    assert "changed places" in issues[0].message


def test_two_columns_of_a_table_have_changed_places(folder: Path) -> None:
    swap(folder, "financial-amounts.csv", "statistic", "paid", "certified")

    issues = finding(printed_cells_are_in_reading_order, folder).issues

    assert issues


def test_a_row_names_an_erratum_that_is_not_there(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_text(
        path.read_text("utf-8").replace('"erratum": "E02"', '"erratum": "E99"'), "utf-8"
    )

    (issue,) = finding(misprinted_labels_have_their_erratum, folder).issues

    assert issue.column == "$.coesa.tables[1].rows[2]"
    assert '"E99" is no erratum' in issue.message


def test_an_erratum_corrects_to_another_label(edit: Edit) -> None:
    folder = edit("errata.csv", 3, "corrected", "IV")

    (issue,) = finding(misprinted_labels_have_their_erratum, folder).issues

    assert 'is to be "IV"; expected "II" and "III"' in issue.message


@pytest.mark.parametrize(
    ("page", "message"),
    [("99", "expected 1 to 13"), ("12", "the page of p05-156"), ("five", "expected 1 to 13")],
)
def test_a_place_of_an_erratum_is_on_another_page(edit: Edit, page: str, message: str) -> None:
    folder = edit("erratum-place.csv", 2, "page", page)

    issue = finding(errata_stand_on_their_pages, folder).issues[0]

    assert (issue.path, issue.row, issue.column) == ("data/erratum-place.csv", 2, "page")
    assert message in issue.message
