"""Blocks of rows: what is passed at a quick look, what is looked at closely, where one is cut."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.intake import limits, table
from coesa.intake.records import Record
from coesa.model import Issue

LONGEST = limits.CELL_CHARACTERS
QUOTE = '"'


def quick(block: str, end: str = "\n") -> int | None:
    """Look at a block of a file of two columns quickly: its rows, or None."""
    progress = table._Progress("t.csv", header=("a", "b"), end=end)
    return table._plain_rows(block.encode(), block, progress)


PLAIN = {
    "no end": (1, "1,2"),
    "accents": (1, "Forlì,Łódź\n"),
    "letters without case": (1, "日本,한국\n"),
    "a mark that stays by its letter": (1, "का,x\n"),
    "what mojibake begins with": (1, "ÂGE,NÃO â ï\n"),
    "signs inside": (1, "a=b @ c,d+e-f\n"),
    "numbers with a sign": (2, "-5,+3.5 %\n+1,-2\n"),
    "blanks inside": (1, "a b,c  d\n"),
    "empty cells": (2, ",\n,\n"),
    "quotes": (2, '"a","b"\n"c",d\n'),
    "a comma in quotes": (1, '"a, b","c,d"\n'),
    "quotes in quotes": (1, '"the ""a"" = ""b""","""c"""\n'),
    "blanks, signs and empty texts in quotes": (1, '"a = b - c @ d",""\n'),
    "numbers with a sign in quotes": (1, '"-5","+3,5 %"\n'),
    "a long row": (1, f"{'x' * (LONGEST - 3)},y\n"),
    "long cells in quotes": (1, f'"{"x" * 20_000}","{"y" * 20_000}"\n'),
    "long cells of quotes": (1, f'"{"x" * 20_000}","{QUOTE * 20_000}"\n'),
}


@pytest.mark.parametrize("name", list(PLAIN))
def test_what_is_plain_is_passed_at_a_quick_look(name: str) -> None:
    rows, block = PLAIN[name]

    assert quick(block) == rows
    assert quick(block.replace("\n", "\r\n"), "\r\n") == rows


def test_lines_in_quotes_are_passed_at_a_quick_look() -> None:
    many = ("y" * 99 + "\n") * 200

    assert quick('"a\nb","c\n\nd"\ne,f\n') == 2
    assert quick(f'"{"x" * 20_000}","{many}z"\n') == 1


ODD = {
    "a blank before": " a,b\n",
    "a blank before the last": "a, b\n",
    "a blank behind": "a ,b\n",
    "a blank at the end": "a,b \n",
    "a formula": "=a,b\n",
    "a formula in the last": "a,@b\n",
    "a formula of plus": "a,+b\n",
    "a formula of minus": "-a,b\n",
    "a number and a formula": "a,-5*2\n",
    "a blank before, in quotes": '" a",b\n',
    "a blank behind, in quotes": 'a,"b "\n',
    "a line end behind, in quotes": 'a,"b\n"\n',
    "a formula in quotes": '"=a",b\n',
    "a formula of minus in quotes": 'a,"-b"\n',
    "a wide formula": "a,\uff1db\n",
    "a cell too few": "a\n",
    "a cell too many": "a,b,c\n",
    "a cell too few and one too many": "a\nb,c,d\n",
    "an empty line": "a,b\n\n",
    "a carriage return": "a,b\r",
    "another end": "a,b\r\n",
    "a tab": "a\tb,c\n",
    "a control of ASCII": "a,\x7f\n",
    "a sign without width": "a\u200b,b\n",
    "no letter before a mark": "e\u0301,b\n",
    "a syllable of Korean apart": "\u1112\u1161,b\n",
    "the end of a syllable of Korean apart": "가\u11a8,b\n",
    "a mojibake": "Ã¬,b\n",
    "a replacement": "\ufffd,b\n",
    "a quote inside": 'a"b,c\n',
    "a quote left open": '"a,b\n',
    "a long cell": f"{'x' * LONGEST}x,b\n",
    "a long cell at the end": f"a,{'x' * LONGEST}x",
    "a long cell in quotes": f'"{"x" * LONGEST}x",b\n',
    "a long cell of quotes": f'a,"{QUOTE * 2 * LONGEST}{QUOTE * 2}"\n',
}


