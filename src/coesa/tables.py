"""Set-based work on tables: DuckDB, one thread, in order, every column as text.

The only module family that knows DuckDB. A table goes by its name in the publication
(`axis`, `def:unit`); its rows are numbered as records of the file, the header being 1, in the
column `#row`, and have the constants of the resource as columns too. An empty cell is NULL.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from coesa.model import Publication, Resource, Role
from coesa.statements import fixed_statements, subject_template
from coesa.syntax import SUBJECT, Syntax, concat, iri_pieces, quoted, text

ROW = "#row"
Row = Mapping[str, str | None]
Made = TypeVar("Made")

_FETCHED = 4096
"""Rows that are taken at once of an answer that may not fit in memory."""

_KEPT = 1000
"""Rows that an answer has at most to be kept, in case the same is asked again."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a publication, opened for questions in SQL.

    Attributes:
        known: what was asked or made before, and holds still: an open table never changes.
    """

    publication: Publication
    connection: duckdb.DuckDBPyConnection
    known: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Answer a question whose answer is small."""
        question = (sql, *parameters)
        if question not in self.known:
            answer = self.connection.execute(sql, parameters).fetchall()
            if len(answer) > _KEPT:
                return answer
            self.known[question] = tuple(answer)
        return list(self.known[question])

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
        result = self.connection.cursor().execute(sql)
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


@contextmanager
def open_tables(publication: Publication) -> Iterator[Tables]:
    """Open the tables of a publication and of the vocabulary it stands on."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        # Freed memory goes back to the system soon: a tenth less at the peak, at no cost in time.
        connection.execute("SET allocator_bulk_deallocation_flush_threshold = '8MB'")
        connection.execute("BEGIN")
        for name, resource in publication.tables():
            connection.execute(_load(name, resource))
        connection.execute("COMMIT")
        yield Tables(publication, connection)


def _load(name: str, resource: Resource) -> str:
    columns = ", ".join(f"{text(f.name)}: 'VARCHAR'" for f in resource.columns)
    selected = [f"row_number() OVER () + 1 AS {quoted(ROW)}"]
    selected += [quoted(f.name) for f in resource.columns]
    selected += [f"{text(f.constant or '')} AS {quoted(f.name)}" for f in resource.constants]
    return (
        f"CREATE TABLE {quoted(name)} AS SELECT {', '.join(selected)} FROM read_csv("
        f"{text(str(resource.location))}, columns = {{{columns}}}, header = true, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, "
        "max_line_size = 16000000)"
    )


def rows_as(tables: Tables, name: str, syntax: Syntax, where: str = "true") -> str:
    """Give the SQL that writes the rows of a table in an RDF syntax, in the order of subjects."""
    publication = tables.publication
    resource = publication.resource(name)
    nullable = frozenset(f.name for f in resource.columns if not f.required)
    expression = syntax.row(fixed_statements(publication, name), nullable)
    subject = iri_pieces(f"<{subject_template(publication, name)}>")
    # Rows are put in order by what differs in their subjects, and before their triples are
    # written: a tenth of the memory. The closing sign of the IRI takes part in the order, as it
    # does in a sorted file of triples.
    rows = f"SELECT * FROM {quoted(name)} WHERE {where} ORDER BY {concat(subject[1:])}"
    named = f"SELECT *, {concat(subject)} AS {quoted(SUBJECT)} FROM ({rows})"
    return f"SELECT {expression} AS t FROM ({named})"


def rows_text(tables: Tables, name: str, syntax: Syntax, where: str = "true") -> str:
    """Write rows of a table in an RDF syntax: all of a small table, or some of a large one."""
    return "".join(f"{row}\n" for (row,) in tables.query(rows_as(tables, name, syntax, where)))


def write_rows(tables: Tables, name: str, syntax: Syntax, path: Path) -> None:
    """Write every row of a table of any size in an RDF syntax to a file."""
    tables.connection.execute(
        f"COPY ({rows_as(tables, name, syntax)}) TO {text(str(path))} "
        "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01')"
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
