"""A small workbook of one table and what must be known of it."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from coesa.cite import citation, publisher
from coesa.language import Language
from coesa.model import Publication
from coesa.office.styles import Styles, fit_row, number_format
from coesa.zipped import store_again

Table = tuple[Sequence[str], Sequence[Sequence[str]], int, Sequence[str]]
"""Headings, rows, the column that holds the values, and the unit of each row's value."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH, _LONG = 24, 70


def small_workbook(
    publication: Publication,
    language: Language,
    title: str,
    table: Table,
    context: Sequence[tuple[str, str]],
) -> bytes:
    """Write a table and its context, a sheet each (ECMA-376, Office Open XML)."""
    words = language.words["office"]
    stream = io.BytesIO()
    with Workbook(stream, _OPTIONS) as book:
        book.set_properties(
            {
                "title": title,
                "author": publisher(publication),
                "comments": citation(publication, language),
                "created": datetime.fromisoformat(publication.created).astimezone(UTC),
            }
        )
        styles = Styles(book)
        _put_table(book.add_worksheet(words["data"]), styles, table)
        _put_context(book.add_worksheet(words["read_me"]), styles, title, context)
    return _stored(stream.getvalue())


def _put_table(sheet: Worksheet, styles: Styles, table: Table) -> None:
    heads, rows, value_at, units = table
    widths = [_width(row[place] for row in rows) for place in range(len(heads))]
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        styles.put(sheet, (0, column), head, "heading")
    fit_row(sheet, 0, heads, widths)
    for line, (row, unit) in enumerate(zip(rows, units, strict=True), start=1):
        fit_row(sheet, line, row, widths)
        for column, cell in enumerate(row):
            if column == value_at:
                styles.put_number(sheet, (line, column), cell, number_format(cell, unit), "body")
            else:
                styles.put(sheet, (line, column), cell, "body")
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _put_context(
    sheet: Worksheet, styles: Styles, title: str, context: Sequence[tuple[str, str]]
) -> None:
    widths = (_WIDTH, _LONG)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    styles.put(sheet, (0, 0), title, "title")
    for line, texts in enumerate(context, start=2):
        fit_row(sheet, line, texts, widths)
        for column, (cell, style) in enumerate(zip(texts, ("item", "body"), strict=True)):
            styles.put(sheet, (line, column), cell, style)


def _width(cells: Iterable[str]) -> int:
    """Give a column of sentences or addresses more room."""
    return _LONG if any(len(cell) > 2 * _WIDTH for cell in cells) else _WIDTH


def _stored(made: bytes) -> bytes:
    """Store the members again, so that the bytes are the same on every machine."""
    with TemporaryDirectory() as folder:
        draft, again = Path(folder) / "draft.xlsx", Path(folder) / "stored.xlsx"
        draft.write_bytes(made)
        store_again(draft, again)
        return again.read_bytes()
