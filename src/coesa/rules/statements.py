"""Rules on statements: what the document says in words about figures is held against them.

A statement is a row of an entities table of class `def:Statement`; the figures that it is about,
in pairs and roles, are rows of one of class `def:StatementFigure`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from coesa import iris
from coesa.model import Finding, Issue, Role
from coesa.rules.errata import errata
from coesa.rules.ledger import figures
from coesa.rules.places import column_of, ledger_of, of_class, path_of, property_field
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

STATEMENT = iris.DEF + "Statement"
STATEMENT_FIGURE = iris.DEF + "StatementFigure"
_HOLDS, _IN_PART, _FAILS, _NOT_CHECKABLE = "holds", "in-part", "fails", "not-checkable"


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number as a test sees it."""

    value: Decimal
    resolution: Decimal
    unit: str


Pair = dict[str, list[Number]]
"""The numbers of one pair of a statement, by their role."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement in words: its kind, our verdict, and the figures that it is about."""

    table: str
    row: int
    notation: str
    kind: str
    verdict: str
    pairs: tuple[Pair, ...]


def _reaches(pair: Pair) -> bool:
    return pair["value"][0].value >= pair["whole"][0].value


def _exceeds(pair: Pair) -> bool:
    return pair["value"][0].value > pair["whole"][0].value


def _doubles(pair: Pair) -> bool:
    return pair["value"][0].value >= 2 * pair["whole"][0].value


def _is_the_share(pair: Pair) -> bool:
    part, whole, share = _sum(pair["part"]), pair["whole"][0].value, pair["share"][0]
    gap = abs(100 * part - share.value * whole)
    return gap < share.resolution * abs(whole)


def _makes_the_total(pair: Pair) -> bool:
    return _sum(pair["part"]) == pair["total"][0].value


def _is_part(pair: Pair) -> bool:
    return _sum(pair["part"]) <= pair["whole"][0].value


def _make_the_whole(pair: Pair) -> bool:
    shares = pair["share"]
    slack = sum((share.resolution for share in shares), Decimal(0)) / 2
    return abs(_sum(shares) - 100) <= slack


def _is_all(pair: Pair) -> bool:
    return pair["share"][0].value == 100


def _sum(numbers: list[Number]) -> Decimal:
    return sum((number.value for number in numbers), Decimal(0))


TESTS: dict[str, tuple[frozenset[str], Callable[[Pair], bool]]] = {
    "reaches-whole": (frozenset({"value", "whole"}), _reaches),
    "target-reached": (frozenset({"value", "whole"}), _reaches),
    "exceeds": (frozenset({"value", "whole"}), _exceeds),
    "target-exceeded": (frozenset({"value", "whole"}), _exceeds),
    "double-of-target": (frozenset({"value", "whole"}), _doubles),
    "share-of-whole": (frozenset({"part", "whole", "share"}), _is_the_share),
    "parts-make-total": (frozenset({"part", "total"}), _makes_the_total),
    "part-of-total": (frozenset({"part", "whole"}), _is_part),
    "shares-make-whole": (frozenset({"share"}), _make_the_whole),
    "all-of-them": (frozenset({"share"}), _is_all),
}
"""What a statement of a kind needs, by role, and the test of one pair of figures."""


def verdict_of(said: Said) -> str | None:
    """Judge a statement by its figures; None where its kind is not one of arithmetic."""
    if said.kind not in TESTS:
        return None
    needed, test = TESTS[said.kind]
    judged = [test(p) for p in said.pairs if needed <= p.keys() and _are_in_one_unit(p, needed)]
    if not judged:
        return _NOT_CHECKABLE
    if all(judged):
        return _HOLDS
    return _IN_PART if any(judged) else _FAILS


def _are_in_one_unit(pair: Pair, needed: frozenset[str]) -> bool:
    """Tell whether the numbers may be compared: persons are not held against per cent."""
    units = {number.unit for role in needed - {"share"} for number in pair[role]}
    return len(units) <= 1


def statements_have_the_verdict_of_their_figures(tables: Tables) -> Finding:
    """Judge a statement in words as its printed figures do (chain of trust)."""
    rule = statements_have_the_verdict_of_their_figures.__name__
    found = statements(tables)
    issues = []
    for said in found:
        verdict = verdict_of(said)
        if verdict is not None and verdict != said.verdict:
            message = (
                f'{said.notation} is judged "{said.verdict}"; expected "{verdict}", which is what '
                f"its figures make of {said.kind}; mend the verdict, or the figures and their roles"
            )
            issues.append(_issue(tables, said, "hasVerdict", rule, message))
    return Finding(len(found), "statements", tuple(issues))


