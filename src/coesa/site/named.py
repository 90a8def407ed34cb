"""What a node is called on the pages: its label, or what a reader would call it."""

from coesa.iris import DEF
from coesa.language import Language
from coesa.site.model import Site

FIGURE = DEF + "Figure"


def named(site: Site, iri: str, language: Language) -> str:
    """Name a node: an observation by its sentence, a figure as it is printed, others by label."""
    quoted = site.quotes.get((language.tag, iri))
    if quoted is not None:
        return quoted.sentence
    if FIGURE in site.nodes.types(iri):
        printed, page = (site.nodes.one(iri, DEF + name) or "" for name in ("printed", "page"))
        return language.words["site"]["figure_named"].format(printed=printed, page=page)
    return site.nodes.label(iri, language)
