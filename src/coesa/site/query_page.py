"""The page that asks the triples in the reader's browser, with examples answered beforehand."""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coesa import rdf
from coesa.iris import DEF
from coesa.language import Language
from coesa.locales import convention
from coesa.numbers import localised
from coesa.query import Answer, answer
from coesa.site.addresses import ASSETS, PAGES
from coesa.site.model import Page, Site
from coesa.site.nodes import CONCEPT
from coesa.statements import XSD

SHOWN = 8
"""Rows of an answer that are seen at once."""

_NUMBERS = (XSD + "decimal", XSD + "integer")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that the publication brings, with its answer."""

    name: str
    title: str
    description: str
    text: str
    heads: tuple[str, ...]
    rows: tuple[tuple["Cell", ...], ...]

    @property
    def parts(self) -> list[tuple[tuple["Cell", ...], ...]]:
        """The rows that are seen at once, and those that open at a click if there are others."""
        return [part for part in (self.rows[:SHOWN], self.rows[SHOWN:]) if part]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of an answer: a node to link to, or text; numbers as the language writes them."""

    iri: str | None = None
    text: str = ""
    is_number: bool = False


def query_page(answered: tuple[Example, ...], size: int, language: Language) -> Page:
    """Make the page, with every example answered."""
    words = language.words["site"]
    return Page(
        address=PAGES + "query",
        language=language,
        title=words["nav-query"],
        description=words["query-description"],
        template="query.html",
        values={
            "examples": answered,
            "size": size,
            "data": f"{ASSETS}site.{language.tag}.js",
        },
    )


def examples(site: Site, store: ox.Store, language: Language) -> tuple[Example, ...]:
    """Answer the example queries of a language, or of the first where it has none."""
    folder = site.publication.folder / "queries"
    files = sorted((folder / language.tag).glob("*.rq"))
    files = files or sorted((folder / site.publication.language).glob("*.rq"))
    return tuple(_example(site, store, file, language) for file in files)


def _example(site: Site, store: ox.Store, file: Path, language: Language) -> Example:
    text = file.read_text("utf-8")
    found = answer(store, text, rdf.prefixes(site.publication))
    said = [line.removeprefix("#").strip() for line in text.split("\n") if line.startswith("#")]
    return Example(
        name=file.stem,
        title=said[0] if said else file.stem,
        description=" ".join(said[1:]),
        text=text,
        heads=tuple(name.replace("_", " ") for name in found.variables),
        rows=tuple(_cells(found, language)),
    )


def _cells(found: Answer, language: Language) -> Iterator[tuple[Cell, ...]]:
    for row in found.rows:
        yield tuple(_cell(term, language) for term in row)


def _cell(term: Any, language: Language) -> Cell:
    if isinstance(term, ox.NamedNode):
        return Cell(iri=term.value)
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        signs = convention(language.tag)
        return Cell(
            text=localised(term.value, signs.decimal, next(iter(signs.groups), "")), is_number=True
        )
    return Cell(text="" if term is None else term.value)


def query_data(site: Site, graph: rdf.Graph) -> Iterator[tuple[str, bytes]]:
    """Write what the page asks, as scripts, so that it also opens from a disk."""
    turtle = rdf.turtle(graph, rdf.prefixes(site.publication)).decode()
    yield f"{ASSETS}triples.js", _script("__triples", turtle)
    for language in site.publication.spoken:
        yield f"{ASSETS}site.{language.tag}.js", _script("__coesa", _known(site, language))


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"window.{name}={text};\n".replace("</", "<\\/").encode()


def _known(site: Site, language: Language) -> Mapping[str, Any]:
    """Tell the page how nodes are addressed, how numbers are written, and what can be asked for."""
    publication, signs = site.publication, convention(language.tag)
    prefixes = rdf.prefixes(publication)
    return {
        "base": publication.base,
        "shared": DEF,
        "apart": dict(site.addresses.apart),
        "decimal": signs.decimal,
        "group": next(iter(signs.groups), ""),
        "prefixes": prefixes,
        "terms": list(_terms(site, prefixes, language)),
    }


def _terms(
    site: Site, prefixes: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    """List the properties, classes and concepts that have a short name, with their labels."""
    kinds = {CONCEPT, rdf.PREFIXES["rdf"] + "Property", rdf.PREFIXES["rdfs"] + "Class"}
    known = {iri for kind in kinds for iri in site.nodes.of_type(kind)}
    for iri in sorted(known):
        for name in _shortened(iri, tuple(prefixes.items())):
            yield name, site.nodes.label(iri, language)


@functools.cache
def _shortened(iri: str, prefixes: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    longest = max(
        (p for p in prefixes if iri.startswith(p[1])), key=lambda p: len(p[1]), default=None
    )
    if longest is None or "/" in (local := iri[len(longest[1]) :]):
        return ()
    return (f"{longest[0]}:{local}",)
