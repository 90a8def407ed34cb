from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from coesa.locales import convention
from coesa.numbers import Convention, canonical, printed_number
from coesa.rules.ledger import read_plainly
from coesa.tables import Tables
from tests.conftest import examples

CONVENTIONS = {tag: convention(tag) for tag in ("it", "en", "fr", "de", "sv", "pl")}
NUMBERS = st.text("0123456789.,  -'", min_size=1, max_size=9)
AROUND = st.sampled_from(["", "€", "€ ", "%", " %", " €", "-", "mln", "(", "1"])
PRINTED = st.tuples(AROUND, NUMBERS, AROUND).map("".join)
Row = tuple[str, str, str]


def found_plain(tables: Tables, rows: list[Row], read: Convention) -> set[Row]:
    """Ask SQL which rows have the value and the resolution of a number printed plainly."""
    cells = ", ".join("('d', ?, ?, ?)" for _ in rows)
    found = tables.query(
        f"SELECT printed, value, resolution FROM (VALUES {cells}) "
        f"rows(document, printed, value, resolution) WHERE {read_plainly({'d': read})}",
        [cell for row in rows for cell in row],
    )
    return set(found)


def rows_of(printed: str, read: Convention) -> list[Row]:
    """Give a printed text its right value and resolution, and wrong ones."""
    number = printed_number(printed, read)
    digits = "".join(letter for letter in printed if letter.isdigit()) or "0"
    wrong = [(printed, canonical(Decimal(digits)), last) for last in ("1", "0.1", "0.001")]
    return [*wrong, (printed, number.value, number.resolution)] if number else wrong


@settings(max_examples=examples(10), deadline=None)
@given(written=st.lists(PRINTED, min_size=20, max_size=40), tag=st.sampled_from(list(CONVENTIONS)))
def test_sql_passes_nothing_that_reading_would_not(
    tables: Tables, written: list[str], tag: str
) -> None:
    read = CONVENTIONS[tag]
    rows = [row for printed in written for row in rows_of(printed, read)]

    for printed, value, resolution in found_plain(tables, rows, read):
        number = printed_number(printed, read)
        assert number is not None, printed
        assert (number.value, number.resolution) == (value, resolution)


def test_sql_passes_what_is_printed_plainly(tables: Tables) -> None:
    plain = ["1.234,50 €", "244.885", "0", "100,00%", "€ 7"]
    rows = [
        (p, n.value, n.resolution) for p in plain if (n := printed_number(p, CONVENTIONS["it"]))
    ]

    assert found_plain(tables, rows, CONVENTIONS["it"]) == set(rows)
    assert len(rows) == len(plain)
