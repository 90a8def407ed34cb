"""Triples as pyshacl reads them: a graph of rdflib."""

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import rdflib


def graph_of(triples: Iterable[ox.Triple], name: str = "b") -> rdflib.Graph:
    """Hand triples to rdflib term by term: three times as fast as through its parser.

    Blank nodes are named and numbered as they appear, so that the same file gives the same graph.

    >>> a = ox.NamedNode("https://example.org/a")
    >>> len(graph_of([ox.Triple(a, a, ox.Literal("x", language="en")), ox.Triple(a, a, a)]))
    2
    """
    nodes: dict[Any, Any] = {}
    made = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        terms = (triple.subject, triple.predicate, triple.object)
        made.add(tuple(_node(term, nodes, name) for term in terms))
    return made


def _node(term: Any, nodes: dict[Any, Any], name: str) -> Any:
    if term not in nodes:
        blank = isinstance(term, ox.BlankNode)
        nodes[term] = rdflib.BNode(f"{name}-{len(nodes)}") if blank else _made(term)
    return nodes[term]


def _made(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    typed = rdflib.URIRef(term.datatype.value)
    plain = typed == rdflib.XSD.string
    return rdflib.Literal(term.value, datatype=None if plain else typed)
