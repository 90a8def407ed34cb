"""The sheets of the workbook read back by calamine."""

from collections.abc import Iterator
from itertools import chain

from python_calamine import CalamineWorkbook

from coesa.facts.account import Account, finish
from coesa.facts.forms import Cells, Files, FormFacts, Place
from coesa.facts.wanted import PublishedLists, printed_values, read_by_people, readable_rows
from coesa.facts.workbook import any_cell, open_workbook, read_cells, sheet_rows
from coesa.model import PrintedTable
from coesa.office.grid import code_lists, code_rows, sheet_title
from coesa.office.printed import filled_table
from coesa.office.printed_sheet import first_row, labels_of_row, layout_of, units_row
from coesa.office.readable import readable
from coesa.office.workbook import sheets_of
from coesa.statements import shared_tables
from coesa.tables import Tables


def read_sheets(tables: Tables, lists: PublishedLists, files: Files) -> FormFacts:
    """Read every sheet but the read-me; a table that is too long for a sheet has none."""
    publication, account = tables.publication, Account()
    path = f"office/{publication.name}.xlsx"
    shared = shared_tables(publication)
    sheets = sheets_of(tables, shared)
    with open_workbook(files[path], path) as book:
        for resource in read_by_people(tables):
            if (sheet := sheets[resource.name]) is None:
                continue
            table = readable(publication, resource.name)
            heads = tuple(sheet_title(c, publication.spoken) for c in table.columns)
            found = sheet_rows(book, sheet, [column.type for column in table.columns])
            wanted = chain([heads], readable_rows(tables, lists, table, table.columns))
            held = account.hold(Place(path, sheet, heads, 1, resource.name), found, wanted)
            next(held)
            account.add(tables, resource.name, tuple(c.name for c in table.columns), held)
        for printed in publication.printed_tables:
            sheet = sheets[printed.name] or ""
            first, wanted_rows = _printed(tables, printed)
            heads = tuple(f"column {n + 1}" for n in range(len(wanted_rows[0])))
            place = Place(path, sheet, heads, first, printed.name)
            read = _printed_cells(book, sheet, first, len(wanted_rows), len(heads))
            finish(account.hold(place, read, wanted_rows))
        heads, *codes = code_rows(tables, code_lists(publication, shared))
        sheet = sheets[""] or ""
        found = sheet_rows(book, sheet, ["string"] * len(heads))
        finish(account.hold(Place(path, sheet, heads, 1, sheet), found, [heads, *codes]))
    account.files += 1
    left_out = tuple(table for table, sheet in sheets.items() if sheet is None)
    return account.told("Excel", "calamine", left_out)


def _printed(tables: Tables, printed: PrintedTable) -> tuple[int, list[Cells]]:
    """Tell the number of the row of units, that row, and those below it."""
    filled, values = filled_table(tables, printed), printed_values(tables, printed)
    layout = layout_of(filled, tables.publication.spoken)
    lines = [tuple(units_row(layout))]
    for row in filled.rows:
        cells = (
            cell.text if column.cube is None else values[row.notation, column.name]
            for cell, column in zip(row.cells, printed.columns, strict=True)
        )
        lines.append((*labels_of_row(layout, row), *cells))
    return first_row(layout), lines


def _printed_cells(
    book: CalamineWorkbook, sheet: str, first: int, rows: int, width: int
) -> Iterator[Cells]:
    """Read so many rows of a sheet, numbers and texts alike."""
    for number, row in enumerate(book.get_sheet_by_name(sheet).iter_rows(), start=1):
        if first <= number < first + rows:
            yield read_cells(row, [any_cell] * width)
