"""CSV as the spreadsheets of a country open it at a double click, with headings in its language.

Unlike the CSV of the Data Package (RFC 4180, English column names, canonical decimals) it is
made for people: a byte order mark, so that Excel takes it for UTF-8, labels beside codes, and
the delimiter and decimal sign of the language, so that values come out as numbers.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TextIO

from coesa.model import Content, Role
from coesa.numbers import localised
from coesa.office.printed import FilledTable, filled_table
from coesa.office.readable import Column, Readable, readable, rows
from coesa.office.words import PHRASES, in_language
from coesa.tables import Tables, is_streamed

_ENCODING = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Convention:
    """How the spreadsheets of a language write a table."""

    delimiter: str
    decimal: str


CONVENTIONS = {"it": Convention(";", ","), "en": Convention(",", ".")}
_ELSEWHERE = Convention(";", ",")

READ_BY_PEOPLE = (Role.CUBE, Role.ENTITIES, Role.LEDGER, Role.ERRATA)
"""The tables that people read as they are; code lists and links come in by their labels."""


def localised_csv(tables: Tables, language: str) -> dict[str, Content]:
    """Write each cube, entities, ledger, errata and printed table, by the name of its file."""
    publication = tables.publication
    convention = CONVENTIONS.get(language, _ELSEWHERE)
    files: dict[str, Content] = {}
    for table in publication.printed_tables:
        filled = filled_table(tables, table)
        lines = _printed(filled, language, convention)
        files[f"{table.name}.csv"] = _encoded(lines, convention)
    for resource in (r for role in READ_BY_PEOPLE for r in publication.of_role(role)):
        table_read = readable(publication, resource.name)
        if is_streamed(resource):
            content: Content = partial(_write, tables, table_read, language)
        else:
            content = _encoded(_tidy(tables, table_read, language), convention)
        files[f"{resource.name}.csv"] = content
    return files


def _write(tables: Tables, table: Readable, language: str, path: Path) -> None:
    convention = CONVENTIONS.get(language, _ELSEWHERE)
    with path.open("w", encoding=_ENCODING, newline="") as stream:
        _write_lines(stream, _tidy(tables, table, language), convention)


def _encoded(lines: Iterable[list[str]], convention: Convention) -> bytes:
    stream = StringIO(newline="")
    _write_lines(stream, lines, convention)
    return stream.getvalue().encode(_ENCODING)


def _write_lines(stream: TextIO, lines: Iterable[list[str]], convention: Convention) -> None:
    csv.writer(stream, delimiter=convention.delimiter, lineterminator="\r\n").writerows(lines)


def _tidy(tables: Tables, table: Readable, language: str) -> Iterator[list[str]]:
    """Give heading and rows, without the columns that are in another language."""
    decimal = CONVENTIONS.get(language, _ELSEWHERE).decimal
    shown = [(n, c) for n, c in enumerate(table.columns) if c.language in (None, language)]
    yield distinct([_heading(column, language) for _, column in shown])
    numeric = [(n, column.type == "number") for n, column in shown]
    for row in rows(tables, table):
        yield [
            localised(row[n] or "", decimal) if number else row[n] or "" for n, number in numeric
        ]


def _heading(column: Column, language: str) -> str:
    return in_language(column.titles, language)


def distinct(headings: list[str]) -> list[str]:
    """Number the headings that stand more than once.

    >>> distinct(["Pagina", "Cifra", "Pagina"])
    ['Pagina', 'Cifra', 'Pagina (2)']
    """
    seen: dict[str, int] = {}
    result = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        result.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return result


def _printed(filled: FilledTable, language: str, convention: Convention) -> Iterator[list[str]]:
    """Give a printed table with headings in words, its printed and its corrected labels."""

    def phrase(name: str) -> str:
        return in_language(PHRASES[name], language)

    dimension = in_language(filled.dimension, language)
    titles = [in_language(column.titles, language) for column in filled.table.columns]
    coded = f"{dimension} ({phrase('code')})"
    labelled = [phrase("printed_label"), phrase("corrected"), coded, dimension]
    yield distinct([*labelled, *titles, phrase("notes")])
    for row in filled.rows:
        notes = [
            f"{in_language(note.place, language)} – {in_language(note.texts, language)}"
            for note in filled.notes
            if note.row == row.notation
        ]
        cells = [
            localised(cell.text, convention.decimal) if cell.unit else cell.text
            for cell in row.cells
        ]
        label = in_language(row.labels, language)
        yield [row.printed, row.corrected, row.notation, label, *cells, " ".join(notes)]
