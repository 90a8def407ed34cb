"""What the tests read and open in a cheaper way is what the product reads and opens."""

import json
from pathlib import Path

import pytest

from coesa import read, tables
from coesa.errors import PublicationError
from coesa.intake import DESCRIPTOR
from coesa.model import Publication
from coesa.syntax import quoted
from tests import opened
from tests.conftest import ROOT, Edit
from tests.intake import AXIS, FIGURES, MINIMAL, copy_of, replaced

EXAMPLES = ROOT / "tests" / "examples"
Rows = dict[str, list[tuple[object, ...]]]


def rows_of(opening: tables.Tables) -> Rows:
    """Read every table that is there, and how its columns are called."""
    asked = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal "
        "AND database_name = 'tables' ORDER BY ALL"
    )
    columns = opening.connection.execute(asked).fetchall()
    names = sorted({name for name, *_ in columns})
    rows = {n: opening.connection.execute(f"FROM {quoted(n)}").fetchall() for n in names}
    return {**rows, "": columns}


def as_the_product(folder: Path) -> tuple[Publication, Rows]:
    publication = read.read_publication(folder)
    with tables.open_tables(publication) as opening:
        return publication, rows_of(opening)


def as_the_tests(folder: Path) -> tuple[Publication, Rows]:
    publication = opened.read_publication(folder)
    with opened.open_tables(publication) as opening:
        return publication, rows_of(opening)


def test_a_spoilt_copy_is_as_the_product_reads_it(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    for spoil in (
        lambda _: None,
        replaced(AXIS, b"B,Transport,", b"B,,"),
        replaced(AXIS, b"B,,", b"B,Another,"),
        replaced(FIGURES, b"datum,800,", b"datum,1,"),
        lambda f: (f / DESCRIPTOR).write_text(_without_a_table(f), "utf-8"),
        lambda _: None,
    ):
        spoil(folder)
        assert as_the_tests(folder) == as_the_product(folder)
    assert as_the_tests(MINIMAL) == as_the_product(MINIMAL)
    assert as_the_tests(ROOT / "datapackage") == as_the_product(ROOT / "datapackage")


def _without_a_table(folder: Path) -> str:
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    descriptor["resources"][0]["schema"]["fields"][0]["title"] = "Another"
    return json.dumps(descriptor)


@pytest.mark.parametrize("example", ["minimal", "erdf"])
def test_other_publications_are_as_the_product_reads_them(example: str) -> None:
    assert as_the_tests(EXAMPLES / example) == as_the_product(EXAMPLES / example)


def test_two_are_open_at_once(edit: Edit) -> None:
    ours, spoilt = (
        opened.read_publication(ROOT / "datapackage"),
        edit("axis.csv", 2, "label_en", ""),
    )
    with (
        opened.open_tables(ours) as one,
        opened.open_tables(opened.read_publication(spoilt)) as two,
    ):
        asked = "SELECT label_en FROM axis LIMIT 1"
        assert one.query(asked) != two.query(asked) == [(None,)]


def test_what_the_gate_refuses_is_refused(folder: Path) -> None:
    opened.read_publication(folder)
    (folder / "data" / "axis.csv").write_bytes(b"\xff")
    with pytest.raises(PublicationError) as ours:
        opened.read_publication(folder)
    with pytest.raises(PublicationError) as products:
        read.read_publication(folder)

    assert ours.value.issues == products.value.issues
