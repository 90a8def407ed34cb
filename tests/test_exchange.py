"""A folder takes the place of another: also where the system cannot exchange two, and after kills.

Kills and faults at every moment are in `tests/long`; what a kill leaves is set up here by hand.
"""

import fcntl
from pathlib import Path

import pytest

from coesa.errors import TargetError
from coesa.exchange import Swap, exchanged, replacement


def never(_: Path, __: Path) -> bool:
    """Stand for a file system that cannot exchange."""
    return False


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "text").write_text(text)
    return path


def inside(parent: Path) -> dict[str, str]:
    return {p.name: (p / "text").read_text() for p in parent.iterdir()}


@pytest.mark.parametrize("swap", [exchanged, never])
def test_the_new_takes_the_place_of_the_old(tmp_path: Path, swap: Swap) -> None:
    target = folder(tmp_path / "dist[1]", "old")

    with replacement(target, swap) as new:
        (new / "text").write_text("new")
        assert (target / "text").read_text() == "old"

    assert inside(tmp_path) == {"dist[1]": "new"}


@pytest.mark.parametrize("swap", [exchanged, never])
def test_an_error_leaves_the_old(tmp_path: Path, swap: Swap) -> None:
    target = folder(tmp_path / "dist", "old")

    with pytest.raises(ZeroDivisionError), replacement(target, swap) as new:
        (new / "text").write_text("new")
        1 / 0  # noqa: B018

    assert inside(tmp_path) == {"dist": "old"}


def test_what_a_kill_between_two_renames_has_taken_away_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    folder(tmp_path / ".dist.coesa-old", "old")
    folder(tmp_path / ".dist.coesa-new", "half")

    with pytest.raises(ZeroDivisionError), replacement(target):
        1 / 0  # noqa: B018

    assert inside(tmp_path) == {"dist": "old"}


def test_what_a_kill_has_left_is_removed(tmp_path: Path) -> None:
    target = folder(tmp_path / "dist", "old")
    folder(tmp_path / ".dist.coesa-new", "half")
    folder(tmp_path / ".dist.coesa-old", "older")
    (tmp_path / ".dist.coesa-lock").touch()

    with replacement(target) as new:
        (new / "text").write_text("new")

    assert inside(tmp_path) == {"dist": "new"}


def test_files_of_others_with_names_like_ours_stay(tmp_path: Path) -> None:
    target = folder(tmp_path / "dist", "old")
    folder(tmp_path / ".dist.coesa-newer", "mine")

    with replacement(target) as new:
        (new / "text").write_text("new")

    assert inside(tmp_path) == {"dist": "new", ".dist.coesa-newer": "mine"}


def test_a_second_process_is_refused_in_one_line(tmp_path: Path) -> None:
    target = folder(tmp_path / "dist", "old")
    with (tmp_path / ".dist.coesa-lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        refused = pytest.raises(TargetError, match="another build is writing to this folder")
        with refused, replacement(target):
            pytest.fail("two at once")

    assert (target / "text").read_text() == "old"
