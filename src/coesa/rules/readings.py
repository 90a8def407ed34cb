"""The rule on second readings: what somebody else read on the page is what the table says.

A second reading tells every row of a table in some of its columns. Where the table has a code or
the name of a figure, the reading may have what that leads to, as `figure.printed` or
`axis.label_en`: who reads the page again sees the token there, and not our name for it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coesa.intake import nearest
from coesa.model import Finding, Issue, Publication, Reading, Resource
from coesa.rules.places import LISTED
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table or of its reading, in the columns of the reading."""

    row: int
    cells: Cells


def tables_say_what_their_second_reading_says(tables: Tables) -> Finding:
    """Let each row of a table be one of its second reading, and the other way (chain of trust)."""
    checked, issues = 0, list[Issue]()
    for name, reading in tables.publication.readings.items():
        resource = tables.publication.resource(name)
        checked += len(reading.rows)
        unknown = list(_unknown_columns(tables.publication, resource, reading))
        issues += unknown or _differences(tables, resource, reading)
    return Finding(checked, "rows read again", tuple(issues))


RULE = tables_say_what_their_second_reading_says.__name__


def _unknown_columns(
    publication: Publication, resource: Resource, reading: Reading
) -> Iterator[Issue]:
    known = [f.name for f in resource.fields]
    led = [
        f"{name}.{there.name}"
        for name, (target, key) in _led_to(publication, resource).items()
        for there in publication.resource(target).fields
        if there.name != key
    ]
    for place, column in enumerate(reading.columns):
        if column in reading.columns[:place]:
            message = f'"{column}" stands twice; expected it once; keep one of them'
        elif column in (*known, *led):
            continue
        else:
            message = (
                f'"{column}" is no column of {resource.path}, nor of what one of its columns leads '
                f"to; expected one of {', '.join(known)}, or such as {(led or known)[0]}; mend it."
                f"{nearest(column, [*known, *led])}"
            )
        yield Issue(reading.path, 1, column, RULE, message)


def _led_to(publication: Publication, resource: Resource) -> dict[str, tuple[str, str]]:
    """Tell where the columns lead that are codes or names of rows: the table, and its key."""
    found = {
        f.name: (f.scheme, publication.resource(f.scheme).primary_key[0])
        for f in resource.fields
        if f.scheme is not None
    }
    single = (key for key in resource.foreign_keys if len(key.fields) == 1)
    return found | {key.fields[0]: (key.resource, key.reference[0]) for key in single}


def _differences(tables: Tables, resource: Resource, reading: Reading) -> list[Issue]:
    """Pair the rows that only one of the two has, the most alike first, and tell what differs."""
    ours = _told(tables, resource, reading.columns)
    theirs = [_Line(number, cells) for number, cells in enumerate(reading.rows, start=2)]
    left = _without(theirs, ours)[:LISTED]
    issues = []
    for line in _without(ours, theirs)[:LISTED]:
        other = max(left, key=lambda read: _alike(read, line), default=None)
        if other is None or not _alike(other, line):
            issues.append(_alone(resource.path, line, reading.path))
            continue
        left.remove(other)
        issues.append(_differing(resource, reading, line, other))
    return [*issues, *(_alone(reading.path, line, resource.path) for line in left)]


def _told(tables: Tables, resource: Resource, columns: Sequence[str]) -> list[_Line]:
    """Read a table in the columns of its second reading."""
    leads = _led_to(tables.publication, resource)
    through = list(dict.fromkeys(c.partition(".")[0] for c in columns if "." in c))
    cells, joins = [], []
    for column in columns:
        field, _, there = column.partition(".")
        alias = f"l{through.index(field)}" if there else "t"
        cells.append(f"coalesce({alias}.{quoted(there or field)}, '')")
    for number, field in enumerate(through):
        target, key = leads[field]
        joins.append(
            f"LEFT JOIN {quoted(target)} l{number} ON l{number}.{quoted(key)} = t.{quoted(field)}"
        )
    found = tables.query(
        f"SELECT t.{quoted(ROW)}, {', '.join(cells)} FROM {quoted(resource.name)} t "
        f"{' '.join(joins)} ORDER BY 1"
    )
    return [_Line(row, tuple(told)) for row, *told in found]


def _without(lines: Sequence[_Line], others: Sequence[_Line]) -> list[_Line]:
    """List the lines that the others have not, each as often as it is missing there."""
    there = Counter(line.cells for line in others)
    left = []
    for line in lines:
        if there[line.cells]:
            there[line.cells] -= 1
        else:
            left.append(line)
    return left


def _alike(one: _Line, other: _Line) -> int:
    return sum(a == b for a, b in zip(one.cells, other.cells, strict=True))


def _differing(resource: Resource, reading: Reading, line: _Line, other: _Line) -> Issue:
    pairs = zip(reading.columns, line.cells, other.cells, strict=True)
    column, ours, theirs = next((c, a, b) for c, a, b in pairs if a != b)
    of = f" ({column})" if "." in column else ""
    message = (
        f'"{ours}"{of} found; "{theirs}" in the second reading, {reading.path}:{other.row}; '
        "expected one; read the page and mend the one that is wrong"
    )
    return Issue(resource.path, line.row, column.partition(".")[0], RULE, message)


def _alone(path: str, line: _Line, other: str) -> Issue:
    shown = ", ".join(cell or "-" for cell in line.cells)
    message = (
        f"{shown} found, and no such row in {other}; expected it in both; read the page, then add "
        "it there or take it out here"
    )
    return Issue(path, line.row, "", RULE, message)
