"""Rows of tables as text: all triples of a table in an RDF syntax, or its CSV, of any size.

A long table is sorted and written part by part, on one thread; what a part needs is looked at
between the rows where it lies.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from coesa.statements import fixed_statements, subject_template
from coesa.syntax import ESCAPED, SUBJECT, Cells, Syntax, concat, iri_pieces, quoted, text
from coesa.tables import ROW, Tables, on_one_thread

_SORTED = 20_000
"""Rows that are sorted at once at least, where a table is too long to be sorted as a whole."""

_PARTS = 64
"""Parts that a table is cut into at most to be sorted."""

_SAMPLED = 509
"""Every so many rows one is looked at, to tell where a table is to be cut."""

_BLOCK = 4096
"""Rows of a file of which it is known between which keys they lie."""

_COPIED = 1 << 20
"""Bytes that a pipe holds, and that are taken out of it at once."""

Block = tuple[int, int, str, str]
"""The first and the last row of a block of a file, and the first and the last key."""

TableName = Callable[[str], str]
"""What a table is called in SQL, by its name."""


@dataclass(frozen=True, slots=True)
class Join:
    """A table looked up by one field: `field` here is `key` there."""

    table: str
    key: str
    field: str


class Target(Protocol):
    """What bytes are written to."""

    def write(self, content: bytes | memoryview, /) -> int:
        """Write all of them."""


def rows_as(tables: Tables, name: str, syntax: Syntax, where: str = "true") -> str:
    """Give the SQL that writes the rows of a table in an RDF syntax, in the order of subjects."""
    resource = tables.publication.resource(name)
    nullable = frozenset(f.name for f in resource.columns if not f.required)
    return _rows_as(tables, name, syntax, where, Cells(nullable))


def _rows_as(tables: Tables, name: str, syntax: Syntax, where: str, cells: Cells) -> str:
    written = [
        statement
        for statement in fixed_statements(tables.publication, name)
        if cells.empty.isdisjoint(statement.needs)
    ]
    # Rows are put in order before their triples are written: a tenth of the memory.
    rows = f"SELECT * FROM {quoted(name)} WHERE {where} ORDER BY {_order(tables, name)}"
    subject = concat(iri_pieces(f"<{subject_template(tables.publication, name)}>"))
    named = f"SELECT *, {subject} AS {quoted(SUBJECT)} FROM ({rows})"
    return f"SELECT {syntax.row(written, cells)} AS t FROM ({named})"


def _order(tables: Tables, name: str) -> str:
    """Give the SQL of what rows are put in order by: what differs in their subjects.

    The closing sign of the IRI takes part in the order, as it does in a sorted file of triples.
    """
    return concat(iri_pieces(f"<{subject_template(tables.publication, name)}>")[1:])


def rows_text(tables: Tables, name: str, syntax: Syntax, where: str = "true") -> str:
    """Write rows of a table in an RDF syntax: all of a small table, or some of a large one."""
    return "".join(f"{row}\n" for (row,) in tables.query(rows_as(tables, name, syntax, where)))


def write_rows(
    tables: Tables, name: str, syntax: Syntax, target: Target, at_once: int = _SORTED
) -> None:
    """Write every row of a table of any size in an RDF syntax.

    A table of more rows than `at_once` is sorted and written part by part.
    """
    cells = tables.once(f"cells of {name}", lambda opened: _cells(opened, name))
    parts = [
        _rows_as(tables, name, syntax, where, cells) for where in _parts(tables, name, at_once)
    ]
    _write(tables, name, parts, target, r"QUOTE '', ESCAPE '', DELIMITER E'\x01'")


def write_csv(
    tables: Tables,
    name: str,
    select: Callable[[TableName], str],
    joins: Sequence[Join],
    target: Target,
    at_once: int = _SORTED,
) -> None:
    """Write what is selected for each row of a table as CSV (RFC 4180), in the order of the file.

    What selects gives SQL without WHERE and ORDER BY, in which `t0` is the table, by what tables
    are called there: a long one that is looked up is looked at between some of its rows only.
    """
    row, last = f"t0.{quoted(ROW)}", tables.count(name) + 1
    looked_up = dict.fromkeys(join.table for join in joins)
    found = {long: _found(tables, name, long, joins, at_once) for long in looked_up}
    parts = []
    for part, first in enumerate(range(2, last + 1, at_once)):
        here = {long: rows[part] for long, rows in found.items() if part in rows}
        selected = select(partial(_called, here))
        rows = f"{row} BETWEEN {first} AND {first + at_once - 1}"
        parts.append(f"{selected} WHERE {rows} ORDER BY {row}")
    _write(tables, name, parts, target, """QUOTE '"', ESCAPE '"', DELIMITER ','""")


def _called(here: Mapping[str, str], table: str) -> str:
    return here.get(table, quoted(table))


def _found(
    tables: Tables, name: str, long: str, joins: Sequence[Join], at_once: int
) -> dict[int, str]:
    """Give, by part, the rows of a long table among which are those that are looked up there."""
    if tables.count(long) <= at_once:
        return {}
    row = quoted(ROW)
    asked = " UNION ALL ".join(
        f"SELECT (t0.{row} - 2) // {at_once} AS part, t1.{row} AS found "
        f"FROM {quoted(name)} AS t0 JOIN {quoted(long)} AS t1 "
        f"ON t1.{quoted(join.key)} = t0.{quoted(join.field)}"
        for join in joins
        if join.table == long
    )
    ends = tables.query(f"SELECT part, min(found), max(found) FROM ({asked}) GROUP BY part")
    return {
        part: f"(SELECT * FROM {quoted(long)} WHERE {row} BETWEEN {first} AND {last})"
        for part, first, last in ends
    }


def _write(tables: Tables, name: str, parts: Sequence[str], target: Target, dialect: str) -> None:
    """Write what several questions about a table answer, one after the other."""
    with on_one_thread(tables, name) as connection:
        for part in parts:
            with _pipe(target) as pipe:
                connection.execute(
                    f"COPY ({part}) TO {text(pipe)} "
                    f"(FORMAT csv, HEADER false, {dialect}, USE_TMP_FILE false)"
                )


@contextmanager
def _pipe(target: Target) -> Iterator[str]:
    """Name a pipe to a target: while the rows to come are made, those that are made are written."""
    out, into = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, _COPIED)
    with ThreadPoolExecutor(1) as pool:
        copying = pool.submit(_copy, out, target)
        try:
            yield f"/dev/fd/{into}"
        finally:
            os.close(into)
            # A file that cannot be written has broken the pipe: that is the error to be told.
            copying.result()


def _copy(out: int, target: Target) -> None:
    taken = memoryview(bytearray(_COPIED))
    with os.fdopen(out, "rb", buffering=0) as source:
        while length := source.readinto(taken):
            target.write(taken[:length])


def _cells(tables: Tables, name: str) -> Cells:
    """Look at every cell of a table once, so that no row is asked what holds for all."""
    fields = [f.name for f in tables.publication.resource(name).fields]
    asked = [
        f"count({quoted(f)}), coalesce(count_if(regexp_matches({quoted(f)}, {text(ESCAPED)})), 0)"
        for f in fields
    ]
    ((rows, *counts),) = tables.query(f"SELECT count(*), {', '.join(asked)} FROM {quoted(name)}")
    filled = dict(zip(fields, counts[0::2], strict=True))
    escaped = dict(zip(fields, counts[1::2], strict=True))
    return Cells(
        nullable=frozenset(f for f in fields if filled[f] < rows),
        empty=frozenset(f for f in fields if filled[f] == 0),
        plain=frozenset(f for f in fields if escaped[f] == 0),
    )


def _parts(tables: Tables, name: str, at_once: int) -> list[str]:
    """Cut a long table into parts that follow each other in the order of subjects.

    To sort a part takes that much less memory, and no row of it comes again in another.
    """
    rows, key = tables.count(name), _order(tables, name)
    length = max(at_once, -(-rows // _PARTS))
    if rows <= length:
        return ["true"] if rows else []
    sampled = tables.query(
        f"SELECT {key} AS k FROM {quoted(name)} WHERE {quoted(ROW)} % {_SAMPLED} = 0 ORDER BY k"
    )
    step = length // _SAMPLED
    cuts = [k for (k,) in sampled[step::step]]
    ends = zip([None, *cuts], [*cuts, None], strict=True)
    blocks = _blocks(tables, name)
    return [_part(key, low, high, blocks) for low, high in ends]


def _part(key: str, low: str | None, high: str | None, blocks: Sequence[Block]) -> str:
    """Select a part by its ends, and by where it lies, so that no other rows are looked at."""
    found = [b for b in blocks if (low is None or b[3] >= low) and (high is None or b[2] < high)]
    runs: list[tuple[int, int]] = []
    for first, last, *_ in found:
        follows = bool(runs) and runs[-1][1] == first - 1
        runs.append((runs.pop()[0], last) if follows else (first, last))
    row = quoted(ROW)
    lies = " OR ".join(f"{row} BETWEEN {first} AND {last}" for first, last in runs)
    tests = [f"({lies})" if runs else "false"]
    tests += [f"{key} >= {text(low)}"] if low is not None else []
    tests += [f"{key} < {text(high)}"] if high is not None else []
    return " AND ".join(tests)


def _blocks(tables: Tables, name: str) -> list[Block]:
    """Tell, block by block of a file, which rows it has and between which keys they lie."""
    row = quoted(ROW)
    return list(
        tables.stream(
            f"SELECT min({row}), max({row}), min(k), max(k) FROM "
            f"(SELECT {row}, {_order(tables, name)} AS k FROM {quoted(name)}) "
            f"GROUP BY {row} // {_BLOCK} ORDER BY 1"
        )
    )


def count_triples(tables: Tables, name: str) -> int:
    """Count the triples that the rows of a table state, without writing them."""
    counts = [
        "count(*)" if not s.needs else f"count(*) FILTER ({tests})"
        for s in fixed_statements(tables.publication, name)
        for tests in [" AND ".join(f"{quoted(field)} IS NOT NULL" for field in s.needs)]
    ]
    return int(tables.query(f"SELECT {' + '.join(counts)} FROM {quoted(name)}")[0][0])
