"""How a value is shown to readers: grouped, with its unit, never without."""

from coesa.iris import DEF
from coesa.language import Language
from coesa.locales import convention
from coesa.numbers import localised

UNIT = DEF + "unit/"
CURRENCY = "EUR"
_CENTS = 2


def amount(
    value: str,
    unit_iri: str | None,
    label: str,
    language: Language,
    section: str = "amounts",
    beginning: str = "",
) -> str:
    """Write a canonical decimal with its unit, as the language does.

    The words of a language say how a unit is written (`section`, by its notation after
    `beginning`); any other unit follows the number as its label. An amount of money has no single
    decimal.
    """
    signs = convention(language.tag)
    notation = (unit_iri or "").removeprefix(UNIT)
    number = localised(
        _cents(value) if notation == CURRENCY else value, *_signs(signs.decimal, signs.groups)
    )
    pattern = language.words[section].get(beginning + notation)
    if pattern is not None:
        return pattern.format(number=number)
    return f"{number}\u00a0{label}".rstrip()


def _signs(decimal: str, groups: tuple[str, ...]) -> tuple[str, str]:
    return decimal, next(iter(groups), "")


def _cents(value: str) -> str:
    """Write whole cents.

    >>> [_cents(v) for v in ("12", "12.5", "12.345")]
    ['12', '12.50', '12.345']
    """
    whole, point, fraction = value.partition(".")
    return f"{whole}.{fraction:0<{_CENTS}}" if point else whole
