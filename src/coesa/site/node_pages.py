"""The page of a node: what it is, the observations at it, what it states, what leads to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coesa.dcat.authority import AUTHORITY, LANGUAGES
from coesa.iris import (
    DEF,
    NOT_APPLICABLE,
    NOT_PRINTED,
    OBS_VALUE,
    TOTAL,
    UNIT_MEASURE,
    last_step,
)
from coesa.language import Language
from coesa.locales import written_date
from coesa.model import Publication
from coesa.site.amounts import amount
from coesa.site.downloads import observations_of
from coesa.site.lists import ADDRESS as LISTS
from coesa.site.lists import is_listed
from coesa.site.model import Page, Site
from coesa.site.named import CUT, FIGURE, named, property_name
from coesa.site.nodes import DESCRIPTIONS, NAMES, OBSERVATION, SCHEME
from coesa.site.quotes import Quote
from coesa.site.related import DERIVED, dimensions_of, errata_of
from coesa.statements import DCT, QB, RDF_TYPE, SKOS, XSD, statements, subject_template

_LISTED = (SKOS + "inScheme", SKOS + "hasTopConcept", SKOS + "topConceptOf", QB + "hierarchyRoot")
_APART = {RDF_TYPE, *NAMES, *DESCRIPTIONS, *_LISTED}
_HIERARCHY = (SKOS + "broader", SKOS + "narrower", SKOS + "related")
"""What is not repeated among the statements of a node, as the page says it in another way."""

_MEASURED = (DEF + "value", DEF + "resolution", DEF + "difference")
"""What is in the unit of its node, or of the figure that the node is about."""

_CODES = (SKOS + "notation", DCT + "identifier")
"""What tells a node for those who look it up; a reader has its name."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

Order = tuple[str, Mapping[str, int]]
"""How the IRIs of the rows of a table begin, and the places of their properties there."""

_MANY = 12
"""Figures at most that are listed one below the other."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """Nodes that lead to a node in one way.

    Attributes:
        printed: figures with what is printed, page by page, where they are many.
    """

    head: str
    others: tuple[str, ...]
    printed: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Observations:
    """Observations of one cube, as rows of a table.

    Attributes:
        alike: the dimensions that have one concept in all of them, with it.
        heads: the names of the other dimensions.
    """

    cube: str
    alike: tuple[tuple[str, str], ...]
    anchor: str
    heads: tuple[str, ...]
    rows: tuple["Shown", ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An observation, with the concepts of the dimensions that are shown."""

    iri: str
    dimensions: tuple[str, ...]
    value: str
    unit: str | None


def node_pages(site: Site, language: Language) -> Iterator[Page]:
    """Make the page of every node that has an address."""
    orders = list(_orders(site.publication))
    for iri, address in site.addresses.of.items():
        if OBSERVATION in site.nodes.types(iri):
            continue
        yield Page(
            address=address,
            language=language,
            title=named(site, iri, language),
            description=_description(site, iri, language),
            template="node.html",
            values={
                "heading": _heading(site, iri, language),
                "description": site.nodes.text(iri, language, *DESCRIPTIONS),
                "descriptions": DESCRIPTIONS,
                "observations": list(observations_at(site, iri, language)),
                "errata": _errata(site, iri),
                "kicker": _kicker(site, iri, language),
                "quotes": _quotes(site, iri, language),
                "members": _members(site, iri),
                "stated": list(_stated(site, iri, orders, language)),
                "pointing": list(_pointing(site, iri, language)),
            },
            iri=iri,
            formats=("csv", "ttl", "jsonld") if observations_of(site, iri) else ("ttl", "jsonld"),
            trail=_trail(site, iri, language),
        )


def _orders(publication: Publication) -> Iterator[Order]:
    """Tell of each table in which order its rows state their properties."""
    for name, _ in publication.tables():
        start = subject_template(publication, name).partition("{")[0]
        stated = enumerate(statements(publication, name))
        yield start, {statement.predicate: place for place, statement in stated}


def _heading(site: Site, iri: str, language: Language) -> str:
    """Head a page with the name of its node, uncut: its notation, if what it says stands below."""
    name = named(site, iri, language)
    said = site.nodes.text(iri, language, *DESCRIPTIONS)
    notation = site.nodes.one(iri, SKOS + "notation", DCT + "identifier") or ""
    begun = name.removeprefix(f"{notation}: ").removesuffix(CUT)
    if not name.endswith(CUT) or not " ".join(said.split()).startswith(begun):
        return name
    return notation if name.startswith(f"{notation}: ") else said


