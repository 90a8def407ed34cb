from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coesa import rdf
from coesa.model import Publication
from coesa.read import read_publication
from coesa.syntax import NTriples, Turtle
from coesa.tables import Tables, open_tables, rows_text, write_rows
from tests.conftest import Edit, value

TABLES = (
    "financial-amounts",
    "financial-ratios",
    "axis",
    "statistic",
    "reference-period",
    "axis-thematic-objective",
    "figures",
    "errata",
    "def:statistic",
    "def:unit-match",
)


def test_rows_have_their_number_in_the_file_and_the_constants(tables: Tables) -> None:
    rows = tables.query('SELECT "#row", axis, unit FROM "financial-amounts" LIMIT 1')

    assert rows == [(2, "I", "EUR")]


def test_empty_cells_are_null(tables: Tables) -> None:
    with tables.publication.resource("figures").location.open(newline="") as stream:
        empty = sum(row["value"] == "" for row in csv.DictReader(stream))

    assert tables.query("SELECT count(*) FROM figures WHERE value = ''") == [(0,)]
    assert tables.query("SELECT count(*) FROM figures WHERE value IS NULL") == [(empty,)]
    assert empty > 0


@pytest.mark.parametrize("name", TABLES)
def test_turtle_states_what_ntriples_state(tables: Tables, name: str) -> None:
    names = rdf.prefixes(tables.publication)
    head = rdf.turtle_head(names, tables.publication.base)

    turtle = head + rows_text(tables, name, Turtle(tables.publication.base, names))

    assert rdf.read_turtle(turtle) == rdf.read_ntriples(rows_text(tables, name, NTriples()))


@pytest.mark.parametrize("name", ["financial-amounts", "financial-ratios", "figures"])
def test_the_rows_of_large_tables_come_sorted(tables: Tables, name: str) -> None:
    lines = rows_text(tables, name, NTriples()).split("\n")[:-1]

    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))


def test_a_file_has_the_same_bytes_as_the_text(tables: Tables, tmp_path: Path) -> None:
    write_rows(tables, "figures", NTriples(), tmp_path / "figures.nt")

    assert (tmp_path / "figures.nt").read_text("utf-8") == rows_text(tables, "figures", NTriples())


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=texts)
def test_any_text_comes_through_ntriples(edit: Edit, note: str) -> None:
    folder = edit("figures.csv", 2, "note_it", note)

    with open_tables(read_publication(folder)) as tables:
        graph = rdf.read_ntriples(rows_text(tables, "figures", NTriples()))

    notes = [
        value(t.object)
        for t in graph
        if str(t.predicate).endswith("#note>") and "p01-001" in str(t.subject)
    ]
    assert notes == [note]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notation=st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._~-]{0,6}", fullmatch=True))
def test_any_notation_comes_through_turtle(edit: Edit, notation: str) -> None:
    folder = edit("financial-amounts.csv", 2, "statistic", notation)

    with open_tables(read_publication(folder)) as tables:
        names = rdf.prefixes(tables.publication)
        turtle = rows_text(tables, "financial-amounts", Turtle(tables.publication.base, names))
        nt = rows_text(tables, "financial-amounts", NTriples())

    assert rdf.read_turtle(rdf.turtle_head(names, tables.publication.base) + turtle) == (
        rdf.read_ntriples(nt)
    )


def test_every_iri_is_accepted_by_the_strict_parser(publication: Publication) -> None:
    with open_tables(publication) as tables:
        for name in TABLES:
            text = rows_text(tables, name, NTriples())
            assert sum(1 for _ in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES)) == text.count(
                " .\n"
            )
