"""Look at a CSV file in one pass: RFC 4180, the columns of its schema, the text of every cell.

A block of rows is looked at as a whole first, which is quick; only where something is odd are
its rows taken apart and every cell looked at.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from coesa.intake import limits
from coesa.intake.characters import MOJIBAKE, ODD_BEYOND_ASCII, cell_fault
from coesa.intake.encoding import encoding_fault, other_format, utf8_fault
from coesa.intake.header import header_issues, separator_fault
from coesa.intake.records import Record, RecordError, place_of, records
from coesa.model import Issue

_BLOCK = 1 << 20
"""Bytes that are looked at together."""

_QUOTED = re.compile(rb'"(?<=[,\n]")[^"]*+"(?:"[^"]*+")*+(?=[,\r\n])')
"""A whole cell in quotes: the search is for its first quote, which is quick."""

_WHOLE = b"\0"
"""What stands for a cell in quotes: no file has it that gets so far."""

_SIGNED = re.compile(rb'[,\n][-+](?![0-9][^=+*/|!(@&^<>",\r\n]*+[,\r\n])')
_SIGNED_IN_QUOTES = re.compile(rb'[,\n]"[-+](?![0-9][^=+*/|!(@&^<>"]*+"(?!"))')
"""A sign at the start of a cell with something else behind it than a number and words.

A quote that stands twice does not end its cell; what is behind it is left to the closer look.
"""

_CONTROLS = bytes(n for n in range(32) if n not in b"\r\n") + b"\x7f"
_OTHERS = bytes(n for n in range(256) if n not in _CONTROLS)
_ROLES = bytes.maketrans(b"\n\r=@+-", b",,==--")
"""Each byte by what it may be at the edge of a cell: its end, a formula, a sign."""

_NO_SEPARATORS = bytes(n for n in range(256) if n not in b",\n")
_ASCII = bytes(range(128))
_CONTINUING = bytes(range(0x80, 0xC0))
_MOJIBAKE_STARTS = ("\ufffd", "\u00c2", "\u00c3", "\u00e2", "\u00ef")

_ALL_CELLS = -1
"""The column of an issue that is about the whole row."""

_NAMED_ENDS = {"\n": "a line feed (LF)", "\r\n": "a carriage return and a line feed (CRLF)"}


@dataclass(slots=True)
class _Progress:
    """How far a file has been looked at."""

    path: str
    header: Sequence[str] = ()
    end: str = ""
    rows: int = 0
    lines: int = 0
    mixed: bool = False

    def issue(self, column: int, rule: str, message: str) -> Issue:
        """Make an issue of the row that comes next."""
        name = self.header[column] if 0 <= column < len(self.header) else ""
        return Issue(self.path, self.rows + 1, name, rule, message)


def table_issues(path: str, stream: BinaryIO, expected: Sequence[str] | None) -> Iterator[Issue]:
    """Find what keeps a CSV file from being read; no further than where its rows are in doubt.

    Args:
        path: the file, as issues name it.
        stream: its bytes.
        expected: the names of its columns; None if they are looked at elsewhere.
    """
    progress = _Progress(path)
    try:
        for block in _blocks(stream):
            if not progress.header:
                _begin(block, progress, expected or ())
                issues = [] if expected is None else header_issues(path, progress.header, expected)
                faults = list(issues)
                yield from faults
                if faults:
                    return
            yield from _block_issues(block, progress)
        if not progress.header:
            message = "the file is empty; expected a line with the names of the columns; add it"
            raise RecordError(0, "files_are_csv", message)
    except RecordError as error:
        yield progress.issue(error.column, error.rule, str(error))


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a file into blocks of whole rows; one that has no end is given as it is."""
    held = b""
    while read := stream.read(_BLOCK):
        held += read
        end = _whole_rows(held)
        if end:
            yield held[:end]
            held = held[end:]
        elif len(held) > limits.ROW_BYTES + _BLOCK:
            held = _whole_characters(held)
            break
    if held:
        yield held


