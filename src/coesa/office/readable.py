"""A table as people read it: labels beside codes, the printed token beside its figure.

The same columns go into the sheets, the localised CSV and the views of the database.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from coesa.iris import DEF
from coesa.model import SHARED, Field, FieldRole, Publication, Resource, Role, Texts
from coesa.office.words import PHRASES, in_language
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

UNIT = SHARED + "unit"
"""The shared list that a field of units takes its notations from."""

_PRINTED = (DEF + "page", DEF + "printed")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as people read it.

    Attributes:
        name: its name in the database, such as `axis` or `axis_label_it`.
        type: a Table Schema type.
        titles: its heading by language.
        language: the language of its cells, if they are in one.
        source: the table that a cell is read from, by its number among the joins; 0 is its own.
        field: the field that a cell is read from.
    """

    name: str
    type: str
    titles: Texts
    language: str | None
    source: int
    field: str


@dataclass(frozen=True, slots=True)
class Join:
    """A table looked up by one field: `field` here is `key` there."""

    table: str
    key: str
    field: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A table of the publication with what its codes stand for."""

    name: str
    columns: tuple[Column, ...]
    joins: tuple[Join, ...]

    def column(self, name: str) -> int:
        """Tell where a column stands; ValueError if there is none."""
        return [c.name for c in self.columns].index(name)


def readable(publication: Publication, name: str) -> Readable:
    """List the columns of a table, each code followed by its labels, each figure by its ink."""
    resource = publication.resource(name)
    taken = {f.name for f in resource.fields}
    columns: list[Column] = []
    joins: list[Join] = []
    for field in _ordered(resource):
        beside = tuple(_beside(publication, field, taken))
        columns.append(_own(field, coded=any(c.language for _, c in beside)))
        for join, column in beside:
            joins += [join] if join not in joins else []
            columns.append(replace(column, source=joins.index(join) + 1))
            taken.add(column.name)
    return Readable(name, tuple(columns), tuple(joins))


def select(table: Readable, table_name: Callable[[str], str] = quoted) -> str:
    """Give the SQL that reads the table so, in no order (SQL-92)."""
    cells = ", ".join(f"{cell(c)} AS {quoted(c.name)}" for c in table.columns)
    return f"SELECT {cells} FROM {sources(table, table_name)}"


def rows(tables: Tables, table: Readable) -> Iterator[tuple[str | None, ...]]:
    """Read the table so, in the order of its file."""
    return tables.stream(f"{select(table)} ORDER BY t0.{quoted(ROW)}")


def cell(column: Column) -> str:
    """Give the SQL of one cell."""
    return f"t{column.source}.{quoted(column.field)}"


def sources(table: Readable, table_name: Callable[[str], str] = quoted) -> str:
    """Give the SQL of the table and of all that is looked up."""
    joined = [f"{table_name(table.name)} AS t0"]
    for number, join in enumerate(table.joins, start=1):
        found = f"t{number}.{quoted(join.key)} = t0.{quoted(join.field)}"
        joined.append(f"LEFT JOIN {table_name(join.table)} AS t{number} ON {found}")
    return " ".join(joined)


def unit_of(resource: Resource) -> Field | None:
    """Find the field that tells the unit of a row's numbers."""
    return next((f for f in resource.fields if f.scheme == UNIT), None)


def labels(publication: Publication, scheme: str) -> dict[str, tuple[str, Field]]:
    """Tell by language in which table and field the labels of a list are.

    A list whose notations belong to a shared scheme may leave its labels to that scheme.
    """
    found: dict[str, tuple[str, Field]] = {}
    resource = publication.resource(scheme)
    for name in (scheme, resource.notations_from):
        for field in publication.resource(name).fields_of(FieldRole.LABEL) if name else ():
            found.setdefault(field.language or publication.language, (name or "", field))
    return found


def _ordered(resource: Resource) -> Iterator[Field]:
    """Put what tells a row of a cube from the others first, then its value and its unit."""
    if resource.role is not Role.CUBE:
        yield from (*resource.constants, *resource.columns)
        return
    dimensions = (f for f in resource.dimensions if f.constant is None)
    first = (*dimensions, resource.measure, *resource.fields_of(FieldRole.ATTRIBUTE))
    yield from first
    yield from (f for f in resource.fields if f not in first)


def _own(field: Field, coded: bool) -> Column:
    titles = field.titles
    if coded:
        titles = {tag: f"{t} ({in_language(PHRASES['code'], tag)})" for tag, t in titles.items()}
    return Column(field.name, field.type, titles, field.language, 0, field.name)


def _beside(
    publication: Publication, field: Field, taken: set[str]
) -> Iterator[tuple[Join, Column]]:
    """Find what stands beside a code, its labels, or beside a figure, its ink."""
    if field.scheme is None:
        return
    for tag, (table, label) in labels(publication, field.scheme).items():
        if tag in publication.languages:
            name = f"{field.name}_label_{tag}"
            key = publication.resource(table).primary_key[0]
            column = Column(name, "string", field.titles, tag, 0, label.name)
            yield Join(table, key, field.name), column
    target = publication.resource(field.scheme)
    if target.role is Role.LEDGER:
        for ink in target.columns:
            if ink.property_iri in _PRINTED and ink.name not in taken:
                column = Column(ink.name, ink.type, ink.titles, None, 0, ink.name)
                yield Join(field.scheme, target.primary_key[0], field.name), column
