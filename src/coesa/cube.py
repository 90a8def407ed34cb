"""Cubes as RDF Data Cube in normal form: the data set, its structure, its observations."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.model import Field, FieldRole, Publication, Resource
from coesa.statements import DCT, QB, RDF_TYPE, RDFS, SKOS, code_list_iri

COMPONENTS = {
    FieldRole.DIMENSION: ("dimension", "DimensionProperty"),
    FieldRole.MEASURE: ("measure", "MeasureProperty"),
    FieldRole.ATTRIBUTE: ("attribute", "AttributeProperty"),
}


def structure(publication: Publication, cube: Resource) -> rdf.Graph:
    """Describe a cube and its structure (Data Cube, sections 6 and 10: normal form)."""
    return frozenset(_data_set(publication, cube)) | frozenset(_structure(publication, cube))


def components(cube: Resource) -> tuple[Field, ...]:
    """List the components of a cube in the order of its structure: dimensions first."""
    attributes = tuple(f for f in cube.fields if f.role is FieldRole.ATTRIBUTE)
    return (*cube.dimensions, cube.measure, *attributes)


def _data_set(publication: Publication, cube: Resource) -> Iterator[Triple]:
    node = iris.cube_iri(publication.base, cube.name)
    yield rdf.triple(node, RDF_TYPE, QB + "DataSet")
    yield rdf.triple(node, QB + "structure", iris.structure_iri(publication.base, cube.name))
    yield rdf.triple(node, DCT + "identifier", rdf.literal(cube.name))
    yield from rdf.texts(node, RDFS + "label", cube.titles)
    yield from rdf.texts(node, DCT + "title", cube.titles)
    yield from rdf.texts(node, DCT + "description", cube.descriptions)
    for document in publication.documents:
        name = {"d": document.notation}
        source = iris.expand(iris.document_template(publication.base, "d"), name)
        yield rdf.triple(node, DCT + "source", source)


def _structure(publication: Publication, cube: Resource) -> Iterator[Triple]:
    node = iris.structure_iri(publication.base, cube.name)
    yield rdf.triple(node, RDF_TYPE, QB + "DataStructureDefinition")
    yield from rdf.texts(node, RDFS + "label", cube.titles)
    for order, field in enumerate(components(cube), start=1):
        component = iris.component_iri(publication.base, cube.name, field.name)
        yield rdf.triple(node, QB + "component", component)
        yield rdf.triple(component, RDF_TYPE, QB + "ComponentSpecification")
        yield rdf.triple(component, QB + "order", rdf.literal(str(order), "integer"))
        yield from rdf.texts(component, RDFS + "label", field.titles)
        yield from _component(publication, component, field)


def _component(publication: Publication, component: str, field: Field) -> Iterator[Triple]:
    assert field.property_iri is not None
    kind, class_name = COMPONENTS[field.role]
    yield rdf.triple(component, QB + kind, field.property_iri)
    yield rdf.triple(component, QB + "componentProperty", field.property_iri)
    if field.role is FieldRole.ATTRIBUTE:
        required = rdf.literal("true" if field.required else "false", "boolean")
        yield rdf.triple(component, QB + "componentRequired", required)
        yield rdf.triple(component, QB + "componentAttachment", QB + "Observation")
    if field.property_iri.startswith(publication.base):
        yield from _own_property(publication, field, class_name)


def _own_property(publication: Publication, field: Field, class_name: str) -> Iterator[Triple]:
    """Describe a component property that the publication brings itself (IC-4, IC-5)."""
    assert field.property_iri is not None
    node = field.property_iri
    yield rdf.triple(node, RDF_TYPE, QB + class_name)
    yield from rdf.texts(node, RDFS + "label", field.titles)
    yield from rdf.texts(node, RDFS + "comment", field.descriptions)
    if field.scheme is not None:
        yield rdf.triple(node, RDF_TYPE, QB + "CodedProperty")
        yield rdf.triple(node, RDFS + "range", SKOS + "Concept")
        yield rdf.triple(node, QB + "codeList", code_list_iri(publication, field))
