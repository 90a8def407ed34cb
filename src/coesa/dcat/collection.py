"""The catalogue and the dataset that is the whole of what is published."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox
from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.dcat.authority import AUTHORITY, STANDARDS
from coesa.dcat.keys import dates, given, languages
from coesa.dcat.measurements import MEASUREMENTS, measurement_iri
from coesa.dcat.referred import document_iris
from coesa.model import Distribution, Publication


def catalogue_node(publication: Publication) -> Iterator[Triple]:
    """Describe the catalogue itself (DCAT-AP_IT, class Catalogo)."""
    base, key = publication.base, publication.catalogue
    return rdf.node(
        iris.catalogue_iri(base),
        ("dcat:Catalog", "dcatapit:Catalog"),
        [
            *rdf.in_languages("dct:title", key["title"]),
            *rdf.in_languages("dct:description", key["description"]),
            ("dct:publisher", key["publisher"]["iri"]),
            ("dct:license", key["license"]["iri"]),
            *dates(key),
            *rdf.each("dct:language", languages(publication)),
            *rdf.each("dct:spatial", key["spatial"]),
            *rdf.each("foaf:homepage", given(key, "homepage")),
            ("dcat:themeTaxonomy", AUTHORITY + "data-theme"),
            ("dcat:dataset", iris.dataset_iri(base)),
        ],
    )


def dataset_node(
    publication: Publication, offered: Sequence[Distribution], pages: Iterable[str]
) -> Iterator[Triple]:
    """Describe the dataset, with the forms it is offered in and the pages about it."""
    base, key = publication.base, publication.catalogue
    return rdf.node(
        iris.dataset_iri(base),
        ("dcat:Dataset", "dcatapit:Dataset"),
        [
            ("dct:identifier", rdf.literal(key.get("identifier", iris.dataset_iri(base)))),
            *rdf.in_languages("dct:title", publication.titles),
            *rdf.in_languages("dct:description", publication.descriptions),
            *(
                ("dcat:keyword", ox.Literal(keyword, language=language))
                for language, keywords in publication.keywords.items()
                for keyword in keywords
            ),
            *dates(key),
            *_version(publication),
            *_coverage(publication),
            *_responsible(publication),
            *rdf.each("dct:conformsTo", STANDARDS),
            *rdf.each("dcat:distribution", (iris.distribution_iri(base, d.path) for d in offered)),
            *rdf.each("foaf:page", pages),
        ],
    )


def _version(publication: Publication) -> rdf.Properties:
    """State the version under the name of either profile, with its notes."""
    yield "dcat:version", rdf.literal(publication.version)
    yield "owl:versionInfo", rdf.literal(publication.version)
    yield from rdf.in_languages("adms:versionNotes", publication.catalogue.get("versionNotes", {}))


def _coverage(publication: Publication) -> rdf.Properties:
    """State what the dataset is about, where, when, how often and in which languages."""
    key = publication.catalogue
    yield from rdf.each("dcat:theme", key["themes"])
    yield from rdf.each("dct:subject", key.get("subjects", ()))
    yield from rdf.each("dct:spatial", key["spatial"])
    yield "dct:temporal", iris.catalogue_part_iri(publication.base, "temporal")
    yield "dct:accrualPeriodicity", key["frequency"]
    yield from rdf.each("dct:language", languages(publication))


def _responsible(publication: Publication) -> rdf.Properties:
    """State whose the dataset is, what it was made from and who may have it."""
    base, key = publication.base, publication.catalogue
    for role in ("publisher", "rightsHolder", "creator"):
        yield from rdf.each(f"dct:{role}", (agent["iri"] for agent in given(key, role)))
    if "contactPoint" in key:
        yield "dcat:contactPoint", iris.catalogue_part_iri(base, "contact-point")
    yield from rdf.each("dcat:landingPage", given(key, "landingPage"))
    yield "dct:accessRights", key["accessRights"]
    yield "dct:provenance", iris.catalogue_part_iri(base, "provenance")
    # The source of DCAT-AP's dct:source is a dataset; a printed document is none.
    yield from rdf.each("prov:wasDerivedFrom", document_iris(publication).values())
    measurements = (measurement_iri(publication, metric) for metric in MEASUREMENTS)
    yield from rdf.each("dqv:hasQualityMeasurement", measurements)
