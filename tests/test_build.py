import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from coesa import read
from coesa.build import inputs
from coesa.cli import main
from coesa.model import Publication
from coesa.tables import Tables
from coesa.trace import carriers
from coesa.triples import triple_counts
from coesa.verify import verify
from tests import offline
from tests.conftest import ROOT, part
from tests.intake import MINIMAL, copy_of, replaced


def names_of(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def files_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names_of(folder)}


def test_everything_of_the_slice_is_there(dist: Path, publication: Publication) -> None:
    name = publication.name
    wanted = {
        "datapackage/datapackage.json",
        "datapackage/financial-amounts.csv",
        "datapackage/financial-amounts.csv-metadata.json",
        "datapackage/csvw-group.json",
        "rdf/catalog.ttl",
        "rdf/catalog.rdf",
        "rdf/catalog.jsonld",
        "rdf/void.ttl",
        "rdf/vocab/axis.ttl",
        "rdf/cube/financial-ratios.ttl",
        "rdf/figures.ttl",
        "rdf/all.nt",
        f"office/{name}.xlsx",
        "office/csv-it/table-2.csv",
        f"office/{name}.sqlite",
        "report/validation.json",
        "report/validation.html",
        "report/sample.html",
        "README.md",
        "provenance.json",
        "verify.py",
        "SHA256SUMS",
        f"{name}-{publication.version}.zip",
        f"{name}-{publication.version}.zip.sha256",
    }

    assert wanted <= names_of(dist)


def test_folder_and_zip_verify(dist: Path, publication: Publication) -> None:
    count, wrong = verify(dist)

    assert wrong == []
    assert verify(dist / f"{publication.name}-{publication.version}.zip") == (count, [])


def built(out: Path, *skipped: str) -> str:
    """Build the smallest publication; give what the command says."""
    parts = [argument for name in skipped for argument in ("--skip", name)]
    arguments = ["build", "--publication", str(MINIMAL), "--out", str(out), *parts]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


# `make long` does the same with ours, in many more surroundings.
SURROUNDINGS = {
    "PYTHONHASHSEED": "2",
    "TZ": "Pacific/Auckland",
    "LC_ALL": "C",
    "COLUMNS": "40",
    "SOURCE_DATE_EPOCH": "2000000000",
}


@pytest.mark.in_part
@pytest.mark.parametrize("skipped", part([("site",), ()], 2))
def test_other_surroundings_give_the_same_bytes(skipped: tuple[str, ...], tmp_path: Path) -> None:
    """And that no build opens a connection: here it is refused every socket, as in test_offline."""
    guard = [sys.executable, str(ROOT / "tests" / "offline.py")] if offline.is_possible() else []
    parts = [argument for name in skipped for argument in ("--skip", name)]
    subprocess.run(
        [*guard, sys.executable, "-m", "coesa", "build", "--publication", MINIMAL, *parts],
        cwd=tmp_path,
        env={**os.environ, **SURROUNDINGS},
        umask=0o077,
        check=True,
        capture_output=True,
    )

    if skipped:
        usual = MINIMAL / "dist"
    else:
        usual = tmp_path / "usual"
        built(usual)
    assert files_of(tmp_path / "dist") == files_of(usual)


def test_the_catalogue_describes_the_files_as_they_are(dist: Path) -> None:
    lines = [line.split("  ") for line in (dist / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in lines}
    text = (dist / "rdf" / "catalog.ttl").read_text("utf-8")

    for path in ("datapackage/table-2.csv", "rdf/all.nt", "rdf/cube/participants.ttl"):
        assert sums[path] in text


def test_provenance_names_every_input_and_output(dist: Path, publication: Publication) -> None:
    statement = json.loads((dist / "provenance.json").read_text("utf-8"))

    subjects = {s["name"] for s in statement["subject"]}
    there = names_of(dist)
    site = {name for name in there if name.startswith("site/")} - {"site/SHA256SUMS"}
    later = {"provenance.json", "SHA256SUMS"}
    zips = {name for name in there if ".zip" in name}
    assert subjects == there - later - zips - site
    materials = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert {m["name"]: m["digest"]["sha256"] for m in materials} == inputs(publication)
    assert "doc/raa-2022" in inputs(publication)


def test_void_counts_the_triples(dist: Path, tables: Tables) -> None:
    counted = triple_counts(tables)

    for path, count in counted.items():
        assert count == sum(1 for _ in ox.parse(path=str(dist / path))), path


def test_a_value_is_in_every_file_that_trace_names(dist: Path, publication: Publication) -> None:
    named = carriers(publication, "financial-amounts")

    assert set(named) <= names_of(dist)
    for name in named:
        if name.endswith((".csv", ".ttl", ".nt")) and "csv-it" not in name:
            text = (dist / name).read_text("utf-8")
            assert "297276053.64" in text, name


def test_parts_may_be_skipped(dist: Path, tmp_path: Path) -> None:
    built(tmp_path / "d", "office", "site", "bundle")

    found = names_of(tmp_path / "d")
    left_out = {name for name in names_of(dist) if name.startswith(("office/", "site/"))}
    assert left_out
    assert not any(name.startswith(("office/", "site/")) or ".zip" in name for name in found)
    assert verify(tmp_path / "d")[1] == []


def test_what_is_not_read_back_is_not_bundled(dist: Path, tmp_path: Path) -> None:
    told = built(tmp_path / "d", "office", "facts", "site")

    assert told.splitlines()[-1].startswith("nothing was read back")
    assert any(".zip" in name for name in names_of(dist))
    assert not any(".zip" in name for name in names_of(tmp_path / "d"))
    assert json.loads((tmp_path / "d/report/validation.json").read_bytes())["facts"] is None
    assert verify(tmp_path / "d")[1] == []


def test_a_fault_of_the_data_leaves_dist_as_it_was(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced("data/amounts.csv", b"A,1200,", b"A,1201,")(folder)
    out = Path(shutil.copytree(MINIMAL / "dist", tmp_path / "dist"))
    before = files_of(out)

    result = CliRunner().invoke(main, ["build", "--publication", str(folder), "--out", str(out)])

    assert result.exit_code == 1
    assert "data/amounts.csv:2:value" in result.stderr
    assert files_of(out) == before


def test_the_inputs_are_digested_as_they_are(publication: Publication) -> None:
    path = publication.folder / "datapackage.json"

    assert inputs(publication)["datapackage.json"] == read.digest(path)[1]
