import contextlib
import csv
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coesa import rdf
from coesa.errors import NotFoundError, QueryError
from coesa.query import DEEPEST, LONGEST, Answer, Kind, as_csv, as_json, as_table, as_turtle, load
from coesa.query import answer as answer_with

PREFIXES = {"ex": "https://example.org/", "axis": "https://example.org/axis/"}
TRIPLES = """\
<https://example.org/axis/II> <https://example.org/label> "Inclusione, \\"sociale\\""@it .
<https://example.org/axis/II> <https://example.org/label> "Inclusion"@en .
<https://example.org/axis/II> <https://example.org/note> "at your service" .
<https://example.org/axis/II> <https://example.org/paid> \
"297276053.64"^^<http://www.w3.org/2001/XMLSchema#decimal> .
"""


@pytest.fixture
def store(tmp_path: Path) -> ox.Store:
    path = tmp_path / "all.nt"
    path.write_text(TRIPLES, encoding="utf-8")
    return load([path])


def answer(store: ox.Store, sparql: str) -> Answer:
    return answer_with(store, sparql, PREFIXES)


def test_select_answers_with_terms_in_the_order_of_the_variables(store: ox.Store) -> None:
    found = answer(
        store, "SELECT ?paid ?s ?no WHERE { ?s ex:paid ?paid OPTIONAL { ?s ex:no ?no } }"
    )

    assert found == Answer(
        Kind.SELECT,
        variables=("paid", "s", "no"),
        rows=(
            (
                rdf.literal("297276053.64", "decimal"),
                ox.NamedNode("https://example.org/axis/II"),
                None,
            ),
        ),
    )


def test_prefix_that_the_query_declares_itself_wins(store: ox.Store) -> None:
    found = answer(store, "PREFIX ex: <https://example.com/> ASK { ?s ex:paid ?paid }")

    assert found == Answer(Kind.ASK, truth=False)


def test_triples_come_in_order(store: ox.Store) -> None:
    found = answer(store, "CONSTRUCT WHERE { ?s ?p ?o }")

    assert found.kind is Kind.GRAPH
    assert [str(triple) + " .\n" for triple in found.triples] == sorted(TRIPLES.splitlines(True))


def test_table_has_short_names_and_plain_numbers(store: ox.Store) -> None:
    sparql = "SELECT ?s ?p ?o ?no { ?s ?p ?o FILTER(isNumeric(?o)) }"

    assert as_table(answer(store, sparql), PREFIXES) == [
        ["s", "p", "o", "no"],
        ["axis:II", "ex:paid", "297276053.64", ""],
    ]
    assert as_table(answer(store, sparql), {})[1][0] == "<https://example.org/axis/II>"


def test_table_of_a_yes_or_no_and_of_triples(store: ox.Store) -> None:
    yes = answer(store, "ASK { ?s ex:paid ?paid }")
    graph = answer(store, "DESCRIBE axis:II")

    assert as_table(yes, PREFIXES) == [["answer"], ["true"]]
    assert as_table(graph, PREFIXES)[0] == ["subject", "predicate", "object"]
    assert len(as_table(graph, PREFIXES)) == 5


def test_csv_has_whole_iris_and_is_quoted(store: ox.Store) -> None:
    found = answer(store, 'SELECT ?s ?label { ?s ex:label ?label FILTER(lang(?label) = "it") }')

    written = as_csv(found)

    assert written.endswith("\r\n")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["s", "label"],
        ["https://example.org/axis/II", 'Inclusione, "sociale"'],
    ]


def test_json_is_read_back_as_the_same_terms(store: ox.Store) -> None:
    found = answer(store, "SELECT ?s ?o ?no { ?s ?p ?o } ORDER BY ?o")

    back = ox.parse_query_results(as_json(found), ox.QueryResultsFormat.JSON)

    assert isinstance(back, ox.QuerySolutions)
    assert tuple(v.value for v in back.variables) == found.variables
    assert tuple((row["s"], row["o"], row["no"]) for row in back) == found.rows


