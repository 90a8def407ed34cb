import os
import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa import rdf

NAMES = {
    "ex": "https://example.org/",
    "sub": "https://example.org/sub/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
GRAPH = rdf.read_turtle(
    """
    @prefix ex: <https://example.org/> .
    @prefix sub: <https://example.org/sub/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    sub:b ex:value "36"^^xsd:decimal, 36.5 ; ex:label "due\\nrighe"@it .
    sub:a a ex:Thing ; ex:next sub:b, <https://example.org/sub/c.> .
    """
)
EXPECTED = """@base <https://example.org/> .
@prefix ex: <https://example.org/> .
@prefix sub: <https://example.org/sub/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

sub:a a ex:Thing ;
    ex:next sub:b , sub:c\\. .

sub:b ex:label "due\\nrighe"@it ;
    ex:value "36"^^xsd:decimal , 36.5 .
"""
RUN = """
import sys
from coesa import rdf
graph = rdf.read_turtle(sys.stdin.read())
names = {"ex": "https://example.org/", "sub": "https://example.org/sub/"}
sys.stdout.buffer.write(rdf.turtle(graph, names))
"""


def test_turtle_reads_well() -> None:
    assert rdf.turtle(GRAPH, NAMES, "https://example.org/").decode() == EXPECTED


def test_turtle_is_read_back_as_the_same_triples() -> None:
    assert rdf.read_turtle(rdf.turtle(GRAPH, NAMES).decode()) == GRAPH


def test_turtle_has_the_same_bytes_in_every_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", RUN],
            input=rdf.ntriples(GRAPH),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in range(6)
    ]

    assert len(set(runs)) == 1
    assert runs[0]


def test_a_value_keeps_its_lexical_form() -> None:
    value = '"100"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    nt = f"<https://example.org/a> <https://example.org/v> {value} .\n"

    assert rdf.ntriples(rdf.read_ntriples(nt)).decode() == nt
    assert '"100"^^xsd:decimal' in rdf.turtle(rdf.read_ntriples(nt), NAMES).decode()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_any_text_is_read_back(values: list[str]) -> None:
    graph = frozenset(
        rdf.triple("https://example.org/a", "https://example.org/v", rdf.literal(v)) for v in values
    )

    assert rdf.read_ntriples(rdf.ntriples(graph).decode()) == graph
    assert rdf.read_turtle(rdf.turtle(graph, NAMES).decode()) == graph


@pytest.mark.parametrize("iri", ["no iri", "https://example.org/a b", "", "https://e.org/<>"])
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rdf.iri(iri)


def test_a_literal_may_have_a_datatype() -> None:
    assert rdf.literal("1", "integer") == ox.Literal(
        "1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    )
