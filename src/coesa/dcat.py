"""The catalogue of a publication, for DCAT-AP_IT and DCAT-AP 3.0.1 at once.

One graph serves both profiles: every node has the class of either, and where they name the same
thing differently (dates of a period, version) both names are stated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.model import Distribution, Publication, Texts, Validation

AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""The authority tables of the Publications Office of the European Union."""

IANA = "http://www.iana.org/assignments/media-types/"

FILE_TYPES = {
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
}
"""Media types of distributions, with their codes in the authority table file-type.

Only open formats that machines read: the metadata quality assessment of data.europa.eu scores each
distribution by its format, so that a spreadsheet or a zip among them lowers the whole dataset.
"""

LANGUAGES = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}
"""Language tags with their codes in the authority table language."""

STANDARDS = {
    "https://datapackage.org/profiles/2.0/datapackage.json": "Data Package 2.0",
    "http://www.w3.org/TR/vocab-data-cube/": "The RDF Data Cube Vocabulary",
    "http://www.w3.org/TR/skos-reference/": "SKOS Simple Knowledge Organization System",
}
"""What every dataset follows; a name of a standard has no language (DCAT-AP_IT: one title)."""

MEASUREMENTS = ("rulesApplied", "thingsChecked", "issuesFound")
"""What is told of the validation: metrics of the shared vocabulary (DQV)."""


def catalogue(
    publication: Publication, distributions: Sequence[Distribution], validation: Validation
) -> rdf.Graph:
    """Describe the dataset and its distributions (DCAT-AP_IT 1.0, DCAT-AP 3.0.1).

    Files in a format that is no distribution's are left out, but for web pages: those are pages
    about the dataset where their address is known.
    """
    offered = [d for d in distributions if d.media_type in FILE_TYPES]
    pages = _pages(publication, distributions)
    return frozenset(
        chain(
            _catalogue(publication),
            _dataset(publication, offered, pages),
            chain.from_iterable(_distribution(publication, d) for d in offered),
            _parties(publication),
            _licence(publication.catalogue["license"]),
            _grounds(publication),
            _period(publication),
            _documents(publication),
            _standards(),
            _referred(publication, pages),
            _quality(publication, validation),
        )
    )


def catalogue_files(publication: Publication, graph: rdf.Graph) -> dict[str, bytes]:
    """Write the catalogue as Turtle, RDF/XML and JSON-LD, by path in `dist/`."""
    names = rdf.prefixes(publication)
    return {
        "rdf/catalog.ttl": rdf.turtle(graph, names),
        "rdf/catalog.rdf": rdf.rdfxml(graph, names),
        "rdf/catalog.jsonld": rdf.jsonld(graph, publication.vocabulary.context),
    }


def _catalogue(publication: Publication) -> Iterator[Triple]:
    base, key = publication.base, publication.catalogue
    return rdf.node(
        iris.catalogue_iri(base),
        ("dcat:Catalog", "dcatapit:Catalog"),
        [
            *rdf.in_languages("dct:title", key["title"]),
            *rdf.in_languages("dct:description", key["description"]),
            ("dct:publisher", key["publisher"]["iri"]),
            ("dct:license", key["license"]["iri"]),
            *_dates(key),
            *rdf.each("dct:language", _languages(publication)),
            *rdf.each("dct:spatial", key["spatial"]),
            *rdf.each("foaf:homepage", _given(key, "homepage")),
            ("dcat:themeTaxonomy", AUTHORITY + "data-theme"),
            ("dcat:dataset", iris.dataset_iri(base)),
        ],
    )


def _dataset(
    publication: Publication, offered: Sequence[Distribution], pages: Iterable[str]
) -> Iterator[Triple]:
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
            *_dates(key),
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
    yield from rdf.each("dct:language", _languages(publication))


def _responsible(publication: Publication) -> rdf.Properties:
    """State whose the dataset is, what it was made from and who may have it."""
    base, key = publication.base, publication.catalogue
    for role in ("publisher", "rightsHolder", "creator"):
        yield from rdf.each(f"dct:{role}", (agent["iri"] for agent in _given(key, role)))
    if "contactPoint" in key:
        yield "dcat:contactPoint", iris.catalogue_part_iri(base, "contact-point")
    yield from rdf.each("dcat:landingPage", _given(key, "landingPage"))
    yield "dct:accessRights", key["accessRights"]
    yield "dct:provenance", iris.catalogue_part_iri(base, "provenance")
    # The source of DCAT-AP's dct:source is a dataset; a printed document is none.
    yield from rdf.each("prov:wasDerivedFrom", _document_iris(publication).values())
    measurements = (_measurement_iri(publication, metric) for metric in MEASUREMENTS)
    yield from rdf.each("dqv:hasQualityMeasurement", measurements)


