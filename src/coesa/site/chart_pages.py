"""The pages of the charts: all of them, each one, and the frames to embed."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from coesa.language import Language
from coesa.site.addresses import PAGES, from_here, page
from coesa.site.charts import Chart, charts, told, vega_lite
from coesa.site.downloads import chart_files
from coesa.site.drawn import drawing, png, size, svg
from coesa.site.model import Page, Site

FOLDER = PAGES + "charts/"

EMBEDS = ("embed", "plain")
"""The frames of a thing: with title and source, and without."""

_FRAME_HEIGHT = 640
"""Pixels of a frame before it has told how high it is."""


def chart_pages(site: Site, language: Language) -> Iterator[tuple[str, Page | bytes]]:
    """Make the pages of the charts and the files of each, by path in the site."""
    made = list(charts(site, language))
    if not made:
        return
    words = language.words["site"]
    address = PAGES + "charts"
    yield (
        page(address, language.tag),
        Page(
            address=address,
            language=language,
            title=words["nav-charts"],
            description=words["charts-description"],
            template="charts.html",
            values={
                "charts": [
                    (c, FOLDER + c.name, f"{FOLDER}{c.name}.narrow.{language.tag}.svg")
                    for c in made
                ]
            },
        ),
    )
    for chart in made:
        yield from _chart(site, chart, language)


def _chart(site: Site, chart: Chart, language: Language) -> Iterator[tuple[str, Page | bytes]]:
    stem, tag = FOLDER + chart.name, language.tag
    text = told(chart)
    drawn = pictures(chart)
    yield f"{stem}.{tag}.svg", drawn["wide"].encode()
    yield f"{stem}.narrow.{tag}.svg", drawn["narrow"].encode()
    yield f"{stem}.{tag}.png", png(_drawing(chart, False))
    wide = json.dumps(vega_lite(chart), ensure_ascii=False, indent=2)
    yield f"{stem}.{tag}.vl.json", f"{wide}\n".encode()
    if tag == site.publication.language:
        yield from chart_files(site, chart.name, stem)
    sizes = {kind: size(picture) for kind, picture in drawn.items()}
    values = {"chart": chart, "told": text, "stem": f"{stem}.{tag}", "data": stem, "sizes": sizes}
    embeds = [(f"{stem}-{kind}", kind) for kind in EMBEDS]
    shown = {
        "drawn": inlined(site, drawn, page(stem, tag), language),
        "embeds": embeds,
        "frame_height": _FRAME_HEIGHT,
    }

    def made(address: str, template: str, own: dict[str, Any]) -> tuple[str, Page]:
        return page(address, tag), Page(
            address=address,
            language=language,
            title=chart.title,
            description=text,
            template=template,
            picture=f"{stem}.{tag}.png",
            values={**values, **own},
            trail=((language.words["site"]["nav-charts"], PAGES + "charts"),),
        )

    yield made(stem, "chart.html", shown)
    for address, kind in embeds:
        yield made(address, "embed.html", {"address": stem, "framed": kind == "embed"})


@functools.cache
def pictures(chart: Chart) -> Mapping[str, str]:
    """Draw a chart for wide and for narrow screens."""
    text, layouts = told(chart), {"wide": False, "narrow": True}
    return {
        kind: svg(_drawing(chart, narrow), chart.title, text) for kind, narrow in layouts.items()
    }


@functools.cache
def _drawing(chart: Chart, narrow: bool) -> str:
    return drawing(vega_lite(chart, narrow=narrow))


def inlined(
    site: Site, drawn: Mapping[str, str], here: str, language: Language
) -> list[tuple[str, str]]:
    """Make the links of the pictures lead to the pages of the site, from where they are shown."""

    def linked(match: re.Match[str]) -> str:
        address = site.addresses.of.get(match[1])
        target = from_here(here, page(address, language.tag)) if address else match[1]
        return f'href="{target}"'

    return [(kind, re.sub(r'xlink:href="([^"]*)"', linked, text)) for kind, text in drawn.items()]


def pictured(site: Site, language: Language) -> dict[str, str]:
    """Name the first chart that an observation is in, or one of a cube, or one at a concept."""
    found: dict[str, str] = {}
    for chart in charts(site, language):
        picture = f"{FOLDER}{chart.name}.{language.tag}.png"
        for bar in chart.bars:
            at = [value.value for value in site.nodes.values(bar.iri, *site.nodes.stated[bar.iri])]
            for iri in (bar.iri, *at):
                found.setdefault(iri, picture)
    return found


def first_chart(site: Site, language: Language, here: str) -> dict[str, Any] | None:
    """Draw the first chart for the first page; None if there is none."""
    for chart in charts(site, language):
        return {
            "chart": chart,
            "drawn": inlined(site, pictures(chart), here, language),
            "address": FOLDER + chart.name,
        }
    return None
