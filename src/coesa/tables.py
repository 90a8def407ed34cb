"""Set-based work on tables: DuckDB, every column as text; what is written, on one thread, in order.

The only module family that knows DuckDB. A table goes by its name in the publication
(`axis`, `def:unit`); its rows are numbered as records of the file, the header being 1, in the
column `#row`, and have the constants of the resource as columns too. An empty cell is NULL.
"""

import fcntl
import os
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from threading import Lock
from typing import Any, Protocol

import duckdb

from coesa.model import SHARED, Made, Publication, Resource, Role
from coesa.statements import fixed_statements, subject_template
from coesa.syntax import ESCAPED, SUBJECT, Cells, Syntax, concat, iri_pieces, quoted, text

ROW = "#row"
Row = Mapping[str, str | None]

_FETCHED = 4096
"""Rows that are taken at once of an answer that may not fit in memory."""

_KEPT = 1000
"""Rows that an answer has at most to be kept, in case the same is asked again."""

_LARGE = 4_000_000
"""Bytes of a file from which on its table is held compressed: a fifth of the memory."""

_THREADS = 2
"""Threads that answer questions about large tables; small ones are answered sooner by one."""

_SORTED = 20_000
"""Rows that are sorted at once at least, where a table is too long to be sorted as a whole."""

_PARTS = 64
"""Parts that a table is cut into at most to be sorted: each part is a scan of the whole."""

_SAMPLED = 509
"""Every so many rows one is looked at, to tell where a table is to be cut."""

_BLOCK = 4096
"""Rows of a file of which it is known between which keys they lie."""

_COPIED = 1 << 20
"""Bytes that a pipe holds, and that are taken out of it at once."""

_LONGEST = 4_000_000
"""Bytes of the longest row that is read: what the gate lets pass, in UTF-8."""

_NAME = re.compile(r"[\w:.-]+")
"""What the name of a table may be, in SQL."""

_HERE = "USE tables"
"""Where the tables are, which every cursor has to be told."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a publication, opened for questions in SQL.

    Attributes:
        known: what was asked or made before, and holds still: an open table never changes.
        threads: how many answer questions.
        writers: who is writing rows, each on one thread.
        lock: held by whoever asks, or begins or ends to write: two files may be written at once.
    """

    publication: Publication
    connection: duckdb.DuckDBPyConnection
    known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    threads: int = 1
    writers: list[str] = field(default_factory=list, repr=False, compare=False)
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Answer a question whose answer is small."""
        question = (sql, *parameters)
        known = self.publication.vocabulary.known if self._is_shared(sql) else self.known
        with self.lock:
            if question not in known:
                answer = self.connection.execute(sql, parameters).fetchall()
                if len(answer) > _KEPT:
                    return answer
                known[question] = tuple(answer)
            return list(known[question])

    def _is_shared(self, sql: str) -> bool:
        """Tell whether a question is about tables of the vocabulary alone."""
        if SHARED not in sql:
            return False
        own = self.once("names of own tables", _own_names)
        return own.isdisjoint(names_in(sql))

    def once(self, name: str, make: Callable[["Tables"], Made]) -> Made:
        """Make of the tables what is small and wanted again and again, and keep it by its name."""
        if name not in self.known:
            self.known[name] = make(self)
        made: Made = self.known[name]
        return made

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer a question whose answer may not fit in memory, row by row."""
        if (sql,) in self.known:
            yield from self.known[sql,]
            return
        # A cursor of its own, so that other questions may be asked between two rows.
        result = self.connection.cursor().execute(_HERE).execute(sql)
        rows = result.fetchmany(_FETCHED)
        if len(rows) <= _KEPT:
            self.known[sql,] = tuple(rows)
        while rows:
            yield from rows
            rows = result.fetchmany(_FETCHED)

    def count(self, name: str) -> int:
        """Count the rows of a table."""
        return int(self.query(f"SELECT count(*) FROM {quoted(name)}")[0][0])

    def rows(self, name: str) -> Iterator[Row]:
        """Read a table row by row, in the order of the file, constants included."""
        fields = [f.name for f in self.publication.resource(name).fields]
        columns = ", ".join(quoted(f) for f in fields)
        for row in self.stream(f"SELECT {columns} FROM {quoted(name)} ORDER BY {quoted(ROW)}"):
            yield dict(zip(fields, row, strict=True))


