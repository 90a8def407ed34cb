"""Text that the gate refuses: other encodings, what is not seen, mojibake, blanks, formulas."""

import unicodedata
from pathlib import Path

import pytest

from tests.intake import (
    AMOUNTS,
    AXIS,
    DESCRIPTOR,
    FIGURES,
    MINIMAL,
    Case,
    Edit,
    case,
    copy_of,
    issues_of,
    issues_told,
    made,
    put,
    replaced,
    said_of,
)
from tests.intake_said import heading, said

BOM = b"\xef\xbb\xbf"

PLACES: tuple[tuple[str, str, bytes, bytes, str], ...] = (
    ("at the start of a cell", AXIS, b"Research", b"%sResearch", f"{AXIS}:2:label_en"),
    ("inside a cell", AXIS, b"Trasporti", b"Tras%sporti", f"{AXIS}:3:label_it"),
    ("at the end of a row", AXIS, b"programma.\n", b"programma%s.\n", f"{AXIS}:4:definition_it"),
    ("in quotes", AXIS, b"for research", b"for%sresearch", f"{AXIS}:2:definition_en"),
    ("in a code", AXIS, b"\nB,", b"\nB%sB,", f"{AXIS}:3:notation"),
    ("in a number", AMOUNTS, b",800,", b",8%s00,", f"{AMOUNTS}:3:value"),
    ("in a figure", FIGURES, "1200 €".encode(), "1200%s€".encode(), f"{FIGURES}:3:printed"),
    ("in a header", AMOUNTS, b"value", b"val%sue", f"{AMOUNTS}:1:value"),
)
"""Where a sign is put: the place in words, the file, what is replaced, by what, and the place."""


def at(place: int, sign: bytes) -> tuple[str, Edit, str]:
    """Put a sign at one of the places; in a header no column has the name."""
    words, path, old, new, where = PLACES[place % len(PLACES)]
    told = where if "header" not in words else where.rpartition(":")[0]
    return words, replaced(path, old, new.replace(b"%s", sign)), told


UNSEEN = {
    "NUL": "\0",
    "a bell": "\a",
    "a tab": "\t",
    "a vertical tab": "\v",
    "a form feed": "\f",
    "an escape": "\x1b[31m",
    "a delete": "\x7f",
    "a next line": "\x85",
    "a control of Latin-1": "\x9f",
    "a no-break space": "\xa0",
    "a soft hyphen": "\xad",
    "a grapheme joiner": "\u034f",
    "an Arabic letter mark": "\u061c",
    "a Mongolian vowel separator": "\u180e",
    "an en quad": "\u2000",
    "a figure space": "\u2007",
    "a thin space": "\u2009",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a left-to-right mark": "\u200e",
    "a right-to-left override": "\u202e",
    "a line separator": "\u2028",
    "a narrow no-break space": "\u202f",
    "a word joiner": "\u2060",
    "an isolate": "\u2067",
    "a deprecated format sign": "\u206d",
    "an ideographic space": "\u3000",
    "a bullet of a symbol font": "\uf0b7",
    "a BOM": "\ufeff",
    "an annotation anchor": "\ufff9",
    "a noncharacter": "\ufdd0",
    "the last of its plane": "\uffff",
    "a tag": "\U000e0041",
    "a sign of private use": "\U000f0001",
}


def unseen() -> list[Case]:
    cases = []
    for number, (name, sign) in enumerate(UNSEEN.items()):
        for place in (number, number + 3):
            words, edit, where = at(place, sign.encode())
            cases.append(case(f"{name} {words}", edit, f"{where} characters_are_visible"))
    return cases


NOT_UTF8 = {
    "Latin-1": "à".encode("latin-1"),
    "a quote of Windows": "’".encode("cp1252"),
    "a euro of Windows": "€".encode("cp1252"),
    "Mac Roman": "è".encode("mac_roman"),
    "half a letter": "à".encode()[:1],
    "two thirds of a sign": "€".encode()[:2],
    "a byte that continues nothing": b"\xbf",
    "a slash in two bytes": b"\xc0\xaf",
    "a surrogate": b"\xed\xa0\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "a byte that is never used": b"\xff",
}


