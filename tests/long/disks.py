"""Build where the disk is full, files may not grow, or nothing may be written.

Runs in a name space of its own (`unshare`), where a disk of any size may be mounted by anybody, and
where nothing of it is left when the sweep ends.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.long.editions import Edition, files_of, told_apart
from tests.long.forge import ROOT, Forge
from tests.long.swept import Swept, swept

PAGE = os.sysconf("SC_PAGE_SIZE")
"""Bytes of which a file in memory takes a whole number."""

NAMESPACE = ("unshare", "--map-root-user", "--mount", "--propagation", "private")


def is_possible() -> bool:
    """Tell whether a disk may be mounted in a name space of our own."""
    if shutil.which("unshare") is None:
        return False
    asked = [*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def disks(size: int, folder: Path, builds: tuple[str, str]) -> Swept:
    """Build on disks of `size` sizes, with as many limits for a file, and on a read-only disk."""
    command = [*NAMESPACE, sys.executable, "-m", "tests.long.disks", str(size), str(folder)]
    told = subprocess.run(
        [*command, *builds], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    ).stdout
    found = json.loads(told)
    return Swept(found["tried"], tuple(found["wrong"]), found["note"])


def _cases(folder: Path, size: int, builds: tuple[str, str]) -> Iterator[str | None]:
    disk = folder / "disk"
    disk.mkdir()
    _mount("-t", "tmpfs", "none", str(disk))
    with Forge(folder) as forge:
        editions = {}
        for number, what in enumerate(builds):
            ended = forge.run(what, number, disk / "dist")
            assert ended.code == 0, ended.told
            editions[number] = files_of(disk / "dist")
        sizes = [len(content) for files in editions.values() for content in files.values()]
        taken = sum(-(-length // PAGE) * PAGE for length in sizes)
        for step in range(size):
            # From no room for a second edition to room enough.
            kilobytes = taken * (size + step) // size // 2 // 1024 + 200
            _mount("-o", f"remount,size={kilobytes}k", str(disk))
            yield _case(forge, disk, builds, editions, f"a disk of {kilobytes} kB")
        _mount("-o", "remount,size=0", str(disk))
        for step in range(size):
            # What a build has to say goes to a file too.
            limit = max(4096, max(sizes) * (step + 1) // size)
            yield _case(forge, disk, builds, editions, f"files of {limit} bytes", limit)
        _mount("-o", "remount,ro", str(disk))
        yield _case(forge, disk, builds, editions, "a read-only disk")


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _case(
    forge: Forge,
    disk: Path,
    builds: tuple[str, str],
    editions: dict[int, Edition],
    case: str,
    largest: int = -1,
) -> str | None:
    before = told_apart(disk / "dist", editions)
    assert before is not None
    ended = forge.run(builds[1 - before], 1 - before, disk / "dist", largest)
    found = told_apart(disk / "dist", editions)
    if os.listdir(disk) != ["dist"]:  # noqa: PTH208
        return f"{case}: left over: {sorted(disk.iterdir())}"
    if ended.code == 0 and found == 1 - before:
        return None
    if ended.is_refusal and found == before:
        return None
    return f"{case}: exit code {ended.code}, dist/ is {found} after {before}: {ended.told[-400:]}"


if __name__ == "__main__":
    count, place, one, other = sys.argv[1:]
    result = swept(_cases(Path(place), int(count), (one, other)))
    sys.stdout.write(json.dumps(asdict(result)))
