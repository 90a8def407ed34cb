"""What a catalogue takes from the keys of the descriptor."""

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from coesa import iris, rdf
from coesa.dcat.authority import AUTHORITY, LANGUAGES
from coesa.model import Publication


def given(described: Mapping[str, Any], *names: str) -> list[Any]:
    """Take the values of the keys that are there."""
    return [described[name] for name in names if name in described]


def part(publication: Publication, name: str) -> str:
    """Name a node that tells something of this edition."""
    return iris.edition_part_iri(publication.base, publication.name, name)


def addresses(publication: Publication, path: str) -> list[str]:
    """Tell the web address of a file of `dist/`, where one is known."""
    return [folder + path for folder in given(publication.catalogue, "downloadURL")]


def languages(publication: Publication) -> list[str]:
    """Name the languages of the publication by the authority table; unknown ones are left out."""
    tags = (tag for tag in publication.languages if tag in LANGUAGES)
    return [f"{AUTHORITY}language/{LANGUAGES[tag]}" for tag in tags]


def keywords(words: Mapping[str, tuple[str, ...]]) -> rdf.Properties:
    """State keywords in all their languages."""
    return [
        ("dcat:keyword", ox.Literal(word, language=language))
        for language, several in words.items()
        for word in several
    ]


def dates(key: Mapping[str, Any]) -> rdf.Properties:
    """State when it was issued and last modified."""
    return [(f"dct:{name}", day(key[name])) for name in ("issued", "modified")]


def day(date: str) -> ox.Literal:
    """Write a date."""
    return rdf.literal(date, "date")
