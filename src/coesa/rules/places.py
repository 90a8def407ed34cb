"""Find the cells that break a rule, and name the place; what every family of rules shares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coesa import iris
from coesa.intake import DESCRIPTOR, nearest
from coesa.model import SHARED, Field, Publication, Resource, Role
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

LISTED = 1000
"""Issues of one column that are listed at most; a column that is wrong throughout is one fault."""

_CANDIDATES = 5000
_EXPECTED = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that breaks a rule."""

    row: int
    column: str
    value: str | None


def path_of(publication: Publication, name: str) -> str:
    """Tell the file of a table as an issue names it: a shared one is in `vocab/`."""
    path = publication.resource(name).path
    return f"vocab/{path}" if name.startswith(SHARED) else path


def json_path(publication: Publication, name: str) -> tuple[str, str]:
    """Tell the descriptor and the JSON path that describe a table."""
    shared = name.startswith(SHARED)
    pool = publication.vocabulary.resources if shared else publication.resources
    number = [r.name for r in pool].index(name.removeprefix(SHARED))
    return (f"vocab/{DESCRIPTOR}" if shared else DESCRIPTOR), f"$.resources[{number}]"


def broken_cells(tables: Tables, name: str, conditions: Mapping[str, str]) -> Iterator[Cell]:
    """Find the cells of each column for which its SQL condition is true, in one scan if none."""
    if not conditions:
        return
    broken = " OR ".join(f"({condition})" for condition in conditions.values())
    if tables.query(f"SELECT 1 FROM {quoted(name)} WHERE {broken} LIMIT 1"):
        for column, condition in conditions.items():
            yield from broken_rows(tables, quoted(name), column, condition)


def broken_rows(tables: Tables, source: str, column: str, condition: str) -> Iterator[Cell]:
    """Find the cells of one column for which an SQL condition is true."""
    rows = tables.query(
        f"SELECT {quoted(ROW)}, {quoted(column)} FROM {source} WHERE {condition} "
        f"ORDER BY {quoted(ROW)} LIMIT {LISTED}"
    )
    return (Cell(row, column, value) for row, value in rows)


def repeated(tables: Tables, name: str, fields: Sequence[str]) -> list[tuple[int, int, str]]:
    """Find the rows that have the cells of an earlier one in some fields: that one, and the cells.

    Who asks about the fields of the primary key is answered what was answered before.
    """
    key = tables.publication.resource(name).primary_key
    same = ", ".join(quoted(f) for f in (key if set(key) == set(fields) else fields))
    if not comes_twice(tables, name, same):
        return []
    return tables.query(
        f"SELECT t.{quoted(ROW)}, g.first, concat_ws(', ', {same}) FROM {quoted(name)} t "
        f"JOIN (SELECT {same}, min({quoted(ROW)}) AS first FROM {quoted(name)} "
        f"GROUP BY {same} HAVING count(*) > 1) g USING ({same}) "
        f"WHERE t.{quoted(ROW)} > g.first ORDER BY 1 LIMIT {LISTED}"
    )


def comes_twice(tables: Tables, name: str, same: str) -> bool:
    """Tell whether any rows have the same values, which takes less than to tell which."""
    asked = f"SELECT 1 FROM {quoted(name)} GROUP BY {same} HAVING count(*) > 1 LIMIT 1"
    return bool(tables.query(asked))


def known(tables: Tables, name: str, column: str) -> list[str]:
    """List what a column holds, as far as it helps a reader."""
    found = tables.query(
        f"SELECT {quoted(column)} FROM {quoted(name)} WHERE {quoted(column)} IS NOT NULL "
        f"ORDER BY {quoted(ROW)} LIMIT {_CANDIDATES}"
    )
    return [value for (value,) in found]


def expected(value: str, candidates: list[str], where: str) -> str:
    """Say that a value is not among those of a table, which they are, and which is nearest."""
    shown = ", ".join(candidates[:_EXPECTED]) + (", ..." if len(candidates) > _EXPECTED else "")
    return f'"{value}" is not in {where}; expected one of {shown}.{nearest(value, candidates)}'


def property_field(resource: Resource, property_iri: str) -> Field | None:
    """Find the field that states a property; None if there is none."""
    return next((f for f in resource.fields if f.property_iri == property_iri), None)


def column_of(resource: Resource, property_name: str) -> str:
    """Name the column of a property of ours, which a rule on the descriptor wants there."""
    field = property_field(resource, iris.DEF + property_name)
    assert field is not None, "a rule on the descriptor sees to it"
    return field.name


def of_class(tables: Tables, class_iri: str) -> list[Resource]:
    """List the tables whose rows are of a class."""
    entities = tables.publication.of_role(Role.ENTITIES)
    return [r for r in entities if r.descriptor["coesa"].get("class") == class_iri]


def scheme_of(publication: Publication, field: Field) -> str | None:
    """Name the table that describes the concepts of a coded field: the shared one if it is one."""
    if field.scheme is None:
        return None
    return publication.resource(field.scheme).notations_from or field.scheme


def suppressed_of(publication: Publication, cube: str) -> tuple[str, ...]:
    """Name the tables of the cells of a cube that are suppressed."""
    return tuple(
        resource.name
        for resource in publication.of_role(Role.ENTITIES)
        if resource.descriptor["coesa"].get("suppresses") == cube
    )


def ledger_of(publication: Publication, resource: Resource) -> tuple[str, str] | None:
    """Tell the field of a table that names figures, and the ledger that they stand in."""
    for key in resource.foreign_keys:
        if len(key.fields) == 1 and publication.resource(key.resource).role is Role.LEDGER:
            return key.fields[0], key.resource
    return None
