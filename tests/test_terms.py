"""The terms of our own: each that is used is documented, and each that is documented is used."""

from functools import cache

import pyoxigraph as ox
import pytest

from coesa import cube, rdf, skos
from coesa.dcat.measurements import MEASUREMENTS
from coesa.iris import DEF
from coesa.model import Role
from coesa.rules.vocabularies import schemes
from coesa.serialized import rows_text
from coesa.statements import RDF_TYPE, RDFS, SKOS
from coesa.syntax import NTriples
from coesa.tables import Tables
from tests.conftest import ROOT
from tests.opened import open_tables, read_publication

RDF_PROPERTY = rdf.PREFIXES["rdf"] + "Property"
TERMS = ROOT / "vocab" / "terms.ttl"


def emitted(tables: Tables) -> rdf.Graph:
    """Everything that a publication states, but for the terms themselves."""
    publication = tables.publication
    graphs = [schemes(tables), skos.document_graph(publication)]
    for resource in publication.resources:
        if resource.role is not Role.CONCEPT_SCHEME:
            graphs.append(rdf.read_ntriples(rows_text(tables, resource.name, NTriples())))
        if resource.role is Role.CUBE:
            graphs.append(cube.structure(publication, resource))
    return frozenset().union(*graphs)


@cache
def used(place: str) -> frozenset[str]:
    """The terms of ours that a publication uses as a property, a class or a component."""
    with open_tables(read_publication(ROOT / place)) as tables:
        graph = emitted(tables)
    typed = {t.object for t in graph if t.predicate.value == RDF_TYPE}
    parts = {t.object for t in graph if t.predicate.value.startswith(rdf.PREFIXES["qb"])}
    named = {t.value for t in (*typed, *parts) if isinstance(t, ox.NamedNode)} - _lists(graph)
    named |= {t.predicate.value for t in graph}
    return frozenset(iri for iri in named if iri.startswith(DEF))


def _lists(graph: rdf.Graph) -> frozenset[str]:
    """Concepts and schemes: their own tables document them."""
    concepts = {SKOS + "Concept", SKOS + "ConceptScheme"}
    typed = (t for t in graph | terms() if t.predicate.value == RDF_TYPE)
    return frozenset(
        t.subject.value
        for t in typed
        if isinstance(t.subject, ox.NamedNode)
        and isinstance(t.object, ox.NamedNode)
        and t.object.value in concepts
    )


@cache
def terms() -> rdf.Graph:
    return rdf.read_turtle(TERMS.read_text("utf-8"))


@cache
def described() -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """What is told of each property and class of ours."""
    told: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for t in terms():
        assert isinstance(t.subject, ox.NamedNode)
        assert isinstance(t.object, ox.NamedNode | ox.Literal)
        told.setdefault(t.subject.value, {}).setdefault(t.predicate.value, []).append(t.object)
    wanted = {RDF_PROPERTY, RDFS + "Class"}
    return {
        node: of
        for node, of in told.items()
        if node.startswith(DEF) and {o.value for o in of.get(RDF_TYPE, ())} & wanted
    }


@pytest.mark.parametrize("place", ["datapackage", "tests/examples/erdf", "tests/examples/minimal"])
def test_every_term_that_is_used_is_documented(place: str) -> None:
    found = used(place)

    assert found
    assert found <= set(described())


def test_every_term_that_is_documented_is_used() -> None:
    # Neither has a cell that is withheld: tests/rules/test_disclosure.py publishes one.
    withheld = {DEF + "SuppressedCell", DEF + "observationStatus"}

    assert set(described()) <= used("datapackage") | used("tests/examples/erdf") | withheld


@pytest.mark.parametrize("term", sorted(described()))
def test_a_term_is_documented_in_full(term: str) -> None:
    told = described()[term]

    for predicate in (RDFS + "label", RDFS + "comment"):
        languages = [t.language for t in told[predicate] if isinstance(t, ox.Literal)]
        assert sorted(map(str, languages)) == ["en", "it"]
    assert len(told[SKOS + "example"]) == 1
    if RDF_PROPERTY in {t.value for t in told[RDF_TYPE]}:
        domains = [*told.get(RDFS + "domain", ()), *told.get(_DOMAINS, ())]
        assert domains
        assert len(told.get(RDFS + "domain", ())) <= 1, "several would mean all of them at once"
        assert len(told[RDFS + "range"]) == 1


_DOMAINS = "http://schema.org/domainIncludes"


@pytest.mark.parametrize("term", sorted(described()))
def test_the_example_of_a_term_uses_it(term: str) -> None:
    (example,) = described()[term][SKOS + "example"]
    dimension = DEF + "dimension/"
    short = (
        f"dim:{term.removeprefix(dimension)}"
        if term.startswith(dimension)
        else f"def:{term.removeprefix(DEF)}"
    )

    assert short in example.value.split()


def test_what_is_said_of_domains_and_ranges_holds_of_the_publication(tables: Tables) -> None:
    graph = emitted(tables)
    classes: dict[str, set[str]] = {}
    for t in graph:
        if t.predicate.value == RDF_TYPE:
            classes.setdefault(str(t.subject), set()).add(str(t.object))

    wrong = set()
    for t in graph:
        told = described().get(t.predicate.value)
        if told is None:
            continue
        domains = {str(d) for d in (*told.get(RDFS + "domain", ()), *told.get(_DOMAINS, ()))}
        if not classes.get(str(t.subject), set()) & domains:
            wrong.add((t.predicate.value, "domain", str(classes.get(str(t.subject)))))
        (range_,) = told[RDFS + "range"]
        if isinstance(t.object, ox.NamedNode):
            fits = str(range_) in classes.get(str(t.object), set())
        else:
            assert isinstance(t.object, ox.Literal)
            fits = range_.value in (t.object.datatype.value, RDFS + "Literal")
        if not fits:
            wrong.add((t.predicate.value, "range", str(t.object)[:60]))
    assert wrong == set()


def test_the_metrics_are_documented() -> None:
    told = {t.subject.value for t in terms() if isinstance(t.subject, ox.NamedNode)}

    assert {DEF + metric for metric in MEASUREMENTS} <= told
