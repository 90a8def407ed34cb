"""The page that asks the triples in the reader's browser, with examples answered beforehand."""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coesa import rdf
from coesa.errors import QueryError
from coesa.iris import DEF
from coesa.language import Language
from coesa.locales import convention
from coesa.model import ExampleQuery
from coesa.query import answer
from coesa.site.addresses import ASSETS, PAGES
from coesa.site.amounts import UNIT, amount
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
    heads: tuple["Head", ...]
    rows: tuple[tuple["Cell", ...], ...]

    @property
    def parts(self) -> list[tuple[tuple["Cell", ...], ...]]:
        """The rows that are seen at once, and those that open at a click if there are others."""
        return [part for part in (self.rows[:SHOWN], self.rows[SHOWN:]) if part]


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a column of an answer.

    Attributes:
        unit: the notation of the unit that ends its variable's name, as in `paid_EUR`; else None.
        is_number: whether every value of it is a number.
    """

    text: str
    unit: str | None
    is_number: bool


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
    by_language = defaultdict(list)
    for query in site.publication.queries:
        by_language[query.language].append(query)
    queries = by_language[language.tag] or by_language[site.publication.language]
    return tuple(_example(site, store, query, language) for query in queries)


def _example(site: Site, store: ox.Store, query: ExampleQuery, language: Language) -> Example:
    try:
        found = answer(store, query.text, rdf.prefixes(site.publication))
    except QueryError as error:
        message = f"{query.path}: {error}"
        raise QueryError(message) from error
    columns = list(zip(*found.rows, strict=True)) or [() for _ in found.variables]
    heads = tuple(_head(*h, language) for h in zip(found.variables, columns, strict=True))
    return Example(
        name=query.name,
        title=query.title,
        description=" ".join(query.remarks[1:]),
        text=query.text,
        heads=heads,
        rows=tuple(
            tuple(_cell(term, head.unit, language) for term, head in zip(row, heads, strict=True))
            for row in found.rows
        ),
    )


def _head(name: str, terms: tuple[Any, ...], language: Language) -> Head:
    said, _, unit = name.rpartition("_")
    has_unit = bool(said) and unit in language.words["amounts"]
    return Head(
        text=(said if has_unit else name).replace("_", " "),
        unit=unit if has_unit else None,
        is_number=any(terms) and all(term is None or _is_number(term) for term in terms),
    )


def _is_number(term: Any) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS


def _cell(term: Any, unit: str | None, language: Language) -> Cell:
    if isinstance(term, ox.NamedNode):
        return Cell(iri=term.value)
    if _is_number(term):
        return Cell(text=amount(term.value, unit and UNIT + unit, "", language), is_number=True)
    return Cell(text="" if term is None else _joined(term.value))


def _joined(text: str) -> str:
    r"""Keep an amount as it is printed on one line with its sign.

    >>> _joined("fra 1.200 € e 5 %")
    'fra 1.200\xa0€ e 5\xa0%'
    """
    return re.sub(r"(?<=\d) (?=[€%])", "\u00a0", text)


def query_data(site: Site, graph: rdf.Graph) -> Iterator[tuple[str, bytes]]:
    """Write what the page asks, as scripts, so that it also opens from a disk."""
    yield f"{ASSETS}triples.js", _script("__triples", _compact(_placed(graph)))
    for language in site.publication.spoken:
        yield f"{ASSETS}site.{language.tag}.js", _script("__coesa", _known(site, language))


def _placed(graph: rdf.Graph) -> tuple[list[str], list[int]]:
    """Write the terms of triples once each, and the triples as places among them.

    The page hands them on as text: only the worker reads them.
    """
    triples = sorted((str(t.subject), str(t.predicate), str(t.object)) for t in graph)
    places: dict[str, int] = {}
    numbers = [places.setdefault(term, len(places)) for triple in triples for term in triple]
    return list(places), numbers


def _script(name: str, value: object) -> bytes:
    return f"window.{name}={_compact(value)};\n".replace("</", "<\\/").encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


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
        "units": language.words["amounts"],
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
