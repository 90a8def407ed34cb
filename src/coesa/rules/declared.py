"""Rules on identities and printed tables: what they declare is there and can be looked up."""

from collections.abc import Iterator, Mapping

from coesa.advice import listed, meant, right
from coesa.intake import DESCRIPTOR, nearest
from coesa.iris import TOTAL
from coesa.jsonpath import field_path
from coesa.model import (
    SHARED,
    FieldRole,
    Finding,
    Identity,
    Issue,
    PrintedColumn,
    PrintedTable,
    Publication,
    Resource,
    Role,
)
from coesa.rules.places import known
from coesa.syntax import quoted
from coesa.tables import Tables

Fault = tuple[str, str]
"""A place below the identity or the printed table, and what is wrong there."""

_FRACTION = 3
_KEYS = {
    "sum": ("over", "total"),
    "ratio": ("operands", "statistic", "fractions", "operandAt", "denominatorAt", "partial"),
    "equal": ("operands", "operandAt", "partial"),
}
_OF_SOME = {key for keys in _KEYS.values() for key in keys}


def identities_name_fields_that_are_there(tables: Tables) -> Finding:
    """Let identities and printed tables name dimensions of their cubes (chain of trust)."""
    publication = tables.publication
    rule = identities_name_fields_that_are_there.__name__
    faults = [
        (f"$.coesa.identities[{number}]{place}", message)
        for number, identity in enumerate(publication.identities)
        for place, message in _identity_faults(publication, number, identity)
    ]
    faults += [
        (f"$.coesa.tables[{number}]{place}", message)
        for number, table in enumerate(publication.printed_tables)
        for place, message in _table_faults(publication, table)
    ]
    checked = len(publication.identities) + sum(len(t.columns) for t in publication.printed_tables)
    issues = tuple(Issue(DESCRIPTOR, 0, place, rule, message) for place, message in faults)
    return Finding(checked, "identities and columns of printed tables", issues)


def _identity_faults(publication: Publication, number: int, identity: Identity) -> Iterator[Fault]:
    written = publication.descriptor["coesa"]["identities"][number]
    for key in sorted(_OF_SOME.intersection(written) - set(_KEYS[identity.kind])):
        kinds = [kind for kind, keys in _KEYS.items() if key in keys]
        message = (
            f'"{key}" stands in an identity of kind {identity.kind}; expected it in kind '
            f"{' or '.join(kinds)} only; take it out, or change the kind. {right('kind', kinds[0])}"
        )
        yield f".{key}", message
    named = _cube_dimensions(publication, identity.cube)
    if isinstance(named, str):
        yield ".cube", named
        return
    yield from _unknown(".where", identity.cube, named, identity.where)
    for key, name in (("over", identity.over), ("statistic", identity.statistic)):
        if name is not None and name not in named:
            yield f".{key}", _no_dimension(key, name, identity.cube, named)
    if identity.over is not None:
        yield from _over_faults(publication, identity)
    if identity.operands is not None:
        yield from _operand_faults(publication, identity, named)


def _over_faults(publication: Publication, identity: Identity) -> Iterator[Fault]:
    over = str(identity.over)
    cube = publication.resource(identity.cube)
    columns = [d.name for d in cube.dimensions if d.constant is None]
    if over in (c.name for c in cube.constants):
        message = (
            f"{over} has one value in every row of {identity.cube}; expected a dimension with "
            f"parts and a total. {right('over', columns[0] if columns else 'axis')}"
        )
        yield ".over", message
    if over in identity.where:
        message = (
            f'{over} is what is added up, and "where" leaves one value of it; expected another '
            f"dimension, or none. {right('where', {'statistic': 'paid'})}"
        )
        yield f".where.{over}", message


def _operand_faults(
    publication: Publication, identity: Identity, own: list[str]
) -> Iterator[Fault]:
    name = str(identity.operands)
    there = _cube_dimensions(publication, name, "operands")
    if isinstance(there, str):
        yield ".operands", there
        return
    yield from _unknown(".operandAt", name, there, identity.operand_at)
    yield from _unknown(".denominatorAt", name, there, identity.denominator_at)
    told = {identity.statistic} if identity.statistic else set[str]()
    ratio = identity.kind == "ratio"
    at = {"operandAt": identity.operand_at}
    at |= {"denominatorAt": identity.denominator_at} if ratio else {}
    for key, notations in at.items():
        for dimension in (d for d in there if d not in own and d not in told | notations.keys()):
            message = (
                f"{dimension} is a dimension of {name} and none of {identity.cube}; expected its "
                f"notation. {right(key, {**notations, dimension: '_T'})}"
            )
            yield f".{key}", message
    if identity.fractions is not None:
        columns = publication.resource(identity.fractions).columns
        if len(columns) < _FRACTION:
            message = (
                f"{identity.fractions} has {len(columns)} columns; expected statistic, numerator "
                f"and denominator. {right('fractions', f'{SHARED}statistic-fraction')}"
            )
            yield ".fractions", message


