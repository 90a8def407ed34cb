"""Rules on the remarks of a curator: errata and reasons tell no more than their kind does."""

from collections.abc import Iterator

from coesa import iris
from coesa.model import Finding, Issue, Resource, Role
from coesa.rules.errata import ERRATUM_PLACE, errata
from coesa.rules.ledger import column, figures, ledgers
from coesa.rules.places import LISTED, ledger_of, path_of, property_field
from coesa.rules.sections import place_field
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_NAMES = ("name", "name-of-indicator", "code", "standard")
"""Reasons that any number may have: it is part of a name, whatever is printed there."""
_BARE = 2
"""Signs of a token that is part of too many words to be told apart, such as `II` or `5`."""
_SHAPES = {
    "section-number": "[^%€0-9]*[0-9]{1,3}([.][0-9]{1,3})*[^%€0-9]*",
    "table-number": "[^%€0-9]*[0-9]{1,3}([.][0-9]{1,3})*[^%€0-9]*",
    "act-date": "[^%€]*[0-9][^%€]*[^0-9%€][^%€]*[0-9][^%€]*",
    "period": "[^%€]*[0-9][^%€]*[^0-9%€][^%€]*[0-9][^%€]*",
    "year-in-name": "[^%€]*[0-9]{4}[^%€]*",
    "date": "[^%€]*",
    "act-number": "[^%€]*",
    "web-address": "[^%€]*",
}
"""What a figure looks like that is a reference for a reason: no amount, and two numbers at least
where a date or a period is printed."""


def reasons_fit_what_is_printed(tables: Tables) -> Finding:
    """Give a reference a reason that its printed text can have (chain of trust)."""
    rule = reasons_fit_what_is_printed.__name__
    checked, issues = 0, list[Issue]()
    misfits = " OR ".join(
        f"(reason = {text(reason)} AND NOT regexp_full_match(printed, {text(shape)}))"
        for reason, shape in _SHAPES.items()
    )
    for name, path in ledgers(tables):
        checked += tables.count(name)
        found = tables.query(
            f"SELECT {quoted(ROW)}, printed, reason FROM {figures(tables, name)} "
            f"WHERE printed IS NOT NULL AND ({misfits}) ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path,
                row,
                column(tables, name, "reason"),
                rule,
                f'"{reason}" found for "{printed}", which cannot be one; expected the reason that '
                "fits, or another class; mend the reason or the class",
            )
            for row, printed, reason in found
        ]
    return Finding(checked, "figures", tuple(issues))


def errata_have_what_their_kind_needs(tables: Tables) -> Finding:
    """Let only an arithmetic erratum name an identity and a difference (chain of trust)."""
    rule = errata_have_what_their_kind_needs.__name__
    found = errata(tables)
    issues = []
    for erratum in found:
        for told, property_name in (
            (erratum.identity, "identity"),
            (erratum.difference, "difference"),
        ):
            if bool(told) is not (erratum.kind == "arithmetic"):
                message = (
                    f'"{told}" found for an erratum of kind {erratum.kind}; expected an identity '
                    "and a difference for an arithmetic one and none for any other; mend it"
                )
                resource = tables.publication.resource(erratum.table)
                field = property_field(resource, iris.DEF + property_name)
                path = path_of(tables.publication, erratum.table)
                issues.append(Issue(path, erratum.row, field.name if field else "", rule, message))
    return Finding(len(found), "errata", tuple(issues))


def errata_quote_their_figure_or_a_place(tables: Tables) -> Finding:
    """Let an erratum quote its figure, or the words at one of its places (chain of trust)."""
    rule = errata_quote_their_figure_or_a_place.__name__
    checked, issues = 0, list[Issue]()
    for resource in tables.publication.of_role(Role.ERRATA):
        claim, words = ledger_of(tables.publication, resource), _printed(resource)
        if claim is None or words is None:
            continue
        checked += tables.count(resource.name)
        figure, printed = f"e.{quoted(claim[0])}", f"e.{quoted(words)}"
        key = f"e.{quoted(resource.primary_key[0])}"
        found = tables.query(
            f"SELECT e.{quoted(ROW)}, {printed}, f.figure, f.printed FROM {quoted(resource.name)} "
            f"e JOIN {figures(tables, claim[1])} f ON {figure} = f.figure "
            f"WHERE {printed} <> f.printed AND NOT ({_is_a_place(tables, key, figure, printed)}) "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                words,
                rule,
                f'"{told}" found; expected "{there}", as {of} is printed, or the words of one of '
                "the places of the erratum at that figure; mend the words, the figure or a place",
            )
            for row, told, of, there in found
        ]
    return Finding(checked, "errata", tuple(issues))


