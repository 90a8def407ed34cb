"""Evaluate the identities that a publication declares, with exact decimals.

SQL lays both sides side by side; what SQL cannot show to hold, Python judges with whole decimals.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum

from coesa.iris import NOT_APPLICABLE, NOT_PRINTED, TOTAL, UNIT_MEASURE
from coesa.model import FieldRole, Identity, Resource, Role
from coesa.numbers import canonical
from coesa.rules.ledger import DECIMAL, figures
from coesa.rules.places import LISTED, ledger_of, property_field, suppressed_of
from coesa.skos import links_of
from coesa.statements import SKOS
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_EXACT = Context(prec=200)
_FIRST = 20_000
"""Rows of a cube that are looked at first where only some equations are wanted."""

NOT_A_PART = (TOTAL, NOT_APPLICABLE, NOT_PRINTED)


class Verdict(StrEnum):
    """How the two sides of an equation stand to each other."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    CUT_OFF = "cut off"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Equation:
    """One identity at one observation: what is printed, and what follows from the other figures.

    Attributes:
        row: the observation's row in the identity's cube.
        at: its notations, in the order of the dimensions.
        value: what is printed, canonical.
        terms: the other side as arithmetic, such as `290890851.86 / 236700000`.
        recomputed: what the terms make, at the printed resolution for a ratio.
        difference: value less recomputed.
    """

    identity: Identity
    row: int
    at: tuple[str, ...]
    figure: str
    printed: str
    value: str
    terms: str
    recomputed: str
    difference: str
    verdict: Verdict


def checked(tables: Tables, identity: Identity) -> int:
    """Count the observations that an identity is about."""
    return _counts(tables, identity)[0]


def equations(tables: Tables, identity: Identity, limit: int = LISTED) -> Iterator[Equation]:
    """Evaluate an identity at each observation that it is about, in the order of the cube."""
    if tables.count(identity.cube) > _FIRST:
        # The first rows have as many as are wanted, as a rule: no need to evaluate a million.
        found = list(_evaluated(tables, identity, f"{quoted(ROW)} <= {_FIRST}", limit))
        if len(found) == limit:
            return iter(found)
    return _evaluated(tables, identity, "true", limit)


def suspects(tables: Tables, identity: Identity, limit: int = LISTED) -> Iterator[Equation]:
    """Evaluate an identity only where SQL cannot show that it holds exactly or rounded."""
    _, suspected = _counts(tables, identity)
    return _evaluated(tables, identity, _is_suspect(identity), limit) if suspected else iter(())


def _counts(tables: Tables, identity: Identity) -> tuple[int, int]:
    """Count the observations that an identity is about, and the suspects among them.

    Where there is none, nothing but numbers has been laid side by side.
    """
    source = _SOURCES[identity.kind](tables, identity)
    asked = f"SELECT count(*), count(*) FILTER ({_is_suspect(identity)}) FROM ({source})"
    ((about, suspected),) = tables.query(asked)
    return int(about), int(suspected)


def _is_suspect(identity: Identity) -> str:
    gap = f"{_factor()} * n - v * d"
    shown = {
        "sum": "total = parts",
        "ratio": f"TRY(abs({gap}) * 2 <= r * abs(d)) AND d <> 0",
        "equal": "v = n",
    }[identity.kind]
    return f"NOT coalesce({shown}, false)"


def _factor() -> str:
    return "CAST(factor AS DECIMAL(3, 0))"


def _evaluated(
    tables: Tables, identity: Identity, condition: str, limit: int
) -> Iterator[Equation]:
    source = _SOURCES[identity.kind](tables, identity)
    judge = {"sum": _sum_at, "ratio": _ratio_at, "equal": _equal_at}[identity.kind]
    rows = tables.query(
        f"SELECT * FROM ({source}) WHERE {condition} ORDER BY {quoted(ROW)} LIMIT {limit}"
    )
    for row in rows:
        yield judge(identity, row)


def _where(identity: Identity, alias: str) -> str:
    conditions = [f"{alias}.{quoted(d)} = {text(n)}" for d, n in identity.where.items()]
    return " AND ".join(["true", *conditions])


