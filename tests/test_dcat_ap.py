import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from coesa import rdf
from coesa.datasets import OPEN
from coesa.dcat.authority import AUTHORITY, IANA
from coesa.model import Publication
from tests.conftest import ROOT
from tests.test_dcat import VALIDATION, catalogued, every_format, full, name, typed, values

PROFILES = ROOT.parent / "shared" / "profiles"
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
needs_profiles = pytest.mark.skipif(
    not PROFILES.is_dir(), reason="the official shapes are not beside the checkout"
)
# Class of DCAT-AP_IT: its DCAT class, and properties with how many values they have.
AT_MOST_ONE, ONE, SOME, ANY = (0, 1), (1, 1), (1, None), (0, None)
TABLE: dict[str, tuple[str, dict[str, tuple[int, int | None]]]] = {
    "dcatapit:Catalog": (
        "dcat:Catalog",
        {
            "dct:title": SOME,
            "dct:description": SOME,
            "dct:publisher": ONE,
            "dct:modified": ONE,
            "dcat:dataset": SOME,
            "foaf:homepage": AT_MOST_ONE,
            "dct:language": SOME,
            "dct:issued": AT_MOST_ONE,
            "dcat:themeTaxonomy": SOME,
        },
    ),
    "dcatapit:Dataset": (
        "dcat:Dataset",
        {
            "dct:identifier": ONE,
            "dct:title": SOME,
            "dct:description": SOME,
            "dct:modified": ONE,
            "dcat:theme": SOME,
            "dct:rightsHolder": ONE,
            "dct:accrualPeriodicity": ONE,
            "dcat:distribution": SOME,
            "dct:subject": SOME,
            "dct:publisher": AT_MOST_ONE,
            "owl:versionInfo": AT_MOST_ONE,
            "dct:issued": AT_MOST_ONE,
            "dcat:landingPage": AT_MOST_ONE,
        },
    ),
    "dcatapit:Distribution": (
        "dcat:Distribution",
        {
            "dct:format": ONE,
            "dcat:accessURL": ONE,
            "dct:license": ONE,
            "dct:description": SOME,
            "dct:modified": AT_MOST_ONE,
            "dcat:byteSize": AT_MOST_ONE,
        },
    ),
    "dcatapit:Agent": ("foaf:Agent", {"dct:identifier": ONE, "foaf:name": ONE}),
    "dcatapit:Organization": (
        "vcard:Organization",
        {"vcard:fn": ONE, "vcard:hasEmail": ONE, "vcard:hasURL": AT_MOST_ONE},
    ),
    "dcatapit:LicenseDocument": (
        "dct:LicenseDocument",
        {"dct:type": AT_MOST_ONE, "foaf:name": ANY, "owl:versionInfo": AT_MOST_ONE},
    ),
    "dcatapit:Standard": (
        "dct:Standard",
        {"dct:identifier": ONE, "dct:title": AT_MOST_ONE, "dct:description": AT_MOST_ONE},
    ),
    "dct:PeriodOfTime": (
        "dct:PeriodOfTime",
        {"dcatapit:startDate": ONE, "dcatapit:endDate": AT_MOST_ONE},
    ),
}


@pytest.fixture(params=["as published", "every key"])
def graph(request: pytest.FixtureRequest, publication: Publication) -> rdf.Graph:
    described = full(publication) if request.param == "every key" else publication
    return catalogued(described, every_format(described), VALIDATION)


def test_every_class_of_dcat_ap_it_has_its_properties_as_often_as_it_must(
    graph: rdf.Graph,
) -> None:
    wrong = [
        (node, prefixed, len(found))
        for class_name, (_, properties) in TABLE.items()
        for node in typed(graph, class_name)
        for prefixed, (least, most) in properties.items()
        for found in [values(graph, node, prefixed)]
        if len(found) < least or (most is not None and len(found) > most)
    ]

    assert wrong == []


@pytest.mark.parametrize("class_name", TABLE)
def test_every_node_has_the_class_of_either_profile(graph: rdf.Graph, class_name: str) -> None:
    assert typed(graph, class_name) == typed(graph, TABLE[class_name][0])


def test_every_class_but_that_of_the_contact_point_occurs(
    publication: Publication,
) -> None:
    published = catalogued(publication, every_format(publication), VALIDATION)
    contacted = catalogued(full(publication), every_format(publication), VALIDATION)

    assert {c for c in TABLE if not typed(published, c)} == {"dcatapit:Organization"}
    assert {c for c in TABLE if not typed(contacted, c)} == set()


def as_rdflib(graph: rdf.Graph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=rdf.ntriples(graph), format="nt")


