"""Bodies of CKAN's `package_create`, with the fields that ckanext-dcat reads and writes."""

import json
import re
from collections.abc import Iterable
from typing import Any

from coesa import iris
from coesa.datasets import OPEN, Dataset
from coesa.model import Distribution, Publication
from coesa.portals.said import FOLDER, address, first, page, without_nothing, written

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "cc-by",
    "https://creativecommons.org/licenses/by-sa/4.0/": "cc-by-sa",
    "https://creativecommons.org/publicdomain/zero/1.0/": "cc-zero",
}
"""Identifiers of licences in the list that CKAN comes with."""

_NAME = 100


def ckan(publication: Publication, datasets: Iterable[Dataset]) -> dict[str, bytes]:
    """Write a body for each dataset, by path in `dist/`."""
    return {
        f"{FOLDER}/ckan/{dataset.name}.json": written(body(publication, dataset))
        for dataset in datasets
    }


def body(publication: Publication, dataset: Dataset) -> dict[str, Any]:
    """Describe a dataset as `package_create` takes it (CKAN API 3)."""
    key = publication.catalogue
    contact = key.get("contactPoint", {})
    return without_nothing(
        {
            "name": package_name(publication, dataset),
            "title": first(publication, dataset.titles),
            "notes": first(publication, dataset.descriptions),
            "owner_org": key.get("portals", {}).get("ckan", {}).get("organization"),
            "license_id": LICENCES.get(key["license"]["iri"], "other-open"),
            "version": publication.version,
            "url": page(publication),
            "author": key.get("creator", key["publisher"])["name"],
            "maintainer": contact.get("name"),
            "maintainer_email": contact.get("email"),
            "tags": [{"name": k} for k in dataset.keywords.get(publication.language, ())],
            "extras": [
                {"key": name, "value": value if isinstance(value, str) else json.dumps(value)}
                for name, value in sorted(_extras(publication, dataset).items())
            ],
            "resources": [_resource(publication, d) for d in dataset.distributions],
        }
    )


def package_name(publication: Publication, dataset: Dataset) -> str:
    """Name a dataset as CKAN names it: 2 to 100 small letters, digits, hyphens, underscores."""
    full = publication.name if dataset.cube is None else f"{publication.name}-{dataset.name}"
    name = re.sub(r"[^a-z0-9_-]", "-", full.lower())
    # The end tells the datasets of a publication apart, so the front is cut.
    return name[-_NAME:].lstrip("-").ljust(2, "_")


def _extras(publication: Publication, dataset: Dataset) -> dict[str, Any]:
    """List what CKAN has no field for, under the names of ckanext-dcat."""
    key = publication.catalogue
    publisher, contact = key["publisher"], key.get("contactPoint", {})
    return without_nothing(
        {
            "uri": dataset.iri,
            "identifier": dataset.identifier,
            "issued": key["issued"],
            "modified": key["modified"],
            "frequency": key["frequency"],
            "access_rights": key["accessRights"],
            "theme": list(key["themes"]),
            "spatial_uri": key["spatial"][0],
            "temporal_start": key["temporal"]["start"],
            "temporal_end": key["temporal"].get("end"),
            "publisher_uri": publisher["iri"],
            "publisher_name": publisher["name"],
            "publisher_type": publisher.get("type"),
            "contact_name": contact.get("name"),
            "contact_email": contact.get("email"),
            "provenance": first(publication, key["provenance"]),
            "version_notes": first(publication, key.get("versionNotes", {})),
        }
    )


def _resource(publication: Publication, distribution: Distribution) -> dict[str, Any]:
    key = publication.catalogue
    download = address(publication, distribution)
    return without_nothing(
        {
            "name": first(publication, distribution.titles),
            "url": download or key["accessURL"],
            "access_url": key["accessURL"],
            "download_url": download,
            "format": OPEN[distribution.media_type],
            "mimetype": distribution.media_type,
            "size": distribution.size,
            "hash": distribution.sha256,
            "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
            "license": key["license"]["iri"],
            "rights": first(publication, key["legalBasis"]),
            "availability": key.get("availability"),
            "issued": key["issued"],
            "modified": key["modified"],
            "uri": iris.distribution_iri(publication.base, publication.name, distribution.path),
        }
    )
