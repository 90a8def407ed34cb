import csv
import hashlib
import json
import shutil
import tempfile
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coesa.cli import main
from coesa.coverage import coverage
from coesa.errors import ParametersError, PublicationError, TargetError
from coesa.model import Issue, Role
from coesa.read import read_document
from coesa.synthetic import (
    FAULTS,
    Fault,
    Parameters,
    faults_named,
    plant,
    shape_of,
    write_synthetic,
)
from coesa.tables import Tables
from coesa.validate import validate
from tests.conftest import examples, part
from tests.opened import open_tables, read_publication

SMALL = Parameters(axes=2, years=1)
SMALL_SHA256 = "526888103e1d41fe317008f3b4ea3da3632515cdbeabfb16a0f920397ba3f8ad"
"""Of what is drawn for SMALL: whoever changes it changes it for every reader's tests."""


def sha256(folder: Path, *patterns: str) -> str:
    """Digest files with their names, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def texts(folder: Path) -> list[bytes]:
    return [read_document(path) for path in sorted(folder.glob("document-*.txt"))]


def observations(tables: Tables) -> int:
    return sum(tables.count(cube.name) for cube in tables.publication.of_role(Role.CUBE))


def places(issues: Iterable[Issue]) -> list[tuple[str, int, str]]:
    return sorted((issue.path, issue.row, issue.column) for issue in issues)


def issues_of(folder: Path, *, in_document: bool = False) -> list[Issue]:
    """What validate finds: in the publication itself, or in its documents."""
    try:
        with open_tables(read_publication(folder)) as tables:
            if in_document:
                return list(coverage(tables, texts(folder)).issues)
            return list(validate(tables).issues)
    except PublicationError as error:
        return list(error.issues)


def test_the_same_parameters_give_the_same_bytes_on_every_python(tmp_path: Path) -> None:
    for name in ("once", "again"):
        write_synthetic(SMALL, tmp_path / name)

    assert sha256(tmp_path / "once", "**/*.*") == sha256(tmp_path / "again", "**/*.*")
    assert sha256(tmp_path / "once", "document-*.txt", "data/*.csv") == SMALL_SHA256


def test_another_seed_gives_other_numbers(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_synthetic(Parameters(axes=2, years=1, seed=seed), tmp_path / str(seed))

    one, two = ((tmp_path / seed / "document-1.txt").read_text("utf-8") for seed in "12")
    assert one != two


SIZE = st.none() | st.integers(1, 3)


@settings(max_examples=examples(1))
@given(
    st.builds(
        Parameters,
        observations=st.none() | st.integers(1, 24),  # which fit in one axis and one year
        programmes=SIZE,
        axes=SIZE,
        years=SIZE,
        seed=st.integers(),
        language=st.sampled_from(["en", "it"]),
    )
)
@example(Parameters(observations=1))
@example(Parameters(observations=70, programmes=3, years=1, axes=1, language="it"))
def test_whatever_the_shape_it_is_valid_and_covered(parameters: Parameters) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shape = write_synthetic(parameters, folder).shape
        with open_tables(read_publication(folder)) as tables:
            assert validate(tables).issues == ()
            covered = coverage(tables, texts(folder))
            assert (covered.issues, covered.claimed) == ((), covered.numerals)
            assert observations(tables) == shape.observations
            assert tables.count("programme") == len(texts(folder)) == shape.programmes


@pytest.mark.parametrize("wanted", [1, 53, 54, 55, 1_000, 123_456, 10_000_000])
def test_the_number_of_observations_is_exact(wanted: int) -> None:
    assert shape_of(Parameters(observations=wanted)).observations == wanted


@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(observations=0),
        Parameters(axes=10_000),
        Parameters(observations=25, programmes=1, axes=1, years=1),
        Parameters(language="la"),
    ],
)
def test_what_cannot_be_is_refused(parameters: Parameters, tmp_path: Path) -> None:
    with pytest.raises(ParametersError, match="asked for"):
        write_synthetic(parameters, tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_memory_does_not_grow_with_the_observations(tmp_path: Path) -> None:
    peaks = []
    for wanted in (100, 100, 5_000):
        parameters = Parameters(observations=wanted, programmes=1, axes=20, years=20)
        tracemalloc.start()
        write_synthetic(parameters, tmp_path / "written")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    _, few, many = peaks
    assert many < 1.5 * few


def test_it_has_in_it_what_breaks_readers(tmp_path: Path) -> None:
    write_synthetic(Parameters(axes=3), tmp_path)
    with (tmp_path / "data" / "axis.csv").open(encoding="utf-8", newline="") as stream:
        axes = list(csv.DictReader(stream))

    assert [row["notation"] for row in axes] == ["01", "02", "NA", "_T"]
    labels = "".join(row["label_en"] for row in axes)
    assert [sign for sign in '",\n’à' if sign not in labels] == []


def test_it_says_that_nothing_in_it_is_true(tmp_path: Path) -> None:
    write_synthetic(Parameters(observations=1), tmp_path)
    descriptor = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))

    assert "nothing in it is true" in descriptor["title"]
    assert "synthetic" in descriptor["coesa"]["catalogue"]["title"]["en"]
    assert descriptor["coesa"]["base"].startswith("https://example.org/")
    assert all("ynthetic" in source["title"] for source in descriptor["sources"])
    assert all("ynthetic" in resource["description"] for resource in descriptor["resources"])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of the smallest size that every fault has a place in."""
    folder = tmp_path_factory.mktemp("small") / "publication"
    write_synthetic(SMALL, folder)
    return folder


