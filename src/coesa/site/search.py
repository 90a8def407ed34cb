"""What the search of the site looks through: titles of pages, and the sentences of observations."""

import json
from collections.abc import Sequence

from coesa.language import Language
from coesa.site.addresses import page
from coesa.site.model import Page, Site
from coesa.site.nodes import OBSERVATION
from coesa.statements import DCT, QB, SKOS


def search_index(site: Site, pages: Sequence[Page], language: Language) -> bytes:
    """List the pages with their addresses and what each is about, as a script."""
    entries = [
        [one.title, page(one.address, language.tag), _kind(site, one, language), *_said(site, one)]
        for one in pages
    ]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    return f"window.__index={text};\n".replace("</", "<\\/").encode()


def _said(site: Site, shown: Page) -> list[str]:
    """Give the sentence of an observation: it is looked for by its words, and shown."""
    is_observation = shown.iri and OBSERVATION in site.nodes.types(shown.iri)
    return [shown.description] if is_observation else []


def _kind(site: Site, shown: Page, language: Language) -> str:
    """Say what a page is about: the list, cube or class of its node."""
    words = language.words["site"]
    if shown.iri is None:
        return words["kind-page"]
    if OBSERVATION in site.nodes.types(shown.iri):
        return words["value"].casefold()
    above = site.nodes.one(shown.iri, SKOS + "inScheme", QB + "dataSet", DCT + "isPartOf")
    if above is not None:
        return site.nodes.label(above, language)
    own = sorted(t for t in site.nodes.types(shown.iri) if t in site.nodes.stated)
    return site.nodes.label(own[0], language) if own else words["kind-page"]
