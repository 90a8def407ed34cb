"""The worksheet of a printed table: as printed, with real numbers and its notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from coesa.iris import TOTAL
from coesa.language import Language, joined, worded
from coesa.model import Texts
from coesa.office.grid import set_page
from coesa.office.printed import Cell, FilledRow, FilledTable
from coesa.office.styles import Styles, fit_row, number_format
from coesa.tables import Tables

_TOP = 4
_PRINTED, _LABEL, _VALUE = 17.0, 32.0, 20.0
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """How a printed table lies on its sheet.

    Attributes:
        before: headings, by language, of the columns that stand before the values.
        widths: of all columns, in characters.
    """

    filled: FilledTable
    languages: tuple[Language, ...]
    before: tuple[Texts, ...]
    widths: tuple[float, ...]

    def phrase(self, key: str, between: str = "\n") -> str:
        """Give a phrase of ours in every language."""
        return joined(worded(self.languages, "office", key), self.languages, between)

    def unit_of_cell(self, column: int, cell: Cell) -> str:
        """Name the unit of a cell, in the first language, where its column has several."""
        if len(self.filled.units_in(column)) < _SEVERAL:
            return ""
        return self.languages[0].of(self.filled.units[column].get(cell.unit or "", {}))


def write_printed(tables: Tables, filled: FilledTable, styles: Styles, sheet: Worksheet) -> None:
    """Write a printed table: headings, units, rows, notes, in every language."""
    layout = layout_of(filled, tables.publication.spoken)
    for place, width in enumerate(layout.widths):
        sheet.set_column(place, place, width)
    _titles(styles, sheet, layout)
    lines = [*_headings(layout), ("unit", units_row(layout))]
    first = first_row(layout)
    for number, (style, texts) in enumerate(lines, start=_TOP):
        fit_row(sheet, number, texts, layout.widths)
        for place, text in enumerate(texts):
            styles.put(sheet, (number, place), text, style)
    for number, row in enumerate(filled.rows, start=first):
        _row(styles, sheet, layout, number, row)
    _notes(styles, sheet, layout, first + len(filled.rows) + 1)
    sheet.freeze_panes(first, 1)
    set_page(sheet)


def layout_of(filled: FilledTable, languages: tuple[Language, ...]) -> Layout:
    """Lay a printed table out for readers of these languages."""
    keys = ("printed_label", "corrected") if filled.has_errata else ("printed_label",)
    printed = [worded(languages, "office", key) for key in keys]
    names = [{language.tag: language.of(filled.dimension)} for language in languages]
    values = [_width(filled, number, languages[0]) for number in range(len(filled.table.columns))]
    widths = (*(_PRINTED for _ in printed), *(_LABEL for _ in names), *values)
    return Layout(filled, languages, (*printed, *names), widths)


def first_row(layout: Layout) -> int:
    """Tell where the rows of the table begin, below its headings and its units."""
    return _TOP + len(layout.languages) + 2


def labels_of_row(layout: Layout, row: FilledRow) -> list[str]:
    """Give what stands before the values of a row: labels as printed and corrected, and names."""
    labels = [row.printed, *([row.corrected] if layout.filled.has_errata else [])]
    return labels + [language.of(row.labels) for language in layout.languages]


def _width(filled: FilledTable, column: int, language: Language) -> float:
    """Tell how wide a column of values is: its units stand in the cells if there are several."""
    units = [language.of(labels) for labels in filled.units_in(column)]
    return _VALUE if len(units) < _SEVERAL else _VALUE + max(map(len, units))


def _titles(styles: Styles, sheet: Worksheet, layout: Layout) -> None:
    table = layout.filled.table
    first, *others = (language.of(table.titles) for language in layout.languages)
    pages = {said.tag: _page(layout.filled, said) for said in layout.languages}
    page = joined(pages, layout.languages, " / ")
    sheet.set_row(0, 24)
    styles.put(sheet, (0, 0), first, "title")
    if others:
        styles.put(sheet, (1, 0), " / ".join(others), "subtitle")
    styles.put(sheet, (2, 0), f"{layout.phrase('source', ' / ')}: {page}", "caption")


def _page(filled: FilledTable, language: Language) -> str:
    """Tell the page of a table, and of which document it is where there are several."""
    page = language.words["office"]["page"].format(page=filled.table.page)
    return f"{language.of(filled.document.titles)}, {page}" if filled.document else page


def _headings(layout: Layout) -> list[tuple[str, list[str]]]:
    """Head the columns as printed, then in every language."""
    columns = layout.filled.table.columns
    empty = [""] * (len(layout.before) - 1)
    as_printed = [layout.phrase("as_printed"), *empty]
    lines = [("printed", as_printed + [column.printed for column in columns])]
    for language in layout.languages:
        before = [heading.get(language.tag, "") for heading in layout.before]
        titles = [language.of(column.titles) for column in columns]
        lines.append(("heading", before + titles))
    return lines


def units_row(layout: Layout) -> list[str]:
    """Name the units of each column, in every language."""
    empty = [""] * (len(layout.before) - 1)
    columns = range(len(layout.filled.table.columns))
    units = [layout.filled.units_in(number) for number in columns]
    named = [[joined(labels, layout.languages, " / ") for labels in column] for column in units]
    return [layout.phrase("unit"), *empty, *("\n".join(column) for column in named)]


def _row(styles: Styles, sheet: Worksheet, layout: Layout, number: int, row: FilledRow) -> None:
    plain, marked = ("total", "marked_total") if row.notation == TOTAL else ("body", "marked")
    wrong = row.printed != row.corrected
    labels = labels_of_row(layout, row)
    fit_row(sheet, number, labels, layout.widths[: len(layout.before)])
    for place, text in enumerate(labels):
        name = place >= len(labels) - len(layout.languages)
        styles.put(sheet, (number, place), text, marked if wrong and not name else plain)
    noted = {note.figure for note in layout.filled.notes if note.row == row.notation}
    for place, cell in enumerate(row.cells):
        style = marked if cell.figure and cell.figure in noted else plain
        at = (number, len(layout.before) + place)
        if cell.unit and cell.text:
            label = layout.unit_of_cell(place, cell)
            shown = number_format(cell.text, cell.unit, cell.decimals, label)
            styles.put_number(sheet, at, cell.text, shown, style)
        else:
            styles.put(sheet, at, cell.text, style)


def _notes(styles: Styles, sheet: Worksheet, layout: Layout, first: int) -> None:
    """Write the notes below the table, each language in its share of the columns."""
    if not layout.filled.notes:
        return
    heading = layout.phrase("notes", " / ")
    styles.put(sheet, (first, 0), heading, "item")
    spans = _spans(len(layout.widths), len(layout.languages))
    shares = [sum(layout.widths[left : right + 1]) for left, right in spans]
    for number, note in enumerate(layout.filled.notes, start=first + 1):
        said = [
            f"{language.of(note.place)} – {language.of(note.texts)}"
            for language in layout.languages
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
