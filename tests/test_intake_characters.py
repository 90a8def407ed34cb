"""Characters and bytes: what is refused in a text, and in words why."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.intake.characters import after, cell_fault, is_formula, text_fault, told
from coesa.intake.encoding import encoding_fault, other_format, utf8_fault

SEEN = "characters that can be seen; take it out"
PLAIN = "a plain space; write one"
FONT = "a character that every font has; type the sign that is printed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb", f'a tab found after "a"; expected {PLAIN}'),
        ("\0", f"a NUL byte found; expected {SEEN}"),
        ("x\x1b[31m", f'an escape character found after "x"; expected {SEEN}'),
        ("\x7f", f"a delete character found; expected {SEEN}"),
        ("a\rb", f'a carriage return found after "a"; expected {SEEN}'),
        ("\x85", f"U+0085 found; expected {SEEN}"),
        ("1\u00a0200", f'U+00A0 (no-break space) found after "1"; expected {PLAIN}'),
        ("\u2028", f"U+2028 (line separator) found; expected {PLAIN}"),
        ("a \u200b", f'U+200B (zero width space) found after "a"; expected {SEEN}'),
        ("\u202e", f"U+202E (right-to-left override) found; expected {SEEN}"),
        ("\U000e0041", f"U+E0041 (tag latin capital letter a) found; expected {SEEN}"),
        ("\ue000", f"U+E000 found; expected {FONT}"),
        ("\U0010fffd", f"U+10FFFD found; expected {FONT}"),
        ("\ufffe", f"U+FFFE found; expected {SEEN}"),
        (f"{'a' * 30}b\0", f'a NUL byte found after "{"a" * 19}b"; expected {SEEN}'),
        ("\n\0", f"a NUL byte found; expected {SEEN}"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, message: str) -> None:
    assert text_fault(text) == ("characters_are_visible", message)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ForlÃ¬", '"Ã¬" after "Forl"'),
        ("â‚¬ 5", '"â‚¬"'),
        ("lâ€™acqua", '"â€" after "l"'),
        ("\ufffd", '"\ufffd"'),
        ("Â°", '"Â°"'),
    ],
)
def test_what_another_encoding_has_left_is_named(text: str, found: str) -> None:
    message = (
        f"{found} found, as text looks that was read in another encoding; "
        "expected a letter or a sign; type it as it is printed"
    )
    assert text_fault(text) == ("text_is_no_mojibake", message)


@pytest.mark.parametrize(
    ("text", "found", "wanted"),
    [
        ("Forli\u0300", 'U+0069 U+0300 found after "Forl"', "ì"),
        ("e\u0301 a", "U+0065 U+0301 found", "é"),
        ("e\u0301", "U+0065 U+0301 found", "é"),
        ("a\u1112\u1161", 'U+1112 U+1161 found after "a"', "하"),
        ("x\u212b", 'U+212B found after "x"', "Å"),
        ("\u0958", "U+0958 found", "\u0915"),
    ],
)
def test_what_is_not_composed_is_named(text: str, found: str, wanted: str) -> None:
    message = f'{found}; expected "{wanted}" as one character (Unicode NFC); type it again'

    assert text_fault(text) == ("text_is_nfc", message)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
def test_every_text_that_is_not_composed_has_a_place(text: str) -> None:
    fault = text_fault(text)

    if not unicodedata.is_normalized("NFC", text):
        assert fault is not None


@pytest.mark.parametrize("text", ["", "a b", "Forlì", "a\nb", "a\r\nb", "€ 5", "ÂGE", "日本", "👍"])
def test_what_can_be_read_has_no_fault(text: str) -> None:
    assert text_fault(text) is None


@pytest.mark.parametrize(
    ("cell", "rule", "message"),
    [
        (" a", "cells_are_trimmed", '" a" begins with a blank; expected none; take it out'),
        ("a ", "cells_are_trimmed", '"a " ends with a blank; expected none; take it out'),
        (" a ", "cells_are_trimmed", '" a " begins with a blank; expected none; take it out'),
        ("\na", "cells_are_trimmed", '" a" begins with a line end; expected none; take it out'),
        ("a\r\n", "cells_are_trimmed", '"a  " ends with a line end; expected none; take it out'),
        (
            "=A1",
            "cells_are_no_formulas",
            '"=A1" begins as a formula does; expected text that no spreadsheet computes; '
            "begin it with another sign",
        ),
        ("\0 ", "characters_are_visible", f"a NUL byte found; expected {SEEN}"),
    ],
)
def test_the_first_fault_of_a_cell_is_told(cell: str, rule: str, message: str) -> None:
    assert cell_fault(cell) == (rule, message)


@pytest.mark.parametrize("cell", ["", "a", "a\nb", "-5 %", "a=b"])
def test_a_cell_that_is_plain_has_no_fault(cell: str) -> None:
    assert cell_fault(cell) is None


@pytest.mark.parametrize(
    ("cell", "computed"),
    [
        ("=1", True),
        ("@a", True),
        ("\uff1d1", True),
        ("\uff0b1", True),
        ("-a", True),
        ("+a", True),
        ("-5*2", True),
        ("+1+cmd|x", True),
        ("-1\n=2", True),
        ("-5", False),
        ("+ 5", False),
        ("-.5", False),
        ("-,5 of a\nline", False),
        ("5=5", False),
        ("a", False),
    ],
)
def test_a_formula_is_what_a_spreadsheet_computes(cell: str, computed: bool) -> None:
    assert is_formula(cell) is computed


def test_a_character_is_told_by_its_number_and_name() -> None:
    assert told("a") == "U+0061 (latin small letter a)"
    assert told("\U0001f44d") == "U+1F44D (thumbs up sign)"
    assert told("\x01") == "U+0001"


def test_what_stands_before_a_place_is_told() -> None:
    assert after("abc", 0) == ""
    assert after(" \n x", 3) == ""
    assert after("abc", 2) == ' after "ab"'
    assert after("a" * 5 + "b" * 20 + "c", 25) == f' after "{"b" * 20}"'


MARK = "expected UTF-8 without such a mark; save the file so"


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"\xef\xbb\xbfa", f"a byte order mark (EF BB BF) found before the text; {MARK}"),
        (b"\xff\xfe\x00\x00", f"text in UTF-32 found; {MARK}"),
        (b"\x00\x00\xfe\xff", f"text in UTF-32 found; {MARK}"),
        (b"\xff\xfea\0", f"text in UTF-16 found; {MARK}"),
        (b"\xfe\xff\0a", f"text in UTF-16 found; {MARK}"),
        (
            "abcd".encode("utf-16-le"),
            "text in UTF-16 or UTF-32 found; expected UTF-8; save the file so",
        ),
        (b"\0a\0b", "text in UTF-16 or UTF-32 found; expected UTF-8; save the file so"),
        (b"ab\0cd\0", "text in UTF-16 or UTF-32 found; expected UTF-8; save the file so"),
        (b"ab\0cdef", None),
        (b"a\0b", None),
        (b"a" * 1000 + b"\0" * 5000, None),
        (b"a" * 667 + b"\0" * 333 + b"\0", None),
        (
            b"a" * 666 + b"\0" * 334,
            "text in UTF-16 or UTF-32 found; expected UTF-8; save the file so",
        ),
        (b"", None),
        (b"axis,value\n", None),
    ],
)
def test_an_encoding_is_told_by_the_first_bytes(start: bytes, message: str | None) -> None:
    assert encoding_fault(start) == message


@pytest.mark.parametrize(
    ("start", "named"),
    [
        (b"PK\x03\x04x", "a workbook or a zip file"),
        (b"%PDF-1.7", "a PDF file"),
        (b"<!DOCTYPE html>", "a web page or XML"),
        (b"\n <TABLE>", "a web page or XML"),
        (b'<?xml version="1.0"?>', "a web page or XML"),
        (b"<tables>", None),
        (b"a<table>", None),
        (b"axis,PK\x03\x04", None),
    ],
)
def test_a_format_is_told_by_the_first_bytes(start: bytes, named: str | None) -> None:
    assert other_format(start) == named


@pytest.mark.parametrize(
    ("content", "position", "found"),
    [
        (b"\xe8", 0, "the byte 0xE8"),
        (b"Forl\xec", 4, 'the byte 0xEC after "Forl"'),
        (b"a\nb\r\xec", 4, "the byte 0xEC"),
        (b"a\nbc\x0c\xec", 5, 'the byte 0xEC after "bc?"'),
        (b"x" * 5 + b"y" * 20 + b"\xff", 25, f'the byte 0xFF after "{"y" * 20}"'),
        ("è".encode() + b"y" * 19 + b"\xff", 21, f'the byte 0xFF after "{"y" * 19}"'),
    ],
)
def test_a_byte_that_is_no_utf8_is_told(content: bytes, position: int, found: str) -> None:
    message = f"{found} is not UTF-8; expected UTF-8; save the file so"

    assert utf8_fault(content, position) == message
