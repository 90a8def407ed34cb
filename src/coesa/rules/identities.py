"""Rules on identities: sums and ratios hold, or an erratum tells why they do not."""

from collections.abc import Iterator

from coesa.model import Finding, Identity, Issue
from coesa.rules.claims import cut_off
from coesa.rules.equations import Equation, Verdict, checked, suspects
from coesa.rules.errata import errata
from coesa.rules.places import path_of
from coesa.tables import Tables


def parts_sum_to_their_total(tables: Tables) -> Finding:
    """Let parts sum exactly to their total, or an erratum tell otherwise (chain of trust)."""
    return _finding(tables, "sum", "totals", parts_sum_to_their_total.__name__)


def ratios_follow_from_their_operands(tables: Tables) -> Finding:
    """Let a ratio be numerator by denominator at its printed resolution (chain of trust)."""
    return _finding(tables, "ratio", "ratios", ratios_follow_from_their_operands.__name__)


def values_equal_those_they_repeat(tables: Tables) -> Finding:
    """Let figures with other keys that state one fact agree as printed (chain of trust)."""
    return _finding(tables, "equal", "values", values_equal_those_they_repeat.__name__)


def _finding(tables: Tables, kind: str, counted: str, rule: str) -> Finding:
    identities = [i for i in tables.publication.identities if i.kind == kind]
    known = {(e.identity, e.figure) for e in errata(tables) if e.kind == "arithmetic"}
    found = [e for identity in identities for e in suspects(tables, identity)]
    issues = [
        issue
        for equation in found
        if (equation.identity.name, equation.figure) not in known
        for issue in _issues(tables, equation, rule)
    ]
    notes = [cut_off(e.figure, e.printed, e.terms) for e in found if e.verdict is Verdict.CUT_OFF]
    count = sum(checked(tables, identity) for identity in identities)
    return Finding(count, counted, tuple(issues), tuple(notes))


def _issues(tables: Tables, equation: Equation, rule: str) -> Iterator[Issue]:
    identity = equation.identity
    path = path_of(tables.publication, identity.cube)
    measure = tables.publication.resource(identity.cube).measure.name
    if equation.verdict is Verdict.MISSING:
        message = (
            f"{identity.name}: {equation.value} has no operands ({equation.terms}); expected "
            f"them in {_operands(identity)}, and no zero below; add them, leave the observation "
            "out of the identity with where, or make the identity partial"
        )
        yield Issue(path, equation.row, measure, rule, message)
    elif equation.verdict is Verdict.BROKEN:
        message = (
            f"{identity.name}: {equation.value} is printed ({equation.figure}); expected "
            f"{equation.recomputed} = {equation.terms}; difference {equation.difference}; mend "
            "the value, or add an arithmetic erratum"
        )
        yield Issue(path, equation.row, measure, rule, message)


def _operands(identity: Identity) -> str:
    return identity.operands or identity.cube
