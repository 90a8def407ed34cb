"""The triples of a publication, described with VoID."""

from collections.abc import Iterator, Mapping
from itertools import chain

from coesa import iris, rdf
from coesa.model import Publication, Role

VOCABULARIES = ("dct", "prov", "qb", "rdfs", "sdmx-attribute", "sdmx-measure", "skos")
"""The prefixes of the vocabularies that the triples of a publication are written in."""

WHOLE = "rdf/all.nt"
"""The RDF file that holds all triples; the other files hold parts of them."""


def void(publication: Publication, counts: Mapping[str, int]) -> rdf.Graph:
    """Describe the triples of the publication, and those of each file as a subset (VoID).

    `counts` gives the number of triples by the RDF file that holds them, as its path in `dist/`;
    `WHOLE` has them all. A file that is not counted is not described.
    """
    base, key = publication.base, publication.catalogue
    node = iris.void_iri(base)
    parts = {iris.void_iri(base, path): path for path in counts if path != WHOLE}
    properties: rdf.Properties = [
        *rdf.in_languages("dct:title", publication.titles),
        *rdf.in_languages("dct:description", publication.descriptions),
        ("dct:isFormatOf", iris.dataset_iri(base, publication.name)),
        ("dct:license", key["license"]["iri"]),
        ("dct:publisher", key["publisher"]["iri"]),
        ("dct:modified", rdf.literal(key["modified"], "date")),
        ("void:uriSpace", rdf.literal(base)),
        *rdf.each("void:vocabulary", (rdf.PREFIXES[name] for name in VOCABULARIES)),
        ("void:vocabulary", publication.vocabulary.base),
        *rdf.each("void:exampleResource", _examples(publication)),
        *rdf.each("void:subset", parts),
        *_counted(publication, counts, WHOLE),
    ]
    whole = rdf.node(node, ("void:Dataset",), properties)
    subsets = (
        rdf.node(part, ("void:Dataset",), _counted(publication, counts, path))
        for part, path in parts.items()
    )
    return frozenset(chain(whole, *subsets))


def void_files(publication: Publication, counts: Mapping[str, int]) -> dict[str, bytes]:
    """Write the description of the triples as Turtle, by path in `dist/`."""
    graph = void(publication, counts)
    return {"rdf/void.ttl": rdf.turtle(graph, rdf.prefixes(publication))}


def _examples(publication: Publication) -> Iterator[str]:
    for cube in publication.of_role(Role.CUBE):
        yield iris.cube_iri(publication.base, cube.name)


def _counted(publication: Publication, counts: Mapping[str, int], path: str) -> rdf.Properties:
    """State how many triples a file holds, and where it may be fetched."""
    if path in counts:
        yield "void:triples", rdf.literal(str(counts[path]), "integer")
        if "downloadURL" in publication.catalogue:
            yield "void:dataDump", publication.catalogue["downloadURL"] + path
