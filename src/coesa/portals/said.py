"""What every file for a portal says in the same way: addresses, texts, JSON."""

import json
from collections.abc import Mapping
from typing import Any

from coesa.model import Distribution, Publication, Texts

FOLDER = "portals"


def address(publication: Publication, distribution: Distribution) -> str | None:
    """Tell where a file may be fetched, if the descriptor tells it."""
    folder = publication.catalogue.get("downloadURL")
    return f"{folder}{distribution.path}" if folder else None


def page(publication: Publication) -> str:
    """Tell the page of the data: where they are had, or else what gives access to them."""
    key = publication.catalogue
    return str(key.get("landingPage", key["accessURL"]))


def first(publication: Publication, texts: Texts) -> str:
    """Say a text in the first language of the publication."""
    return publication.spoken[0].of(texts)


def without_nothing(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the members that have no value."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def written(document: object) -> bytes:
    """Write JSON for people and machines."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
