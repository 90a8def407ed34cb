"""The digest of facts: of one table, and of all of them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from coesa.model import Publication, Resource, Role
from coesa.statements import statements

_SIGN = "\x1f"
_MODULUS = 1 << 256
Number = Callable[[Sequence[str]], int]
"""Gives the number that a fact is added up as, from the cells of its row."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """The facts of one table: which fields they hold, how many there are, and their sum."""

    name: str
    fields: tuple[str, ...]
    count: int
    total: int


def fact_tables(publication: Publication) -> tuple[Resource, ...]:
    """List the tables whose rows are facts: cubes and ledgers."""
    return (*publication.of_role(Role.CUBE), *publication.of_role(Role.LEDGER))


def stated_fields(publication: Publication, name: str) -> tuple[str, ...]:
    """List the fields of a table that linked data states, constants last."""
    stated = {field for s in statements(publication, name) for field in s.needs}
    return tuple(f.name for f in publication.resource(name).fields if f.name in stated)


def fact_fields(publication: Publication, name: str) -> tuple[str, ...]:
    """List the fields of a fact: those that are in no language and that linked data states too."""
    resource = publication.resource(name)
    stated = stated_fields(publication, name)
    return tuple(name for name in stated if resource.field(name).language is None)


def numbering(name: str, fields: Sequence[str], columns: Sequence[str]) -> Number:
    """Tell how a row of cells under the names of `columns` becomes a number."""
    picked = itemgetter(*(columns.index(field) for field in fields))

    def number(row: Sequence[str]) -> int:
        fact = _SIGN.join((name, *picked(row))).encode()
        return int.from_bytes(hashlib.sha256(fact).digest(), "big")

    return number


def table_facts(
    name: str, fields: tuple[str, ...], columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> TableFacts:
    """Add up the facts of a table from its rows."""
    number = numbering(name, fields, columns)
    count = total = 0
    for row in rows:
        total += number(row)
        count += 1
    return summed(name, fields, count, total)


def summed(name: str, fields: tuple[str, ...], count: int, total: int) -> TableFacts:
    """Give the facts of a table whose numbers have been added up."""
    return TableFacts(name, fields, count, total % _MODULUS)


def digest(found: Iterable[TableFacts]) -> str:
    """Give the SHA-256 digest of the facts of all tables."""
    lines = (
        f"{facts.name}\t{','.join(facts.fields)}\t{facts.count}\t{facts.total:064x}\n"
        for facts in sorted(found, key=lambda facts: facts.name)
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()
