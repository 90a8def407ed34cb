import csv

from coesa.tables import Tables


def test_rows_have_their_number_in_the_file_and_the_constants(tables: Tables) -> None:
    rows = tables.query('SELECT "#row", axis, unit FROM "financial-amounts" LIMIT 1')

    assert rows == [(2, "I", "EUR")]


def test_empty_cells_are_null(tables: Tables) -> None:
    with tables.publication.resource("figures").location.open(newline="") as stream:
        empty = sum(row["value"] == "" for row in csv.DictReader(stream))

    assert tables.query("SELECT count(*) FROM figures WHERE value = ''") == [(0,)]
    assert tables.query("SELECT count(*) FROM figures WHERE value IS NULL") == [(empty,)]
    assert empty > 0


def test_what_is_asked_again_is_answered_the_same(tables: Tables) -> None:
    first = tables.query("SELECT notation FROM axis")
    first.clear()

    assert tables.query("SELECT notation FROM axis") != []
    assert list(tables.rows("axis")) == list(tables.rows("axis"))


def test_a_long_answer_is_not_kept(tables: Tables) -> None:
    known = dict(tables.known)

    asked = tables.query("SELECT range FROM range(1001)")
    streamed = list(tables.stream("SELECT range + 1 FROM range(5000)"))

    assert (len(asked), len(streamed)) == (1001, 5000)
    assert tables.known == known


def test_what_is_made_once_is_kept(tables: Tables) -> None:
    made = tables.once("a list", lambda _: [1])

    assert tables.once("a list", lambda _: [2]) is made