def _is_a_place(tables: Tables, erratum: str, figure: str, printed: str) -> str:
    """Give the SQL that tells whether a place of an erratum has its figure and its words."""
    among = []
    for resource, field in _places(tables):
        claim, words = ledger_of(tables.publication, resource), _printed(resource)
        if claim is not None and words is not None:
            among.append(
                f"EXISTS (SELECT 1 FROM {quoted(resource.name)} p WHERE p.{quoted(field)} = "
                f"{erratum} AND p.{quoted(words)} = {printed} "
                f"AND coalesce(p.{quoted(claim[0])}, {figure}) = {figure})"
            )
    return " OR ".join(among) or "false"


def places_name_the_figures_that_they_quote(tables: Tables) -> Finding:
    """Let a place that quotes figures of its page name one, or the one before (chain of trust)."""
    rule = places_name_the_figures_that_they_quote.__name__
    checked, issues = 0, list[Issue]()
    for resource, _ in _places(tables):
        claim, words = ledger_of(tables.publication, resource), _printed(resource)
        page = place_field(resource, "page")
        if claim is None or words is None or page is None:
            continue
        checked += tables.count(resource.name)
        named, printed = f"p.{quoted(claim[0])}", f"p.{quoted(words)}"
        ledger, nth = figures(tables, claim[1]), quoted(ROW)
        quoted_there = (
            f"SELECT p.{quoted(ROW)} AS row, {printed} AS words, {named} AS named, n.{nth} AS nth, "
            f"list(f.figure ORDER BY f.{nth}) AS figures, list(f.{nth}) AS places "
            f"FROM {quoted(resource.name)} p JOIN {ledger} f ON p.{quoted(page.name)} = f.page "
            f"AND f.{quoted('figureClass')} NOT IN ('reference', 'qualifier') "
            f"AND length(f.printed) > {_BARE} "
            f"AND contains({printed}, f.printed) LEFT JOIN {ledger} n ON n.figure = {named} "
            "GROUP BY ALL"
        )
        found = tables.query(
            f"SELECT row, words, named, figures FROM ({quoted_there}) WHERE nth IS NULL OR NOT "
            "list_bool_or(list_transform(places, lambda place: nth = place OR nth = place - 1)) "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                claim[0],
                rule,
                f'{told or "no figure"} found; "{quote}" quotes {", ".join(there)}; expected a '
                "figure that the words quote; name it, or mend the words",
            )
            for row, quote, told, there in found
        ]
    return Finding(checked, "places", tuple(issues))


def places_are_counted_from_one(tables: Tables) -> Finding:
    """Count the places of an erratum and the pairs of a statement from one (chain of trust)."""
    rule = places_are_counted_from_one.__name__
    checked, issues = 0, list[Issue]()
    for resource, owner, number in _numbered(tables):
        checked += tables.count(resource.name)
        value = f"TRY_CAST({quoted(number)} AS INTEGER)"
        found = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(number)}, nth FROM (SELECT *, {value} AS value, "
            f"dense_rank() OVER (PARTITION BY {quoted(owner)} ORDER BY {value}) AS nth "
            f"FROM {quoted(resource.name)}) WHERE value <> nth ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                number,
                rule,
                f"{told} found; expected {nth}: they are counted 1, 2, 3; mend the number",
            )
            for row, told, nth in found
        ]
    return Finding(checked, "numbers", tuple(issues))


def _numbered(tables: Tables) -> Iterator[tuple[Resource, str, str]]:
    """List the tables that count places or pairs: whose they are, and the number."""
    for resource, field in _places(tables):
        owned = [f for f in resource.primary_key if f != field]
        yield from ((resource, field, number) for number in owned if _counts(resource, number))
    for resource in tables.publication.of_role(Role.ENTITIES):
        pair = property_field(resource, iris.DEF + "pair")
        statement = property_field(resource, iris.DEF + "ofStatement")
        if pair is not None and statement is not None:
            yield resource, statement.name, pair.name


def _counts(resource: Resource, name: str) -> bool:
    return resource.field(name).type == "integer"


def _places(tables: Tables) -> Iterator[tuple[Resource, str]]:
    """List the tables of places, with the field that names the erratum."""
    for resource in tables.publication.of_role(Role.ENTITIES):
        if resource.descriptor["coesa"].get("class") == ERRATUM_PLACE:
            for key in resource.foreign_keys:
                if tables.publication.resource(key.resource).role is Role.ERRATA:
                    yield resource, key.fields[0]


def _printed(resource: Resource) -> str | None:
    field = property_field(resource, iris.DEF + "printed")
    return field.name if field else None
