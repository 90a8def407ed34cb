"""Build in other surroundings: the same bytes, whatever they are."""

import itertools
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.long.editions import Edition, files_of
from tests.long.forge import ROOT
from tests.long.swept import Swept, swept

PYTHONS = ("3.12", "3.13")
"""The other versions of Python to build with, where they are installed."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variation:
    """Surroundings of a build."""

    env: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    before: tuple[str, ...] = ()
    copied: str = ""
    python: str = sys.executable

    def __str__(self) -> str:
        told = [f"{name}={value}" for name, value in self.env.items()]
        return " ".join([*told, f"umask={self.umask:o}", *self.before, self.copied, self.python])


def variations(
    size: int, seed: int, publication: Path, folder: Path, sums: Path | None, *, pythons: bool
) -> Swept:
    """Build a publication in `size` surroundings; hold all files against those of the first.

    `sums` is the SHA256SUMS that must come out too; `pythons` asks for other versions of Python.
    """
    reference = _built(Variation(), publication, folder / "reference")
    if sums is not None and reference.get("SHA256SUMS") != sums.read_bytes():
        return Swept(1, (f"{sums}: is not what a build gives",))
    chosen = list(_variations(size, seed))
    others = list(_other_pythons(folder)) if pythons else []

    def case(number: int, variation: Variation) -> str | None:
        return _case(variation, publication, folder / f"{number}", reference)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        result = swept(pool.map(case, itertools.count(), [*chosen, *others]))
    return Swept(result.tried, result.wrong, f"{len(others)} with another version of Python")


def _case(variation: Variation, publication: Path, folder: Path, reference: Edition) -> str | None:
    found = _built(variation, publication, folder)
    shutil.rmtree(folder)
    differ = sorted(
        name for name in found.keys() | reference.keys() if found.get(name) != reference.get(name)
    )
    return f"{variation}: {', '.join(differ[:5])}" if differ else None


def _built(variation: Variation, publication: Path, folder: Path) -> Edition:
    folder.mkdir(parents=True)
    source = _copied(publication, folder, variation.copied)
    command = [*variation.before, variation.python, "-m", "coesa", "build"]
    ended = subprocess.run(
        [*command, "--publication", str(source), "--out", "a b/dist"],
        cwd=folder,
        env={**os.environ, **variation.env},
        umask=variation.umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{variation}: {ended.stderr}"
    return files_of(folder / "a b" / "dist")


def _copied(publication: Path, folder: Path, how: str) -> Path:
    """Copy the publication, its files made in another order, so that folders list them so."""
    if not how:
        return publication
    names = sorted(files_of(publication), reverse=how == "backwards")
    for name in names:
        target = folder / "copied" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(publication / name, target)
        os.utime(target, (0, 0) if how == "backwards" else (2e9, 2e9))
    return folder / "copied"


def _variations(size: int, seed: int) -> Iterator[Variation]:
    """Combine the surroundings by chance, each of each kind at least once in a few."""
    chance = random.Random(seed)
    zones = _cycled(chance, ["UTC", "Pacific/Auckland", "America/Caracas", "Asia/Kathmandu"])
    locales = _cycled(chance, ["C", "C.UTF-8", "POSIX", "it_IT.UTF-8", "tr_TR.UTF-8"])
    epochs = _cycled(chance, ["0", "2000000000"])
    widths = _cycled(chance, ["40", "200"])
    umasks = _cycled(chance, [0o022, 0o077, 0o000, 0o027])
    copied = _cycled(chance, ["", "forwards", "backwards"])
    before = _cycled(chance, list(_wrappers()))
    for number in range(size):
        env = {
            "PYTHONHASHSEED": str(number * 7919 % 2**32),
            "TZ": next(zones),
            "LC_ALL": next(locales),
            "SOURCE_DATE_EPOCH": next(epochs),
            "COLUMNS": next(widths),
        }
        yield Variation(env, next(umasks), next(before), next(copied))


def _wrappers() -> Iterator[tuple[str, ...]]:
    yield ()
    if shutil.which("taskset"):
        yield ("taskset", "--cpu-list", "0")
    if shutil.which("faketime"):
        yield ("faketime", "2031-02-28 23:59:59")
        yield ("faketime", "1999-12-31 23:59:59")


def _cycled(chance: random.Random, values: list[T]) -> Iterator[T]:
    chance.shuffle(values)
    return itertools.cycle(values)


def _other_pythons(folder: Path) -> Iterator[Variation]:
    """Set up the tool anew in other versions of Python, from the locked requirements."""
    for version in PYTHONS:
        name = f"python{version}"
        installed = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{name}")
        for found in [shutil.which(name), *map(str, installed)]:
            if found and _runs(found):
                yield Variation({"PYTHONHASHSEED": "3"}, python=_set_up(found, folder / name))
                break


def _runs(python: str) -> bool:
    asked = [python, "-c", "import ssl, venv"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _set_up(python: str, venv: Path) -> str:
    subprocess.run([python, "-m", "venv", str(venv)], check=True)
    made = str(venv / "bin" / "python")
    pip = [made, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", f"{ROOT}/requirements.txt"], check=True)
    own = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*pip, *own], check=True)
    return made
