from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.numbers import canonical, is_canonical, localised, printed_number

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**15)


@given(decimals)
def test_canonical_text_is_the_same_number(value: Decimal) -> None:
    text = canonical(value)

    assert is_canonical(text)
    assert Decimal(text) == value


@given(st.integers(0, 10**15), st.integers(0, 2))
def test_an_italian_number_is_read_back_exactly(units: int, places: int) -> None:
    value = canonical(Decimal(units).scaleb(-places))
    whole, _, fraction = value.partition(".")
    printed = localised(whole, ",", ".") + ("," + fraction.ljust(places, "0") if places else "")

    number = printed_number(printed + " €")

    assert number is not None
    assert number.value == value
    assert number.resolution == canonical(Decimal(1).scaleb(-places))


@pytest.mark.parametrize(
    ("printed", "value", "resolution"),
    [
        ("297.276.053,64 €", "297276053.64", "0.01"),
        ("958,67Mln €", "958670000", "10000"),
        ("980mila €", "980000", "1000"),
        ("7 milioni di euro", "7000000", "1000000"),
        ("1702", "1702", "1"),
        ("100,00%", "100", "0.01"),
        ("59,2%", "59.2", "0.1"),
    ],
)
def test_printed_tokens(printed: str, value: str, resolution: str) -> None:
    number = printed_number(printed)

    assert number is not None
    assert (number.value, number.resolution) == (value, resolution)


@pytest.mark.parametrize(
    "printed", ["", "€", "1.2.3", "12.34", "1.234.56", "1 2", "١٢", "2014-2020"]
)
def test_what_is_not_one_number_is_none(printed: str) -> None:
    assert printed_number(printed) is None
