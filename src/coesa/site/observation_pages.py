"""The page of an observation: the number large, what it means, where it was printed."""

from collections.abc import Iterator
from typing import Any

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
from coesa.rdf import PREFIXES
from coesa.site.addresses import PAGES
from coesa.site.chart_pages import EMBEDS
from coesa.site.citations import citations
from coesa.site.model import Page, Site
from coesa.site.named import SPOKEN
from coesa.site.nodes import DESCRIPTIONS, OBSERVATION
from coesa.site.related import DERIVED, dimensions_of, errata_about, errata_naming
from coesa.statements import QB

_UNTOLD = (NOT_PRINTED, NOT_APPLICABLE)
"""Codes that a sentence tells below the heading."""

_LONG = 60
"""Signs of a label from which a title has the notation in its place."""

_FRAME_HEIGHT = 240
"""Pixels of a frame before it has told how high it is."""


def observation_pages(site: Site, language: Language) -> Iterator[Page]:
    """Make the page of every observation."""
    for iri in site.nodes.of_type(OBSERVATION):
        yield _page(site, iri, language)


def embed_pages(site: Site, language: Language) -> Iterator[Page]:
    """Make the two frames of every observation: with title and source, and the number alone."""
    for iri in site.nodes.of_type(OBSERVATION):
        address = site.addresses.of[iri]
        quoted, cube = site.quotes[language.tag, iri], site.nodes.one(iri, QB + "dataSet") or ""
        for kind in EMBEDS:
            yield Page(
                address=_frame(address, kind),
                language=language,
                title=_told(site, iri, cube, language) or site.nodes.label(cube, language),
                description=quoted.sentence,
                template="embed.html",
                values={
                    "address": address,
                    "head": site.nodes.label(cube, language),
                    "framed": kind == "embed",
                    "amount": site.nodes.one(iri, OBS_VALUE),
                    "unit": site.nodes.one(iri, UNIT_MEASURE),
                    "quote": quoted,
                },
            )


def _frame(address: str, kind: str) -> str:
    return f"{PAGES}embed/{address}-{kind}"


def _page(site: Site, iri: str, language: Language) -> Page:
    nodes = site.nodes
    cube = nodes.one(iri, QB + "dataSet") or ""
    figure = nodes.one(iri, DERIVED)
    quoted = site.quotes[language.tag, iri]
    told = _told(site, iri, cube, language)
    title = ": ".join(filter(None, (nodes.label(cube, language), told)))
    return Page(
        address=site.addresses.of[iri],
        language=language,
        title=title,
        description=quoted.sentence,
        template="observation.html",
        values={
            "cube": cube,
            "told": told or title,
            "amount": nodes.one(iri, OBS_VALUE),
            "unit": nodes.one(iri, UNIT_MEASURE),
            "quote": quoted,
            "dimensions": [
                (d, code, nodes.text(code, language, *DESCRIPTIONS))
                for d in dimensions_of(site.nodes, cube)
                if (code := nodes.one(iri, d)) is not None
            ],
            "figure": _figure(site, figure, language) if figure else None,
            "embeds": [(_frame(site.addresses.of[iri], kind), kind) for kind in EMBEDS],
            "frame_height": _FRAME_HEIGHT,
            "errata": errata_about(nodes, figure) if figure else [],
            "named_in": errata_naming(nodes, figure) if figure else [],
            "citations": list(citations(site.publication, language, title, iri)),
        },
        iri=iri,
        formats=("csv", "ttl", "jsonld"),
        trail=((nodes.label(cube, language), site.addresses.of[cube]),),
    )


def _told(site: Site, iri: str, cube: str, language: Language) -> str:
    """Name an observation by the concepts that tell it from others of its cube."""
    others = site.nodes.from_nodes(cube, QB + "dataSet")
    told = [
        _short(site, d, code, language)
        for d in dimensions_of(site.nodes, cube)
        if (code := site.nodes.one(iri, d)) is not None
        and last_step(code) not in _UNTOLD
        and len({site.nodes.one(o, d) for o in others}) > 1
    ]
    return ", ".join(told)


def _short(site: Site, dimension: str, code: str, language: Language) -> str:
    """Name a concept by its label, or by a notation that people use if the label is long."""
    label, notation = site.nodes.label(code, language), last_step(code)
    if notation == TOTAL:
        return f"{site.nodes.label(dimension, language)}: {label}"
    if len(label) <= _LONG or len(notation) > SPOKEN:
        return label
    return f"{site.nodes.label(dimension, language)} {notation}"


def _figure(site: Site, figure: str, language: Language) -> dict[str, Any]:
    nodes = site.nodes
    return {
        "iri": figure,
        "printed": nodes.one(figure, DEF + "printed"),
        "page": nodes.one(figure, DEF + "page"),
        "section": nodes.one(figure, DEF + "section"),
        "hedge": nodes.one(figure, DEF + "hedge"),
        "document": nodes.one(figure, DERIVED),
        "note": nodes.text(figure, language, PREFIXES["skos"] + "note"),
        "restated": nodes.from_nodes(figure, DEF + "restates"),
        "qualified": nodes.from_nodes(figure, DEF + "qualifies"),
    }