def _table_faults(publication: Publication, table: PrintedTable) -> Iterator[Fault]:
    for document in publication.documents:
        if document.notation == table.document and table.page > document.pages:
            message = (
                f"page {table.page} found; expected 1 to {document.pages}, the pages of "
                f"{table.document}. {right('page', document.pages)}"
            )
            yield ".page", message
    if not any(column.cube or column.links for column in table.columns):
        message = (
            "no column shows a cube or links; expected one at least. "
            f"{right('cube', _first(publication, Role.CUBE, 'amounts'))}"
        )
        yield ".columns", message
    for number, column in enumerate(table.columns):
        for place, message in _column_faults(publication, table, column):
            yield place.replace("[]", f"[{number}]"), message


def _column_faults(
    publication: Publication, table: PrintedTable, column: PrintedColumn
) -> Iterator[Fault]:
    if column.cube is not None and column.links is not None:
        message = (
            f'{column.name} has "cube" and "links"; expected one of the two; take one out. '
            f"{right('cube', column.cube)}"
        )
        yield ".columns[].links", message
    elif column.cube is not None:
        named = _cube_dimensions(publication, column.cube)
        if isinstance(named, str):
            yield ".columns[].cube", named
            return
        if table.dimension not in named:
            yield ".dimension", _no_dimension("dimension", table.dimension, column.cube, named)
        yield from _unknown(".columns[].at", column.cube, named, column.at)
    elif column.at:
        message = (
            f'{column.name} has "at" and no cube; expected the cube too. '
            f"{right('cube', _first(publication, Role.CUBE, 'amounts'))}"
        )
        yield ".columns[].at", message
    if column.links is not None and column.cube is None:
        links = publication.resource(column.links)
        if links.role is not Role.LINKS or len(links.columns) < 2:
            message = (
                f"{column.links} is a table of role {links.role} with {len(links.columns)} "
                "columns; expected a table of role links with a subject and what it is linked to. "
                f"{right('links', _first(publication, Role.LINKS, 'axis-thematic-objective'))}"
            )
            yield ".columns[].links", message


def _first(publication: Publication, role: Role, otherwise: str) -> str:
    return next((r.name for r in publication.of_role(role)), otherwise)


def _cube_dimensions(publication: Publication, name: str, key: str = "cube") -> list[str] | str:
    """List the dimensions of a cube; or say that it is none."""
    cubes = {cube.name: cube for cube in publication.of_role(Role.CUBE)}
    if name in cubes:
        return [d.name for d in cubes[name].dimensions]
    known_cubes = listed(cubes) or "a table of role cube"
    return f"{name} is no cube; expected one of {known_cubes}. {meant(key, name, cubes)}"


def _unknown(
    place: str, cube: str, there: list[str], notations: Mapping[str, str]
) -> Iterator[Fault]:
    for dimension in notations:
        if dimension not in there:
            yield f"{place}.{dimension}", _no_dimension(None, dimension, cube, there)


def _no_dimension(key: str | None, name: str, cube: str, there: list[str]) -> str:
    found = f'"{name}" is no dimension of {cube}; expected one of {listed(there)}.'
    if key is None:
        hint = meant("x", name, there).replace('Write "x": ', "Write ")
        return f'{found} {hint}: "_T"'
    return f"{found} {meant(key, name, there, 'axis')}"


