"""A table as people read it: labels beside codes, the printed token beside its figure.

The same columns go into the sheets, the localised CSV and the views of the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa import iris
from coesa.iris import DEF, UNIT_MEASURE
from coesa.labels import shown
from coesa.language import worded
from coesa.model import Field, FieldRole, Publication, Resource, Role, Texts
from coesa.serialized import Join, TableName
from coesa.statements import subject_template
from coesa.syntax import quoted
from coesa.syntax import text as literal
from coesa.tables import ROW, Tables

_UNITS = (UNIT_MEASURE, DEF + "unit")
_PRINTED = (DEF + "page", DEF + "printed")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as people read it.

    Attributes:
        name: its name in the database, such as `axis`, or `axis_label_` and a language.
        type: a Table Schema type.
        titles: its heading by language.
        readers: the languages whose readers it is for.
        sources: where a cell is read from: the first that has a text there. A source is a table,
            by its number among the joins (0 is its own), and a field of that.
        template: what the cell is made from instead, a template over the fields of the row.
    """

    name: str
    type: str
    titles: Texts
    readers: tuple[str, ...]
    sources: tuple[tuple[int, str], ...]
    template: str | None = None


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
    """List the columns of a table, each code followed by its labels, each figure by its ink.

    The last is the IRI of what the row is about, so that a line can be cited and looked up.
    """
    resource = publication.resource(name)
    taken = {f.name for f in resource.fields}
    columns: list[Column] = []
    joins: list[Join] = []
    for field in _ordered(resource):
        labels = tuple(_labels(publication, field, joins))
        columns += [_own(publication, field, coded=bool(labels)), *labels]
        columns += _ink(publication, field, joins, taken)
        taken.update(column.name for column in columns)
    columns.append(_address(publication, name, taken))
    return Readable(name, tuple(columns), tuple(joins))


def select(table: Readable, before: str = "", table_name: TableName = quoted) -> str:
    """Give the SQL that reads the table so, in no order, with another cell before its own."""
    own = [f"{cell(c)} AS {quoted(c.name)}" for c in table.columns]
    cells = ", ".join([before, *own] if before else own)
    return f"SELECT {cells} FROM {sources(table, table_name)}"


def rows(tables: Tables, table: Readable) -> Iterator[tuple[str | None, ...]]:
    """Read the table so, in the order of its file."""
    return tables.stream(f"{select(table)} ORDER BY t0.{quoted(ROW)}")


def cell(column: Column) -> str:
    """Give the SQL of one cell."""
    if column.template is not None:
        steps = [
            f"t0.{quoted(step)}" if n % 2 else literal(step)
            for n, step in enumerate(iris.steps(column.template))
        ]
        return " || ".join(steps)
    cells = [f"t{table}.{quoted(field)}" for table, field in column.sources]
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def sources(table: Readable, table_name: TableName = quoted) -> str:
    """Give the SQL of the table and of all that is looked up."""
    joined = [f"{table_name(table.name)} AS t0"]
    for number, join in enumerate(table.joins, start=1):
        found = f"t{number}.{quoted(join.key)} = t0.{quoted(join.field)}"
        joined.append(f"LEFT JOIN {table_name(join.table)} AS t{number} ON {found}")
    return " ".join(joined)


def unit_of(resource: Resource) -> Field | None:
    """Find the field that tells the unit of a row's numbers, from whatever list it takes it."""
    return next((f for f in resource.fields if f.property_iri in _UNITS), None)


def _ordered(resource: Resource) -> Iterator[Field]:
    """Put what tells a row of a cube from the others first, then its value and its unit."""
    if resource.role is not Role.CUBE:
        yield from (*resource.constants, *resource.columns)
        return
    dimensions = (f for f in resource.dimensions if f.constant is None)
    first = (*dimensions, resource.measure, *resource.fields_of(FieldRole.ATTRIBUTE))
    yield from first
    yield from (f for f in resource.fields if f not in first)


def _own(publication: Publication, field: Field, coded: bool) -> Column:
    titles = field.titles
    if coded:
        codes = worded(publication.spoken, "office", "code")
        titles = {tag: f"{title} ({codes[tag]})" for tag, title in titles.items() if tag in codes}
    readers = (field.language,) if field.language else publication.languages
    return Column(field.name, field.type, titles, readers, ((0, field.name),))


def _labels(publication: Publication, field: Field, joins: list[Join]) -> Iterator[Column]:
    """Find the labels of a code: a column for each language that they are in.

    Readers of two languages that the list does not speak are shown the same labels.
    """
    if field.scheme is None:
        return
    chains = {tag.tag: shown(publication, field.scheme, tag) for tag in publication.spoken}
    for chain in dict.fromkeys(filter(None, chains.values())):
        sources = tuple(
            (_join(joins, Join(labels.table, labels.key, field.name)), labels.field)
            for labels in chain
        )
        readers = tuple(tag for tag, own in chains.items() if own == chain)
        # Where another language stands in here and there, the column is still of the first.
        name = f"{field.name}_label_{chain[0].language}"
        yield Column(name, "string", field.titles, readers, sources)


def _ink(
    publication: Publication, field: Field, joins: list[Join], taken: set[str]
) -> Iterator[Column]:
    """Find what stands beside a figure: its page and what is printed there.

    Of several documents the one that has it stands there too, for a page is of one of them.
    """
    if field.scheme is None:
        return
    target = publication.resource(field.scheme)
    several = len(publication.documents) > 1
    for ink in target.columns if target.role is Role.LEDGER else ():
        told = ink.property_iri in _PRINTED or (several and ink.role is FieldRole.KEY)
        if told and ink.name not in taken:
            source = _join(joins, Join(field.scheme, target.primary_key[0], field.name))
            sources = ((source, ink.name),)
            yield Column(ink.name, ink.type, ink.titles, publication.languages, sources)


def _address(publication: Publication, name: str, taken: set[str]) -> Column:
    """Give the IRI of the row, under a name that no field of the table has."""
    free = next(n for n in ("iri", "row_iri", f"{name}_iri") if n not in taken)
    titles = worded(publication.spoken, "office", "address")
    template = subject_template(publication, name)
    return Column(free, "string", titles, publication.languages, (), template)


def _join(joins: list[Join], join: Join) -> int:
    """Tell the number of a table that is looked up, which is added where it is new."""
    if join not in joins:
        joins.append(join)
    return joins.index(join) + 1
