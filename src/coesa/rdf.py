"""Triples to Turtle, N-Triples, RDF/XML and JSON-LD, each with the same bytes for the same set.

A graph is a set of pyoxigraph triples without blank nodes; pyoxigraph refuses IRIs that are none.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from coesa.model import Publication, Texts
from coesa.statements import RDF_TYPE, XSD

Graph = frozenset[ox.Triple]
Term = ox.NamedNode | ox.Literal
Properties = Iterable[tuple[str, str | ox.Literal]]
"""What a node states: the prefixed name of a property, and an IRI or a literal."""

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "ndc": "https://w3id.org/italia/onto/NDC/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-concept": "http://purl.org/linked-data/sdmx/2009/concept#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "stat": "http://data.europa.eu/m8g/",
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


def in_languages(name: str, values: Texts) -> Properties:
    """Give one text in all its languages to the property of that prefixed name."""
    return [(name, ox.Literal(text, language=language)) for language, text in values.items()]


def each(name: str, values: Iterable[str]) -> Properties:
    """Give several nodes to the property of that prefixed name."""
    return [(name, value) for value in values]


def node(subject: str, classes: Iterable[str], properties: Properties) -> Iterator[ox.Triple]:
    """State the classes and the properties of a node, all named by common prefixes."""
    for name in classes:
        yield triple(subject, RDF_TYPE, _named(name))
    for name, value in properties:
        yield triple(subject, _named(name), value)


def _named(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


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


def turtle(
    graph: Graph, names: Mapping[str, str], base: str | None = None, language: str | None = None
) -> bytes:
    """Write Turtle for people: used prefixes in order, types first, a blank line between nodes.

    Of the texts of a property those in `language` come first: some programs, such as CKAN's
    parser of rights and provenance, read no more than the first.
    """
    used = used_prefixes(namespaces(graph), names)
    return (turtle_head(used, base) + turtle_body(graph, used, base, language)).encode()


def turtle_body(
    graph: Graph, names: Mapping[str, str], base: str | None = None, language: str | None = None
) -> str:
    """Write the nodes of a Turtle file, without base and prefixes.

    pyoxigraph writes them; its own prefixes come in no fixed order and are left out.
    """
    triples = _in_order(graph, language)
    body = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(names), base_iri=base)
    assert body is not None
    lines = body.decode().split("\n")
    return "".join(_spaced([line for line in lines if not line.startswith(("@prefix", "@base"))]))


def turtle_head(names: Mapping[str, str], base: str | None = None) -> str:
    """Write the base and the prefixes of a Turtle file."""
    head = [f"@base <{base}> .\n"] if base else []
    return "".join([*head, *(f"@prefix {p}: <{names[p]}> .\n" for p in sorted(names))])


def _spaced(body: list[str]) -> Iterable[str]:
    for line in filter(None, body):
        if line.startswith("\t"):
            yield "    " + line[1:] + "\n"
        else:
            yield "\n" + line + "\n"


def _in_order(graph: Graph, language: str | None = None) -> list[ox.Triple]:
    def key(t: ox.Triple) -> tuple[str, bool, str, bool, str]:
        predicate = str(t.predicate)
        later = not (language and getattr(t.object, "language", None) == language)
        return str(t.subject), predicate != f"<{RDF_TYPE}>", predicate, later, str(t.object)

    return sorted(graph, key=key)


def used_prefixes(namespaces: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Pick the prefixes whose namespaces occur."""
    seen = set(namespaces)
    return {prefix: namespace for prefix, namespace in names.items() if namespace in seen}


def namespaces(graph: Graph) -> set[str]:
    """Collect the namespaces that occur in a graph."""
    terms = {term for t in graph for term in (t.subject, t.predicate, t.object)}
    names = [term.value for term in terms if isinstance(term, ox.NamedNode)]
    seen = {name.rpartition(sign)[0] + sign for name in names for sign in "#/"}
    return seen | {XSD for term in terms if isinstance(term, ox.Literal)}


