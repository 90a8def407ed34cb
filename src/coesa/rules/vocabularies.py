"""The graph of all that names concepts, which the rules on concepts are held against."""

import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from coesa import iris, rdf, skos
from coesa.intake import DESCRIPTOR
from coesa.model import Publication, Role
from coesa.rules.places import path_of
from coesa.statements import SKOS, subject_template
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

Pairs = Mapping[str, frozenset[str]]


def vocabularies(tables: Tables) -> rdf.Graph:
    """Put the terms, every concept scheme and every table of entities into one graph."""
    return tables.once("vocabularies", _vocabularies)


def _vocabularies(tables: Tables) -> rdf.Graph:
    publication = tables.publication
    terms = rdf.read_turtle(publication.vocabulary.terms)
    entities = (r.name for role in (Role.ENTITIES, Role.ERRATA) for r in publication.of_role(role))
    graphs = (skos.entities(tables, name) for name in entities)
    return schemes(tables).union(terms, skos.own_properties(publication), *graphs)


def schemes(tables: Tables) -> rdf.Graph:
    """Put every concept scheme into one graph."""
    return tables.once("schemes", _schemes)


def _schemes(tables: Tables) -> rdf.Graph:
    lists = (n for n, r in tables.publication.tables() if r.role is Role.CONCEPT_SCHEME)
    return frozenset().union(*(skos.concept_scheme(tables, name) for name in lists))


def pairs(tables: Tables, property_iri: str) -> Pairs:
    """List which nodes a property leads to from which."""
    return tables.once("pairs of vocabularies", _pairs).get(property_iri, {})


def _pairs(tables: Tables) -> Mapping[str, Pairs]:
    found: dict[str, dict[str, set[str]]] = {}
    for t in vocabularies(tables):
        if isinstance(t.object, ox.NamedNode) and isinstance(t.subject, ox.NamedNode):
            of = found.setdefault(t.predicate.value, {})
            of.setdefault(t.subject.value, set()).add(t.object.value)
    return {
        property_iri: {node: frozenset(values) for node, values in of.items()}
        for property_iri, of in found.items()
    }


def inverse(of: Pairs) -> Pairs:
    """Turn pairs round."""
    turned: dict[str, set[str]] = {}
    for node, values in of.items():
        for value in values:
            turned.setdefault(value, set()).add(node)
    return {node: frozenset(values) for node, values in turned.items()}


def together(*several: Pairs) -> Pairs:
    """Put pairs of several properties together."""
    nodes = {node for of in several for node in of}
    return {node: frozenset().union(*(of.get(node, ()) for of in several)) for node in nodes}


def reached(of: Pairs, starts: Iterable[str]) -> set[str]:
    """List the nodes that pairs lead to from some, those included."""
    found, waiting = set(starts), list(starts)
    while waiting:
        new = of.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting += new
    return found


def above(tables: Tables) -> Pairs:
    """List what is directly above a concept, whichever property says so (SKOS S22, S25, S41)."""
    up = (pairs(tables, SKOS + p) for p in ("broader", "broaderTransitive", "broadMatch"))
    down = (pairs(tables, SKOS + p) for p in ("narrower", "narrowerTransitive", "narrowMatch"))
    return together(*up, *map(inverse, down))


def row_of(tables: Tables, iri: str) -> tuple[str, int]:
    """Find the row that a node is made of; the descriptor if none is."""
    publication = tables.publication
    for name, resource in publication.tables():
        if resource.role is Role.LINKS or resource.notations_from is not None:
            continue
        cells = _cells(publication, name, iri)
        if cells:
            same = " AND ".join(f"{quoted(field)} = ?" for field in cells)
            found = tables.query(
                f"SELECT min({quoted(ROW)}) FROM {quoted(name)} WHERE {same}",
                list(cells.values()),
            )
            if found[0][0] is not None:
                return path_of(publication, name), found[0][0]
    return DESCRIPTOR, 0


def _cells(publication: Publication, name: str, iri: str) -> dict[str, str]:
    """Take an IRI apart by the template of a table; nothing if it is not of that table."""
    fixed = iris.steps(subject_template(publication, name))
    fields = fixed[1::2]
    pattern = "([^/]+)".join(re.escape(step) for step in fixed[::2])
    match = re.fullmatch(pattern, iri)
    return dict(zip(fields, match.groups(), strict=True)) if match else {}
