"""Rules on what several tables tell of one thing: they agree, and tell it where it is named."""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa import iris
from coesa.model import Field, FieldRole, Finding, Issue, Resource, Role
from coesa.rules.ledger import figures
from coesa.rules.places import LISTED, ledger_of, path_of, property_field
from coesa.rules.sections import place_field
from coesa.statements import ADMS
from coesa.syntax import quoted
from coesa.tables import ROW, Tables


@dataclass(frozen=True, slots=True)
class Link:
    """A table of links that say something of the things of another table.

    Attributes:
        subject: the field that names the thing.
        things: the table of the things, and its key.
    """

    resource: Resource
    subject: str
    things: Resource
    key: str


def links(tables: Tables) -> Iterator[Link]:
    """List the tables of links whose subjects are rows of another table."""
    for resource in tables.publication.of_role(Role.LINKS):
        (subject,) = resource.fields_of(FieldRole.SUBJECT)
        for key in resource.foreign_keys:
            if key.fields == (subject.name,):
                things = tables.publication.resource(key.resource)
                yield Link(resource, subject.name, things, key.reference[0])


def tables_agree_on_what_they_both_state(tables: Tables) -> Finding:
    """Let a thing state of itself what the links of that property state (chain of trust)."""
    rule = tables_agree_on_what_they_both_state.__name__
    checked, issues = 0, list[Issue]()
    for link, own, stated in _stated_twice(tables):
        checked += tables.count(link.things.name)
        found = tables.query(
            f"SELECT t.{quoted(ROW)}, t.{quoted(own.name)} FROM {quoted(link.things.name)} t "
            f"SEMI JOIN {quoted(link.resource.name)} s "
            f"ON s.{quoted(link.subject)} = t.{quoted(link.key)} "
            f"ANTI JOIN {quoted(link.resource.name)} l "
            f"ON l.{quoted(link.subject)} = t.{quoted(link.key)} "
            f"AND l.{quoted(stated.name)} = t.{quoted(own.name)} "
            f"WHERE t.{quoted(own.name)} IS NOT NULL AND t.{quoted(own.name)} <> '_T' "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, link.things.name),
                row,
                own.name,
                rule,
                f'"{code}" found; expected what {link.resource.path} has of it too; mend one of '
                "them",
            )
            for row, code in found
        ]
    return Finding(checked, "rows", tuple(issues))


def _stated_twice(tables: Tables) -> Iterator[tuple[Link, Field, Field]]:
    for link in links(tables):
        for stated in link.resource.fields_of(FieldRole.PROPERTY):
            for own in link.things.stating(stated.property_iri or ""):
                yield link, own, stated


def things_are_told_of_where_they_are_named(tables: Tables) -> Finding:
    """Let what is told of a thing on a page be told where it is named (chain of trust).

    It holds for things whose wordings in the document have a table of links with their pages.
    """
    rule = things_are_told_of_where_they_are_named.__name__
    checked, issues = 0, list[Issue]()
    for link in links(tables):
        named = place_field(link.resource, "page")
        if named is None or not link.resource.fields_of(FieldRole.WORDING):
            continue
        for told in _tellings(tables, link):
            checked += tables.count(told.resource.name)
            found = tables.query(
                f"SELECT t.{quoted(ROW)}, t.{quoted(told.field)}, {told.page} "
                f"FROM {quoted(told.resource.name)} t {told.joined} "
                f"SEMI JOIN {quoted(link.resource.name)} s "
                f"ON s.{quoted(link.subject)} = t.{quoted(told.field)} "
                f"ANTI JOIN {quoted(link.resource.name)} n "
                f"ON n.{quoted(link.subject)} = t.{quoted(told.field)} "
                f"AND TRY_CAST(n.{quoted(named.name)} AS INTEGER) "
                f"- TRY_CAST({told.page} AS INTEGER) BETWEEN 0 AND {told.ahead} "
                f"WHERE {told.page} IS NOT NULL ORDER BY 1 LIMIT {LISTED}"
            )
            issues += [
                Issue(
                    path_of(tables.publication, told.resource.name),
                    row,
                    told.field,
                    rule,
                    f'"{code}" is told of on page {page}, and {link.resource.path} does not name '
                    "it there; expected a page where it is named; mend the code or the page, or "
                    "add the wording",
                )
                for row, code, page in found
            ]
    return Finding(checked, "rows", tuple(issues))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A table that tells of things on a page: its own page, or that of the figure it names.

    Attributes:
        ahead: how many pages later the thing may be named: the words at the foot of a page may
            tell of a list on the next, a figure stands beside the name.
    """

    resource: Resource
    field: str
    page: str
    joined: str
    ahead: int


def _tellings(tables: Tables, link: Link) -> Iterator[_Telling]:
    publication = tables.publication
    for resource in publication.resources:
        if resource == link.resource:
            continue
        keys = [k for k in resource.foreign_keys if k.resource == link.things.name]
        fields = [k.fields[0] for k in keys if len(k.fields) == 1]
        fields += [link.key] if resource == link.things else []
        page, claim = place_field(resource, "page"), ledger_of(publication, resource)
        for field in fields:
            if page is not None:
                yield _Telling(resource, field, f"t.{quoted(page.name)}", "", 1)
            elif claim is not None and resource.role is Role.CUBE:
                joined = f"JOIN {figures(tables, claim[1])} f ON t.{quoted(claim[0])} = f.figure"
                yield _Telling(resource, field, "f.page", joined, 0)


def words_have_one_status(tables: Tables) -> Finding:
    """Let words that tell a status tell the same one everywhere (chain of trust)."""
    rule = words_have_one_status.__name__
    checked, issues = 0, list[Issue]()
    for resource in tables.publication.of_role(Role.ENTITIES):
        printed = property_field(resource, iris.DEF + "printed")
        status = property_field(resource, ADMS + "status")
        if printed is None or status is None:
            continue
        checked += tables.count(resource.name)
        words = f"lower({quoted(printed.name)})"
        found = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(printed.name)}, {quoted(status.name)}, usual FROM "
            f"(SELECT *, mode({quoted(status.name)} ORDER BY {quoted(ROW)}) OVER "
            f"(PARTITION BY {words}) AS usual FROM {quoted(resource.name)}) "
            f"WHERE {quoted(status.name)} <> usual ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, resource.name),
                row,
                status.name,
                rule,
                f'"{there}" is "{code}" here and "{usual}" elsewhere; expected one status for the '
                "same words; mend the status, or quote words that tell the difference",
            )
            for row, there, code, usual in found
        ]
    return Finding(checked, "statuses", tuple(issues))
