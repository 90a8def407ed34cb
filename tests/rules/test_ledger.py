import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa.errors import PublicationError
from coesa.read import read_publication
from coesa.rules.ledger import (
    amounts_are_no_references,
    classes_have_their_columns,
    figures_are_in_reading_order,
    figures_are_named_by_page_and_ordinal,
    pages_are_in_the_document,
    units_are_as_printed,
    values_are_as_printed,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import ROOT, Edit
from tests.rules.conftest import Broken, Describe

LEDGER = "figures.csv"


def _figures() -> list[dict[str, str]]:
    with (ROOT / "datapackage" / "data" / LEDGER).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("rule", "is_looked_at"),
    [
        (figures_are_named_by_page_and_ordinal, lambda _: True),
        (figures_are_in_reading_order, lambda _: True),
        (pages_are_in_the_document, lambda _: True),
        (classes_have_their_columns, lambda _: True),
        (values_are_as_printed, lambda figure: figure["value"]),
        (
            units_are_as_printed,
            lambda figure: figure["unit"] and re.search("[%€]", figure["printed"]),
        ),
        (
            amounts_are_no_references,
            lambda figure: re.search(
                r"[%€]|(?i:mln|mila|milioni)\b|[0-9][.][0-9]{3}(?![0-9])", figure["printed"]
            ),
        ),
    ],
)
def test_the_publication_passes_and_is_looked_at_whole(
    rule: Rule, is_looked_at: Callable[[dict[str, str]], object], tables: Tables
) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked == sum(bool(is_looked_at(figure)) for figure in _figures())


def _row(folder: Path, figure: str) -> int:
    lines = (folder / "data" / LEDGER).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.startswith(figure + ","))


@pytest.mark.parametrize("value", ["p02-001", "P01-001", "p1-001", "p01-1", "p001-001"])
def test_a_figure_is_not_named_by_its_place(value: str, edit: Edit, broken: Broken) -> None:
    (issue,) = broken(figures_are_named_by_page_and_ordinal, edit(LEDGER, 2, "figure", value))

    assert (issue.path, issue.row, issue.column) == ("data/figures.csv", 2, "figure")


def test_a_figure_is_out_of_order(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(figures_are_in_reading_order, edit(LEDGER, 2, "figure", "p01-003"))

    assert (issue.row, issue.column) == (3, "figure")
    assert "p01-002 stands after p01-003" in issue.message


def test_a_page_is_not_in_the_document(
    edit: Edit, folder: Path, broken: Broken, tables: Tables
) -> None:
    pages = tables.publication.documents[0].pages
    last = len((folder / "data" / LEDGER).read_text("utf-8").splitlines())

    (issue,) = broken(pages_are_in_the_document, edit(LEDGER, last, "page", str(pages + 1)))

    assert (issue.path, issue.row, issue.column) == ("data/figures.csv", last, "page")
    assert issue.message.endswith(
        f"expected 1 to {pages}; mend the page, or the pages of the document"
    )


@pytest.mark.parametrize(
    ("figure", "column", "value"),
    [
        ("p05-006", "unit", ""),
        ("p05-006", "hedge", ""),
        ("p05-006", "reason", "date"),
        ("p01-014", "restates", ""),
        ("p01-014", "qualifies", "p05-006"),
        ("p01-001", "reason", ""),
        ("p01-001", "value", "1"),
    ],
)
def test_a_class_has_other_columns(
    figure: str, column: str, value: str, edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, figure)

    (issue,) = broken(classes_have_their_columns, edit(LEDGER, row, column, value))

    assert (issue.row, issue.column) == (row, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "236700001"), ("resolution", "1"), ("printed", "236.700.001,00 €")],
)
def test_a_value_is_not_the_printed_one(
    column: str, value: str, edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, "p05-006")

    (issue,) = broken(values_are_as_printed, edit(LEDGER, row, column, value))

    assert (issue.row, issue.column) == (row, "value" if column == "printed" else column)


