"""The worksheet of a printed table: as printed, with real numbers and its notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from coesa.model import Texts
from coesa.office.about import TOTAL
from coesa.office.grid import set_page
from coesa.office.printed import Cell, FilledRow, FilledTable, concept_labels
from coesa.office.readable import UNIT
from coesa.office.styles import Styles, fit_row, number_format
from coesa.office.words import PHRASES, both, in_language
from coesa.tables import Tables

_TOP = 4
_PRINTED, _LABEL, _VALUE = 17.0, 32.0, 20.0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a printed table lies on its sheet.

    Attributes:
        before: headings, by language, of the columns that stand before the values.
        widths: of all columns, in characters.
    """

    filled: FilledTable
    languages: tuple[str, ...]
    before: tuple[Texts, ...]
    widths: tuple[float, ...]


def write_printed(tables: Tables, filled: FilledTable, styles: Styles, sheet: Worksheet) -> None:
    """Write a printed table: headings, units, rows, notes, in every language."""
    layout = _layout(filled, tables.publication.languages)
    for place, width in enumerate(layout.widths):
        sheet.set_column(place, place, width)
    _titles(styles, sheet, layout)
    lines = [*_headings(layout), ("unit", _units(tables, layout))]
    first = _TOP + len(lines)
    for number, (style, texts) in enumerate(lines, start=_TOP):
        fit_row(sheet, number, texts, layout.widths)
        for place, text in enumerate(texts):
            styles.put(sheet, (number, place), text, style)
    for number, row in enumerate(filled.rows, start=first):
        _row(styles, sheet, layout, number, row)
    _notes(styles, sheet, layout, first + len(filled.rows) + 1)
    sheet.freeze_panes(first, 1)
    set_page(sheet)


def _layout(filled: FilledTable, languages: tuple[str, ...]) -> Layout:
    printed = [PHRASES["printed_label"], *([PHRASES["corrected"]] if filled.has_errata else [])]
    names = [{tag: in_language(filled.dimension, tag)} for tag in languages]
    values = [_VALUE for _ in filled.table.columns]
    widths = (*(_PRINTED for _ in printed), *(_LABEL for _ in names), *values)
    return Layout(filled, languages, (*printed, *names), widths)


def _titles(styles: Styles, sheet: Worksheet, layout: Layout) -> None:
    table, languages = layout.filled.table, layout.languages
    first, *others = (in_language(table.titles, tag) for tag in languages)
    page = both(PHRASES["page"], languages, " / ").replace("{}", str(table.page))
    sheet.set_row(0, 24)
    styles.put(sheet, (0, 0), first, "title")
    if others:
        styles.put(sheet, (1, 0), " / ".join(others), "subtitle")
    styles.put(sheet, (2, 0), f"{both(PHRASES['source'], languages, ' / ')}: {page}", "caption")


def _headings(layout: Layout) -> list[tuple[str, list[str]]]:
    """Head the columns as printed, then in every language."""
    columns = layout.filled.table.columns
    empty = [""] * (len(layout.before) - 1)
    as_printed = [both(PHRASES["as_printed"], layout.languages), *empty]
    lines = [("printed", as_printed + [column.printed for column in columns])]
    for tag in layout.languages:
        before = [heading.get(tag, "") for heading in layout.before]
        titles = [in_language(column.titles, tag) for column in columns]
        lines.append(("heading", before + titles))
    return lines


def _units(tables: Tables, layout: Layout) -> list[str]:
    labels = concept_labels(tables, UNIT)
    empty = [""] * (len(layout.before) - 1)
    units = [layout.filled.unit(number) for number in range(len(layout.filled.table.columns))]
    named = [both(labels[unit], layout.languages, " / ") if unit else "" for unit in units]
    return [both(PHRASES["unit"], layout.languages), *empty, *named]


def _row(styles: Styles, sheet: Worksheet, layout: Layout, number: int, row: FilledRow) -> None:
    plain, marked = ("total", "marked_total") if row.notation == TOTAL else ("body", "marked")
    wrong = row.printed != row.corrected
    labels = [row.printed, *([row.corrected] if layout.filled.has_errata else [])]
    names = [row.labels.get(tag, "") for tag in layout.languages]
    fit_row(sheet, number, labels + names, layout.widths[: len(layout.before)])
    for place, text in enumerate(labels):
        styles.put(sheet, (number, place), text, marked if wrong else plain)
    for place, text in enumerate(names, start=len(labels)):
        styles.put(sheet, (number, place), text, plain)
    noted = {note.figure for note in layout.filled.notes if note.row == row.notation}
    for place, cell in enumerate(row.cells, start=len(layout.before)):
        style = marked if cell.figure and cell.figure in noted else plain
        _cell(styles, sheet, (number, place), cell, style)


def _cell(styles: Styles, sheet: Worksheet, place: tuple[int, int], cell: Cell, style: str) -> None:
    if cell.unit and cell.text:
        styles.put_number(sheet, place, cell.text, number_format(cell.text, cell.unit), style)
    else:
        styles.put(sheet, place, cell.text, style)


def _notes(styles: Styles, sheet: Worksheet, layout: Layout, first: int) -> None:
    """Write the notes below the table, each language in its share of the columns."""
    if not layout.filled.notes:
        return
    heading = both(PHRASES["notes"], layout.languages, " / ")
    styles.put(sheet, (first, 0), heading, "item")
    spans = _spans(len(layout.widths), len(layout.languages))
    shares = [sum(layout.widths[left : right + 1]) for left, right in spans]
    for number, note in enumerate(layout.filled.notes, start=first + 1):
        said = [
            f"{in_language(note.place, tag)} – {in_language(note.texts, tag)}"
            for tag in layout.languages
        ]
        fit_row(sheet, number, said, shares)
        _side_by_side(styles, sheet, number, spans, said)


def _side_by_side(
    styles: Styles,
    sheet: Worksheet,
    number: int,
    spans: Sequence[tuple[int, int]],
    texts: Sequence[str],
) -> None:
    for (left, right), text in zip(spans, texts, strict=True):
        if left == right:
            styles.put(sheet, (number, left), text, "body")
        else:
            sheet.merge_range(number, left, number, right, text, styles.style("body"))


def _spans(columns: int, parts: int) -> list[tuple[int, int]]:
    """Share columns among parts, at least one for each.

    >>> _spans(7, 2)
    [(0, 2), (3, 6)]
    """
    edges = [max(columns * n // parts, n) for n in range(parts + 1)]
    return [(left, right - 1) for left, right in pairwise(edges)]
