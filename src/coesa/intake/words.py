"""What messages are made of: the descriptor's name, the nearest word, lists that are cut short."""

import difflib
from collections.abc import Iterable, Iterator

from coesa.intake import limits
from coesa.model import Issue

DESCRIPTOR = "datapackage.json"

_COMPARED = 100
"""Characters by which words are compared: the time grows with the square of their number."""


def nearest(found: str, expected: Iterable[str]) -> str:
    """Say which of the expected words is meant, where one is near enough.

    >>> nearest("axsi", ["axis", "value"])
    ' Did you mean "axis"?'
    """
    close = difflib.get_close_matches(found[:_COMPARED], list(expected), cutoff=0.5)
    return f' Did you mean "{close[0]}"?' if close else ""


_LONGEST_NAME = 300


def shown(text: str, most: int = 40) -> str:
    r"""Show a piece of a text in one line, whatever stands in it.

    >>> shown("a" + chr(10) + "b" + chr(7) + "c")
    'a b?c'
    """
    line = "".join(c if c.isprintable() else " " if c in "\r\n\t" else "?" for c in text[:most])
    return f"{line}..." if len(text) > most else line


def shown_name(name: str) -> str:
    """Show the name of a file or folder in one line: it may have lines, or be no text at all."""
    return shown(name, _LONGEST_NAME)


def cut_short(issues: Iterable[Issue], counted: int = limits.COUNTED) -> Iterator[Issue]:
    """List the first issues of each rule, then say in one line how many there are more.

    `counted`: after so many no more are looked for.
    """
    counts: dict[str, int] = {}
    beyond: dict[str, Issue] = {}
    stopped = False
    for seen, issue in enumerate(issues, start=1):
        counts[issue.rule] = counts.get(issue.rule, 0) + 1
        if counts[issue.rule] <= limits.LISTED:
            yield issue
        else:
            beyond.setdefault(issue.rule, issue)
        if seen == counted:
            stopped = True
            break
    for rule, first in beyond.items():
        more = counts[rule] - limits.LISTED
        least = " at least, for the file was looked at no further" if stopped else ""
        message = f"{more} more such issues from here on{least}; mend those above first"
        yield Issue(first.path, first.row, first.column, rule, message)
