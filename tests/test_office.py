import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from coesa.model import Publication, Role
from coesa.numbers import localised
from coesa.office import office, workbook_file
from coesa.office.about import about
from coesa.office.localised import localised_csv
from coesa.office.printed import filled_table
from coesa.office.readable import readable, rows
from coesa.office.remarks import remarks
from coesa.office.workbook import sheet_names, write_workbook
from coesa.statements import shared_tables
from coesa.tables import Tables
from tests.conftest import Edit
from tests.opened import open_tables, read_publication

EXAMPLES = Path(__file__).parent / "examples"


def written(tables: Tables, folder: Path) -> dict[str, Path]:
    """Write the files for people and tell where they are."""
    files = {}
    for name, content in {**office(tables), **workbook_file(tables)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        files[name] = path
    return files


@pytest.fixture(scope="module")
def files(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return written(tables, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def workbook(files: dict[str, Path], publication: Publication) -> Any:
    return openpyxl.load_workbook(files[f"office/{publication.name}.xlsx"])


@pytest.fixture(scope="module")
def sheets(workbook: Any, publication: Publication) -> dict[str, Any]:
    """The sheets of the tables that people read, by the name of the table."""
    tidy = [
        resource
        for role in (Role.CUBE, Role.ENTITIES, Role.LEDGER, Role.ERRATA)
        for resource in publication.of_role(role)
    ]
    titles = [t.titles["it"] for t in publication.printed_tables] + [r.titles["it"] for r in tidy]
    names = sheet_names(["Leggimi", *titles])[1:]
    tables = [*(t.name for t in publication.printed_tables), *(r.name for r in tidy)]
    return {table: workbook[name] for table, name in zip(tables, names, strict=True)}


@pytest.fixture(scope="module")
def database(files: dict[str, Path], publication: Publication) -> Iterator[sqlite3.Connection]:
    path = files[f"office/{publication.name}.sqlite"]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


@pytest.fixture(scope="module")
def erdf() -> Iterator[Tables]:
    """A publication of two documents, in English and Portuguese, with units of its own."""
    with open_tables(read_publication(EXAMPLES / "erdf")) as tables:
        yield tables


@pytest.fixture(scope="module")
def other_sheets(erdf: Tables, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Its sheets: the first that begins with a title, as rows of cells."""
    publication = erdf.publication
    path = tmp_path_factory.mktemp("erdf") / "book.xlsx"
    write_workbook(erdf, shared_tables(publication), path)
    book = openpyxl.load_workbook(path)
    titles = {r.name: r.titles["en"] for r in publication.resources}
    titles |= {t.name: t.titles["en"] for t in publication.printed_tables}
    names = {name: n for name, t in titles.items() for n in book.sheetnames if t.startswith(n)}
    return {name: list(book[sheet].iter_rows()) for name, sheet in names.items()}


def numbers(rows: list[Any]) -> list[tuple[float, str]]:
    """List the numbers of a sheet with their formats."""
    cells = (cell for row in rows for cell in row)
    return [(c.value, c.number_format) for c in cells if c.data_type == "n" and c.value is not None]


def test_every_file_has_the_same_bytes_on_every_run(
    publication: Publication, files: dict[str, Path], tmp_path: Path
) -> None:
    with open_tables(publication) as tables:
        again = written(tables, tmp_path)

    assert again.keys() == files.keys()
    assert [n for n, p in again.items() if p.read_bytes() != files[n].read_bytes()] == []


def test_every_value_of_a_cube_is_the_exact_curated_decimal_as_a_number(
    tables: Tables, sheets: dict[str, Any], publication: Publication
) -> None:
    for cube in publication.of_role(Role.CUBE):
        table = readable(publication, cube.name)
        place = table.column(cube.measure.name)
        cells = [row[place] for row in sheets[cube.name].iter_rows(min_row=2)]

        curated = [row[cube.measure.name] or "" for row in tables.rows(cube.name)]
        assert [Decimal(repr(cell.value)) for cell in cells] == [Decimal(v) for v in curated]
        assert {cell.data_type for cell in cells} == {"n"}


def test_every_text_of_a_tidy_sheet_is_that_of_the_table(
    tables: Tables, sheets: dict[str, Any], publication: Publication
) -> None:
    for role in (Role.CUBE, Role.LEDGER, Role.ERRATA):
        for resource in publication.of_role(role):
            table = readable(publication, resource.name)
            texts = [n for n, c in enumerate(table.columns) if c.type not in ("number", "integer")]
            shown = [
                [row[n].value for n in texts] for row in sheets[resource.name].iter_rows(min_row=2)
            ]

            assert shown == [[row[n] for n in texts] for row in rows(tables, table)]


def test_no_cell_of_the_workbook_is_a_formula(workbook: Any, files: dict[str, Path]) -> None:
    kinds = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
    with ZipFile(next(p for n, p in files.items() if n.endswith(".xlsx"))) as parts:
        worksheets = [parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/")]

    assert kinds <= {"n", "s", "inlineStr"}
    assert not any(b"<f>" in xml or b"<f " in xml for xml in worksheets)


def test_amounts_are_in_euro_and_percentages_are_not_divided(sheets: dict[str, Any]) -> None:
    # A number format is written with the signs of the United States whatever the reader's country.
    table_2 = sheets["table-2"]
    values = {
        (cell.value, cell.number_format)
        for row in table_2.iter_rows()
        for cell in row
        if cell.data_type == "n" and cell.value is not None
    }

    assert (290890851.86, '#,##0.00\\ "€"') in values
    assert (122.89, '0.00"%"') in values


def test_a_misprinted_label_stands_beside_the_corrected_one_with_the_judgement(
    sheets: dict[str, Any],
) -> None:
    texts = [[cell.value for cell in row] for row in sheets["table-2"].iter_rows()]
    (wrong,) = [row for row in texts if row[:2] == ["II", "III"]]

    assert wrong[2:4] == ["Istruzione e Formazione", "Education and training"]
    assert 301900000 in wrong
    assert any("E02" in str(cell) and "«III»" in str(cell) for row in texts for cell in row)
    assert any("E02" in str(cell) and "“III”" in str(cell) for row in texts for cell in row)
    assert any("E01" in str(cell) and "0,01 €" in str(cell) for row in texts for cell in row)


def test_an_erratum_of_another_page_is_no_note_of_the_table(
    tables: Tables, publication: Publication
) -> None:
    # The allocation of Axis III is taken from Table 2, where the label of its row is misprinted.
    notes = {
        table.name: {note.place["it"] for note in filled_table(tables, table).notes}
        for table in publication.printed_tables
    }

    assert notes["table-1"] == set()
    assert notes["table-2"] >= {"II (E02)", "Totale, Impegni (E01)"}


def test_headings_of_a_printed_table_are_as_printed_and_in_both_languages(
    sheets: dict[str, Any],
) -> None:
    texts = [[cell.value for cell in row] for row in sheets["table-2"].iter_rows()]
    heading = next(n for n, row in enumerate(texts) if "Dotazione finanziara A" in row)
    column = texts[heading].index("Dotazione finanziara A")

    below = [row[column] for row in texts[heading + 1 : heading + 4]]
    assert below == ["Dotazione finanziaria", "Allocation", "euro"]
    assert sheets["table-2"].freeze_panes == f"B{heading + 5}"


def test_a_tidy_sheet_has_a_frozen_heading_and_filters(sheets: dict[str, Any]) -> None:
    sheet = sheets["financial-amounts"]

    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    assert sheet["B1"].value == "Periodo di riferimento"
    assert sheet["C1"].value == "Reference period"
    assert sheet["A1"].value == "Periodo di riferimento (codice)\nReference period (code)"


def test_the_read_me_tells_source_licence_and_citation_and_lists_every_sheet(
    workbook: Any, publication: Publication
) -> None:
    sheet = workbook.worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]

    assert sheet.title == "Leggimi"
    assert any(publication.documents[0].sha256 in text for text in texts)
    assert any(text.startswith("coesa (2026), POR FSE") for text in texts)
    assert any(text.startswith("coesa (2026), ESF ROP") for text in texts)
    assert any("https://creativecommons.org/licenses/by/4.0/" in text for text in texts)
    assert set(workbook.sheetnames[1:]) <= set(texts)


def test_the_date_of_the_workbook_is_that_of_the_publication(
    workbook: Any, publication: Publication
) -> None:
    assert workbook.properties.created.strftime("%Y-%m-%dT%H:%M:%SZ") == publication.created


def test_codes_have_label_definition_wording_and_iri(workbook: Any) -> None:
    codes = [[cell.value for cell in row] for row in workbook["Codici"].iter_rows(min_row=2)]
    (programmed,) = [row for row in codes if row[2] == "programmed"]

    assert programmed[3:5] == ["risorse programmate", "programmed resources"]
    assert programmed[7] == "Programmato"
    assert programmed[-1] == "https://w3id.org/coesa/def/statistic/programmed"


def test_a_table_of_too_many_rows_is_left_out_and_the_read_me_says_so(
    tables: Tables, tmp_path: Path, publication: Publication
) -> None:
    path = tmp_path / "small.xlsx"

    write_workbook(tables, shared_tables(publication), path, limit=tables.count("figures") - 1)

    small = openpyxl.load_workbook(path)
    read_me = [[c.value for c in row] for row in small.worksheets[0].iter_rows()]
    (listed,) = [row for row in read_me if row[0] == "Cifre del documento"]
    assert "Cifre del documento" not in small.sheetnames
    assert "Importi finanziari per Asse" in small.sheetnames
    assert "più righe di quante un foglio ne tenga" in str(listed[1])
    assert "more rows than a worksheet holds" in str(listed[2])


def test_a_number_that_excel_would_alter_is_written_as_text(
    edit: Edit, tmp_path: Path, publication: Publication
) -> None:
    long = "1234567890123456.78"
    folder = edit("financial-amounts.csv", 2, "value", long)
    path = tmp_path / "long.xlsx"

    with open_tables(read_publication(folder)) as tables:
        write_workbook(tables, shared_tables(publication), path)

    sheet = openpyxl.load_workbook(path)["Importi finanziari per Asse"]
    place = [cell.value for cell in sheet[1]].index("Valore\nValue")
    assert (sheet[2][place].value, sheet[2][place].data_type) == (long, "s")
    assert sheet[3][place].data_type == "n"


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(
    publication: Publication, tmp_path: Path
) -> None:
    long = replace(publication, descriptions={"it": "a" * 32_768})

    with (
        open_tables(long) as tables,
        pytest.raises(ValueError, match="more than 32767 characters"),
    ):
        write_workbook(tables, (), tmp_path / "long.xlsx")


def test_csv_is_as_in_the_example(tables: Tables) -> None:
    table = localised_csv(tables, tables.publication.spoken[0])["table-2.csv"]

    assert table == (EXAMPLES / "csv-for-italian-excel" / "table-2.csv").read_bytes()


def test_csv_has_mark_and_line_ends_and_every_value_with_a_decimal_comma(
    tables: Tables, files: dict[str, Path], publication: Publication
) -> None:
    for cube in publication.of_role(Role.CUBE):
        content = files[f"office/csv-it/{cube.name}.csv"].read_bytes()
        lines = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), delimiter=";"))

        curated = [row[cube.measure.name] or "" for row in tables.rows(cube.name)]
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n") == len(curated) + 1
        assert [line["Valore"] for line in lines] == [localised(v, ",") for v in curated]
        assert "Valore" in lines[0]
        assert not {"Value", "Axis"} & lines[0].keys()
    amounts = files["office/csv-it/financial-amounts.csv"].read_text("utf-8-sig").splitlines()
    assert next(csv.DictReader(amounts, delimiter=";"))["Asse"] == "Occupazione"


def test_csv_in_english_has_commas_between_cells_and_decimal_points(
    tables: Tables, tmp_path: Path
) -> None:
    content = localised_csv(tables, tables.publication.spoken[1])["financial-ratios.csv"]

    assert isinstance(content, partial)
    content(tmp_path / "ratios.csv")

    lines = (tmp_path / "ratios.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(csv.DictReader(lines))
    assert (row["Axis"], row["Value"]) == ("Employment", "122.89")


def test_the_database_is_sound_and_its_references_lead_somewhere(
    database: sqlite3.Connection,
) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    keys = database.execute('PRAGMA foreign_key_list("financial_amounts")').fetchall()
    assert {(key[2], key[3], key[4]) for key in keys} >= {
        ("axis", "axis", "notation"),
        ("figures", "figure", "figure"),
        ("def_unit", "unit", "notation"),
    }
    (shared,) = database.execute('PRAGMA foreign_key_list("statistic")').fetchall()
    assert shared[2:5] == ("def_statistic", "notation", "notation")


def test_every_cell_of_the_database_is_that_of_the_table(
    database: sqlite3.Connection, tables: Tables, publication: Publication
) -> None:
    for name in (*(r.name for r in publication.resources), *shared_tables(publication)):
        table = name.replace("def:", "def_").replace("-", "_")
        stored = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()

        expected = [tuple(row.values()) for row in tables.rows(name)]
        shown = [tuple(None if c is None else str(c) for c in row) for row in stored]
        assert shown == expected


def test_a_view_gives_labels_and_the_value_as_a_number_and_exactly(
    database: sqlite3.Connection,
) -> None:
    database.row_factory = sqlite3.Row
    row = database.execute(
        "SELECT * FROM v_financial_amounts WHERE axis = 'I' AND statistic = 'programmed'"
    ).fetchone()

    assert row["axis_label_it"] == "Occupazione"
    assert row["statistic_label_en"] == "programmed resources"
    assert (row["value"], row["value_exact"]) == (290890851.86, "290890851.86")
    assert (row["page"], row["printed"]) == (5, "290.890.851,86 €")
    database.row_factory = None


def test_a_decimal_that_a_float_would_bend_is_kept(edit: Edit, tmp_path: Path) -> None:
    folder = edit("financial-amounts.csv", 2, "value", "12345678901234567890.125")

    with open_tables(read_publication(folder)) as tables:
        files = written(tables, tmp_path)

    path = next(p for n, p in files.items() if n.endswith(".sqlite"))
    with closing(sqlite3.connect(path)) as connection:
        (value,) = connection.execute("SELECT value FROM financial_amounts").fetchone()
    assert value == "12345678901234567890.125"


def test_the_database_does_not_tell_which_library_wrote_it(
    files: dict[str, Path], publication: Publication
) -> None:
    header = files[f"office/{publication.name}.sqlite"].read_bytes()[:100]

    assert header[96:] == bytes(4)
    assert header[92:96] == header[24:28]


def test_a_reference_that_leads_nowhere_is_refused(edit: Edit, tmp_path: Path) -> None:
    folder = edit("financial-amounts.csv", 2, "axis", "IX")

    with (
        open_tables(read_publication(folder)) as tables,
        pytest.raises(sqlite3.IntegrityError, match="financial_amounts refers to nothing in axis"),
    ):
        written(tables, tmp_path)


def test_the_database_says_what_it_is(database: sqlite3.Connection, tables: Tables) -> None:
    said = dict(database.execute("SELECT item, it FROM readme"))

    assert said["Come citare / How to cite"].startswith("coesa (2026), POR FSE")
    assert len(said) == len({item.name for item in about(tables)})


def test_a_link_is_shown_in_the_words_of_the_report(
    tables: Tables, publication: Publication
) -> None:
    table = next(t for t in publication.printed_tables if t.name == "table-1")

    filled = filled_table(tables, table)

    place = [c.name for c in table.columns].index("thematic_objective")
    shown = [row.cells[place].text for row in filled.rows]
    assert shown == ["OT 8", "OT 9", "OT 10", "OT 11", "", ""]


def test_names_of_sheets_are_short_distinct_and_allowed() -> None:
    names = sheet_names(
        ["Una parola lunghissima e poi altre", "una parola lunghissima e poi no", "'"]
    )

    assert names[:2] == ["Una parola lunghissima e poi", "una parola lunghissima e poi no"]
    assert all(len(name) <= 31 for name in names)
    assert sheet_names(["Dati [a/b]: *?\\"]) == ["Dati a b"]


def test_a_printed_table_has_numbers_in_units_of_a_list_of_the_publication(
    other_sheets: dict[str, list[Any]],
) -> None:
    sheet = other_sheets["quadro-1-2022"]
    (units,) = [row for row in sheet if str(row[0].value).startswith("Unit of measure")]

    assert [c.value for c in units[3:]] == ["euro"] * 3 + ["per cent / por cento"] * 2
    assert (120000000, '#,##0.00\\ "€"') in numbers(sheet)


def test_a_column_in_several_units_has_the_unit_in_every_cell(
    other_sheets: dict[str, list[Any]],
) -> None:
    found = numbers(other_sheets["quadro-3-2022"])

    assert (2310.5, '#,##0.0\\ "megawatt-hour per year"') in found
    assert (310.4, '#,##0.00\\ "hectare"') in found


def test_a_number_has_as_many_decimals_as_are_printed(
    other_sheets: dict[str, list[Any]],
) -> None:
    found = numbers(other_sheets["cycle-paths"])

    assert (6.2, "#,##0.00") in found
    assert (4.85, "#,##0.00") in found


def test_of_several_documents_the_one_is_named_that_has_a_table_or_a_figure(
    other_sheets: dict[str, list[Any]], tables: Tables
) -> None:
    caption = other_sheets["quadro-1-2023"][2][0].value
    places = [[cell.value for cell in row] for row in other_sheets["errata-places"]]

    assert "Annual implementation report for 2023" in caption
    assert "Relatório anual de execução de 2023" in caption
    document = places[0].index("Document\nDocumento")
    assert {row[document] for row in places if row[0] == "E3"} == {"relatorio-2023"}
    # A publication of one document has no need of its name.
    assert "document" not in {c.name for c in readable(tables.publication, "errata").columns}


def test_a_misprinted_label_is_corrected_as_the_document_prints_it_elsewhere(
    erdf: Tables,
) -> None:
    tables = {t.name: filled_table(erdf, t) for t in erdf.publication.printed_tables}

    third = tables["quadro-1-2023"].rows[2]
    assert (third.printed, third.corrected) == ("Eixo 02", "Eixo 03")


def test_a_note_on_the_same_page_of_another_document_is_no_note_of_the_table(
    tables: Tables, publication: Publication
) -> None:
    table = next(t for t in publication.printed_tables if filled_table(tables, t).notes)
    noted = {n.figure for n in filled_table(tables, table).notes if n.figure}

    assert remarks(tables, noted, table).keys() == noted
    assert remarks(tables, noted, replace(table, document="another")) == {}
