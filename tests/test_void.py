import pyoxigraph as ox

from coesa import rdf
from coesa.model import Publication
from coesa.void import WHOLE, void, void_files
from tests.test_dcat import full, name, typed, values


def test_void_counts_the_triples_of_all_and_of_each_file(publication: Publication) -> None:
    graph = void(publication, {WHOLE: 100, "rdf/vocab/axis.ttl": 20})

    whole, part = publication.base + "void", publication.base + "void/rdf/vocab/axis.ttl"
    assert typed(graph, "void:Dataset") == [whole, part]
    assert values(graph, whole, "void:subset") == [ox.NamedNode(part)]
    assert values(graph, whole, "void:triples") == [rdf.literal("100", "integer")]
    assert values(graph, part, "void:triples") == [rdf.literal("20", "integer")]
    assert values(graph, whole, "void:uriSpace") == [rdf.literal(publication.base)]
    assert values(graph, whole, "void:dataDump") == []


def test_void_names_the_dump_where_its_address_is_known(publication: Publication) -> None:
    graph = void(full(publication), {WHOLE: 100})

    assert values(graph, publication.base + "void", "void:dataDump") == [
        ox.NamedNode("https://example.org/dist/rdf/all.nt")
    ]


def test_void_states_no_count_that_it_was_not_given(publication: Publication) -> None:
    graph = void(publication, {})

    assert [t for t in graph if t.predicate == name("void:triples")] == []
    assert len(values(graph, publication.base + "void", "void:exampleResource")) >= 1


def test_the_void_file_is_turtle_of_the_graph(publication: Publication) -> None:
    counts = {WHOLE: 100}

    files = void_files(publication, counts)

    assert list(files) == ["rdf/void.ttl"]
    assert rdf.read_turtle(files["rdf/void.ttl"].decode()) == void(publication, counts)
