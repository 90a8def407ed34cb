"""Printed text to exact decimal and back; the only module that knows how a number is written."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

CANONICAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", re.ASCII)
"""A value as every table of ours writes it: point, no exponent, no grouping, no closing zeros."""

NUMERAL = re.compile(r"[0-9]+", re.ASCII)
"""A numeral: a maximal run of the digits 0-9."""

_SPACES = " \u00a0\u202f\u2009"
_APOSTROPHES = "'\u2019"
_HYPHENS = "-\u2010\u2011\u2013\u2014"
_MINUS = "\u2212"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Convention:
    """How numbers are written in a language or a document.

    Attributes:
        decimal: the sign before the decimals.
        groups: the signs that may stand between thousands; the first is the one to write.
        scales: words after a number, in any case, with the power of ten they stand for.
    """

    decimal: str
    groups: tuple[str, ...]
    scales: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The sign to write between thousands; empty if there is none."""
        return self.groups[0] if self.groups else ""


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
    return "0" if text == "-0" else text


def printed_number(printed: str, convention: Convention) -> PrintedNumber | None:
    """Read the one number in a printed token, with its sign and scale word; None if not just one.

    A number is grouped by threes everywhere, with one sign, or not at all.

    >>> italian = Convention(",", (".",), {"mila": "1000", "mln": "1000000"})
    >>> printed_number("36,1 Mln €", italian)
    PrintedNumber(value='36100000', resolution='100000')
    >>> [printed_number("244.885", c).value for c in (italian, Convention(".", (",",)))]
    ['244885', '244.885']
    >>> printed_number("980mila €", italian).value, printed_number("-3,20%", italian).resolution
    ('980000', '0.01')
    >>> [printed_number(t, italian) for t in ("1.24.0", "2014-2020", "- 5", ",5")]
    [None, None, None, None]
    """
    numbers = list(_pattern(convention.decimal, convention.groups).finditer(printed))
    if len(numbers) != 1:
        return None
    number = numbers[0]
    before, after = printed[: number.start()], printed[number.end() :]
    sign = _sign(before, (convention.decimal, *convention.groups))
    if sign is None or any(letter.isdecimal() for letter in before + after):
        return None
    fraction = number["fraction"] or ""
    exponent = _exponent(after, convention.scales) - len(fraction)
    digits = Decimal(sign + "".join(NUMERAL.findall(number["whole"])) + fraction)
    return PrintedNumber(canonical(digits.scaleb(exponent)), canonical(Decimal(1).scaleb(exponent)))


@functools.cache
def _pattern(decimal: str, groups: tuple[str, ...]) -> re.Pattern[str]:
    grouped = "".join(f"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+|" for sign in _group_signs(groups))
    fraction = f"(?:{re.escape(decimal)}(?P<fraction>[0-9]+))?"
    return re.compile(f"(?P<whole>{grouped}[0-9]+){fraction}", re.ASCII)


def _group_signs(groups: Iterable[str]) -> list[str]:
    """Give a character class for each sign that groups: as an apostrophe, or as a space, is any.

    Where an apostrophe groups, a space is used as well.
    """
    classes: dict[str, None] = {}
    for sign in groups:
        if sign in _APOSTROPHES:
            classes[f"[{_APOSTROPHES}]"] = None
        if sign in _SPACES + _APOSTROPHES:
            classes[f"[{_SPACES}]"] = None
        else:
            classes[f"[{re.escape(sign)}]"] = None
    return list(classes)


def _sign(before: str, signs: tuple[str, ...]) -> str | None:
    """Tell the sign of a number from what stands before it; None where that is in doubt.

    >>> [_sign(text, (".",)) for text in ("", "-", "€ -", "\u2212", "OT-", "n.", "tot - ")]
    ['', '-', '-', '-', '', '', '']
    >>> [_sign(text, (".",)) for text in ("\u2013", "- ", "\u2212 ", "(a)-", ".")]
    [None, None, None, None, None]
    """
    text = before.rstrip()
    last, rest = text[-1:], text[:-1]
    in_a_word = rest[-1:].isalnum()
    if last and last in signs and text == before:
        return "" if in_a_word else None
    if not last or last not in _HYPHENS + _MINUS:
        return ""
    if text != before:
        return "" if rest.strip() and last != _MINUS else None
    if in_a_word:
        return "" if last != _MINUS else None
    begins = not rest or rest[-1].isspace() or unicodedata.category(rest[-1]) in ("Sc", "Ps", "Pi")
    return "-" if begins and last in ("-", _MINUS) else None


def _exponent(after: str, scales: Mapping[str, str]) -> int:
    """Tell the power of ten of the scale word, of one word or several, after a number."""
    words = [word.casefold() for word in _WORD.findall(after)]
    powers = {tuple(scale.casefold().split()): len(power) - 1 for scale, power in scales.items()}
    lengths = sorted({len(scale) for scale in powers}, reverse=True)
    found = (powers[tuple(words[:n])] for n in lengths if tuple(words[:n]) in powers)
    return next(found, 0)


def amount(convention: Convention) -> str:
    r"""Give the pattern (RE2, which SQL takes) of a scale word, or of digits that are grouped.

    >>> print(amount(Convention(",", (".",), {"mln": "1000000"})))
    (?i)(^|[^\pL])(mln)([^\pL]|$)|[0-9][\.][0-9]{3}([^0-9]|$)
    """
    scales = "|".join(re.escape(scale) for scale in convention.scales)
    patterns = [f"(^|[^\\pL])({scales})([^\\pL]|$)"] if scales else []
    patterns += [f"[0-9]{sign}[0-9]{{3}}([^0-9]|$)" for sign in _group_signs(convention.groups)]
    return "(?i)" + "|".join(patterns) if patterns else ""


def plain(convention: Convention) -> str:
    r"""Give the pattern (RE2, which SQL takes) of one number among signs of units and nothing else.

    Its groups are the digits before the decimal sign, grouped or not, and those after it.

    >>> re.fullmatch(plain(Convention(",", (".",))).replace(r"\p{Sc}", "€"), "€ 1.234,50")[2]
    '50'
    """
    signs = _group_signs(convention.groups)
    wholes = [*(f"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in signs), "0", "[1-9][0-9]*"]
    decimals = f"(?:{re.escape(convention.decimal)}([0-9]+))?"
    return rf"(?:\p{{Sc}} ?)?({'|'.join(wholes)}){decimals}(?: ?(?:\p{{Sc}}|%))?"


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
