from pathlib import Path

from coesa import rdf, skos
from coesa.model import Publication
from coesa.read import read_publication
from coesa.statements import RDF, RDF_TYPE, RDFS, SKOS
from coesa.tables import Tables
from tests.conftest import value

BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
DEF = "https://w3id.org/coesa/def/"


def has(graph: rdf.Graph, subject: str, predicate: str, value: str) -> bool:
    return rdf.triple(subject, predicate, value) in graph


def test_a_scheme_has_its_concepts_at_the_top(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "axis")

    assert has(graph, BASE + "axis", SKOS + "hasTopConcept", BASE + "axis/II")
    assert has(graph, BASE + "axis/II", SKOS + "topConceptOf", BASE + "axis")
    assert has(graph, BASE + "axis/II", SKOS + "inScheme", DEF + "axis")


def test_a_total_is_marked_and_tied_to_the_shared_code(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "axis")

    totals = {value(t.subject) for t in graph if str(t.object) == f"<{DEF}Total>"}
    assert totals == {BASE + "axis/_T"}
    assert has(graph, BASE + "axis/_T", SKOS + "exactMatch", DEF + "special-code/_T")


def test_the_hierarchy_is_stated_both_ways(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "def:statistic")

    paid, amount = DEF + "statistic/paid", DEF + "statistic/financial-amount"
    assert has(graph, paid, SKOS + "broader", amount)
    assert has(graph, amount, SKOS + "narrower", paid)
    assert has(graph, DEF + "statistic", SKOS + "hasTopConcept", amount)
    assert not has(graph, DEF + "statistic", SKOS + "hasTopConcept", paid)


def test_the_axis_of_technical_assistance_has_no_thematic_objective(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "axis")

    tied = {value(t.subject) for t in graph if str(t.predicate) == f"<{DEF}thematicObjective>"}
    assert tied == {BASE + f"axis/{axis}" for axis in ("I", "II", "III", "IV")}


def test_a_wording_is_told_of_the_shared_concept_as_printed(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "statistic")

    wordings = {
        value(t.object)
        for t in graph
        if value(t.subject) == DEF + "statistic/paid-of-committed"
        and str(t.predicate) == f"<{DEF}wording>"
    }
    assert wordings == {"Avanzamento pagamentii"}
    assert not any(str(t.predicate).endswith("inScheme>") for t in graph)


def test_the_document_is_held_fast_by_its_digest(tables: Tables) -> None:
    graph = skos.document_graph(tables.publication)

    (digest,) = (value(t.object) for t in graph if str(t.predicate) == "<http://schema.org/sha256>")
    assert digest == tables.publication.documents[0].sha256


def test_a_property_of_the_publication_outside_its_cubes_has_its_title(
    publication: Publication,
) -> None:
    erdf = read_publication(Path(__file__).parent / "examples" / "erdf")
    graph = skos.own_properties(erdf)

    document = erdf.base + "property/document"
    assert has(graph, document, RDF_TYPE, RDF + "Property")
    labels = {str(t.object) for t in graph if str(t.predicate) == f"<{RDFS}label>"}
    assert labels == {'"Document"@en', '"Documento"@pt'}
    # Those of cubes are described with their structure.
    assert {value(t.subject) for t in graph} == {document}
    assert skos.own_properties(publication) == frozenset()