def _at(cube: Resource, alias: str) -> str:
    return f"list_value({', '.join(f'{alias}.{quoted(d.name)}' for d in cube.dimensions)})"


def _printed(tables: Tables, cube: Resource, observation: str = "o", figure: str = "f") -> str:
    """Join the observations of one alias to their figures under another."""
    claim = ledger_of(tables.publication, cube)
    assert claim is not None, "a rule on the descriptor sees to it"
    field, ledger = claim
    same = f"{observation}.{quoted(field)} = {figure}.figure"
    return f"LEFT JOIN {figures(tables, ledger)} {figure} ON {same}"


def _number(alias: str, cube: Resource) -> str:
    return f"TRY_CAST({alias}.{quoted(cube.measure.name)} AS {DECIMAL})"


def _sums(tables: Tables, identity: Identity) -> str:
    """Give the SQL of totals beside the sum of their parts, where both are there."""
    cube = tables.publication.resource(identity.cube)
    over = str(identity.over)
    others = [d.name for d in cube.dimensions if d.name != over]
    keys = ", ".join(quoted(d) for d in others) or "1"
    same = " AND ".join(["true", *(f"o.{quoted(d)} = p.{quoted(d)}" for d in others)])
    kept = ", ".join(text(n) for n in NOT_A_PART)
    measure = quoted(cube.measure.name)
    parts = (
        f"SELECT {keys}, sum({_number('c', cube)}) AS parts, "
        f"string_agg(c.{measure}, ' + ' ORDER BY {quoted(ROW)}) AS terms "
        f"FROM {quoted(cube.name)} c WHERE c.{quoted(over)} NOT IN ({kept}) "
        f"AND {_where(identity, 'c')} AND {is_part(tables, identity, cube)} GROUP BY {keys}"
    )
    return (
        f"SELECT o.{quoted(ROW)}, {_at(cube, 'o')} AS at, f.figure, f.printed, "
        f"o.{measure} AS value, {_number('o', cube)} AS total, p.parts, p.terms "
        f"FROM {quoted(cube.name)} o JOIN ({parts}) p ON {same} {_printed(tables, cube)} "
        f"WHERE o.{quoted(over)} = {text(identity.total)} AND {_where(identity, 'o')} "
        f"AND {_has_all_parts(tables, identity, cube)}"
    )


def _has_all_parts(tables: Tables, identity: Identity, cube: Resource) -> str:
    """Leave out the totals of which a part is suppressed: nobody can add those parts up."""
    over = str(identity.over)
    kept = ", ".join(text(n) for n in (*NOT_A_PART, identity.total))
    conditions = ["true"]
    for name in suppressed_of(tables.publication, cube.name):
        fields = {f.name for f in tables.publication.resource(name).fields}
        others = [d.name for d in cube.dimensions if d.name in fields and d.name != over]
        same = [f"s.{quoted(d)} = o.{quoted(d)}" for d in others]
        same.append(f"s.{quoted(over)} NOT IN ({kept})")
        conditions.append(f"NOT EXISTS (SELECT 1 FROM {quoted(name)} s WHERE {' AND '.join(same)})")
    return " AND ".join(conditions)


def is_part(tables: Tables, identity: Identity, cube: Resource) -> str:
    """Tell the parts of a total: what is part of another part is counted already there."""
    over = f"c.{quoted(str(identity.over))}"
    if identity.total != TOTAL:
        below = [
            f"{over} IN (SELECT {narrower} FROM {links} WHERE {broader} = {text(identity.total)})"
            for links, narrower, broader in _hierarchy(tables, cube, str(identity.over))
        ]
        return f"({' OR '.join(below) or 'false'})"
    there = f"(SELECT {quoted(str(identity.over))} FROM {quoted(cube.name)})"
    deeper = [
        f"{over} NOT IN (SELECT {narrower} FROM {links} "
        f"WHERE {broader} <> {text(TOTAL)} AND {broader} IN {there})"
        for links, narrower, broader in _hierarchy(tables, cube, str(identity.over))
    ]
    return " AND ".join(["true", *deeper])