@pytest.mark.in_part
@pytest.mark.parametrize("fault", part(FAULTS.values(), 5), ids=part(FAULTS, 5))
def test_every_fault_is_found_where_it_is_and_nothing_else(
    fault: Fault, written: Path, tmp_path: Path
) -> None:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (expectation,) = plant([fault], tmp_path, seed=7)

    found = issues_of(tmp_path, in_document=fault.in_document)
    assert places(i for i in found if i.rule == fault.rule) == places(expectation.issues)
    assert {i.rule for i in found} == {fault.rule, *fault.follows}


def test_faults_of_the_document_are_found_there_only(tmp_path: Path) -> None:
    write_synthetic(SMALL, tmp_path)
    # One of them for each row that they spoil.
    names = ("a-numeral-is-claimed-twice", "a-token-is-not-printed-where-it-should-be")
    plant(faults_named(names), tmp_path, seed=7)

    assert issues_of(tmp_path) == []
    assert len(issues_of(tmp_path, in_document=True)) > len(names)


def test_a_forged_number_is_forged_in_the_document_too(tmp_path: Path) -> None:
    write_synthetic(SMALL, tmp_path)
    before = texts(tmp_path)
    plant([FAULTS["a-total-is-forged"]], tmp_path, seed=7)

    assert texts(tmp_path) != before
    assert issues_of(tmp_path, in_document=True) == []


def test_there_are_faults_of_every_kind() -> None:
    assert len(FAULTS) >= 25
    assert {fault.in_document for fault in FAULTS.values()} == {True, False}
    assert [name for name, fault in FAULTS.items() if name == fault.name] == list(FAULTS)
    assert all(fault.told.endswith(".") for fault in FAULTS.values())


def test_a_fault_is_planted_in_a_place_that_the_seed_draws(tmp_path: Path) -> None:
    fault = FAULTS["a-decimal-has-a-comma"]
    drawn = []
    for seed in (1, 1, *range(2, 9)):
        write_synthetic(Parameters(years=9), tmp_path)
        (expectation,) = plant([fault], tmp_path, seed)
        drawn.append(places(expectation.issues))

    assert drawn[0] == drawn[1]
    assert len({row for found in drawn for _, row, _ in found}) > 1


def test_a_fault_has_its_place_in_a_publication_of_several_documents(tmp_path: Path) -> None:
    write_synthetic(Parameters(programmes=2, axes=1, years=1), tmp_path)
    (expectation,) = plant([FAULTS["a-ratio-is-forged"]], tmp_path, seed=3)

    assert places(issues_of(tmp_path)) == places(expectation.issues)


def test_a_fault_without_a_place_is_refused(tmp_path: Path) -> None:
    write_synthetic(Parameters(observations=1), tmp_path)

    with pytest.raises(ParametersError, match="ask for more observations"):
        plant([FAULTS["a-total-is-forged"]], tmp_path, seed=1)


def test_a_fault_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(ParametersError, match='Did you mean "a-total-is-forged"'):
        faults_named(["a-totl-is-forged"])


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["synthetic", *(str(a) for a in arguments)])


def test_the_command_tells_what_validate_must_find(tmp_path: Path) -> None:
    out = tmp_path / "made"
    result = run("--out", out, "--axes", "2", "--fault", "a-total-is-forged", "--json")

    assert result.exit_code == 0
    assert result.stderr == f"{out}: 78 observations, 1 document, 1 fault\n"
    (told,) = json.loads(result.stdout)
    assert (told["fault"], told["rule"]) == ("a-total-is-forged", "parts_sum_to_their_total")
    found = places(issues_of(out))
    assert [(i["path"], i["row"], i["column"]) for i in told["issues"]] == found


def test_the_command_lists_the_faults(tmp_path: Path) -> None:
    lines = run("--faults", "--out", tmp_path / "made").stdout.splitlines()

    assert [line.split()[0] for line in lines[1:]] == list(FAULTS)
    assert not (tmp_path / "made").exists()
    assert [f["fault"] for f in json.loads(run("--faults", "--json").stdout)] == list(FAULTS)


def test_wrong_usage_is_exit_2_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "made"

    assert run("--out", out, "--observations", "0").exit_code == 2
    assert run("--out", out, "--fault", "no-such-fault").exit_code == 2
    assert not out.exists()


def test_one_made_before_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_synthetic(Parameters(programmes=3), tmp_path / "made")
    write_synthetic(SMALL, tmp_path / "made")
    write_synthetic(SMALL, tmp_path / "new")

    assert sha256(tmp_path / "made", "**/*.*") == sha256(tmp_path / "new", "**/*.*")


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}", "utf-8")

    with pytest.raises(TargetError, match="no synthetic publication"):
        write_synthetic(SMALL, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["datapackage.json"]
    assert run("--out", tmp_path).exit_code == 3
