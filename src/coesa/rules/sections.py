"""Rules on where things stand: pages and sections agree, whichever table tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa import iris
from coesa.model import Field, FieldRole, Finding, Issue, Resource, Role
from coesa.rules.ledger import figures, ledgers
from coesa.rules.places import LISTED, path_of, property_field
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_NUMBER = "section-number"
"""The reason of a figure that is the number of a section."""


def sections_begin_at_their_numbers(tables: Tables) -> Finding:
    """Let a section begin where its number is printed, and none come back (chain of trust).

    In a document without numbered sections it is enough that none comes back.
    """
    rule = sections_begin_at_their_numbers.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        checked += tables.count(name)
        resource = tables.publication.resource(name)
        section = place_field(resource, "section")
        assert section is not None, "a rule on the descriptor sees to it"
        for row, found, before, returns in _turns(tables, name):
            message = (
                f'section "{found}" comes back after "{before}"; expected each in one piece, in '
                "the order of reading; mend the section"
                if returns
                else f'section "{found}" begins after "{before}" without its number; expected a '
                f'figure "{found}" there, with the reason {_NUMBER}; mend the section or the '
                f'figure (tables and page numbers are in the section around them, "{before}")'
            )
            issues.append(Issue(path, row, section.name, rule, message))
        for row, number in _unbegun(tables, name):
            message = (
                f'"{number}" is the number of a section, and no section begins there; expected '
                "the section of the figure to be its number; mend the section, or the reason"
            )
            issues.append(Issue(path, row, section.name, rule, message))
    return Finding(checked, "figures", tuple(issues))


def _unbegun(tables: Tables, name: str) -> list[tuple[int, str]]:
    """Find the numbers of sections that no section has, where sections have their numbers."""
    source = figures(tables, name)
    number = f"reason = {text(_NUMBER)}"
    return tables.query(
        f"SELECT {quoted(ROW)}, printed FROM {source} n WHERE {number} "
        f"AND EXISTS (SELECT 1 FROM {source} WHERE {number} AND section = printed) "
        f"AND NOT EXISTS (SELECT 1 FROM {source} o WHERE o.section = n.printed "
        f"AND o.document = n.document) ORDER BY 1 LIMIT {LISTED}"
    )


def _turns(tables: Tables, name: str) -> list[tuple[int, str, str | None, bool]]:
    """Find the figures at which the section changes and should not."""
    source, row = figures(tables, name), quoted(ROW)
    begins = f"coalesce(reason = {text(_NUMBER)} AND section = printed, false)"
    # In the order of the file nothing is sorted; what is sorted by document then, is short.
    beside = (
        f"SELECT {row}, document, section, {begins} AS begins, lag(document) OVER () AS "
        f"document_before, lag(section) OVER () AS section_before FROM {source}"
    )
    turns = (
        f"SELECT * FROM ({beside}) WHERE document IS DISTINCT FROM document_before "
        "OR section IS DISTINCT FROM section_before"
    )
    return tables.query(
        f"SELECT {row}, section, before, nth > 1 FROM (SELECT *, "
        f"row_number() OVER (PARTITION BY document, section ORDER BY {row}) AS nth, "
        f"lag(section) OVER (PARTITION BY document ORDER BY {row}) AS before, "
        f"document IN (SELECT document FROM {source} WHERE {begins}) AS numbered FROM ({turns})) "
        f"WHERE before IS NOT NULL AND section <> before AND (nth > 1 OR (numbered AND NOT begins"
        f")) ORDER BY 1 LIMIT {LISTED}"
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A table whose rows tell where in the document they stand."""

    resource: Resource
    page: Field
    section: Field


def placed(tables: Tables) -> Iterator[Placed]:
    """List the tables that tell page and section, other than the ledgers."""
    for resource in tables.publication.resources:
        page, section = place_field(resource, "page"), place_field(resource, "section")
        if resource.role is not Role.LEDGER and page is not None and section is not None:
            yield Placed(resource, page, section)


