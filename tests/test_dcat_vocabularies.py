import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from coesa import rdf
from coesa.build import distributions
from coesa.datasets import vocabularies
from coesa.dcat import vocabulary, vocabulary_catalogue
from coesa.model import Distribution, Publication, Written
from tests.test_dcat import full, name, typed, values
from tests.test_dcat_ap import needs_profiles, results


@pytest.fixture(params=["as published", "every key"])
def graph(request: pytest.FixtureRequest, publication: Publication) -> rdf.Graph:
    described = full(publication) if request.param == "every key" else publication
    return vocabulary_catalogue(described, files(described))


def files(publication: Publication) -> tuple[Distribution, ...]:
    schemes = [scheme.name for scheme in vocabularies(publication)]
    paths = [p for s in schemes for p in (f"datapackage/{s}.csv", f"rdf/vocab/{s}.ttl")]
    return distributions(publication, {path: Written(1, "0" * 64) for path in paths})


def test_every_list_is_scheme_and_dataset_in_one(
    graph: rdf.Graph, publication: Publication
) -> None:
    listed = sorted(publication.base + scheme.name for scheme in vocabularies(publication))

    assert typed(graph, "skos:ConceptScheme") == listed
    assert typed(graph, "dcatapit:Dataset") == typed(graph, "dcat:Dataset") == listed
    (catalogue,) = typed(graph, "dcat:Catalog")
    assert sorted(n.value for n in values(graph, catalogue, "dcat:dataset")) == listed


def test_a_list_is_had_as_turtle_and_csv(graph: rdf.Graph, publication: Publication) -> None:
    for scheme in vocabularies(publication):
        offered = values(graph, publication.base + scheme.name, "dcat:distribution")
        assert [n.value.rpartition(".")[2] for n in offered] == ["csv", "ttl"]


def test_the_key_concept_and_the_description_tell_what_the_list_is(
    graph: rdf.Graph, publication: Publication
) -> None:
    node = publication.base + "axis"

    assert values(graph, node, "ndc:keyConcept") == [rdf.literal("axis")]
    for text in values(graph, node, "dct:description"):
        assert publication.titles[text.language] in text.value
        assert not re.search(r"[{}]", text.value)


def test_one_list_is_described_without_the_others(publication: Publication) -> None:
    axis = publication.resource("axis")

    graph = vocabulary(publication, axis, files(publication))

    assert typed(graph, "dcat:Dataset") == [publication.base + "axis"]
    assert len(typed(graph, "dcat:Distribution")) == 2


@needs_profiles
@pytest.mark.parametrize("shapes", ["html-shapes", "html-range"])
def test_the_second_catalogue_conforms_to_dcat_ap(graph: rdf.Graph, shapes: str) -> None:
    assert not results(graph, f"dcat-ap-3.0.1/{shapes}.ttl")


@needs_profiles
def test_schema_gov_it_takes_every_list(graph: rdf.Graph) -> None:
    assert not results(graph, "ndc/vocabolari-rules.shacl.ttl")


@needs_profiles
@pytest.mark.parametrize("prefixed", ["ndc:keyConcept", "dcat:keyword", "owl:versionInfo"])
def test_schema_gov_it_misses_what_is_taken_away(graph: rdf.Graph, prefixed: str) -> None:
    without = frozenset(t for t in graph if t.predicate != name(prefixed))

    found = results(without, "ndc/vocabolari-rules.shacl.ttl")

    assert {property_ for _, property_ in found} == {prefixed.partition(":")[2]}


def test_the_built_files_hold_the_second_catalogue_for_two_readers(dist: Path) -> None:
    strict = {
        suffix: frozenset(
            q.triple for q in ox.parse((dist / f"rdf/vocabularies.{suffix}").read_bytes(), format)
        )
        for suffix, format in (
            ("ttl", ox.RdfFormat.TURTLE),
            ("rdf", ox.RdfFormat.RDF_XML),
            ("jsonld", ox.RdfFormat.JSON_LD),
        )
    }
    lenient = rdflib.Graph().parse(dist / "rdf" / "vocabularies.ttl")

    assert strict["ttl"] == strict["rdf"] == strict["jsonld"]
    assert len(lenient) == len(strict["ttl"])
