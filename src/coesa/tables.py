"""Set-based work on tables: DuckDB, one thread, in order, every column as text.

The only module family that knows DuckDB. A table goes by its name in the publication
(`axis`, `def:unit`); its rows are numbered as records of the file, the header being 1, in the
column `#row`, and have the constants of the resource as columns too. An empty cell is NULL.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb

from coesa import iris
from coesa.model import Publication, Resource, Role
from coesa.statements import XSD, Node, Statement, Text, statements, subject_template

ROW = "#row"
Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a publication, opened for questions in SQL."""

    publication: Publication
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Answer a question whose answer is small."""
        return self.connection.execute(sql, parameters).fetchall()

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Answer a question whose answer may not fit in memory, row by row."""
        result = self.connection.cursor().execute(sql)
        while rows := result.fetchmany(4096):
            yield from rows

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
        for name, resource in publication.tables():
            connection.execute(_load(name, resource))
        yield Tables(publication, connection)


def quoted(name: str) -> str:
    """Quote an SQL name.

    >>> quoted('def:unit')
    '"def:unit"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Write an SQL string.

    >>> text("dell'Asse")
    "'dell''Asse'"
    """
    return "'" + value.replace("'", "''") + "'"


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


class Syntax(Protocol):
    """How one RDF syntax writes the triples of a row, as SQL expressions."""

    def row(self, written: Sequence[Statement]) -> str:
        """Give the expression for all triples of one row, which ends with a newline."""


@dataclass(frozen=True, slots=True)
class NTriples:
    """N-Triples (W3C, 2014), one triple a line, in the order of code points."""

    def row(self, written: Sequence[Statement]) -> str:
        """Give the lines of one row, those with an empty cell left out."""
        groups: dict[str, list[str]] = {}
        for statement in sorted(written, key=lambda s: s.predicate):
            groups.setdefault(statement.predicate, []).append(self._line(statement))
        ordered = [
            lines[0] if len(lines) == 1 else f"array_to_string(list_sort([{', '.join(lines)}]), '')"
            for lines in groups.values()
        ]
        return f"concat({', '.join(ordered)})"

    def _line(self, statement: Statement) -> str:
        parts = [
            _iri(f"<{statement.subject}> <{statement.predicate}> "),
            self._object(statement.object),
            text(" .\n"),
        ]
        line = "concat(" + ", ".join(parts) + ")"
        conditions = [f"{quoted(f)} IS NOT NULL" for f in dict.fromkeys(statement.needs)]
        return f"CASE WHEN {' AND '.join(conditions)} THEN {line} ELSE '' END"

    def _object(self, value: Node | Text) -> str:
        if isinstance(value, Node):
            return _iri(f"<{value.template}>")
        return _literal(value, lambda datatype: f"^^<{XSD}{datatype}>")


@dataclass(frozen=True, slots=True)
class Turtle:
    """Turtle (W3C, 2014), one block a row, with the prefixes given and the base's IRIs relative."""

    base: str
    prefixes: Mapping[str, str]

    def row(self, written: Sequence[Statement]) -> str:
        """Give the block of one row; no cell that it needs may be empty."""
        groups: dict[str, list[str]] = {}
        for statement in written:
            groups.setdefault(statement.predicate, []).append(self._object(statement.object))
        pairs = [
            f"{text(self._name(predicate) + ' ')}, {', {}, '.format(text(', ')).join(objects)}"
            for predicate, objects in groups.items()
        ]
        body = f", {text(' ;' + chr(10) + '    ')}, ".join(pairs)
        return f"concat({_iri(self._node(written[0].subject))}, ' ', {body}, {text(' .' + chr(10) * 2)})"

    def _object(self, value: Node | Text) -> str:
        if isinstance(value, Text):
            return _literal(value, lambda datatype: f"^^xsd:{datatype}")
        if not iris.variables(value.template):
            return text(self._name(value.template))
        namespace, field, *rest = iris.steps(value.template)
        for prefix, known in self.prefixes.items():
            if known == namespace and rest == [""]:
                # A local name may not end in a point, and a tilde must be escaped.
                local = f"replace({quoted(field)}, '~', '\\~')"
                local = f"regexp_replace({local}, '\\.$', '\\\\.')"
                return f"concat({text(prefix + ':')}, {local})"
        return _iri(self._node(value.template))

    def _node(self, template: str) -> str:
        return f"<{template.removeprefix(self.base)}>"

    def _name(self, iri: str) -> str:
        if iri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type":
            return "a"
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.replace("-", "").replace("_", "").isalnum():
                return f"{prefix}:{local}"
        return self._node(iri)


def rows_as(tables: Tables, name: str, syntax: Syntax) -> str:
    """Give the SQL that writes every row of a table in an RDF syntax, in the order of subjects."""
    publication = tables.publication
    subject = subject_template(publication, name)
    expression = syntax.row(statements(publication, name))
    # The closing sign of the IRI takes part in the order, as it does in a sorted file of triples.
    return f"SELECT {expression} AS t FROM {quoted(name)} ORDER BY {_iri(f'<{subject}>')}"


def rows_text(tables: Tables, name: str, syntax: Syntax) -> str:
    """Write every row of a small table in an RDF syntax."""
    return "".join(row for (row,) in tables.query(rows_as(tables, name, syntax)))


def write_rows(tables: Tables, name: str, syntax: Syntax, path: Path) -> None:
    """Write every row of a table of any size in an RDF syntax to a file."""
    select = rows_as(tables, name, syntax)
    # DuckDB ends every record with a newline of its own, so ours goes.
    tables.connection.execute(
        f"COPY (SELECT left(t, -1) AS t FROM ({select})) TO {text(str(path))} "
        "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\\x01')"
    )


def _iri(template: str) -> str:
    steps = iris.steps(template)
    parts = [text(s) if i % 2 == 0 else quoted(s) for i, s in enumerate(steps) if s or i % 2]
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"


def _literal(value: Text, typed: Any) -> str:
    cell = quoted(value.field)
    if value.datatype is not None:
        return f"concat('\"', {cell}, {text(chr(34) + typed(value.datatype))})"
    escaped = f"replace(replace({cell}, '\\', '\\\\'), '\"', '\\\"')"
    escaped = f"replace(replace(replace({escaped}, chr(10), '\\n'), chr(13), '\\r'), chr(9), '\\t')"
    closing = '"' + (f"@{value.language}" if value.language else "")
    return f"concat('\"', {escaped}, {text(closing)})"


def is_streamed(resource: Resource) -> bool:
    """Tell whether a table may outgrow memory: cubes and ledgers may."""
    return resource.role in (Role.CUBE, Role.LEDGER)
