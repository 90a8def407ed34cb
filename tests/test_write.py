from collections.abc import Mapping
from pathlib import Path

import pytest

from coesa.errors import TargetError
from coesa.model import Content, Written
from coesa.write import write


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def first(_: Mapping[str, Written]) -> Mapping[str, Content]:
    def write_c(path: Path) -> None:
        path.write_text("c")

    return {"a/b.txt": b"b", "c.txt": write_c}


def sums(written: Mapping[str, Written]) -> Mapping[str, Content]:
    return {"SHA256SUMS": "".join(f"{w.sha256}  {n}\n" for n, w in written.items()).encode()}


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

    write([lambda _: {"new.txt": b"new"}, sums], tmp_path / "dist")

    assert set(files_of(tmp_path / "dist")) == {"new.txt", "SHA256SUMS"}
    assert {p.name for p in tmp_path.iterdir()} == {"dist"}


def test_a_failure_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    before = files_of(tmp_path / "dist")

    with pytest.raises(TargetError, match="No space left on device; nothing was changed"):
        write([first, broken], tmp_path / "dist")

    assert files_of(tmp_path / "dist") == before
    assert {p.name for p in tmp_path.iterdir()} <= {"dist", ".dist.lock"}


def test_a_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    write([first, sums], tmp_path / "dist")
    (tmp_path / "dist" / "notes.txt").write_text("mine")

    with pytest.raises(TargetError, match=r"notes.txt, which no build made"):
        write([first, sums], tmp_path / "dist")

    assert (tmp_path / "dist" / "notes.txt").read_text() == "mine"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("file")

    with pytest.raises(TargetError, match="is a file"):
        write([first], tmp_path / "dist")


def test_files_can_be_read_by_everyone(tmp_path: Path) -> None:
    write([first], tmp_path / "dist")

    modes = {oct(p.stat().st_mode & 0o777) for p in (tmp_path / "dist").rglob("*")}

    assert modes == {"0o755", "0o644"}
