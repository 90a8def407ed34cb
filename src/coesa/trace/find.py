"""Find the row that is wanted: of a cube or of a ledger, by name, IRI or record number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coesa import iris
from coesa.errors import NotFoundError
from coesa.intake import nearest
from coesa.model import FieldRole, Publication, Resource, Role
from coesa.statements import names_figures, subject_template
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

_NEAREST = 3
Row = Mapping[str, Any]


def find(tables: Tables, wanted: str) -> tuple[Resource, Row]:
    """Find the row of a cube or ledger that a figure, an IRI or `table:row` names.

    Raises:
        NotFoundError: with the nearest names, if there is none.
    """
    # What a terminal gives may be no text at all.
    wanted = wanted.encode("utf-8", "replace").decode()
    if wanted.startswith(tables.publication.base) or "://" in wanted:
        return _by_iri(tables, wanted)
    if ":" in wanted:
        return _by_row(tables, wanted)
    for ledger in tables.publication.of_role(Role.LEDGER):
        (key,) = ledger.fields_of(FieldRole.NOTATION)
        for row in rows(tables, ledger, {key.name: wanted}):
            return ledger, row
    near = [
        name
        for ledger in tables.publication.of_role(Role.LEDGER)
        for name in _nearest(tables, ledger, [ledger.fields_of(FieldRole.NOTATION)[0].name], wanted)
    ]
    raise NotFoundError(
        f'there is no figure "{wanted}"; nearest: {", ".join(near)}. Give a figure, the IRI of '
        "an observation or figure, or table:row"
    )


def _by_iri(tables: Tables, wanted: str) -> tuple[Resource, Row]:
    publication = tables.publication
    for table in _traceable(publication):
        template = subject_template(publication, table.name)
        steps = iris.steps(template)
        cell = "(.+)" if _names_figures(publication, table) else "([^/]+)"
        pattern = "".join(cell if i % 2 else re.escape(s) for i, s in enumerate(steps))
        match = re.fullmatch(pattern, wanted)
        if match is None:
            continue
        fields = iris.variables(template)
        for row in rows(tables, table, dict(zip(fields, match.groups(), strict=True))):
            return table, row
        near = _nearest(tables, table, fields, "/".join(match.groups()))
        shown = ", ".join(steps[0] + name for name in near)
        raise NotFoundError(f"there is no <{wanted}>; nearest: {shown}")
    begin = ", ".join(
        iris.steps(subject_template(publication, t.name))[0] for t in _traceable(publication)
    )
    raise NotFoundError(f"<{wanted}> is no observation or figure; their IRIs begin with {begin}")


def _names_figures(publication: Publication, table: Resource) -> bool:
    return any(names_figures(publication, table, f) for f in table.fields_of(FieldRole.NOTATION))


def _by_row(tables: Tables, wanted: str) -> tuple[Resource, Row]:
    name, _, number = wanted.rpartition(":")
    named = {table.name: table for table in _traceable(tables.publication)}
    if name not in named:
        raise NotFoundError(
            f'"{name}" is no cube or ledger; there are {", ".join(named)}.{nearest(name, named)}'
        )
    for row in rows(tables, named[name], {ROW: number}) if number.isdecimal() else ():
        return named[name], row
    last = tables.count(name) + 1
    raise NotFoundError(
        f'{name} has the rows 2 to {last}, the header being 1; there is no "{number}"'
    )


def _traceable(publication: Publication) -> tuple[Resource, ...]:
    return (*publication.of_role(Role.CUBE), *publication.of_role(Role.LEDGER))


def rows(tables: Tables, table: Resource, where: Mapping[str, str]) -> Iterator[Row]:
    """Read the rows with these cells, in the order of the file, with their record numbers."""
    names = [ROW, *(f.name for f in table.fields)]
    columns = ", ".join(map(quoted, names))
    conditions = " AND ".join(f"CAST({quoted(name)} AS VARCHAR) = ?" for name in where)
    sql = f"SELECT {columns} FROM {quoted(table.name)} WHERE {conditions} ORDER BY {quoted(ROW)}"
    for row in tables.query(sql, list(where.values())):
        yield dict(zip(names, row, strict=True))


def _nearest(tables: Tables, table: Resource, fields: Sequence[str], wanted: str) -> list[str]:
    written = f"concat_ws('/', {', '.join(map(quoted, fields))})"
    sql = (
        f"SELECT {written} AS w FROM {quoted(table.name)} "
        f"ORDER BY levenshtein(w, ?), w LIMIT {_NEAREST}"
    )
    return [name for (name,) in tables.query(sql, [wanted])]


def references(table: Resource, target: Resource) -> Iterator[Mapping[str, str]]:
    """Give, for each foreign key of a table to another, its fields by those that they name."""
    for key in table.foreign_keys:
        if key.resource == target.name:
            yield dict(zip(key.reference, key.fields, strict=True))
