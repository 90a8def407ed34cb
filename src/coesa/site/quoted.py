"""The sentence to quote: one observation in words, from the model, with all that it depends on."""

from coesa.iris import UNIT_MEASURE
from coesa.language import Language
from coesa.rdf import PREFIXES
from coesa.site.amounts import amount
from coesa.site.model import Site
from coesa.site.node_pages import dimensions_of
from coesa.statements import QB

_VALUE = PREFIXES["sdmx-measure"] + "obsValue"
_SPECIAL = ("_T", "_Z", "_U")


def quoted_sentence(site: Site, iri: str, language: Language) -> str:
    """Say an observation in one sentence, with each concept that is not a total."""
    nodes = site.nodes
    cube = nodes.one(iri, QB + "dataSet") or ""
    codes = [c for d in dimensions_of(site, cube) if (c := nodes.one(iri, d)) is not None]
    told = [
        nodes.label(code, language)
        for code in codes
        if code.rpartition("/")[2] not in _SPECIAL
        and not code.startswith(f"{site.publication.base}programme/")
    ]
    unit = nodes.one(iri, UNIT_MEASURE)
    value = amount(nodes.one(iri, _VALUE) or "", unit, nodes.label(unit or "", language), language)
    return language.words["site"]["sentence"].format(told=", ".join(told), value=value)
