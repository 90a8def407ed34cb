"""The workbook: a read-me, the printed tables, and every table that people read, as sheets."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from coesa.cite import citation, publisher
from coesa.language import worded
from coesa.model import Publication, Texts
from coesa.office.grid import LIMIT, code_lists, write_codes, write_table
from coesa.office.localised import READ_BY_PEOPLE
from coesa.office.printed import filled_table
from coesa.office.printed_sheet import write_printed
from coesa.office.read_me import Listed, write_read_me
from coesa.office.styles import Styles
from coesa.printed import printed_in
from coesa.tables import Tables
from coesa.zipped import store_again

_OPTIONS = {
    # Rows go to disk one by one; a text of the data is never a formula, a link or a number.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its table, if it is of one, and how it is filled; one left out is not."""

    table: str
    titles: Texts
    descriptions: Texts
    rows: int
    write: Callable[[Styles, Worksheet], None] | None


def write_workbook(tables: Tables, shared: tuple[str, ...], path: Path, limit: int = LIMIT) -> None:
    """Write the workbook (ECMA-376, Office Open XML), a row at a time.

    A table of more than `limit` rows is left out, and the read-me says so.
    """
    sheets = tuple(_sheets(tables, shared, limit))
    first, *names = _named(tables.publication, sheets)
    listed = [
        Listed(name, s.titles, s.descriptions, s.rows, s.write is not None)
        for name, s in zip(names, sheets, strict=True)
    ]
    with TemporaryDirectory() as folder, _refusals():
        draft = Path(folder) / "draft.xlsx"
        with Workbook(str(draft), {**_OPTIONS, "tmpdir": folder}) as book:
            _properties(book, tables.publication)
            styles = Styles(book)
            write_read_me(tables, listed, styles, book.add_worksheet(first))
            for name, sheet in zip(names, sheets, strict=True):
                if sheet.write is not None:
                    sheet.write(styles, book.add_worksheet(name))
        store_again(draft, path)


def sheets_of(tables: Tables, shared: tuple[str, ...], limit: int = LIMIT) -> dict[str, str | None]:
    """Name the sheet of each table, and of the codes under ""; None for a table left out."""
    sheets = tuple(_sheets(tables, shared, limit))
    _, *names = _named(tables.publication, sheets)
    return {s.table: name if s.write else None for s, name in zip(sheets, names, strict=True)}


def _named(publication: Publication, sheets: Sequence[Sheet]) -> list[str]:
    """Name the sheets, the read-me first."""
    language = publication.spoken[0]
    titles = (language.of(sheet.titles) for sheet in sheets)
    return sheet_names([language.words["office"]["read_me"], *titles])


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell what the file system refuses to XlsxWriter as it is told of every other file."""
    try:
        yield
    except FileCreateError as error:
        (refusal,) = error.args
        raise refusal from error


def _properties(book: Workbook, publication: Publication) -> None:
    created = datetime.fromisoformat(publication.created).astimezone(UTC)
    book.set_properties(
        {
            "title": publication.spoken[0].of(publication.titles),
            "author": publisher(publication),
            "keywords": ", ".join(publication.keywords.get(publication.language, ())),
            "comments": citation(publication, publication.spoken[0]),
            "created": created,
        }
    )


def _sheets(tables: Tables, shared: tuple[str, ...], limit: int) -> Iterator[Sheet]:
    """Plan the sheets after the read-me."""
    publication = tables.publication
    yield from _printed(tables)
    for resource in (r for role in READ_BY_PEOPLE for r in publication.of_role(role)):
        count = tables.count(resource.name)
        write = partial(write_table, tables, resource.name) if count <= limit else None
        yield Sheet(resource.name, resource.titles, resource.descriptions, count, write)
    lists = code_lists(publication, shared)
    yield Sheet(
        "",
        worded(publication.spoken, "office", "codes"),
        worded(publication.spoken, "office", "codes_described"),
        sum(tables.count(name) for name in lists),
        partial(write_codes, tables, lists),
    )


def _printed(tables: Tables) -> Iterator[Sheet]:
    publication = tables.publication
    for table in publication.printed_tables:
        filled = filled_table(tables, table)
        described = {
            tag: said.format(page=table.page) + printed_in(publication, table, tag)
            for tag, said in worded(publication.spoken, "office", "printed_described").items()
        }
        write = partial(write_printed, tables, filled)
        yield Sheet(table.name, table.titles, described, len(table.rows), write)


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Shorten titles to names of sheets: 31 characters, no two alike, cut between words.

    >>> sheet_names(["Rapporti e quote finanziarie per Asse", "Codici", "CODICI", "A/B: c"])
    ['Rapporti e quote finanziarie', 'Codici', 'CODICI (2)', 'A B c']
    """
    names: list[str] = []
    for title in titles:
        plain = " ".join(_FORBIDDEN.sub(" ", title).split()).strip("'")
        name, number = _cut(plain, _LONGEST_NAME), 1
        while name.casefold() in {n.casefold() for n in names}:
            number += 1
            mark = f" ({number})"
            name = _cut(plain, _LONGEST_NAME - len(mark)) + mark
        names.append(name)
    return names


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    words = text[: longest + 1].rpartition(" ")[0]
    return (words or text[:longest]).rstrip(" ,;.'")
