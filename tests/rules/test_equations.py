"""The judgement of an equation, on rows as SQL lays them side by side: no publication is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.model import Identity
from coesa.rules.equations import (
    Equation,
    Verdict,
    _equal_at,
    _ratio_at,
    _sum_at,
    _verdict,
)

IDENTITY = Identity("an_identity", "sum", {}, "amounts", {})
PLACE = (7, ["2022", "I"], "p05-006", "1,5", "1.5")
"""Row, notations, figure, print and value: what every equation begins with."""


def taken(found: Equation) -> tuple[object, ...]:
    return (found.terms, found.recomputed, found.difference, found.verdict)


def test_an_equation_tells_where_it_is() -> None:
    found = _sum_at(IDENTITY, (*PLACE, Decimal("1.5"), Decimal("1.5"), "1 + 0.5"))

    assert (found.identity, found.row, found.at) == (IDENTITY, 7, ("2022", "I"))
    assert (found.figure, found.printed, found.value) == ("p05-006", "1,5", "1.5")


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("1.5", "1.5", ("1 + 0.5", "1.5", "0", Verdict.EQUAL)),
        ("1.5", "1.49", ("1 + 0.5", "1.49", "0.01", Verdict.BROKEN)),
        ("1.5", "1.51", ("1 + 0.5", "1.51", "-0.01", Verdict.BROKEN)),
        (None, "1.5", ("a value that is a number", "", "", Verdict.MISSING)),
        ("1.5", None, ("a value that is a number", "", "", Verdict.MISSING)),
    ],
)
def test_a_sum_is_exact(total: str | None, parts: str | None, expected: tuple[object, ...]) -> None:
    both = [None if n is None else Decimal(n) for n in (total, parts)]

    assert taken(_sum_at(IDENTITY, (*PLACE, *both, "1 + 0.5"))) == expected


@pytest.mark.parametrize(
    ("v", "n", "d", "r", "factor", "expected"),
    [
        ("50", "1", "2", "1", "100", ("100 × 1 / 2", "50", "0", Verdict.EQUAL)),
        ("0.5", "1", "2", "0.1", "1", ("1 / 2", "0.5", "0", Verdict.EQUAL)),
        ("33", "1", "3", "1", "100", ("100 × 1 / 3", "33", "0", Verdict.ROUNDED)),
        ("66", "2", "3", "1", "100", ("100 × 2 / 3", "67", "-1", Verdict.CUT_OFF)),
        ("68", "2", "3", "1", "100", ("100 × 2 / 3", "67", "1", Verdict.BROKEN)),
        ("66.7", "2", "3", "0.1", "100", ("100 × 2 / 3", "66.7", "0", Verdict.ROUNDED)),
        ("-66", "-2", "3", "1", "100", ("100 × -2 / 3", "-67", "1", Verdict.CUT_OFF)),
        ("50", "1", "-2", "1", "100", ("100 × 1 / -2", "-50", "100", Verdict.BROKEN)),
        ("-50", "1", "-2", "1", "100", ("100 × 1 / -2", "-50", "0", Verdict.EQUAL)),
    ],
)
def test_a_ratio_is_judged_at_its_resolution(
    v: str, n: str, d: str, r: str, factor: str, expected: tuple[object, ...]
) -> None:
    parsed = [Decimal(x) for x in (v, n, d, r, factor)]

    assert taken(_ratio_at(IDENTITY, (*PLACE, n, d, r, *parsed))) == expected


@pytest.mark.parametrize("missing", range(5))
def test_a_ratio_lacks_a_number(missing: int) -> None:
    parsed: list[Decimal | None] = [Decimal(x) for x in ("50", "1", "2", "1", "100")]
    parsed[missing] = None

    found = _ratio_at(IDENTITY, (*PLACE, "1", "2", "1", *parsed))

    assert taken(found) == ("1 / 2", "", "", Verdict.MISSING)


def test_a_ratio_lacks_its_operands() -> None:
    found = _ratio_at(IDENTITY, (*PLACE, None, None, "1", *map(Decimal, (50, 1, 0, 1, 100))))

    assert taken(found) == ("? / ?", "", "", Verdict.MISSING)


@pytest.mark.parametrize(
    ("v", "n", "r", "s", "expected"),
    [
        ("1.5", "1.5", "0.1", "0.1", ("other", "other", "0", Verdict.EQUAL)),
        ("2", "1.5", "1", "0.1", ("other", "other", "0.5", Verdict.ROUNDED)),
        ("1", "1.7", "1", "0.1", ("other", "other", "-0.7", Verdict.CUT_OFF)),
        ("1.7", "1", "0.1", "1", ("other", "other", "0.7", Verdict.CUT_OFF)),
        ("1.7", "1", "1", "0.1", ("other", "other", "0.7", Verdict.BROKEN)),
        ("3", "1.7", "1", "0.1", ("other", "other", "1.3", Verdict.BROKEN)),
        # At one resolution the value itself is the coarser: it may be cut off, not grown.
        ("1", "1.9", "1", "1", ("other", "other", "-0.9", Verdict.CUT_OFF)),
        ("1.9", "1", "1", "1", ("other", "other", "0.9", Verdict.BROKEN)),
    ],
)
def test_a_repeated_value_is_judged_at_the_coarser_resolution(
    v: str, n: str, r: str, s: str, expected: tuple[object, ...]
) -> None:
    parsed = [Decimal(x) for x in (v, n, r, s)]

    assert taken(_equal_at(IDENTITY, (*PLACE, "other", *parsed))) == expected


@pytest.mark.parametrize("missing", range(4))
def test_a_repeated_value_lacks_a_number(missing: int) -> None:
    parsed: list[Decimal | None] = [Decimal(x) for x in ("1", "1", "1", "1")]
    parsed[missing] = None

    found = _equal_at(IDENTITY, (*PLACE, None, *parsed))

    assert taken(found) == ("?", "", "", Verdict.MISSING)


NUMBERS = st.decimals(-(10**9), 10**9, places=2)


@given(
    NUMBERS, NUMBERS.filter(bool), st.sampled_from([Decimal("0.01"), Decimal("0.1"), Decimal(1)])
)
def test_what_is_rounded_holds_and_a_unit_more_does_not(
    numerator: Decimal, denominator: Decimal, resolution: Decimal
) -> None:
    exact = numerator / denominator
    rounded = (exact / resolution).to_integral_value() * resolution
    near = _verdict(numerator, rounded * denominator, abs(denominator), resolution)
    far = _verdict(
        numerator, (rounded + 2 * resolution) * denominator, abs(denominator), resolution
    )

    assert near in (Verdict.EQUAL, Verdict.ROUNDED)
    assert far is Verdict.BROKEN
