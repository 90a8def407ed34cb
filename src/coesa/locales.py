"""How a language writes numbers, dates and its own name (Unicode CLDR); alone knows Babel.

Babel is imported where it is needed, so that a command that writes nothing does not wait for it.
"""

import functools
from datetime import date
from typing import TYPE_CHECKING

from coesa.model import Document
from coesa.numbers import Convention

if TYPE_CHECKING:
    from babel import Locale

_EUROPE = "150"
"""The code of Europe (UN M.49): where CLDR has a European variety of a language, it is taken."""

_PLAIN = Convention(".", ())
"""How numbers are written where CLDR does not know the language."""


@functools.cache
def convention(tag: str) -> Convention:
    """Tell the signs with which a language writes numbers.

    >>> convention("it"), convention("zxx").groups
    (Convention(decimal=',', groups=('.',), scales={}), ())
    """
    locale = _locale(tag)
    if locale is None:
        return _PLAIN
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return Convention(get_decimal_symbol(locale), (get_group_symbol(locale),))


def document_convention(document: Document) -> Convention:
    """Tell how a document prints numbers: as it says itself, or else as its language does."""
    usual, own = convention(document.language), document.numbers
    decimal = own.decimal or usual.decimal
    groups = usual.groups if own.groups is None else own.groups
    return Convention(decimal, tuple(sign for sign in groups if sign != decimal), own.scales)


def written_date(day: str, tag: str) -> str:
    """Write an ISO date in words.

    >>> [written_date("2022-12-01", tag) for tag in ("it", "en", "zxx")]
    ['1 dicembre 2022', '1 December 2022', '2022-12-01']
    """
    locale = _locale(tag)
    if locale is None:
        return day[:10]
    from babel.dates import format_date

    return format_date(date.fromisoformat(day[:10]), "long", locale=locale)


def language_name(tag: str) -> str:
    """Name a language in itself, as a heading begins.

    >>> [language_name(tag) for tag in ("it", "en", "zxx")]
    ['Italiano', 'English', 'zxx']
    """
    locale = _locale(tag)
    name = locale.get_language_name() if locale else None
    return name[:1].upper() + name[1:] if name else tag


@functools.cache
def _locale(tag: str) -> "Locale | None":
    from babel import Locale, UnknownLocaleError

    for name in (f"{tag}_{_EUROPE}", tag):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None
