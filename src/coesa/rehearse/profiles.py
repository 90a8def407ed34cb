"""The shapes that are held against a catalogue: our own, and official ones from a folder."""

from dataclasses import dataclass, field
from pathlib import Path

import rdflib

from coesa import rdf
from coesa.errors import NotFoundError
from coesa.read import vocabulary_folder
from coesa.shacl import graph_of

OWN = ("dcat-ap-it", "dcat-ap", "schema-gov-it")
"""The folders of shapes that are shipped with the tool."""

OFFICIAL = {
    "dcat-ap-2.1.1": "dcat-ap-2",
    "dcat-ap-3.0.1": "dcat-ap-3",
    "schema-gov-it-official": "ndc",
}
"""Official sets, with what the name of their folder begins with."""

GATES = ("shapes.ttl", "range.ttl", "recommended.ttl", "shacl.ttl")
"""How the files of official shapes end that are held against a catalogue.

Those of controlled vocabularies (mdr-vocabularies) want the vocabularies themselves beside them.
"""

PACKAGE = ("datapackage-2", "datapackage-2.0.json")


@dataclass(frozen=True)
class Profiles:
    """Shapes by the name of their set, and the JSON Schema of the Data Package if it is given."""

    shapes: dict[str, rdflib.Graph] = field(default_factory=dict)
    package: Path | None = None

    def has(self, name: str) -> bool:
        """Tell whether a set of shapes is there."""
        return name in self.shapes


def read_profiles(folder: Path | None = None) -> Profiles:
    """Read our own shapes, and the official ones of a folder where one is named.

    The folder has a folder for each set: dcat-ap-3..., dcat-ap-2..., ndc..., datapackage-2....

    Raises:
        NotFoundError: the folder has none of them.
    """
    shapes = {name: _shapes(vocabulary_folder() / "shapes" / name, ("",)) for name in OWN}
    if folder is None:
        return Profiles(shapes)
    official = {name: _below(folder, start) for name, start in OFFICIAL.items()}
    shapes |= {name: _official(place) for name, place in official.items() if place}
    place = _below(folder, PACKAGE[0])
    package = place / PACKAGE[1] if place and (place / PACKAGE[1]).is_file() else None
    if not any(official.values()) and package is None:
        starts = ", ".join((*OFFICIAL.values(), PACKAGE[0]))
        message = f"{folder}: no official shapes there; expected folders whose names begin with "
        raise NotFoundError(message + f"{starts}")
    return Profiles(shapes, package)


def _below(folder: Path, start: str) -> Path | None:
    found = sorted(p for p in folder.glob(f"{start}*") if p.is_dir())
    return found[-1] if found else None


def _official(folder: Path) -> rdflib.Graph:
    found = _shapes(folder, GATES)
    if not found:
        message = f"{folder}: no shapes there; expected files whose names end with "
        raise NotFoundError(message + ", ".join(GATES))
    return found


def _shapes(folder: Path, endings: tuple[str, ...]) -> rdflib.Graph:
    paths = (p for p in sorted(folder.glob("*.ttl")) if p.name.endswith(endings))
    wanted = [path for path in paths if "mdr-vocabularies" not in path.name]
    return graph_of(triple for path in wanted for triple in _read(path))


def _read(path: Path) -> rdf.Graph:
    try:
        return rdf.read_turtle(path.read_text("utf-8"))
    except (SyntaxError, UnicodeDecodeError) as error:
        told = " ".join(str(error).split())
        raise NotFoundError(f"{path}: cannot be read as Turtle; {told}") from error
