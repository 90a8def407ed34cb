import csv
import fcntl
import gc
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import settings

from coesa import validate as validate_module
from coesa.cli import main
from coesa.facts import Facts, read_back
from coesa.model import Publication, Validation
from coesa.read import read_publication
from coesa.rules import asked
from coesa.tables import Tables, open_tables
from coesa.validate import validate
from tests import opened
from tests.lent import Lent, lend, mend, read

ROOT = Path(__file__).parents[1]
Case = TypeVar("Case")
Made = TypeVar("Made")
MANY = "COESA_MANY_EXAMPLES"
"""The variable of the environment that asks for many examples."""

BUILT = "COESA_BUILT"
"""The variable of the environment that names what was just built of our publication."""

# Most of what the tests read stays: to look through it for rings again and again is for nothing.
gc.set_threshold(100_000, 50, 100)

# Speed is measured by `make bench`, never by a test that fails on a busy machine.
settings.register_profile("coesa", deadline=None)
settings.load_profile("coesa")


def examples(few: int) -> int:
    """Tell how many examples hypothesis draws of what is slow: few, or thirty times as many.

    `make long` asks for them (tests/long/tested.py).
    """
    return few * 30 if os.environ.get(MANY) else few


def part(cases: Iterable[Case], every: int) -> list[Case]:
    """Give every so-many-th of cases that are alike and take long, or all of them.

    `make long` asks for all (tests/long/tested.py): a test of a part is marked as `in_part`.
    """
    return list(cases)[:: 1 if os.environ.get(MANY) else every]


# It runs in an environment of its own: `make portal-test`.
collect_ignore = ["portals"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with tests for which `dist/` is built: no other process waits for it then."""
    items.sort(key=lambda item: item.path.name != "test_build.py")


def pytest_sessionfinish() -> None:
    """Leave no database open, and nothing to be looked through for rings once more."""
    opened.close()
    gc.collect()
    # pytest looks five times, and Python when it ends.
    gc.freeze()


Edit = Callable[[str, int, str, str], Path]


def value(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    """Tell what stands in a term that is an IRI or a literal."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


@pytest.fixture(scope="session", autouse=True)
def asked_again() -> Iterator[None]:
    """The process that is asked for opinions goes on from test to test.

    A command ends, and it with it, whatever it has been asked; here what is asked early of a
    publication that has issues would keep all others waiting.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "end_opinions", lambda _: None)
        patch.setattr(validate_module, "AHEAD", validate_module.AHEAD_OF_LARGE)
        yield


@pytest.fixture(scope="session")
def publication() -> Publication:
    """The publication of this repository."""
    return read_publication(ROOT / "datapackage")


@pytest.fixture(scope="session")
def tables(publication: Publication) -> Iterator[Tables]:
    """Its tables, which no test changes."""
    with open_tables(publication) as opened:
        yield opened


@pytest.fixture(scope="session")
def validation(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Validation:
    """What every rule finds in it."""
    return made_once(tmp_path_factory, "validation", lambda: validate(tables))


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole of `dist/` as the command builds it; `make test` has built it, and says where."""
    if BUILT in os.environ:
        return Path(os.environ[BUILT])
    return built_once(tmp_path_factory, "datapackage")


@pytest.fixture(scope="session")
def erdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built of an ERDF programme, in English and Portuguese, but for the zip.

    `test_facts.py` reads its facts back.
    """
    documents = sorted((ROOT / "tests" / "examples" / "erdf").glob("document-*.txt"))
    assert len(documents) == 2
    skip = ("facts", "bundle")
    return built_once(tmp_path_factory, "tests/examples/erdf", *documents, skip=skip)


def built_once(
    factory: pytest.TempPathFactory, publication: str, *documents: Path, skip: tuple[str, ...] = ()
) -> Path:
    """Build a publication with its documents: once, however many processes test."""
    with alone(factory, Path(publication).name) as folder:
        out = folder / "dist"
        if not out.exists():
            arguments = ["build", "--publication", str(ROOT / publication), "--out", str(out)]
            arguments += [argument for path in documents for argument in ("--document", str(path))]
            arguments += [argument for part in skip for argument in ("--skip", part)]
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 0, result.output
    return out


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[], Made]) -> Made:
    """Make what takes long: once, however many processes test."""
    with alone(factory, name) as folder:
        kept = folder / "kept"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
        made: Made = pickle.loads(kept.read_bytes())
    return made


@contextmanager
def alone(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Give a folder that all processes that test have in common, to one at a time."""
    own = factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = root / "built" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder


def files_of(folder: Path) -> dict[str, Path]:
    """The files that are there when facts are read back, before what tells of them is made."""
    later = ("rdf/catalog", "rdf/void", "rdf/vocabularies", "site/", "portals/", "report/")
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: path for name, path in found.items() if not name.startswith(later)}


@pytest.fixture(scope="session")
def facts(tables: Tables, dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """What its forms say, read back."""
    return made_once(tmp_path_factory, "facts", lambda: read_back(tables, files_of(dist)))


@pytest.fixture(scope="session")
def lent(tmp_path_factory: pytest.TempPathFactory) -> Lent:
    """The copy that tests spoil, one after the other."""
    return lend(read(ROOT / "datapackage"), tmp_path_factory.mktemp("lent") / "datapackage")


@pytest.fixture
def folder(lent: Lent) -> Iterator[Path]:
    """A copy of the publication folder, to be spoilt: it is mended for the next test."""
    yield lent.folder
    mend(lent)


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
