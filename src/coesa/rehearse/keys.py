"""Where a property of the catalogue comes from: the key of `datapackage.json`, and an example."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import rdflib
from rdflib.term import Node

from coesa.read import vocabulary_folder
from coesa.rehearse.subject import named, prefixed

KINDS = {
    "dcat:Catalog": "catalogue",
    "dcatapit:Catalog": "catalogue",
    "dcat:Dataset": "dataset",
    "dcatapit:Dataset": "dataset",
    "dcat:DatasetSeries": "series",
    "dcat:Distribution": "distribution",
    "dcatapit:Distribution": "distribution",
    "dct:LicenseDocument": "licence",
    "dct:PeriodOfTime": "period",
    "dcatapit:Organization": "contact",
    "vcard:Kind": "contact",
    "vcard:Organization": "contact",
    "dcatapit:Agent": "agent",
    "foaf:Agent": "agent",
}
"""Classes, in the order in which they tell what a node is."""

KEYS: Mapping[tuple[str, str], str] = {
    ("catalogue", "dct:title"): "coesa.catalogue.title",
    ("catalogue", "dct:description"): "coesa.catalogue.description",
    ("catalogue", "dct:publisher"): "coesa.catalogue.publisher",
    ("catalogue", "dct:modified"): "coesa.catalogue.modified",
    ("catalogue", "dct:issued"): "coesa.catalogue.issued",
    ("catalogue", "dct:language"): "coesa.languages",
    ("catalogue", "dct:license"): "coesa.catalogue.license",
    ("catalogue", "dct:spatial"): "coesa.catalogue.spatial",
    ("catalogue", "foaf:homepage"): "coesa.catalogue.homepage",
    ("dataset", "dct:identifier"): "coesa.catalogue.identifier",
    ("dataset", "dct:title"): "title",
    ("dataset", "dct:description"): "description",
    ("dataset", "dct:modified"): "coesa.catalogue.modified",
    ("dataset", "dct:issued"): "coesa.catalogue.issued",
    ("dataset", "dcat:theme"): "coesa.catalogue.themes",
    ("dataset", "dct:subject"): "coesa.catalogue.subjects",
    ("dataset", "dct:rightsHolder"): "coesa.catalogue.rightsHolder",
    ("dataset", "dct:publisher"): "coesa.catalogue.publisher",
    ("dataset", "dct:creator"): "coesa.catalogue.creator",
    ("dataset", "dct:accrualPeriodicity"): "coesa.catalogue.frequency",
    ("dataset", "dct:accessRights"): "coesa.catalogue.accessRights",
    ("dataset", "dct:spatial"): "coesa.catalogue.spatial",
    ("dataset", "dct:temporal"): "coesa.catalogue.temporal",
    ("dataset", "dct:language"): "coesa.languages",
    ("dataset", "dcat:contactPoint"): "coesa.catalogue.contactPoint",
    ("dataset", "dcat:landingPage"): "coesa.catalogue.landingPage",
    ("dataset", "dcat:keyword"): "keywords",
    ("dataset", "dcat:version"): "version",
    ("dataset", "owl:versionInfo"): "version",
    ("dataset", "adms:versionNotes"): "coesa.catalogue.versionNotes",
    ("distribution", "dcat:accessURL"): "coesa.catalogue.accessURL",
    ("distribution", "dcat:downloadURL"): "coesa.catalogue.downloadURL",
    ("distribution", "dcatap:availability"): "coesa.catalogue.availability",
    ("distribution", "dct:license"): "coesa.catalogue.license",
    ("distribution", "dct:rights"): "coesa.catalogue.legalBasis",
    ("distribution", "dct:issued"): "coesa.catalogue.issued",
    ("distribution", "dct:modified"): "coesa.catalogue.modified",
    ("licence", "dct:type"): "coesa.catalogue.license",
    ("licence", "foaf:name"): "coesa.catalogue.license",
    ("licence", "owl:versionInfo"): "coesa.catalogue.license",
    ("period", "dcat:startDate"): "coesa.catalogue.temporal",
    ("period", "dcat:endDate"): "coesa.catalogue.temporal",
    ("period", "dcatapit:startDate"): "coesa.catalogue.temporal",
    ("period", "dcatapit:endDate"): "coesa.catalogue.temporal",
    ("contact", "vcard:fn"): "coesa.catalogue.contactPoint",
    ("contact", "vcard:hasEmail"): "coesa.catalogue.contactPoint",
    ("contact", "vcard:hasURL"): "coesa.catalogue.contactPoint",
    ("agent", "dct:identifier"): "coesa.catalogue.publisher",
    ("agent", "dct:type"): "coesa.catalogue.publisher",
    ("agent", "foaf:name"): "coesa.catalogue.publisher",
}


def kind_of(graph: rdflib.Graph, node: Node) -> str:
    """Tell what a node of a catalogue is; empty if it is none of those that keys describe."""
    classes = {prefixed(str(c)) for c in graph.objects(node, rdflib.RDF.type)}
    found = next((kind for name, kind in KINDS.items() if name in classes), "")
    return found or _pointed_at(graph, node)


def key_of(kind: str, property_name: str) -> tuple[str, str]:
    """Give the key that a property comes from, and an example of it; empty where none is."""
    key = KEYS.get((kind, property_name), "")
    return key, example(key) if key else ""


@cache
def example(key: str) -> str:
    """Take the example of a key from the profile of descriptors, as JSON."""
    profile = json.loads((vocabulary_folder() / "profile.json").read_text("utf-8"))
    place: Any = profile
    for step in key.split("."):
        place = _resolved(profile, place)["properties"][step]
    given = place.get("examples") or _resolved(profile, place)["examples"]
    return json.dumps(given[0], ensure_ascii=False)


def _resolved(profile: Mapping[str, Any], place: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference inside the profile, where a place is one."""
    if "$ref" not in place:
        return place
    found: Any = profile
    for step in place["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _pointed_at(graph: rdflib.Graph, node: Node) -> str:
    """Tell what an untyped node should be, by what points at it."""
    pointers = {
        "dcat:dataset": "dataset",
        "dcat:distribution": "distribution",
        "dcat:contactPoint": "contact",
        "dct:publisher": "agent",
        "dct:rightsHolder": "agent",
        "dct:creator": "agent",
        "dct:license": "licence",
        "dct:temporal": "period",
    }
    return next((k for name, k in pointers.items() if (None, named(name), node) in graph), "")
