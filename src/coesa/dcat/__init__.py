"""The catalogues of a publication, for DCAT-AP_IT and DCAT-AP 3.0.1 at once.

One graph serves both profiles: every node has the class of either, and where they name the same
thing differently (dates of a period, version) both names are stated. A second catalogue holds
the code lists, for catalogues of vocabularies.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from coesa import rdf
from coesa.datasets import Dataset
from coesa.dcat.collection import catalogue_node, dataset_nodes
from coesa.dcat.distributions import distribution_nodes
from coesa.dcat.keys import addresses
from coesa.dcat.measurements import measurements
from coesa.dcat.parties import licence, parties
from coesa.dcat.referred import (
    documents,
    elaboration,
    grounds,
    legislation,
    period,
    referred,
    standards,
)
from coesa.dcat.series import series_node
from coesa.dcat.statistics import component_nodes
from coesa.dcat.vocabularies import vocabulary, vocabulary_catalogue
from coesa.model import Publication, Validation

__all__ = ["catalogue", "catalogue_files", "vocabulary", "vocabulary_catalogue"]


def catalogue(
    publication: Publication,
    datasets: Sequence[Dataset],
    validation: Validation,
    pages: Iterable[str] = (),
) -> rdf.Graph:
    """Describe the datasets and their distributions (DCAT-AP_IT 1.0, DCAT-AP 3.0.1).

    `pages` are the paths in `dist/` of what is no distribution and people read all the same;
    they are linked as pages about the collection where their address is known.
    """
    shown = [address for path in pages for address in addresses(publication, path)]
    files = (d for dataset in datasets for d in dataset.distributions)
    return frozenset(
        chain(
            catalogue_node(publication, datasets),
            dataset_nodes(publication, datasets, shown),
            chain.from_iterable(distribution_nodes(publication, d) for d in files),
            series_node(publication),
            component_nodes(datasets),
            parties(publication),
            licence(publication.catalogue["license"]),
            grounds(publication),
            legislation(publication),
            period(publication),
            documents(publication),
            elaboration(publication),
            standards(),
            referred(publication, shown),
            measurements(publication, validation),
        )
    )


def catalogue_files(
    publication: Publication, graph: rdf.Graph, name: str = "catalog"
) -> dict[str, bytes]:
    """Write a catalogue as Turtle, RDF/XML and JSON-LD, by path in `dist/`."""
    names, language = rdf.prefixes(publication), publication.language
    return {
        f"rdf/{name}.ttl": rdf.turtle(graph, names, language=language),
        f"rdf/{name}.rdf": rdf.rdfxml(graph, names, language),
        f"rdf/{name}.jsonld": rdf.jsonld(graph, publication.vocabulary.context),
    }
