"""Look at the names of a file's columns, and at what separates them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from coesa.intake import limits
from coesa.intake.characters import cell_fault, told
from coesa.intake.words import nearest, shown
from coesa.model import Issue

RULE = "columns_are_those_of_the_schema"

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def separator_fault(line: str, expected: Sequence[str]) -> str | None:
    """Tell from the first line of a file whether something else than commas separates its cells.

    >>> separator_fault("notation;label_en", ("notation", "label_en"))
    'the cells are separated by semicolons; expected commas; save the file with commas'
    >>> separator_fault("notation,label_en", ("notation", "label_en")) is None
    True
    """
    for sign, named in _SEPARATORS.items():
        names = [name.strip("\" '\r") for name in line.split(sign)]
        known = len(set(names) & set(expected))
        if len(names) > 1 and (known > 1 or ("," not in line and '"' not in line)):
            return f"the cells are separated by {named}; expected commas; save the file with commas"
    if line.lower().startswith("sep="):
        return (
            f'"{shown(line.strip())}" found; expected the names of the columns; take the line out'
        )
    return None


def header_issues(path: str, header: Sequence[str], expected: Sequence[str]) -> Iterator[Issue]:
    """Find columns that are not those of the schema, in its order, each once."""
    if list(header) == list(expected):
        return
    if len(header) > limits.COLUMNS:
        message = f"{len(header)} columns found; expected at most {limits.COLUMNS}; take some out"
        yield Issue(path, 1, "", "sizes_are_within_limits", message)
        return
    faults = [Issue(path, 1, "", *f) for f in map(cell_fault, header) if f]
    yield from faults or _name_issues(path, header, expected)


def _name_issues(path: str, header: Sequence[str], expected: Sequence[str]) -> Iterator[Issue]:
    listed = ", ".join(expected)
    for name, count in Counter(header).items():
        if name not in expected:
            named = shown(name) or "(no name)"
            message = f'"{named}"{_foreign(name)} is no column of the table; expected {listed}'
            meant = nearest(name, expected)
            advice = f".{meant}" if meant else "; take it out, or add it to the schema"
            yield Issue(path, 1, named, RULE, message + advice)
        elif count > 1:
            message = "the column stands twice; expected it once; keep one of them"
            yield Issue(path, 1, name, RULE, message)
    for name in expected:
        if name not in header:
            yield Issue(path, 1, name, RULE, "the column is missing; add it")
    if sorted(header) == sorted(expected):
        message = f"columns found in another order; expected {listed}; put them so"
        yield Issue(path, 1, "", RULE, message)


def _foreign(name: str) -> str:
    """Name the first letter that no name of a column has, for it may look like one that has."""
    letters = [c for c in name if not c.isascii()]
    return f" with the letter {told(letters[0])}" if letters else ""
