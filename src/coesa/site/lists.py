"""The page of lists: every table whose rows are things of their own, with its entries."""

from collections.abc import Iterator
from typing import Any

from coesa.iris import expand
from coesa.language import Language
from coesa.model import Resource, Role
from coesa.site.addresses import PAGES
from coesa.site.model import Site
from coesa.statements import subject_template

ADDRESS = PAGES + "lists"


def lists(site: Site, language: Language) -> dict[str, Any]:
    """List the entries of each table as the curator has put them, and the code lists."""
    return {
        "schemes": site.schemes,
        "tables": [
            (language.of(table.titles), language.of(table.descriptions), entries)
            for table in _listed(site)
            if (entries := _entries(site, table))
        ],
    }


def is_listed(site: Site, iri: str) -> bool:
    """Tell whether a node is an entry of a list on the page."""
    publication = site.publication
    starts = (subject_template(publication, t.name).partition("{")[0] for t in _listed(site))
    return iri.startswith(tuple(starts))


def _listed(site: Site) -> Iterator[Resource]:
    """Find the tables of things: a row that two codes name is a part of one, or a link."""
    for role in (Role.ENTITIES, Role.ERRATA):
        yield from (t for t in site.publication.of_role(role) if len(t.primary_key) == 1)


def _entries(site: Site, table: Resource) -> list[str]:
    template = subject_template(site.publication, table.name)
    (key,) = table.primary_key
    named = (expand(template, {key: row[key] or ""}) for row in site.tables.rows(table.name))
    return [iri for iri in named if iri in site.addresses]
