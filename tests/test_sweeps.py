"""A few cases of each sweep of `tests/long`, which `make long` runs in full."""

import shutil
from pathlib import Path

import pytest

from coesa.registry import REGISTRY, Stage
from tests.long import calls, disks
from tests.long.editions import told_apart
from tests.long.flips import flips, spoilt
from tests.long.kills import kills
from tests.long.malformed import counts, good, malformed
from tests.long.publications import MINIMAL
from tests.long.together import together


def test_a_mix_of_two_editions_is_told_from_both(tmp_path: Path) -> None:
    editions = {0: {"a": b"0", "b": b"0"}, 1: {"a": b"1", "b": b"1"}}
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"0")

    assert told_apart(tmp_path, editions) is None
    (tmp_path / "b").write_bytes(b"1")
    assert told_apart(tmp_path, editions) == 1


def test_a_build_killed_at_any_moment(tmp_path: Path) -> None:
    assert kills(10, 2, tmp_path).wrong == ()


def test_two_builds_at_once(tmp_path: Path) -> None:
    assert together(4, tmp_path).wrong == ()


@pytest.mark.skipif(not calls.is_possible(), reason="strace is not installed or may not trace")
def test_a_call_to_the_file_system_goes_wrong(tmp_path: Path) -> None:
    assert calls.calls(6, 2, tmp_path).wrong == ()


@pytest.mark.skipif(not disks.is_possible(), reason="no disk may be mounted here")
def test_a_full_or_read_only_disk(tmp_path: Path) -> None:
    assert disks.disks(3, tmp_path, ("edition", "edition")).wrong == ()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(MINIMAL / "dist", tmp_path_factory.mktemp("built") / "dist"))


def test_a_changed_byte_of_a_bundle_is_found(built: Path, tmp_path: Path) -> None:
    assert flips(500, 2, next(built.glob("*.zip")), tmp_path).wrong == ()


def test_a_spoilt_file_is_found(built: Path, tmp_path: Path) -> None:
    assert spoilt(8, 2, built, tmp_path).wrong == ()


def test_malformed_publications_in_two_seconds_and_300_mb(tmp_path: Path) -> None:
    assert malformed(4, 2, tmp_path).wrong == ()


def test_every_rule_of_the_gate_is_broken_in_four_ways_at_least() -> None:
    counted = counts()
    gate = {rule.name for rule in REGISTRY if rule.stage is Stage.FILES}

    assert sum(counted.values()) >= 300
    assert {rule: counted[rule] for rule in gate if counted[rule] < 4} == {}
    assert good() >= 60
