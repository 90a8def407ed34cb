"""Questions to tables in SQL: DuckDB, every column as text.

No other module knows DuckDB, but for the one that reads files back with it. A table goes by its
name in the publication (`axis`, `def:unit`); its rows are numbered as records of the file, the
header being 1, in the column `#row`, and have the constants of the resource as columns too. An
empty cell is NULL.
"""

import os
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

import duckdb

from coesa.looking import LARGE, Looked, size, smallest_first
from coesa.model import SHARED, Made, Publication, Resource, Role
from coesa.syntax import quoted, text

ROW = "#row"
Row = Mapping[str, str | None]

_FETCHED = 4096
"""Rows that are taken at once of an answer that may not fit in memory."""

_KEPT = 1000
"""Rows that an answer has at most to be kept, in case the same is asked again."""

_THREADS = 2
"""Threads that answer questions about large tables; small ones are answered sooner by one."""

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

    @property
    def can_be_copied(self) -> bool:
        """Tell whether a copy of our process can ask them (`coesa.beside`).

        Large tables are asked with threads, which it has not, and their memory counts.
        """
        return self.threads == 1

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
        result = self.cursor().execute(sql)
        rows = result.fetchmany(_FETCHED)
        if len(rows) <= _KEPT:
            self.known[sql,] = tuple(rows)
        while rows:
            yield from rows
            rows = result.fetchmany(_FETCHED)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Give a way to ask of its own, at which others may ask meanwhile."""
        return self.connection.cursor().execute(_HERE)

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
def open_tables(publication: Publication, looked: Looked | None = None) -> Iterator[Tables]:
    """Open the tables of a publication and of the vocabulary it stands on, the smallest first.

    With `looked`, what it waits for of each table goes before the table is read.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        # Freed memory goes back to the system soon: a tenth less at the peak, at no cost in time.
        connection.execute("SET allocator_bulk_deallocation_flush_threshold = '16MB'")
        connection.execute("SET allocator_flush_threshold = '16MB'")
        # What is held compressed is answered later: a third of the time where tables are small.
        ordered = smallest_first(publication)
        large = size(ordered[-1][1].location) >= LARGE
        connection.execute(f"ATTACH ':memory:' AS tables{' (COMPRESS)' if large else ''}")
        connection.execute(_HERE)
        threads = min(_THREADS, os.cpu_count() or 1) if large else 1
        connection.execute("BEGIN")
        for name, resource in ordered:
            if looked is not None:
                looked(name)
            connection.execute(loading(name, resource))
            if size(resource.location) >= LARGE:
                # Rows are read in their order on one thread, and compressed on all.
                connection.execute("COMMIT")
                connection.execute(f"SET threads = {threads}")
                connection.execute("CHECKPOINT")
                connection.execute("SET threads = 1")
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


@contextmanager
def on_one_thread(tables: Tables, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection that keeps rows in order, and so does every other until the last ends."""
    with tables.lock:
        connection = tables.cursor()
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


def is_streamed(resource: Resource) -> bool:
    """Tell whether a table may outgrow memory: cubes and ledgers may."""
    return resource.role in (Role.CUBE, Role.LEDGER)
