import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import settings

from coesa.model import Publication
from coesa.read import read_publication
from coesa.tables import Tables, open_tables

ROOT = Path(__file__).parents[1]

# Speed is measured by `make bench`, never by a test that fails on a busy machine.
settings.register_profile("coesa", deadline=None)
settings.load_profile("coesa")

Edit = Callable[[str, int, str, str], Path]


def value(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    """Tell what stands in a term that is an IRI or a literal."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


@pytest.fixture(scope="session")
def publication() -> Publication:
    """The publication of this repository."""
    return read_publication(ROOT / "datapackage")


@pytest.fixture
def tables(publication: Publication) -> Iterator[Tables]:
    with open_tables(publication) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the publication folder, to be spoilt."""
    return Path(shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Put another value in one cell of the copy: file, row (the header is 1), column, value."""

    def put(name: str, row: int, column: str, value: str) -> Path:
        path = folder / "data" / name
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        rows[row - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
        return folder

    return put