def place_field(resource: Resource, name: str) -> Field | None:
    """Find the field that tells a page or a section: by its property, or as a key of that name."""
    keys = (f for f in resource.fields_of(FieldRole.KEY) if f.name == name)
    return property_field(resource, iris.DEF + name) or next(keys, None)


def rows_stand_where_their_figures_do(tables: Tables) -> Finding:
    """Give a row the page and the section of the figure that it names (chain of trust)."""
    rule = rows_stand_where_their_figures_do.__name__
    checked, issues = 0, list[Issue]()
    for table in placed(tables):
        name = table.resource.name
        for figure, ledger in _named_figures(tables, table.resource):
            checked += tables.count(name)
            for field, told in ((table.page, "page"), (table.section, "section")):
                found = tables.query(
                    f"SELECT t.{quoted(ROW)}, t.{quoted(field.name)}, f.{told}, f.figure "
                    f"FROM {quoted(name)} t JOIN {figures(tables, ledger)} f "
                    f"ON t.{quoted(figure)} = f.figure "
                    f"WHERE t.{quoted(field.name)} <> f.{told} ORDER BY 1 LIMIT {LISTED}"
                )
                issues += [
                    Issue(
                        path_of(tables.publication, name),
                        row,
                        field.name,
                        rule,
                        f"{told} {here} found; expected {there}, where {of} stands; mend one of "
                        "them",
                    )
                    for row, here, there, of in found
                ]
    return Finding(checked, "named figures", tuple(issues))


def _named_figures(tables: Tables, resource: Resource) -> Iterator[tuple[str, str]]:
    """List the fields of a table that name figures, and the ledger that they stand in."""
    for key in resource.foreign_keys:
        if len(key.fields) == 1 and tables.publication.resource(key.resource).role is Role.LEDGER:
            yield key.fields[0], key.resource


def sections_are_on_their_pages(tables: Tables) -> Finding:
    """Let a section be one of those that the ledger has on that page (chain of trust).

    That is one of a figure there, or the one that goes on from the page before.
    """
    rule = sections_are_on_their_pages.__name__
    checked, issues = 0, list[Issue]()
    for table in placed(tables):
        name, page, section = table.resource.name, table.page.name, table.section.name
        checked += tables.count(name)
        found = tables.query(
            f"SELECT t.{quoted(ROW)}, t.{quoted(page)}, t.{quoted(section)} FROM {quoted(name)} t "
            f"ANTI JOIN {_sections(tables)} s "
            f"ON t.{quoted(page)} = s.page AND t.{quoted(section)} = s.section "
            f"WHERE t.{quoted(page)} IS NOT NULL AND t.{quoted(section)} IS NOT NULL "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, name),
                row,
                section,
                rule,
                f'section "{there}" on page {at}, where the figures of the document have it not; '
                "expected a section of that page; mend the page or the section",
            )
            for row, at, there in found
        ]
    return Finding(checked, "places", tuple(issues))


def _sections(tables: Tables) -> str:
    """Give the SQL of every page with the sections on it."""
    pages = max((document.pages for document in tables.publication.documents), default=0)
    parts = []
    for name, _ in ledgers(tables):
        source = figures(tables, name)
        parts.append(f"SELECT page, section FROM {source}")
        # On the first lines of a page goes on what was the last section before it.
        parts.append(
            "SELECT CAST(p.number AS VARCHAR) AS page, arg_max(l.section, l.last) AS section "
            f"FROM range(2, {pages + 1}) p(number) JOIN {_last_sections(source)} l "
            "ON l.at < p.number GROUP BY p.number, l.document"
        )
    return f"({' UNION '.join(parts) or 'SELECT NULL AS page, NULL AS section WHERE false'})"


def _last_sections(source: str) -> str:
    """Give the SQL of the last section of every page of every document, and its last row."""
    row = quoted(ROW)
    return (
        f"(SELECT document, TRY_CAST(page AS INTEGER) AS at, arg_max(section, {row}) AS section, "
        f"max({row}) FILTER (section IS NOT NULL) AS last FROM {source} GROUP BY ALL)"
    )