@pytest.mark.parametrize("name", [name for name in ODD if not name.startswith("a long cell")])
def test_what_is_odd_is_looked_at_closely(name: str) -> None:
    assert quick(f"1,2\n{ODD[name]}") is None


@pytest.mark.parametrize("name", [name for name in ODD if name.startswith("a long cell")])
def test_a_long_cell_is_looked_at_closely(name: str) -> None:
    assert quick(ODD[name]) is None
    assert quick(f'"{"z" * 9}","{"z" * 9}"\n' * 4_000 + ODD[name]) is None


def test_rows_of_another_end_are_looked_at_closely() -> None:
    assert quick("a,b\r\nc,d\r\n", "\r\n") == 2
    assert quick("a,b\nc,d\n", "\r\n") is None
    assert quick("a,b\r\nc,d\n", "\r\n") is None
    assert quick('a,"b\nc"\r\n', "\r\n") == 1
    assert quick('a,"b\r\nc"\n') == 1
    assert quick('a,"b\rc"\n') is None


PIECES = st.lists(st.sampled_from(["a", ",", '"', "\n", "\r\n", '""', "é", "-", " "]), max_size=25)


@given(PIECES, st.integers(1, 9))
def test_a_file_is_judged_alike_wherever_it_is_cut(pieces: list[str], size: int) -> None:
    content = "".join(["a,b\n", *pieces]).encode()
    whole = list(table.table_issues("t.csv", io.BytesIO(content), ["a", "b"]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_BLOCK", size)
        cut = list(table._blocks(io.BytesIO(content)))
        in_parts = list(table.table_issues("t.csv", io.BytesIO(content), ["a", "b"]))

    assert b"".join(cut) == content
    assert all(block.endswith(b"\n") and block.count(b'"') % 2 == 0 for block in cut[:-1])
    assert in_parts == whole


def test_rows_in_which_nothing_is_odd_are_not_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = list[list[str]]()

    def look(record: Record, _: object) -> Iterator[Issue]:
        looked.append(record.cells)
        yield from ()

    monkeypatch.setattr(table, "_record_issues", look)

    for content in ("a,b\n1,2\n", "a,b\n1,è\n", "a,b\n1, 2\n"):
        list(table.table_issues("t.csv", io.BytesIO(content.encode()), ["a", "b"]))

    assert looked == [["a", "b"], ["1", " 2"]]


def test_a_row_has_its_number_wherever_the_file_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "_BLOCK", 10)

    (issue,) = table.table_issues("t.csv", io.BytesIO(b"a,b\n1,2\n3,4\n5,6\n7,\xe8\n"), None)

    assert (issue.row, issue.column, issue.rule) == (5, "b", "text_is_utf8")


def test_the_longest_cell_is_none_too_long_at_a_closer_look() -> None:
    content = f"a,b\n1,{'x' * LONGEST}\n1, 2\n".encode()

    (issue,) = table.table_issues("t.csv", io.BytesIO(content), None)

    assert (issue.row, issue.rule) == (3, "cells_are_trimmed")


@pytest.mark.parametrize(
    ("block", "end"),
    [
        ('"a\n"\nb\n', 7),
        ('"a"\nb\nc', 6),
        ('a\n"b\nc\n', 2),
        ('a\n"b\n"\n"c\nd\n', 7),
        ('"a\nb', 0),
        ("a", 0),
        ("", 0),
    ],
)
def test_a_block_ends_with_the_last_row_that_is_whole(block: str, end: int) -> None:
    assert table._whole_rows(block.encode()) == end


def test_a_sign_that_follows_another_is_not_missed() -> None:
    assert not table._is_without(b",", b",abc", within=3)
    assert not table._is_without(b",", b",,abc,abc", within=3)
    assert table._is_without(b",", b",,abcd", within=3)


def test_no_more_of_a_row_without_end_is_held_than_a_row_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "_BLOCK", 4)
    monkeypatch.setattr(limits, "ROW_BYTES", 4)
    stream = io.BytesIO(b"a,b\n" + b"x" * 100)

    assert list(table._blocks(stream)) == [b"a,b\n", b"x" * 12]
    assert stream.tell() == 16
    assert list(table._blocks(io.BytesIO(b"x" * 8 + b"\ny"))) == [b"x" * 8 + b"\n", b"y"]


