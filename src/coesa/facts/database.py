"""The SQLite database read back: opened anew, for reading only, and checked by SQLite itself.

No other library than SQLite reads its format; what is read is the finished file, not the draft that
it was made from.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coesa.errors import FactsDifferError
from coesa.facts.account import Account, finish
from coesa.facts.forms import Cells, Files, FormFacts, Place, refuse
from coesa.facts.wanted import PublishedLists, own_rows, readable_rows
from coesa.model import Role
from coesa.office.database import table_name
from coesa.office.readable import readable
from coesa.statements import shared_tables
from coesa.syntax import quoted
from coesa.tables import Tables


def read_database(tables: Tables, lists: PublishedLists, files: Files) -> FormFacts:
    """Read every table and the view of every cube."""
    publication, account = tables.publication, Account()
    path = f"office/{publication.name}.sqlite"
    names = (*(r.name for r in publication.resources), *shared_tables(publication))
    with open_database(files[path], path) as connection:
        for name in names:
            columns = tuple(f.name for f in publication.resource(name).fields)
            found = database_rows(connection, table_name(name), columns, "ORDER BY rowid")
            place = Place(path, table_name(name), columns, 1, name)
            held = account.hold(place, found, own_rows(tables, name))
            account.add(tables, name, columns, held)
        for cube in publication.of_role(Role.CUBE):
            table, view = readable(publication, cube.name), "v_" + table_name(cube.name)
            exact = tuple(
                f"{c.name}_exact" if c.type == "number" else c.name for c in table.columns
            )
            found = database_rows(connection, view, exact)
            wanted = readable_rows(tables, lists, table, table.columns)
            finish(account.hold(Place(path, view, exact, 1, cube.name), found, wanted))
            for real in (c.name for c in table.columns if c.type == "number"):
                _hold_reals(connection, path, view, real)
    account.files += 1
    return account.told("SQLite", "SQLite")


def _hold_reals(connection: sqlite3.Connection, path: str, view: str, name: str) -> None:
    """Hold the numbers to reckon with against the exact ones beside them."""
    columns = (name, f"{name}_exact")
    pairs = enumerate(database_rows(connection, view, columns), start=1)
    for number, (real, exact) in pairs:
        if exact and float(real) != float(exact):
            refuse(Place(path, view, columns, 1, view), f"{number}:{name}", real, exact)


@contextmanager
def open_database(path: Path, name: str) -> Iterator[sqlite3.Connection]:
    """Open a written database; FactsDifferError where SQLite finds it broken."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise FactsDifferError(f"{name}: is broken: {found}; nothing was changed; build again")
        yield connection
    except sqlite3.DatabaseError as error:
        message = f"{name}: cannot be read: {error}; nothing was changed; build again"
        raise FactsDifferError(message) from error
    finally:
        connection.close()


def database_rows(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], order: str = ""
) -> Iterator[Cells]:
    """Read columns of a table or a view, as texts."""
    selected = ", ".join(quoted(column) for column in columns)
    for row in connection.execute(f"SELECT {selected} FROM {quoted(table)} {order}"):
        yield tuple("" if cell is None else str(cell) for cell in row)
