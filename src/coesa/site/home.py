"""The first page: the headline figures, and the ways on from there."""

from collections.abc import Iterator, Mapping

from coesa import iris
from coesa.errors import NotFoundError
from coesa.intake import DESCRIPTOR
from coesa.iris import OBS_VALUE, UNIT_MEASURE, last_step
from coesa.language import Language
from coesa.rdf import PREFIXES
from coesa.site.addresses import HOME, page
from coesa.site.chart_pages import first_chart
from coesa.site.model import Page, Site
from coesa.site.nodes import OBSERVATION
from coesa.site.query_page import Example


def home(site: Site, answered: Mapping[str, Example], language: Language) -> Page:
    """Make the first page."""
    publication = site.publication
    return Page(
        address=HOME,
        language=language,
        title=language.of(publication.titles),
        description=language.of(publication.descriptions),
        template="home.html",
        values={
            "zip": site.publication.archive,
            "headlines": list(_headlines(site, language)),
            "topics": topics(site),
            "questions": [answered[n] for n in site.key.get("questions", ()) if n in answered],
            "picture": first_chart(site, language, page(HOME, language.tag)),
            "cubes": site.cubes,
            "schemes": site.schemes,
        },
    )


def _headlines(site: Site, language: Language) -> Iterator[dict[str, str | None]]:
    for number, headline in enumerate(site.key.get("headlines", ())):
        iri = f"{site.publication.base}obs/{headline['observation']}"
        if iri not in site.addresses:
            where = f"{DESCRIPTOR}:$.coesa.site.headlines[{number}].observation"
            known = site.nodes.of_type(OBSERVATION)[0].removeprefix(f"{site.publication.base}obs/")
            message = f'"{headline["observation"]}" is no observation; expected one such as {known}'
            raise NotFoundError(f"{where}: {message}")
        yield {
            "iri": iri,
            "title": language.of(headline["title"]),
            "value": site.nodes.one(iri, OBS_VALUE),
            "unit": site.nodes.one(iri, UNIT_MEASURE),
        }


def topics(site: Site) -> list[str]:
    """List the concepts that a reader begins with: those of the list that the descriptor names."""
    name = site.key.get("topics")
    if name is None:
        return []
    scheme = iris.scheme_iri(site.publication.base, name)
    found = site.nodes.from_nodes(scheme, PREFIXES["skos"] + "inScheme")
    return [iri for iri in found if not last_step(iri).startswith("_")]
