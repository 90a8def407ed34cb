"""The workbook of issues: every cell with an issue is marked, commented and linked to."""

import csv
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from coesa.cli import main
from tests.conftest import ROOT
from tests.intake import AXIS, MINIMAL, copy_of, put, replaced

RED = "FFF4B8BF"


def workbook(folder: Path, code: int = 1) -> openpyxl.Workbook:
    target = folder.parent / "issues.xlsx"
    arguments = ["validate", "--publication", str(folder), "--workbook", str(target)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return openpyxl.load_workbook(target)


def marked(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, str]:
    """Tell the marked cells of a sheet with their comments."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    red = {cell.coordinate for cell in cells if cell.fill.fgColor.rgb == RED}
    told = {cell.coordinate: cell.comment.text for cell in cells if cell.comment}
    assert red == told.keys()
    return told


def test_a_wrong_value_is_marked_where_it_stands(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced("data/amounts.csv", b"A,1200,", b"A,1300,")(folder)
    replaced("data/amounts.csv", b"B,800,", b"B,700,")(folder)

    book = workbook(folder)

    assert book.sheetnames == ["Issues", "axis", "amounts", "figures"]
    told = marked(book["amounts"])
    assert sorted(told) == ["B2", "B3"]
    assert told["B2"].startswith("O03: Value and unit of every observation")
    assert "1300 found; expected 1200" in told["B2"]
    assert marked(book["axis"]) == {}
    heading, *rows = book["Issues"].iter_rows()
    assert [cell.value for cell in rows[0]][:6] == [
        *("O03", "Value and unit of every observation are those of the printed figure"),
        *("B2", "data/amounts.csv", "2", "value"),
    ]
    assert rows[0][2].hyperlink.location == "'amounts'!B2"
    assert len(heading) == len(rows[0])


def test_cells_are_those_of_the_file(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced(AXIS, b"A,Research", b"037006,Research")(folder)

    book = workbook(folder)

    with (folder / AXIS).open(encoding="utf-8", newline="") as stream:
        expected = list(csv.reader(stream))
    assert [[cell.value for cell in row] for row in book["axis"].iter_rows()] == expected


def test_what_cannot_be_read_is_marked_too(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced(AXIS, b"A,Research,Ricerca", b"A, Research,=Ricerca()")(folder)

    told = marked(workbook(folder)["axis"])

    assert told["B2"].startswith("G16: ")
    assert told["C2"].startswith("G17: ")


def test_an_issue_of_a_row_or_of_no_cell_is_told(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced("data/amounts.csv", b"A,1200,p01-002", b"A,1200,p01-002,x")(folder)
    put("data/figures.csv", b"")(folder)

    book = workbook(folder)

    assert list(marked(book["amounts"])) == ["A2"]
    assert "figures" not in book.sheetnames
    files = [row[3].value for row in book["Issues"].iter_rows()]
    assert "data/figures.csv" in files


def test_a_descriptor_that_cannot_be_read_leaves_the_tables(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    put("datapackage.json", b"{")(folder)

    assert workbook(folder).sheetnames == ["Issues", "amounts", "axis", "figures"]


def test_no_link_is_followed(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    (folder / AXIS).unlink()
    (folder / AXIS).symlink_to("/etc/passwd")

    book = workbook(folder)

    assert "axis" not in book.sheetnames


def test_a_publication_without_issues_says_so(tmp_path: Path) -> None:
    book = workbook(copy_of(MINIMAL, tmp_path / "publication"), code=0)

    assert book["Issues"]["B2"].value == "No issues: every rule holds."


def test_headings_are_in_the_language_of_the_publication(tmp_path: Path) -> None:
    folder = copy_of(ROOT / "datapackage", tmp_path / "publication")
    replaced("data/axis.csv", b"definition_en", b"definition_eng")(folder)

    assert workbook(folder).sheetnames[0] == "Rilievi"


@pytest.mark.parametrize("before", [None, b"what was there"])
def test_a_folder_that_refuses_leaves_all_as_it_was(tmp_path: Path, before: bytes | None) -> None:
    target = tmp_path / "nowhere" / "issues.xlsx"
    if before is not None:
        target = tmp_path / "issues.xlsx"
        target.mkdir()

    arguments = ["validate", "--publication", str(MINIMAL), "--workbook", str(target)]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code in (2, 3)
    assert "Traceback" not in result.output
    assert not list(tmp_path.glob("**/*.coesa-new"))


def test_a_file_that_is_no_workbook_by_its_name_is_not_replaced(tmp_path: Path) -> None:
    table = tmp_path / "axis.csv"
    table.write_text("mine")
    arguments = ["validate", "--publication", str(MINIMAL), "--workbook", str(table)]

    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 2
    assert "axis.csv is no workbook; name a file that ends with .xlsx" in result.stderr
    assert table.read_text() == "mine"
