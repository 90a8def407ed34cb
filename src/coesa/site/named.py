"""What a node is called on the pages: its label, or what a reader would call it."""

import textwrap

import pyoxigraph as ox

from coesa.dcat.authority import AUTHORITY, IANA
from coesa.iris import DEF, last_step
from coesa.language import Language
from coesa.locales import written_date
from coesa.rdf import PREFIXES, compacted
from coesa.site.model import Site
from coesa.site.nodes import DESCRIPTIONS, NAMES
from coesa.statements import DCT, RDFS, SKOS

FIGURE = DEF + "Figure"

SPOKEN = 4
"""Signs of a notation at most that people call a thing by, such as E22."""

_FORMATS = (IANA, AUTHORITY + "file-type/")
"""Tables whose codes readers know by themselves: `text/csv`, `JSON`."""

_DAYS = (PREFIXES["dcat"] + "startDate", PREFIXES["dcat"] + "endDate")
"""What a period is called by: its first day and its last."""

CUT = "…"
"""What a sentence that was cut ends with."""

_LONG = 100
"""Signs of a sentence at most that stands for a name."""


def named(site: Site, iri: str, language: Language) -> str:
    """Name a node: an observation by its sentence, others by label, print, parts or description."""
    quoted = site.quotes.get((language.tag, iri))
    if quoted is not None:
        return quoted.sentence
    if FIGURE in site.nodes.types(iri):
        return _said(site, iri, language)
    if site.nodes.text(iri, language, *NAMES):
        return site.nodes.label(iri, language)
    if iri not in site.addresses:
        return _elsewhere(site, iri, language)
    days = [day for n in _DAYS if (day := site.nodes.one(iri, n))]
    if len(days) == len(_DAYS):
        return " – ".join(written_date(day, language.tag) for day in days)
    parts = _parts(site, iri, language)
    return _said(site, iri, language) if parts is None else _at(site, iri, language, parts)


def _elsewhere(site: Site, iri: str, language: Language) -> str:
    """Name a node of others by our words for it, by ours that it matches, or by its address."""
    said: str | None = language.words["properties"].get(compacted(iri, PREFIXES))
    address = iri.partition("//")[2] or iri
    matched = site.nodes.from_nodes(iri, SKOS + "exactMatch")
    if said is None and len(matched) == 1:
        said = f"{site.nodes.label(matched[0], language)} ({address.partition('/')[0]})"
    code = last_step(iri.rstrip("/"))
    table = language.words["properties"].get(iri.rstrip("/").removesuffix(code))
    if said is None and table is not None:
        said = f"{table} {code}"
    return said or _code(iri) or address


def _code(iri: str) -> str | None:
    """Take the code of a format out of its address.

    >>> _code("http://www.iana.org/assignments/media-types/text/csv")
    'text/csv'
    """
    for table in _FORMATS:
        if iri.startswith(table):
            return iri.removeprefix(table)
    return None


def _parts(site: Site, iri: str, language: Language) -> str | None:
    """Name a node by what its IRI is made of: the nodes and values of its that the path names."""
    stated = site.nodes.stated[iri]
    path = iri.split("/")[len(site.publication.base.split("/")) :]
    values = [(name, v) for name, found in stated.items() for v in found]
    told = []
    for step in path if len(path) > 1 else ():
        for name, value in values:
            if isinstance(value, ox.NamedNode):
                if last_step(value.value) == step and value.value in site.addresses:
                    told.append(named(site, value.value, language))
                    break
            elif value.value == step:
                told.append(f"{property_name(site, name, language)} {step}")
                break
        else:
            told.append(step)
    if told == list(path):
        return None
    return " · ".join(told) or None


def _at(site: Site, iri: str, language: Language, parts: str) -> str:
    """Add to the parts of a name what is printed there, or the page if they say that already."""
    printed, page = _place(site, iri)
    if printed and printed not in parts:
        return f"{parts}: {_printed(site, iri, language)}"
    if printed and page:
        return f"{parts} · {property_name(site, DEF + 'page', language)} {page}"
    return parts


def _said(site: Site, iri: str, language: Language) -> str:
    """Name a node as it is printed, or by what it is in a sentence, after its notation."""
    nodes = site.nodes
    notation = nodes.one(iri, SKOS + "notation", DCT + "identifier") or ""
    said = _printed(site, iri, language) or _cut(nodes.text(iri, language, *DESCRIPTIONS))
    if not said:
        return nodes.label(iri, language)
    return f"{notation}: {said}" if 0 < len(notation) <= SPOKEN else said


def _printed(site: Site, iri: str, language: Language) -> str:
    """Quote what a node is printed as, with its page; nothing if it is not known."""
    words = language.words["site"]
    printed, page = _place(site, iri)
    if not printed:
        return ""
    if not page:
        return str(words["quoted"].format(text=_cut(printed)))
    return str(words["figure_named"].format(printed=_cut(printed), page=page))


def _place(site: Site, iri: str) -> tuple[str, str]:
    """Tell what a node is printed as, and its page, unless its IRI says that already."""
    printed, page = (site.nodes.one(iri, DEF + name) or "" for name in ("printed", "page"))
    return printed, "" if page in iri.split("/") else page


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else textwrap.shorten(text, _LONG, placeholder=CUT)


def property_name(site: Site, name: str, language: Language) -> str:
    """Name a property for readers: as the vocabulary does, or else as our words do."""
    if name in site.nodes.stated:
        # A list may share the address of its property: its name is the name of many.
        own = site.nodes.text(name, language, RDFS + "label")
        return own or site.nodes.label(name, language)
    shown = compacted(name, PREFIXES)
    found: str = language.words["properties"].get(shown, shown)
    return found
