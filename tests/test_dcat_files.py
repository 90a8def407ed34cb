import hashlib
import json
import re
import subprocess
import sys

import pyoxigraph as ox
import pytest
import rdflib

from coesa import rdf
from coesa.dcat import catalogue_files
from coesa.model import Publication
from coesa.statements import RDF_TYPE
from tests.conftest import ROOT
from tests.test_dcat import VALIDATION, catalogued, every_format, full


@pytest.fixture(params=["as published", "every key"])
def graph(request: pytest.FixtureRequest, publication: Publication) -> rdf.Graph:
    described = full(publication) if request.param == "every key" else publication
    return catalogued(described, every_format(described), VALIDATION)


def as_rdflib(graph: rdf.Graph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=rdf.ntriples(graph), format="nt")


FORMATS = {
    "rdf/catalog.ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "rdf/catalog.rdf": (ox.RdfFormat.RDF_XML, "xml"),
    "rdf/catalog.jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own JSON-LD
@pytest.mark.parametrize("path", FORMATS)
def test_every_file_holds_the_graph_for_two_readers(
    graph: rdf.Graph, publication: Publication, path: str
) -> None:
    written = catalogue_files(publication, graph)[path]

    strict, lenient = FORMATS[path]
    assert frozenset(q.triple for q in ox.parse(written, strict)) == graph
    assert set(rdflib.Graph().parse(data=written, format=lenient)) == set(as_rdflib(graph))


def test_the_three_files_are_all_there_is(graph: rdf.Graph, publication: Publication) -> None:
    assert list(catalogue_files(publication, graph)) == list(FORMATS)


@pytest.mark.parametrize("path", ["rdf/catalog.ttl", "rdf/catalog.rdf"])
def test_a_reader_meets_the_language_of_the_publication_first(
    graph: rdf.Graph, publication: Publication, path: str
) -> None:
    written = catalogue_files(publication, graph)[path]

    read = rdflib.Graph().parse(data=written, format=FORMATS[path][1])
    (rights,) = read.subjects(rdflib.RDF.type, rdflib.DCTERMS.RightsStatement)
    languages = [getattr(text, "language", "") for text in read.objects(rights, rdflib.RDFS.label)]
    assert languages == ["it", "en"]


def test_the_order_of_triples_does_not_reach_the_files(publication: Publication) -> None:
    files = every_format(publication)
    graph = catalogued(publication, files, VALIDATION)

    turned = frozenset(reversed(sorted(graph, key=str)))

    assert catalogue_files(publication, turned) == catalogue_files(publication, graph)
    assert catalogued(publication, files[::-1], VALIDATION) == graph


def test_another_process_writes_the_same_bytes(publication: Publication) -> None:
    program = (
        "import hashlib, sys; from pathlib import Path; from tests import test_dcat_files as t\n"
        "from coesa.read import read_publication\n"
        "p = t.full(read_publication(Path(sys.argv[1])))\n"
        "files = t.catalogue_files(p, t.catalogued(p, t.every_format(p), t.VALIDATION))\n"
        "print(*(hashlib.sha256(files[f]).hexdigest() for f in sorted(files)))\n"
    )

    described = full(publication)
    files = catalogue_files(described, catalogued(described, every_format(described), VALIDATION))

    told = subprocess.run(
        [sys.executable, "-c", program, str(publication.folder)],
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert len(files) == 3
    assert told.split() == [hashlib.sha256(files[name]).hexdigest() for name in sorted(files)]


def test_every_property_of_the_catalogue_has_a_term_of_the_context(
    publication: Publication,
) -> None:
    files = catalogue_files(
        publication, catalogued(full(publication), every_format(publication), VALIDATION)
    )

    nodes = json.loads(files["rdf/catalog.jsonld"])["@graph"]

    prefixed = {key for node in nodes for key in node if ":" in key}
    assert prefixed == {"dcatapit:startDate", "dcatapit:endDate", "foaf:name", "dct:title"}


TEXT = "à <b>&amp;</b> \"q\" 'a' ]]> \\ \t \r\n fine \U0001f600 "
SMALL = frozenset(
    [
        rdf.triple("http://example.org/?a=1&b=2", RDF_TYPE, "http://example.org/x#Thing"),
        rdf.triple("http://example.org/?a=1&b=2", "http://purl.org/dc/terms/title", "urn:a:b"),
        rdf.triple("http://example.org/s", "http://example.org/x#text", rdf.literal(TEXT)),
        rdf.triple("http://example.org/s", "http://example.org/p", rdf.literal("1.50", "decimal")),
        rdf.triple("http://example.org/s", "http://example.org/p", rdf.literal("1.5", "decimal")),
        *rdf.texts("http://example.org/s", "http://purl.org/dc/terms/title", {"it": TEXT}),
    ]
)


@pytest.mark.parametrize("names", [{}, rdf.PREFIXES, {"x": "http://example.org/x#"}])
def test_hard_texts_and_iris_go_through_rdf_xml(names: dict[str, str]) -> None:
    written = rdf.rdfxml(SMALL, names)

    assert frozenset(q.triple for q in ox.parse(written, ox.RdfFormat.RDF_XML)) == SMALL
    read = rdflib.Graph().parse(data=written, format="xml")
    assert rdflib.Literal(TEXT) in set(read.objects())


def test_rdf_xml_declares_what_it_uses_in_order() -> None:
    written = rdf.rdfxml(SMALL, {"x": "http://example.org/x#", **rdf.PREFIXES}).decode()

    declared = re.findall(r"xmlns:(\w+)=", written.split("\n")[1])
    assert declared == ["dct", "rdf", "x", "xsd"]


def test_hard_texts_and_iris_go_through_json_ld(publication: Publication) -> None:
    written = rdf.jsonld(SMALL, publication.vocabulary.context)

    assert frozenset(q.triple for q in ox.parse(written, ox.RdfFormat.JSON_LD)) == SMALL


def test_a_term_of_the_context_stands_only_for_values_of_its_kind() -> None:
    context = {
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "title": {"@id": "dct:title", "@container": "@language"},
        "issued": {"@id": "dct:issued", "@type": "xsd:date"},
    }
    dct = "http://purl.org/dc/terms/"
    graph = frozenset(
        [
            *rdf.texts("http://example.org/s", dct + "title", {"it": "a", "en": "b"}),
            rdf.triple("http://example.org/s", dct + "title", rdf.literal("plain")),
            rdf.triple("http://example.org/s", dct + "issued", rdf.literal("2022-12-31", "date")),
            rdf.triple("http://example.org/s", dct + "issued", rdf.literal("2022", "gYear")),
        ]
    )

    document = json.loads(rdf.jsonld(graph, context))

    assert document["@graph"] == [
        {
            "@id": "http://example.org/s",
            "dct:issued": {"@value": "2022", "@type": "xsd:gYear"},
            "issued": "2022-12-31",
            "title": {"en": "b", "it": "a"},
            "dct:title": {"@value": "plain"},
        }
    ]
