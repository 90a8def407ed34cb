"""The example queries are answered from the triples, and again from the CSV by other means."""

import csv
import re
from itertools import takewhile
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from coesa.query import answer, as_table, load
from coesa.triples import rdf_files
from tests.conftest import Edit, part
from tests.opened import open_tables, read_publication
from tests.recomputed import EXPECTED, LANGUAGES, ROOT

QUERIES = ROOT / "datapackage" / "queries"
NAMES = sorted(path.name for path in (QUERIES / "it").glob("*.rq"))


@pytest.fixture(scope="module")
def triples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of all triples, as the build makes it."""
    path = tmp_path_factory.mktemp("rdf") / "all.nt"
    with open_tables(read_publication(ROOT / "datapackage")) as tables:
        write = rdf_files(tables)["rdf/all.nt"]
        assert callable(write)
        write(path)
    return path


def loaded(folder: Path) -> ox.Store:
    """The triples of another publication folder."""
    path = folder / "all.nt"
    with open_tables(read_publication(folder)) as tables:
        write = rdf_files(tables)["rdf/all.nt"]
        assert callable(write)
        write(path)
    return load([path])


@pytest.fixture(scope="module")
def store(triples: Path) -> ox.Store:
    return load([triples])


@pytest.fixture(scope="module")
def graph(triples: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(triples, format="nt")


def test_every_query_is_there_in_both_languages_and_recomputed() -> None:
    assert sorted(path.name for path in (QUERIES / "en").glob("*")) == NAMES == sorted(EXPECTED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_answer_is_what_the_tables_say(store: ox.Store, name: str, language: str) -> None:
    sparql = (QUERIES / language / name).read_text("utf-8")

    # No prefix is predeclared: a query of ours works wherever it is pasted.
    found = as_table(answer(store, sparql, {}), {})

    assert found[1:] == EXPECTED[name](language)
    assert len(found) > 1


@pytest.mark.in_part
@pytest.mark.parametrize(
    ("name", "language"), part(((n, said) for n in NAMES for said in LANGUAGES), 3)
)
def test_another_engine_gives_the_same_answer(
    store: ox.Store, graph: rdflib.Graph, name: str, language: str
) -> None:
    sparql = (QUERIES / language / name).read_text("utf-8")

    ours = answer(store, sparql, {})
    theirs = graph.query(sparql)

    assert [str(variable) for variable in theirs.vars or ()] == list(ours.variables)
    rows = [
        ["" if term is None else str(term) for term in row]
        for row in theirs
        if isinstance(row, ResultRow)
    ]
    assert rows == [[cell.strip("<>") for cell in row] for row in as_table(ours, {})[1:]]


@pytest.mark.parametrize("name", NAMES)
def test_languages_differ_in_words_only(name: str) -> None:
    def bare(language: str) -> str:
        text = (QUERIES / language / name).read_text("utf-8")
        text = re.sub("#[^\n]*\n", "", re.sub("<[^>]*>", "", text))
        return re.sub(r"\?\w+", "?", text.replace(f'"{language}"', '"language"'))

    assert bare("it") == bare("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_query_begins_with_its_title_and_what_it_shows(name: str, language: str) -> None:
    title, *lines = (QUERIES / language / name).read_text("utf-8").splitlines()
    shows = list(takewhile(lambda line: line.startswith("# "), lines))

    assert re.fullmatch(r"# \w.*\w", title)
    assert re.fullmatch(r"\w.*\.", " ".join(line.removeprefix("# ") for line in shows))
    assert lines[len(shows)].startswith("PREFIX ")
    assert all(len(line) <= 120 for line in (title, *lines))


EDGES = [
    # A target that is just reached is not missed, and a million is not above a million.
    ("indicator-values.csv", "value", "52104", "56645", "targets-missed"),
    ("initiative-amounts.csv", "value", "1200000", "1000000", "initiatives-above-a-million"),
    ("statement.csv", "holds", "fails", "holds", "statements-that-do-not-hold"),
    ("initiative-status.csv", "status", "approved", "ongoing", "statuses-that-disagree"),
]


@pytest.mark.parametrize(("name", "column", "before", "after", "query"), EDGES)
def test_row_leaves_the_answer_with_what_put_it_there(
    store: ox.Store, edit: Edit, name: str, column: str, before: str, after: str, query: str
) -> None:
    with (ROOT / "datapackage" / "data" / name).open(encoding="utf-8", newline="") as stream:
        cells = [row[column] for row in csv.DictReader(stream)]
    folder = edit(name, cells.index(before) + 2, column, after)
    sparql = (QUERIES / "en" / f"{query}.rq").read_text("utf-8")

    was, now = answer(store, sparql, {}), answer(loaded(folder), sparql, {})

    assert len(now.rows) == len(was.rows) - 1


def test_answer_follows_the_tables(edit: Edit) -> None:
    folder = edit("financial-amounts.csv", 10, "value", "1.5")
    with (folder / "data" / "financial-amounts.csv").open(encoding="utf-8") as stream:
        assert list(csv.DictReader(stream))[8]["value"] == "1.5"

    sparql = (QUERIES / "en" / "paid-by-axis.rq").read_text("utf-8")
    found = as_table(answer(loaded(folder), sparql, {}), {})

    assert found[2][2] == "1.5"
