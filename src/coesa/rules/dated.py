"""Rules on acts and events: number and date are those of the figures that print them."""

from collections.abc import Iterator
from datetime import date

from coesa import iris
from coesa.model import Field, FieldRole, Finding, Issue, Resource, Role
from coesa.numbers import NUMERAL
from coesa.rules.ledger import figures
from coesa.rules.places import path_of, property_field
from coesa.statements import DCT, ELI
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

_DAY = 3
"""Numbers that a whole date is made of: year, month, day."""


def dates_are_those_of_their_figures(tables: Tables) -> Finding:
    """Let a date have the day, month and year that its figure prints (chain of trust)."""
    rule = dates_are_those_of_their_figures.__name__
    checked, issues = 0, list[Issue]()
    for resource, source, column in _dated(tables):
        found = tables.query(source)
        checked += len(found)
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                column,
                rule,
                f'{told} found; expected the date of {figure}, printed "{printed}"; mend the date '
                "or the figure",
            )
            for row, told, figure, printed in found
            if not _is_the_date(told, printed or "")
        ]
    return Finding(checked, "dates", tuple(issues))


def _is_the_date(told: str, printed: str) -> bool:
    """Tell whether a printed date, or what is printed of it, is a date or a year.

    >>> [_is_the_date("2022-04-11", p) for p in ("11/04/2022", "11/04", "11 April", "2022")]
    [True, True, True, True]
    >>> _is_the_date("2022-04-11", "12/04/2022"), _is_the_date("2021", "162/2021")
    (False, True)
    """
    parts = [int(numeral) for numeral in NUMERAL.findall(told)]
    numbers = [int(numeral) for numeral in NUMERAL.findall(printed)]
    if len(parts) < _DAY:
        return all(part in numbers for part in parts)
    is_a_day = _is_a_day(told)
    return is_a_day and all(numbers.count(n) <= parts.count(n) for n in numbers)


def _is_a_day(told: str) -> bool:
    try:
        date.fromisoformat(told)
    except ValueError:
        return False
    return True


def _dated(tables: Tables) -> Iterator[tuple[Resource, str, str]]:
    """List the tables whose rows name the figure of a date: their own, or that of their subject."""
    for resource in tables.publication.resources:
        claim = _claim(tables, resource, "dateFigure")
        if claim is None:
            continue
        figure, ledger = claim
        own = property_field(resource, DCT + "date")
        joined, dated, place = "", own, figure.name
        if own is None and resource.role is Role.LINKS:
            (subject,) = resource.fields_of(FieldRole.SUBJECT)
            for key in (k for k in resource.foreign_keys if k.fields == (subject.name,)):
                dated = property_field(tables.publication.resource(key.resource), DCT + "date")
                same = f"s.{quoted(key.reference[0])} = t.{quoted(subject.name)}"
                joined = f"JOIN {quoted(key.resource)} s ON {same}"
        if dated is not None:
            told = f"{'s' if joined else 't'}.{quoted(dated.name)}"
            yield (
                resource,
                f"SELECT t.{quoted(ROW)}, {told}, f.figure, f.printed FROM "
                f"{quoted(resource.name)} t {joined} JOIN {figures(tables, ledger)} f "
                f"ON t.{quoted(figure.name)} = f.figure WHERE {told} IS NOT NULL "
                "ORDER BY 1",
                place if joined else dated.name,
            )


def numbers_of_acts_are_those_of_their_figures(tables: Tables) -> Finding:
    """Let the number of an act be in the figure that prints it (chain of trust)."""
    rule = numbers_of_acts_are_those_of_their_figures.__name__
    checked, issues = 0, list[Issue]()
    for resource in tables.publication.resources:
        number = property_field(resource, ELI + "number")
        claim = _claim(tables, resource, "numberFigure")
        if number is None or claim is None:
            continue
        found = tables.query(
            f"SELECT t.{quoted(ROW)}, t.{quoted(number.name)}, f.figure, f.printed "
            f"FROM {quoted(resource.name)} t JOIN {figures(tables, claim[1])} f "
            f"ON t.{quoted(claim[0].name)} = f.figure "
            f"WHERE t.{quoted(number.name)} IS NOT NULL ORDER BY 1"
        )
        checked += len(found)
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                number.name,
                rule,
                f'"{told}" found; expected the number that {figure} prints, "{printed}"; mend the '
                "number or the figure",
            )
            for row, told, figure, printed in found
            if not _begins(NUMERAL.findall(told), NUMERAL.findall(printed or ""))
        ]
    return Finding(checked, "numbers of acts", tuple(issues))


def _begins(numerals: list[str], printed: list[str]) -> bool:
    return numerals == printed[: len(numerals)]


def words_hold_the_figures_that_they_name(tables: Tables) -> Finding:
    """Let the quoted words of an act or event hold its number and date (chain of trust)."""
    rule = words_hold_the_figures_that_they_name.__name__
    checked, issues = 0, list[Issue]()
    for resource in tables.publication.resources:
        printed = property_field(resource, iris.DEF + "printed")
        for property_name in ("numberFigure", "dateFigure"):
            claim = _claim(tables, resource, property_name)
            if printed is None or claim is None:
                continue
            words = f"t.{quoted(printed.name)}"
            found = tables.query(
                f"SELECT t.{quoted(ROW)}, {words}, f.figure, f.printed, contains({words}, "
                f"f.printed) FROM {quoted(resource.name)} t JOIN {figures(tables, claim[1])} f "
                f"ON t.{quoted(claim[0].name)} = f.figure "
                f"WHERE {words} IS NOT NULL ORDER BY 1"
            )
            checked += len(found)
            issues += [
                Issue(
                    path_of(tables.publication, resource.name),
                    row,
                    printed.name,
                    rule,
                    f'"{told}" found; expected "{token}" in it, which is {figure}; mend the words '
                    "or the figure",
                )
                for row, told, figure, token, holds in found
                if not holds
            ]
    return Finding(checked, "named figures", tuple(issues))


def _claim(tables: Tables, resource: Resource, property_name: str) -> tuple[Field, str] | None:
    """Tell the field that states a figure by a property, and the ledger that it stands in."""
    field = property_field(resource, iris.DEF + property_name)
    for key in resource.foreign_keys if field is not None else ():
        target = tables.publication.resource(key.resource)
        if field is not None and key.fields == (field.name,) and target.role is Role.LEDGER:
            return field, key.resource
    return None
