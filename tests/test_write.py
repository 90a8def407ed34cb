import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from coesa import bundle
from coesa.errors import TargetError
from coesa.model import Content, Written
from coesa.write import Stage, alone, write, write_beside
from tests.conftest import ROOT


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@alone
def first(_: Mapping[str, Written]) -> Mapping[str, Content]:
    def write_c(path: Path) -> None:
        path.write_text("c")

    return {"a/b.txt": b"b", "c.txt": write_c}


@alone
def sums(written: Mapping[str, Written]) -> Mapping[str, Content]:
    return {"SHA256SUMS": bundle.checksums(written)}


@alone
def broken(_: Mapping[str, Written]) -> Mapping[str, Content]:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    return {"d.txt": fail}


def test_later_stages_see_the_digests_of_earlier_ones(tmp_path: Path) -> None:
    written = write([first, sums], tmp_path / "dist")

    assert files_of(tmp_path / "dist")["a/b.txt"] == b"b"
    assert written["a/b.txt"] == Written(
        1, "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"
    )
    assert b"a/b.txt" in files_of(tmp_path / "dist")["SHA256SUMS"]


def test_the_old_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")

    write([alone(lambda _: {"new.txt": b"new"}), sums], tmp_path / "dist")

    assert set(files_of(tmp_path / "dist")) == {"new.txt", "SHA256SUMS"}
    assert {p.name for p in tmp_path.iterdir()} == {"dist"}


def test_a_failure_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    before = files_of(tmp_path / "dist")

    with pytest.raises(TargetError, match="No space left on device; nothing was changed"):
        write([first, broken], tmp_path / "dist")

    assert files_of(tmp_path / "dist") == before
    assert {p.name for p in tmp_path.iterdir()} == {"dist"}


def beside_first(made: Content) -> Stage:
    """Give a stage of two batches: one of the first stage, and one file made in a copy."""
    return lambda written: [*first(written), lambda: {"e/f.txt": made}]


def by_a_process(path: Path) -> None:
    path.write_text(str(os.getpid()))


def test_batches_are_made_beside_each_other(tmp_path: Path) -> None:
    written = write([beside_first(by_a_process), sums], tmp_path / "dist")

    found = files_of(tmp_path / "dist")
    assert set(found) == {"SHA256SUMS", "a/b.txt", "c.txt", "e/f.txt"}
    assert written["e/f.txt"].size == len(found["e/f.txt"])
    assert b"e/f.txt" in found["SHA256SUMS"]


def full(_: Path) -> None:
    raise OSError(28, "No space left on device")


def killed(_: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("making", "told"),
    [(full, "No space left on device"), (killed, "ended before it had answered")],
)
def test_a_failure_in_a_copy_leaves_the_old_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, making: Callable[[Path], None], told: str
) -> None:
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)
    write([first, sums], tmp_path / "dist")
    before = files_of(tmp_path / "dist")

    with pytest.raises(TargetError, match=f"{told}; nothing was changed"):
        write([beside_first(making), sums], tmp_path / "dist")

    assert files_of(tmp_path / "dist") == before
    assert {p.name for p in tmp_path.iterdir()} == {"dist"}


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_what_does_not_verify_is_not_put_in_place(size: int, tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    before = files_of(tmp_path / "dist")

    @alone
    def sized(_: Mapping[str, Written]) -> Mapping[str, Content]:
        return {"c.txt": b"c" * size}

    @alone
    def meddling(_: Mapping[str, Written]) -> Mapping[str, Content]:
        def write_twice(path: Path) -> None:
            path.write_bytes(b"d")
            (path.parent / "c.txt").write_bytes(b"C" * size)

        return {"d.txt": write_twice}

    with pytest.raises(TargetError, match=r"c\.txt: has been changed .*nothing was changed"):
        write([sized, meddling, sums], tmp_path / "dist")

    assert files_of(tmp_path / "dist") == before


@pytest.mark.parametrize("name", ["notes.txt", ".hidden", "a/notes.txt", "more.zip"])
def test_a_folder_with_files_of_others_is_refused(tmp_path: Path, name: str) -> None:
    write([first, sums], tmp_path / "dist")
    (tmp_path / "dist" / name).write_text("mine")

    with pytest.raises(TargetError, match=f"{name}, which no build made"):
        write([first, sums], tmp_path / "dist")

    assert (tmp_path / "dist" / name).read_text() == "mine"


def test_the_signature_of_the_last_zip_goes_with_it(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    for name in ("x.zip", "x.zip.sha256", "x.zip.minisig", ".x.zip.minisig.coesa-new"):
        (tmp_path / "dist" / name).touch()

    write([first, sums], tmp_path / "dist")

    assert set(files_of(tmp_path / "dist")) == {"a/b.txt", "c.txt", "SHA256SUMS"}


def test_a_folder_with_links_of_others_is_refused(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    (tmp_path / "dist" / "there").symlink_to(tmp_path, target_is_directory=True)

    with pytest.raises(TargetError, match="there, which no build made"):
        write([first, sums], tmp_path / "dist")


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("file")

    with pytest.raises(TargetError, match="is a file"):
        write([first], tmp_path / "dist")


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "there")
    (tmp_path / "dist").symlink_to("there")

    write([alone(lambda _: {"new.txt": b"new"}), sums], tmp_path / "dist")

    assert (tmp_path / "dist").is_symlink()
    assert set(files_of(tmp_path / "there")) == {"new.txt", "SHA256SUMS"}


SCRIPT = """
import os, sys
from pathlib import Path
from coesa.write import write
from tests.test_write import first, sums
if os.geteuid() == 0:
    os.setuid(65534)
write([first, sums], Path(sys.argv[1]))
"""


def test_a_parent_that_may_not_be_written_to(tmp_path: Path) -> None:
    parent = tmp_path / "locked"
    write([first, sums], parent / "dist")
    before = files_of(parent)
    parent.chmod(0o555)
    # Root gives up its rights in the script, and must get as far as the locked folder then.
    for above in (parent for parent in tmp_path.parents if parent.name.startswith("pytest-")):
        above.chmod(0o711)

    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(parent / "dist")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    parent.chmod(0o755)
    assert ended.stderr.rstrip().endswith("Permission denied; nothing was changed")
    assert files_of(parent) == before


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write([first, sums], tmp_path / "dist")
    finally:
        os.umask(before)

    written = (tmp_path / "dist", *(tmp_path / "dist").rglob("*"))
    assert {oct(p.stat().st_mode & 0o7777) for p in written} == {"0o755", "0o644"}


def test_a_file_beside_another_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = write_beside(tmp_path / "x.zip", ".minisig", b"signed")

    assert path.read_bytes() == b"signed"
    assert [p.name for p in tmp_path.iterdir()] == ["x.zip.minisig"]
    with pytest.raises(TargetError, match="nothing was written"):
        write_beside(tmp_path / "none" / "x.zip", ".minisig", b"signed")