def long_rows(cells: int, cell: str) -> list[tuple[int, str]]:
    """Tell what is found in a table whose second row is long."""
    names = [f"c{n}" for n in range(cells)]
    content = f"{','.join(names)}\n{','.join([cell] * cells)}\n{','.join('1' * cells)}\n"
    found = table.table_issues("t.csv", io.BytesIO(content.encode()), names)
    return [(issue.row, issue.rule) for issue in found]


def test_a_row_has_no_more_bytes_than_it_may_have_whatever_its_characters() -> None:
    too_long = [(2, "sizes_are_within_limits")]

    assert long_rows(100, "x" * 9_999) == []
    assert long_rows(100, "x" * 10_000) == too_long
    assert long_rows(100, "\U0001f600" * 2_499) == []
    assert long_rows(100, "\U0001f600" * 9_000) == too_long
    assert long_rows(100, '"' + "x" * 9_995 + '\ny"') == []
    assert long_rows(100, '"' + "x" * 9_997 + '\ny"') == too_long


def test_rows_are_no_more_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)

    def told(content: str) -> list[tuple[int, str, str, str]]:
        found = table.table_issues("t.csv", io.BytesIO(content.encode()), ["a", "b"])
        return [(i.row, i.column, i.rule, i.message) for i in found]

    assert told("a,b\n1,2\n3,4\n") == []
    assert told("a,b\n1,2\n3,4\n5,6\n") == [
        (
            5,
            "a",
            "sizes_are_within_limits",
            "more than 3 rows found; expected fewer; split the table",
        )
    ]


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (
            b"a,b\n1,2\n3,\xe8\n",
            (3, "b", "text_is_utf8"),
            'the byte 0xE8 after "3," is not UTF-8; expected UTF-8; save the file so',
        ),
        (
            b"a,b\n1,2\r\n3,4\r\n",
            (2, "", "line_ends_are_alike"),
            "the row ends with a carriage return and a line feed (CRLF), the first with a line "
            "feed (LF); expected one kind; save the file with one",
        ),
        (
            b"",
            (1, "", "files_are_csv"),
            "the file is empty; expected a line with the names of the columns; add it",
        ),
        (
            b"\xef\xbb\xbfa,b\n",
            (1, "", "text_is_utf8"),
            "a byte order mark (EF BB BF) found before the text; expected UTF-8 without such a "
            "mark; save the file so",
        ),
        (
            b"a;b\n",
            (1, "", "files_are_csv"),
            "the cells are separated by semicolons; expected commas; save the file with commas",
        ),
        (
            b"PK\x03\x04",
            (1, "", "files_are_csv"),
            "a workbook or a zip file found; expected CSV; save the table as CSV in UTF-8",
        ),
        (
            b'a,b\n"1\n2",3,4\n',
            (2, "", "rows_are_as_long_as_the_header"),
            "3 cells found, 2 expected; the row goes from line 2 to line 3; is a quote left open? "
            "Close it",
        ),
        (
            b"a,b\n1\n",
            (2, "", "rows_are_as_long_as_the_header"),
            "1 cell found, 2 expected; quote cells that hold a comma, and write a comma for each "
            "empty cell",
        ),
        (
            b"a,b\n1,2\n\n",
            (3, "", "rows_are_as_long_as_the_header"),
            "the line is empty; expected 2 cells; take it out",
        ),
        (
            b"a,b\n1," + b"x" * (LONGEST + 1) + b"\n",
            (2, "b", "sizes_are_within_limits"),
            "32768 characters found; expected at most 32767, as a cell of a workbook holds; "
            "shorten the text",
        ),
    ],
)
def test_what_a_file_breaks_is_told_in_words(
    content: bytes, place: tuple[int, str, str], message: str
) -> None:
    (issue,) = table.table_issues("t.csv", io.BytesIO(content), None)

    assert (issue.path, issue.row, issue.column, issue.rule) == ("t.csv", *place)
    assert issue.message == message
