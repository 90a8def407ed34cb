"""Datasets in schema.org, for the page of each, as Google Dataset Search reads it."""

from collections.abc import Sequence
from typing import Any

from coesa import iris
from coesa.cite import citation
from coesa.datasets import Dataset
from coesa.model import Publication
from coesa.portals.said import FOLDER, address, first, page, without_nothing, written

SHORTEST, LONGEST = 50, 5000
"""Signs that a description must have at least, and may have at most, to be shown."""


def schema_org(publication: Publication, datasets: Sequence[Dataset]) -> dict[str, bytes]:
    """Write a description for the page of each dataset, by path in `dist/`."""
    return {
        f"{FOLDER}/schema-org/{dataset.name}.jsonld": written(
            described(publication, dataset, datasets)
        )
        for dataset in datasets
    }


def described(
    publication: Publication, dataset: Dataset, datasets: Sequence[Dataset]
) -> dict[str, Any]:
    """Describe a dataset (schema.org, Dataset; Google's guide to structured data of datasets)."""
    key = publication.catalogue
    others = [dataset.titles[tag] for tag in publication.languages[1:] if tag in dataset.titles]
    collection, *cubes = datasets
    parts = [{"@type": "Dataset", "@id": c.iri, **_named(publication, c)} for c in cubes]
    whole = {"@type": "Dataset", "@id": collection.iri, **_named(publication, collection)}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset.iri,
        **_named(publication, dataset),
        **without_nothing(
            {
                "alternateName": others,
                "url": page(publication),
                "identifier": dataset.identifier,
                "sameAs": dataset.iri,
                "version": publication.version,
                "datePublished": key["issued"],
                "dateModified": key["modified"],
                "inLanguage": list(publication.languages),
                "isAccessibleForFree": True,
                "license": key["license"]["iri"],
                "creator": _agent(key.get("creator", key["publisher"])),
                "publisher": _agent(key["publisher"]),
                "keywords": [k for words in dataset.keywords.values() for k in words],
                "temporalCoverage": temporal(publication),
                "spatialCoverage": _place(publication),
                "measurementTechnique": first(publication, key["provenance"]),
                "variableMeasured": _variables(publication, dataset, cubes),
                "isBasedOn": _documents(publication),
                "citation": citation(publication, publication.spoken[0]),
                "includedInDataCatalog": {
                    "@type": "DataCatalog",
                    "@id": iris.catalogue_iri(publication.base),
                    "name": first(publication, key["title"]),
                },
                "hasPart": parts if dataset.cube is None else None,
                "isPartOf": None if dataset.cube is None else whole,
                "distribution": _downloads(publication, dataset),
            }
        ),
    }


def temporal(publication: Publication) -> str:
    """Write the period covered as an interval (ISO 8601); two points where it has no end."""
    period = publication.catalogue["temporal"]
    return f"{period['start']}/{period.get('end', '..')}"


def _place(publication: Publication) -> dict[str, Any]:
    key = publication.catalogue
    name = first(publication, key.get("geographicName", {}))
    return without_nothing({"@type": "Place", "name": name, "sameAs": list(key["spatial"])})


def _named(publication: Publication, dataset: Dataset) -> dict[str, str]:
    return {
        "name": first(publication, dataset.titles),
        "description": first(publication, dataset.descriptions)[:LONGEST],
    }


def _agent(agent: Any) -> dict[str, str]:
    return {"@type": "Organization", "@id": agent["iri"], "name": agent["name"]}


def _documents(publication: Publication) -> list[dict[str, str]]:
    return [
        without_nothing(
            {
                "@type": "CreativeWork",
                "name": first(publication, document.titles),
                "inLanguage": document.language,
                "url": document.path if (document.path or "").startswith("http") else None,
            }
        )
        for document in publication.documents
    ]


def _variables(
    publication: Publication, dataset: Dataset, cubes: Sequence[Dataset]
) -> list[dict[str, Any]]:
    """List what a cube measures and what it tells it apart by; of the collection, its cubes."""
    if dataset.cube is None:
        named = [(first(publication, c.cube.titles), c.iri) for c in cubes if c.cube is not None]
        return [{"@type": "PropertyValue", "name": n, "propertyID": iri} for n, iri in named]
    fields = (dataset.cube.measure, *dataset.cube.dimensions)
    units = dataset.series.units if dataset.series else ()
    return [
        without_nothing(
            {
                "@type": "PropertyValue",
                "name": first(publication, field.titles),
                "description": first(publication, field.descriptions),
                "propertyID": field.property_iri,
                "unitCode": list(units) if field is dataset.cube.measure else None,
            }
        )
        for field in fields
    ]


def _downloads(publication: Publication, dataset: Dataset) -> list[dict[str, Any]]:
    """List the files whose address is known: a download without one is none (Google)."""
    return [
        {
            "@type": "DataDownload",
            "name": first(publication, distribution.titles),
            "contentUrl": url,
            "encodingFormat": distribution.media_type,
            "contentSize": f"{distribution.size} B",
            "sha256": distribution.sha256,
        }
        for distribution in dataset.distributions
        if (url := address(publication, distribution)) is not None
    ]
