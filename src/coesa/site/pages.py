"""The pages that are about no node: method, glossary, checks, downloads and the like."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from coesa.dcat.referred import document_iris
from coesa.iris import (
    DEF,
    NOT_APPLICABLE,
    NOT_PRINTED,
    TOTAL,
)
from coesa.language import Language
from coesa.locales import language_name, written_date
from coesa.media_types import MEDIA_TYPES
from coesa.model import Role
from coesa.rdf import PREFIXES
from coesa.report import held
from coesa.site.addresses import PAGES, SHARED, page
from coesa.site.citations import citations
from coesa.site.home import topics
from coesa.site.lists import lists
from coesa.site.model import Page, Site
from coesa.site.nodes import CONCEPT, DESCRIPTIONS
from coesa.site.servers import FOLDER as SERVERS
from coesa.site.servers import W3ID
from coesa.statements import SKOS

LATEST = "download/latest/"

Values = Callable[[Site, Language], dict[str, Any]]

DIMENSION_STATISTIC = DEF + "dimension/statistic"
_SIGNS = (TOTAL, NOT_APPLICABLE, NOT_PRINTED)


def pages(site: Site, language: Language) -> Iterator[Page]:
    """Make every page that is about no node, but for those with a file of their own."""
    words = language.words["site"]
    for name, values in _VALUES.items():
        yield Page(
            address=PAGES + name,
            language=language,
            title=words[f"nav-{name}"],
            description=words[f"{name}-description"],
            template=f"{name}.html",
            values=values(site, language),
        )


def _method(site: Site, language: Language) -> dict[str, Any]:
    statistics = _used(site, DIMENSION_STATISTIC)
    return {
        "statistics": statistics,
        "descriptions": DESCRIPTIONS,
        "documents": [
            (document_iris(site.publication)[d.notation], d) for d in site.publication.documents
        ],
        "ruled_out": [_ruled_out(site, iri) for iri in site.nodes.of_type(DEF + "NotComputable")],
        "reasons": (SKOS + "note", *DESCRIPTIONS),
        "date": lambda day: written_date(day, language.tag),
    }


def _used(site: Site, dimension: str) -> list[str]:
    """List the concepts that observations have for a dimension."""
    used = {
        value.value for stated in site.nodes.stated.values() for value in stated.get(dimension, ())
    }
    return sorted(used)


def _ruled_out(site: Site, iri: str) -> dict[str, Any]:
    nodes = site.nodes
    return {
        "iri": iri,
        "figures": [v.value for v in nodes.values(iri, DEF + "firstFigure", DEF + "secondFigure")],
        "operation": nodes.one(iri, DEF + "ruledOut"),
    }


def _glossary(site: Site, language: Language) -> dict[str, Any]:
    """List the concepts that are defined, by their labels."""
    nodes = site.nodes
    entries = [
        (nodes.label(iri, language), iri, nodes.text(iri, language, *DESCRIPTIONS))
        for iri in nodes.of_type(CONCEPT)
        if nodes.text(iri, language, *DESCRIPTIONS)
    ]
    return {"entries": sorted(entries, key=lambda e: (e[0].casefold(), e[1]))}


def _checks(site: Site, language: Language) -> dict[str, Any]:
    words = language.words
    return {
        "rules": [
            (words["rules"][entry.name], words["counted"][found.counted], found.checked)
            for entry, found in held(site.publication, site.validation)
        ],
        "issues": len(site.validation.issues),
        "errata_list": site.nodes.of_type(DEF + "Erratum"),
        "printed": DEF + "printed",
        "corrected": DEF + "corrected",
    }


def _cite(site: Site, language: Language) -> dict[str, Any]:
    publication = site.publication
    address = publication.descriptor.get("id", publication.base)
    title = language.of(publication.titles)
    return {"citations": list(citations(publication, language, title, address))}


def _downloads(site: Site, language: Language) -> dict[str, Any]:
    """List the files by what they hold, with rows, size and digest."""
    tables = []
    for resource in site.publication.resources:
        files = [p for p in site.written if p.rpartition("/")[2].partition(".")[0] == resource.name]
        files = [p for p in files if not p.startswith("portals/")]
        offered = [_file(site, p) for p in files if p.endswith((".csv", ".ttl"))]
        if offered:
            is_cube = resource.role is Role.CUBE
            tables.append(
                {
                    "title": language.of(resource.titles),
                    "description": language.of(resource.descriptions),
                    "rows": site.tables.count(resource.name),
                    "files": offered,
                    "stem": f"{LATEST}{resource.name}" if is_cube else None,
                }
            )
    office = [p for p in site.written if p.startswith("office/") and p.count("/") == 1]
    # The workbook first: most who come here look for it.
    whole = [_file(site, p) for p in sorted(office, key=lambda path: not path.endswith(".xlsx"))]
    whole += [_file(site, p) for p in site.written if p in _WHOLE]
    licence = site.publication.catalogue["license"]
    return {
        "tables": tables,
        "whole": whole,
        "zip": site.publication.archive,
        "licence": (licence["iri"], language.of(licence["name"])),
    }


_WHOLE = ("rdf/all.nt", "datapackage/datapackage.json", "rdf/catalog.ttl", "rdf/catalog.jsonld")


def _file(site: Site, path: str) -> dict[str, Any]:
    written = site.written[path]
    return {
        "path": path,
        "size": written.size,
        "sha256": written.sha256,
        "kind": _kind(path),
        "spoken": language_name(found[1]) if (found := _LOCALISED.match(path)) else None,
    }


def _portal_files(site: Site) -> list[str]:
    """List the files for portals, the catalogue first."""
    own = [path for path in site.written if path.startswith(_FOR_PORTALS)]
    return sorted(own, key=lambda path: (not path.startswith("rdf/"), path))


def _kind(path: str) -> str:
    """Tell for whom a file is, by a name that the words of a language have."""
    if path.endswith("/datapackage.json"):
        return "datapackage"
    return "localised" if _LOCALISED.match(path) else path.rpartition(".")[2]


_LOCALISED = re.compile(r"office/csv-([a-z]+)/")
"""Where files lie that are for spreadsheets in a language."""


def _licence(site: Site, language: Language) -> dict[str, Any]:
    key = site.publication.catalogue
    return {
        "licence_iri": key["license"]["iri"],
        "licence_name": language.of(key["license"]["name"]),
        "legal": language.of(key["legalBasis"]),
        "provenance": language.of(key["provenance"]),
        "publisher": key["publisher"]["name"],
        "holder": key["rightsHolder"]["name"],
    }


def _versions(site: Site, language: Language) -> dict[str, Any]:
    publication = site.publication
    return {
        "version": publication.version,
        "created": written_date(publication.created, language.tag),
        "notes": language.of(publication.catalogue.get("versionNotes", {})),
    }


def _accessibility(site: Site, _: Language) -> dict[str, Any]:
    return {"contact": site.publication.catalogue.get("contactPoint", {}).get("email")}


def _developers(site: Site, _: Language) -> dict[str, Any]:
    publication = site.publication
    cube = next((r.name for r in publication.resources if r.role.value == "cube"), None)
    return {
        "cube": cube,
        "base": publication.base,
        "prefixes": {k: v for k, v in PREFIXES.items() if k in ("qb", "skos", "prov", "dcat")},
    }


def _portals(site: Site, _: Language) -> dict[str, Any]:
    files = [_file(site, p) for p in _portal_files(site)]
    groups: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        if not file["path"].startswith(_VOCABULARIES):
            groups.setdefault(file["path"].split("/")[-2], []).append(file)
    return {
        "groups": groups,
        "vocabularies": [f for f in files if f["path"].startswith(_VOCABULARIES)],
        "zip": site.publication.archive,
    }


def _servers(site: Site, language: Language) -> dict[str, Any]:
    """Show with an example what a server answers, and where its rules are."""
    concepts = [a for iri, a in site.addresses.of.items() if CONCEPT in site.nodes.types(iri)]
    own = [a for a in concepts if not a.startswith(SHARED)] or concepts
    example = next((site.addresses.of[iri] for iri in topics(site)), own[0])
    asked = [("text/html", page(example, language.tag))]
    asked += [(MEDIA_TYPES[form], f"{example}.{form}") for form in ("ttl", "jsonld")]
    is_redirected = site.address and site.publication.base.startswith(W3ID)
    w3id = f"{SERVERS}w3id.htaccess" if is_redirected else None
    return {"example": example, "asked": asked, "w3id": w3id}


_FOR_PORTALS = ("rdf/catalog", "rdf/void", "portals/")
_VOCABULARIES = "portals/assets/controlled-vocabularies/"

_VALUES: dict[str, Values] = {
    "method": _method,
    "lists": lists,
    "glossary": _glossary,
    "checks": _checks,
    "cite": _cite,
    "downloads": _downloads,
    "licence": _licence,
    "versions": _versions,
    "accessibility": _accessibility,
    "developers": _developers,
    "portals": _portals,
    "servers": _servers,
    "search": lambda _site, _language: {},
    "missing": lambda _site, _language: {},
}