def rdfxml(graph: Graph, names: Mapping[str, str], language: str | None = None) -> bytes:
    """Write RDF/XML from sorted triples, texts in `language` first; the namespaces in order.

    A carriage return is written as a reference: XML reads a bare one as a line feed.
    """
    used = used_prefixes(namespaces(graph), names) | {"rdf": PREFIXES["rdf"]}
    triples = _in_order(graph, language)
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=used)
    assert written is not None
    head, _, rest = re.split(r"(<rdf:RDF [^>]*>)", written.decode(), maxsplit=1)
    declared = " ".join(f'xmlns:{prefix}="{used[prefix]}"' for prefix in sorted(used))
    text = f"{head}<rdf:RDF {declared}>{rest}".replace("\r", "&#13;").rstrip("\n")
    return (text + "\n").encode()


def jsonld(graph: Graph, context: Mapping[str, Any]) -> bytes:
    """Write compact JSON-LD 1.1 with the context inside, nodes and values in order.

    A term of the context stands for a property only where its coercion fits the value; any other
    value is written in full under the property's prefixed name.
    """
    names = {prefix: value for prefix, value in context.items() if isinstance(value, str)}
    terms = {_coercion(d, names): term for term, d in context.items() if not isinstance(d, str)}
    nodes = [
        _json_node(list(triples), terms, names)
        for _, triples in groupby(_in_order(graph), key=lambda t: str(t.subject))
    ]
    document = {"@context": context, "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def node_jsonld(graph: Graph, context: Mapping[str, Any]) -> str:
    """Write the triples of one node as compact JSON-LD 1.1, on one line.

    The context inside has no more than is used.
    """
    names = {prefix: value for prefix, value in context.items() if isinstance(value, str)}
    terms = {_coercion(d, names): term for term, d in context.items() if not isinstance(d, str)}
    node = _json_node(_in_order(graph), terms, names)
    written = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    used = {term: d for term, d in context.items() if f'"{term}":' in written and term not in names}
    prefixes = json.dumps(used) + written
    used |= {p: value for p, value in names.items() if f'"{p}:' in prefixes}
    kept = {term: d for term, d in context.items() if term in used or term.startswith("@")}
    return json.dumps({"@context": kept, **node}, ensure_ascii=False, separators=(",", ":"))


def _coercion(definition: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str]:
    """Tell what values a term of a context is for: the property, and the kind of its values."""
    kind = definition.get("@container") or definition.get("@type") or "xsd:string"
    return _expanded(definition["@id"], names), _expanded(kind, names)


def _json_node(
    triples: list[ox.Triple], terms: Mapping[tuple[str, str], str], names: Mapping[str, str]
) -> dict[str, Any]:
    members: dict[str, Any] = {}
    subject: Any = triples[0].subject  # never a triple or a blank node, as its type would allow
    for t in triples:
        value: Any = t.object
        predicate, kind = t.predicate.value, _kind(value)
        term = terms.get((predicate, kind))
        if predicate == RDF_TYPE:
            members.setdefault("@type", []).append(compacted(value.value, names))
        elif term is None:
            members.setdefault(compacted(predicate, names), []).append(_json_value(value, names))
        elif kind == "@language":
            members.setdefault(term, {}).setdefault(value.language, []).append(value.value)
        else:
            members.setdefault(term, []).append(value.value)
    return {"@id": subject.value, **{key: _single(values) for key, values in members.items()}}


def _kind(value: Any) -> str:
    if isinstance(value, ox.NamedNode):
        return "@id"
    return "@language" if value.language else str(value.datatype.value)


def _json_value(value: Any, names: Mapping[str, str]) -> dict[str, str]:
    kind = _kind(value)
    if kind == "@id":
        return {"@id": value.value}
    if kind == "@language":
        return {"@value": value.value, "@language": value.language}
    datatype = {} if kind == XSD + "string" else {"@type": compacted(kind, names)}
    return {"@value": value.value, **datatype}


def _single(value: Any) -> Any:
    if isinstance(value, dict):
        return {language: _single(value[language]) for language in sorted(value)}
    return value[0] if len(value) == 1 else value


def _expanded(name: str, names: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return names[prefix] + local if prefix in names else name


def compacted(value: str, names: Mapping[str, str]) -> str:
    """Write an IRI with a prefix, where there is one for it."""
    for prefix, namespace in names.items():
        if value.startswith(namespace) and _LOCAL.fullmatch(value[len(namespace) :]):
            return f"{prefix}:{value[len(namespace) :]}"
    return value