def _distribution(publication: Publication, distribution: Distribution) -> Iterator[Triple]:
    base, key, path = publication.base, publication.catalogue, distribution.path
    checksum = iris.checksum_iri(base, path)
    yield from rdf.node(
        iris.distribution_iri(base, path),
        ("dcat:Distribution", "dcatapit:Distribution"),
        [
            *rdf.in_languages("dct:title", distribution.titles),
            *rdf.in_languages("dct:description", _contents(publication, distribution)),
            ("dcat:accessURL", key["accessURL"]),
            *rdf.each("dcat:downloadURL", _address(publication, path)),
            ("dct:format", f"{AUTHORITY}file-type/{FILE_TYPES[distribution.media_type]}"),
            ("dcat:mediaType", IANA + distribution.media_type),
            ("dct:license", key["license"]["iri"]),
            ("dct:rights", iris.catalogue_part_iri(base, "rights")),
            *rdf.each("dcatap:availability", _given(key, "availability")),
            *_dates(key),
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


def _contents(publication: Publication, distribution: Distribution) -> Texts:
    """Tell what a distribution holds: its table, or else the whole dataset."""
    described = {name: table.descriptions for name, table in publication.tables()}
    return described.get(distribution.about or "", publication.descriptions)


def _parties(publication: Publication) -> Iterator[Triple]:
    """Describe the agents and the point of contact, which is a node of its own (DCAT-AP_IT)."""
    key = publication.catalogue
    for agent in _given(key, "publisher", "rightsHolder", "creator"):
        yield from rdf.node(
            agent["iri"],
            ("foaf:Agent", "dcatapit:Agent"),
            [
                ("dct:identifier", rdf.literal(agent["identifier"])),
                ("foaf:name", rdf.literal(agent["name"])),
                *rdf.each("dct:type", _given(agent, "type")),
            ],
        )
    for contact in _given(key, "contactPoint"):
        yield from rdf.node(
            iris.catalogue_part_iri(publication.base, "contact-point"),
            ("vcard:Kind", "vcard:Organization", "dcatapit:Organization"),
            [
                ("vcard:fn", rdf.literal(contact["name"])),
                ("vcard:hasEmail", f"mailto:{contact['email']}"),
                *rdf.each("vcard:hasURL", _given(contact, "url")),
            ],
        )


def _licence(licence: Mapping[str, Any]) -> Iterator[Triple]:
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


def _grounds(publication: Publication) -> Iterator[Triple]:
    """State on what grounds the data may be reused, and that they are an elaboration."""
    base, key = publication.base, publication.catalogue
    rights = rdf.in_languages("rdfs:label", key["legalBasis"])
    provenance = rdf.in_languages("rdfs:label", key["provenance"])
    yield from rdf.node(iris.catalogue_part_iri(base, "rights"), ("dct:RightsStatement",), rights)
    node = iris.catalogue_part_iri(base, "provenance")
    yield from rdf.node(node, ("dct:ProvenanceStatement",), provenance)


def _period(publication: Publication) -> Iterator[Triple]:
    """Describe the period covered under the names of either profile."""
    period = publication.catalogue["temporal"]
    return rdf.node(
        iris.catalogue_part_iri(publication.base, "temporal"),
        ("dct:PeriodOfTime",),
        [
            (f"{profile}:{bound}Date", _date(date))
            for profile in ("dcat", "dcatapit")
            for bound, date in period.items()
        ],
    )


def _documents(publication: Publication) -> Iterator[Triple]:
    nodes = _document_iris(publication)
    for document in publication.documents:
        titles = rdf.in_languages("dct:title", document.titles)
        yield from rdf.node(nodes[document.notation], ("prov:Entity",), titles)


def _document_iris(publication: Publication) -> dict[str, str]:
    template = iris.document_template(publication.base, "document")
    notations = [document.notation for document in publication.documents]
    return {n: iris.expand(template, {"document": n}) for n in notations}


def _standards() -> Iterator[Triple]:
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


def _referred(publication: Publication, pages: Iterable[str]) -> Iterator[Triple]:
    """Give places and pages the classes that DCAT-AP's ranges ask for."""
    key = publication.catalogue
    for place in key["spatial"]:
        yield from rdf.node(place, ("dct:Location",), ())
    for page in (*_given(key, "homepage", "landingPage"), *pages):
        yield from rdf.node(page, ("foaf:Document",), ())


def _quality(publication: Publication, validation: Validation) -> Iterator[Triple]:
    """State what the validation looked at and found (DQV, section 4.5)."""
    findings = validation.findings.values()
    values = (len(findings), sum(f.checked for f in findings), len(validation.issues))
    metrics = {iris.DEF + metric for metric in MEASUREMENTS}
    terms = rdf.read_turtle(publication.vocabulary.terms)
    yield from (t for t in terms if str(t.subject)[1:-1] in metrics)
    for metric, value in zip(MEASUREMENTS, values, strict=True):
        yield from rdf.node(
            _measurement_iri(publication, metric),
            ("dqv:QualityMeasurement",),
            [
                ("dqv:computedOn", iris.dataset_iri(publication.base)),
                ("dqv:isMeasurementOf", iris.DEF + metric),
                ("dqv:value", rdf.literal(str(value), "integer")),
            ],
        )


def _measurement_iri(publication: Publication, metric: str) -> str:
    return iris.catalogue_part_iri(publication.base, metric)


def _pages(publication: Publication, distributions: Iterable[Distribution]) -> list[str]:
    pages = (d.path for d in distributions if d.media_type == "text/html")
    return [address for path in pages for address in _address(publication, path)]


def _address(publication: Publication, path: str) -> list[str]:
    """Tell the web address of a file of `dist/`, where one is known."""
    return [folder + path for folder in _given(publication.catalogue, "downloadURL")]


def _languages(publication: Publication) -> list[str]:
    tags = (tag for tag in publication.languages if tag in LANGUAGES)
    return [f"{AUTHORITY}language/{LANGUAGES[tag]}" for tag in tags]


def _dates(key: Mapping[str, Any]) -> rdf.Properties:
    return [(f"dct:{name}", _date(key[name])) for name in ("issued", "modified")]


def _date(date: str) -> ox.Literal:
    return rdf.literal(date, "date")


def _given(described: Mapping[str, Any], *names: str) -> list[Any]:
    """Take the values of the keys that are there."""
    return [described[name] for name in names if name in described]
