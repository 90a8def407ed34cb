"""Rules on single cells: filled where they must be, and of their type."""

from coesa import iris
from coesa.figures import PATTERN as FIGURE
from coesa.model import Field, Finding, Issue, Publication, Resource
from coesa.rules.minted import is_absolute
from coesa.rules.places import broken_cells, path_of
from coesa.statements import Node, names_figures, statements
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_WHOLE_DIGITS = 18
"""So that a sum over any table fits a decimal of 38 digits with nine of them after the point."""

_WANTED = {
    "number": "a number such as 1234.5: a point, no exponent, no grouping, no closing zeros",
    "integer": "an integer such as 1234, without grouping",
    "date": "a day that exists, such as 2022-12-31",
    "boolean": "true or false",
}


def required_cells_are_filled(tables: Tables) -> Finding:
    """Fill every cell of a required field (Table Schema: constraints.required)."""
    rule = required_cells_are_filled.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        fields = [f.name for f in resource.columns if f.required or f.name in resource.primary_key]
        checked += tables.count(name) * len(fields)
        conditions = {f: f"{quoted(f)} IS NULL" for f in fields}
        message = "the cell is empty; expected a value; fill it, or use _T, _U or _Z in a dimension"
        issues += [
            Issue(path_of(publication, name), cell.row, cell.column, rule, message)
            for cell in broken_cells(tables, name, conditions)
        ]
    return Finding(checked, "cells", tuple(issues))


def cells_fit_their_type(tables: Tables) -> Finding:
    """Write numbers, integers, dates and booleans in one way (Table Schema: types; XSD 1.1)."""
    rule = cells_fit_their_type.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        fields = {f.name: f for f in resource.fields if f.type in _WANTED}
        checked += tables.count(name) * len(fields)
        conditions = {f.name: _misfit(f) for f in fields.values()}
        issues += [
            Issue(
                path_of(publication, name),
                cell.row if fields[cell.column].constant is None else 0,
                cell.column,
                rule,
                f'"{cell.value}" found; expected {_wanted(fields[cell.column])}; write it so',
            )
            for cell in broken_cells(tables, name, conditions)
        ]
    return Finding(checked, "cells", tuple(issues))


def _wanted(field: Field) -> str:
    decimals = f", at most {field.scale} decimals" if field.type == "number" else ""
    return _WANTED[field.type] + decimals


def _misfit(field: Field) -> str:
    """Give the SQL condition that is true for a cell that does not fit its type."""
    cell = quoted(field.name)
    match field.type:
        case "number":
            fits = f"regexp_full_match({cell}, {text(_number(field.scale))}) AND {cell} <> '-0'"
        case "integer":
            fits = f"regexp_full_match({cell}, '0|-?[1-9][0-9]{{0,{_WHOLE_DIGITS - 1}}}')"
        case "date":
            fits = (
                f"regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
                f"AND TRY_CAST({cell} AS DATE) IS NOT NULL"
            )
        case _:
            fits = f"{cell} IN ('true', 'false')"
    return f"{cell} IS NOT NULL AND NOT ({fits})"


def _number(scale: int) -> str:
    """Give the pattern of a canonical decimal with so many decimals at most, in one expression."""
    decimals = rf"(\.[0-9]{{0,{scale - 1}}}[1-9])?" if scale else ""
    return rf"-?(0|[1-9][0-9]{{0,{_WHOLE_DIGITS - 1}}}){decimals}"


def notations_are_legal(tables: Tables) -> Finding:
    """Write whatever enters an IRI in unreserved characters (RFC 3986, section 2.3)."""
    rule = notations_are_legal.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        fields = _fields_in_iris(tables, name)
        checked += tables.count(name) * len(fields)
        patterns = {f: _notation(publication, resource, resource.field(f)) for f in fields}
        conditions = {
            f: f"NOT regexp_full_match({quoted(f)}, {text(pattern)})"
            for f, pattern in patterns.items()
        }
        issues += [
            Issue(
                path_of(publication, name),
                cell.row if resource.field(cell.column).constant is None else 0,
                cell.column,
                rule,
                f'"{cell.value}" is no notation; {_SPELLED[patterns[cell.column]]}; write it so',
            )
            for cell in broken_cells(tables, name, conditions)
        ]
    return Finding(checked, "notations", tuple(issues))


_SPELLED = {
    iris.NOTATION.pattern: (
        "expected letters a-z, digits and . _ ~ -, beginning with a letter, a digit or _"
    ),
    FIGURE: "expected document, page and ordinal of the figure, such as report-2023/p05-012",
}


def _notation(publication: Publication, resource: Resource, field: Field) -> str:
    """Give the pattern of what enters an IRI: a notation, or the name of a figure."""
    return FIGURE if names_figures(publication, resource, field) else iris.NOTATION.pattern


def _fields_in_iris(tables: Tables, name: str) -> tuple[str, ...]:
    """List the fields whose cells become steps of an IRI."""
    resource = tables.publication.resource(name)
    whole = {f"{{{f.name}}}" for f in resource.fields if f.is_iri}
    used: dict[str, None] = {}
    for statement in statements(tables.publication, name):
        used |= dict.fromkeys(iris.variables(statement.subject))
        if isinstance(statement.object, Node) and statement.object.template not in whole:
            used |= dict.fromkeys(iris.variables(statement.object.template))
    return tuple(used)


def iri_cells_are_iris(tables: Tables) -> Finding:
    """Let a field of format uri hold absolute IRIs (RFC 3987; Table Schema: format uri)."""
    rule = iri_cells_are_iris.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        for field in resource.fields:
            if not field.is_iri:
                continue
            checked += tables.count(name)
            found = tables.query(
                f"SELECT {quoted(field.name)}, min({quoted(ROW)}) FROM {quoted(name)} "
                f"WHERE {quoted(field.name)} IS NOT NULL GROUP BY 1 ORDER BY 2"
            )
            issues += [
                Issue(
                    path_of(publication, name),
                    row,
                    field.name,
                    rule,
                    f'"{value}" is no absolute IRI; expected one such as '
                    "https://example.org/x; mend it",
                )
                for value, row in found
                if not is_absolute(value)
            ]
    return Finding(checked, "cells", tuple(issues))
