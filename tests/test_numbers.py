import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.language import PrintedNumbers
from coesa.locales import convention, document_convention
from coesa.model import Document
from coesa.numbers import (
    Convention,
    amount,
    canonical,
    is_canonical,
    localised,
    plain,
    printed_number,
)

ITALIAN = Convention(",", (".",), {"mila": "1000", "mln": "1000000", "milioni": "1000000"})
ENGLISH = Convention(".", (",",), {"million": "1000000", "m": "1000000"})
SPACED = Convention(",", ("\u202f",), {"mil milhões": "1000000000", "mil": "1000"})
SWISS = Convention(".", ("’",))

WRITTEN = [*(convention(tag) for tag in ("it", "en", "fr", "de", "sv", "pt", "pl")), SWISS]

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, max_value=10**15)


@given(decimals)
def test_canonical_text_is_the_same_number(value: Decimal) -> None:
    text = canonical(value)

    assert is_canonical(text)
    assert Decimal(text) == value


@given(
    st.sampled_from(WRITTEN),
    st.integers(-(10**15), 10**15),
    st.integers(0, 2),
    st.sampled_from(["{} €", "€{}", "{}%", "({})", "{}"]),
    st.booleans(),
)
def test_a_number_written_in_a_convention_is_read_back_exactly(
    written: Convention, units: int, places: int, around: str, is_grouped: bool
) -> None:
    value = canonical(Decimal(units).scaleb(-places))
    whole, _, fraction = value.partition(".")
    digits = localised(whole, written.decimal, written.group if is_grouped else "")
    decimals = written.decimal + fraction.ljust(places, "0") if places else ""

    number = printed_number(around.format(digits + decimals), written)

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
        ("-3,2%", "-3.2", "0.1"),
        ("\u22123,2 Mln", "-3200000", "100000"),
        ("€ -1.500", "-1500", "1"),
        ("OT-8", "8", "1"),
        ("n.5", "5", "1"),
        ("12.", "12", "1"),
        ("7 milionesimi", "7", "1"),
        ("«-5»", "-5", "1"),
        ("(T-8", "8", "1"),
    ],
)
def test_printed_tokens(printed: str, value: str, resolution: str) -> None:
    number = printed_number(printed, ITALIAN)

    assert number is not None
    assert (number.value, number.resolution) == (value, resolution)


@pytest.mark.parametrize(
    ("printed", "written", "value"),
    [
        ("€36.1m", ENGLISH, "36100000"),
        ("36.1M€", ENGLISH, "36100000"),
        ("£1,234.50", ENGLISH, "1234.5"),
        ("3 mil milhões de euros", SPACED, "3000000000"),
        ("3 mil pessoas", SPACED, "3000"),
        ("1 234 567,5", SPACED, "1234567.5"),
        ("1\u00a0234\u2009567,5", SPACED, "1234567.5"),
        ("1'234'567.5", SWISS, "1234567.5"),
        ("1’234 CHF", SWISS, "1234"),
        ("1 234.5", SWISS, "1234.5"),
        ("1234,5", SPACED, "1234.5"),
    ],
)
def test_tokens_of_other_conventions(printed: str, written: Convention, value: str) -> None:
    number = printed_number(printed, written)

    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    "printed",
    [
        *("", "€", "1.2.3", "12.34", "1.234.56", "1 2", "١٢", "12 ١", "2014-2020", "1,5-2,5"),
        *(
            "- 5",
            "\u2013 5",
            "\u20135",
            "\u2212 5",
            "5\u22123,",
            "T\u22128",
            "(a)-5",
            ",5",
            ".500",
            "1.234,5,6",
        ),
    ],
)
def test_what_is_not_one_number_is_none(printed: str) -> None:
    assert printed_number(printed, ITALIAN) is None


@pytest.mark.parametrize("printed", ["12 34", "1 234.567", "1'234 567", "12345 678", "1,234,5"])
def test_a_number_is_grouped_by_threes_with_one_sign_or_not_at_all(printed: str) -> None:
    several = Convention(",", (".", "'", " "))

    assert printed_number(printed, several) is None


def document(language: str, numbers: PrintedNumbers) -> Document:
    return Document("d", {}, "0" * 64, 1, language, "2022-12-31", None, numbers)


def test_a_document_may_print_numbers_otherwise_than_its_language() -> None:
    usual = document_convention(document("de", PrintedNumbers()))
    swiss = document_convention(document("de", PrintedNumbers(".", ("’",), {"mio": "1000000"})))
    # A sign cannot both group thousands and begin decimals.
    comma = document_convention(document("en", PrintedNumbers(decimal=",")))

    assert usual == Convention(",", (".",), {})
    assert swiss == Convention(".", ("’",), {"mio": "1000000"})
    assert comma == Convention(",", (), {})


def matches(pattern: str, printed: str) -> bool:
    """Search as the SQL does; the classes of Unicode are written as Python has them."""
    return re.search(pattern.replace(r"[^\pL]", r"[\W\d_]"), printed) is not None


@pytest.mark.parametrize("printed", ["36 Mln €", "980mila", "7 MILIONI", "1.234", "a 1.234,5"])
def test_an_amount_has_a_scale_word_or_groups(printed: str) -> None:
    assert matches(amount(ITALIAN), printed)


@pytest.mark.parametrize("printed", ["7", "2022", "1,5", "7 milionesimi", "1.2345", "familiari"])
def test_what_has_neither_is_no_amount(printed: str) -> None:
    assert not matches(amount(ITALIAN), printed)


def test_without_scale_words_only_groups_tell_an_amount() -> None:
    assert amount(Convention(",", ())) == ""
    assert matches(amount(Convention(",", (".",))), "1.234")
    assert not matches(amount(Convention(",", (".",))), "7 milioni")


@pytest.mark.parametrize(
    ("printed", "whole", "decimals"),
    [
        ("0", "0", None),
        ("0,5", "0", "5"),
        ("1234", "1234", None),
        ("1.234,50 €", "1.234", "50"),
        ("98%", "98", None),
    ],
)
def test_one_number_and_its_sign_are_printed_plainly(
    printed: str, whole: str, decimals: str | None
) -> None:
    found = re.fullmatch(plain(ITALIAN).replace(r"\p{Sc}", "€"), printed)

    assert found is not None
    assert found.groups() == (whole, decimals)


@pytest.mark.parametrize("printed", ["01", "12.34", "-5", "36 Mln", "n. 5", "", "1.234.5"])
def test_anything_else_is_not_printed_plainly(printed: str) -> None:
    assert re.fullmatch(plain(ITALIAN).replace(r"\p{Sc}", "€"), printed) is None


@pytest.mark.parametrize(
    ("value", "written"),
    [("-0.5", "-0,5"), ("-1234.5", "-1.234,5"), ("1234567", "1.234.567"), ("0", "0")],
)
def test_a_sign_is_kept_beside_groups(value: str, written: str) -> None:
    assert localised(value, ",", ".") == written
