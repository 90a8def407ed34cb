"""The RDF files of the data: a file a code list, a cube, a table, and all triples in one."""

from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path

from coesa import cube, iris, rdf, skos
from coesa.measured import Measured
from coesa.model import SHARED, Content, Publication, Resource, Role, Written
from coesa.serialized import count_triples, write_rows
from coesa.statements import (
    RDF_TYPE,
    XSD,
    Node,
    shared_tables,
    statements,
    subject_template,
)
from coesa.syntax import NTriples, Turtle
from coesa.tables import Tables, is_streamed

_FILES = {Role.ENTITIES: "rdf/{}.ttl", Role.ERRATA: "rdf/{}.ttl"}


ALL = "rdf/all.nt"


def rdf_files(tables: Tables) -> dict[str, Content]:
    """Write every RDF file of the data: vocabularies, cubes, figures, entities, and all triples."""
    publication = tables.publication
    names = rdf.prefixes(publication)
    graphs, heads = tables.once("graphs", _graphs), _heads(publication)
    small = (*graphs.values(), *(graph for _, graph in heads.values()))
    # The longest first: it is measured while the others are written.
    files: dict[str, Content] = {ALL: _all(tables, frozenset().union(*small))}
    files |= {path: rdf.turtle(graph, names, publication.base) for path, graph in graphs.items()}
    files |= {path: _with_rows(tables, *head) for path, head in heads.items()}
    return files


def small_graph(tables: Tables) -> rdf.Graph:
    """Give all triples but those of the rows of cubes and ledgers."""
    graphs, heads = tables.once("graphs", _graphs), _heads(tables.publication)
    return frozenset().union(*graphs.values(), *(graph for _, graph in heads.values()))


def triple_counts(tables: Tables) -> dict[str, int]:
    """Count the triples of each file, and of all of them together (those of two files once)."""
    graphs, heads = tables.once("graphs", _graphs), _heads(tables.publication)
    rows = {path: count_triples(tables, resource.name) for path, (resource, _) in heads.items()}
    small = frozenset().union(*graphs.values(), *(graph for _, graph in heads.values()))
    return {
        ALL: len(small) + sum(rows.values()),
        **{path: len(graph) for path, graph in graphs.items()},
        **{path: len(graph) + rows[path] for path, (_, graph) in heads.items()},
    }


def _heads(publication: Publication) -> dict[str, tuple[Resource, rdf.Graph]]:
    """List the tables of any size by the file they go to, with the graph it begins with."""
    heads = {}
    for resource in publication.resources:
        if resource.role is Role.CUBE:
            structure = cube.structure(publication, resource)
            heads[f"rdf/cube/{resource.name}.ttl"] = (resource, structure)
        elif resource.role is Role.LEDGER:
            heads[f"rdf/{resource.name}.ttl"] = (resource, skos.document_graph(publication))
    return heads


def _graphs(tables: Tables) -> dict[str, rdf.Graph]:
    """Make the graphs of everything that is small, by the file they go to."""
    publication = tables.publication
    terms = rdf.read_turtle(publication.vocabulary.terms)
    graphs = {"rdf/vocab/terms.ttl": terms | skos.own_properties(publication)}
    for name in (*(r.name for r in publication.resources), *shared_tables(publication)):
        resource = publication.resource(name)
        if resource.role is Role.CONCEPT_SCHEME:
            path = f"rdf/vocab/{name.replace(SHARED, 'def-')}.ttl"
            graphs[path] = skos.concept_scheme(tables, name)
        elif resource.role in _FILES:
            graphs[_FILES[resource.role].format(name)] = skos.entities(tables, name)
    return graphs


def _with_rows(tables: Tables, resource: Resource, head: rdf.Graph) -> Callable[[Path], Written]:
    """Write a Turtle file that begins with a small graph and goes on with the rows of a table."""
    publication = tables.publication
    names = rdf.prefixes(publication)
    used = rdf.used_prefixes({*rdf.namespaces(head), *_namespaces(publication, resource)}, names)
    text = rdf.turtle_head(used, publication.base) + rdf.turtle_body(head, used, publication.base)

    def write(path: Path) -> Written:
        with path.open("wb", buffering=0) as file:
            target = Measured(file)
            target.write(f"{text}\n".encode())
            write_rows(tables, resource.name, Turtle(publication.base, used), target)
        return target.written

    return write


def _namespaces(publication: Publication, resource: Resource) -> set[str]:
    """Collect the namespaces that the rows of a table use."""
    written = statements(publication, resource.name)
    nodes = [s.object.template for s in written if isinstance(s.object, Node)]
    fixed = [s.predicate for s in written if s.predicate != RDF_TYPE]
    fixed += [template for template in nodes if not iris.variables(template)]
    cut = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in fixed}
    return {XSD} | cut | {iris.steps(template)[0] for template in nodes}


def _all(tables: Tables, small: rdf.Graph) -> Callable[[Path], Written]:
    """Write all triples in the order of code points.

    What is small is sorted in memory; the rows of cubes and ledgers, which all begin with one
    IRI prefix each, come sorted from the tables and go in where that prefix belongs.
    """
    publication = tables.publication
    lines = rdf.lines(small)
    chunks = sorted(
        ("<" + iris.steps(subject_template(publication, r.name))[0], r.name)
        for r in publication.resources
        if is_streamed(r)
    )

    def write(path: Path) -> Written:
        with path.open("wb", buffering=0) as file:
            target = Measured(file)
            done = 0
            for prefix, name in chunks:
                place = bisect_left(lines, prefix)
                target.write("".join(lines[done:place]).encode())
                write_rows(tables, name, NTriples(), target)
                done = place
            target.write("".join(lines[done:]).encode())
        return target.written

    return write
