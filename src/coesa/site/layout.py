"""Pages to HTML: the frame around every page of the site."""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from markupsafe import Markup

from coesa.language import Language
from coesa.locales import convention
from coesa.markup import html_environment
from coesa.numbers import localised
from coesa.site.addresses import HOME, PAGES, from_here, page
from coesa.site.amounts import amount
from coesa.site.model import Page, Site

NAVIGATION = ("figures", "charts", "query", "downloads", "method", "checks", "search")
"""The pages that every page leads to, by their names under `pages/`."""

FOOTER = ("cite", "glossary", "portals", "developers", "versions", "licence", "accessibility")


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
    return {
        "page": shown,
        "language": language,
        "words": language.words["site"],
        "publication": publication,
        "publication_title": language.of(publication.titles),
        "here": here,
        "home": from_here(here, page(HOME, language.tag)),
        "navigation": _entries(shown, here, NAVIGATION),
        "footer": _entries(shown, here, FOOTER),
        "languages": [
            (said, from_here(here, page(shown.address, said.tag))) for said in publication.spoken
        ],
        "formats": [
            (ending, from_here(here, f"{shown.address}.{ending}")) for ending in shown.formats
        ],
        "to": functools.partial(_to, here, language.tag),
        "file": functools.partial(from_here, here),
        "outside": lambda path: "../" + from_here(here, path),
        "size": functools.partial(_size, language.tag),
        **_ways(site, here, language),
    }


def _entries(shown: Page, here: str, names: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    words, tag = shown.language.words["site"], shown.language.tag
    return [
        (
            words[f"nav-{name}"],
            from_here(here, page(PAGES + name, tag)),
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


def _to(here: str, tag: str, address: str) -> str:
    return from_here(here, page(address, tag))


def _ways(site: Site, here: str, language: Language) -> Mapping[str, Callable[..., Any]]:
    def href(iri: str) -> str | None:
        """Lead to the page of a node of ours; to the node itself, if it is on the web."""
        if iri in site.addresses:
            return from_here(here, page(site.addresses.of[iri], language.tag))
        return iri if iri.startswith(("https://", "http://", "mailto:")) else None

    def link(iri: str, text: str | None = None) -> Markup:
        shown, target = text or site.nodes.label(iri, language), href(iri)
        if target is None:
            return Markup("{}").format(shown)
        return Markup('<a href="{}">{}</a>').format(target, shown)

    def value(canonical: str, unit_iri: str | None) -> str:
        label = site.nodes.label(unit_iri, language) if unit_iri else ""
        return amount(canonical, unit_iri, label, language)

    return {
        "href": href,
        "link": link,
        "value": value,
        "label": lambda iri: site.nodes.label(iri, language),
        "text": lambda iri, *names: site.nodes.text(iri, language, *names),
    }
