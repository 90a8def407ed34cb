"""A small workbook of one table and what must be known of it."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook

from coesa.cite import citation, publisher
from coesa.language import Language
from coesa.model import Publication
from coesa.office.styles import Styles, number_format
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
    heads, rows, value_at, units = table
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
        data = book.add_worksheet(words["data"])
        data.freeze_panes(1, 0)
        data.set_column(0, len(heads) - 1, _WIDTH)
        for column, head in enumerate(heads):
            styles.put(data, (0, column), head, "heading")
        for line, (row, unit) in enumerate(zip(rows, units, strict=True), start=1):
            for column, cell in enumerate(row):
                if column == value_at:
                    number = number_format(cell, unit)
                    styles.put_number(data, (line, column), cell, number, "body")
                else:
                    styles.put(data, (line, column), cell, "body")
        data.autofilter(0, 0, len(rows), len(heads) - 1)
        read_me = book.add_worksheet(words["read_me"])
        read_me.set_column(0, 0, _WIDTH)
        read_me.set_column(1, 1, _LONG)
        styles.put(read_me, (0, 0), title, "title")
        for line, (name, text) in enumerate(context, start=2):
            styles.put(read_me, (line, 0), name, "item")
            styles.put(read_me, (line, 1), text, "body")
    return _stored(stream.getvalue())


def _stored(made: bytes) -> bytes:
    """Store the members again, so that the bytes are the same on every machine."""
    with TemporaryDirectory() as folder:
        draft, again = Path(folder) / "draft.xlsx", Path(folder) / "stored.xlsx"
        draft.write_bytes(made)
        store_again(draft, again)
        return again.read_bytes()