def test_what_is_printed_is_no_number(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, "p05-006")

    (issue,) = broken(values_are_as_printed, edit(LEDGER, row, "printed", "236.700.00,00 €"))

    assert (issue.row, issue.column) == (row, "printed")
    assert '"," before decimals and "." between thousands' in issue.message


def test_each_document_prints_numbers_in_its_own_way(
    edit: Edit, folder: Path, describe: Describe, broken: Broken
) -> None:
    row = _row(folder, "p05-006")
    edit(LEDGER, row, "printed", "£236.7M")
    edit(LEDGER, row, "resolution", "100000")

    def say(descriptor: dict[str, Any]) -> None:
        numbers = {"decimal": ".", "group": [","], "scales": {"m": "1000000"}}
        descriptor["sources"][0]["coesa"]["numbers"] = numbers

    before = broken(values_are_as_printed, folder)
    told = {(issue.row, issue.column) for issue in broken(values_are_as_printed, describe(say))}

    assert [(issue.row, issue.column) for issue in before] == [(row, "printed")]
    # Every other number of the document is then read in the way of this one, and is wrong.
    assert told
    assert row not in {number for number, _ in told}


def test_a_sign_that_groups_and_begins_decimals_is_refused(describe: Describe) -> None:
    def say(descriptor: dict[str, Any]) -> None:
        descriptor["sources"][0]["coesa"]["numbers"] = {"decimal": ",", "group": [".", ","]}

    with pytest.raises(PublicationError) as caught:
        read_publication(describe(say))

    (issue,) = caught.value.issues
    assert issue.column == "$.sources[0].coesa.numbers.group"
    assert '"," found, which begins the decimals' in issue.message


@pytest.mark.parametrize(
    ("language", "numbers", "printed", "is_amount"),
    [
        ("en", {}, "1,234", True),
        ("en", {}, "3 Million", True),
        ("en", {}, "1.234", False),
        ("en", {}, "12 mila", False),
        ("fi", {}, "1 234", True),
        ("fi", {"group": ["."]}, "1 234", False),
        ("fi", {"scales": {"milj": "1000000"}}, "12milj.", True),
        ("fi", {"scales": {"milj": "1000000"}}, "12 miljoonaa", False),
    ],
)
def test_what_an_amount_is_depends_on_the_document(
    language: str,
    numbers: dict[str, Any],
    printed: str,
    is_amount: bool,
    edit: Edit,
    describe: Describe,
    broken: Broken,
) -> None:
    edit(LEDGER, 2, "printed", printed)
    edit(LEDGER, 2, "reason", "")

    def say(descriptor: dict[str, Any]) -> None:
        descriptor["sources"][0]["coesa"] |= {"language": language, "numbers": numbers}

    issues = broken(amounts_are_no_references, describe(say))

    assert [issue.row for issue in issues] == ([2] if is_amount else [])


@pytest.mark.parametrize(("figure", "unit"), [("p05-006", "PERCENT"), ("p05-014", "EUR")])
def test_a_unit_is_not_the_printed_one(
    figure: str, unit: str, edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, figure)

    (issue,) = broken(units_are_as_printed, edit(LEDGER, row, "unit", unit))

    assert (issue.row, issue.column) == (row, "unit")


@pytest.mark.parametrize("printed", ["9 mln €", "12%", "12 milioni", "244.885", "3mila"])
def test_an_amount_is_a_reference_for_no_reason(printed: str, edit: Edit, broken: Broken) -> None:
    edit(LEDGER, 2, "printed", printed)

    (issue,) = broken(amounts_are_no_references, edit(LEDGER, 2, "reason", ""))

    assert (issue.row, issue.column) == (2, "reason")


def test_a_code_with_points_is_no_amount(edit: Edit, broken: Broken) -> None:
    edit(LEDGER, 2, "printed", "2.2.1")

    assert broken(amounts_are_no_references, edit(LEDGER, 2, "reason", "")) == []
