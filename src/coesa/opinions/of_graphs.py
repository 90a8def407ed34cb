"""What pyshacl says of a graph."""

from functools import cache

import pyshacl
import rdflib

from coesa import rdf
from coesa.shacl import graph_of

SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
Told = tuple[str, str | None, str]
"""A node that lacks its shape, the value that is wrong if there is one, and what was expected."""


def opinion_of_graph(ntriples: str, shapes: str) -> list[Told]:
    """Hold a graph against shapes, written in Turtle (SHACL, § 3.4)."""
    _, results, _ = pyshacl.validate(
        graph_of(rdf.read_ntriples(ntriples)),
        shacl_graph=_shapes(shapes),
        inference="none",
        do_owl_imports=False,
    )
    assert isinstance(results, rdflib.Graph)
    told = []
    for result in results.subjects(rdflib.RDF.type, SHACL.ValidationResult):
        value = results.value(result, SHACL.value)
        wanted = str(results.value(result, SHACL.resultMessage))
        focus = str(results.value(result, SHACL.focusNode))
        told.append((focus, None if value is None else str(value), wanted))
    return told


@cache
def _shapes(turtle: str) -> rdflib.Graph:
    return graph_of(rdf.read_turtle(turtle))
