"""The series that an edition is in, so that the next report's edition takes its place there."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.dcat.keys import dates, given, languages, part
from coesa.model import Publication

NAME = "series"


def in_series(publication: Publication) -> rdf.Properties:
    """State the series of the edition, and the edition before it, where the descriptor tells."""
    for series in given(publication.catalogue, "series"):
        yield "dcat:inSeries", iris.catalogue_part_iri(publication.base, NAME)
        yield from rdf.each("dcat:prev", given(series, "previous"))


def series_node(publication: Publication) -> Iterator[Triple]:
    """Describe the series (DCAT-AP 3.0.1, Dataset Series); nothing where there is none."""
    base, key = publication.base, publication.catalogue
    for series in given(key, "series"):
        contacts = [part(publication, "contact-point") for _ in given(key, "contactPoint")]
        yield from rdf.node(
            iris.catalogue_part_iri(base, NAME),
            ("dcat:DatasetSeries",),
            [
                *rdf.in_languages("dct:title", series["title"]),
                *rdf.in_languages("dct:description", series["description"]),
                ("dct:publisher", key["publisher"]["iri"]),
                ("dct:accrualPeriodicity", key["frequency"]),
                *dates(key),
                *rdf.each("dct:language", languages(publication)),
                *rdf.each("dct:spatial", key["spatial"]),
                ("dct:temporal", part(publication, "temporal")),
                *rdf.each("dcat:contactPoint", contacts),
                ("dcat:last", iris.dataset_iri(base, publication.name)),
            ],
        )
