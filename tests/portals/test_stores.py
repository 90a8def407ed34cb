"""Two SPARQL servers load what we publish and answer the example queries as ours does."""

import json
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib

from tests.portals.conftest import ROOT, WORK, answers
from tests.portals.services import LOOPBACK, free_port, running

QUERIES = sorted((ROOT / "datapackage" / "queries").glob("*/*.rq"))
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "int", "decimal", "double", "float")}

Answer = dict[str, Any]


@dataclass(frozen=True)
class Server:
    """A SPARQL server that has loaded our triples, and the pattern that matches each of them."""

    ask: Callable[[str], Answer]
    triple: str = "?s ?p ?o"


def endpoint(address: str) -> Callable[[str], Answer]:
    """Ask a server over the SPARQL 1.1 Protocol (query by POST with URL-encoded parameters)."""

    def ask(query: str) -> Answer:
        request = urllib.request.Request(
            address,
            urllib.parse.urlencode({"query": query}).encode(),
            {"Accept": "application/sparql-results+json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            found: Answer = json.load(answer)
        return found

    return ask


@pytest.fixture(scope="module")
def oxigraph(dist: Path) -> Iterator[Server]:
    """Oxigraph's own server."""
    program = Path(sys.executable).with_name("oxigraph")
    store = WORK / "oxigraph"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    load: list[str | Path] = [
        program,
        "load",
        "--location",
        store / "data",
        "--file",
        dist / "rdf" / "all.nt",
    ]
    subprocess.run(load, check=True, capture_output=True)
    port = free_port()
    bind = f"{LOOPBACK}:{port}"
    serve = [program, "serve-read-only", "--location", store / "data", "--bind", bind]
    with running(serve, port, store / "log"):
        yield Server(endpoint(f"http://{bind}/query"))
    shutil.rmtree(store)


SETTINGS = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = {host}:{sql}
DirsAllowed = {rdf}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
[HTTPServer]
ServerPort = {host}:{http}
[SPARQL]
ResultSetMaxRows = 100000
"""
GRAPH = "https://example.org/all"
LOAD = f"ld_dir('{{rdf}}', 'all.nt', '{GRAPH}'); rdf_loader_run(); checkpoint;"


@pytest.fixture(scope="module")
def virtuoso(dist: Path) -> Iterator[Server]:
    """Virtuoso (Debian's virtuoso-opensource-7)."""
    folder = WORK / "virtuoso"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    sql, http = free_port(), free_port()
    told = {"host": LOOPBACK, "sql": sql, "http": http, "rdf": dist / "rdf"}
    (folder / "virtuoso.ini").write_text(SETTINGS.format(**told))
    serve = ["virtuoso-t", "+foreground", "+configfile", folder / "virtuoso.ini"]
    with running(serve, http, folder / "log"):
        load = ["isql-vt", f"{LOOPBACK}:{sql}", "dba", "dba", "ERRORS=STDOUT"]
        done = subprocess.run(
            [*load, f"EXEC={LOAD.format(**told)}"], check=True, capture_output=True, text=True
        )
        assert "Error" not in done.stdout, done.stdout
        yield Server(
            endpoint(f"http://{LOOPBACK}:{http}/sparql"), f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}"
        )
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def expected(dist: Path) -> Mapping[Path, Answer]:
    """What our own engine answers."""
    return dict(zip(QUERIES, answers(QUERIES, dist), strict=True))


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the servers."""
    found: Server = request.getfixturevalue(request.param)
    return found


def value(term: dict[str, str] | None) -> tuple[str | Decimal, ...] | None:
    """What a term says: numbers and truth by value, since stores write them as they like."""
    if term is None:
        return None
    if term.get("datatype") == XSD + "boolean":
        return ("truth", str(term["value"] in {"1", "true"}))
    if term.get("datatype") in NUMBERS:
        return ("number", Decimal(term["value"]))
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    return (kind, term["value"], term.get("xml:lang", ""), term.get("datatype", ""))


def rows(answer: Answer) -> list[list[Any]]:
    names = answer["head"]["vars"]
    return [[value(row.get(name)) for name in names] for row in answer["results"]["bindings"]]


def spelt(name: str) -> str:
    """Read the name of a variable; Virtuoso 7 writes one beyond ASCII in UTF-8 twice."""
    try:
        return name.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return name


def written(term: rdflib.term.Node) -> dict[str, str]:
    """Write a term as SPARQL 1.1 Query Results JSON Format has it."""
    if isinstance(term, rdflib.URIRef):
        return {"type": "uri", "value": str(term)}
    assert isinstance(term, rdflib.Literal)
    told = {"xml:lang": term.language, "datatype": term.datatype}
    said = {name: str(what) for name, what in told.items() if what is not None}
    return {"type": "literal", "value": str(term), **said}


def test_it_holds_every_triple_and_no_other(server: Server, dist: Path) -> None:
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph().parse(dist / "rdf" / "all.nt", format="nt")

    found = rows(server.ask(f"SELECT ?s ?p ?o WHERE {{ {server.triple} }}"))

    ours = [[value(written(term)) for term in triple] for triple in graph]
    assert len(found) == len(ours) > 10_000
    assert sorted(found) == sorted(ours)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_query_has_the_same_answer(
    query: Path, server: Server, expected: Mapping[Path, Answer]
) -> None:
    ours = expected[query]
    theirs = server.ask(query.read_text("utf-8"))

    assert [spelt(name) for name in theirs["head"]["vars"]] == ours["head"]["vars"]
    assert rows(theirs) == rows(ours)
    assert rows(ours)
