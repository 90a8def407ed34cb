"""The page of an observation: the number large, what it means, where it was printed."""

from collections.abc import Iterator
from typing import Any

from coesa.iris import DEF, OBS_VALUE, UNIT_MEASURE
from coesa.language import Language
from coesa.rdf import PREFIXES
from coesa.site.citations import citations
from coesa.site.model import Page, Site
from coesa.site.nodes import DESCRIPTIONS, OBSERVATION
from coesa.site.related import DERIVED, dimensions_of, errata_of
from coesa.statements import QB


def observation_pages(site: Site, language: Language) -> Iterator[Page]:
    """Make the page of every observation."""
    for iri in site.nodes.of_type(OBSERVATION):
        yield _page(site, iri, language)


def _page(site: Site, iri: str, language: Language) -> Page:
    nodes = site.nodes
    cube = nodes.one(iri, QB + "dataSet") or ""
    figure = nodes.one(iri, DERIVED)
    quoted = site.quotes[language.tag, iri]
    title = _title(site, iri, cube, language)
    return Page(
        address=site.addresses.of[iri],
        language=language,
        title=title,
        description=quoted.sentence,
        template="observation.html",
        values={
            "amount": nodes.one(iri, OBS_VALUE),
            "unit": nodes.one(iri, UNIT_MEASURE),
            "quote": quoted,
            "dimensions": [
                (d, code, nodes.text(code, language, *DESCRIPTIONS))
                for d in dimensions_of(site.nodes, cube)
                if (code := nodes.one(iri, d)) is not None
            ],
            "figure": _figure(site, figure, language) if figure else None,
            "errata": errata_of(nodes, figure) if figure else [],
            "citations": list(citations(site.publication, language, title, iri)),
            "judgement": DEF + "judgement",
            "consequence": DEF + "consequence",
        },
        iri=iri,
        formats=("csv", "ttl", "jsonld"),
        trail=((nodes.label(cube, language), site.addresses.of[cube]),),
    )


def _title(site: Site, iri: str, cube: str, language: Language) -> str:
    """Name an observation by the concepts that tell it from others of its cube."""
    others = site.nodes.from_nodes(cube, QB + "dataSet")
    told = [
        site.nodes.label(code, language)
        for d in dimensions_of(site.nodes, cube)
        if (code := site.nodes.one(iri, d)) is not None
        and len({site.nodes.one(o, d) for o in others}) > 1
    ]
    return f"{site.nodes.label(cube, language)}: {', '.join(told)}" if told else cube


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
