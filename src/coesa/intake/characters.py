"""Look at characters: what no reader sees, and what another encoding has left behind."""

import re
import unicodedata

from coesa.intake.words import shown

_CONTROL = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F"
_DIRECTION = r"\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069"
_ZERO_WIDTH = (
    r"\u00AD\u034F\u180E\u200B-\u200D\u2060-\u2065\u206A-\u206F\uFEFF\uFFF9-\uFFFB"
    r"\U000E0000-\U000E007F"
)
_SPACES = r"\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_PRIVATE = r"\uE000-\uF8FF\U000F0000-\U0010FFFF"
_NO_CHARACTERS = r"\uD800-\uDFFF\uFDD0-\uFDEF\uFFFE\uFFFF"

_WIDE = r"\uFF0B\uFF0D\uFF1D\uFF20"

_SIGNS = (
    r"\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC"
    r"\u2013-\u203A\u20AC\u2122"
)
_MOJIBAKE = rf"\uFFFD|[\u00C2\u00C3][{_SIGNS}]|\u00E2\u20AC|\u00E2\u201A\u00AC|\u00EF\u00BB\u00BF"
"""What UTF-8 becomes when it is read as Latin-1: two or three signs for one letter."""

_UNSEEN = rf"[\t{_CONTROL}{_DIRECTION}{_ZERO_WIDTH}{_SPACES}{_PRIVATE}{_NO_CHARACTERS}]|\r(?!\n)"
UNSEEN = re.compile(_UNSEEN)
ODD_BEYOND_ASCII = re.compile(
    rf"[\x80-\x9F{_DIRECTION}{_ZERO_WIDTH}{_SPACES}{_PRIVATE}{_NO_CHARACTERS}{_WIDE}]"
)
"""What beyond ASCII makes a text worth a closer look."""

MOJIBAKE = re.compile(_MOJIBAKE)

_SIGNED = re.compile(r"[-+] ?[.,]?[0-9][^=+*/|!(@&^<>]*", re.DOTALL)
"""A signed number, and words after it that no spreadsheet would take for a formula."""

_FORMULA_STARTS = frozenset("=@\uff0b\uff0d\uff1d\uff20")
"""What a spreadsheet takes for the start of a formula, in the wide forms of East Asia too."""

_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return",
    "\0": "a NUL byte",
    "\x1b": "an escape character",
    "\x7f": "a delete character",
}


def text_fault(text: str) -> tuple[str, str] | None:
    r"""Tell the first rule on characters that a text breaks, and how; None if it breaks none.

    >>> text_fault("Forl\u00ec") is None
    True
    >>> text_fault("Forl\u00c3\u00ac")[0]
    'text_is_no_mojibake'
    """
    if text.isascii() and text.isprintable():
        return None
    if unseen := UNSEEN.search(text):
        return "characters_are_visible", _unseen(unseen, text)
    if found := MOJIBAKE.search(text):
        message = (
            f'"{found[0]}"{after(text, found.start())} found, as text looks that was read in '
            "another encoding; expected a letter or a sign; type it as it is printed"
        )
        return "text_is_no_mojibake", message
    if not unicodedata.is_normalized("NFC", text):
        return "text_is_nfc", _not_composed(text)
    return None


def cell_fault(cell: str) -> tuple[str, str] | None:
    """Tell the first rule on the text of a cell that it breaks, and how.

    >>> cell_fault("-5,2 %") is None
    True
    >>> cell_fault("=A1")[0]
    'cells_are_no_formulas'
    >>> cell_fault(" a")[0]
    'cells_are_trimmed'
    """
    if fault := text_fault(cell):
        return fault
    if cell.strip() != cell:
        where = "begins" if cell.lstrip() != cell else "ends"
        what = "blank" if cell.strip(" ") != cell else "line end"
        message = f'"{shown(cell)}" {where} with a {what}; expected none; take it out'
        return "cells_are_trimmed", message
    if cell and is_formula(cell):
        message = (
            f'"{shown(cell)}" begins as a formula does; expected text that no spreadsheet '
            "computes; begin it with another sign"
        )
        return "cells_are_no_formulas", message
    return None


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would compute a cell rather than show it (OWASP).

    >>> is_formula("-12"), is_formula("+3,5 %"), is_formula("-A1"), is_formula("+1+cmd|x")
    (False, False, True, True)
    """
    if cell[0] in _FORMULA_STARTS:
        return True
    return cell[0] in "+-" and _SIGNED.fullmatch(cell) is None


def after(text: str, position: int) -> str:
    """Tell what stands before a place, so that it is found."""
    before = text[max(0, position - 20) : position].strip()
    return f' after "{shown(before)}"' if before else ""


def told(character: str) -> str:
    """Name a character so that it is seen.

    >>> told(chr(0x200B))
    'U+200B (zero width space)'
    """
    if character in _NAMES:
        return _NAMES[character]
    name = unicodedata.name(character, "").lower()
    code = f"U+{ord(character):04X}"
    return f"{code} ({name})" if name else code


def _unseen(found: re.Match[str], text: str) -> str:
    character = found[0]
    if re.fullmatch(f"[{_SPACES}\t]", character):
        advice = "a plain space; write one"
    elif re.fullmatch(f"[{_PRIVATE}]", character):
        advice = "a character that every font has; type the sign that is printed"
    else:
        advice = "characters that can be seen; take it out"
    return f"{told(character)} found{after(text, found.start())}; expected {advice}"


def _not_composed(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    place = next(n for n in range(len(text)) if text[n] != composed[n : n + 1])
    sign = text[place : place + 2]
    codes = " ".join(f"U+{ord(c):04X}" for c in sign)
    wanted = composed[place : place + 1]
    return (
        f'{codes} found{after(text, place)}; expected "{wanted}" as one character (Unicode NFC); '
        "type it again"
    )
