"""The second readings of the tables, as they were read before the tables were seen.

`tests/second-reading/tables/` has a table for each, in the second reader's words; `names.csv` tells
which of our names is meant by his. `settlements.csv` settles every difference against the page:
`first` and `both` keep what the first reader had, `second` is what the table was mended to.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from coesa.compare import REASON, Row
from coesa.read import read_rows
from coesa.tables import Tables
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "second-reading" / "tables"
APART = " | "
TABLES = sorted({p.stem for p in FOLDER.glob("*.csv")} - {"names", "settlements"})


@dataclass
class Reading:
    """What was read blind of a table, under our names: the rows by their line, and its columns."""

    columns: list[str]
    rows: dict[str, list[str]]


def _settlements() -> list[dict[str, str]]:
    columns = ("table", "row", "what", "first", "second", "settled")
    return read_rows(FOLDER / "settlements.csv", columns, REASON)


def _blind(table: str) -> Reading:
    """Read a table, without the columns in which the page has nothing: names that we gave."""
    names = {
        (row["column"], row["words"]): row["name"]
        for row in read_rows(FOLDER / "names.csv", ("column", "words", "name"))
    }
    path = FOLDER / f"{table}.csv"
    read = read_rows(path, path.read_text("utf-8").partition("\n")[0].split(","))
    columns = [column for column in read[0] if any(row[column] for row in read)]
    rows = {
        str(line): [names.get((c, row[c]), row[c]).replace("’", "'") for c in columns]
        for line, row in enumerate(read, start=2)
    }
    return Reading(columns, rows)


def _settled(table: str, settlements: Sequence[Row]) -> Counter[tuple[str, ...]]:
    """Settle what was read blind; a settlement must find the difference that it tells."""
    reading = _blind(table)
    added: list[tuple[str, ...]] = []
    for one in (s for s in settlements if s["table"] == table):
        keep = one["settled"] == "second"
        if one["what"] != "row":
            cells, place = reading.rows[one["row"]], reading.columns.index(one["what"])
            assert cells[place] == one["second"] != one["first"]
            cells[place] = one["second"] if keep else one["first"]
        elif one["row"]:
            assert APART.join(reading.rows[one["row"]]) == one["second"]
            if not keep:
                del reading.rows[one["row"]]
        elif not keep:
            added.append(tuple("" if c == "-" else c for c in one["first"].split(APART)))
    return Counter([*map(tuple, reading.rows.values()), *added])


def _told(tables: Tables, table: str) -> Iterator[tuple[str, ...]]:
    """Tell the rows of the published second reading, which is held against the table itself."""
    published = tables.publication.readings[table]
    places = [published.columns.index(column) for column in _blind(table).columns]
    return (tuple(cells[place] for place in places) for cells in published.rows)


@pytest.mark.parametrize("table", TABLES)
def test_every_difference_to_what_was_read_blind_is_settled(tables: Tables, table: str) -> None:
    assert _settled(table, _settlements()) == Counter(_told(tables, table))


def test_every_settlement_is_of_a_table_and_has_its_reason_in_both_languages() -> None:
    for one in _settlements():
        assert one["table"] in TABLES
        assert one["settled"] in {"first", "second", "both"}
        assert one["reason_it"]
        assert one["reason_en"]


def test_no_value_of_a_cube_was_read_otherwise(tables: Tables) -> None:
    values = [s for s in _settlements() if s["what"] in {"value", "figure.page"}]
    blind = {t: len(_blind(t).rows) for t in TABLES if "value" in _blind(t).columns}

    assert values == []
    assert sum(blind.values()) == 182
    assert blind.keys() == {
        r.name for r in tables.publication.resources if r.descriptor["coesa"]["role"] == "cube"
    }


def test_a_difference_that_nobody_settled_is_seen(tables: Tables) -> None:
    settlements = [s for s in _settlements() if s["table"] != "event"]

    assert _settled("event", settlements) != Counter(_told(tables, "event"))


def test_a_settlement_of_no_difference_is_seen() -> None:
    extra = {**_settlements()[-1], "table": "event", "row": "2", "what": "date", "second": "2021"}

    with pytest.raises(AssertionError):
        _settled("event", [extra])
