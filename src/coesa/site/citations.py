"""Citations of a thing in the forms that people and reference managers take."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from coesa.cite import publisher
from coesa.language import Language
from coesa.model import Publication


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one form.

    Attributes:
        form: the name of the form, which `words` says in words: `apa`, `bibtex`, ...
        text: what is copied.
    """

    form: str
    text: str


def citations(
    publication: Publication, language: Language, title: str, address: str
) -> Iterator[Citation]:
    """Cite a page: APA 7, BibTeX, RIS, CSL-JSON, and a line of credit for the press."""
    words = language.words["site"]
    who, year, version = publisher(publication), publication.created[:4], publication.version
    said = f"{title} ({words['version']} {version}) [{words['dataset']}]"
    source = _source(publication, language)
    credit = words["credit"].format(publisher=who, title=title, source=source, address=address)
    yield Citation("credit", credit)
    yield Citation("apa", f"{who}. ({year}). {said}. {address}")
    yield Citation("bibtex", _bibtex(publication, who, year, title, address))
    yield Citation("ris", _ris(publication, who, year, title, address))
    yield Citation("csl", _csl(publication, language, who, title, address))


def _source(publication: Publication, language: Language) -> str:
    """Name the document that the figures are of, where all are of one."""
    if len(publication.documents) != 1:
        return ""
    title = language.of(publication.documents[0].titles)
    return language.words["site"]["credit-source"].format(document=title)


def _bibtex(publication: Publication, who: str, year: str, title: str, address: str) -> str:
    key = re.sub("[^a-z0-9]+", "-", address.lower().partition("//")[2]).strip("-")
    fields = {
        "author": "{" + _tex(who) + "}",
        "title": "{" + _tex(title) + "}",
        "year": year,
        "version": publication.version,
        "url": address,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def _tex(text: str) -> str:
    r"""Escape what TeX takes for signs of its own.

    >>> _tex("paid & 91 %")
    'paid \\& 91 \\%'
    """
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def _ris(publication: Publication, who: str, year: str, title: str, address: str) -> str:
    fields = (
        ("TY", "DATA"),
        ("AU", who),
        ("PY", year),
        ("TI", title),
        ("ET", publication.version),
        ("UR", address),
        ("ER", ""),
    )
    return "\n".join(f"{tag}  - {value}".rstrip() for tag, value in fields)


def _csl(publication: Publication, language: Language, who: str, title: str, address: str) -> str:
    year, month, day = (int(part) for part in publication.created[:10].split("-"))
    item = {
        "id": address,
        "type": "dataset",
        "author": [{"literal": who}],
        "title": title,
        "version": publication.version,
        "issued": {"date-parts": [[year, month, day]]},
        "URL": address,
        "language": language.tag,
    }
    return json.dumps([item], ensure_ascii=False, indent=2)
