import csv
import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from coesa.cli import main
from coesa.model import Finding
from coesa.rules import disclosure
from coesa.rules.identities import parts_sum_to_their_total
from coesa.rules.solved import Cell, Equation, determined
from coesa.tables import Tables
from tests.conftest import ROOT, examples
from tests.opened import open_tables, read_publication

CUBE = "participants.csv"
Rows = list[list[str]]


def read(folder: Path) -> Rows:
    with (folder / "data" / CUBE).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(folder: Path, rows: Rows, name: str = CUBE) -> None:
    with (folder / "data" / name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def described(folder: Path, **keys: Any) -> None:
    """Give the cube of participants more keys."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    cube = next(r for r in descriptor["resources"] if r["name"] == "participants")
    cube["coesa"] |= keys
    path.write_text(json.dumps(descriptor), "utf-8")


def told(folder: Path) -> Finding:
    with open_tables(read_publication(folder)) as opened:
        return disclosure.no_small_count_of_people_is_told(opened)


def computed(folder: Path) -> Finding:
    with open_tables(read_publication(folder)) as opened:
        return disclosure.no_small_count_of_people_can_be_computed(opened)


REASON = {"reason": "Lo stampa il documento.", "translations": {"en": {"reason": "It prints it."}}}


def test_our_counts_tell_of_nobody(tables: Tables) -> None:
    small = disclosure.no_small_count_of_people_is_told(tables)
    follows = disclosure.no_small_count_of_people_can_be_computed(tables)

    assert small.checked > 30 and follows.checked > 0
    assert small.issues == follows.issues == ()


@pytest.mark.parametrize("example", ["erdf", "minimal"])
def test_examples_give_no_false_alarm(example: str) -> None:
    with open_tables(read_publication(ROOT / "tests" / "examples" / example)) as opened:
        assert disclosure.no_small_count_of_people_is_told(opened).issues == ()
        assert disclosure.no_small_count_of_people_can_be_computed(opened).issues == ()


@pytest.mark.parametrize("seed", range(17))
def test_a_planted_small_count_is_found(folder: Path, seed: int) -> None:
    draw = random.Random(seed)
    rows = read(folder)
    row = draw.randrange(1, len(rows))
    rows[row][5] = draw.choice(["1", "2"])
    write(folder, rows)

    found = [(issue.row, issue.column) for issue in told(folder).issues]

    assert found == [(row + 1, "value")]


@pytest.mark.parametrize("seed", range(17))
def test_a_planted_count_that_follows_from_a_total_is_found(folder: Path, seed: int) -> None:
    draw = random.Random(seed)
    rows = read(folder)
    total = draw.choice([n for n, r in enumerate(rows) if r[2:5] == ["participants", "_T", "_T"]])
    axis, sex = rows[total][1], draw.choice("MF")
    key = [rows[total][0], axis, "participants"]
    rest = draw.choice([1, 2])
    other = next(r for r in rows if r[:5] == [*key, sex, "_T"])
    other[5] = str(int(rows[total][5]) - rest)
    gone = next(r for r in rows if r[:5] == [*key, "F" if sex == "M" else "M", "_T"])
    rows.remove(gone)
    write(folder, rows)

    (issue,) = computed(folder).issues

    assert f"{axis}/participants/{gone[3]}/_T" in issue.message
    assert f"= {rest})" in issue.message


@pytest.mark.parametrize("seed", range(16))
def test_planted_counts_that_follow_together_are_found(folder: Path, seed: int) -> None:
    """Two parts are withheld, and tell of fewer than three people together; or one of a group."""
    draw = random.Random(seed)
    rows = read(folder)
    groups = ["disability", "migrants", "other-disadvantaged"]
    gone = draw.sample(groups, draw.choice([1, 2]))
    parts = [r for r in rows if r[1] == "II" and r[4] in groups]
    total = next(r for r in rows if r[1] == "II" and r[4] == "vulnerable")
    left = [r for r in parts if r[4] not in gone]
    left[0][5] = str(int(total[5]) - sum(int(r[5]) for r in left[1:]) - draw.choice([1, 2]))
    write(folder, [r for r in rows if r not in parts or r[4] not in gone])

    (issue,) = computed(folder).issues

    assert all(f"II/participants/_T/{group}" in issue.message for group in gone)


@pytest.mark.parametrize("value", ["0", "3", "4"])
def test_nobody_and_three_people_are_no_small_count(folder: Path, value: str) -> None:
    rows = read(folder)
    rows[2][5] = value
    write(folder, rows)

    assert told(folder).issues == ()


def test_the_threshold_is_that_of_the_publication(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["coesa"]["disclosure"] = {"threshold": 1500}
    path.write_text(json.dumps(descriptor), "utf-8")

    assert [i.row for i in told(folder).issues if i.path == "data/participants.csv"] == [20]


def test_a_threshold_below_three_is_refused(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["coesa"]["disclosure"] = {"threshold": 2}
    path.write_text(json.dumps(descriptor), "utf-8")

    with pytest.raises(Exception, match="threshold"):
        read_publication(folder)


def test_what_the_document_prints_is_told_if_the_curator_says_so(folder: Path) -> None:
    rows = read(folder)
    rows[2][5] = "2"
    write(folder, rows)
    described(folder, smallCounts={"told": 1, **REASON})

    assert told(folder).issues == ()


def test_one_more_than_the_curator_says_is_an_issue(folder: Path) -> None:
    rows = read(folder)
    rows[2][5], rows[3][5] = "2", "1"
    write(folder, rows)
    described(folder, smallCounts={"told": 1, **REASON})

    assert [issue.row for issue in told(folder).issues] == [3, 4]


def test_a_statement_that_nothing_needs_is_an_issue(folder: Path) -> None:
    described(folder, smallCounts={"told": 1, "computed": 1, **REASON})

    assert [i.column[-4:] for i in told(folder).issues] == ["told"]
    assert [i.column[-8:] for i in computed(folder).issues] == ["computed"]


def test_a_cube_that_counts_no_people_is_not_looked_at(folder: Path) -> None:
    rows = read(folder)
    rows[2][5] = "2"
    write(folder, rows)
    described(folder, people=False)

    assert told(folder).issues == ()


def suppressing(folder: Path, cells: Rows, of: str = "participants") -> None:
    """Add a table of suppressed cells of a cube."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    languages = descriptor["coesa"]["languages"]
    cube = next(r for r in descriptor["resources"] if r["name"] == of)
    dims = [f for f in cube["schema"]["fields"] if f["coesa"]["role"] == "dimension"]
    keys = [key for key in cube["schema"].get("foreignKeys", []) if key["fields"] != "figure"]
    fields = [
        {**f, "coesa": {**f["coesa"], "role": "property"}, "constraints": {"required": True}}
        for f in dims
    ]
    status = {
        "name": "status",
        "type": "string",
        "title": "Stato",
        "constraints": {"required": True},
        "coesa": {
            "role": "property",
            "property": "https://w3id.org/coesa/def/observationStatus",
            "scheme": "def:observation-status",
            "translations": {languages[1]: {"title": "Status"}},
        },
    }
    descriptor["resources"].append(
        {
            "name": f"{of}-suppressed",
            "path": f"data/{of}-suppressed.csv",
            "title": "Celle oscurate",
            "description": "Conteggi che non si pubblicano.",
            "schema": {
                "fields": [*fields, status],
                "primaryKey": [f["name"] for f in dims],
                "foreignKeys": keys,
            },
            "coesa": {
                "role": "entities",
                "class": "https://w3id.org/coesa/def/SuppressedCell",
                "suppresses": of,
                "translations": {
                    languages[1]: {
                        "title": "Suppressed cells",
                        "description": "Counts that are not published.",
                    }
                },
            },
        }
    )
    path.write_text(json.dumps(descriptor), "utf-8")
    header = [*(f["name"] for f in dims), "status"]
    write(folder, [header, *cells], f"{of}-suppressed.csv")


@pytest.fixture
def suppressed(folder: Path) -> Iterator[Tables]:
    """Our publication with both sexes of Axis IV suppressed."""
    rows = read(folder)
    gone = [r for r in rows if r[1] == "IV" and r[3] in ("M", "F")]
    write(folder, [r for r in rows if r not in gone])
    suppressing(folder, [[*r[:5], "suppressed"] for r in gone])
    with open_tables(read_publication(folder)) as opened:
        yield opened


def test_suppressed_parts_break_no_sum(suppressed: Tables) -> None:
    found = parts_sum_to_their_total(suppressed)

    assert [i for i in found.issues if "women_plus_men" in i.message] == []
    assert disclosure.no_small_count_of_people_can_be_computed(suppressed).issues == ()
    assert disclosure.suppressed_cells_have_no_value(suppressed) == Finding(2, "suppressed cells")


def test_a_suppressed_cell_with_a_value_is_an_issue(folder: Path) -> None:
    rows = read(folder)
    suppressing(folder, [[*rows[2][:5], "suppressed"]])

    with open_tables(read_publication(folder)) as opened:
        (issue,) = disclosure.suppressed_cells_have_no_value(opened).issues

    assert issue.row == 2
    assert rows[2][5] in issue.message


def test_every_output_shows_that_a_cell_is_suppressed(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "examples" / "minimal", tmp_path / "minimal"))
    with (folder / "data" / "axis.csv").open("a", encoding="utf-8") as stream:
        stream.writelines(f"{n},Axis {n},Asse {n},Axis {n}.,Asse {n}.\n" for n in "CD")
    suppressing(folder, [["C", "suppressed"], ["D", "suppressed"]], of="amounts")
    out = tmp_path / "dist"

    place = ["--publication", str(folder), "--out", str(out)]
    result = CliRunner().invoke(main, ["build", *place, "--skip", "site"])

    assert result.exit_code == 0, result.output
    name = "amounts-suppressed"
    assert "C,suppressed\n" in (out / "datapackage" / f"{name}.csv").read_text("utf-8")
    localised = (out / "office" / "csv-en" / f"{name}.csv").read_text("utf-8-sig")
    assert "C,Axis C,suppressed,suppressed," in localised
    turtle = (out / "rdf" / f"{name}.ttl").read_text("utf-8")
    assert turtle.count("a def:SuppressedCell") == 2
    assert turtle.count("def:observationStatus def-observation-status:suppressed") == 2
    (book,) = (out / "office").glob("*.xlsx")
    with CalamineWorkbook.from_path(str(book)) as read_again:
        sheet = read_again.get_sheet_by_name("Celle oscurate")
        assert sum("suppressed" in row for row in sheet.to_python()) == 2
    (database,) = (out / "office").glob("*.sqlite")
    with closing(sqlite3.connect(database)) as connection:
        counted = connection.execute("SELECT count(*) FROM amounts_suppressed").fetchone()
    assert counted == (2,)


