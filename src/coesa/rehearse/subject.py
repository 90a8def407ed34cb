"""What is rehearsed: a catalogue as triples, and what was built beside it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from coesa import rdf
from coesa.errors import CatalogueError, NotFoundError
from coesa.shacl import graph_of

CATALOGUE = "rdf/catalog.ttl"
DESCRIPTOR = "datapackage/datapackage.json"
VOCABULARIES = ("rdf/vocabularies.ttl", "portals/**/*.ttl")
PAGES = "portals/**/*.jsonld"

LARGEST = 50 * 1024 * 1024
"""Bytes that a catalogue may have: what the harvester of CKAN takes at most."""

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".nt": ox.RdfFormat.N_TRIPLES,
}
_FETCHES = "a context at a web address found, and nothing is fetched"
_SHOWN = 200

DCAT, DCT = rdflib.Namespace(rdf.PREFIXES["dcat"]), rdflib.Namespace(rdf.PREFIXES["dct"])


@dataclass(frozen=True)
class Subject:
    """A catalogue, and what was built beside it.

    Attributes:
        place: the file that the catalogue was read from.
        folder: the folder of what was built; None for a catalogue of someone else's.
        graph: the catalogue.
        vocabularies: the vocabularies that are offered with it, with what describes them.
        descriptor: the descriptor of the published Data Package, if there is one.
        pages: descriptions of datasets for search engines, as JSON-LD objects.
    """

    place: Path
    folder: Path | None
    graph: rdflib.Graph
    vocabularies: rdflib.Graph
    descriptor: Mapping[str, Any] | None = None
    pages: tuple[Mapping[str, Any], ...] = field(default=())

    @cached_property
    def datasets(self) -> tuple[Node, ...]:
        """List the datasets of the catalogue, in order."""
        return tuple(sorted(set(self.graph.subjects(rdflib.RDF.type, DCAT.Dataset)), key=str))

    def distributions(self, dataset: Node) -> tuple[Node, ...]:
        """List the distributions of a dataset, in order."""
        return tuple(sorted(set(self.graph.objects(dataset, DCAT.distribution)), key=str))

    def values(self, node: Node, prefixed: str) -> list[Node]:
        """List the values of a property of a node, in order; none that is an empty text."""
        found = self.graph.objects(node, named(prefixed))
        return sorted((v for v in found if str(v).strip()), key=str)


def named(prefixed: str) -> rdflib.URIRef:
    """Write out a prefixed name."""
    prefix, _, local = prefixed.partition(":")
    return rdflib.URIRef(rdf.PREFIXES[prefix] + local)


def prefixed(iri: str) -> str:
    """Shorten an IRI by a common prefix, where one fits.

    >>> prefixed("http://www.w3.org/ns/dcat#theme"), prefixed("urn:x")
    ('dcat:theme', 'urn:x')
    """
    for prefix, namespace in rdf.PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def read_subject(folder: Path, file: Path | None) -> Subject:
    """Read what is rehearsed: what was built in a folder, or a file of someone else's.

    Raises:
        NotFoundError: nothing was built there.
        CatalogueError: the catalogue cannot be read, with line and reason.
    """
    place = file or folder / CATALOGUE
    if file is None and not place.is_file():
        raise NotFoundError(f"{place}: there is no such file; run coesa build first")
    graph = _read(place)
    if (None, rdflib.RDF.type, DCAT.Dataset) not in graph:
        raise _unreadable(place, 0, "no dcat:Dataset found")
    if file is not None:
        return Subject(place, None, graph, graph)
    files = sorted(path for pattern in VOCABULARIES for path in folder.glob(pattern))
    offered = _joined([_read(path) for path in files]) if files else graph
    descriptor = _json(folder / DESCRIPTOR) if (folder / DESCRIPTOR).is_file() else None
    pages = tuple(_pages(folder))
    return Subject(place, folder, graph, offered, descriptor, pages)


def _joined(graphs: list[rdflib.Graph]) -> rdflib.Graph:
    joined = rdflib.Graph(bind_namespaces="none")
    for part in graphs:
        for triple in part:
            joined.add(triple)
    return joined


def _read(path: Path) -> rdflib.Graph:
    """Read a file of triples by the ending of its name; a stranger's may be anything.

    The parser is strict, knows no entity of a document and fetches no context of JSON-LD.
    """
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        known = ", ".join(_FORMATS)
        raise _unreadable(path, 0, f"{path.suffix or 'no ending'} found; expected one of {known}")
    if path.stat().st_size > LARGEST:
        raise _unreadable(path, 0, f"more than {LARGEST >> 20} MB found; expected a catalogue")
    try:
        quads = ox.parse(path.read_bytes(), form, base_iri=path.absolute().as_uri())
        return graph_of((quad.triple for quad in quads), path.stem)
    except SyntaxError as error:
        remote = "LoadDocumentCallback" in str(error)
        told = _FETCHES if remote else " ".join(str(error.msg).split())[:_SHOWN]
        raise _unreadable(path, error.lineno or 0, told) from error


def _unreadable(path: Path, line: int, told: str) -> CatalogueError:
    place = f"{path}:{line}" if line else str(path)
    wanted = "expected a catalogue in the syntax that the file's name tells; mend it"
    return CatalogueError(f"{place}: {told}; {wanted}")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _unreadable(path, getattr(error, "lineno", 0), str(error)) from error


def _pages(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Find the descriptions for search engines: objects of schema.org's class Dataset."""
    for path in sorted(folder.glob(PAGES)):
        document = _json(path)
        listed = document.get("@graph", [document]) if isinstance(document, dict) else document
        for node in listed if isinstance(listed, list) else []:
            if isinstance(node, dict) and _is_dataset(node):
                yield node


def _is_dataset(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type", ())
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    ends = ("Dataset", "schema:Dataset", "sc:Dataset")
    return any(name in ends or str(name).endswith("schema.org/Dataset") for name in names)
