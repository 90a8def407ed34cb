"""Rules on errata: each tells of a fault that is there, and of nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa import iris
from coesa.intake import nearest
from coesa.model import Finding, Issue, Role
from coesa.numbers import Convention, printed_number
from coesa.rules.equations import Equation, Verdict, suspects
from coesa.rules.ledger import conventions, figures
from coesa.rules.places import LISTED, column_of, ledger_of, path_of
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

ERRATUM_PLACE = iris.DEF + "ErratumPlace"
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Erratum:
    """A row of a table of errata, under the names of the properties."""

    table: str
    row: int
    notation: str
    kind: str
    identity: str
    figure: str
    printed: str
    corrected: str
    difference: str


def errata(tables: Tables) -> list[Erratum]:
    """List the errata of a publication, in the order of their tables."""
    found: list[Erratum] = []
    for resource in tables.publication.of_role(Role.ERRATA):
        names = ("erratumKind", "identity", "aboutFigure", "printed", "corrected", "difference")
        columns = ", ".join(f"coalesce({quoted(column_of(resource, n))}, '')" for n in names)
        rows = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(resource.primary_key[0])}, {columns} "
            f"FROM {quoted(resource.name)} ORDER BY {quoted(ROW)}"
        )
        found += [Erratum(resource.name, *row) for row in rows]
    return found


def _issue(tables: Tables, erratum: Erratum, property_name: str, rule: str, message: str) -> Issue:
    resource = tables.publication.resource(erratum.table)
    path = path_of(tables.publication, erratum.table)
    return Issue(path, erratum.row, column_of(resource, property_name), rule, message)


def _arithmetic(tables: Tables) -> list[Erratum]:
    return [e for e in errata(tables) if e.kind == "arithmetic"]


def _breaches(tables: Tables) -> dict[tuple[str, str], Equation]:
    return {
        (identity.name, equation.figure): equation
        for identity in tables.publication.identities
        for equation in suspects(tables, identity)
        if equation.verdict is Verdict.BROKEN
    }


def arithmetic_errata_name_what_breaks(tables: Tables) -> Finding:
    """Let an arithmetic erratum name an identity that breaks at its figure (chain of trust)."""
    rule = arithmetic_errata_name_what_breaks.__name__
    names = [i.name for i in tables.publication.identities]
    found, breaches = _arithmetic(tables), _breaches(tables)
    issues: list[Issue] = []
    for erratum in found:
        if erratum.identity not in names:
            message = (
                f'"{erratum.identity}" is no identity; expected one of {", ".join(names)}; name '
                f"one of them.{nearest(erratum.identity, names)}"
            )
        elif (erratum.identity, erratum.figure) not in breaches:
            message = (
                f"{erratum.identity} holds at {erratum.figure}; expected an identity that breaks "
                "there; take the erratum out, or name another identity or figure"
            )
        else:
            continue
        issues.append(_issue(tables, erratum, "identity", rule, message))
    return Finding(len(found), "arithmetic errata", tuple(issues))


def arithmetic_errata_repeat_what_is_printed(tables: Tables) -> Finding:
    """Let an arithmetic erratum give its figure as it is printed (chain of trust)."""
    rule = arithmetic_errata_repeat_what_is_printed.__name__
    found = _arithmetic(tables)
    issues: list[Issue] = []
    for erratum in found:
        claim = ledger_of(tables.publication, tables.publication.resource(erratum.table))
        assert claim is not None, "a rule on the descriptor sees to it"
        printed = tables.query(
            f"SELECT printed FROM {figures(tables, claim[1])} WHERE figure = ? LIMIT {LISTED}",
            [erratum.figure],
        )
        issues += [
            _issue(
                tables,
                erratum,
                "printed",
                rule,
                f'"{erratum.printed}" found; expected "{wanted}", as {erratum.figure} is printed; '
                "mend it",
            )
            for (wanted,) in printed
            if wanted != erratum.printed
        ]
    return Finding(len(found), "arithmetic errata", tuple(issues))


def arithmetic_errata_tell_what_is_recomputed(tables: Tables) -> Finding:
    """Let an arithmetic erratum give what is recomputed, and the difference (chain of trust)."""
    rule = arithmetic_errata_tell_what_is_recomputed.__name__
    found, breaches = _arithmetic(tables), _breaches(tables)
    issues = [
        issue
        for erratum in found
        if (erratum.identity, erratum.figure) in breaches
        for issue in _recomputed(tables, erratum, breaches[erratum.identity, erratum.figure], rule)
    ]
    return Finding(len(found), "arithmetic errata", tuple(issues))


def _recomputed(tables: Tables, erratum: Erratum, breach: Equation, rule: str) -> Iterator[Issue]:
    convention = _convention(tables, erratum)
    corrected = printed_number(erratum.corrected, convention) if convention else None
    if corrected is None or corrected.value != breach.recomputed:
        message = (
            f'"{erratum.corrected}" found; expected {breach.recomputed} = {breach.terms}, written '
            "as the document writes numbers; mend it"
        )
        yield _issue(tables, erratum, "corrected", rule, message)
    if erratum.difference != breach.difference:
        message = (
            f'"{erratum.difference}" found; expected {breach.difference} = {breach.value} less '
            f"{breach.recomputed}; mend it"
        )
        yield _issue(tables, erratum, "difference", rule, message)


def _convention(tables: Tables, erratum: Erratum) -> Convention | None:
    """Tell how the document prints numbers that an erratum is about."""
    claim = ledger_of(tables.publication, tables.publication.resource(erratum.table))
    assert claim is not None, "a rule on the descriptor sees to it"
    found = tables.query(
        f"SELECT document FROM {figures(tables, claim[1])} WHERE figure = ? LIMIT {LISTED}",
        [erratum.figure],
    )
    known = conventions(tables.publication)
    return next((known[document] for (document,) in found if document in known), None)


def errata_in_words_name_two_places(tables: Tables) -> Finding:
    """Let a wording or statement erratum name two places that disagree (chain of trust)."""
    rule = errata_in_words_name_two_places.__name__
    found = [e for e in errata(tables) if e.kind != "arithmetic"]
    counts = _places(tables)
    issues: list[Issue] = []
    for erratum in found:
        resource = tables.publication.resource(erratum.table)
        key = resource.primary_key[0]
        count = counts.get((erratum.table, erratum.notation), 0)
        if count < _PLACES:
            message = (
                f"{erratum.notation} names {count} places of the document; expected {_PLACES} at "
                "least, that disagree; add them to the table of places"
            )
            issues.append(
                Issue(path_of(tables.publication, erratum.table), erratum.row, key, rule, message)
            )
    return Finding(len(found), "errata in words", tuple(issues))


def _places(tables: Tables) -> dict[tuple[str, str], int]:
    """Count the places of each erratum: rows of class ErratumPlace that refer to it."""
    counts: dict[tuple[str, str], int] = {}
    for resource in tables.publication.of_role(Role.ENTITIES):
        if resource.descriptor["coesa"].get("class") != ERRATUM_PLACE:
            continue
        for key in resource.foreign_keys:
            if tables.publication.resource(key.resource).role is Role.ERRATA:
                rows = tables.query(
                    f"SELECT {quoted(key.fields[0])}, count(*) FROM {quoted(resource.name)} "
                    "GROUP BY 1"
                )
                for notation, count in rows:
                    place = (key.resource, notation)
                    counts[place] = counts.get(place, 0) + count
    return counts