def _hierarchy(tables: Tables, cube: Resource, over: str) -> Iterator[tuple[str, str, str]]:
    """List the links between the concepts of a dimension that say which is broader (SKOS)."""
    scheme = cube.field(over).scheme
    for name in links_of(tables.publication, scheme) if scheme else []:
        links = tables.publication.resource(name)
        broader = property_field(links, SKOS + "broader")
        if broader is not None:
            (subject,) = links.fields_of(FieldRole.SUBJECT)
            yield quoted(name), quoted(subject.name), quoted(broader.name)


def _ratios(tables: Tables, identity: Identity) -> str:
    """Give the SQL of ratios beside their numerator, denominator and printed resolution."""
    publication = tables.publication
    cube = publication.resource(identity.cube)
    operands = publication.resource(str(identity.operands))
    unit = property_field(cube, UNIT_MEASURE)
    assert unit is not None and operands.role is Role.CUBE, "rules on the descriptor see to it"
    measure = quoted(operands.measure.name)
    return (
        f"SELECT o.{quoted(ROW)}, {_at(cube, 'o')} AS at, f.figure, f.printed, "
        f"o.{quoted(cube.measure.name)} AS value, n.{measure} AS numerator, "
        f"d.{measure} AS denominator, f.resolution, {_number('o', cube)} AS v, "
        f"{_number('n', operands)} AS n, {_number('d', operands)} AS d, "
        f"f.resolution_number AS r, "
        f"CASE WHEN o.{quoted(unit.name)} = 'PERCENT' THEN 100 ELSE 1 END AS factor "
        f"FROM {quoted(cube.name)} o {_fractions(identity)}"
        f"{_join(identity)} {quoted(operands.name)} n "
        f"ON {_same(operands, 'n', _fixed(identity, 'numerator'))} "
        f"{_join(identity)} {quoted(operands.name)} d "
        f"ON {_same(operands, 'd', _fixed(identity, 'denominator'))} "
        f"{_printed(tables, cube)} WHERE {_where(identity, 'o')} AND {_is_printed(identity)}"
    )


def _equals(tables: Tables, identity: Identity) -> str:
    """Give the SQL of values beside the equal ones, with the resolutions of both."""
    cube = tables.publication.resource(identity.cube)
    operands = tables.publication.resource(str(identity.operands))
    measure = quoted(operands.measure.name)
    return (
        f"SELECT o.{quoted(ROW)}, {_at(cube, 'o')} AS at, f.figure, f.printed, "
        f"o.{quoted(cube.measure.name)} AS value, n.{measure} AS other, "
        f"{_number('o', cube)} AS v, {_number('n', operands)} AS n, "
        f"f.resolution_number AS r, g.resolution_number AS s "
        f"FROM {quoted(cube.name)} o {_join(identity)} {quoted(operands.name)} n "
        f"ON {_same(operands, 'n', _fixed(identity, 'numerator'))} "
        f"{_printed(tables, cube)} {_printed(tables, operands, 'n', 'g')} "
        f"WHERE {_where(identity, 'o')}"
    )


_SOURCES = {"sum": _sums, "ratio": _ratios, "equal": _equals}


def _join(identity: Identity) -> str:
    return "JOIN" if identity.partial else "LEFT JOIN"


def _fractions(identity: Identity) -> str:
    """Join the table that tells the operands of each statistic, where there is one."""
    if identity.fractions is None:
        return ""
    statistic = f"o.{quoted(str(identity.statistic))}"
    names = '"#row", statistic, numerator, denominator'
    return f"LEFT JOIN {quoted(identity.fractions)} s({names}) ON s.statistic = {statistic} "


def _is_printed(identity: Identity) -> str:
    """Leave out the statistics whose operands the document does not print."""
    if identity.fractions is None:
        return "true"
    return " AND ".join(
        f"coalesce(s.{operand} <> {text(NOT_PRINTED)}, true)"
        for operand in ("numerator", "denominator")
    )


def _fixed(identity: Identity, operand: str) -> dict[str, str]:
    """Tell in which dimensions an operand does not have the notation of the row, and which."""
    at = identity.operand_at if operand == "numerator" else identity.denominator_at
    fixed = {dimension: text(notation) for dimension, notation in at.items()}
    if identity.fractions is not None:
        fixed[str(identity.statistic)] = f"s.{operand}"
    return fixed


