import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from coesa import verify as module
from coesa.verify import verify


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    (folder / "rdf").mkdir(parents=True)
    (folder / "README.md").write_bytes(b"read me")
    (folder / "rdf" / "all.nt").write_bytes(b"<a> <b> <c> .\n")
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("README.md", "rdf/all.nt")
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def test_a_bundle_as_it_was_made(bundle: Path) -> None:
    assert verify(bundle) == (2, [])


def test_a_changed_file(bundle: Path) -> None:
    (bundle / "README.md").write_bytes(b"read mE")

    _, (line,) = verify(bundle)

    assert line.startswith("README.md: has been changed")


def test_a_missing_and_an_added_file(bundle: Path) -> None:
    (bundle / "README.md").rename(bundle / "LEGGIMI.md")

    _, lines = verify(bundle)

    assert lines == ["README.md: is missing", "LEGGIMI.md: is not in SHA256SUMS"]


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    assert verify(tmp_path) == (0, ["SHA256SUMS: is missing; this is no bundle"])


def test_a_zip_and_a_name_that_stands_twice_in_it(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as target:
        for file in sorted(p for p in bundle.rglob("*") if p.is_file()):
            target.write(file, file.relative_to(bundle).as_posix())
    assert verify(path) == (2, [])

    inside = tmp_path / "inside.zip"
    with zipfile.ZipFile(inside, "w") as target:
        for file in sorted(p for p in bundle.rglob("*") if p.is_file()):
            target.write(file, f"coesa-1/{file.relative_to(bundle).as_posix()}")
    assert verify(inside) == (2, [])

    with zipfile.ZipFile(path, "a") as target, pytest.warns(UserWarning, match="Duplicate name"):
        target.writestr("README.md", b"other")

    assert "README.md: stands twice in the zip" in verify(path)[1]


def test_it_runs_alone_inside_the_bundle(bundle: Path) -> None:
    (bundle / "verify.py").write_bytes(Path(module.__file__).read_bytes())
    digest = hashlib.sha256((bundle / "verify.py").read_bytes()).hexdigest()
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(f"{digest}  verify.py\n")

    run = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=bundle, capture_output=True, text=True
    )

    assert (run.returncode, run.stdout) == (0, "3 files checked, 0 wrong\n")
