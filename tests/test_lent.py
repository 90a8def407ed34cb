"""Whatever was done to a folder that is lent, it is mended."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lent import lend, mend, read

FILES = {"": None, "a.csv": b"a\n1\n", "data": None, "data/b.csv": b"b\n2\n"}


def _linked(place: Path, to: Path) -> None:
    place.unlink()
    place.symlink_to(to)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "a.csv").write_bytes(b"a\n2\n"),
        lambda folder: (folder / "a.csv").write_bytes(b"a\n1\n"),
        lambda folder: (folder / "a.csv").unlink(),
        lambda folder: (folder / "a.csv").chmod(0),
        lambda folder: (folder / "data").chmod(0),
        lambda folder: shutil.rmtree(folder / "data"),
        lambda folder: (folder / "data").rename(folder / "elsewhere"),
        lambda folder: (folder / "a.csv").rename(folder / "data" / "a.csv"),
        lambda folder: _linked(folder / "a.csv", folder / "data" / "b.csv"),
        lambda folder: os.link(folder / "a.csv", folder.parent / "second"),
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "new" / "deep").mkdir(parents=True),
        lambda folder: (folder / "new.csv").write_bytes(b""),
        lambda folder: os.mkfifo(folder / "data" / "pipe"),
        lambda folder: folder.rename(folder.parent / "elsewhere"),
    ],
)
def test_what_is_lent_is_mended(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    lent = lend(FILES, tmp_path / "lent")
    new = lend(FILES, tmp_path / "new")

    spoil(lent.folder)
    mend(lent)

    assert _looks(lent.folder) == _looks(new.folder)


def test_what_is_read_is_lent_without_what_is_left_out(tmp_path: Path) -> None:
    lent = lend(FILES, tmp_path / "lent")

    assert read(lent.folder) == FILES
    assert read(lent.folder, "data") == {"": None, "a.csv": b"a\n1\n"}


def _looks(folder: Path) -> dict[Path, tuple[int, int, bytes]]:
    """Read a folder: the rights and names of each entry, and what it holds."""
    return {
        path.relative_to(folder): (
            path.lstat().st_mode,
            0 if path.is_dir() else path.lstat().st_nlink,
            b"" if path.is_dir() else path.read_bytes(),
        )
        for path in (folder, *folder.rglob("*"))
    }