def test_json_is_what_the_engine_itself_would_write(store: ox.Store) -> None:
    sparql = "SELECT ?s ?o ?no { ?s ?p ?o } ORDER BY ?o"
    solutions = store.query(sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    expected = solutions.serialize(format=ox.QueryResultsFormat.JSON)
    assert expected is not None

    assert json.loads(as_json(answer(store, sparql))) == json.loads(expected)


def test_json_of_a_yes_or_no(store: ox.Store) -> None:
    found = answer(store, "ASK { ?s ex:paid ?paid }")

    assert json.loads(as_json(found)) == {"head": {}, "boolean": True}


def test_turtle_is_read_back_as_the_same_triples(store: ox.Store) -> None:
    found = answer(store, "CONSTRUCT WHERE { ?s ?p ?o }")

    written = as_turtle(found, PREFIXES)

    assert "@prefix axis: <https://example.org/axis/> ." in written
    assert rdf.read_turtle(written) == frozenset(found.triples)


def test_answer_of_another_kind_is_refused(store: ox.Store) -> None:
    with pytest.raises(QueryError, match="ask for Turtle"):
        as_json(answer(store, "DESCRIBE axis:II"))
    with pytest.raises(QueryError, match="CONSTRUCT or DESCRIBE"):
        as_turtle(answer(store, "ASK {}"), PREFIXES)


@pytest.mark.parametrize(
    ("sparql", "message"),
    [
        (
            "SELECT *\nWHERE {\n  ?s foo:x ?o\n}",
            'line 3, column 11: Prefix not found after "?s foo:x"',
        ),
        ("SELECT * WHERE { ?s ?p ", 'line 1, column 24: wrong or incomplete after "SELECT * WHERE'),
        ("", "line 1, column 1: wrong or incomplete at the beginning of the line"),
        (
            "SELECT (1 AS ?a) (2 AS ?a) {}",
            "line 1, column 30: Duplicated variable name in SELECT after",
        ),
        (
            "SELECT ?x { ?s ?p ?o } GROUP BY ?s",
            "line 1, column 35: The SELECT contains a variable that is unbound",
        ),
        (
            "SELECT * { ?s 'è' ?o }",
            "line 1, column 20: wrong or incomplete after \"SELECT * { ?s 'è' ?\"",
        ),
        ("SELECT * {\r\n ?s }", 'line 2, column 6: wrong or incomplete after "?s }"'),
        ("INSERT DATA { ex:a ex:b 1 }", "line 1, column 10: wrong or incomplete after"),
        ("DROP ALL", "line 1, column "),
        ("LOAD <https://example.org/>", "line 1, column "),
        ("ASK { FILTER(<https://example.org/f>(1)) }", "custom function .* is not supported"),
    ],
)
def test_query_that_cannot_be_read_is_refused_with_its_place(
    store: ox.Store, sparql: str, message: str
) -> None:
    # The query is put behind its message by `match`, so signs of patterns are taken as they are.
    pattern = message if ".*" in message else message.replace("?", r"\?").replace("*", r"\*")

    with pytest.raises(QueryError, match=pattern):
        answer(store, sparql)


def test_other_graphs_are_not_fetched(store: ox.Store, asked: list[str], endpoint: str) -> None:
    assert answer(store, f"SELECT * FROM <{endpoint}> {{ ?s ?p ?o }}").rows == ()
    assert asked == []


@pytest.mark.parametrize(
    "sparql",
    ["SELECT * " + "{" * (DEEPEST + 1) + "}" * (DEEPEST + 1), "ASK {}" + " " * LONGEST],
)
def test_query_that_would_bring_the_engine_down_is_refused(store: ox.Store, sparql: str) -> None:
    with pytest.raises(QueryError, match=r"brackets|characters"):
        answer(store, sparql)


def test_file_that_is_not_there_or_no_ntriples_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.nt").write_text("<a> <b> .\n", encoding="utf-8")

    with pytest.raises(NotFoundError, match=r"no .*all\.nt; run coesa build first"):
        load([tmp_path / "all.nt"])
    with pytest.raises(QueryError, match=r"bad\.nt is no N-Triples"):
        load([tmp_path / "bad.nt"])


# SERVICE. An endpoint stands on this machine; what the engine asks of it is written down.


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def endpoint(asked: list[str]) -> Iterator[str]:
    class Endpoint(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


SERVICES = [
    "SELECT * { SERVICE <@> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <@> { ?s ?p ?o } }",
    "SELECT * { SERVICE#comment\n<@> { ?s ?p ?o } }",
    "PREFIX : <@> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX ex: <@> SELECT * { SERVICEex: { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <@> { ?s ?p ?o } } }",
    "ASK { BIND(1 AS ?x)SERVICE<@>{ ?s ?p ?o } }",
    "ASK { ?a ?b ?c . FILTER(?c = true || true)SERVICE<@>{ ?s ?p ?o } }",
    "ASK { VALUES ?x { 'a' }SERVICE<@>{ ?s ?p ?o } }",
    "ASK { { SELECT * { ?a ?b ?c } } SERVICE <@> { ?s ?p ?o } }",
    # What hides the keyword from a reader that takes < for the beginning of an IRI, or a string
    # for one that ends elsewhere.
    "ASK { ?a ?b ?c FILTER(true||1<ex:b)SERVICE#>\n<@> { ?s ?p ?o } }",
    "ASK { ?a ?b ?c FILTER(true||1<ex:b||'>'='') SERVICE <@> { ?s ?p ?o } #'\n}",
    "ASK { ?a ?b ?c FILTER(true||1<ex:b#>'''\n) SERVICE <@> { ?s ?p ?o } #'''\n}",
    "ASK { OPTIONAL { ?a <urn:a'b> ?c } SERVICE <@> { ?s ?p ?o } #'\n}",
    "BASE <https://example.org/> ASK { OPTIONAL { ?a <=a'b> ?c } SERVICE <@> { ?s ?p ?o } #'\n}",
    'ASK { VALUES (?a ?b) { ("""a" ) } SERVICE <@> { ?s ?p ?o } #\\z """\n}',
    "ASK { VALUES ?a { 'a\\'b' } SERVICE <@> { ?s ?p ?o } #'\n}",
    "ASK { VALUES ?a { '''it's''' } SERVICE <@> { ?s ?p ?o } #'\n}",
]


@pytest.mark.parametrize("sparql", SERVICES)
def test_service_is_refused_and_nothing_is_asked(
    store: ox.Store, asked: list[str], endpoint: str, sparql: str
) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        answer(store, sparql.replace("@", endpoint))

    assert asked == []


@pytest.mark.parametrize("sparql", SERVICES)
def test_the_engine_would_ask(
    store: ox.Store, asked: list[str], endpoint: str, sparql: str
) -> None:
    with contextlib.suppress(OSError):
        found = store.query(sparql.replace("@", endpoint), prefixes=PREFIXES)
        assert isinstance(found, ox.QueryBoolean) or list(found)

    assert asked


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?s ex:note 'at your service' }",
        'ASK { ?s ex:note ?service FILTER(?service = "at your SERVICE" || 1 < 2 || 1 <= 2) }',
        "ASK { ?s ex:note ?o } # what service is that?",
        "ASK { ?s <https://example.org/service#note> ?o }",
        "ASK { ?s ex:service ?o }",
    ],
)
def test_the_word_service_may_be_a_name_or_a_text(store: ox.Store, sparql: str) -> None:
    assert answer(store, sparql).kind is Kind.ASK


def test_keyword_cannot_be_written_with_escapes(
    store: ox.Store, asked: list[str], endpoint: str
) -> None:
    with pytest.raises(QueryError, match="wrong or incomplete"):
        answer(store, f"ASK {{ \\u0053ERVICE <{endpoint}> {{ ?s ?p ?o }} }}")

    assert asked == []


PIECES = [
    "SERVICE", "service", "<@>", "<ex:a", "<urn:a'b>", "'", '"', "'''", '"""', "\\", "#", "\n",
    " ", "{", "}", "(", ")", "?x", "ex:a", "1", "true", ">", "||", "=", "{ ?s ?p ?o }", "FILTER(",
]  # fmt: skip


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_query_reaches_the_network(pieces: list[str]) -> None:
    # Port 9 of this machine answers nobody: asking it is a RuntimeError of the engine.
    sparql = f"ASK {{ {''.join(pieces)} SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"

    with pytest.raises(QueryError) as refused:
        answer(ox.Store(), sparql.replace("@", "http://127.0.0.1:9/"))

    assert "cannot be answered" not in str(refused.value)
