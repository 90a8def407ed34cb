"""The catalogue of a publication, for DCAT-AP_IT and DCAT-AP 3.0.1 at once.

One graph serves both profiles: every node has the class of either, and where they name the same
thing differently (dates of a period, version) both names are stated.
"""

from collections.abc import Sequence
from itertools import chain

from coesa import rdf
from coesa.dcat.authority import FILE_TYPES
from coesa.dcat.collection import catalogue_node, dataset_node
from coesa.dcat.distributions import distribution_nodes
from coesa.dcat.keys import pages
from coesa.dcat.measurements import measurements
from coesa.dcat.parties import licence, parties
from coesa.dcat.referred import documents, grounds, period, referred, standards
from coesa.model import Distribution, Publication, Validation

__all__ = ["catalogue", "catalogue_files"]


def catalogue(
    publication: Publication, distributions: Sequence[Distribution], validation: Validation
) -> rdf.Graph:
    """Describe the dataset and its distributions (DCAT-AP_IT 1.0, DCAT-AP 3.0.1).

    Files in a format that is no distribution's are left out, but for web pages: those are pages
    about the dataset where their address is known.
    """
    offered = [d for d in distributions if d.media_type in FILE_TYPES]
    shown = pages(publication, distributions)
    return frozenset(
        chain(
            catalogue_node(publication),
            dataset_node(publication, offered, shown),
            chain.from_iterable(distribution_nodes(publication, d) for d in offered),
            parties(publication),
            licence(publication.catalogue["license"]),
            grounds(publication),
            period(publication),
            documents(publication),
            standards(),
            referred(publication, shown),
            measurements(publication, validation),
        )
    )


def catalogue_files(publication: Publication, graph: rdf.Graph) -> dict[str, bytes]:
    """Write the catalogue as Turtle, RDF/XML and JSON-LD, by path in `dist/`."""
    names = rdf.prefixes(publication)
    return {
        "rdf/catalog.ttl": rdf.turtle(graph, names),
        "rdf/catalog.rdf": rdf.rdfxml(graph, names),
        "rdf/catalog.jsonld": rdf.jsonld(graph, publication.vocabulary.context),
    }
