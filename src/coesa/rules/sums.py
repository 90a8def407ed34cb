"""The sums of a cube of which some parts, or the total, are not told."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from coesa.model import Identity, Resource
from coesa.numbers import canonical
from coesa.rules.equations import NOT_A_PART, is_part
from coesa.rules.ledger import DECIMAL
from coesa.rules.places import suppressed_of
from coesa.rules.solved import Cell, Equation
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables


def incomplete_sums(
    tables: Tables, identity: Identity, condition: str, limit: int
) -> Iterator[Equation]:
    """Give the sums of an identity in which a cell is not told, in the order of the cube.

    A part is a code of the dimension that the cube uses anywhere; `condition` is the SQL condition
    of the rows that count people.
    """
    cube = tables.publication.resource(identity.cube)
    over = str(identity.over)
    parts = _parts(tables, identity, cube)
    others = [d.name for d in cube.dimensions if d.name != over]
    keys = ", ".join(quoted(name) for name in others) or "1"
    value = f"TRY_CAST({quoted(cube.measure.name)} AS {DECIMAL})"
    is_total = f"{quoted(over)} = {text(identity.total)}"
    is_one = f"{quoted(over)} IN ({', '.join(text(p) for p in parts) or 'NULL'})"
    where = [f"{quoted(d)} = {text(n)}" for d, n in identity.where.items() if d != over]
    grouped = (
        f"SELECT min({quoted(ROW)}) AS first_row, "
        f"max({quoted(ROW)}) FILTER ({is_total}) AS total_row, "
        f"max({value}) FILTER ({is_total}) AS total, "
        f"coalesce(sum({value}) FILTER ({is_one}), 0) AS parts, "
        f"string_agg({quoted(cube.measure.name)}, ' - ' ORDER BY {quoted(ROW)}) FILTER ({is_one}) "
        f"AS terms, list({quoted(over)}) FILTER ({is_one}) AS told, "
        f"list_value({', '.join(f'any_value({quoted(name)})' for name in others)}) AS place "
        f"FROM {quoted(cube.name)} WHERE {' AND '.join([f'({condition})', *where])} GROUP BY {keys}"
    )
    asked = (
        f"SELECT first_row, total_row, total, parts, terms, told, place FROM ({grouped}) "
        f"WHERE coalesce(len(told), 0) > 0 AND len(told) < {len(parts)} "
        f"OR total_row IS NULL AND coalesce(len(told), 0) > 0 "
        f"OR coalesce(len(told), 0) = 0 AND total_row IS NOT NULL AND {len(parts)} > 0 "
        f"ORDER BY first_row LIMIT {limit}"
    )
    for first, row, total, summed, terms, told, at in tables.query(asked):
        cells = dict(zip(others, at or (), strict=True))
        missing = [part for part in parts if part not in (told or ())]
        known = Decimal(str(summed))
        known_total = canonical(Decimal(str(total))) if total is not None else ""
        equation = Equation(
            row=row or first,
            unknown=tuple(_cell(cube, {**cells, over: part}) for part in missing),
            total=None if row else _cell(cube, {**cells, over: identity.total}),
            rest=Decimal(str(total)) - known if total is not None else None,
            terms=" - ".join(filter(None, [known_total, terms])),
            parts=known,
        )
        yield replace(equation, terms=f"{identity.name}: {equation.terms}")


def _parts(tables: Tables, identity: Identity, cube: Resource) -> list[str]:
    """List the codes that the identity adds up, as far as the cube uses them."""
    over = quoted(str(identity.over))
    apart = ", ".join(text(notation) for notation in (*NOT_A_PART, identity.total))
    lists = [cube.name, *suppressed_of(tables.publication, cube.name)]
    used = " UNION ".join(f"SELECT {over} FROM {quoted(name)}" for name in lists)
    found = tables.query(
        f"SELECT DISTINCT c.{over} FROM ({used}) c WHERE c.{over} NOT IN ({apart}) "
        f"AND {is_part(tables, identity, cube)} ORDER BY 1"
    )
    return [notation for (notation,) in found]


def _cell(cube: Resource, cells: dict[str, str]) -> Cell:
    return tuple(cells[d.name] for d in cube.dimensions)
