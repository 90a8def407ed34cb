"""The example queries are answered from the triples, and again from the CSV by other means."""

import csv
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow

from coesa.query import answer, as_table, load
from coesa.read import read_publication
from coesa.tables import open_tables
from coesa.triples import rdf_files

ROOT = Path(__file__).parents[1]
QUERIES = ROOT / "datapackage" / "queries"
NAMES = sorted(path.name for path in (QUERIES / "it").glob("*.rq"))
LANGUAGES = ["it", "en"]
Rows = list[list[str]]


@pytest.fixture(scope="module")
def triples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of all triples, as the build makes it."""
    path = tmp_path_factory.mktemp("rdf") / "all.nt"
    with open_tables(read_publication(ROOT / "datapackage")) as tables:
        write = rdf_files(tables)["rdf/all.nt"]
        assert callable(write)
        write(path)
    return path


@pytest.fixture(scope="module")
def store(triples: Path) -> ox.Store:
    return load([triples])


@pytest.fixture(scope="module")
def graph(triples: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(triples, format="nt")


def table(name: str, folder: Path = ROOT / "datapackage") -> pd.DataFrame:
    path = folder / "data" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def values(cube: str) -> dict[tuple[str, str], str]:
    """The values of a cube by axis and statistic."""
    rows = table(cube).to_dict("records")
    return {(row["axis"], row["statistic"]): row["value"] for row in rows}


def axes(language: str) -> Iterator[tuple[str, str]]:
    for row in table("axis").to_dict("records"):
        if row["notation"] != "_T":
            yield row["notation"], row[f"label_{language}"]


def labels(name: str, language: str) -> dict[str, str]:
    shared = table(name, ROOT / "vocab")
    return dict(zip(shared["notation"], shared[f"label_{language}"], strict=True))


def paid_by_axis(language: str) -> Rows:
    amount, ratio = values("financial-amounts"), values("financial-ratios")
    return [
        [axis, label, amount[axis, "paid"], ratio[axis, "paid-of-committed"]]
        for axis, label in axes(language)
    ]


def chain_of_an_axis(language: str) -> Rows:
    steps = {
        "allocation": None,
        "programmed": "programmed-of-allocation",
        "committed": "committed-of-programmed",
        "paid": "paid-of-committed",
        "certified": "certified-of-paid",
    }
    names = labels("statistic", language)
    amount, ratio = values("financial-amounts"), values("financial-ratios")
    return [
        [names[step], amount["II", step], ratio["II", of] if of else ""]
        for step, of in steps.items()
    ]


def over_programmed(language: str) -> Rows:
    amount = values("financial-amounts")
    found = []
    for axis, label in axes(language):
        allocation, programmed = amount[axis, "allocation"], amount[axis, "programmed"]
        difference = Decimal(programmed) - Decimal(allocation)
        if difference > 0:
            found.append((difference, [axis, label, allocation, programmed, str(difference)]))
    return [row for _, row in sorted(found, key=lambda pair: -pair[0])]


def where_is_it_printed(language: str) -> Rows:
    assert language in LANGUAGES
    base = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
    found = []
    for row in table("financial-amounts").to_dict("records"):
        if (row["axis"], row["statistic"]) == ("II", "paid"):
            figures = table("figures").set_index("figure")
            printed, page = figures.loc[row["figure"], ["printed", "page"]]
            key = f"2014IT05SFOP007/{row['reference_period']}/II/paid"
            observation = f"<{base}obs/financial-amounts/{key}>"
            figure = f"<{base}figure/raa-2022/{row['figure']}>"
            found.append([row["value"], printed, page, observation, figure])
    return found


def errata(language: str) -> Rows:
    kinds = labels("erratum-kind", language)
    pages = table("figures").set_index("figure")["page"]
    return [
        [
            row["erratum"],
            kinds[row["kind"]],
            row["printed"],
            row["corrected"],
            pages[row["figure"]] if row["figure"] else "",
            row[f"judgement_{language}"],
        ]
        for row in table("errata").to_dict("records")
    ]


def share_of_allocation_by_thematic_objective(language: str) -> Rows:
    share, objectives = values("financial-ratios"), labels("thematic-objective", language)
    links = table("axis-thematic-objective").to_dict("records")
    of = {link["axis"]: objectives[link["thematic_objective"]] for link in links}
    return [
        [axis, label, of.get(axis, ""), share[axis, "share-of-allocation"]]
        for axis, label in axes(language)
    ]


EXPECTED: dict[str, Callable[[str], Rows]] = {
    "chain-of-an-axis.rq": chain_of_an_axis,
    "errata.rq": errata,
    "over-programmed.rq": over_programmed,
    "paid-by-axis.rq": paid_by_axis,
    "share-of-allocation-by-thematic-objective.rq": share_of_allocation_by_thematic_objective,
    "where-is-it-printed.rq": where_is_it_printed,
}


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
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
    title, shows, prefix, *rest = (QUERIES / language / name).read_text("utf-8").splitlines()

    assert re.fullmatch(r"# \w.*\w", title)
    assert re.fullmatch(r"# \w.*\.", shows)
    assert prefix.startswith("PREFIX ")
    assert all(len(line) <= 120 for line in (title, shows, *rest))


def test_answer_follows_the_tables(edit: Callable[[str, int, str, str], Path]) -> None:
    folder = edit("financial-amounts.csv", 10, "value", "1.5")
    with (folder / "data" / "financial-amounts.csv").open(encoding="utf-8") as stream:
        assert list(csv.DictReader(stream))[8]["value"] == "1.5"
    path = folder / "all.nt"
    with open_tables(read_publication(folder)) as tables:
        write = rdf_files(tables)["rdf/all.nt"]
        assert callable(write)
        write(path)

    sparql = (QUERIES / "en" / "paid-by-axis.rq").read_text("utf-8")
    found = as_table(answer(load([path]), sparql, {}), {})

    assert found[2][2] == "1.5"
