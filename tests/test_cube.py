from dataclasses import replace

from coesa import cube, rdf
from coesa.model import Publication
from coesa.statements import QB, RDF_TYPE, RDFS, SKOS
from tests.conftest import value

BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
AMOUNTS = BASE + "cube/financial-amounts"


def test_every_component_has_an_iri_and_both_properties(publication: Publication) -> None:
    graph = cube.structure(publication, publication.resource("financial-amounts"))

    components = {t.object for t in graph if value(t.predicate) == QB + "component"}
    pairs = {
        (t.subject, value(t.predicate).removeprefix(QB), value(t.object))
        for t in graph
        if t.subject in components
    }
    assert len(components) == 6
    assert not any(str(c).startswith("_:") for c in components)
    for component in components:
        (bound,) = (o for s, p, o in pairs if s == component and p == "componentProperty")
        kinds = {p for s, p, o in pairs if s == component and o == bound}
        assert kinds & {"dimension", "measure", "attribute"}


def test_the_components_are_in_the_order_of_the_iris(publication: Publication) -> None:
    amounts = publication.resource("financial-amounts")

    names = [field.name for field in cube.components(amounts)]

    assert names == ["programme", "reference_period", "axis", "statistic", "value", "unit"]


def test_the_data_set_names_its_structure_and_its_source(publication: Publication) -> None:
    graph = cube.structure(publication, publication.resource("financial-amounts"))

    assert rdf.triple(AMOUNTS, QB + "structure", AMOUNTS + "/structure") in graph
    assert rdf.triple(AMOUNTS, "http://purl.org/dc/terms/source", BASE + "doc/raa-2022") in graph


def test_a_dimension_of_the_publication_is_described_with_its_code_list(
    publication: Publication,
) -> None:
    amounts = publication.resource("financial-amounts")
    own = BASE + "property/axis"
    fields = tuple(replace(f, property_iri=own) if f.name == "axis" else f for f in amounts.fields)

    graph = cube.structure(publication, replace(amounts, fields=fields))

    assert rdf.triple(own, RDF_TYPE, QB + "DimensionProperty") in graph
    assert rdf.triple(own, RDFS + "range", SKOS + "Concept") in graph
    assert rdf.triple(own, QB + "codeList", BASE + "axis") in graph
