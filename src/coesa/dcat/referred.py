"""What datasets refer to: grounds of reuse, period, documents, standards, places and pages."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.dcat.authority import STANDARDS
from coesa.dcat.keys import day, given, part
from coesa.model import Publication


def grounds(publication: Publication) -> Iterator[Triple]:
    """State on what grounds the data may be reused, and that they are an elaboration."""
    key = publication.catalogue
    for name, class_name, texts in (
        ("rights", "dct:RightsStatement", key["legalBasis"]),
        ("provenance", "dct:ProvenanceStatement", key["provenance"]),
    ):
        stated = rdf.in_languages("rdfs:label", texts)
        yield from rdf.node(part(publication, name), (class_name,), stated)


def legislation(publication: Publication) -> Iterator[Triple]:
    """Give the legislation that the data come under the class of ELI (DCAT-AP 3.0.1)."""
    for act in publication.catalogue.get("applicableLegislation", ()):
        yield from rdf.node(act, ("eli:LegalResource",), ())


def period(publication: Publication) -> Iterator[Triple]:
    """Describe the period covered under the names of either profile."""
    period = publication.catalogue["temporal"]
    return rdf.node(
        part(publication, "temporal"),
        ("dct:PeriodOfTime",),
        [
            (f"{profile}:{bound}Date", day(date))
            for profile in ("dcat", "dcatapit")
            for bound, date in period.items()
        ],
    )


def elaboration(publication: Publication) -> Iterator[Triple]:
    """Describe how the data were made of the documents (PROV-O, section 3.1)."""
    key = publication.catalogue
    return rdf.node(
        part(publication, "elaboration"),
        ("prov:Activity",),
        [
            *rdf.in_languages("rdfs:label", key["provenance"]),
            *rdf.each("prov:used", document_iris(publication).values()),
            ("prov:wasAssociatedWith", key.get("creator", key["publisher"])["iri"]),
            ("prov:endedAtTime", rdf.literal(publication.created, "dateTime")),
        ],
    )


def documents(publication: Publication) -> Iterator[Triple]:
    """Describe the printed documents that the data come from."""
    nodes = document_iris(publication)
    for document in publication.documents:
        titles = rdf.in_languages("dct:title", document.titles)
        yield from rdf.node(nodes[document.notation], ("prov:Entity",), titles)


def document_iris(publication: Publication) -> dict[str, str]:
    """Name the documents, by notation."""
    template = iris.document_template(publication.base, "document")
    notations = [document.notation for document in publication.documents]
    return {n: iris.expand(template, {"document": n}) for n in notations}


def standards() -> Iterator[Triple]:
    """Describe the standards that every dataset follows (DCAT-AP_IT, class Standard)."""
    for standard, title in STANDARDS.items():
        yield from rdf.node(
            standard,
            ("dct:Standard", "dcatapit:Standard"),
            [
                ("dct:identifier", rdf.literal(standard)),
                ("dct:title", rdf.literal(title)),
                ("dcatapit:referenceDocumentation", standard),
            ],
        )


def referred(publication: Publication, pages: Iterable[str]) -> Iterator[Triple]:
    """Give places and pages the classes that DCAT-AP's ranges ask for."""
    key = publication.catalogue
    for place in key["spatial"]:
        names = rdf.in_languages("locn:geographicName", key.get("geographicName", {}))
        yield from rdf.node(place, ("dct:Location",), names)
    for page in (*given(key, "homepage", "landingPage"), *pages):
        yield from rdf.node(page, ("foaf:Document",), ())
