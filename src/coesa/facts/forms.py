"""What is held against what: the rows of a file, and the rows that must be in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import NoReturn

from coesa.errors import FactsDifferError
from coesa.facts.digest import TableFacts

Cells = tuple[str, ...]
Files = Mapping[str, Path]
"""Where each file of `dist/` is, until it is put there."""

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What one form of the data says.

    Attributes:
        form: what the form is called, in whatever language.
        reader: the library that read it, which is not the one that wrote it.
        cells: how many cells were held against the tables, those of the facts among them.
        tables: the facts of each table.
        left_out: the tables that are too long for the form, which it says itself.
    """

    form: str
    reader: str
    files: int
    cells: int
    tables: tuple[TableFacts, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What all forms say: one digest, and an account of each form."""

    digest: str
    observations: int
    figures: int
    forms: tuple[FormFacts, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a table are in a file.

    Attributes:
        path: the file, as it is in `dist/`.
        part: the sheet or the table in the file, if it has several.
        columns: what the file calls its columns.
        first: the number of the first row, as a reader of the file counts.
        source: the table of the publication that the rows are of.
    """

    path: str
    part: str
    columns: Sequence[str]
    first: int
    source: str


def agreed(place: Place, found: Iterable[Cells], wanted: Iterable[Cells]) -> Iterator[Cells]:
    """Give the rows of a file, each once it has been held against the row that must be there.

    Raises:
        FactsDifferError: a row is missing, is one too many, or has another cell.
    """
    for number, (there, expected) in enumerate(zip_longest(found, wanted), start=place.first):
        if there != expected:
            differ(place, number, there, expected)
        yield there


def differ(place: Place, number: int, there: Cells | None, expected: Cells | None) -> NoReturn:
    """Name the first cell of a row that is not as it must be."""
    if there is None or expected is None:
        row = there or expected or ()
        told = f"row {row}"
        refuse(place, f"{number}", told if there else "no row", told if expected else "no row")
    pairs = enumerate(zip_longest(there, expected))
    at, (cell, other) = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
    column = place.columns[at] if at < len(place.columns) else f"column {at + 1}"
    refuse(place, f"{number}:{' '.join(column.split())}", _told(cell), _told(other))


def refuse(place: Place, where: str, found: str, expected: str) -> NoReturn:
    """Say where a file does not say what the tables say."""
    parts = [place.path, *([place.part] if place.part else []), where]
    found, expected = (
        text if len(text) <= _SHOWN else text[:_SHOWN] + "..." for text in (found, expected)
    )
    message = (
        f"{':'.join(parts)}: found {found}, expected {expected}, as the table {place.source} has "
        "it; nothing was changed; build again, and report it as an error of coesa if it comes back"
    )
    raise FactsDifferError(message)


def _told(cell: str | None) -> str:
    if cell is None:
        return "no cell"
    return repr(cell) if cell else "an empty cell"