def _equations(matrix: list[list[int]], hidden: set[tuple[int, int]]) -> list[Equation]:
    """The sums of rows and columns of a matrix, all totals told, that have hidden cells."""
    high, wide = len(matrix), len(matrix[0])
    lines = [[(r, c) for c in range(wide)] for r in range(high)]
    lines += [[(r, c) for r in range(high)] for c in range(wide)]
    found = []
    for number, line in enumerate(lines):
        unknown = tuple((str(r), str(c)) for r, c in line if (r, c) in hidden)
        parts = Decimal(sum(matrix[r][c] for r, c in line if (r, c) not in hidden))
        rest = Decimal(sum(matrix[r][c] for r, c in line)) - parts
        if unknown:
            found.append(Equation(number, unknown, None, rest, "", parts))
    return found


def test_a_cell_that_follows_from_rows_and_columns_together_is_found() -> None:
    matrix = [[2, 5, 9], [4, 6, 8], [7, 3, 1]]
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)}

    found = {cell: value for cell, value, _ in determined(_equations(matrix, hidden))}

    assert found == {("2", "1"): 3}


@settings(max_examples=examples(50))
@given(st.data())
def test_what_is_determined_is_the_value(data: st.DataObject) -> None:
    high, wide = data.draw(st.integers(2, 4)), data.draw(st.integers(2, 4))
    line = st.lists(st.integers(0, 6), min_size=wide, max_size=wide)
    matrix = data.draw(st.lists(line, min_size=high, max_size=high))
    places = st.tuples(st.integers(0, high - 1), st.integers(0, wide - 1))
    hidden = data.draw(st.sets(places, max_size=8))

    found: dict[Cell, Decimal] = {c: v for c, v, _ in determined(_equations(matrix, hidden))}

    assert all(matrix[int(r)][int(c)] == value for (r, c), value in found.items())
    alone = {e.unknown[0] for e in _equations(matrix, hidden) if len(e.unknown) == 1}
    assert alone <= found.keys()
