"""Take the rows of a CSV text apart, cell by cell (RFC 4180), and say where that cannot be done."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from coesa.intake import limits
from coesa.intake.words import shown

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')
_BARE = re.compile(r'[^",\r\n]*+')
_AFTER_QUOTE = frozenset(["", ",", "\r", "\n"])
_ANY_QUOTED = re.compile(r'"(?:[^"]++|"")*+"?')


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the text.

    Attributes:
        first: the number of its first line in the file.
        last: the number of its last.
        end: what ends it; empty at the end of the file.
    """

    cells: list[str]
    first: int
    last: int
    end: str


class RecordError(Exception):
    """The text can be taken apart no further: a rule is broken at a cell.

    Attributes:
        column: how many cells of the row stand before the place.
        rule: the sentence that does not hold.
    """

    def __init__(self, column: int, rule: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.rule = rule


def records(text: str, lines: int = 0) -> Iterator[Record]:
    """Take the rows of a text apart.

    Args:
        text: whole rows.
        lines: how many lines of the file stand before it.

    Raises:
        RecordError: at the first quote or line end that leaves in doubt where a cell ends.
    """
    position = 0
    line = lines + 1
    while position < len(text):
        start, cells = position, list[str]()
        while not cells or text.startswith(",", position):
            position += bool(cells)
            cell, position = _cell(text, position, len(cells), lines)
            cells.append(cell)
        end = _end(text, position, len(cells) - 1)
        position += len(end)
        if _is_too_long(text, start, position):
            _too_long(line)
        after = line + text.count("\n", start, position)
        yield Record(cells, line, after - bool(end), end)
        line = after


def place_of(before: str) -> tuple[int, int]:
    r"""Tell how many rows, and then how many cells, stand whole before the end of a text.

    >>> place_of('a,b\n1,"x, y')
    (1, 1)
    """
    bare = _ANY_QUOTED.sub("", before)
    return bare.count("\n"), bare.rpartition("\n")[2].count(",")


def _cell(text: str, position: int, column: int, lines: int) -> tuple[str, int]:
    """Read the cell that begins at a position; tell it, and where it ends."""
    if not text.startswith('"', position):
        found = _BARE.match(text, position)
        assert found is not None  # it matches the empty text as well
        if text.startswith('"', found.end()):
            _quote_inside(found[0], column)
        return found[0], found.end()
    quoted = _QUOTED.match(text, position)
    if quoted is None:
        opens = lines + text.count("\n", 0, position) + 1
        message = f"a quote opens in line {opens} and is never closed; expected a second; add it"
        raise RecordError(column, "files_are_csv", message)
    if text[quoted.end() : quoted.end() + 1] not in _AFTER_QUOTE:
        after = text[quoted.end() : quoted.end() + 20]
        opens = lines + text.count("\n", 0, position) + 1
        closes = opens + quoted[0].count("\n")
        _quote_before(re.split(r"[\r\n]", after)[0], opens, closes, column)
    return quoted[1].replace('""', '"'), quoted.end()


def _quote_inside(before: str, column: int) -> NoReturn:
    where = f'after "{shown(before[-20:])}"'
    message = (
        f"a quote found {where} in a cell without quotes; expected the whole cell in quotes, and "
        "each quote in it twice; write it so"
    )
    raise RecordError(column, "files_are_csv", message)


def _quote_before(after: str, opens: int, closes: int, column: int) -> NoReturn:
    message = (
        f"a quote opens in line {opens} and closes in line {closes} before "
        f'"{shown(after)}"; expected a comma or a line end there; '
        "close the first quote where its cell ends, and write quotes "
        "in a cell twice"
    )
    raise RecordError(column, "files_are_csv", message)


def _end(text: str, position: int, column: int) -> str:
    """Read what ends a row."""
    if text.startswith("\n", position):
        return "\n"
    if text.startswith("\r\n", position):
        return "\r\n"
    if position < len(text):
        message = (
            "a row ends with a carriage return alone; expected a line feed, or both; "
            "save the file with the line ends of your system"
        )
        raise RecordError(column, "line_ends_are_alike", message)
    return ""


def _is_too_long(text: str, start: int, end: int) -> bool:
    # No character takes more than four bytes.
    if (end - start) * 4 <= limits.ROW_BYTES:
        return False
    return len(text[start:end].encode("utf-8", "surrogatepass")) > limits.ROW_BYTES


def _too_long(line: int) -> NoReturn:
    message = (
        f"the row that begins in line {line} has more than {limits.ROW_BYTES} bytes; "
        "expected fewer; is a quote left open? Close it, or shorten the row"
    )
    raise RecordError(0, "sizes_are_within_limits", message)
