"""CSV as a Socrata portal takes it, with the metadata of each dataset and of its columns.

Header names are field names already, the first column tells the rows apart, so that a second
upload puts rows in the place of those that are there; numbers have a point, days are ISO 8601,
an empty cell is no value.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from coesa.datasets import Dataset
from coesa.language import worded
from coesa.measured import Measured
from coesa.model import Content, Publication, Resource, Role, Texts, Written
from coesa.office.readable import Readable, readable, select
from coesa.portals.said import FOLDER, first, page, without_nothing, written
from coesa.serialized import write_csv
from coesa.syntax import quoted
from coesa.tables import Tables

_AT_ONCE = 10_000
"""Rows of a long cube that are looked up in the ledger at once: they take memory with them."""

IDENTIFIER = "row_id"
"""The column that tells the rows apart: the codes of the dimensions, a slash between them."""

TYPES = {"number": "number", "integer": "number", "boolean": "checkbox", "date": "calendar_date"}
"""Table Schema types with those of Socrata; whatever is not here is text."""

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC_40_BY",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC_40_BY_SA",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0_10",
}
"""Identifiers of licences in Socrata's list."""


def socrata(publication: Publication, datasets: Iterable[Dataset]) -> dict[str, Content]:
    """Write the metadata of each cube, by path in `dist/`."""
    return {
        f"{_path(dataset.name)}.json": written(metadata(publication, dataset, dataset.cube))
        for dataset in datasets
        if dataset.cube is not None
    }


def socrata_tables(tables: Tables) -> dict[str, Content]:
    """Write the CSV of each cube, by path in `dist/`; they are as long as the cubes."""
    publication = tables.publication
    return {
        f"{_path(cube.name)}.csv": partial(_write, tables, cube, readable(publication, cube.name))
        for cube in publication.of_role(Role.CUBE)
    }


def _path(name: str) -> str:
    return f"{FOLDER}/socrata/{name}"


def metadata(publication: Publication, dataset: Dataset, cube: Resource) -> dict[str, Any]:
    """Describe a dataset and its columns (Socrata, Dataset Management API)."""
    key = publication.catalogue
    return {
        "file": f"{dataset.name}.csv",
        "metadata": without_nothing(
            {
                "name": first(publication, dataset.titles),
                "description": first(publication, dataset.descriptions),
                "category": key.get("portals", {}).get("socrata", {}).get("category"),
                "tags": list(dataset.keywords.get(publication.language, ())),
                "attribution": key["publisher"]["name"],
                "attributionLink": page(publication),
                "licenseId": LICENCES.get(key["license"]["iri"]),
            }
        ),
        "row_identifier": IDENTIFIER,
        "columns": list(_columns(publication, cube)),
    }


def _columns(publication: Publication, cube: Resource) -> Iterator[dict[str, Any]]:
    identifier = worded(publication.spoken, "portals", "row_id")
    described = worded(publication.spoken, "portals", "row_id_described")
    yield _column(publication, 1, IDENTIFIER, "text", identifier, described)
    descriptions = {field.name: field.descriptions for field in cube.fields}
    for position, column in enumerate(readable(publication, cube.name).columns, start=2):
        told = descriptions.get(column.name, {})
        titles = {tag: column.titles[tag] for tag in column.readers if tag in column.titles}
        kind = TYPES.get(column.type, "text")
        yield _column(publication, position, column.name, kind, titles or column.titles, told)


def _column(
    publication: Publication,
    position: int,
    name: str,
    kind: str,
    titles: Texts,
    descriptions: Texts,
) -> dict[str, Any]:
    return without_nothing(
        {
            "position": position,
            "field_name": name,
            "display_name": first(publication, titles),
            "description": first(publication, descriptions),
            "data_type": kind,
        }
    )


def _write(tables: Tables, cube: Resource, table: Readable, path: Path) -> Written:
    codes = [f"t0.{quoted(f.name)}" for f in cube.dimensions if f.constant is None]
    identifier = f"concat_ws('/', {', '.join(codes)})"
    names = [IDENTIFIER, *(column.name for column in table.columns)]
    with path.open("wb", buffering=0) as file:
        target = Measured(file)
        target.write(f"{','.join(names)}\n".encode())
        selected = partial(select, table, identifier)
        write_csv(tables, cube.name, selected, table.joins, target, _AT_ONCE)
    return target.written
