"""What a publication offers to portals: the collection, and a dataset for each cube.

Catalogues and files for portals describe these and no others, so that a portal is not flooded;
code lists are for a catalogue of vocabularies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coesa import iris
from coesa.model import Distribution, FieldRole, Publication, Resource, Role, Texts
from coesa.statements import Node, statements
from coesa.syntax import quoted
from coesa.tables import Tables

OPEN = {
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
}
"""Media types of distributions, with their codes in the EU authority table file-type.

Only open formats that machines read: the metadata quality assessment of data.europa.eu scores each
distribution by its format, so that a spreadsheet or a zip among them lowers the whole dataset.
"""

TIME = iris.DEF + "dimension/reference-period"
"""The dimension that tells the observations of one series apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """What a statistical catalogue tells of a cube beside its structure (StatDCAT-AP).

    Attributes:
        count: how many series it has: observations that differ in their period only are one.
        units: the IRIs of the units of its values.
    """

    count: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset of a catalogue.

    Attributes:
        name: that of the publication, or of the cube.
        cube: the cube that it is; None if it is the collection.
        series: None for the collection.
    """

    name: str
    iri: str
    identifier: str
    titles: Texts
    descriptions: Texts
    keywords: Mapping[str, tuple[str, ...]]
    distributions: tuple[Distribution, ...]
    cube: Resource | None = None
    series: Series | None = None


def datasets(
    publication: Publication,
    distributions: Iterable[Distribution],
    series: Mapping[str, Series],
) -> tuple[Dataset, ...]:
    """List the datasets with the files that each is had in, the collection first."""
    offered = sorted(filter(_is_for_machines, distributions), key=lambda d: d.path)
    collection = Dataset(
        name=publication.name,
        iri=iris.dataset_iri(publication.base, publication.name),
        identifier=_identifier(publication, None),
        titles=publication.titles,
        descriptions=publication.descriptions,
        keywords=publication.keywords,
        distributions=tuple(d for d in offered if _is_of_the_collection(publication, d)),
    )
    cubes = (_cube(publication, cube, offered, series) for cube in publication.of_role(Role.CUBE))
    return (collection, *cubes)


def vocabularies(publication: Publication) -> tuple[Resource, ...]:
    """List the code lists whose concepts are the publication's own."""
    schemes = publication.of_role(Role.CONCEPT_SCHEME)
    return tuple(r for r in schemes if r.notations_from is None)


def count_series(tables: Tables) -> dict[str, Series]:
    """Count the series of every cube, and list its units."""
    cubes = tables.publication.of_role(Role.CUBE)
    return {cube.name: Series(_count(tables, cube), _units(tables, cube)) for cube in cubes}


def _is_for_machines(distribution: Distribution) -> bool:
    """Tell whether a file is open and is read rightly by a program that knows its format alone.

    The CSV for Excel are not: CKAN's DataStore takes their decimal commas for texts, and a printed
    figure such as `244.885` for a number that is a thousand times too small.
    """
    for_excel = distribution.media_type == "text/csv" and distribution.path.startswith("office/")
    return distribution.media_type in OPEN and not for_excel


def _cube(
    publication: Publication,
    cube: Resource,
    offered: Sequence[Distribution],
    series: Mapping[str, Series],
) -> Dataset:
    # A cube is found among the datasets of a whole portal: its title alone would say too little.
    return Dataset(
        name=cube.name,
        iri=iris.dataset_iri(publication.base, publication.name, cube.name),
        identifier=_identifier(publication, cube.name),
        titles=_joined(cube.titles, publication.titles, ". "),
        descriptions=_joined(cube.descriptions, publication.descriptions, " "),
        keywords=_keywords(publication, cube),
        distributions=tuple(d for d in offered if d.about == cube.name),
        cube=cube,
        series=series.get(cube.name),
    )


def _joined(own: Texts, whole: Texts, between: str) -> Texts:
    return {tag: f"{own[tag]}{between}{text}" for tag, text in whole.items() if own.get(tag)}


def _keywords(publication: Publication, cube: Resource) -> Mapping[str, tuple[str, ...]]:
    own = cube.descriptor["coesa"].get("keywords", {})
    return {
        tag: tuple(dict.fromkeys((*own.get(tag, ()), *words)))
        for tag, words in publication.keywords.items()
    }


def _identifier(publication: Publication, cube: str | None) -> str:
    given = publication.catalogue.get("identifier")
    if given is None:
        return iris.dataset_iri(publication.base, publication.name, cube or "")
    return f"{given}-{cube}" if cube else str(given)


def _is_of_the_collection(publication: Publication, distribution: Distribution) -> bool:
    """Tell whether a file is the whole, or one of its tables as plain CSV.

    Cubes are datasets of their own, lists are vocabularies, and what only links two tables is
    in the whole; the other forms of a table lie beside its CSV.
    """
    about = distribution.about
    if about is None:
        return True
    if distribution.media_type != "text/csv" or not distribution.path.startswith("datapackage/"):
        return False
    roles = {r.name: r.role for r in publication.resources}
    return roles.get(about) not in (Role.CUBE, Role.CONCEPT_SCHEME, Role.LINKS)


def _count(tables: Tables, cube: Resource) -> int:
    columns = [
        quoted(f.name)
        for f in cube.columns
        if f.role is FieldRole.DIMENSION and f.property_iri != TIME
    ]
    if not columns:
        return min(1, tables.count(cube.name))
    distinct = f"SELECT DISTINCT {', '.join(columns)} FROM {quoted(cube.name)}"
    return int(tables.query(f"SELECT count(*) FROM ({distinct})")[0][0])


def _units(tables: Tables, cube: Resource) -> tuple[str, ...]:
    units = []
    for statement in statements(tables.publication, cube.name):
        if statement.predicate == iris.UNIT_MEASURE and isinstance(statement.object, Node):
            template = statement.object.template
            (name,) = iris.variables(template)
            cells = tables.query(
                f"SELECT DISTINCT {quoted(name)} FROM {quoted(cube.name)} "
                f"WHERE {quoted(name)} IS NOT NULL ORDER BY 1"
            )
            units += [iris.expand(template, {name: cell}) for (cell,) in cells]
    return tuple(units)
