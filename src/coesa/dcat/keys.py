"""What a catalogue takes from the keys of the descriptor."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from coesa import rdf
from coesa.dcat.authority import AUTHORITY, LANGUAGES
from coesa.model import Distribution, Publication


def given(described: Mapping[str, Any], *names: str) -> list[Any]:
    """Take the values of the keys that are there."""
    return [described[name] for name in names if name in described]


def addresses(publication: Publication, path: str) -> list[str]:
    """Tell the web address of a file of `dist/`, where one is known."""
    return [folder + path for folder in given(publication.catalogue, "downloadURL")]


def pages(publication: Publication, distributions: Iterable[Distribution]) -> list[str]:
    """Tell the addresses of the web pages among the files."""
    pages = (d.path for d in distributions if d.media_type == "text/html")
    return [address for path in pages for address in addresses(publication, path)]


def languages(publication: Publication) -> list[str]:
    """Name the languages of the publication by the authority table; unknown ones are left out."""
    tags = (tag for tag in publication.languages if tag in LANGUAGES)
    return [f"{AUTHORITY}language/{LANGUAGES[tag]}" for tag in tags]


def dates(key: Mapping[str, Any]) -> rdf.Properties:
    """State when it was issued and last modified."""
    return [(f"dct:{name}", day(key[name])) for name in ("issued", "modified")]


def day(date: str) -> ox.Literal:
    """Write a date."""
    return rdf.literal(date, "date")
