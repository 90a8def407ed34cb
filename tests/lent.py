"""A copy of a folder that is lent to one test after the other, and mended in between.

Hundreds of tests spoil a file or two of a copy of our publication. To write all of its files for
each of them, and to remove them one day, takes longer than most of the tests do.
`test_lent.py` holds what was mended against what was lent.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

Files = Mapping[str, bytes | None]
"""What is in a folder, by its path in it: the content of a file, or that it is a folder."""

_LONG_AGO = 1_000_000_000
"""When every file that is lent was written, in seconds: whoever writes to it makes it younger."""

_State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lent:
    """A folder that is lent, with what belongs into it, and what each entry looked like then."""

    folder: Path
    files: Files
    states: dict[str, _State] = field(default_factory=dict)


def read(folder: Path, *left_out: str) -> Files:
    """Read a folder to be lent, without some of what lies in it."""
    there = [name for name in _states(folder) if name.partition("/")[0] not in left_out]
    return {
        name: None if (folder / name).is_dir() else (folder / name).read_bytes()
        for name in sorted(there)
    }


def lend(files: Files, folder: Path) -> Lent:
    """Write a folder to be lent."""
    lent = Lent(folder, files)
    for name in files:
        _put(lent, name)
    lent.states.update(_states(folder))
    return lent


def mend(lent: Lent) -> None:
    """Make the folder what it was when it was lent."""
    found = _states(lent.folder)
    if found == lent.states:
        return
    for name in lent.files:
        if found.get(name) != lent.states[name]:
            _put(lent, name)
    for name in sorted(_states(lent.folder).keys() - lent.files.keys()):
        _remove(lent.folder / name)
    lent.states.update(_states(lent.folder))


def _put(lent: Lent, name: str) -> None:
    """Make an entry as it was: a file anew, and a folder that is one only as open as it was."""
    place, content = lent.folder / name, lent.files[name]
    if content is not None:
        _remove(place)
        place.write_bytes(content)
        os.utime(place, (_LONG_AGO, _LONG_AGO))
    elif place.is_symlink() or not place.is_dir():
        _remove(place)
        place.mkdir()
    else:
        place.chmod(lent.states[name][0] & 0o7777)


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _states(folder: Path) -> dict[str, _State]:
    """Look at a folder and each entry of it, by its path: nothing, if it is no folder."""
    try:
        seen = folder.lstat()
    except FileNotFoundError:
        return {}
    return {"": _state(seen), **(dict(_below(str(folder), "")) if S_ISDIR(seen.st_mode) else {})}


def _below(folder: str, head: str) -> Iterator[tuple[str, _State]]:
    try:
        entries = list(os.scandir(folder))
    except PermissionError:  # what may not be looked into is opened before it is mended
        return
    for entry in entries:
        name = head + entry.name
        yield name, _state(entry.stat(follow_symlinks=False))
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, f"{name}/")


def _state(seen: os.stat_result) -> _State:
    """Tell what an entry looks like: of a folder, no more than that it is one, and its rights."""
    if S_ISDIR(seen.st_mode) or S_ISLNK(seen.st_mode):
        return (seen.st_mode,)
    return seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_nlink
