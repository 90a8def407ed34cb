"""RO-Crate: the whole of `dist/` as a research object, described at its root."""

from collections.abc import Iterable
from typing import Any

from coesa.media_types import MEDIA_TYPES
from coesa.model import Distribution, Publication
from coesa.portals.said import first, page, without_nothing, written
from coesa.portals.schema_org import temporal

PATH = "ro-crate-metadata.json"
"""Where the specification wants it: at the root of what it describes."""

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"

CATALOGUES = (
    "rdf/catalog.ttl",
    "rdf/vocabularies.ttl",
    "rdf/void.ttl",
    "report/validation.json",
)
"""What stands in the crate beside the data: what they are, and what was checked."""


def ro_crate(publication: Publication, distributions: Iterable[Distribution]) -> dict[str, bytes]:
    """Describe the data, whose they are and where they come from (RO-Crate 1.1)."""
    key = publication.catalogue
    agents = {
        key[role]["iri"]: key[role]
        for role in ("publisher", "creator", "rightsHolder")
        if role in key
    }
    files = [_file(publication, distribution) for distribution in distributions]
    files += [
        {
            "@id": path,
            "@type": "File",
            "name": path,
            "encodingFormat": MEDIA_TYPES[path.rpartition(".")[2]],
        }
        for path in CATALOGUES
    ]
    graph = [
        {
            "@id": PATH,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": PROFILE},
        },
        _root(publication, files),
        _licence(publication),
        *(_agent(publication, agents[iri]) for iri in sorted(agents)),
        *_contacts(publication),
        *_documents(publication),
        *files,
    ]
    return {PATH: written({"@context": CONTEXT, "@graph": graph})}


def _root(publication: Publication, files: Iterable[dict[str, Any]]) -> dict[str, Any]:
    key = publication.catalogue
    return without_nothing(
        {
            "@id": "./",
            "@type": "Dataset",
            "name": first(publication, publication.titles),
            "description": first(publication, publication.descriptions),
            "identifier": str(publication.descriptor.get("id", publication.base)),
            "url": page(publication),
            "version": publication.version,
            "datePublished": key["issued"],
            "dateModified": key["modified"],
            "inLanguage": list(publication.languages),
            "license": {"@id": key["license"]["iri"]},
            "author": {"@id": key.get("creator", key["publisher"])["iri"]},
            "publisher": {"@id": key["publisher"]["iri"]},
            "keywords": [k for words in publication.keywords.values() for k in words],
            "temporalCoverage": temporal(publication),
            "isBasedOn": _single([{"@id": f"#{d.notation}"} for d in publication.documents]),
            "hasPart": [{"@id": file["@id"]} for file in files],
        }
    )


def _single(values: list[dict[str, str]]) -> Any:
    """Write a single value without a list around it (RO-Crate 1.1, JSON-LD)."""
    return values[0] if len(values) == 1 else values


def _licence(publication: Publication) -> dict[str, Any]:
    licence = publication.catalogue["license"]
    name = first(publication, licence["name"])
    return {
        "@id": licence["iri"],
        "@type": "CreativeWork",
        "name": name,
        "description": name,
        "url": licence["iri"],
    }


def _agent(publication: Publication, agent: dict[str, str]) -> dict[str, Any]:
    contact = {"@id": _mail(publication)} if "contactPoint" in publication.catalogue else None
    return without_nothing(
        {
            "@id": agent["iri"],
            "@type": "Organization",
            "name": agent["name"],
            "url": agent["iri"],
            "contactPoint": contact if agent == publication.catalogue["publisher"] else None,
        }
    )


def _contacts(publication: Publication) -> list[dict[str, Any]]:
    contact = publication.catalogue.get("contactPoint")
    if contact is None:
        return []
    entity = {
        "@id": _mail(publication),
        "@type": "ContactPoint",
        "name": contact["name"],
        "email": contact["email"],
        "url": contact.get("url"),
    }
    return [without_nothing(entity)]


def _mail(publication: Publication) -> str:
    return f"mailto:{publication.catalogue['contactPoint']['email']}"


def _documents(publication: Publication) -> list[dict[str, Any]]:
    return [
        {
            "@id": f"#{document.notation}",
            "@type": "CreativeWork",
            "name": first(publication, document.titles),
            "inLanguage": document.language,
        }
        for document in publication.documents
    ]


def _file(publication: Publication, distribution: Distribution) -> dict[str, Any]:
    return {
        "@id": distribution.path,
        "@type": "File",
        "name": first(publication, distribution.titles),
        "encodingFormat": distribution.media_type,
        "contentSize": str(distribution.size),
        "sha256": distribution.sha256,
        "license": {"@id": publication.catalogue["license"]["iri"]},
    }