def _description(site: Site, iri: str, language: Language) -> str:
    said = site.nodes.text(iri, language, *DESCRIPTIONS)
    return said or f"{named(site, iri, language)}: {language.of(site.publication.titles)}"


_UNSPOKEN = ("", TOTAL, NOT_PRINTED, NOT_APPLICABLE)
_IN_WORDS = re.compile(r"[a-z]{3,}(-[a-z]+)*")


def _kicker(site: Site, iri: str, language: Language) -> str:
    """Name the list or class that a node is of, with its code: what those who know call it.

    The codes of what is not printed or does not apply (SDMX) tell a reader nothing; those that are
    words in a row, such as `public-administrations`, no more than its name does.
    """
    classes = sorted(t for t in site.nodes.types(iri) if t in site.nodes.stated)
    above = site.nodes.one(iri, SKOS + "inScheme") or next(iter(classes), None)
    notation = site.nodes.one(iri, SKOS + "notation") or ""
    if above is None or notation in _UNSPOKEN or _IN_WORDS.fullmatch(notation):
        return site.nodes.label(above, language) if above else ""
    return f"{site.nodes.label(above, language)} · {notation}"


def _trail(site: Site, iri: str, language: Language) -> tuple[tuple[str, str], ...]:
    above = site.nodes.one(iri, SKOS + "inScheme", QB + "dataSet", DCT + "isPartOf")
    if above is None or above not in site.addresses:
        title = language.words["site"]["nav-lists"]
        return ((title, LISTS),) if is_listed(site, iri) else ()
    return ((site.nodes.label(above, language), site.addresses.of[above]),)


def observations_at(site: Site, iri: str, language: Language) -> Iterator[Observations]:
    """List the observations at a concept, or of a cube, cube by cube.

    A dimension that has one concept in all of them is told once, above them.
    """
    found = observations_of(site, iri)
    for cube in site.cubes:
        if own := [o for o in found if site.nodes.one(o, QB + "dataSet") == cube]:
            yield _observations(site, cube, own, iri, language)


def _observations(
    site: Site, cube: str, own: Sequence[str], at: str, language: Language
) -> Observations:
    stands = {d: {site.nodes.one(o, d) for o in own} for d in dimensions_of(site.nodes, cube)}
    dimensions = [d for d, codes in stands.items() if len(codes) > 1 or len(own) == 1]
    alike = ((d, code) for d, codes in stands.items() if d not in dimensions for code in codes)
    return Observations(
        cube=cube,
        alike=tuple(
            (site.nodes.label(d, language), code)
            for d, code in alike
            if code is not None and code != at and _tells(site, code)
        ),
        anchor=last_step(cube),
        heads=tuple(site.nodes.label(d, language) for d in dimensions),
        rows=tuple(
            Shown(
                iri=o,
                dimensions=tuple(site.nodes.one(o, d) or "" for d in dimensions),
                value=site.nodes.one(o, OBS_VALUE) or "",
                unit=site.nodes.one(o, UNIT_MEASURE),
            )
            for o in own
        ),
    )


def _quotes(site: Site, iri: str, language: Language) -> list[tuple[str, Quote]]:
    """Say in words the observations that a figure states, or states again."""
    nodes = site.nodes
    if FIGURE not in nodes.types(iri):
        return []
    figures = (iri, *(v.value for v in nodes.values(iri, DEF + "restates")))
    found = {o for figure in figures for o in nodes.from_nodes(figure, DERIVED)}
    own = sorted(o for o in found if OBSERVATION in nodes.types(o))
    return [(o, site.quotes[language.tag, o]) for o in own]


def _tells(site: Site, code: str) -> bool:
    """Tell whether a concept tells something: that it applies, and that there are others."""
    scheme = site.nodes.one(code, SKOS + "inScheme")
    listed = site.nodes.from_nodes(scheme, SKOS + "inScheme") if scheme else ()
    is_alone = [one for one in listed if not last_step(one).startswith("_")] == [code]
    return last_step(code) != NOT_APPLICABLE and not is_alone


