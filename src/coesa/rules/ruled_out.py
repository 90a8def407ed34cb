"""The rule on what may not be computed: where the tool adds, divides or compares, it is held to it.

The pairs are rows of an entities table of class `def:NotComputable`. The tool computes in two
places: the identities of the descriptor, and the statements whose kind has a test.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from coesa import iris
from coesa.model import Finding, Identity, Issue, Resource, Role
from coesa.rules.ledger import figures
from coesa.rules.places import column_of, ledger_of, of_class, path_of
from coesa.rules.statements import STATEMENT_FIGURE, TESTS, statements
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

NOT_COMPUTABLE = iris.DEF + "NotComputable"

_ADD, _COMPARE, _DIVIDE = "add", "compare", "divide"
_SHARE = "share"
_RULES_OUT = {
    _ADD: frozenset({_ADD}),
    _COMPARE: frozenset({_COMPARE, _DIVIDE}),
    _DIVIDE: frozenset({_DIVIDE}),
}
"""What is not done where an operation of `def:operation` is ruled out: a ratio compares, too."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two figures that are not to be computed with each other, and where that is said."""

    path: str
    row: int
    column: str
    first: str
    second: str
    operation: str

    @property
    def ruled_out(self) -> frozenset[str]:
        """What is not to be done with the two."""
        return _RULES_OUT.get(self.operation, frozenset())


@dataclass(frozen=True, slots=True)
class _Observation:
    """An observation of a figure: its cube and the notations of its dimensions."""

    cube: str
    at: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Test:
    """The figures that the test of a statement takes together, by their role."""

    statement: str
    kind: str
    roles: Mapping[str, set[str]]

    def done(self, first: set[str], second: set[str]) -> set[str]:
        """Tell what the test does with two figures, each by any of its names."""
        found = set()
        for one, other in product(self.roles, repeat=2):
            if not (self.roles[one] & first and self.roles[other] & second):
                continue
            if one == other:
                found.add(_ADD)
            elif self.kind == "share-of-whole" and {one, other} == {"part", "whole"}:
                found.add(_DIVIDE)
            else:
                found.add(_COMPARE)
        return found


def what_may_not_be_computed_is_not_computed(tables: Tables) -> Finding:
    """Let no identity and no test of a statement be over figures that rule it out (coesa).

    A figure that restates another stands for it.
    """
    rule = what_may_not_be_computed_is_not_computed.__name__
    pairs = list(_pairs(tables))
    data = _data(tables)
    observed = _observations(tables, {data.get(f, f) for p in pairs for f in (p.first, p.second)})
    tested = list(_tested(tables))
    issues = []
    for pair in pairs:
        first, second = data.get(pair.first, pair.first), data.get(pair.second, pair.second)
        one, other = observed.get(first), observed.get(second)
        named = [
            f"the identity {identity.name}"
            for identity in tables.publication.identities
            if one and other and pair.ruled_out & _done(tables, identity, one, other)
        ]
        named += [
            f"the statement {test.statement}"
            for test in tested
            if pair.ruled_out & test.done({pair.first, first}, {pair.second, second})
        ]
        for place in named:
            message = (
                f"{pair.first} and {pair.second} are computed with in {place}; expected nothing "
                f'to be computed of them, for "{pair.operation}" is ruled out; take one of them '
                "out there, or take this row out"
            )
            issues.append(Issue(pair.path, pair.row, pair.column, rule, message))
    return Finding(len(pairs), "pairs of figures", tuple(issues))


def _pairs(tables: Tables) -> Iterator[_Pair]:
    for resource in of_class(tables, NOT_COMPUTABLE):
        names = [column_of(resource, n) for n in ("firstFigure", "secondFigure", "ruledOut")]
        columns = ", ".join(quoted(name) for name in names)
        path = path_of(tables.publication, resource.name)
        for row, first, second, operation in tables.query(
            f"SELECT {quoted(ROW)}, {columns} FROM {quoted(resource.name)} ORDER BY {quoted(ROW)}"
        ):
            yield _Pair(path, row, names[0], first or "", second or "", operation or "")


def _data(tables: Tables) -> dict[str, str]:
    """Tell the datum that each restatement stands for."""
    found: dict[str, str] = {}
    for ledger in tables.publication.of_role(Role.LEDGER):
        found |= tables.query(
            f"SELECT figure, restates FROM {figures(tables, ledger.name)} "
            "WHERE restates IS NOT NULL"
        )
    return found


def _observations(tables: Tables, wanted: set[str]) -> dict[str, _Observation]:
    """Find the observation of each figure."""
    found = {}
    for cube in tables.publication.of_role(Role.CUBE):
        claim = ledger_of(tables.publication, cube)
        if claim is None or not wanted:
            continue
        names = [d.name for d in cube.dimensions]
        columns = ", ".join(quoted(name) for name in (claim[0], *names))
        marks = ", ".join("?" for _ in wanted)
        rows = tables.query(
            f"SELECT {columns} FROM {quoted(cube.name)} WHERE {quoted(claim[0])} IN ({marks})",
            sorted(wanted),
        )
        for figure, *notations in rows:
            found[figure] = _Observation(cube.name, dict(zip(names, notations, strict=True)))
    return found


