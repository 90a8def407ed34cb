"""The forms in which a dataset may be had."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.datasets import OPEN
from coesa.dcat.authority import AUTHORITY, IANA
from coesa.dcat.keys import addresses, dates, given, part
from coesa.model import Distribution, Publication, Texts


def distribution_nodes(publication: Publication, distribution: Distribution) -> Iterator[Triple]:
    """Describe one form of a dataset and its checksum (DCAT-AP 3.0.1, Distribution)."""
    base, key, path = publication.base, publication.catalogue, distribution.path
    checksum = iris.checksum_iri(base, publication.name, path)
    yield from rdf.node(
        iris.distribution_iri(base, publication.name, path),
        ("dcat:Distribution", "dcatapit:Distribution"),
        [
            *rdf.in_languages("dct:title", distribution.titles),
            *rdf.in_languages("dct:description", contents(publication, distribution)),
            ("dcat:accessURL", key["accessURL"]),
            *rdf.each("dcat:downloadURL", addresses(publication, path)),
            ("dct:format", f"{AUTHORITY}file-type/{OPEN[distribution.media_type]}"),
            ("dcat:mediaType", IANA + distribution.media_type),
            ("dct:license", key["license"]["iri"]),
            ("dct:rights", part(publication, "rights")),
            *rdf.each("dcatap:availability", given(key, "availability")),
            *dates(key),
            ("dcat:byteSize", rdf.literal(str(distribution.size), "nonNegativeInteger")),
            ("spdx:checksum", checksum),
        ],
    )
    digest = rdf.literal(distribution.sha256, "hexBinary")
    algorithm = rdf.PREFIXES["spdx"] + "checksumAlgorithm_sha256"
    yield from rdf.node(
        checksum,
        ("spdx:Checksum",),
        [("spdx:algorithm", algorithm), ("spdx:checksumValue", digest)],
    )


def contents(publication: Publication, distribution: Distribution) -> Texts:
    """Tell what a distribution holds: its table, or else the whole dataset."""
    described = {name: table.descriptions for name, table in publication.tables()}
    return described.get(distribution.about or "", publication.descriptions)
