"""What search engines, readers of feeds and other sites take: site map, feed, structured data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from coesa.cite import publisher
from coesa.iris import last_step
from coesa.language import Language
from coesa.site.addresses import MISSING, PAGES, page
from coesa.site.model import Page, Site
from coesa.site.nodes import CONCEPT, CUBE, OBSERVATION, SCHEME
from coesa.statements import SKOS

FEED = "feed"
CARD = "card"
"""The picture of the publication: what is shown where a page has none of its own."""

_UNLISTED = (MISSING, PAGES + "search")


def web_files(site: Site, addresses: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Write the site map, `robots.txt` and a feed of versions in each language, by path."""
    robots = ["User-agent: *", "Disallow:"]
    if site.address:
        listed = [a for a in addresses if a not in _UNLISTED]
        yield "sitemap.xml", _sitemap(site, site.address, listed)
        robots.append(f"Sitemap: {site.address}sitemap.xml")
    yield "robots.txt", ("\n".join(robots) + "\n").encode()
    for language in site.publication.spoken:
        yield f"{FEED}.{language.tag}.xml", _feed(site, language)


def _sitemap(site: Site, base: str, addresses: Sequence[str]) -> bytes:
    """List every page with its other languages (sitemaps.org; Google's guide to hreflang)."""
    tags, day = [said.tag for said in site.publication.spoken], site.publication.created[:10]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for address in addresses:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}"'
            f" href={quoteattr(base + page(address, tag))}/>"
            for tag in tags
        )
        lines += [
            f"<url><loc>{escape(base + page(address, tag))}</loc>"
            f"<lastmod>{day}</lastmod>{others}</url>"
            for tag in tags
        ]
    return ("\n".join([*lines, "</urlset>"]) + "\n").encode()


def _feed(site: Site, language: Language) -> bytes:
    """Tell the version, so that readers hear of the next one (RFC 4287)."""
    publication = site.publication
    path, notes = (
        page(PAGES + "versions", language.tag),
        publication.catalogue.get("versionNotes", {}),
    )
    title, version = language.of(publication.titles), publication.version
    own = site.address or ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language.tag}">',
        f"<id>{escape(publication.base)}</id>",
        f"<title>{escape(title)}</title>",
        f"<updated>{publication.created}</updated>",
        f"<author><name>{escape(publisher(publication))}</name></author>",
        f'<link rel="self" href={quoteattr(f"{own}{FEED}.{language.tag}.xml")}/>',
        f"<link href={quoteattr(own + path)}/>",
        "<entry>",
        f"<id>{escape(publication.base)}#{version}</id>",
        f"<title>{escape(language.words['site']['version'])} {escape(version)}</title>",
        f"<updated>{publication.created}</updated>",
        f"<link href={quoteattr(own + path)}/>",
        f"<summary>{escape(language.of(notes) or title)}</summary>",
        "</entry>",
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def structured(site: Site, shown: Page) -> Mapping[str, Any] | None:
    """Describe what a page is about in schema.org, for search engines; None for other pages."""
    named = {
        "name": shown.title,
        "description": shown.description,
        "inLanguage": shown.language.tag,
    }
    if shown.address == "index":
        return _described(site, site.publication.name)
    if shown.iri is None:
        return None
    types, iri = site.nodes.types(shown.iri), shown.iri
    if CUBE in types:
        return _described(site, last_step(iri))
    whole = {"@type": "Dataset", "@id": site.publication.base}
    about = {"@context": "https://schema.org/", "@id": iri, **named}
    if OBSERVATION in types:
        return about | {"@type": "Observation", "isPartOf": whole}
    if SCHEME in types:
        return about | {"@type": "DefinedTermSet"}
    if CONCEPT in types:
        terms = {"@type": "DefinedTermSet", "@id": site.nodes.one(iri, SKOS + "inScheme")}
        return about | {
            "@type": "DefinedTerm",
            "termCode": site.nodes.one(iri, SKOS + "notation"),
            "inDefinedTermSet": terms,
        }
    return about | {"@type": "CreativeWork", "isPartOf": whole}


def _described(site: Site, name: str) -> Mapping[str, Any] | None:
    """Take the description of a dataset that was written for search engines."""
    file = site.written.get(f"portals/schema-org/{name}.jsonld")
    if file is None:
        return None
    described: Mapping[str, Any] = json.loads(file.location.read_bytes())
    return described