def not_utf8() -> list[Case]:
    cases = []
    for number, (name, sign) in enumerate(NOT_UTF8.items()):
        words, edit, where = at(number, sign)
        cases.append(case(f"{name} {words}", edit, f"{where} text_is_utf8"))
    whole = {
        "UTF-8 with a mark": lambda b: BOM + b,
        "UTF-8 with a mark and a quoted header": lambda b: BOM + b.replace(b"axis", b'"axis"', 1),
        "UTF-16 of Excel": lambda b: b.decode().encode("utf-16"),
        "UTF-16 big end first": lambda b: b"\xfe\xff" + b.decode().encode("utf-16-be"),
        "UTF-16 without a mark": lambda b: b.decode().encode("utf-16-le"),
        "UTF-16 big end first without a mark": lambda b: b.decode().encode("utf-16-be"),
        "UTF-32": lambda b: b.decode().encode("utf-32"),
        "UTF-32 big end first": lambda b: b"\0\0\xfe\xff" + b.decode().encode("utf-32-be"),
        "UTF-32 without a mark": lambda b: b.decode().encode("utf-32-le"),
    }
    for name, make in whole.items():
        cases.append(case(name, made(AMOUNTS, make), f"{AMOUNTS}:1 text_is_utf8"))
    cut = made(AXIS, lambda b: b.rstrip(b".\n") + "à".encode()[:1])
    cases.append(case("cut in a letter", cut, f"{AXIS}:4:definition_it text_is_utf8"))
    lines = replaced(AXIS, b"for research", b"for\nall\xe9research")
    cases.append(
        case("in the second line of a cell", lines, f"{AXIS}:2:definition_en text_is_utf8")
    )
    far = made(AMOUNTS, lambda b: b + b"A,1,p01-002\n" * 200_000 + b"\xe0,1,p\n")
    cases.append(case("far down", far, f"{AMOUNTS}:200005:axis text_is_utf8"))
    return cases


NOT_COMPOSED = {
    "a letter and its accent": unicodedata.normalize("NFD", "è"),
    "a letter and two accents": unicodedata.normalize("NFD", "ǻ"),
    "accents in another order": "q\u0307\u0323",
    "a syllable of Korean": unicodedata.normalize("NFD", "한"),
    "the sign of the angstrom": "\u212b",
    "the sign of the ohm": "\u2126",
    "a Greek question mark": "\u037e",
    "a sign for compatibility": "\uf900",
}


def not_composed() -> list[Case]:
    cases = []
    for number, (name, sign) in enumerate(NOT_COMPOSED.items()):
        words, edit, where = at(number, sign.encode())
        cases.append(case(f"{name} {words}", edit, f"{where} text_is_nfc"))
    return cases


MOJIBAKE = {
    "an accent": "Ã¬",
    "an accent and a blank": "Ã¨ ",
    "an apostrophe": "â€™",
    "a euro": "â‚¬",
    "a degree": "Â°",
    "twice": "ÃƒÂ¬",
    "a mark": "ï»¿",
    "a sign that was lost": "\ufffd",
}


def mojibake() -> list[Case]:
    cases = []
    for number, (name, sign) in enumerate(MOJIBAKE.items()):
        words, edit, where = at(number, sign.encode())
        cases.append(case(f"{name} {words}", edit, f"{where} text_is_no_mojibake"))
    return cases