def _done(tables: Tables, identity: Identity, one: _Observation, other: _Observation) -> set[str]:
    """Tell what an identity does with two observations: parts are added, all else compared."""
    if identity.kind == "sum":
        over = str(identity.over)
        together = (
            one.cube == other.cube == identity.cube
            and _is_concerned(identity, one)
            and _is_concerned(identity, other)
            and _without(one, over) == _without(other, over)
        )
        has_total = identity.total in (one.at.get(over), other.at.get(over))
        return {_COMPARE if has_total else _ADD} if together else set()
    return {
        _DIVIDE if {a[0], b[0]} == {"numerator", "denominator"} else _COMPARE
        for a in _places(tables, identity, one)
        for b in _places(tables, identity, other)
        if a[0] != b[0] and a[1] == b[1]
    }


def _is_concerned(identity: Identity, observation: _Observation) -> bool:
    return all(observation.at.get(name) == code for name, code in identity.where.items())


def _without(observation: _Observation, name: str | None) -> dict[str, str]:
    return {key: code for key, code in observation.at.items() if key != name}


_Place = tuple[str, frozenset[tuple[str, str]]]
"""What an observation is in an equation, and the row of the cube that the equation is of."""


def _places(tables: Tables, identity: Identity, observation: _Observation) -> list[_Place]:
    """List what an observation is in the equations of an identity: the value or an operand."""
    cube = tables.publication.resource(identity.cube)
    names = {d.name for d in cube.dimensions}
    found: list[_Place] = []
    if observation.cube == identity.cube and _is_concerned(identity, observation):
        found.append(("value", frozenset(observation.at.items())))
    if observation.cube != identity.operands:
        return found
    for operand, at in (
        ("numerator", identity.operand_at),
        ("denominator", identity.denominator_at),
    ):
        if any(observation.at.get(name) != code for name, code in at.items()):
            continue
        for statistic in _statistics(tables, identity, operand, observation):
            # Where the operand has a notation of its own, that of the row may be any.
            known = {n: c for n, c in observation.at.items() if n in names and n not in at}
            known |= statistic
            found += [
                (operand, frozenset(row.items()))
                for row in _rows_at(tables, cube, known)
                if _is_concerned(identity, _Observation(cube.name, row))
            ]
    return found


def _statistics(
    tables: Tables, identity: Identity, operand: str, observation: _Observation
) -> list[dict[str, str]]:
    """Tell the statistics of the rows that an observation is an operand of."""
    if identity.fractions is None:
        return [{}]
    name = str(identity.statistic)
    rows = tables.query(
        f'SELECT statistic FROM (FROM {quoted(identity.fractions)} s("#row", statistic, '
        f"numerator, denominator)) WHERE {operand} = ?",
        [observation.at.get(name, "")],
    )
    return [{name: statistic} for (statistic,) in rows]


def _rows_at(tables: Tables, cube: Resource, known: Mapping[str, str]) -> Iterator[dict[str, str]]:
    names = [d.name for d in cube.dimensions]
    tests = " AND ".join(["true", *(f"{quoted(name)} = ?" for name in known)])
    columns = ", ".join(quoted(name) for name in names)
    for row in tables.query(
        f"SELECT {columns} FROM {quoted(cube.name)} WHERE {tests}", list(known.values())
    ):
        yield dict(zip(names, row, strict=True))


def _tested(tables: Tables) -> Iterator[_Test]:
    """List the figures that the test of a statement takes together, pair by pair.

    Figures of several units are not tested.
    """
    kinds = {said.notation: said.kind for said in statements(tables) if said.kind in TESTS}
    roles: dict[tuple[str, str], dict[str, set[str]]] = {}
    units: dict[tuple[str, str], set[str]] = {}
    for statement, pair, role, figure, unit in _figures_of_statements(tables):
        if statement in kinds and role in TESTS[kinds[statement]][0]:
            roles.setdefault((statement, pair), {}).setdefault(role, set()).add(figure)
            units.setdefault((statement, pair), set()).update(
                {unit} - {""} if role != _SHARE else ()
            )
    for (statement, pair), named in roles.items():
        if len(units[statement, pair]) <= 1:
            yield _Test(statement, kinds[statement], named)


def _figures_of_statements(tables: Tables) -> Iterator[tuple[str, str, str, str, str]]:
    """List statement, pair, role, figure and unit of each figure of a statement."""
    for resource in of_class(tables, STATEMENT_FIGURE):
        claim = ledger_of(tables.publication, resource)
        if claim is None:
            continue
        field, ledger = claim
        names = [column_of(resource, n) for n in ("ofStatement", "pair", "statementRole")]
        columns = ", ".join(f"coalesce(s.{quoted(name)}, '')" for name in (*names, field))
        yield from tables.query(
            f"SELECT {columns}, coalesce(f.unit, '') FROM {quoted(resource.name)} s "
            f"JOIN {figures(tables, ledger)} f ON s.{quoted(field)} = f.figure "
            f"ORDER BY s.{quoted(ROW)}"
        )
