"""The page of all figures: every observation as a row to filter, sort and export."""

from dataclasses import dataclass

from coesa.iris import DEF, NOT_APPLICABLE, OBS_VALUE, UNIT_MEASURE, last_step
from coesa.language import Language
from coesa.site.addresses import PAGES
from coesa.site.model import Page, Site
from coesa.site.related import dimensions_of
from coesa.statements import PROV, QB

SHOWN = 50
"""Rows that are laid out at once; the rest opens at a click, which keeps the page fast."""

PROGRAMME = DEF + "dimension/programme"


@dataclass(frozen=True, slots=True)
class Line:
    """An observation as a row.

    Attributes:
        told: the concepts that it is told by, in words.
        value: the canonical decimal.
    """

    iri: str
    cube: str
    told: str
    value: str
    unit: str | None
    page: str


def figures_page(site: Site, language: Language) -> Page:
    """Make the page of all observations."""
    lines = [line for cube in site.cubes for line in _lines(site, cube, language)]
    words = language.words["site"]
    return Page(
        address=PAGES + "figures",
        language=language,
        title=words["nav-figures"],
        description=words["figures-description"].format(count=len(lines)),
        template="figures.html",
        values={
            "parts": [part for part in (lines[:SHOWN], lines[SHOWN:]) if part],
            "count": len(lines),
            "cubes": site.cubes,
        },
    )


def _lines(site: Site, cube: str, language: Language) -> list[Line]:
    nodes = site.nodes
    dimensions = dimensions_of(nodes, cube)
    found = []
    for iri in site.ordered(nodes.from_nodes(cube, QB + "dataSet")):
        codes = [
            (d, c)
            for d in reversed(dimensions)
            if d != PROGRAMME
            if (c := nodes.one(iri, d)) is not None
        ]
        figure = nodes.one(iri, PROV + "wasDerivedFrom")
        told = [t for d, code in codes if (t := _told(site, d, code, language))]
        found.append(
            Line(
                iri=iri,
                cube=cube,
                told=" · ".join(told),
                value=nodes.one(iri, OBS_VALUE) or "",
                unit=nodes.one(iri, UNIT_MEASURE),
                page=(nodes.one(figure, DEF + "page") or "") if figure else "",
            )
        )
    return found


def _told(site: Site, dimension: str, code: str, language: Language) -> str:
    """Tell the concept at a dimension; a special one with its dimension, or not if it is none."""
    label, notation = site.nodes.label(code, language), last_step(code)
    if notation == NOT_APPLICABLE:
        return ""
    if not notation.startswith("_"):
        return label
    of = site.nodes.label(dimension, language)
    return language.words["site"]["told_of"].format(dimension=of, label=label)