def codes_of_the_descriptor_are_in_their_lists(tables: Tables) -> Finding:
    """Take the codes in constants, identities and printed tables from their lists (IC-19)."""
    publication = tables.publication
    rule = codes_of_the_descriptor_are_in_their_lists.__name__
    checked, issues = 0, list[Issue]()
    for path, scheme, code in _codes(publication):
        checked += 1
        notation = publication.resource(scheme).primary_key[0]
        question = f"SELECT count(*) FROM {quoted(scheme)} WHERE {quoted(notation)} = ?"
        if tables.query(question, [code]) == [(0,)]:
            there = known(tables, scheme, notation)
            key = path.rpartition(".")[2]
            wanted = [TOTAL] if key == "total" and TOTAL in there else there
            advice = meant(key, code, wanted)
            if scheme.startswith(SHARED) and not nearest(code, wanted):
                own = scheme.removeprefix(SHARED)
                advice = (
                    "If none is meant, make a list that has all codes you use, this one too. "
                    f'{right("extends", scheme)} there, and here the name of the list, "{own}"'
                )
            message = f'"{code}" is not in {scheme}; expected one of {listed(there)}. {advice}'
            issues.append(Issue(DESCRIPTOR, 0, path, rule, message))
    return Finding(checked, "codes", tuple(issues))


def _codes(publication: Publication) -> Iterator[tuple[str, str, str]]:
    """List the codes of the descriptor with their JSON paths and the lists that they are of."""
    for number, resource in enumerate(publication.resources):
        for field in resource.constants:
            if field.scheme is not None:
                place = f"$.resources[{number}].{field_path(resource, field.name)}.value"
                yield place, field.scheme, str(field.constant)
    for number, identity in enumerate(publication.identities):
        cube = publication.resource(identity.cube)
        place = f"$.coesa.identities[{number}]"
        yield from _at(cube, f"{place}.where", identity.where)
        if identity.over is not None:
            yield f"{place}.total", str(cube.field(identity.over).scheme), identity.total
        if identity.operands is not None:
            operands = publication.resource(identity.operands)
            yield from _at(operands, f"{place}.operandAt", identity.operand_at)
            yield from _at(operands, f"{place}.denominatorAt", identity.denominator_at)
    for number, table in enumerate(publication.printed_tables):
        yield from _printed_codes(publication, f"$.coesa.tables[{number}]", table)


def _printed_codes(
    publication: Publication, place: str, table: PrintedTable
) -> Iterator[tuple[str, str, str]]:
    cubes = [c.cube for c in table.columns if c.cube is not None]
    schemes = [publication.resource(cube).field(table.dimension).scheme for cube in cubes]
    for position, row in enumerate(table.rows if schemes else ()):
        yield f"{place}.rows[{position}].notation", str(schemes[0]), row.notation
    for position, column in enumerate(table.columns):
        if column.cube is not None:
            cube = publication.resource(column.cube)
            yield from _at(cube, f"{place}.columns[{position}].at", column.at)


def _at(cube: Resource, place: str, at: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for dimension, code in at.items():
        yield f"{place}.{dimension}", str(cube.field(dimension).scheme), code


def printed_cells_hold_one_value(tables: Tables) -> Finding:
    """Let a cell of a printed table show one observation, not several (chain of trust)."""
    rule = printed_cells_hold_one_value.__name__
    checked, issues = 0, list[Issue]()
    for number, table in enumerate(tables.publication.printed_tables):
        for position, column in enumerate(table.columns):
            if column.cube is None:
                continue
            checked += len(table.rows)
            left = _left_open(tables, table, column)
            if left:
                message = (
                    f"{column.name} shows several values of {column.cube} in one row, which differ "
                    f'in {", ".join(left)}; expected the notation of each in "at". '
                    f"{right('at', {**column.at, left[0]: '_T'})}"
                )
                place = f"$.coesa.tables[{number}].columns[{position}].at"
                issues.append(Issue(DESCRIPTOR, 0, place, rule, message))
    return Finding(checked, "cells", tuple(issues))


def _left_open(tables: Tables, table: PrintedTable, column: PrintedColumn) -> list[str]:
    """Find the dimensions in which the observations of one row of a printed table differ."""
    cube = tables.publication.resource(str(column.cube))
    others = [
        d.name
        for d in cube.fields_of(FieldRole.DIMENSION)
        if d.name != table.dimension and d.name not in column.at
    ]
    if not others:
        return []
    fixed = " AND ".join(["true", *(f"{quoted(name)} = ?" for name in column.at)])
    counts = ", ".join(f"max({quoted(o)}) <> min({quoted(o)})" for o in others)
    rows = ", ".join("?" for _ in table.rows)
    differing = tables.query(
        f"SELECT {counts} FROM {quoted(cube.name)} WHERE {fixed} AND {quoted(table.dimension)} "
        f"IN ({rows}) GROUP BY {quoted(table.dimension)}",
        [*column.at.values(), *(row.notation for row in table.rows)],
    )
    return [o for n, o in enumerate(others) if any(row[n] for row in differing)]
