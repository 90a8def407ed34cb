"""The curated tables as a workbook in which every cell with an issue is marked and commented."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from coesa.issues import Cause, causes
from coesa.language import Words
from coesa.model import Issue
from coesa.office.styles import LONGEST, Styles
from coesa.office.workbook import sheet_names
from coesa.registry import BY_NAME

ROWS = 20_000
"""Rows of a table that are shown; issues beyond are listed."""

_COLUMNS = ("code", "what", "place", "file", "row", "column", "message", "with")
_WIDTHS = (8, 44, 16, 30, 8, 18, 90, 12)
_NARROWEST, _WIDEST, _MEASURED = 8, 44, 200
_NOTE_WIDTH, _NOTE_LINE, _NOTE_SIGNS = 380, 18, 55
_LINE = 15.0
Table = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell of a sheet, counted from 0."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """The cell as a spreadsheet names it."""
        name: str = xl_rowcol_to_cell(self.row, self.column)
        return name

    @property
    def link(self) -> str:
        """The address of the cell inside the workbook."""
        quoted = self.sheet.replace("'", "''")
        return f"internal:'{quoted}'!{self.name}"


def marked_workbook(tables: Mapping[str, Table], issues: Sequence[Issue], words: Words) -> bytes:
    """Write a sheet of issues, each linked to its cell, and a sheet for each table.

    Args:
        tables: rows as they are in the file, the header first, by path.
        issues: what validation found.
        words: of the language that the headings and the sentences of rules are in.
    """
    first, *names = sheet_names([words["marked"]["issues"], *map(_title, tables)])
    sheets = dict(zip(tables, names, strict=True))
    found = [
        (cause, _place(cause.issue, tables, sheets))
        for cause in sorted(causes(issues), key=lambda c: BY_NAME[c.issue.rule].order)
    ]
    content = BytesIO()
    # A text of the data is never a formula, a link or a number.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, {**options, "in_memory": True}) as book:
        # No clock: the same issues give the same workbook.
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        styles = Styles(book)
        _write_issues(styles, book.add_worksheet(first), found, words)
        for path, rows in tables.items():
            sheet = book.add_worksheet(sheets[path])
            told: dict[tuple[int, int], list[str]] = {}
            for cause, place in found:
                if place is not None and place.sheet == sheets[path]:
                    told.setdefault((place.row, place.column), []).append(_note(cause, words))
            _write_table(styles, sheet, rows, told)
    return content.getvalue()


def _title(path: str) -> str:
    return PurePosixPath(path).stem


def _place(issue: Issue, tables: Mapping[str, Table], sheets: Mapping[str, str]) -> _Place | None:
    """Find the cell of an issue: its row's first, or its column's heading, where it names one."""
    rows = tables.get(issue.path)
    if rows is None or issue.row > len(rows):
        return None
    header = list(rows[0])
    column = header.index(issue.column) if issue.column in header else 0
    return _Place(sheets[issue.path], max(issue.row - 1, 0), column)


def _note(cause: Cause, words: Words) -> str:
    issue, entry = cause.issue, BY_NAME[cause.issue.rule]
    with_it = "".join(f", {other.code}" for other in cause.follow)
    return f"{entry.code}{with_it}: {words['rules'][entry.name]}.\n{issue.message}"


def _write_issues(
    styles: Styles, sheet: Worksheet, found: Sequence[tuple[Cause, _Place | None]], words: Words
) -> None:
    """List the issues in the order of rules, with a link to each cell."""
    marked = words["marked"]
    for column, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, marked[name], styles.style("heading"))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if not found:
        sheet.write_string(1, 1, marked["none"], styles.style("body"))
        return
    sheet.autofilter(0, 0, len(found), len(_COLUMNS) - 1)
    for row, (cause, place) in enumerate(found, start=1):
        cells = tuple(_cells(cause, place, words))
        lines = max(len(told) // width + 1 for told, width in zip(cells, _WIDTHS, strict=True))
        sheet.set_row(row, _LINE * lines)
        for column, told in enumerate(cells):
            if place is not None and _COLUMNS[column] == "place":
                sheet.write_url(row, column, place.link, styles.style("link"), place.name)
            else:
                sheet.write_string(row, column, told[:LONGEST], styles.style("body"))


def _cells(cause: Cause, place: _Place | None, words: Words) -> Iterator[str]:
    issue, entry = cause.issue, BY_NAME[cause.issue.rule]
    yield from (entry.code, words["rules"][entry.name], place.name if place else "")
    yield from (issue.path, str(issue.row) if issue.row else "", issue.column, issue.message)
    yield ", ".join(other.code for other in cause.follow)


def _write_table(
    styles: Styles, sheet: Worksheet, rows: Table, told: Mapping[tuple[int, int], Sequence[str]]
) -> None:
    """Write a table cell by cell as text, the marked ones with their comments."""
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            plain = "heading" if row == 0 else "body"
            style = styles.style("wrong" if (row, column) in told else plain)
            sheet.write_string(row, column, cell[:LONGEST], style)
    for (row, column), notes in told.items():
        if row >= len(rows) or column >= len(rows[row]):
            sheet.write_blank(row, column, None, styles.style("wrong"))
        note = "\n\n".join(notes)[: LONGEST - 1]
        lines = sum(len(line) // _NOTE_SIGNS + 1 for line in note.split("\n"))
        size = {"width": _NOTE_WIDTH, "height": _NOTE_LINE * (lines + 1)}
        sheet.write_comment(row, column, note, {"author": "coesa", **size})
    for column in range(max(map(len, rows), default=0)):
        longest = max((len(r[column]) for r in rows[:_MEASURED] if column < len(r)), default=0)
        sheet.set_column(column, column, min(max(longest + 2, _NARROWEST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    # Codes such as 037006 are texts that look like numbers, and are right so.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if told:
        sheet.set_tab_color("#B3192F")
