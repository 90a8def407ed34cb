"""Read JSON without doubt (RFC 8259): UTF-8, no key twice, exact numbers, texts to be seen."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeGuard

from coesa.errors import PublicationError
from coesa.intake import limits
from coesa.intake.characters import after, text_fault
from coesa.intake.encoding import encoding_fault, utf8_fault
from coesa.intake.folder import file_fault, unreadable
from coesa.intake.words import cut_short, shown
from coesa.model import Issue

_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]', re.DOTALL)
_NUMBER = re.compile(r'"(?:[^"\\]++|\\.)*+"|[-+.\w]++', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:]', re.DOTALL)
_HALF = re.compile("[\\ud800-\\udfff]")
_NAMED_SPACES = frozenset("\t\u00a0\u2007\u2009\u202f")
"""Blanks that may stand alone in a text, for it names the sign that groups digits."""

_SHOWN = 50
"""Digits of a number that are kept to find it again."""

_DEEPER = {"{": 1, "[": 1, "}": -1, "]": -1}
_OPEN = frozenset("{[")
_CLOSED = frozenset("}]")

_TOLD = {
    "Extra data": "more found after the end of the object; expected one object; take it out",
    "Invalid control": "a line end or a tab found in a text; expected \\n; close the quote",
    "Invalid \\": 'a backslash found that begins no sign; expected "/" or "\\\\"; replace it',
    "Unterminated": 'a quote opens and is not closed; expected "; close it',
}

_HINTS = (
    (r"/[/*]", "a comment found", "JSON has none; take it out"),
    (r"'", "a single quote found", "JSON has double ones; replace it"),
    (r"[\u2018-\u201f\u00ab\u00bb]", "a printed quote found", 'expected "; replace it'),
    (r"(True|False|None)\b", "a word of Python found", "JSON has true, false and null; write so"),
    (r"[+-]?\.[0-9]", "a number without a digit before its point found", "write one such as 0.5"),
    (r"[+-]?0[0-9]", "a number with a leading zero found", 'quote a code such as "01"'),
    (r"\+", "a plus sign found", "a number has none in JSON; take it out"),
    (r"[A-Za-z_$]", "a word without quotes found", "keys and texts have double quotes; add them"),
)
"""What curators write where JSON expects something else: the pattern, what it is, what to do."""


def read_text(path: Path, name: str) -> str:
    """Read a text in UTF-8; `name` is how issues name the file, its path from the folder.

    Raises:
        PublicationError: it is no plain file, is too large, or is in another encoding.
    """
    folder = path.parents[len(Path(name).parts) - 1]
    if fault := file_fault(folder, name, limits.JSON_BYTES, linked=True):
        raise PublicationError([fault])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PublicationError([unreadable(name, error)]) from error
    if message := encoding_fault(content):
        _refuse(name, 1, "text_is_utf8", message)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        _refuse(name, line, "text_is_utf8", utf8_fault(content, error.start))


def read_json(path: Path, name: str, rule: str) -> object:
    """Read what a JSON file holds; `rule` is the sentence that a broken one does not follow.

    Raises:
        PublicationError: with every issue that keeps it from being used.
    """
    found = _parsed(read_text(path, name), name, rule)
    issues = list(cut_short(_string_issues(found, name)))
    if issues:
        raise PublicationError(issues)
    return found


def _refuse(name: str, line: int, rule: str, message: str) -> NoReturn:
    raise PublicationError([Issue(name, line, "", rule, message)])


def _parsed(text: str, name: str, rule: str) -> object:
    if not text.strip():
        _refuse(name, 0, rule, "the file is empty; expected JSON; write it")
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except RecursionError:
        _refuse_depth(text, name)
    except json.JSONDecodeError as error:
        _refuse(name, error.lineno, rule, _hint(error))
    except _TwiceError as error:
        message = (
            f'the key "{shown(str(error))}" stands twice in one object; expected it once; keep one'
        )
        _refuse(name, _line_of_second(text), "json_keys_are_unique", message)
    except _NumberError as error:
        line = _line_of_number(text, str(error))
        _refuse(name, line, "json_numbers_are_exact", _number_told(str(error)))
    if _is_deep(found):
        _refuse_depth(text, name)
    return found


class _TwiceError(ValueError):
    """A key stands twice in one object."""


class _NumberError(ValueError):
    """A number is none, or cannot be held as it is written."""


def _is_deep(value: object) -> bool:
    """Tell whether objects and lists lie too deep in each other, level by level."""
    level = [value]
    for _ in range(limits.JSON_DEPTH):
        lists = [v.values() if isinstance(v, dict) else v for v in level if _has_more(v)]
        level = [inner for listed in lists for inner in listed]
        if not level:
            return False
    return any(map(_has_more, level))


def _has_more(value: object) -> TypeGuard[dict[str, Any] | list[Any]]:
    return isinstance(value, dict | list)


def _refuse_depth(text: str, name: str) -> NoReturn:
    depth = 0
    for sign in _BRACKET.finditer(text):
        depth += _DEEPER.get(sign[0][0], 0)
        if depth > limits.JSON_DEPTH:
            line = text.count("\n", 0, sign.start()) + 1
            message = (
                f"objects and lists lie more than {limits.JSON_DEPTH} deep in each other; "
                "no such file needs that; take some out"
            )
            _refuse(name, line, "sizes_are_within_limits", message)
    raise AssertionError("what is too deep has a place where it is")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _TwiceError(next(name for name, count in counts.items() if count > 1))
    return result


def _no_number(written: str) -> NoReturn:
    raise _NumberError(written)


def _int(written: str) -> int:
    if len(written) > limits.JSON_DIGITS:
        raise _NumberError(written[:_SHOWN])
    return int(written)


def _float(written: str) -> float:
    value = float(written)
    if len(written) > limits.JSON_DIGITS or not math.isfinite(value):
        raise _NumberError(written[:_SHOWN])
    if Decimal(repr(value)) != Decimal(written):
        raise _NumberError(written)
    return value


def _number_told(written: str) -> str:
    return (
        f"{shown(written)} found; expected a number of at most 15 digits; write it so, or as a text"
    )


def _line_of_number(text: str, written: str) -> int:
    for token in _NUMBER.finditer(text):
        if token[0].startswith(written):
            return text.count("\n", 0, token.start()) + 1
    raise AssertionError("a number that is refused has a place")


def _line_of_second(text: str) -> int:
    """Find the line where a key stands for the second time in its object."""
    objects: list[set[str]] = []
    before = None
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in _OPEN:
            objects.append(set())
        elif sign in _CLOSED:
            objects.pop()
        elif sign == ":" and before is not None:
            key = json.loads(before[0]) if "\\" in before[0] else before[0][1:-1]
            if key in objects[-1]:
                return text.count("\n", 0, before.start()) + 1
            objects[-1].add(key)
        before = token
    raise AssertionError("a key that stands twice has a second place")


def _hint(error: json.JSONDecodeError) -> str:
    """Say what is wrong in the words of who wrote it, where it is something well known."""
    rest = error.doc[error.pos :]
    before = error.doc[: error.pos].rstrip()
    where = f"column {error.colno}"
    for start, told in _TOLD.items():
        if error.msg.startswith(start):
            return f"{where}: {told}"
    if not rest:
        return f"{where}: the file ends too early; expected the rest; add what closes the object"
    if before.endswith(",") and rest[0] in "}],":
        return f"{where}: a comma found with nothing after it; expected none; take it out"
    for pattern, found, advice in _HINTS:
        if re.match(pattern, rest):
            return f"{where}: {found}; {advice}"
    return f"{where}: {error.msg[0].lower()}{error.msg[1:]}; mend the JSON there"


def _string_issues(value: object, name: str, place: str = "$") -> Iterator[Issue]:
    """Look at every key and every text, as they are after their escapes are undone."""
    if isinstance(value, str):
        if fault := _string_fault(value):
            yield Issue(name, 0, place, *fault)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _string_issues(item, name, f"{place}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if fault := _string_fault(key, limits.KEY_CHARACTERS):
                yield Issue(name, 0, place, *fault)
            else:
                yield from _string_issues(item, name, f"{place}.{key}")


def _string_fault(text: str, most: int = limits.CELL_CHARACTERS) -> tuple[str, str] | None:
    if len(text) > most:
        message = f"{len(text)} characters found; expected at most {most}; shorten the text"
        return "sizes_are_within_limits", message
    if half := _HALF.search(text):
        message = (
            f"U+{ord(half[0]):04X}{after(text, half.start())} is half a character; expected the "
            "whole one; write it"
        )
        return "text_is_utf8", message
    if text in _NAMED_SPACES:
        return None
    return text_fault(text)