def _same(operands: Resource, alias: str, fixed: Mapping[str, str]) -> str:
    return " AND ".join(
        f"{alias}.{quoted(d.name)} = {fixed.get(d.name, f'o.{quoted(d.name)}')}"
        for d in operands.dimensions
    )


def _sum_at(identity: Identity, row: tuple[object, ...]) -> Equation:
    *_, total, parts, terms = row
    if total is None or parts is None:
        return _missing(identity, row, "a value that is a number")
    printed_value, sum_of_parts = Decimal(str(total)), Decimal(str(parts))
    verdict = Verdict.EQUAL if printed_value == sum_of_parts else Verdict.BROKEN
    return replace(
        _missing(identity, row),
        terms=str(terms),
        recomputed=canonical(sum_of_parts),
        difference=canonical(printed_value - sum_of_parts),
        verdict=verdict,
    )


def _ratio_at(identity: Identity, row: tuple[object, ...]) -> Equation:
    _, _, _, _, _, numerator, denominator, _, *parsed = row
    v, n, d, r, factor = (None if p is None else Decimal(str(p)) for p in parsed)
    if v is None or n is None or d is None or r is None or factor is None or d == 0:
        return _missing(identity, row, f"{numerator or '?'} / {denominator or '?'}")
    recomputed = _at_resolution(factor * n, d, r)
    times = f"{factor} × " if factor != 1 else ""
    return replace(
        _missing(identity, row),
        terms=f"{times}{numerator} / {denominator}",
        recomputed=canonical(recomputed),
        difference=canonical(_EXACT.subtract(v, recomputed)),
        verdict=_verdict(_EXACT.multiply(factor, n), _EXACT.multiply(v, d), abs(d), r),
    )


def _equal_at(identity: Identity, row: tuple[object, ...]) -> Equation:
    _, _, _, _, _, other, *parsed = row
    v, n, r, s = (None if p is None else Decimal(str(p)) for p in parsed)
    if v is None or n is None or r is None or s is None:
        return _missing(identity, row, str(other or "?"))
    coarser, finer = (v, n) if r >= s else (n, v)
    return replace(
        _missing(identity, row),
        terms=str(other),
        recomputed=str(other),
        difference=canonical(v - n),
        verdict=_verdict(finer, coarser, Decimal(1), max(r, s)),
    )


def _verdict(
    numerator: Decimal, product: Decimal, denominator: Decimal, resolution: Decimal
) -> Verdict:
    """Judge a printed value, times the denominator, against the numerator, exactly.

    It may be rounded or cut off at its resolution. For two values that should be equal, the finer
    is the numerator and the denominator is 1.
    """
    gap = abs(_EXACT.subtract(numerator, product))
    unit = _EXACT.multiply(resolution, denominator)
    if gap == 0:
        return Verdict.EQUAL
    if 2 * gap <= unit:
        return Verdict.ROUNDED
    nearer_zero = abs(product) <= abs(numerator)
    return Verdict.CUT_OFF if nearer_zero and gap < unit else Verdict.BROKEN


def _at_resolution(numerator: Decimal, denominator: Decimal, resolution: Decimal) -> Decimal:
    """Divide for display, to the printed resolution; the verdict does not rest on it."""
    units = _EXACT.divide(numerator, _EXACT.multiply(denominator, resolution))
    return _EXACT.multiply(_EXACT.to_integral_value(units), resolution)


def _missing(identity: Identity, row: tuple[object, ...], terms: str = "") -> Equation:
    """Take what is printed; the other side is still to be found."""
    number, at, figure, printed, value, *_ = row
    return Equation(
        identity=identity,
        row=int(str(number)),
        at=_notations(at),
        figure=str(figure),
        printed=str(printed),
        value=str(value),
        terms=terms,
        recomputed="",
        difference="",
        verdict=Verdict.MISSING,
    )


def _notations(at: object) -> tuple[str, ...]:
    assert isinstance(at, list)
    return tuple(str(n) for n in at)