def padded() -> list[Case]:
    rule = "cells_are_trimmed"
    return [
        case(name, replaced(path, old, new), f"{where} {rule}")
        for name, path, old, new, where in (
            ("before a text", AXIS, b"Research", b" Research", f"{AXIS}:2:label_en"),
            ("after a text", AXIS, b"Research", b"Research  ", f"{AXIS}:2:label_en"),
            ("after the last cell", AMOUNTS, b"002\n", b"002 \n", f"{AMOUNTS}:2:figure"),
            ("before the first cell", AMOUNTS, b"\nB", b"\n B", f"{AMOUNTS}:3:axis"),
            ("before a number", AMOUNTS, b",800", b", 800", f"{AMOUNTS}:3:value"),
            ("a blank alone", FIGURES, b"exact,,,\n", b"exact, ,,\n", f"{FIGURES}:3:restates"),
            ("in quotes", AXIS, b'"The first', b'" The first', f"{AXIS}:2:definition_en"),
            ("before a quote ends", AXIS, b'research."', b'research. "', f"{AXIS}:2:definition_en"),
            ("a line first", AXIS, b'"The first', b'"\nThe first', f"{AXIS}:2:definition_en"),
            ("a line last", AXIS, b'research."', b'research.\n"', f"{AXIS}:2:definition_en"),
            ("both lines last", AXIS, b'research."', b'research.\r\n"', f"{AXIS}:2:definition_en"),
            ("in the header", AMOUNTS, b"value", b" value", f"{AMOUNTS}:1"),
        )
    ] + [
        case(
            "at the end of the file",
            made(AMOUNTS, lambda b: b.rstrip() + b" "),
            f"{AMOUNTS}:4:figure {rule}",
        ),
        case(
            "before both signs of a line end",
            made(AMOUNTS, lambda b: b.replace(b"\n", b"\r\n").replace(b"03\r", b"03 \r")),
            f"{AMOUNTS}:3:figure {rule}",
        ),
    ]


FORMULAS = (
    *("=1+1", "=", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "+", "-A1", "-", "--5", "+-5"),
    *("-1+1", "+1+cmd|x", "-1*2", "-1(2)", "-1!A", "+1&2", "＝1", "－1", "＋1", "＠A"),
)


def formulas() -> list[Case]:
    rule = "cells_are_no_formulas"
    cases = [
        case(f"{text} as a label", replaced(AXIS, b"Research", text.encode()), f"{where} {rule}")
        for text in FORMULAS
        for where in [f"{AXIS}:2:label_en"]
    ]
    quoted = ('"=A1,B1"', '"=HYPERLINK(""x"")"', '"-1,5+2"', '"@a\nb"', '"-0""="', '"+1 ""a""|x"')
    cases += [
        case(f"{text!r} in quotes", replaced(AXIS, b"Research", text.encode()), f"{where} {rule}")
        for text in quoted
        for where in [f"{AXIS}:2:label_en"]
    ]
    cases += [
        case("in a number", replaced(AMOUNTS, b"800", b"=800"), f"{AMOUNTS}:3:value {rule}"),
        case("in a code", replaced(AMOUNTS, b"\nB", b"\n=B"), f"{AMOUNTS}:3:axis {rule}"),
        case("in a header", replaced(AMOUNTS, b"axis", b"=axis"), f"{AMOUNTS}:1 {rule}"),
        case(
            "in a title",
            replaced(DESCRIPTOR, b'"Priority axes"', b'"=Priority axes"'),
            f"{DESCRIPTOR}:$.resources[0].title {rule}",
        ),
        case(
            "in a translated title",
            replaced(DESCRIPTOR, b'"Pagamenti per Asse"', b'"@Pagamenti"'),
            f"{DESCRIPTOR}:$.resources[1].coesa.translations.it.title {rule}",
        ),
    ]
    return cases


CASES = {
    "characters_are_visible": unseen(),
    "text_is_utf8": not_utf8(),
    "text_is_nfc": not_composed(),
    "text_is_no_mojibake": mojibake(),
    "cells_are_trimmed": padded(),
    "cells_are_no_formulas": formulas(),
}


@pytest.mark.parametrize(
    ("named", "case"),
    [pytest.param(heading(k, c), c, id=heading(k, c)) for k in CASES for c in CASES[k]],
)
def test_text_that_is_refused(named: str, case: Case, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    case.edit(folder)

    told = said_of(folder)

    assert issues_told(told) == list(case.expected)
    assert told == said("text")[named]


def test_a_file_that_is_wrong_throughout_is_told_in_few_lines(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    put(AMOUNTS, b"axis,value,figure\n" + b"A, 1,p01-002\n" * 300)(folder)

    issues = issues_of(folder)

    assert issues[:2] == [f"{AMOUNTS}:{row}:value cells_are_trimmed" for row in (2, 3)]
    assert len(issues) == 21
