"""The rule that SHACL is for: what is published has the shapes of `vocab/shapes/`."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import Any

from coesa import rdf, skos
from coesa.model import Finding, Issue, Resource, Role
from coesa.opinions import GRAPH
from coesa.rules.asked import begin_opinions
from coesa.rules.places import ledger_of
from coesa.rules.structures import structures
from coesa.rules.vocabularies import row_of, schemes
from coesa.serialized import rows_text
from coesa.syntax import NTriples, quoted
from coesa.tables import ROW, Tables

ROWS = 1000
"""Rows of a cube or ledger that are all looked at: SHACL takes 1 ms for each."""

OF_A_KIND = 20
"""Rows of a longer table that are looked at of each kind: those with the same cells filled.

Rows of one kind have the same triples but for what is in the cells, and that SQL has seen.
"""


def nodes_have_their_shapes(tables: Tables) -> Finding:
    """Give schemes, structures, observations and figures their shapes (SHACL; vocab/shapes)."""
    publication = tables.publication
    nodes, asked = ask_about_shapes(tables)
    issues = tuple(sorted(_issues(tables, asked.result())))
    streamed = (*publication.of_role(Role.CUBE), *publication.of_role(Role.LEDGER))
    notes = tuple(
        f"{r.name}: the first {OF_A_KIND} rows of each kind (the same cells filled) were held "
        "against the shapes"
        for r in streamed
        if tables.count(r.name) > ROWS
    )
    return Finding(nodes, "nodes", issues, notes)


def ask_about_shapes(tables: Tables) -> tuple[int, Future[Any]]:
    """Count the nodes of what is published, and ask whether they have their shapes, once."""
    return tables.once("what pyshacl says", _ask)


def _ask(tables: Tables) -> tuple[int, Future[Any]]:
    vocabulary, graph = tables.publication.vocabulary, _published(tables)
    asked = begin_opinions(tables).ask(GRAPH, rdf.ntriples(graph).decode(), vocabulary.shapes)
    return len({t.subject for t in graph}), asked


def _published(tables: Tables) -> rdf.Graph:
    """Gather what is published; of long tables some rows of each kind, and what they cite."""
    publication = tables.publication
    graph = structures(publication) | skos.document_graph(publication) | schemes(tables)
    for cube in publication.of_role(Role.CUBE):
        graph |= _rows(tables, cube, _chosen(tables, cube))
    for ledger in publication.of_role(Role.LEDGER):
        graph |= _rows(tables, ledger, _cited(tables, ledger))
    return graph


def _rows(tables: Tables, resource: Resource, where: str) -> rdf.Graph:
    return rdf.read_ntriples(rows_text(tables, resource.name, NTriples(), where))


def _chosen(tables: Tables, resource: Resource) -> str:
    """Select every row of a table; of a long one the first of each kind."""
    if tables.count(resource.name) <= ROWS:
        return "true"
    kinds = [f"{quoted(f.name)} IS NULL" for f in resource.columns if not f.required]
    found = tables.query(
        f"SELECT min({quoted(ROW)}, {OF_A_KIND}) FROM {quoted(resource.name)} "
        f"GROUP BY {', '.join(kinds or ['true'])}"
    )
    rows = sorted(row for (of_a_kind,) in found for row in of_a_kind)
    return f"{quoted(ROW)} IN ({', '.join(map(str, rows))})"


def _cited(tables: Tables, ledger: Resource) -> str:
    """Select figures of each kind, those of the observations, and those that they point to."""
    publication, name = tables.publication, quoted(ledger.name)
    claims = [ledger_of(publication, cube) for cube in publication.of_role(Role.CUBE)]
    key = quoted(ledger.primary_key[0])
    chosen = [f"SELECT {key} FROM {name} WHERE {_chosen(tables, ledger)}"]
    chosen += [
        f"SELECT {quoted(claim[0])} FROM {quoted(cube.name)} WHERE {_chosen(tables, cube)}"
        for cube, claim in zip(publication.of_role(Role.CUBE), claims, strict=True)
        if claim is not None and claim[1] == ledger.name
    ]
    selected = " UNION ".join(chosen)
    # A qualifier points to a restatement, that to a datum, and a datum to nothing.
    pointers = [k.fields[0] for k in ledger.foreign_keys if k.resource == ledger.name]
    for _ in range(2):
        further = (f"SELECT {quoted(p)} FROM {name} WHERE {key} IN ({selected})" for p in pointers)
        selected = " UNION ".join((selected, *further))
    return f"{key} IN ({selected})"


def _issues(tables: Tables, told: Iterable[tuple[str, str | None, str]]) -> Iterator[Issue]:
    for focus, value, wanted in told:
        path, row = row_of(tables, focus)
        shown = f"<{focus}>" + (f" with {value}" if value is not None else "")
        message = f"{shown} found; expected: {wanted}; mend the row or the descriptor"
        yield Issue(path, row, "", nodes_have_their_shapes.__name__, message)
