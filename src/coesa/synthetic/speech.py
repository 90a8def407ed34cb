"""How a synthetic document writes: its words, and its numbers in the way of its language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Speech:
    """How a document writes numbers, and its words, in one language."""

    decimal: str
    euro: str
    million: str
    words: Mapping[str, str]


SPEECH = {
    "en": Speech(
        ".",
        "€{}",
        "{} million",
        {
            "title": "Synthetic report, in which nothing is true\n\nProgramme ",
            "period": ", programming period ",
            "rules": ". Rules that were made up",
            "age": "Participants are at least ",
            "years": " years old, and ",
            "share": " of the allocation is spent on nothing.",
            "misnamed": "The first axis is called “Labour”.",
            "named": "The first axis is called “Employment”.",
            "section": ". Progress as at ",
            "heads": "Axis   amounts   ratios   women, men, all   indicators",
            "row": "Axis ",
            "total": "Total",
            "about": "Commitments came to about ",
            "over": "Commitments came to over ",
            "as_at": ", as at ",
            "end": "Made up on ",
        },
    ),
    "it": Speech(
        ",",
        "{} €",
        "{} Mln",
        {
            "title": "Relazione sintetica, in cui nulla è vero\n\nProgramma ",
            "period": ", periodo di programmazione ",
            "rules": ". Regole inventate",
            "age": "I destinatari hanno almeno ",
            "years": " anni, e il ",
            "share": " della dotazione è speso per nulla.",
            "misnamed": "Il primo Asse si chiama «Lavoro».",
            "named": "Il primo Asse si chiama «Occupazione».",
            "section": ". Avanzamento al ",
            "heads": "Asse   importi   rapporti   donne, uomini, tutti   indicatori",
            "row": "Asse ",
            "total": "Totale",
            "about": "Gli impegni sono circa ",
            "over": "Gli impegni sono oltre ",
            "as_at": ", al ",
            "end": "Inventata il ",
        },
    ),
}


class Number(NamedTuple):
    """A number to be printed, and what the ledger says of it."""

    printed: str
    value: str
    resolution: str


_SWAPPED = str.maketrans(",.", ".,")


def number(speech: Speech, units: int, decimals: int) -> Number:
    """Print a number of units of the last decimal, all its decimals with it.

    >>> number(SPEECH["en"], 123450, 2), number(SPEECH["it"], 1234500, 1).printed
    (Number(printed='1,234.50', value='1234.5', resolution='0.01'), '123.450,0')
    """
    if not decimals:
        printed, value, resolution = f"{units:,}", str(units), "1"
    else:
        whole, rest = divmod(units, 10**decimals)
        fraction = f"{rest:0{decimals}d}"
        printed, value = f"{whole:,}.{fraction}", f"{whole}.{fraction}".rstrip("0").rstrip(".")
        resolution = f"0.{1:0{decimals}d}"
    if speech.decimal == ",":
        printed = printed.translate(_SWAPPED)
    return Number(printed, value, resolution)


def day(last: str) -> str:
    """Print a day.

    >>> day("2022-12-31")
    '31/12/2022'
    """
    year, month, of_month = last.split("-")
    return f"{of_month}/{month}/{year}"
