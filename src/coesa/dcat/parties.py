"""Who publishes, holds the rights and answers, and under which licence."""

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Triple

from coesa import rdf
from coesa.dcat.keys import given, part
from coesa.model import Publication


def parties(publication: Publication) -> Iterator[Triple]:
    """Describe the agents and the point of contact, which is a node of its own (DCAT-AP_IT)."""
    key = publication.catalogue
    for agent in given(key, "publisher", "rightsHolder", "creator"):
        yield from rdf.node(
            agent["iri"],
            ("foaf:Agent", "dcatapit:Agent"),
            [
                ("dct:identifier", rdf.literal(agent["identifier"])),
                ("foaf:name", rdf.literal(agent["name"])),
                *rdf.each("dct:type", given(agent, "type")),
            ],
        )
    for contact in given(key, "contactPoint"):
        yield from rdf.node(
            part(publication, "contact-point"),
            ("vcard:Kind", "vcard:Organization", "dcatapit:Organization"),
            [
                ("vcard:fn", rdf.literal(contact["name"])),
                ("vcard:hasEmail", f"mailto:{contact['email']}"),
                *rdf.each("vcard:hasURL", given(contact, "url")),
            ],
        )


def licence(licence: Mapping[str, Any]) -> Iterator[Triple]:
    """Describe the licence, so that a catalogue that does not know its IRI knows its name."""
    return rdf.node(
        licence["iri"],
        ("dct:LicenseDocument", "dcatapit:LicenseDocument"),
        [
            ("dct:type", licence["type"]),
            *rdf.in_languages("foaf:name", licence["name"]),
            ("owl:versionInfo", rdf.literal(licence["version"])),
        ],
    )
