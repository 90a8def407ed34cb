"""Pages to HTML: the frame around every page of the site."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import jinja2
from markupsafe import Markup

from coesa.iris import DEF
from coesa.language import Language
from coesa.locales import convention
from coesa.markup import html_environment
from coesa.numbers import localised
from coesa.site.addresses import ASSETS, HOME, MISSING, PAGES, from_here, page
from coesa.site.amounts import amount
from coesa.site.model import Page, Site
from coesa.site.named import named
from coesa.site.web import CARD, FEED, structured

NAVIGATION = ("figures", "charts", "query", "downloads", "method", "checks", "search")
"""The pages that every page leads to, by their names under `pages/`."""

FOOTER = (
    "cite",
    "lists",
    "glossary",
    "portals",
    "developers",
    "servers",
    "versions",
    "licence",
    "accessibility",
)


_NAMES = re.compile(r"([A-Za-z0-9]+(?:-[A-Za-z0-9]+)+)")
"""What may be the name of a figure in a text; split by it, every second part is one."""

LONG = 70
"""Signs from which a title is set smaller."""


def html(site: Site, shown: Page) -> bytes:
    """Lay out a page in its frame."""
    template = _environment().get_template(shown.template)
    return template.render({**_frame(site, shown), **shown.values}).encode()


@functools.cache
def _environment() -> jinja2.Environment:
    environment = html_environment("coesa.site")
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str) -> Markup:
    """Keep the line breaks of a text."""
    return Markup("<br>").join(text.split("\n"))


def _frame(site: Site, shown: Page) -> dict[str, Any]:
    """Give every template what the frame needs, and the ways to link and to write values."""
    language, publication = shown.language, site.publication
    here = page(shown.address, language.tag)
    way = _way(site, shown, here)
    return {
        "page": shown,
        "long": LONG,
        "judgement": DEF + "judgement",
        "consequence": DEF + "consequence",
        "web": _web(site, shown),
        "language": language,
        "words": language.words["site"],
        "publication": publication,
        "publication_title": language.of(publication.titles),
        "here": here,
        "home": way(page(HOME, language.tag)),
        "navigation": _entries(shown, way, NAVIGATION),
        "footer": _entries(shown, way, FOOTER),
        "languages": [(said, way(page(shown.address, said.tag))) for said in publication.spoken],
        "formats": [(ending, way(f"{shown.address}.{ending}")) for ending in shown.formats],
        "to": lambda address: way(page(address, language.tag)),
        "file": way,
        "absolute": lambda there: _absolute(site, here, there),
        "outside": lambda path: "../" + from_here(here, path),
        "size": functools.partial(_size, language.tag),
        **_ways(site, way, language),
    }


def _absolute(site: Site, here: str, there: str) -> str:
    """Give the address on the web of what is elsewhere in the site, if the site has one."""
    return urljoin(site.address + here, there) if site.address else there


def _way(site: Site, shown: Page, here: str) -> Callable[[str], str]:
    """Lead from a page to a file; the page for what is missing is shown at any address."""
    if shown.address == MISSING and site.address:
        base = urlsplit(site.address).path
        return lambda there: base + there
    return functools.partial(from_here, here)


def _web(site: Site, shown: Page) -> dict[str, Any]:
    """Tell other programs what the page is: where it is, its picture, what it is about."""
    tag, base = shown.language.tag, site.address
    here = page(shown.address, tag)
    picture = shown.picture or f"{ASSETS}{CARD}.{tag}.png"
    others = [
        (said.tag, (base or "") + (page(shown.address, said.tag)))
        for said in site.publication.spoken
    ]
    return {
        "canonical": base + here if base else None,
        "others": others if base else None,
        "picture": base + picture if base else from_here(here, picture),
        "feed": from_here(here, f"{FEED}.{tag}.xml"),
        "structured": structured(site, shown),
    }


def _entries(
    shown: Page, way: Callable[[str], str], names: tuple[str, ...]
) -> list[tuple[str, str, bool]]:
    words, tag = shown.language.words["site"], shown.language.tag
    return [
        (
            words[f"nav-{name}"],
            way(page(PAGES + name, tag)),
            shown.address == PAGES + name,
        )
        for name in names
    ]


def _size(tag: str, bytes_: int) -> str:
    """Write a size in bytes as people read it.

    >>> _size("it", 1536), _size("en", 2_500_000)
    ('2 kB', '2.5 MB')
    """
    if bytes_ < 1_000_000:
        return f"{max(1, round(bytes_ / 1000))} kB"
    return localised(f"{bytes_ / 1_000_000:.1f}", convention(tag).decimal) + " MB"


def _ways(
    site: Site, way: Callable[[str], str], language: Language
) -> Mapping[str, Callable[..., Any]]:
    def href(iri: str) -> str | None:
        """Lead to the page of a node of ours; to the node itself, if it is on the web."""
        if iri in site.addresses:
            return way(page(site.addresses.of[iri], language.tag))
        return iri if iri.startswith(("https://", "http://", "mailto:")) else None

    def link(iri: str, text: str | None = None) -> Markup:
        shown, target = text or named(site, iri, language), href(iri)
        if target is None:
            return Markup("{}").format(shown)
        return Markup('<a href="{}">{}</a>').format(target, shown)

    def value(canonical: str, unit_iri: str | None) -> str:
        label = site.nodes.label(unit_iri, language) if unit_iri else ""
        return amount(canonical, unit_iri, label, language)

    def prose(text: str) -> Markup:
        """Put a link in the place of each name of a figure in a text."""
        parts = (
            link(found) if (found := site.figures.get(part)) else part
            for part in _NAMES.split(text)
        )
        return Markup("").join(parts)

    return {
        "prose": prose,
        "href": href,
        "link": link,
        "value": value,
        "label": lambda iri: site.nodes.label(iri, language),
        "text": lambda iri, *names: site.nodes.text(iri, language, *names),
    }