def shapes_data(graph: rdf.Graph) -> rdflib.Graph:
    """The catalogue with the types of the authority concepts, which the shapes want to see."""
    stubs = (PROFILES / "authority-stubs.ttl").read_text("utf-8")
    concept = "a skos:Concept{} ; skos:inScheme <{}> ; skos:prefLabel '-'@en ."
    kinds = {
        "file-type": ", dct:MediaTypeOrExtent",
        "language": ", dct:LinguisticSystem",
        "data-theme": "",
    }
    named = {t.object.value for t in graph if isinstance(t.object, ox.NamedNode)}
    wanted = (n.removeprefix(AUTHORITY).split("/") for n in named if n.startswith(AUTHORITY))
    more = [
        f"<{AUTHORITY}{scheme}/{code[0]}> " + concept.format(kinds[scheme], AUTHORITY + scheme)
        for scheme, *code in wanted
        if scheme in kinds and code
    ]
    more += [f"<{IANA}{media}> a dct:MediaType ." for media in OPEN]
    head = (
        "@prefix dct: <http://purl.org/dc/terms/> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    )
    data = as_rdflib(graph).parse(data=stubs, format="turtle")
    return data.parse(data=head + "\n".join(more), format="turtle")


@cache
def shapes_of(name: str) -> rdflib.Graph:
    """Read a file of shapes."""
    return rdflib.Graph().parse(PROFILES / name)


def results(graph: rdf.Graph, shapes: str) -> Counter[tuple[str, str]]:
    """What the shapes find: severity and property, by how often."""
    _, report, _ = pyshacl.validate(
        shapes_data(graph),
        shacl_graph=shapes_of(shapes),
        do_owl_imports=False,
        inference="none",
        advanced=True,
    )
    assert isinstance(report, rdflib.Graph)
    top = set(report.objects(None, SHACL.result))
    return Counter(
        (last_step(report.value(r, SHACL.resultSeverity)), last_step(path))
        for r in top
        for path in [report.value(r, SHACL.resultPath)]
    )


def last_step(term: object) -> str:
    return re.split(r"[#/]", str(term))[-1]


@needs_profiles
@pytest.mark.parametrize("shapes", ["html-shapes", "html-range"])
def test_the_catalogue_conforms_to_dcat_ap(graph: rdf.Graph, shapes: str) -> None:
    assert results(graph, f"dcat-ap-3.0.1/{shapes}.ttl") == Counter()


@needs_profiles
def test_the_shapes_find_what_is_wrong(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)
    wrong = frozenset(t for t in graph if t.predicate != name("dct:title"))

    assert ("Violation", "title") in results(wrong, "dcat-ap-3.0.1/html-shapes.ttl")


@needs_profiles
def test_what_is_recommended_and_missing_is_known(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)
    every_key = catalogued(full(publication), every_format(publication), VALIDATION)

    found = results(graph, "dcat-ap-3.0.1/html-shapes_recommended.ttl")
    found_with_every_key = results(every_key, "dcat-ap-3.0.1/html-shapes_recommended.ttl")

    # The type is that of our publisher, which the adms list has no word for, and of a stub;
    # box and centre are facts of a place, which the authority's own IRI tells.
    always = {("Warning", "type"), ("Warning", "bbox"), ("Warning", "centroid")}
    unknown = {("Warning", "contactPoint"), ("Warning", "homepage"), ("Warning", "availability")}
    assert set(found) == always | unknown
    assert set(found_with_every_key) == always


@needs_profiles
def test_the_controlled_vocabularies_are_those_of_dcat_ap(graph: rdf.Graph) -> None:
    found = results(graph, "dcat-ap-3.0.1/html-mdr-vocabularies.shape.ttl")

    # Our publisher is no EU body and a region is no country; and the shapes want the algorithm of
    # a checksum under https, where SPDX has it under http.
    assert set(found) == {
        ("Warning", "publisher"),
        ("Warning", "spatial"),
        ("Violation", "algorithm"),
    }


@needs_profiles
def test_dcat_ap_2_finds_only_what_dcat_ap_3_wants_otherwise(graph: rdf.Graph) -> None:
    found = results(graph, "dcat-ap-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl")

    # 2.1.1 wants xsd:decimal and SHA-1.
    assert set(found) == {("Violation", "byteSize"), ("Violation", "algorithm")}
    assert results(graph, "dcat-ap-2.1.1/dcat-ap_2.1.1_shacl_range.ttl") == Counter()


@needs_profiles
@pytest.mark.parametrize("example", ["datapackage", "minimal", "erdf"])
def test_what_is_built_conforms_for_any_publication(example: str, dist: Path, erdf: Path) -> None:
    # That of the smallest is committed, and a test holds it to be what is built.
    minimal = ROOT / "tests" / "examples" / "minimal" / "dist"
    built = {"datapackage": dist, "minimal": minimal, "erdf": erdf}[example]

    for catalogue in ("catalog", "vocabularies"):
        text = (built / "rdf" / f"{catalogue}.ttl").read_text("utf-8")
        graph = rdf.read_turtle(text)
        for shapes in ("html-shapes", "html-range"):
            assert results(graph, f"dcat-ap-3.0.1/{shapes}.ttl") == Counter()
        found = results(graph, "dcat-ap-2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl")
        assert set(found) == {("Violation", "byteSize"), ("Violation", "algorithm")}
