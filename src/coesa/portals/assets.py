"""The code lists in the layout that schema.gov.it harvests from a repository.

A folder for each list, in `assets/controlled-vocabularies/`, with files of the folder's name: the
Turtle in which the scheme is a dataset as well, its CSV, and the Data Package of that CSV with a
JSON-LD context (schema.gov.it, operational manual, section 5.4; REST API Linked Data Keywords).
"""

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from coesa import iris, rdf
from coesa.datapackage import DIALECT
from coesa.datasets import vocabularies
from coesa.dcat import vocabulary
from coesa.model import Content, Distribution, Field, FieldRole, Publication, Resource
from coesa.portals.said import FOLDER, first, without_nothing, written
from coesa.read import copied
from coesa.skos import concept_scheme
from coesa.statements import DATATYPES, SKOS, XSD, property_of
from coesa.tables import Tables

PLACE = f"{FOLDER}/assets/controlled-vocabularies"


def assets(tables: Tables, distributions: Sequence[Distribution]) -> dict[str, Content]:
    """Write the folder of each code list of the publication's own, by path in `dist/`."""
    publication = tables.publication
    files: dict[str, Content] = {}
    for scheme in vocabularies(publication):
        folder = f"{PLACE}/{scheme.name}"
        graph = _concepts(publication, scheme, concept_scheme(tables, scheme.name))
        graph |= vocabulary(publication, scheme, distributions)
        files[f"{folder}/{scheme.name}.ttl"] = rdf.turtle(graph, rdf.prefixes(publication))
        files[f"{folder}/{scheme.name}.csv"] = copied(scheme.location)
        files[f"{folder}/datapackage.json"] = written(_package(publication, scheme))
    return files


def _concepts(publication: Publication, scheme: Resource, graph: rdf.Graph) -> rdf.Graph:
    """Leave out the description of the list, and state its periods as DCAT-AP_IT does too.

    The description of the dataset says more; and a period has its days under either profile.
    """
    node = rdf.iri(iris.scheme_iri(publication.base, scheme.name))
    described = rdf.iri(rdf.PREFIXES["dct"] + "description")
    days = {
        rdf.iri(rdf.PREFIXES["dcat"] + day): rdf.iri(rdf.PREFIXES["dcatapit"] + day)
        for day in ("startDate", "endDate")
    }
    kept = frozenset(t for t in graph if t.subject != node or t.predicate != described)
    return kept | {
        ox.Triple(t.subject, days[t.predicate], t.object) for t in kept if t.predicate in days
    }


def _package(publication: Publication, scheme: Resource) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": scheme.name,
        "id": iris.scheme_iri(publication.base, scheme.name),
        "title": first(publication, scheme.titles),
        "description": first(publication, scheme.descriptions),
        "version": publication.version,
        "licenses": publication.descriptor["licenses"],
        "resources": [
            {
                "name": scheme.name,
                "path": f"{scheme.name}.csv",
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": DIALECT,
                "schema": {
                    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                    "fields": [_field(publication, field) for field in scheme.columns],
                    "primaryKey": list(scheme.primary_key),
                    "x-jsonld-type": "skos:Concept",
                    "x-jsonld-context": _context(publication, scheme),
                },
            }
        ],
    }


def _field(publication: Publication, field: Field) -> dict[str, Any]:
    return without_nothing(
        {
            "name": field.name,
            "type": field.type,
            "title": first(publication, field.titles),
            "description": first(publication, field.descriptions),
            "constraints": {"required": True} if field.required else None,
        }
    )


def _context(publication: Publication, scheme: Resource) -> dict[str, Any]:
    """Map the columns to properties; the notation names the concept."""
    base = iris.scheme_iri(publication.base, scheme.name)
    context: dict[str, Any] = {"@base": f"{base}/", "skos": SKOS}
    for field in scheme.columns:
        stated = property_of(scheme, field)
        if field.role is FieldRole.NOTATION:
            context[field.name] = "@id"
        elif stated is None or field.scheme is not None:
            context[field.name] = None
        elif field.language is not None:
            context[field.name] = {"@id": stated, "@language": field.language}
        else:
            datatype = DATATYPES.get(field.type)
            typed = "@id" if field.is_iri else XSD + datatype if datatype else None
            context[field.name] = without_nothing({"@id": stated, "@type": typed})
    return context
