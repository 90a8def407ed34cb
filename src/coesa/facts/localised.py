"""The CSV files for the spreadsheets of a country read back by DuckDB."""

from collections.abc import Iterator
from itertools import chain

from coesa.facts.account import Account, finish
from coesa.facts.forms import Cells, Files, FormFacts, Place
from coesa.facts.separated import written_rows
from coesa.facts.wanted import PublishedLists, printed_values, read_by_people, readable_rows
from coesa.language import Language
from coesa.locales import convention
from coesa.model import PrintedTable
from coesa.numbers import localised
from coesa.office.localised import columns_for, delimiter, headings, printed_lines
from coesa.office.printed import filled_table
from coesa.office.readable import readable
from coesa.tables import Tables

_BEFORE = 4
"""Cells before the values of a printed row: labels printed and corrected, notation, name."""


def read_localised(
    tables: Tables, lists: PublishedLists, files: Files, language: Language
) -> FormFacts:
    """Read every table, its numbers as they are written in the language."""
    publication, account = tables.publication, Account()
    folder, sign = f"office/csv-{language.tag}", delimiter(language)
    decimal = convention(language.tag).decimal
    for resource in read_by_people(tables):
        path, table = f"{folder}/{resource.name}.csv", readable(publication, resource.name)
        columns, heads = columns_for(table, language), tuple(headings(table, language))
        rows = written_rows(tables, files[path], path, len(columns), sign)
        found = _canonical(rows, [column.type == "number" for column in columns], decimal)
        wanted = chain([heads], readable_rows(tables, lists, table, columns))
        held = account.hold(Place(path, "", heads, 1, resource.name), found, wanted)
        next(held)
        account.add(tables, resource.name, tuple(c.name for c in columns), held)
        account.files += 1
    for printed in publication.printed_tables:
        path = f"{folder}/{printed.name}.csv"
        heads, *lines = _printed(tables, printed, language, decimal)
        rows = written_rows(tables, files[path], path, len(heads), sign)
        finish(account.hold(Place(path, "", heads, 1, printed.name), rows, [heads, *lines]))
        account.files += 1
    return account.told(f"CSV ({language.tag})", "DuckDB")


def _canonical(rows: Iterator[Cells], numeric: list[bool], decimal: str) -> Iterator[Cells]:
    """Write the numbers of rows with a point again; a point where none may be becomes a comma."""
    yield next(rows, ())
    signs = str.maketrans({decimal: ".", ".": decimal})
    for row in rows:
        yield tuple(
            cell.translate(signs) if number else cell
            for cell, number in zip(row, numeric, strict=True)
        )


def _printed(
    tables: Tables, printed: PrintedTable, language: Language, decimal: str
) -> Iterator[Cells]:
    """Tell the lines of a printed table, its values those that the Data Package has there."""
    filled, values = filled_table(tables, printed), printed_values(tables, printed)
    heads, *lines = printed_lines(filled, language)
    yield tuple(heads)
    for row, line in zip(printed.rows, lines, strict=True):
        place = _BEFORE
        for number, column in enumerate(printed.columns):
            if column.cube is not None:
                line[place] = localised(values[row.notation, column.name], decimal)
            place += 1 if len(filled.units_in(number)) < 2 else 2
        yield tuple(line)