@lru_cache(maxsize=10_000)
def names_in(sql: str) -> frozenset[str]:
    """List what may be the name of a table in SQL.

    >>> sorted(names_in('SELECT * FROM "def:axis" JOIN amounts'))
    ['FROM', 'JOIN', 'SELECT', 'amounts', 'def:axis']
    """
    return frozenset(_NAME.findall(sql))


def _own_names(tables: Tables) -> frozenset[str]:
    return frozenset(resource.name for resource in tables.publication.resources)


@contextmanager
def open_tables(publication: Publication) -> Iterator[Tables]:
    """Open the tables of a publication and of the vocabulary it stands on."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        # Freed memory goes back to the system soon: a tenth less at the peak, at no cost in time.
        connection.execute("SET allocator_bulk_deallocation_flush_threshold = '16MB'")
        connection.execute("SET allocator_flush_threshold = '16MB'")
        # What is held compressed is answered later: a third of the time where tables are small.
        large = any(r.location.stat().st_size >= _LARGE for _, r in publication.tables())
        connection.execute(f"ATTACH ':memory:' AS tables{' (COMPRESS)' if large else ''}")
        connection.execute(_HERE)
        connection.execute("BEGIN")
        threads = 1
        for name, resource in publication.tables():
            connection.execute(loading(name, resource))
            if resource.location.stat().st_size >= _LARGE:
                threads = min(_THREADS, os.cpu_count() or 1)
                connection.execute("COMMIT")
                connection.execute("CHECKPOINT")
                connection.execute("BEGIN")
        connection.execute("COMMIT")
        connection.execute(f"SET threads = {threads}")
        yield Tables(publication, connection, threads=threads)


def loading(name: str, resource: Resource) -> str:
    """Give the SQL that reads a table from its file."""
    columns = ", ".join(f"{text(f.name)}: 'VARCHAR'" for f in resource.columns)
    selected = [f"row_number() OVER () + 1 AS {quoted(ROW)}"]
    selected += [quoted(f.name) for f in resource.columns]
    selected += [f"{text(f.constant or '')} AS {quoted(f.name)}" for f in resource.constants]
    return (
        f"CREATE TABLE {quoted(name)} AS SELECT {', '.join(selected)} FROM read_csv("
        f"{text(str(resource.location))}, columns = {{{columns}}}, header = true, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, "
        f"max_line_size = {_LONGEST}, buffer_size = {2 * _LONGEST})"
    )


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
    found = {j.table: _found(tables, name, j.table, joins, at_once) for j in joins}
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
    with _on_one_thread(tables, name) as connection:
        for part in parts:
            with _pipe(target) as pipe:
                connection.execute(
                    f"COPY ({part}) TO {text(pipe)} "
                    f"(FORMAT csv, HEADER false, {dialect}, USE_TMP_FILE false)"
                )


@contextmanager
def _on_one_thread(tables: Tables, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that keeps rows in order, and so does every other until the last ends."""
    with tables.lock:
        connection = tables.connection.cursor().execute(_HERE)
        tables.writers.append(name)
        if len(tables.writers) == 1 < tables.threads:
            connection.execute("SET threads = 1")
    try:
        yield connection
    finally:
        with tables.lock:
            tables.writers.remove(name)
            if not tables.writers and tables.threads > 1:
                tables.connection.execute(f"SET threads = {tables.threads}")
            connection.close()


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


def is_streamed(resource: Resource) -> bool:
    """Tell whether a table may outgrow memory: cubes and ledgers may."""
    return resource.role in (Role.CUBE, Role.LEDGER)
