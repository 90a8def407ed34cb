"""Code lists as SKOS concept schemes, links between concepts, and entities, as RDF."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.model import SHARED, FieldRole, Publication, Resource, Role
from coesa.serialized import rows_text
from coesa.statements import (
    DCT,
    FOAF,
    QB,
    RDF,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    SKOS,
    bare_name,
    matched_template,
    subject_template,
)
from coesa.syntax import NTriples
from coesa.tables import Tables

SPECIAL = SHARED + "special-code"


def concept_scheme(tables: Tables, name: str) -> rdf.Graph:
    """Write a code list as a concept scheme with its links (SKOS, sections 4 and 8).

    A list whose notations belong to a shared scheme makes no scheme of its own: it only tells
    the report's wording of the shared concepts.
    """
    key = f"concept scheme {name}"
    if name.startswith(SHARED):
        # It is the same for every publication that stands on the vocabulary.
        return tables.publication.vocabulary.once(key, lambda: _concept_scheme(tables, name))
    return tables.once(key, lambda opened: _concept_scheme(opened, name))


def _concept_scheme(tables: Tables, name: str) -> rdf.Graph:
    publication = tables.publication
    resource = publication.resource(name)
    graph = _rows(tables, name)
    if resource.notations_from is not None:
        return graph
    return graph | frozenset(_head(publication, name, resource)) | frozenset(_tops(tables, name))


def schemes_of(publication: Publication, name: str) -> list[str]:
    """List the schemes that the concepts of a list stand in: its own, and the one it extends."""
    extended = publication.resource(name).extends
    names = [name] if extended is None else [name, extended]
    return [iris.scheme_iri(publication.base_of(n), bare_name(n)) for n in names]


def entities(tables: Tables, name: str) -> rdf.Graph:
    """Write the rows of a table of entities as nodes, with their links."""
    return _rows(tables, name)


def _rows(tables: Tables, name: str) -> rdf.Graph:
    names = [name, *links_of(tables.publication, name)]
    return frozenset().union(*(rdf.read_ntriples(rows_text(tables, n, NTriples())) for n in names))


def links_of(publication: Publication, name: str) -> list[str]:
    """List the links and matches whose subjects are the concepts or entities of a table."""
    template = _nameless(subject_template(publication, name))
    shared = name.startswith(SHARED)
    return [
        other
        for other, resource in publication.tables()
        if resource.role in (Role.LINKS, Role.MATCHES)
        and other.startswith(SHARED) == shared
        and _nameless(matched_template(publication, resource)) == template
    ]


def _nameless(template: str) -> str:
    return "{}".join(iris.steps(template)[::2])


def _head(publication: Publication, name: str, resource: Resource) -> Iterator[Triple]:
    scheme = iris.scheme_iri(publication.base_of(name), bare_name(name))
    yield rdf.triple(scheme, RDF_TYPE, SKOS + "ConceptScheme")
    yield rdf.triple(scheme, RDF_TYPE, QB + "HierarchicalCodeList")
    yield rdf.triple(scheme, QB + "parentChildProperty", SKOS + "narrower")
    yield rdf.triple(scheme, DCT + "identifier", rdf.literal(bare_name(name)))
    yield from rdf.texts(scheme, SKOS + "prefLabel", resource.titles)
    yield from rdf.texts(scheme, DCT + "title", resource.titles)
    yield from rdf.texts(scheme, DCT + "description", resource.descriptions)


def _tops(tables: Tables, name: str) -> Iterator[Triple]:
    """State which concepts have no broader one, and what the special codes are.

    They are top concepts of each scheme that they stand in (SKOS 4.6.3), and its roots as a
    hierarchy (Data Cube, section 8.2), so that IC-20 holds for want of nothing.
    """
    publication = tables.publication
    resource = publication.resource(name)
    (notation,) = resource.fields_of(FieldRole.NOTATION)
    schemes = schemes_of(publication, name)
    below, shared = _below(tables, name), _shared(tables, resource)
    for row in tables.rows(name):
        code = row[notation.name] or ""
        concept = iris.expand(subject_template(publication, name), {notation.name: code})
        if code not in below:
            for scheme in schemes:
                yield rdf.triple(scheme, SKOS + "hasTopConcept", concept)
                yield rdf.triple(concept, SKOS + "topConceptOf", scheme)
                yield rdf.triple(scheme, QB + "hierarchyRoot", concept)
        if shared.get(code, concept) != concept:
            yield rdf.triple(concept, SKOS + "exactMatch", shared[code])
        if code == iris.TOTAL:
            yield rdf.triple(concept, RDF_TYPE, iris.DEF + "Total")


def _shared(tables: Tables, resource: Resource) -> dict[str, str]:
    """Collect the shared concepts that a code of the list means: special, or of what it extends."""
    publication = tables.publication
    found: dict[str, str] = {}
    # A shared scheme that only publications fill, such as that of the axes, has no table.
    for name in (n for n, _ in publication.tables() if n in (resource.extends, SPECIAL)):
        template = subject_template(publication, name)
        (notation,) = publication.resource(name).fields_of(FieldRole.NOTATION)
        for row in tables.rows(name):
            code = row[notation.name] or ""
            found.setdefault(code, iris.expand(template, {notation.name: code}))
    return found


def _below(tables: Tables, name: str) -> set[str]:
    """Collect the notations that have a broader one in the links of their table."""
    publication = tables.publication
    below: set[str] = set()
    for links in links_of(publication, name):
        resource = publication.resource(links)
        (subject,) = resource.fields_of(FieldRole.SUBJECT)
        if any(f.property_iri == SKOS + "broader" for f in resource.fields):
            below |= {row[subject.name] or "" for row in tables.rows(links)}
    return below


def own_properties(publication: Publication) -> rdf.Graph:
    """Describe the properties that the publication brings itself, but for those of its cubes."""
    described: set[Triple] = set()
    known = {f.property_iri for cube in publication.of_role(Role.CUBE) for f in cube.fields}
    for field in (f for resource in publication.resources for f in resource.fields):
        node = field.property_iri or ""
        if node.startswith(publication.base) and node not in known:
            described.add(rdf.triple(node, RDF_TYPE, RDF + "Property"))
            described |= set(rdf.texts(node, RDFS + "label", field.titles))
            described |= set(rdf.texts(node, RDFS + "comment", field.descriptions))
            known.add(node)
    return frozenset(described)


def document_graph(publication: Publication) -> rdf.Graph:
    """Describe the documents that the figures are taken from (PROV-O: entities)."""

    def described() -> Iterator[Triple]:
        for document in publication.documents:
            node = iris.expand(
                iris.document_template(publication.base, "d"), {"d": document.notation}
            )
            yield rdf.triple(node, RDF_TYPE, FOAF + "Document")
            yield rdf.triple(node, RDF_TYPE, "http://www.w3.org/ns/prov#Entity")
            yield rdf.triple(node, DCT + "identifier", rdf.literal(document.notation))
            yield from rdf.texts(node, DCT + "title", document.titles)
            if (document.path or "").startswith(("https://", "http://")):
                yield rdf.triple(node, FOAF + "page", document.path or "")
            yield from _facts(
                node, document.sha256, document.pages, document.language, document.date
            )

    return frozenset(described())


def _facts(node: str, sha256: str, pages: int, language: str, date: str) -> Iterator[Triple]:
    yield rdf.triple(node, SCHEMA + "sha256", rdf.literal(sha256))
    yield rdf.triple(node, SCHEMA + "numberOfPages", rdf.literal(str(pages), "integer"))
    yield rdf.triple(node, DCT + "language", rdf.literal(language))
    yield rdf.triple(node, iris.DEF + "dataAsOf", rdf.literal(date, "date"))
