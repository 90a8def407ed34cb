"""What follows from incomplete sums together: elimination, and bounds, over exact numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Cell = tuple[str, ...]
"""A cell of a cube: its notations, in the order of the dimensions."""

_ELIMINATED = 200
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum of which some cells are not told.

    Attributes:
        row: the row of the total, or of a part where no total is told.
        unknown: the parts that are not told.
        total: the cell of the total, if it is not told either.
        rest: the total less the parts that are told; None where no total is told.
        terms: that as arithmetic.
        parts: the sum of the parts that are told.
    """

    row: int
    unknown: tuple[Cell, ...]
    total: Cell | None
    rest: Decimal | None
    terms: str
    parts: Decimal


def determined(equations: Sequence[Equation]) -> Iterator[tuple[Cell, Decimal, int]]:
    """Find the cells whose value follows, no count being below zero; each with a row it is from.

    A group of sums that share more than 200 cells not told is not eliminated, only bounded.
    """
    for group in _groups(equations):
        rows = [_row(equation) for equation in group]
        cells = sorted({cell for terms, _ in rows for cell in terms})
        if len(cells) <= _ELIMINATED:
            rows += _eliminated(rows, cells)
        bounds = _bounds(rows, cells)
        for cell in cells:
            low, high = bounds[cell]
            if low == high:
                first = next(e.row for e in group if cell in (*e.unknown, e.total))
                value = Decimal(low.numerator) / Decimal(low.denominator)
                yield cell, value, first


Row = tuple[dict[Cell, Fraction], Fraction]
"""Coefficients by cell, and what their sum is."""


def _row(equation: Equation) -> Row:
    terms = dict.fromkeys(equation.unknown, Fraction(1))
    if equation.rest is not None:
        return terms, Fraction(equation.rest)
    if equation.total is not None:
        terms[equation.total] = Fraction(-1)
    return terms, -Fraction(equation.parts)


def _groups(equations: Iterable[Equation]) -> list[list[Equation]]:
    """Put together the sums that share a cell that is not told."""
    group_of: dict[Cell, list[Equation]] = {}
    groups: dict[int, list[Equation]] = {}
    for equation in equations:
        cells = (*equation.unknown, *([equation.total] if equation.total else []))
        met = {id(g): g for cell in cells if (g := group_of.get(cell)) is not None}
        joined = [equation]
        for key, group in met.items():
            joined += group
            groups.pop(key, None)
        groups[id(joined)] = joined
        for one in joined:
            for cell in (*one.unknown, *([one.total] if one.total else [])):
                group_of[cell] = joined
    return list(groups.values())


def _eliminated(rows: Sequence[Row], cells: Sequence[Cell]) -> list[Row]:
    """Solve for one cell after the other (Gauss and Jordan)."""
    left = [(dict(terms), value) for terms, value in rows]
    done: list[Row] = []
    for cell in cells:
        at = next((n for n, (terms, _) in enumerate(left) if terms.get(cell)), None)
        if at is None:
            continue
        pivot, value = left.pop(at)
        lead = pivot[cell]
        one = ({c: k / lead for c, k in pivot.items() if k}, value / lead)
        left = [_less(row, one, cell) for row in left]
        done = [_less(row, one, cell) for row in done] + [one]
    return done


def _less(row: Row, one: Row, cell: Cell) -> Row:
    """Take a multiple of one row from another, so that a cell goes out of it."""
    terms, value = row
    times = terms.get(cell)
    if not times:
        return row
    taken = dict(terms)
    for other, factor in one[0].items():
        taken[other] = taken.get(other, Fraction(0)) - times * factor
    return {c: k for c, k in taken.items() if k}, value - times * one[1]


def _bounds(
    rows: Sequence[Row], cells: Sequence[Cell]
) -> dict[Cell, tuple[Fraction, Fraction | None]]:
    """Narrow down what each cell may be, from row to row, until nothing changes."""
    bounds: dict[Cell, tuple[Fraction, Fraction | None]] = dict.fromkeys(cells, (Fraction(0), None))
    for _ in range(_ROUNDS):
        before = dict(bounds)
        for terms, value in rows:
            for cell in terms:
                bounds[cell] = _narrowed(terms, value, cell, bounds)
        if bounds == before:
            break
    return bounds


def _narrowed(
    terms: dict[Cell, Fraction],
    value: Fraction,
    cell: Cell,
    bounds: dict[Cell, tuple[Fraction, Fraction | None]],
) -> tuple[Fraction, Fraction | None]:
    """Bound one cell of a row by all others of it."""
    low, high = bounds[cell]
    least, most = Fraction(0), Fraction(0)
    least_known = most_known = True
    for other, factor in terms.items():
        if other == cell:
            continue
        floor, ceiling = bounds[other]
        ends = (floor, ceiling) if factor > 0 else (ceiling, floor)
        least_known, most_known = (
            least_known and ends[0] is not None,
            (most_known and ends[1] is not None),
        )
        least += factor * ends[0] if ends[0] is not None else 0
        most += factor * ends[1] if ends[1] is not None else 0
    factor = terms[cell]
    # The others make between `least` and `most`, so this cell makes what is left of the value.
    top = (value - least) / factor if least_known else None
    bottom = (value - most) / factor if most_known else None
    if factor < 0:
        top, bottom = bottom, top
    low = max(low, bottom) if bottom is not None else low
    if top is not None:
        high = top if high is None else min(high, top)
    return low, high
