"""The catalogue and its datasets: the collection, and one for each cube."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.datasets import Dataset
from coesa.dcat.authority import AUTHORITY, STANDARDS
from coesa.dcat.keys import dates, given, keywords, languages, part
from coesa.dcat.measurements import MEASUREMENTS, measurement_iri
from coesa.dcat.referred import document_iris
from coesa.dcat.series import in_series
from coesa.dcat.statistics import statistics
from coesa.model import Publication


def catalogue_node(publication: Publication, datasets: Iterable[Dataset]) -> Iterator[Triple]:
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
            *rdf.each("dcatap:applicableLegislation", key.get("applicableLegislation", ())),
            ("dcat:themeTaxonomy", AUTHORITY + "data-theme"),
            *rdf.each("dcat:dataset", (dataset.iri for dataset in datasets)),
        ],
    )


def dataset_nodes(
    publication: Publication, datasets: Sequence[Dataset], pages: Iterable[str]
) -> Iterator[Triple]:
    """Describe every dataset; the collection has the pages, the series and the measurements."""
    collection, *cubes = datasets
    whole = [
        *in_series(publication),
        *rdf.each("foaf:page", pages),
        *rdf.each("dct:hasPart", (cube.iri for cube in cubes)),
        *rdf.each(
            "dqv:hasQualityMeasurement",
            (measurement_iri(publication, metric) for metric in MEASUREMENTS),
        ),
    ]
    yield from _dataset(publication, collection, whole)
    for cube in cubes:
        own = [("dct:isPartOf", collection.iri), *statistics(publication, cube)]
        yield from _dataset(publication, cube, own)


def _dataset(publication: Publication, dataset: Dataset, own: rdf.Properties) -> Iterator[Triple]:
    base, name = publication.base, publication.name
    offered = (iris.distribution_iri(base, name, d.path) for d in dataset.distributions)
    return rdf.node(
        dataset.iri,
        ("dcat:Dataset", "dcatapit:Dataset"),
        [
            ("dct:identifier", rdf.literal(dataset.identifier)),
            *rdf.in_languages("dct:title", dataset.titles),
            *rdf.in_languages("dct:description", dataset.descriptions),
            *keywords(dataset.keywords),
            *dates(publication.catalogue),
            *version(publication),
            *_coverage(publication),
            *responsible(publication),
            *rdf.each("dct:conformsTo", STANDARDS),
            *rdf.each("dcat:distribution", offered),
            *own,
        ],
    )


def version(publication: Publication) -> rdf.Properties:
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
    yield "dct:temporal", part(publication, "temporal")
    yield "dct:accrualPeriodicity", key["frequency"]
    yield from rdf.each("dct:language", languages(publication))
    yield from rdf.each("dcatap:applicableLegislation", key.get("applicableLegislation", ()))


def responsible(publication: Publication) -> rdf.Properties:
    """State whose the dataset is, what it was made from and how, and who may have it."""
    key = publication.catalogue
    for role in ("publisher", "rightsHolder", "creator"):
        yield from rdf.each(f"dct:{role}", (agent["iri"] for agent in given(key, role)))
    if "contactPoint" in key:
        yield "dcat:contactPoint", part(publication, "contact-point")
    yield from rdf.each("dcat:landingPage", given(key, "landingPage"))
    yield "dct:accessRights", key["accessRights"]
    yield "dct:provenance", part(publication, "provenance")
    # The source of DCAT-AP's dct:source is a dataset; a printed document is none.
    yield from rdf.each("prov:wasDerivedFrom", document_iris(publication).values())
    yield "prov:wasGeneratedBy", part(publication, "elaboration")
    yield "prov:wasAttributedTo", key.get("creator", key["publisher"])["iri"]
