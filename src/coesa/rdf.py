"""Triples to Turtle, N-Triples, RDF/XML and JSON-LD, each with the same bytes for the same set.

A graph is a set of pyoxigraph triples without blank nodes; pyoxigraph refuses IRIs that are none.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from coesa.model import Publication, Texts
from coesa.statements import RDF_TYPE, XSD

Graph = frozenset[ox.Triple]
Term = ox.NamedNode | ox.Literal

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-concept": "http://purl.org/linked-data/sdmx/2009/concept#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def prefixes(publication: Publication) -> dict[str, str]:
    """List the prefixes of a publication's Turtle: the common ones, the vocabulary, its parts."""
    shared = publication.vocabulary.base
    own = {"def": shared, "dim": f"{shared}dimension/"}
    own |= {f"def-{r.name}": f"{shared}{r.name}/" for r in publication.vocabulary.resources}
    return {**PREFIXES, **own}


def iri(value: str) -> ox.NamedNode:
    """Make a node of an IRI; ValueError if it is none."""
    return ox.NamedNode(value)


def literal(value: str, datatype: str | None = None) -> ox.Literal:
    """Make a literal of a string or, with the local name of an XSD datatype, of a value."""
    return (
        ox.Literal(value, datatype=ox.NamedNode(XSD + datatype)) if datatype else ox.Literal(value)
    )


def texts(subject: str, predicate: str, values: Texts) -> Iterable[ox.Triple]:
    """State one text in all its languages."""
    for language, value in values.items():
        yield ox.Triple(iri(subject), iri(predicate), ox.Literal(value, language=language))


def triple(subject: str, predicate: str, value: str | ox.Literal) -> ox.Triple:
    """State a triple; a string is an IRI."""
    return ox.Triple(iri(subject), iri(predicate), iri(value) if isinstance(value, str) else value)


def read_ntriples(text: str) -> Graph:
    """Read N-Triples strictly; SyntaxError if a line is none."""
    return frozenset(q.triple for q in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES))


def read_turtle(text: str) -> Graph:
    """Read Turtle strictly; SyntaxError with the place if it is none."""
    return frozenset(q.triple for q in ox.parse(text.encode(), ox.RdfFormat.TURTLE))


def lines(graph: Graph) -> list[str]:
    """Write N-Triples lines in the order of code points."""
    return sorted(f"{t} .\n" for t in graph)


def ntriples(graph: Graph) -> bytes:
    """Write sorted N-Triples."""
    return "".join(lines(graph)).encode()


def turtle(graph: Graph, names: Mapping[str, str], base: str | None = None) -> bytes:
    """Write Turtle for people: used prefixes in order, types first, a blank line between nodes.

    pyoxigraph writes the body; its prefixes come in no fixed order, so the head is ours.
    """
    used = _used(graph, names)
    body = ox.serialize(_in_order(graph), format=ox.RdfFormat.TURTLE, prefixes=used, base_iri=base)
    assert body is not None
    written = [
        line for line in body.decode().split("\n") if not line.startswith(("@prefix", "@base"))
    ]
    text = "".join(_spaced(written))
    return (turtle_head(used, base) + text).encode()


def turtle_head(names: Mapping[str, str], base: str | None = None) -> str:
    """Write the base and the prefixes of a Turtle file."""
    head = [f"@base <{base}> .\n"] if base else []
    return "".join([*head, *(f"@prefix {p}: <{names[p]}> .\n" for p in sorted(names))])


def _spaced(body: list[str]) -> Iterable[str]:
    for line in filter(None, body):
        if line.startswith("\t"):
            yield "    " + re.sub(r" ([;.])$", r" \1", line[1:]) + "\n"
        else:
            yield "\n" + line + "\n"


def _in_order(graph: Graph) -> list[ox.Triple]:
    def key(t: ox.Triple) -> tuple[str, bool, str, str]:
        predicate = str(t.predicate)
        return str(t.subject), predicate != f"<{RDF_TYPE}>", predicate, str(t.object)

    return sorted(graph, key=key)


def _used(graph: Graph, names: Mapping[str, str]) -> dict[str, str]:
    seen = {
        str(term)[1:-1].rpartition(sign)[0] + sign
        for t in graph
        for term in (t.subject, t.predicate, t.object)
        if isinstance(term, ox.NamedNode)
        for sign in "#/"
    }
    seen |= {XSD for t in graph if isinstance(t.object, ox.Literal)}
    return {prefix: namespace for prefix, namespace in names.items() if namespace in seen}


def rdfxml(graph: Graph, names: Mapping[str, str]) -> bytes:
    """Write RDF/XML from sorted triples; the namespaces of the root element in order."""
    written = ox.serialize(
        _in_order(graph), format=ox.RdfFormat.RDF_XML, prefixes=_used(graph, names)
    )
    assert written is not None
    head, root, rest = re.split(r"(<rdf:RDF [^>]*>)", written.decode(), maxsplit=1)
    namespaces = sorted(re.findall(r'xmlns:[^=]+="[^"]*"', root))
    return f"{head}<rdf:RDF {' '.join(namespaces)}>{rest}".encode()


def jsonld(graph: Graph, context: Mapping[str, Any]) -> bytes:
    """Write compact JSON-LD with the context inside, nodes and values in order."""
    import rdflib  # imported here: it costs 0.2 s, and only the catalogue is JSON-LD

    parsed = rdflib.Graph(bind_namespaces="none").parse(data=ntriples(graph), format="nt")
    compact = json.loads(
        parsed.serialize(format="json-ld", context=dict(context), auto_compact=False)
    )
    nodes = compact.pop("@graph", None) or [{k: v for k, v in compact.items() if k != "@context"}]
    ordered = sorted((_ordered(node) for node in nodes), key=lambda node: str(node["@id"]))
    document = {"@context": context, "@graph": ordered}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda v: json.dumps(v, sort_keys=True))
    return value
