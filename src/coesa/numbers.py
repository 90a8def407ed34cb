"""Printed text to exact decimal and back; the only module that knows how a number is written."""

import re
from dataclasses import dataclass
from decimal import Decimal

CANONICAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", re.ASCII)
"""A value as every table of ours writes it: point, no exponent, no grouping, no closing zeros."""

NUMERAL = re.compile(r"[0-9]+", re.ASCII)
"""A numeral: a maximal run of the digits 0-9."""

_ITALIAN = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<fraction>[0-9]+))?", re.ASCII
)
_SCALES = {"mila": 3, "mln": 6, "milioni": 6, "milione": 6, "mld": 9, "miliardi": 9}


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as a document prints it: its value and the weight of its last printed digit."""

    value: str
    resolution: str


def is_canonical(text: str) -> bool:
    """Tell whether `text` is a canonical decimal and not a negative zero.

    >>> [is_canonical(t) for t in ("0", "-1.5", "24.39", "1.50", "-0", "1e3", "1,5", "NaN", "٣")]
    [True, True, True, False, False, False, False, False, False]
    """
    return CANONICAL.fullmatch(text) is not None and text != "-0"


def canonical(value: Decimal) -> str:
    """Write a finite decimal in canonical form, exactly.

    >>> [canonical(Decimal(t)) for t in ("36.10E6", "100.00", "0.010", "-0.0")]
    ['36100000', '100', '0.01', '0']
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def printed_number(printed: str) -> PrintedNumber | None:
    """Read the one number in an Italian printed token, with its scale word, if there is just one.

    Points group thousands, a comma begins the decimals, `mila`, `Mln`, `milioni` scale.

    >>> printed_number("36,1 Mln €")
    PrintedNumber(value='36100000', resolution='100000')
    >>> printed_number("244.885")
    PrintedNumber(value='244885', resolution='1')
    >>> printed_number("100,00%")
    PrintedNumber(value='100', resolution='0.01')
    >>> printed_number("980mila €").value
    '980000'
    >>> printed_number("1.24.0") is None
    True
    """
    numbers = list(_ITALIAN.finditer(printed))
    if len(numbers) != 1 or NUMERAL.search(
        printed[: numbers[0].start()] + printed[numbers[0].end() :]
    ):
        return None
    number = numbers[0]
    fraction = number["fraction"] or ""
    words = re.findall(r"[a-z]+", printed[number.end() :].lower(), re.ASCII)
    exponent = (_SCALES[words[0]] if words and words[0] in _SCALES else 0) - len(fraction)
    digits = Decimal(number["whole"].replace(".", "") + fraction)
    return PrintedNumber(canonical(digits.scaleb(exponent)), canonical(Decimal(1).scaleb(exponent)))


def localised(value: str, decimal: str, group: str = "") -> str:
    """Write a canonical decimal with the given decimal and grouping signs.

    >>> localised("297276053.64", ",", ".")
    '297.276.053,64'
    >>> localised("-1500", ",")
    '-1500'
    """
    sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
    whole, _, fraction = digits.partition(".")
    if group:
        whole = f"{int(whole):,}".replace(",", group)
    return sign + whole + (decimal + fraction if fraction else "")