def _errata(site: Site, iri: str) -> list[str]:
    """Find the errata of the figures at a concept; those of a whole cube stand on its rows."""
    nodes = site.nodes
    own = () if iri in site.cubes else observations_of(site, iri)
    figures = {f.value for o in own for f in nodes.values(o, DERIVED)}
    return sorted({erratum for figure in figures for erratum in errata_of(nodes, figure)})


def _members(site: Site, iri: str) -> list[str]:
    if SCHEME not in site.nodes.types(iri):
        return []
    return site.nodes.from_nodes(iri, SKOS + "inScheme")


def _stated(
    site: Site, iri: str, orders: Sequence[Order], language: Language
) -> Iterator[tuple[str, list[Any]]]:
    """List what is stated of a node, in the order of its table; its code comes last."""
    unit = site.nodes.one(iri, UNIT_MEASURE, DEF + "unit") or _unit_of_figure(site, iri)
    order = next((places for start, places in orders if iri.startswith(start)), {})
    # Two vocabularies may say the same of a node, in words that are the same to a reader.
    told: list[tuple[str, list[Any]]] = []
    stated = site.nodes.stated[iri]
    for name in sorted(stated, key=lambda name: (name in _CODES, order.get(name, len(order)))):
        if name in _APART:
            continue
        values = stated[name]
        entries = [
            {"iri": v.value, "text": ""}
            if isinstance(v, ox.NamedNode)
            else {
                "iri": None,
                "text": _written(name, v, unit, site, language),
            }
            for v in values
            if not getattr(v, "language", None) or v.language == language.tag
        ]
        one = (property_name(site, name, language), entries)
        if entries and one not in told:
            told.append(one)
    yield from told


def _unit_of_figure(site: Site, iri: str) -> str | None:
    """Find the unit of the figure that a node is about."""
    figure = site.nodes.one(iri, DEF + "aboutFigure")
    return site.nodes.one(figure, DEF + "unit") if figure else None


def _written(name: str, value: ox.Literal, unit: str | None, site: Site, language: Language) -> str:
    """Write a value as the language does: a number with its signs and unit, a day in words."""
    kind = value.datatype.value.removeprefix(XSD)
    if kind in ("date", "dateTime") or (name == DCT + "date" and _DAY.fullmatch(value.value)):
        return written_date(value.value, language.tag)
    if kind in ("decimal", "integer", "nonNegativeInteger"):
        own = unit if name in _MEASURED else None
        return amount(value.value, own, site.nodes.label(own, language) if own else "", language)
    if name == DEF + "identity":
        titles = {i.name: i.titles for i in site.publication.identities}
        return language.of(titles[value.value]) if value.value in titles else value.value
    if name == DCT + "language":
        code = f"{AUTHORITY}language/{LANGUAGES.get(value.value, '')}"
        spoken: str = language.words["properties"].get(code, value.value)
        return spoken
    return value.value


def _pointing(site: Site, iri: str, language: Language) -> Iterator[Pointing]:
    """List what leads to a node: by the list that it is of, or else by the property."""
    found: dict[str, dict[str, None]] = {}
    for name, subjects in site.nodes.pointing.get(iri, {}).items():
        others = [s.value for s in subjects if OBSERVATION not in site.nodes.types(s.value)]
        if name in _APART:
            continue
        for other in others:
            above = site.nodes.one(other, SKOS + "inScheme")
            own = above and name not in _HIERARCHY
            head = site.nodes.label(above or "", language) if own else ""
            told = property_name(site, name, language)
            head = head or language.words["site"]["pointed_as"].format(name=told)
            found.setdefault(head, {})[other] = None
    yield from (_group(site, head, list(others), language) for head, others in found.items())


def _group(site: Site, head: str, others: list[str], language: Language) -> Pointing:
    """Put figures that are too many for a list beside each other, page by page, as printed."""
    figures = [o for o in others if FIGURE in site.nodes.types(o)]
    if len(figures) <= _MANY:
        return Pointing(head, tuple(others), ())
    printed: dict[str, list[tuple[str, str]]] = {}
    for figure in figures:
        page = site.nodes.one(figure, DEF + "page") or ""
        shown = site.nodes.one(figure, DEF + "printed") or ""
        printed.setdefault(page, []).append((figure, shown))
    said = language.words["site"]["of_page"]
    return Pointing(
        head=head,
        others=tuple(o for o in others if FIGURE not in site.nodes.types(o)),
        printed=tuple((said.format(page=page), tuple(own)) for page, own in printed.items()),
    )
