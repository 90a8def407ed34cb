import csv
import io
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coesa import rdf
from coesa.intake.characters import cell_fault
from coesa.office.readable import readable, rows, select
from coesa.read import read_publication
from coesa.serialized import rows_text, write_csv, write_rows
from coesa.syntax import NTriples, Syntax, Turtle
from coesa.synthetic import Parameters, write_synthetic
from coesa.tables import Tables, open_tables
from tests.conftest import examples, value

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
    with (tmp_path / "figures.nt").open("wb") as target:
        write_rows(tables, "figures", NTriples(), target)

    assert (tmp_path / "figures.nt").read_text("utf-8") == rows_text(tables, "figures", NTriples())


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """A publication of 12,000 observations, with rows that no sorting at once would hold."""
    folder = tmp_path_factory.mktemp("many") / "publication"
    write_synthetic(Parameters(observations=12_000), folder)
    with open_tables(read_publication(folder)) as opened:
        yield opened


@pytest.mark.parametrize("name", ["figures", "financial-amounts", "indicator-values"])
@pytest.mark.parametrize("syntax", [NTriples(), Turtle("https://example.org/", rdf.PREFIXES)])
def test_rows_written_part_by_part_are_those_written_at_once(
    many: Tables, name: str, syntax: Syntax
) -> None:
    parts, once = io.BytesIO(), io.BytesIO()
    write_rows(many, name, syntax, parts, at_once=1500)
    write_rows(many, name, syntax, once, at_once=1_000_000)

    assert parts.getvalue() == once.getvalue()
    assert once.getvalue().decode() == rows_text(many, name, syntax)


def test_csv_written_part_by_part_is_that_written_at_once(many: Tables) -> None:
    table = readable(many.publication, "participants")
    parts, once = io.BytesIO(), io.BytesIO()
    for target, at_once in ((parts, 500), (once, 1_000_000)):
        write_csv(many, table.name, partial(select, table, ""), table.joins, target, at_once)

    assert many.count(table.name) > 4 * 500 < many.count("figures")
    assert parts.getvalue() == once.getvalue()
    written = list(csv.reader(io.StringIO(once.getvalue().decode())))
    assert written == [[cell or "" for cell in row] for row in rows(many, table)]


def test_two_files_are_written_at_once(many: Tables) -> None:
    syntaxes: tuple[Syntax, ...] = (NTriples(), Turtle("https://example.org/", rdf.PREFIXES))
    targets = (io.BytesIO(), io.BytesIO())
    with ThreadPoolExecutor(2) as pool:
        for syntax, target in zip(syntaxes, targets, strict=True):
            pool.submit(write_rows, many, "figures", syntax, target, at_once=1500)

    for syntax, target in zip(syntaxes, targets, strict=True):
        assert target.getvalue().decode() == rows_text(many, "figures", syntax)


def test_questions_have_their_threads_again_when_nobody_writes(many: Tables) -> None:
    opened = replace(many, threads=2, known={}, writers=[])
    asked = "SELECT current_setting('threads')"

    class Target(io.BytesIO):
        def write(self, content: bytes | memoryview, /) -> int:  # type: ignore[override]
            told.add(many.connection.cursor().execute(asked).fetchone())
            return super().write(content)

    told: set[object] = set()
    write_rows(opened, "figures", NTriples(), Target())

    assert told == {(1,)}
    assert many.connection.execute(asked).fetchall() == [(2,)]
    many.connection.execute("SET threads = 1")


def test_rows_go_to_the_end_of_a_file(tables: Tables, tmp_path: Path) -> None:
    path = tmp_path / "figures.nt"
    path.write_text("# before\n")

    with path.open("ab") as target:
        write_rows(tables, "figures", NTriples(), target)

    assert path.read_text("utf-8") == "# before\n" + rows_text(tables, "figures", NTriples())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_as_the_system_tells_it(many: Tables) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left"),
    ):
        write_rows(many, "figures", NTriples(), full)


letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
texts = (
    st.text(letters | st.sampled_from('\n"\\~. '))
    .map(lambda written: unicodedata.normalize("NFC", f"x{written}x"))
    .filter(lambda written: cell_fault(written) is None)
)


def put(folder: Path, name: str, column: str, values: list[str]) -> None:
    """Put values into a column of a table, from the first row on."""
    path = folder / "data" / name
    with path.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    for row, cell in zip(rows, values, strict=False):
        row[header.index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *rows])


# Many texts at a time: to open the tables takes longer than to write them.
FEW = settings(
    max_examples=examples(2), suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(written=st.lists(texts, min_size=20, max_size=40))
def test_any_text_comes_through_ntriples(folder: Path, written: list[str]) -> None:
    put(folder, "figures.csv", "note_it", written)

    with open_tables(read_publication(folder)) as tables:
        figures = [str(row["figure"]) for row in tables.rows("figures")]
        graph = rdf.read_ntriples(rows_text(tables, "figures", NTriples()))

    notes = {
        value(t.subject).rpartition("/")[2]: t.object.value
        for t in graph
        if t.predicate.value.endswith("#note")
        and isinstance(t.object, ox.Literal)
        and t.object.language == "it"
    }
    assert [notes[figure] for figure in figures[: len(written)]] == written


notations = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._~-]{0,6}", fullmatch=True)


@FEW
@given(written=st.lists(notations, min_size=20, max_size=30))
def test_any_notation_comes_through_turtle(folder: Path, written: list[str]) -> None:
    put(folder, "financial-amounts.csv", "statistic", written)

    with open_tables(read_publication(folder)) as tables:
        names = rdf.prefixes(tables.publication)
        turtle = rows_text(tables, "financial-amounts", Turtle(tables.publication.base, names))
        nt = rows_text(tables, "financial-amounts", NTriples())

    assert rdf.read_turtle(rdf.turtle_head(names, tables.publication.base) + turtle) == (
        rdf.read_ntriples(nt)
    )


def test_every_iri_is_accepted_by_the_strict_parser(tables: Tables) -> None:
    for name in TABLES:
        text = rows_text(tables, name, NTriples())
        parsed = sum(1 for _ in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES))
        assert parsed == text.count(" .\n")
