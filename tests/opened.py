"""Read and open publications of which little has changed since the one before, in 20 ms.

Hundreds of tests spoil a cell or two of a copy and hold a rule against it. What a copy has in
common with what was read or opened before is taken from there: a descriptor with the same bytes; a
table with the same bytes that is loaded in the same way, and what was asked of it. What differs
goes through the product: a descriptor through all of `coesa.read`, a file through the gate, a table
through its reader. `test_opened.py` holds this against the product.
"""

import hashlib
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coesa import read, tables
from coesa.errors import PublicationError
from coesa.example_queries import read_example_queries
from coesa.intake import DESCRIPTOR, file_issues
from coesa.model import Publication, Resource
from coesa.syntax import quoted
from coesa.tables import Tables, names_in
from coesa.words import FOLDER

_KEPT = 4
"""Databases that are kept: one for each publication that the tests spoil, and for two at once."""

Loaded = tuple[str, str]
"""How a table is loaded, but for the place of its file, and the digest of the file."""


@dataclass(slots=True)
class _Database:
    opening: AbstractContextManager[Tables]
    tables: Tables
    loaded: dict[str, Loaded]
    known: dict[Hashable, Any] = field(default_factory=dict)
    is_free: bool = False


_READ: dict[str, Publication] = {}
_DATABASES: list[_Database] = []


def read_publication(folder: Path) -> Publication:
    """Read a publication; of one whose descriptor was read before, the files alone."""
    path = folder / DESCRIPTOR
    if not path.is_file() or path.is_symlink() or (folder / FOLDER).exists():
        return read.read_publication(folder)
    key = _digest(path)
    if key not in _READ:
        _READ[key] = read.read_publication(folder)
        return _READ[key]
    before = _READ[key]
    resources = tuple(replace(r, location=folder / r.path) for r in before.resources)
    if issues := [issue for r in resources for issue in file_issues(r)]:
        raise PublicationError(sorted(issues))
    queries = read_example_queries(folder, before.languages)
    return replace(before, folder=folder, resources=resources, queries=queries)


@contextmanager
def open_tables(publication: Publication) -> Iterator[Tables]:
    """Open the tables of a publication in a database that has most of them already."""
    wanted = {name: _loaded(name, resource) for name, resource in publication.tables()}
    database = _database(publication, wanted)
    database.is_free = False
    opened = database.tables
    try:
        known = _reload(database, publication, wanted)
        yield Tables(publication, opened.connection, known, opened.threads)
        database.known = known
    finally:
        database.is_free = True


def _database(publication: Publication, wanted: dict[str, Loaded]) -> _Database:
    """Choose the database that has most in common with what is wanted, or open one anew."""
    free = [d for d in _DATABASES if d.is_free]
    best = max(free, key=lambda d: len(d.loaded.items() & wanted.items()), default=None)
    if best is not None and len(best.loaded.items() ^ wanted.items()) <= len(wanted) // 4:
        return best
    if len(_DATABASES) == _KEPT and free:
        _DATABASES.remove(free[0])
        free[0].opening.__exit__(None, None, None)
    opening = tables.open_tables(publication)
    made = _Database(opening, opening.__enter__(), wanted)
    _DATABASES.append(made)
    return made


def _reload(
    database: _Database, publication: Publication, wanted: dict[str, Loaded]
) -> dict[Hashable, Any]:
    """Load what differs; give the answers to questions about all else."""
    connection = database.tables.connection
    changed = {n for n, _ in database.loaded.items() ^ wanted.items()}
    for name in changed & database.loaded.keys():
        connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        del database.loaded[name]
    for name, resource in publication.tables():
        if name not in database.loaded:
            connection.execute(tables.loading(name, resource))
            database.loaded[name] = wanted[name]
    known, database.known = database.known, {}
    return {
        question: answer
        for question, answer in known.items()
        if isinstance(question, tuple) and changed.isdisjoint(names_in(question[0]))
    }


def _loaded(name: str, resource: Resource) -> Loaded:
    return tables.loading(name, replace(resource, location=Path())), _digest(resource.location)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def close() -> None:
    """Close every database that is kept."""
    while _DATABASES:
        _DATABASES.pop().opening.__exit__(None, None, None)
