"""Tidy worksheets: one heading row, frozen and with filters, one row for each row of a table."""

from collections.abc import Iterator
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from coesa import iris
from coesa.model import FieldRole, Publication, Resource, Role
from coesa.office.about import TOTAL
from coesa.office.readable import Column, Readable, readable, rows, unit_of
from coesa.office.styles import Styles, fit_row, number_format
from coesa.office.words import PHRASES, both, in_language
from coesa.statements import DCT, subject_template
from coesa.tables import Tables

LIMIT = 1_048_575
"""Rows that a worksheet holds below its heading (Excel specifications and limits)."""

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
    dimensions = [table.column(f.name) for f in resource.dimensions]
    for number, row in enumerate(rows(tables, table), start=1):
        fit_row(sheet, number, (text or "" for text in row), widths)
        style = "total" if any(row[d] == TOTAL for d in dimensions) else "body"
        row_unit = row[unit_at] if unit_at is not None else None
        for place, (column, text) in enumerate(zip(table.columns, row, strict=True)):
            at = (number, place)
            if text and column.type in _NUMERIC:
                shown = _INTEGER if column.type == "integer" else number_format(text, row_unit)
                styles.put_number(sheet, at, text, shown, style)
            else:
                styles.put(sheet, at, text or "", style)


def _headings(tables: Tables, table: Readable) -> list[Heading]:
    lengths = [0] * len(table.columns)
    for row in rows(tables, table):
        lengths = [max(length, len(text or "")) for length, text in zip(lengths, row, strict=True)]
    languages = tables.publication.languages
    return [
        _heading(_titles(column, languages), length, column.type)
        for column, length in zip(table.columns, lengths, strict=True)
    ]


def _titles(column: Column, languages: tuple[str, ...]) -> str:
    """Head a column in the language of its cells, or else in every language."""
    if column.language is not None:
        return in_language(column.titles, column.language)
    return both(column.titles, languages)


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
    languages = tables.publication.languages
    codes = [code for name in names for code in _codes(tables, name)]
    titles = [both(PHRASES["list"], (tag,)) for tag in languages]
    titles.append(
        both({tag: in_language(PHRASES["code"], tag).capitalize() for tag in languages}, languages)
    )
    for phrase in ("label", "definition"):
        titles += [in_language(PHRASES[phrase], tag) for tag in languages]
    titles += [both(PHRASES[p], languages) for p in ("wording", "source_of_label", "iri")]
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
    fields = [*_spoken(publication, resource, FieldRole.LABEL)]
    fields += _spoken(publication, resource, FieldRole.DEFINITION)
    origin = next((f.name for f in resource.columns if f.property_iri == DCT + "source"), None)
    titles = [in_language(resource.titles, tag) for tag in publication.languages]
    for row in tables.rows(name):
        code = row[notation.name] or ""
        yield (
            *titles,
            code,
            *(row[f] or "" if f else "" for f in fields),
            wordings.get(code, ""),
            row[origin] or "" if origin else "",
            iris.expand(template, {notation.name: code}),
        )


def _spoken(publication: Publication, resource: Resource, role: FieldRole) -> list[str | None]:
    """Name the field of a role in each language, None where a list does not speak it."""
    fields = {f.language: f.name for f in resource.fields_of(role)}
    return [fields.get(tag) for tag in publication.languages]


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
