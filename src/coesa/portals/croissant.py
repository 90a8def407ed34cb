"""Croissant: the tables as record sets, for those who load them into a program that learns."""

from collections.abc import Sequence
from typing import Any

from coesa.cite import citation
from coesa.datasets import vocabularies
from coesa.model import Distribution, Field, FieldRole, Publication, Resource, Role
from coesa.portals.said import FOLDER, address, first, page, without_nothing, written

PATH = f"{FOLDER}/croissant/croissant.json"
VERSION = "http://mlcommons.org/croissant/1.0"
TYPES = {
    "number": "sc:Float",
    "integer": "sc:Integer",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
"""Table Schema types with those of Croissant; whatever is not here is text."""

_CROISSANT = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty"),
    *("fileObject", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5"),
    *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace"),
    *("samplingRate", "separator", "source", "subField", "transform"),
)
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    **{name: f"cr:{name}" for name in _CROISSANT},
}
"""The context that the specification asks for (Croissant 1.0, appendix 1), less the language."""


def croissant(publication: Publication, distributions: Sequence[Distribution]) -> dict[str, bytes]:
    """Describe the cubes and code lists, and the files they are in (Croissant 1.0)."""
    key = publication.catalogue
    tables = [*publication.of_role(Role.CUBE), *vocabularies(publication)]
    files = {d.about: d for d in distributions if d.path == f"datapackage/{d.about}.csv"}
    there = [table for table in tables if table.name in files]
    document = {
        "@context": {**CONTEXT, "@language": publication.language},
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": publication.name,
        "description": first(publication, publication.descriptions),
        "license": key["license"]["iri"],
        "url": page(publication),
        "citeAs": citation(publication, publication.spoken[0]),
        "version": publication.version,
        "datePublished": key["issued"],
        "dateModified": key["modified"],
        "inLanguage": list(publication.languages),
        "keywords": [k for words in publication.keywords.values() for k in words],
        "creator": _agent(key.get("creator", key["publisher"])),
        "publisher": _agent(key["publisher"]),
        "distribution": [_file(publication, files[table.name]) for table in there],
        "recordSet": [_records(publication, table) for table in there],
    }
    return {PATH: written(document)}


def _agent(agent: Any) -> dict[str, str]:
    return {"@type": "sc:Organization", "name": agent["name"], "url": agent["iri"]}


def _file(publication: Publication, distribution: Distribution) -> dict[str, Any]:
    # Without an address the file is the one that lies beside, in the same bundle.
    beside = "../" * PATH.count("/") + distribution.path
    return {
        "@type": "cr:FileObject",
        "@id": distribution.path,
        "name": distribution.path.rpartition("/")[2],
        "description": first(publication, distribution.titles),
        "contentUrl": address(publication, distribution) or beside,
        "contentSize": f"{distribution.size} B",
        "encodingFormat": distribution.media_type,
        "sha256": distribution.sha256,
    }


def _records(publication: Publication, table: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": first(publication, table.descriptions),
        "key": [{"@id": f"{table.name}/{field}"} for field in table.primary_key],
        "field": [_field(publication, table, field) for field in table.columns],
    }


def _field(publication: Publication, table: Resource, field: Field) -> dict[str, Any]:
    # No `references`: mlcroissant joins what they name, and drops the rows whose cell is empty.
    told = [first(publication, texts) for texts in (field.titles, field.descriptions)]
    return without_nothing(
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{field.name}",
            "name": field.name,
            "description": ". ".join(text.rstrip(".") for text in told if text),
            "dataType": TYPES.get(field.type, "sc:Text"),
            "equivalentProperty": field.property_iri
            if field.role in (FieldRole.DIMENSION, FieldRole.MEASURE)
            else None,
            "source": {
                "fileObject": {"@id": f"datapackage/{table.name}.csv"},
                "extract": {"column": field.name},
            },
        }
    )
