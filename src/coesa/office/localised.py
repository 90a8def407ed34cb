"""CSV as the spreadsheets of a country open it at a double click, with headings in its language.

Unlike the CSV of the Data Package (RFC 4180, English column names, canonical decimals) it is
made for people: a byte order mark, so that Excel takes it for UTF-8, labels beside codes, and
the delimiter and decimal sign of the language, so that values come out as numbers.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TextIO

from coesa.language import Language
from coesa.locales import convention
from coesa.model import Content, Role
from coesa.numbers import localised
from coesa.office.printed import FilledTable, filled_table
from coesa.office.readable import Column, Readable, readable, rows
from coesa.tables import Tables, is_streamed

_ENCODING = "utf-8-sig"


READ_BY_PEOPLE = (Role.CUBE, Role.ENTITIES, Role.LEDGER, Role.ERRATA)
"""The tables that people read as they are; code lists and links come in by their labels."""


def localised_csv(tables: Tables, language: Language) -> dict[str, Content]:
    """Write each cube, entities, ledger, errata and printed table, by the name of its file."""
    publication = tables.publication
    files: dict[str, Content] = {}
    for table in publication.printed_tables:
        filled = filled_table(tables, table)
        files[f"{table.name}.csv"] = _encoded(printed_lines(filled, language), language)
    for resource in (r for role in READ_BY_PEOPLE for r in publication.of_role(role)):
        table_read = readable(publication, resource.name)
        if is_streamed(resource):
            content: Content = partial(_write, tables, table_read, language)
        else:
            content = _encoded(_tidy(tables, table_read, language), language)
        files[f"{resource.name}.csv"] = content
    return files


def delimiter(language: Language) -> str:
    """Tell the sign between cells: a semicolon where a comma begins the decimals."""
    return ";" if convention(language.tag).decimal == "," else ","


def _write(tables: Tables, table: Readable, language: Language, path: Path) -> None:
    with path.open("w", encoding=_ENCODING, newline="") as stream:
        _write_lines(stream, _tidy(tables, table, language), language)


def _encoded(lines: Iterable[list[str]], language: Language) -> bytes:
    stream = StringIO(newline="")
    _write_lines(stream, lines, language)
    return stream.getvalue().encode(_ENCODING)


def _write_lines(stream: TextIO, lines: Iterable[list[str]], language: Language) -> None:
    csv.writer(stream, delimiter=delimiter(language), lineterminator="\r\n").writerows(lines)


def _tidy(tables: Tables, table: Readable, language: Language) -> Iterator[list[str]]:
    """Give heading and rows, without the columns that are for readers of another language."""
    decimal = convention(language.tag).decimal
    yield headings(table, language)
    numeric = [
        (n, column.type == "number")
        for n, column in enumerate(table.columns)
        if language.tag in column.readers
    ]
    for row in rows(tables, table):
        yield [
            localised(row[n] or "", decimal) if number else row[n] or "" for n, number in numeric
        ]


def columns_for(table: Readable, language: Language) -> tuple[Column, ...]:
    """List the columns that are not for readers of another language only."""
    return tuple(column for column in table.columns if language.tag in column.readers)


def headings(table: Readable, language: Language) -> list[str]:
    """Head the columns in a language."""
    return distinct([language.of(c.titles) for c in columns_for(table, language)])


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


def printed_lines(filled: FilledTable, language: Language) -> Iterator[list[str]]:
    """Give a printed table with headings in words, its printed and its corrected labels.

    The unit of a column's values stands in its heading; where it has several units, a column
    beside it tells that of each value.
    """
    words, decimal = language.words["office"], convention(language.tag).decimal
    dimension = language.of(filled.dimension)
    labelled = [words["printed_label"], words["corrected"], f"{dimension} ({words['code']})"]
    titles = [t for n in range(len(filled.table.columns)) for t in _titles(filled, n, language)]
    yield distinct([*labelled, dimension, *titles, words["notes"]])
    for row in filled.rows:
        notes = [
            f"{language.of(note.place)} – {language.of(note.texts)}"
            for note in filled.notes
            if note.row == row.notation
        ]
        cells = []
        for number, cell in enumerate(row.cells):
            cells.append(localised(cell.text, decimal) if cell.unit else cell.text)
            if len(filled.units_in(number)) > 1:
                cells.append(language.of(filled.units[number].get(cell.unit or "", {})))
        label = language.of(row.labels)
        yield [row.printed, row.corrected, row.notation, label, *cells, " ".join(notes)]


def _titles(filled: FilledTable, number: int, language: Language) -> list[str]:
    """Head a printed column, with its unit, and the column that tells the units if it has many."""
    title = language.of(filled.table.columns[number].titles)
    units = [language.of(texts) for texts in filled.units_in(number)]
    if len(units) > 1:
        return [title, f"{title} ({language.words['office']['unit'].lower()})"]
    return [f"{title} ({units[0]})" if units and units[0] else title]