def statements_that_fail_have_an_erratum(tables: Tables) -> Finding:
    """Let an erratum tell of each statement that the figures do not bear out (chain of trust)."""
    rule = statements_that_fail_have_an_erratum.__name__
    broken = [s for s in statements(tables) if s.verdict in (_IN_PART, _FAILS)]
    tied = {notation for notation, _ in erratum_ties(tables)}
    issues = [
        _issue(
            tables,
            said,
            "hasVerdict",
            rule,
            f'{said.notation} is judged "{said.verdict}" and no erratum tells of it; expected '
            "one; add it and tie it to the statement",
        )
        for said in broken
        if said.notation not in tied
    ]
    return Finding(len(broken), "statements that do not hold", tuple(issues))


def statement_errata_are_needed(tables: Tables) -> Finding:
    """Let an erratum on a statement be tied to one that does not hold (chain of trust)."""
    rule = statement_errata_are_needed.__name__
    found = [e for e in errata(tables) if e.kind == "statement"]
    doubtful = {s.notation for s in statements(tables) if s.verdict != _HOLDS}
    needed = {erratum for statement, erratum in erratum_ties(tables) if statement in doubtful}
    issues = []
    for erratum in found:
        if erratum.notation not in needed:
            resource = tables.publication.resource(erratum.table)
            message = (
                f"{erratum.notation} is tied to no statement that fails or cannot be checked; "
                "expected one; tie it, or take the erratum out"
            )
            path = path_of(tables.publication, erratum.table)
            issues.append(Issue(path, erratum.row, resource.primary_key[0], rule, message))
    return Finding(len(found), "errata on statements", tuple(issues))


def statements(tables: Tables) -> list[Said]:
    """List the statements of a publication with their figures, in the order of their tables."""
    pairs = _pairs(tables)
    found: list[Said] = []
    for resource in of_class(tables, STATEMENT):
        columns = ", ".join(quoted(column_of(resource, n)) for n in ("statementKind", "hasVerdict"))
        rows = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(resource.primary_key[0])}, {columns} "
            f"FROM {quoted(resource.name)} ORDER BY {quoted(ROW)}"
        )
        for row, notation, kind, verdict in rows:
            numbers = pairs.get(notation, {})
            ordered = tuple(numbers[pair] for pair in sorted(numbers))
            found.append(Said(resource.name, row, notation, kind, verdict, ordered))
    return found


def _pairs(tables: Tables) -> dict[str, dict[str, Pair]]:
    """Collect the numbers of each statement, by pair and role."""
    found: dict[str, dict[str, Pair]] = {}
    for resource in of_class(tables, STATEMENT_FIGURE):
        claim = ledger_of(tables.publication, resource)
        if claim is None:
            continue
        field, ledger = claim
        names = ("ofStatement", "pair", "statementRole")
        columns = ", ".join(f"s.{quoted(column_of(resource, name))}" for name in names)
        rows = tables.query(
            f"SELECT {columns}, f.value_number, f.resolution_number, f.unit "
            f"FROM {quoted(resource.name)} s "
            f"JOIN {figures(tables, ledger)} f ON s.{quoted(field)} = f.figure "
            f"WHERE f.value_number IS NOT NULL AND f.resolution_number IS NOT NULL "
            f"ORDER BY s.{quoted(ROW)}"
        )
        for statement, pair, role, value, resolution, unit in rows:
            number = Number(Decimal(str(value)), Decimal(str(resolution)), unit)
            numbers = found.setdefault(statement, {}).setdefault(pair or "", {})
            numbers.setdefault(role, []).append(number)
    return found


def erratum_ties(tables: Tables) -> Iterator[tuple[str, str]]:
    """List which erratum tells of which statement."""
    named = {resource.name for resource in of_class(tables, STATEMENT)}
    for links in tables.publication.of_role(Role.LINKS):
        keys = {key.resource: key.fields[0] for key in links.foreign_keys}
        erratum = property_field(links, iris.DEF + "erratum")
        if erratum is not None and named & keys.keys():
            (statement,) = (keys[name] for name in named & keys.keys())
            columns = f"{quoted(statement)}, {quoted(erratum.name)}"
            yield from tables.query(f"SELECT {columns} FROM {quoted(links.name)}")


def _issue(tables: Tables, said: Said, property_name: str, rule: str, message: str) -> Issue:
    resource = tables.publication.resource(said.table)
    path = path_of(tables.publication, said.table)
    return Issue(path, said.row, column_of(resource, property_name), rule, message)
