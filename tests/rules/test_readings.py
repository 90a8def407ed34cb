"""A second reading and its table tell the same rows; where they do not, the place is told."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coesa.build import inputs
from coesa.compare import COLUMNS, REASON, SETTLEMENT_COLUMNS
from coesa.datapackage import published_descriptor
from coesa.errors import PublicationError
from coesa.figures import FigurePlace, figure_name
from coesa.model import Issue
from coesa.numbers import NUMERAL
from coesa.read import read_rows
from coesa.rules.readings import tables_say_what_their_second_reading_says
from coesa.tables import Tables
from tests.conftest import ROOT, examples
from tests.lent import Lent, lend, mend, read
from tests.opened import open_tables, read_publication

RULE = tables_say_what_their_second_reading_says
ERDF = ROOT / "tests" / "examples" / "erdf"
SECOND = ROOT / "tests" / "second-reading"
READING = "readings/statement-figures.csv"
TABLE = "data/statement-figures.csv"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Lent:
    return lend(read(ERDF), tmp_path_factory.mktemp("copied") / "publication")


@pytest.fixture
def folder(copied: Lent) -> Iterator[Path]:
    """A copy of the ERDF programme, to be spoilt: it is mended for the next test."""
    yield copied.folder
    mend(copied)


def put(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), "utf-8")


def issues_of(folder: Path) -> tuple[Issue, ...]:
    with open_tables(read_publication(folder)) as tables:
        return RULE(tables).issues


def test_the_publication_says_what_its_second_readings_say(tables: Tables) -> None:
    found = RULE(tables)

    assert found.issues == ()
    assert found.checked == sum(len(r.rows) for r in tables.publication.readings.values()) > 1000


def test_the_ledger_is_read_again_by_the_second_reader(tables: Tables) -> None:
    """What the second reader saw, with the differences settled, is told as it is."""
    settled = {
        (s["figure"], s["what"]): s["first"]
        for s in read_rows(SECOND / "settlements.csv", SETTLEMENT_COLUMNS, REASON)
    }
    seen = []
    ordinals: Counter[str] = Counter()
    for row in read_rows(SECOND / "figures.csv", COLUMNS):
        figure = figure_name(FigurePlace(int(row["page"]), ordinals[row["page"]] + 1))
        ordinals[row["page"]] += len(NUMERAL.findall(row["token"]))
        said = [settled.get((figure, what), row[what]) for what in ("token", "value", "unit")]
        seen.append((figure, row["page"], *said))

    reading = tables.publication.readings["figures"]

    assert reading.columns[:5] == ("figure", "page", "printed", "value", "unit")
    assert [row[:5] for row in reading.rows] == sorted(seen)


def test_a_link_leads_to_another_figure(folder: Path) -> None:
    put(folder / TABLE, "relatorio-2023/p02-071", "relatorio-2023/p02-008")

    (issue,) = issues_of(folder)

    assert (issue.path, issue.row, issue.column, issue.rule) == (TABLE, 7, "figure", RULE.__name__)
    assert issue.message == (
        '"78 900 000,00" (figure.printed) found; "12 345 678,90 €" in the second reading, '
        f"{READING}:7; expected one; read the page and mend the one that is wrong"
    )


def test_a_column_of_the_table_itself_differs(folder: Path) -> None:
    put(folder / READING, "S1,1,whole", "S1,2,whole")

    (issue,) = issues_of(folder)

    assert (issue.path, issue.row, issue.column) == (TABLE, 3, "pair")
    assert issue.message.startswith(f'"1" found; "2" in the second reading, {READING}:3;')


def test_a_row_is_in_one_of_the_two_only(folder: Path) -> None:
    text = (folder / READING).read_text("utf-8")
    (folder / READING).write_text(text + 'S9,9,part,relatorio-2022,1,"1,0"\n', "utf-8")

    (issue,) = issues_of(folder)

    assert (issue.path, issue.row, issue.column) == (READING, 8, "")
    assert issue.message == (
        f"S9, 9, part, relatorio-2022, 1, 1,0 found, and no such row in {TABLE}; expected it in "
        "both; read the page, then add it there or take it out here"
    )


def test_a_row_that_the_second_reader_did_not_see_is_alone(folder: Path) -> None:
    header, *_ = (folder / READING).read_text("utf-8").splitlines()
    (folder / READING).write_text(f"{header}\n", "utf-8")

    issues = issues_of(folder)

    assert [(i.path, i.row, i.column) for i in issues] == [(TABLE, row, "") for row in range(2, 8)]
    assert all(f"no such row in {READING}" in i.message for i in issues)


def test_the_order_of_rows_is_free(folder: Path) -> None:
    header, *rows = (folder / READING).read_text("utf-8").splitlines()
    (folder / READING).write_text("\n".join([header, *reversed(rows), ""]), "utf-8")

    assert issues_of(folder) == ()


def test_a_row_counts_as_often_as_it_stands(folder: Path) -> None:
    text = (folder / READING).read_text("utf-8")
    last = text.splitlines()[-1]
    (folder / READING).write_text(f"{text}{last}\n", "utf-8")

    (issue,) = issues_of(folder)

    assert (issue.path, issue.row) == (READING, 8)


def test_the_row_that_is_most_alike_is_the_one_that_differs(folder: Path) -> None:
    put(folder / READING, 'S1,1,whole,relatorio-2023,1,"15,00 km"', "S1,1,whole,relatorio-2023,1,x")
    put(folder / READING, "S2,1,value,relatorio-2023,4", "S2,1,value,relatorio-2023,3")

    issues = issues_of(folder)

    assert [(i.row, i.column) for i in issues] == [(3, "figure"), (4, "figure")]
    assert [f"{READING}:{row};" in i.message for i, row in zip(issues, (3, 4), strict=True)] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("rolle", 'or such as statement.document; mend it. Did you mean "role"?'),
        ("figure.nothing", "is no column of data/statement-figures.csv, nor of what one"),
        ("role.printed", "is no column of data/statement-figures.csv, nor of what one"),
        ("pair.printed", "is no column of data/statement-figures.csv, nor of what one"),
        ("pair", '"pair" stands twice; expected it once; keep one of them'),
    ],
)
def test_a_column_of_the_reading_is_unknown(folder: Path, column: str, said: str) -> None:
    put(folder / READING, "pair,role,", f"pair,{column},")

    (issue,) = issues_of(folder)

    assert (issue.path, issue.row, issue.column) == (READING, 1, column)
    assert said in issue.message


def test_codes_of_a_shared_list_lead_to_their_labels(folder: Path) -> None:
    put(folder / READING, "pair,role,", "pair,role.label_en,")
    text = (folder / READING).read_text("utf-8").replace(",whole,", ",term of comparison,")
    (folder / READING).write_text(text, "utf-8")

    assert issues_of(folder) == ()


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda path: path.unlink(), "files_are_there"),
        (lambda path: path.write_bytes(b"a,b\n\xff,1\n"), "text_is_utf8"),
        (lambda path: path.write_bytes(b""), "files_are_csv"),
        (lambda path: path.write_bytes(b"a,b\n1\n"), "rows_are_as_long_as_the_header"),
    ],
)
def test_a_reading_passes_the_gate(folder: Path, spoil: object, rule: str) -> None:
    assert callable(spoil)
    spoil(folder / READING)

    with pytest.raises(PublicationError) as error:
        read_publication(folder)

    assert [(i.path, i.rule) for i in error.value.issues] == [(READING, rule)]


@pytest.mark.parametrize("path", ["/etc/passwd.csv", "../other.csv", "https://example.org/x.csv"])
def test_a_reading_is_inside_the_folder(folder: Path, path: str) -> None:
    put(folder / "datapackage.json", READING, path)

    with pytest.raises(PublicationError) as error:
        read_publication(folder)

    (issue,) = (i for i in error.value.issues if i.rule == "paths_stay_in_the_folder")
    assert issue.column.endswith(".coesa.secondReading")


def test_a_reading_is_an_input_and_is_not_published(tables: Tables) -> None:
    publication = replace(tables.publication, printed_tables=())
    assert "readings/figures.csv" in inputs(tables.publication)
    assert "secondReading" not in json.dumps(published_descriptor(publication, {}))


ROWS = [line.split(",", 5) for line in (ERDF / READING).read_text("utf-8").splitlines()[1:]]


@settings(max_examples=examples(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(ROWS) - 1), st.integers(0, 5), st.sampled_from(["0", "x", "8,00 km"]))
def test_no_cell_of_a_reading_differs_unseen(
    folder: Path, row: int, column: int, text: str
) -> None:
    header, *lines = (ERDF / READING).read_text("utf-8").splitlines()
    cells = [*ROWS[row]]
    cells[column] = f'"{text}"'
    lines[row] = ",".join(cells)
    (folder / READING).write_text("\n".join([header, *lines, ""]), "utf-8")

    assert {i.path for i in issues_of(folder)} == {TABLE}
