"""Print the documents, and keep ledger and cubes while they are printed: one pass, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TextIO

from coesa.figures import FigurePlace, figure_name
from coesa.numbers import NUMERAL

_FULL = 900
"""Numerals on a page after which the next line begins another: an ordinal has three digits."""

_DIGITS = 3
"""Digits of an ordinal in the name of a figure: `p05-012`."""


class Datum(NamedTuple):
    """An observation to be printed: millions of them come and go, so it is the lightest of values.

    Attributes:
        key: the cells of its dimensions, as the file of the cube has them.
        cells: the cells after the value and before the figure.
    """

    cube: str
    key: str
    cells: str
    printed: str
    value: str
    unit: str
    resolution: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A document as it was printed: what the descriptor holds it fast by."""

    notation: str
    sha256: str
    pages: int


@dataclass(slots=True)
class Press:
    """A document being printed, and the open files that its figures go to.

    Attributes:
        before: what the names of its figures begin with; empty in a ledger of one document.
        cell: the cell of the ledger that names the document, with its comma; empty if it has none.
        left: observations that may still be printed.
        line: what has been said on this line.
        named: what the names of the figures of this page begin with.
    """

    document: TextIO
    ledger: TextIO
    cubes: Mapping[str, TextIO]
    before: str
    cell: str
    left: int
    section: str = "1"
    page: int = 1
    ordinal: int = 1
    line: str = ""
    named: str = ""

    def say(self, text: str) -> None:
        """Print a text without numerals."""
        self.line += text

    def figure(self, printed: str, rest: str) -> str:
        """Print a figure and write its row of the ledger; tell its name."""
        if self.ordinal == 1:
            # The name of a figure less its ordinal is the same for the whole page.
            self.named = figure_name(FigurePlace(self.page, 1, self.before or None))[:-_DIGITS]
        name = f"{self.named}{self.ordinal:0{_DIGITS}d}"
        cell = f'"{printed}"' if "," in printed else printed
        self.ledger.write(f"{name},{self.cell}{self.page},{self.section},{cell},{rest}\n")
        self.line += printed
        self.ordinal += len(NUMERAL.findall(printed))
        return name

    def reference(self, printed: str, reason: str) -> str:
        """Print a number that states no fact."""
        return self.figure(printed, f"reference,,,,,,,{reason}")

    def qualifier(self, printed: str, figure: str) -> str:
        """Print what qualifies a figure that has been printed."""
        return self.figure(printed, f"qualifier,,,,,,{figure},")

    def parameter(self, printed: str, value: str, unit: str) -> str:
        """Print a threshold that a rule sets."""
        return self.figure(printed, f"parameter,{value},{unit},1,exact,,,")

    def datum(self, datum: Datum) -> str:
        """Print an observation and write its row of the cube."""
        cube, key, cells, printed, value, unit, resolution = datum
        name = self.figure(printed, f"datum,{value},{unit},{resolution},exact,,,")
        self.cubes[cube].write(f"{key},{value}{cells},{name}\n")
        self.left -= 1
        return name

    def end_line(self) -> None:
        """Go to the next line, and to the next page where this one is full."""
        self.document.write(self.line + "\n")
        self.line = ""
        if self.ordinal > _FULL:
            self.turn_page()

    def turn_page(self) -> None:
        """Begin another page."""
        self.document.write("\f")
        self.page += 1
        self.ordinal = 1