def _whole_characters(cut: bytes) -> bytes:
    r"""Leave out the character that was cut in two, if one was.

    >>> _whole_characters("1,è".encode()[:-1])
    b'1,'
    """
    start = len(cut.rstrip(_CONTINUING)) - 1
    return cut if cut[start] in _ASCII else cut[:start]


def _whole_rows(block: bytes) -> int:
    """Find the end of the last whole row: before it stands an even number of quotes."""
    end = block.rfind(b"\n") + 1
    quotes = block.count(b'"', 0, end)
    while end and quotes % 2:
        earlier = block.rfind(b"\n", 0, end - 1) + 1
        quotes -= block.count(b'"', earlier, end)
        end = earlier
    return end


def _begin(block: bytes, progress: _Progress, expected: Sequence[str]) -> None:
    """Look at how a file begins: its encoding, its format, its first row.

    Raises:
        RecordError: it does not begin as a CSV file does.
    """
    if message := encoding_fault(block):
        raise RecordError(0, "text_is_utf8", message)
    if found := other_format(block):
        message = f"{found} found; expected CSV; save the table as CSV in UTF-8"
        raise RecordError(0, "files_are_csv", message)
    line = re.split(rb"[\r\n]", block[: limits.ROW_BYTES], maxsplit=1)[0]
    if message := separator_fault(_decoded(line, progress), expected):
        raise RecordError(0, "files_are_csv", message)
    first = next(records(block.decode("utf-8", "replace")))
    progress.header, progress.end = first.cells, first.end or "\n"


def _decoded(block: bytes, progress: _Progress) -> str:
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError as error:
        rows, column = place_of(block[: error.start].decode("utf-8"))
        progress.rows += rows
        message = utf8_fault(block, error.start)
        raise RecordError(column, "text_is_utf8", message) from error


def _block_issues(block: bytes, progress: _Progress) -> Iterator[Issue]:
    text = _decoded(block, progress)
    rows = _plain_rows(block, text, progress)
    if rows is None:
        for record in records(text, progress.lines):
            yield from _record_issues(record, progress)
            progress.rows += 1
    else:
        progress.rows += rows
    progress.lines += block.count(b"\n")
    if progress.rows > limits.ROWS:
        message = f"more than {limits.ROWS} rows found; expected fewer; split the table"
        raise RecordError(0, "sizes_are_within_limits", message)


def _plain_rows(block: bytes, text: str, progress: _Progress) -> int | None:
    """Count the rows of a block in which nothing is odd; None if it must be looked at closely."""
    if block.translate(None, _OTHERS) or not (block.isascii() or _is_plain_text(block, text)):
        return None
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return None
    end = progress.end.encode()
    framed = b"".join([end, block, b"" if block.endswith(end) else end])
    bare = framed
    if b'"' in block:
        bare = _QUOTED.sub(_WHOLE, framed)
        if b'"' in bare or _has_odd_quotes(framed, bare):
            return None
    rows = bare.count(end) - 1
    if (b"\r" in bare) if end == b"\n" else (bare.count(b"\n") != rows + 1):
        return None
    separators = b"," * (len(progress.header) - 1) + b"\n"
    if bare.translate(None, _NO_SEPARATORS) != b"\n" + separators * rows or end + end in bare:
        return None
    if _is_without(b"\n", bare) or _has_odd_edges(bare) or _has_long_row(framed, bare):
        return None
    return rows


def _has_long_row(framed: bytes, bare: bytes) -> bool:
    """Tell whether a row may be too long: with line ends in its cells it must be looked at."""
    if len(framed) <= limits.ROW_BYTES:
        return False
    return framed.count(b"\n") != bare.count(b"\n") or _is_without(
        b"\n", framed, within=limits.ROW_BYTES - 1
    )


def _is_plain_text(block: bytes, text: str) -> bool:
    """Tell whether nothing is odd in a text that is not all ASCII, by its other characters."""
    others = block.translate(None, _ASCII).decode()
    signs = "".join(set(others))
    if ODD_BEYOND_ASCII.search(signs):
        return False
    if any(start in signs for start in _MOJIBAKE_STARTS) and MOJIBAKE.search(text):
        return False
    return all(map(_stands_alone, signs)) or unicodedata.is_normalized("NFC", text)


