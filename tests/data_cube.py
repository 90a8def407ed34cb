"""The integrity constraints of the RDF Data Cube Vocabulary, asked in the standard's own words."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from coesa import rdf

IC = Path(__file__).parent / "examples" / "data-cube-ic"
PREFIXES = "PREFIX eg: <https://example.org/>\n" + "".join(
    f"PREFIX {name}: <{iri}>\n" for name, iri in rdf.PREFIXES.items()
)
CONSTRAINTS = [
    *(f"{number:02}" for number in range(1, 20)),
    "19-collection",
    "20",
    "21",
]


def loaded(graph: rdf.Graph) -> ox.Store:
    """Put a graph into a store."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in graph)
    return store


def normalised(store: ox.Store) -> ox.Store:
    """Bring a cube into normal form with the standard's own updates (section 10.2)."""
    for phase in ("normalise-1.ru", "normalise-2.ru"):
        store.update((IC / phase).read_text("utf-8"))
    return store


def breaks(constraint: str, store: ox.Store) -> bool:
    """Ask the standard's own query, once for each property that it is to be asked with."""
    answers = [store.query(query) for query in _queries(constraint, store)]
    assert all(isinstance(answer, ox.QueryBoolean) for answer in answers)
    return any(map(bool, answers))


def _queries(constraint: str, store: ox.Store) -> Iterator[str]:
    query = (IC / f"ic-{constraint}.rq").read_text("utf-8")
    # HAVING is evaluated before SELECT names its results (SPARQL 1.1, section 18.2.4), so that an
    # engine that keeps to the letter finds no ?count there, and no cube that breaks IC-17.
    query = query.replace("HAVING (?count ", "HAVING (COUNT(?obs2) ")
    if "<$p>" not in query:
        yield query
        return
    properties = store.query((IC / f"ic-{constraint}-properties.rq").read_text("utf-8"))
    assert isinstance(properties, ox.QuerySolutions)
    for found in properties:
        yield query.replace("<$p>", str(found["p"]))
