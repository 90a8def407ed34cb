"""What a validator would know of the authority tables: the classes of their concepts.

Shapes of DCAT-AP ask for the classes of values that stand in tables of the European Union; a
harvester has loaded those tables, we have not. What an IRI of a table is, its address tells.
"""

import re
from collections.abc import Iterator

import rdflib

from coesa import rdf

Triple = tuple[rdflib.URIRef, rdflib.URIRef, rdflib.term.Node]

_DCT = rdflib.Namespace(rdf.PREFIXES["dct"])
_TABLE = re.compile(r"(http://publications\.europa\.eu/resource/authority/([a-z-]+))/([A-Z0-9_]+)")
_MEDIA = "http://www.iana.org/assignments/media-types/"
_CLASSES = {
    "access-right": _DCT.RightsStatement,
    "continent": _DCT.Location,
    "country": _DCT.Location,
    "file-type": _DCT.MediaTypeOrExtent,
    "frequency": _DCT.Frequency,
    "language": _DCT.LinguisticSystem,
    "licence": _DCT.LicenseDocument,
    "place": _DCT.Location,
}


def known(graph: rdflib.Graph) -> rdflib.Graph:
    """Add to a catalogue what its IRIs of authority tables are; the catalogue stays as it is."""
    joined = rdflib.Graph(bind_namespaces="none")
    for triple in graph:
        joined.add(triple)
    for value in {o for o in graph.objects() if isinstance(o, rdflib.URIRef)}:
        for triple in _told(value):
            joined.add(triple)
    return joined


def _told(value: rdflib.URIRef) -> Iterator[Triple]:
    concept = _TABLE.fullmatch(value)
    if concept is not None:
        scheme, table, code = concept.groups()
        yield value, rdflib.RDF.type, rdflib.SKOS.Concept
        yield value, rdflib.SKOS.inScheme, rdflib.URIRef(scheme)
        yield value, rdflib.SKOS.prefLabel, rdflib.Literal(code, lang="en")
        if table in _CLASSES:
            yield value, rdflib.RDF.type, _CLASSES[table]
    elif value.startswith(_MEDIA):
        yield value, rdflib.RDF.type, _DCT.MediaType
    elif re.fullmatch(r"http://publications\.europa\.eu/resource/authority/[a-z-]+", value):
        yield value, rdflib.RDF.type, rdflib.SKOS.ConceptScheme
        yield value, _DCT.title, rdflib.Literal(value.rpartition("/")[2], lang="en")
    elif value.startswith("http://eurovoc.europa.eu/"):
        yield value, rdflib.RDF.type, rdflib.SKOS.Concept
        yield value, rdflib.SKOS.prefLabel, rdflib.Literal(value.rpartition("/")[2], lang="en")
    elif value.startswith("http://data.europa.eu/nuts/code/"):
        yield value, rdflib.RDF.type, _DCT.Location
    elif value.startswith("http://purl.org/adms/"):
        yield value, rdflib.RDF.type, rdflib.SKOS.Concept
        yield value, rdflib.SKOS.prefLabel, rdflib.Literal(value.rpartition("/")[2], lang="en")
        yield value, rdflib.SKOS.inScheme, rdflib.URIRef(value.rpartition("/")[0] + "/1.0")