def _stands_alone(sign: str) -> bool:
    """Tell whether a character is composed whatever stands before it (Unicode: NFC_QC=Yes).

    What may join the character before is a mark, or a letter without case (Hangul).
    """
    category = unicodedata.category(sign)
    return category[0] != "M" and category != "Lo" and unicodedata.is_normalized("NFC", sign)


def _is_without(sign: bytes, text: bytes, within: int = limits.CELL_CHARACTERS) -> bool:
    """Tell whether more bytes than so many follow each other somewhere without a sign among them.

    >>> [_is_without(b",", text, within=3) for text in (b"", b"abc,abc", b"abc,abcd", b"abcd,abc")]
    [False, False, True, True]
    """
    place = -1
    while len(text) - place - 1 > within:
        later = text.rfind(sign, place + 1, place + 2 + within)
        if later < 0:
            return True
        place = later
    return False


def _has_odd_quotes(framed: bytes, bare: bytes) -> bool:
    """Tell whether a cell in quotes begins or ends oddly, or is long."""
    roles = framed.translate(_ROLES)
    if b" " in roles and (b'," ' in roles or b' ",' in roles):
        return True
    if b',",' in roles or (b"=" in roles and b',"=' in roles):
        return True
    if b',"-' in roles and _SIGNED_IN_QUOTES.search(framed):
        return True
    if len(framed) - len(bare) <= limits.CELL_CHARACTERS:
        return False
    if b'""' not in framed and not _is_without(b'"', framed):
        return False
    return max(map(len, _QUOTED.findall(framed))) > limits.CELL_CHARACTERS


def _has_odd_edges(bare: bytes) -> bool:
    """Tell whether a cell begins or ends oddly: a blank, a formula."""
    roles = bare.translate(_ROLES)
    # A byte is looked for first, for that is quick, and then what it must not stand beside.
    if b"=" in roles and b",=" in roles:
        return True
    if b" " in roles and (b", " in roles or b" ," in roles):
        return True
    return b"-" in roles and b",-" in roles and _SIGNED.search(bare) is not None


def _record_issues(record: Record, progress: _Progress) -> Iterator[Issue]:
    """Look at a row closely: its length, its end, and each of its cells."""
    if record.end and record.end != progress.end and not progress.mixed:
        progress.mixed = True
        found, expected = _NAMED_ENDS[record.end], _NAMED_ENDS[progress.end]
        message = f"the row ends with {found}, the first with {expected}; expected one kind; "
        yield progress.issue(_ALL_CELLS, "line_ends_are_alike", message + "save the file with one")
    if len(record.cells) != len(progress.header):
        message = _length_fault(record, len(progress.header))
        yield progress.issue(_ALL_CELLS, "rows_are_as_long_as_the_header", message)
        return
    for column, cell in enumerate(record.cells):
        if len(cell) > limits.CELL_CHARACTERS:
            message = (
                f"{len(cell)} characters found; expected at most {limits.CELL_CHARACTERS}, as a "
                "cell of a workbook holds; shorten the text"
            )
            yield progress.issue(column, "sizes_are_within_limits", message)
        elif fault := cell_fault(cell):
            yield progress.issue(column, *fault)
    if record.cells == [""]:
        yield progress.issue(_ALL_CELLS, "rows_are_as_long_as_the_header", _length_fault(record, 1))


def _length_fault(record: Record, expected: int) -> str:
    if record.cells == [""]:
        return f"the line is empty; expected {_cells(expected)}; take it out"
    message = f"{_cells(len(record.cells))} found, {expected} expected; "
    if record.first != record.last:
        lines = f"from line {record.first} to line {record.last}"
        return message + f"the row goes {lines}; is a quote left open? Close it"
    return message + "quote cells that hold a comma, and write a comma for each empty cell"


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
