"""The whole publication as one SQLite database, a table for each resource.

A value is kept as the text of its exact decimal, because SQLite has no decimal: a REAL holds
`100.005` only as 100.00499999999999545. The view of each cube gives a value twice: `value`, a
REAL to reckon and to sort with, and `value_exact`, the text.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from coesa.language import joined
from coesa.model import SHARED, Field, Publication, Resource, Role
from coesa.office.about import about
from coesa.office.readable import cell, readable, sources
from coesa.syntax import quoted
from coesa.tables import Tables

_PAGE = 4096
_CHANGES = slice(24, 28)
_VALID_FOR = slice(92, 96)
_VERSION = slice(96, 100)
_REFUSED = {
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}


def write_database(tables: Tables, shared: tuple[str, ...], path: Path) -> None:
    """Write the publication's tables and the shared ones it uses to an SQLite 3 database.

    Keys are constraints; a reference that leads nowhere is an IntegrityError.
    """
    names = (*(r.name for r in tables.publication.resources), *shared)
    path.unlink(missing_ok=True)
    with (
        TemporaryDirectory() as folder,
        _refusals(),
        closing(sqlite3.connect(Path(folder) / "draft", isolation_level=None)) as connection,
    ):
        _prepare(connection)
        for name in names:
            _fill(connection, tables, name, names)
        for cube in tables.publication.of_role(Role.CUBE):
            connection.execute(_view(tables.publication, cube))
        _read_me(connection, tables)
        _check(connection)
        connection.execute("COMMIT")
        # Whatever has happened to the draft before, VACUUM INTO writes the same bytes.
        connection.execute("VACUUM INTO ?", (str(path),))
    _normalise(path)


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell what the file system refuses to SQLite as it is told of every other file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _REFUSED.get(error.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        raise OSError(number, os.strerror(number)) from error


def table_name(name: str) -> str:
    """Name a table as SQL likes it.

    >>> [table_name(n) for n in ("financial-amounts", "def:figure-class")]
    ['financial_amounts', 'def_figure_class']
    """
    return name.replace(SHARED, "def_").replace("-", "_")


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in (
        f"page_size = {_PAGE}",
        "encoding = 'UTF-8'",
        "auto_vacuum = NONE",
        "journal_mode = OFF",
        "synchronous = OFF",
        # Bytes of a page that nothing uses are zero, not left over, whatever the default.
        "secure_delete = ON",
        # Rows come in the order of the publication; references are looked at in the end.
        "foreign_keys = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")


def _fill(
    connection: sqlite3.Connection, tables: Tables, name: str, known: tuple[str, ...]
) -> None:
    resource = tables.publication.resource(name)
    connection.execute(_definition(tables.publication, name, known))
    marks = ", ".join("?" * len(resource.fields))
    rows = (tuple(row.values()) for row in tables.rows(name))
    connection.executemany(f"INSERT INTO {quoted(table_name(name))} VALUES ({marks})", rows)


def _definition(publication: Publication, name: str, known: tuple[str, ...]) -> str:
    """Define a table: its columns, its primary key, its references to tables that are here."""
    resource = publication.resource(name)
    lines = [_column(resource, field) for field in resource.fields]
    if resource.primary_key:
        lines.append(f"PRIMARY KEY ({_names(resource.primary_key)})")
    lines += dict.fromkeys(
        f"FOREIGN KEY ({_names(here)}) REFERENCES {quoted(table_name(there))} ({_names(keys)})"
        for here, there, keys in _references(publication, resource)
        # SQLite takes a reference to a key only.
        if there in known and keys == publication.resource(there).primary_key
    )
    return f"CREATE TABLE {quoted(table_name(name))} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(resource: Resource, field: Field) -> str:
    kind = "INTEGER" if field.type == "integer" else "TEXT"
    filled = field.required or field.name in resource.primary_key
    return f"{quoted(field.name)} {kind}{' NOT NULL' if filled else ''}"


def _references(
    publication: Publication, resource: Resource
) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """List fields, table and fields there: the foreign keys, and the fields that hold codes.

    Unlike `statements.references` it tells of constants too: here they are columns.
    """
    for key in resource.foreign_keys:
        yield key.fields, key.resource, key.reference
    for field in resource.fields:
        if field.scheme is not None:
            yield (field.name,), field.scheme, publication.resource(field.scheme).primary_key
    if resource.notations_from is not None:
        shared = publication.resource(resource.notations_from)
        yield resource.primary_key, resource.notations_from, shared.primary_key


def _names(fields: tuple[str, ...]) -> str:
    return ", ".join(quoted(field) for field in fields)


def _view(publication: Publication, cube: Resource) -> str:
    table = readable(publication, cube.name)
    cells = chain.from_iterable(
        _exact_and_real(cell(column), column.name)
        if column.type == "number"
        else [f"{cell(column)} AS {quoted(column.name)}"]
        for column in table.columns
    )
    named = quoted("v_" + table_name(cube.name))
    read = sources(table, lambda name: quoted(table_name(name)))
    return f"CREATE VIEW {named} AS SELECT {', '.join(cells)} FROM {read}"


def _exact_and_real(value: str, name: str) -> list[str]:
    return [
        f"CAST({value} AS REAL) AS {quoted(name)}",
        f"{value} AS {quoted(name + '_exact')}",
    ]


def _read_me(connection: sqlite3.Connection, tables: Tables) -> None:
    """Tell in a table of its own what the data are, a column for each language."""
    languages = tables.publication.languages
    columns = ", ".join(f"{quoted(name)} TEXT NOT NULL" for name in ("item", *languages))
    connection.execute(f'CREATE TABLE "readme" ({columns})')
    marks = ", ".join("?" * (1 + len(languages)))
    connection.executemany(
        f'INSERT INTO "readme" VALUES ({marks})',
        [
            (
                joined(item.headings, tables.publication.spoken, " / "),
                *(item.texts[tag] for tag in languages),
            )
            for item in about(tables)
        ],
    )


def _check(connection: sqlite3.Connection) -> None:
    """Refuse a reference that leads nowhere."""
    for table, row, target, _ in connection.execute("PRAGMA foreign_key_check"):
        message = f"row {row} of {table} refers to nothing in {target}"
        raise sqlite3.IntegrityError(message)


def _normalise(path: Path) -> None:
    """Take the library's version out of the file (SQLite file format, section 1.3).

    The size in the header counts only where `version-valid-for` equals the change counter.
    """
    with path.open("r+b") as stream:
        header = bytearray(stream.read(100))
        header[_VALID_FOR] = header[_CHANGES]
        header[_VERSION] = bytes(4)
        stream.seek(0)
        stream.write(header)
