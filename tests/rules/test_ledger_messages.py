"""What the rules on the ledger say, word by word.

Most faults are put into one copy of the publication, each in a row of its own, so that it is read
once.
"""

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe

LEDGER = "figures.csv"
FIRST_OF_2022 = "relatorio-2022/p01-001,relatorio-2022,1,"
FAULTS = {
    "p01-001": {"page": "12"},
    "p01-002": {"page": ""},
    "p01-004": {"page": "123"},
    "p05-006": {"value": "1", "resolution": "1"},
    "p05-010": {"printed": ""},
    "p05-034": {"unit": "PERCENT"},
    "p12-002": {"printed": "9 mln €", "reason": "", "unit": "EUR"},
    "p12-012": {"class": "datum"},
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """Open a copy of the publication with every fault in it."""
    folder = tmp_path_factory.mktemp("spoilt") / "datapackage"
    shutil.copytree(ROOT / "datapackage", folder)
    path = folder / "data" / LEDGER
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.update(FAULTS.get(row["figure"], {}))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with open_tables(read_publication(folder)) as tables:
        yield tables


def told(broken: Broken, rule: Rule, folder: Path) -> list[str]:
    return [f"{i.path}:{i.row}:{i.column} {i.message}" for i in broken(rule, folder)]


@pytest.fixture
def erdf(tmp_path: Path) -> Callable[[str, str], Path]:
    """Copy the example of two documents, and change a text of its ledger that stands there once."""

    def change(before: str, after: str) -> Path:
        folder = Path(shutil.copytree(ROOT / "tests/examples/erdf", tmp_path / "erdf"))
        path = folder / "data" / LEDGER
        text = path.read_text("utf-8")
        assert text.count(before) == 1, before
        path.write_text(text.replace(before, after), "utf-8")
        return folder

    return change


def test_a_name_begins_with_its_document_where_there_are_several(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    folder = erdf(FIRST_OF_2022, FIRST_OF_2022.replace("relatorio-2022,", "relatorio-2023,"))

    assert told(broken, figures_are_named_by_page_and_ordinal, folder) == [
        'data/figures.csv:2:figure "relatorio-2022/p01-001" on page 1 found; expected pPP-NNN, '
        "page and ordinal, such as relatorio-2023/p01-001; mend the id or the page"
    ]


def test_a_name_has_no_document_where_there_are_several(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    folder = erdf(FIRST_OF_2022, FIRST_OF_2022.replace("relatorio-2022/", ""))

    (message,) = told(broken, figures_are_named_by_page_and_ordinal, folder)

    assert '"p01-001" on page 1 found' in message
    assert "such as relatorio-2022/p01-001;" in message


def test_figures_of_no_document_have_their_order(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    folder = erdf(FIRST_OF_2022, FIRST_OF_2022.replace("relatorio-2022,", ","))
    path = folder / "data" / LEDGER
    lines = path.read_text("utf-8").splitlines()
    second = lines[2].replace(",relatorio-2022,", ",,")
    path.write_text("\n".join([lines[0], second, lines[1], *lines[3:], ""]), "utf-8")

    first, second = (line.split(",")[0] for line in (lines[1], lines[2]))
    assert told(broken, figures_are_in_reading_order, folder) == [
        f"data/figures.csv:3:figure {first} stands after {second}; expected the order of reading; "
        "move the row"
    ]


def test_the_orders_of_two_documents_are_apart(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    """Issues of both documents are told, in the order of the file."""
    folder = erdf(FIRST_OF_2022, FIRST_OF_2022)
    path = folder / "data" / LEDGER
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *rows[1::-1], *rows[2:-2], *rows[:-3:-1], ""]), "utf-8")

    issues = broken(figures_are_in_reading_order, folder)

    assert [i.row for i in issues] == [3, len(rows) + 1]


def test_a_page_of_one_document_is_told_with_its_pages(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    folder = erdf(FIRST_OF_2022, FIRST_OF_2022.replace(",1,", ",4,"))

    assert told(broken, pages_are_in_the_document, folder) == [
        "data/figures.csv:2:page page 4 of relatorio-2022 found; expected 1 to 3; mend the page, "
        "or the pages of the document"
    ]


def test_a_page_of_no_document_has_no_place(describe: Describe, broken: Broken) -> None:
    def leave_out(descriptor: dict[str, Any]) -> None:
        del descriptor["sources"][0]["coesa"]
        descriptor["coesa"].pop("tables")

    issues = broken(pages_are_in_the_document, describe(leave_out))

    assert len(issues) > 300
    assert {i.message.partition("found; ")[2] for i in issues} == {
        "expected 1 to 0; mend the page, or the pages of the document"
    }


@pytest.mark.parametrize(
    ("groups", "shown"),
    [([" "], "a space"), ([" ", "."], 'a space or "."'), ([], "no sign")],
)
def test_the_signs_between_thousands_are_told(
    groups: list[str], shown: str, edit: Edit, folder: Path, describe: Describe, broken: Broken
) -> None:
    lines = (folder / "data" / LEDGER).read_text("utf-8").splitlines()
    row = next(n for n, line in enumerate(lines, start=1) if line.startswith("p05-006,"))
    edit(LEDGER, row, "printed", "1 und 2")

    def say(descriptor: dict[str, Any]) -> None:
        descriptor["sources"][0]["coesa"]["numbers"] = {"decimal": ",", "group": groups}

    (message,) = (i.message for i in broken(values_are_as_printed, describe(say)) if i.row == row)

    assert f'"1 und 2" is not one number; expected one, with "," before decimals and {shown} '
    assert f"and {shown} between thousands; mend" in message


def test_numbers_of_an_unknown_document_do_not_hide_others(
    erdf: Callable[[str, str], Path], broken: Broken
) -> None:
    """A figure of a document that is not there is for another rule: those after it are read."""
    folder = erdf(
        "relatorio-2022/p01-001,relatorio-2022,", "relatorio-2022/p01-001,relatorio-2022,"
    )
    path = folder / "data" / LEDGER
    lines = path.read_text("utf-8").splitlines()
    data = [n for n, line in enumerate(lines) if ",datum," in line]
    first, last = data[0], data[-1]
    lines[first] = lines[first].replace(",relatorio-2022,", ",nowhere,")
    figure, *_ = lines[last].split(",")
    value = lines[last].partition(",datum,")[2].split(",")[0]
    lines[last] = lines[last].replace(f",datum,{value},", ",datum,987654321,")
    path.write_text("\n".join([*lines, ""]), "utf-8")

    (issue,) = broken(values_are_as_printed, folder)

    assert (issue.row, issue.column) == (last + 1, "value")
    assert issue.message.startswith(f"987654321 found; expected {value}, as printed in "), figure


@pytest.mark.parametrize(
    ("rule", "figure", "messages"),
    [
        (
            figures_are_named_by_page_and_ordinal,
            "p01-001",
            [
                'figure: "p01-001" on page 12 found; expected pPP-NNN, page and ordinal, such as '
                "p12-001; mend the id or the page"
            ],
        ),
        (
            figures_are_named_by_page_and_ordinal,
            "p01-002",
            [
                'figure: "p01-002" on page None found; expected pPP-NNN, page and ordinal, such '
                "as p00-001; mend the id or the page"
            ],
        ),
        (
            figures_are_named_by_page_and_ordinal,
            "p01-004",
            [
                'figure: "p01-004" on page 123 found; expected pPP-NNN, page and ordinal, such as '
                "p123-001; mend the id or the page"
            ],
        ),
        (
            classes_have_their_columns,
            "p12-002",
            [
                'unit: a reference with unit "EUR"; expected reason and no more; empty it',
                "reason: a reference without reason; expected reason and no more; fill it",
            ],
        ),
        (
            classes_have_their_columns,
            "p12-012",
            [
                *(
                    f"{name}: a datum without {name}; expected value, unit, resolution, hedge and "
                    "no more; fill it"
                    for name in ("value", "unit", "resolution", "hedge")
                ),
                'reason: a datum with reason "date"; expected value, unit, resolution, hedge and '
                "no more; empty it",
            ],
        ),
        (
            values_are_as_printed,
            "p05-006",
            [
                'value: 1 found; expected 236700000, as printed in "236.700.000,00 €"; mend it',
                "resolution: 1 found; expected 0.01, the weight of the last digit printed in "
                '"236.700.000,00 €"; mend it',
            ],
        ),
        (
            values_are_as_printed,
            "p05-010",
            [
                'printed: "" is not one number; expected one, with "," before decimals and "." '
                "between thousands; mend what is printed, or tell in coesa.numbers of the "
                "document how it prints numbers"
            ],
        ),
        (
            units_are_as_printed,
            "p05-034",
            ['unit: "PERCENT" found; expected EUR, because € is printed; mend it'],
        ),
        (
            amounts_are_no_references,
            "p12-002",
            [
                'reason: "9 mln €" is printed as an amount; expected a datum, or a reason why it '
                "is a reference; give the class or the reason"
            ],
        ),
    ],
)
def test_a_fault_is_told_word_by_word(
    spoilt: Tables, rule: Rule, figure: str, messages: list[str]
) -> None:
    """The rule is asked here and not in the fixture: so its mutants are held against this test."""
    names = [row["figure"] for row in spoilt.rows("figures")]
    found = [(names[i.row - 2], f"{i.column}: {i.message}") for i in rule(spoilt).issues]

    assert [message for name, message in found if name == figure] == messages
    assert {name for name, _ in found} <= FAULTS.keys()
