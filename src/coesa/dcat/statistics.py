"""What StatDCAT-AP tells of a cube: its components, its units and how many series it has."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.datasets import Dataset
from coesa.model import FieldRole, Publication

COMPONENTS = {
    FieldRole.DIMENSION: ("stat:dimension", "qb:DimensionProperty"),
    FieldRole.ATTRIBUTE: ("stat:attribute", "qb:AttributeProperty"),
}
"""What a component is to its dataset (StatDCAT-AP 1.0.1, section 6.3), and its class."""


def statistics(publication: Publication, dataset: Dataset) -> rdf.Properties:
    """State the components, units and series of a cube (StatDCAT-AP 1.0.1)."""
    if dataset.cube is None:
        return
    for component, role in _components(dataset):
        yield COMPONENTS[role][0], component
    # The cube lives on through its editions: its triples stand where its dataset says.
    yield "dct:relation", iris.cube_iri(publication.base, dataset.cube.name)
    if dataset.series is not None:
        yield "stat:numSeries", rdf.literal(str(dataset.series.count), "integer")
        yield from rdf.each("stat:statUnitMeasure", dataset.series.units)


def component_nodes(datasets: Iterable[Dataset]) -> Iterator[Triple]:
    """Give components the classes that StatDCAT-AP's ranges ask for."""
    for dataset in datasets:
        for component, role in _components(dataset):
            yield from rdf.node(component, (COMPONENTS[role][1],), ())


def _components(dataset: Dataset) -> Iterator[tuple[str, FieldRole]]:
    for field in dataset.cube.fields if dataset.cube else ():
        if field.role in COMPONENTS and field.property_iri is not None:
            yield field.property_iri, field.role
