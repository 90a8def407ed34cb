"""The workbook read back by calamine (ECMA-376), a sheet at a time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from coesa.errors import FactsDifferError
from coesa.facts.forms import Cells
from coesa.numbers import is_canonical
from coesa.office.styles import is_exact

NUMBERS = ("number", "integer")


@contextmanager
def open_workbook(path: Path, name: str) -> Iterator[CalamineWorkbook]:
    """Open a written workbook; FactsDifferError if it is none, or lacks a sheet."""
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            yield book
    except (CalamineError, WorksheetNotFound) as error:
        message = f"{name}: cannot be read: {error}; nothing was changed; build again"
        raise FactsDifferError(message) from error


def sheet_rows(book: CalamineWorkbook, sheet: str, kinds: Sequence[str]) -> Iterator[Cells]:
    """Read a sheet whose columns are of these types, the heading first.

    A number where a text must be, or the other way round, comes out marked as what it is.
    """
    readers = [_number if kind in NUMBERS else _text for kind in kinds]
    rows = book.get_sheet_by_name(sheet).iter_rows()
    for number, row in enumerate(rows):
        yield read_cells(row, readers if number else [_text] * len(readers))


def read_cells(row: Sequence[object], readers: Sequence[Callable[[object], str]]) -> Cells:
    """Read the cells of a row, each by its reader; whatever stands further right is kept too."""
    width = len(readers)
    further = [str(cell) for cell in row[width:] if cell != ""]
    padded = [*row[:width], *([""] * (width - len(row)))]
    return (*(read(c) for read, c in zip(readers, padded, strict=True)), *further)


def any_cell(cell: object) -> str:
    """Read a cell that may hold a number or a text."""
    return _canonical(cell) if isinstance(cell, float | int) else str(cell)


def _number(cell: object) -> str:
    if isinstance(cell, float | int):
        return _canonical(cell)
    # A number that a sheet cannot hold exactly is written as a text, and so is an empty cell.
    told = str(cell)
    return f"the text {told}" if is_canonical(told) and is_exact(told) else told


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else f"the number {cell}"


def _canonical(cell: float) -> str:
    value = format(Decimal(repr(cell)), "f")
    return value.rstrip("0").rstrip(".") if "." in value else value
