"""The second catalogue: the code lists, for catalogues of vocabularies such as schema.gov.it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.datasets import OPEN, vocabularies
from coesa.dcat.authority import AUTHORITY
from coesa.dcat.collection import responsible, version
from coesa.dcat.distributions import distribution_nodes
from coesa.dcat.keys import dates, given, keywords, languages, part
from coesa.dcat.parties import licence, parties
from coesa.dcat.referred import documents, elaboration, grounds, period, referred
from coesa.language import worded
from coesa.model import Distribution, Publication, Resource, Texts

NAME = "vocabularies"


def vocabulary_catalogue(
    publication: Publication, distributions: Sequence[Distribution]
) -> rdf.Graph:
    """Describe the code lists as datasets of a catalogue of their own."""
    listed = vocabularies(publication)
    return frozenset(
        chain(
            _catalogue(publication, listed),
            *(vocabulary(publication, scheme, distributions) for scheme in listed),
        )
    )


def vocabulary(
    publication: Publication, scheme: Resource, distributions: Iterable[Distribution]
) -> rdf.Graph:
    """Describe a code list as a dataset, with all that it refers to (schema.gov.it).

    The dataset is the concept scheme itself: that is how schema.gov.it finds it.
    """
    offered = [d for d in distributions if d.about == scheme.name and _is_plain(d)]
    return frozenset(
        chain(
            _dataset(publication, scheme, offered),
            *(distribution_nodes(publication, d) for d in offered),
            parties(publication),
            licence(publication.catalogue["license"]),
            grounds(publication),
            period(publication),
            documents(publication),
            elaboration(publication),
            referred(publication, ()),
        )
    )


def _is_plain(distribution: Distribution) -> bool:
    """Tell a form of the list that machines read from a spreadsheet's CSV."""
    return distribution.media_type in OPEN and not distribution.path.startswith("office/")


def _catalogue(publication: Publication, listed: Iterable[Resource]) -> Iterator[Triple]:
    base, key = publication.base, publication.catalogue
    return rdf.node(
        iris.catalogue_part_iri(base, NAME),
        ("dcat:Catalog", "dcatapit:Catalog"),
        [
            *rdf.in_languages("dct:title", _filled(publication, "vocabularies_title")),
            *rdf.in_languages("dct:description", _filled(publication, "vocabularies_described")),
            ("dct:publisher", key["publisher"]["iri"]),
            ("dct:license", key["license"]["iri"]),
            *dates(key),
            *rdf.each("dct:language", languages(publication)),
            *rdf.each("foaf:homepage", given(key, "homepage")),
            ("dcat:themeTaxonomy", AUTHORITY + "data-theme"),
            *rdf.each("dcat:dataset", (iris.scheme_iri(base, s.name) for s in listed)),
        ],
    )


def _filled(publication: Publication, key: str, **more: Texts) -> Texts:
    """Fill a text of ours with the title of the publication, in every language."""
    texts = worded(publication.spoken, "catalogue", key)
    return {
        said.tag: texts[said.tag].format(
            title=said.of(publication.titles),
            **{name: said.of(values) for name, values in more.items()},
        )
        for said in publication.spoken
    }


def _dataset(
    publication: Publication, scheme: Resource, offered: Iterable[Distribution]
) -> Iterator[Triple]:
    base, key = publication.base, publication.catalogue
    iri = iris.scheme_iri(base, scheme.name)
    paths = (iris.distribution_iri(base, publication.name, d.path) for d in offered)
    described = _filled(publication, "vocabulary_described", description=scheme.descriptions)
    return rdf.node(
        iri,
        ("skos:ConceptScheme", "dcat:Dataset", "dcatapit:Dataset"),
        [
            ("dct:identifier", rdf.literal(scheme.name)),
            *rdf.in_languages("dct:title", scheme.titles),
            *rdf.in_languages("dct:description", described),
            *keywords(publication.keywords),
            *dates(key),
            *version(publication),
            *rdf.each("dcat:theme", key["themes"]),
            *rdf.each("dct:subject", key.get("subjects", ())),
            *rdf.each("dct:spatial", key["spatial"]),
            ("dct:temporal", part(publication, "temporal")),
            ("dct:accrualPeriodicity", key["frequency"]),
            *rdf.each("dct:language", languages(publication)),
            *responsible(publication),
            ("ndc:keyConcept", rdf.literal(scheme.name)),
            *rdf.each("dcat:distribution", paths),
        ],
    )
