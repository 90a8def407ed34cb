"""Tidy worksheets: one heading row, frozen and with filters, one row for each row of a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from coesa import iris
from coesa.iris import TOTAL
from coesa.labels import concept_texts
from coesa.language import Language, joined, worded
from coesa.model import FieldRole, Publication, Role
from coesa.office.decimals import printed_decimals
from coesa.office.readable import Column, Readable, readable, rows, unit_of
from coesa.office.styles import Styles, fit_row, number_format
from coesa.statements import DCT, subject_template
from coesa.tables import Tables

LIMIT = 100_000
"""Rows at most of a table that gets a worksheet; a longer one is for the CSV and the database.

A worksheet could hold 1,048,575 below its heading, and would take minutes to write.
"""

_NARROWEST, _WIDEST = 10, 60
_NUMERIC = ("number", "integer")
_INTEGER = "0"
_A3, _A4 = 8, 9


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a tidy sheet: what is written above it, and how wide it is in characters."""

    text: str
    width: float


def write_table(tables: Tables, name: str, styles: Styles, sheet: Worksheet) -> None:
    """Write a table as people read it; total rows in bold, numbers as numbers."""
    publication = tables.publication
    table = readable(publication, name)
    resource = publication.resource(name)
    headings = _headings(tables, table)
    widths = [heading.width for heading in headings]
    _start(sheet, styles, headings, tables.count(name))
    unit = unit_of(resource)
    unit_at = table.column(unit.name) if unit else None
    decimals = printed_decimals(tables, resource)
    figure_at = table.column(decimals.figure) if decimals.figure else None
    dimensions = [table.column(f.name) for f in resource.dimensions]
    for number, row in enumerate(rows(tables, table), start=1):
        # An address never wraps: it stands last, and a row is no higher for it.
        fit_row(sheet, number, (text or "" for text in row[:-1]), widths[:-1])
        style = "total" if any(row[d] == TOTAL for d in dimensions) else "body"
        row_unit = row[unit_at] if unit_at is not None else None
        figure = row[figure_at] if figure_at is not None else None
        for place, (column, text) in enumerate(zip(table.columns, row, strict=True)):
            at = (number, place)
            if text and column.type in _NUMERIC:
                printed = decimals.of(column.name, figure)
                shown = number_format(text, row_unit, printed)
                shown = _INTEGER if column.type == "integer" else shown
                styles.put_number(sheet, at, text, shown, style)
            else:
                styles.put(sheet, at, text or "", "address" if column.template else style)


def _headings(tables: Tables, table: Readable) -> list[Heading]:
    lengths = [0] * len(table.columns)
    for row in rows(tables, table):
        lengths = [max(length, len(text or "")) for length, text in zip(lengths, row, strict=True)]
    languages = tables.publication.spoken
    return [
        _heading(sheet_title(column, languages), length, column.type)
        for column, length in zip(table.columns, lengths, strict=True)
    ]


def sheet_title(column: Column, languages: tuple[Language, ...]) -> str:
    """Head a column in the languages of its readers; in every one, if they read another."""
    readers = tuple(language for language in languages if language.tag in column.readers)
    return joined(column.titles, readers or languages)


def _heading(text: str, length: int, kind: str = "string") -> Heading:
    # A number is shown with grouping signs, two decimals and a unit.
    shown = length + length // 3 + 5 if kind == "number" else length + 2
    # The button of the filter stands beside the text.
    words = max(len(word) for word in text.split()) + 4
    return Heading(text, max(words, min(max(shown, _NARROWEST), _WIDEST)))


def _start(sheet: Worksheet, styles: Styles, headings: list[Heading], count: int) -> None:
    widths = [heading.width for heading in headings]
    # Beside the text of a heading stands the button of its filter.
    fit_row(sheet, 0, (heading.text for heading in headings), (width - 3 for width in widths))
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, heading.width)
        styles.put(sheet, (0, place), heading.text, "heading")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    set_page(sheet, _A3)
    sheet.repeat_rows(0)


def set_page(sheet: Worksheet, paper: int = _A4) -> None:
    """Print across, as wide as the page, with numbered pages."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def write_codes(tables: Tables, names: tuple[str, ...], styles: Styles, sheet: Worksheet) -> None:
    """Write every code of the lists with its labels, definitions, wording, source and IRI."""
    titles, *codes = code_rows(tables, names)
    headings = [
        _heading(title, max((len(code[place]) for code in codes), default=0))
        for place, title in enumerate(titles)
    ]
    _start(sheet, styles, headings, len(codes))
    widths = [heading.width for heading in headings]
    for number, texts in enumerate(codes, start=1):
        fit_row(sheet, number, texts, widths)
        for place, text in enumerate(texts):
            styles.put(sheet, (number, place), text, "body")


def code_rows(tables: Tables, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give the heading of the sheet of codes, then every code of the lists."""
    languages = tables.publication.spoken

    def phrase(key: str) -> str:
        return joined(worded(languages, "office", key), languages)

    titles = [language.words["office"]["list"] for language in languages]
    called = {tag: word.capitalize() for tag, word in worded(languages, "office", "code").items()}
    titles.append(joined(called, languages))
    for key in ("label", "definition"):
        titles += [language.words["office"][key] for language in languages]
    yield (*titles, *(phrase(key) for key in ("wording", "source_of_label", "iri")))
    for name in names:
        yield from _codes(tables, name)


def code_lists(publication: Publication, shared: tuple[str, ...]) -> tuple[str, ...]:
    """List the concept schemes in use, the publication's own first.

    A list of the report's wordings of shared concepts is no list of its own.
    """
    return tuple(
        name
        for name in (*(r.name for r in publication.resources), *shared)
        if (resource := publication.resource(name)).role is Role.CONCEPT_SCHEME
        and resource.notations_from is None
    )


def _codes(tables: Tables, name: str) -> Iterator[tuple[str, ...]]:
    publication = tables.publication
    resource = publication.resource(name)
    (notation,) = resource.fields_of(FieldRole.NOTATION)
    template = subject_template(publication, name)
    wordings = _wordings(tables, name)
    roles = (FieldRole.LABEL, FieldRole.DEFINITION)
    texts = [concept_texts(tables, name, role) for role in roles]
    origin = next((f.name for f in resource.columns if f.property_iri == DCT + "source"), None)
    titles = [language.of(resource.titles) for language in publication.spoken]
    for row in tables.rows(name):
        code = row[notation.name] or ""
        yield (
            *titles,
            code,
            *(said.of(found.get(code, {})) for found in texts for said in publication.spoken),
            wordings.get(code, ""),
            row[origin] or "" if origin else "",
            iris.expand(template, {notation.name: code}),
        )


def _wordings(tables: Tables, name: str) -> dict[str, str]:
    """Read what the report calls the concepts of a list, by notation."""
    publication = tables.publication
    found: dict[str, str] = {}
    for resource in publication.of_role(Role.CONCEPT_SCHEME):
        wording = resource.fields_of(FieldRole.WORDING)
        if wording and name in (resource.notations_from, resource.name):
            (notation,) = resource.fields_of(FieldRole.NOTATION)
            for row in tables.rows(resource.name):
                found[row[notation.name] or ""] = row[wording[0].name] or ""
    return found
