"""Check an unpacked bundle, or a zipped one, against its SHA256SUMS.

This file stands in every bundle and needs nothing but Python: `python verify.py [FOLDER | ZIP]`.
"""

import hashlib
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

SUMS = "SHA256SUMS"
Opener = Callable[[str], IO[bytes]]


def verify(target: Path) -> tuple[int, list[str]]:
    """Count the files that were checked, and say what is wrong with the bundle.

    Raises:
        FileNotFoundError: there is no bundle at `target`.
        zipfile.BadZipFile: the file is no zip.
    """
    if target.is_dir():
        return _check(_files_of(target), lambda name: (target / name).open("rb"))
    with zipfile.ZipFile(target) as bundle:
        members = [member.filename for member in bundle.infolist()]
        folder = _folder_of(members)
        names = [member.removeprefix(folder) for member in members]
        twice = sorted({name for name in names if names.count(name) > 1})
        count, wrong = _check(names, lambda name: bundle.open(folder + name))
        return count, [*(f"{name}: stands twice in the zip" for name in twice), *wrong]


def _folder_of(members: list[str]) -> str:
    """Tell the one folder that a zip holds its bundle in, with its slash; nothing if in none."""
    folders = {member.partition("/")[0] + "/" for member in members}
    return folders.pop() if len(folders) == 1 else ""


def _files_of(folder: Path) -> list[str]:
    return [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file()]


def _check(names: list[str], opened: Opener) -> tuple[int, list[str]]:
    if SUMS not in names:
        return 0, [f"{SUMS}: is missing; this is no bundle"]
    with opened(SUMS) as stream:
        sums = dict(_lines(stream.read().decode("utf-8")))
    return len(sums), [*_differences(sums, names, opened), *_strangers(sums, names)]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def _differences(sums: dict[str, str], names: list[str], opened: Opener) -> Iterator[str]:
    there = set(names)
    for name, digest in sums.items():
        if name not in there:
            yield f"{name}: is missing"
            continue
        with opened(name) as stream:
            digester = hashlib.sha256()
            while block := stream.read(1 << 20):
                digester.update(block)
            found = digester.hexdigest()
        if found != digest:
            yield f"{name}: has been changed (SHA-256 {found}, expected {digest})"


def _strangers(sums: dict[str, str], names: list[str]) -> Iterator[str]:
    for name in names:
        is_own_zip = "/" not in name and name.endswith((".zip", ".zip.sha256"))
        if name not in sums and name != SUMS and not is_own_zip:
            yield f"{name}: is not in {SUMS}"


def main(arguments: list[str]) -> int:
    """Check the bundle named by the arguments, by default the folder that this file is in."""
    target = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        count, wrong = verify(target)
    except (OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{target}: {error}\n")
        return 1
    for line in wrong:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{count} files checked, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
