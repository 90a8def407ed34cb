"""The rows that files for people must have, told from the tables and the published code lists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from coesa import iris
from coesa.facts.forms import Cells, Files
from coesa.facts.separated import copied_rows
from coesa.model import PrintedTable, Resource, Role
from coesa.office.localised import READ_BY_PEOPLE
from coesa.office.readable import Column, Readable
from coesa.printed import printed_fields, printed_rows
from coesa.serialized import Join
from coesa.statements import published_name
from coesa.syntax import quoted
from coesa.tables import ROW, Row, Tables

Cell = Callable[[Row, Cells], str]
"""Tells one cell from the row of the table and from the cells of its figures."""


@dataclass(frozen=True, slots=True)
class PublishedLists:
    """The code lists as they are published, read when they are asked for.

    Attributes:
        files: where each file of `dist/` is.
    """

    files: Files
    known: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=dict, repr=False)

    def texts(self, table: str, key: str, name: str) -> dict[str, str]:
        """Read a field of a list, by notation."""
        if (table, key, name) not in self.known:
            path = f"datapackage/{published_name(table)}.csv"
            header, *rows = copied_rows(self.files[path])
            at, wanted = header.index(key), header.index(name)
            self.known[table, key, name] = {row[at]: row[wanted] for row in rows}
        return self.known[table, key, name]


def own_rows(tables: Tables, name: str) -> Iterator[Cells]:
    """Tell the rows of a table as it is, constants last."""
    for row in tables.rows(name):
        yield tuple(cell or "" for cell in row.values())


def read_by_people(tables: Tables) -> Iterator[Resource]:
    """List the tables that people read as they are."""
    for role in READ_BY_PEOPLE:
        yield from tables.publication.of_role(role)


def printed_values(tables: Tables, table: PrintedTable) -> dict[tuple[str, str], str]:
    """Tell the values of a printed table as the Data Package has them, by notation and column."""
    names = [field.name for field in printed_fields(tables.publication, table)]
    return {
        (row[1], name): cell
        for row in printed_rows(tables, table)
        for name, cell in zip(names, row, strict=True)
    }


def readable_rows(
    tables: Tables, lists: PublishedLists, table: Readable, columns: tuple[Column, ...]
) -> Iterator[Cells]:
    """Tell the rows of a table as people read it, in the order of its file."""
    ledgers = {resource.name for resource in tables.publication.of_role(Role.LEDGER)}
    inked = [(table.joins[n - 1], f) for c in columns for n, f in c.sources if n]
    inked = [(join, f) for join, f in inked if join.table in ledgers]
    cells = [_cell(lists, table, column, inked) for column in columns]
    for row, ink in _rows_with_ink(tables, table.name, inked):
        yield tuple(cell(row, ink) for cell in cells)


def _cell(
    lists: PublishedLists, table: Readable, column: Column, inked: list[tuple[Join, str]]
) -> Cell:
    if (template := column.template) is not None:
        return lambda row, _: iris.expand(template, {k: v or "" for k, v in row.items()})
    (number, name), *_ = column.sources
    if number == 0:
        return lambda row, _: row[name] or ""
    if (pair := (table.joins[number - 1], name)) in inked:
        at = inked.index(pair)
        return lambda _, ink: ink[at]
    joins = [(table.joins[n - 1], name) for n, name in column.sources]
    labels = [(lists.texts(join.table, join.key, f), join.field) for join, f in joins]
    return lambda row, _: next((t for known, f in labels if (t := known.get(row[f] or ""))), "")


def _rows_with_ink(
    tables: Tables, name: str, inked: list[tuple[Join, str]]
) -> Iterator[tuple[Row, Cells]]:
    """Read a table in the order of its file, and what stands beside the figures of each row."""
    fields = [f.name for f in tables.publication.resource(name).fields]
    joins = list(dict.fromkeys(join for join, _ in inked))
    cells = [f"t.{quoted(field)}" for field in fields]
    cells += [f"coalesce(l{joins.index(join)}.{quoted(field)}, '')" for join, field in inked]
    joined = [
        f"LEFT JOIN {quoted(join.table)} AS l{n} "
        f"ON l{n}.{quoted(join.key)} = t.{quoted(join.field)}"
        for n, join in enumerate(joins)
    ]
    width = len(fields)
    for row in tables.stream(
        f"SELECT {', '.join(cells)} FROM {quoted(name)} AS t {' '.join(joined)} "
        f"ORDER BY t.{quoted(ROW)}"
    ):
        yield dict(zip(fields, row[:width], strict=True)), row[width:]
