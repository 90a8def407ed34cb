"""A copy of a folder that is lent to one test after the other, and mended in between.

Hundreds of tests spoil a file or two of a copy of our publication. To write all of its files for
each of them, and to remove them one day, takes longer than most of the tests do.
`test_lent.py` holds what was mended against what was lent.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR

Files = Mapping[Path, bytes | None]
"""What is in a folder, by its path in it: the content of a file, or that it is a folder."""

_LONG_AGO = 1_000_000_000
"""When every file that is lent was written, in seconds: whoever writes to it makes it younger."""

_State = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lent:
    """A folder that is lent, with what belongs into it, and what each entry looked like then."""

    folder: Path
    files: Files
    states: dict[Path, _State] = field(default_factory=dict)


def read(folder: Path, *left_out: str) -> Files:
    """Read a folder to be lent, without some of what lies in it."""
    top = (path for path in sorted(folder.iterdir()) if path.name not in left_out)
    return {
        path.relative_to(folder): None if path.is_dir() else path.read_bytes()
        for path in (folder, *(p for entry in top for p in (entry, *sorted(entry.rglob("*")))))
    }


def lend(files: Files, folder: Path) -> Lent:
    """Write a folder to be lent."""
    lent = Lent(folder, files)
    for path in files:
        _put(lent, path)
    lent.states.update({path: _state(folder / path) for path in files})
    return lent


def mend(lent: Lent) -> None:
    """Make the folder what it was when it was lent."""
    for path in lent.files:
        if _state(lent.folder / path) != lent.states[path]:
            _put(lent, path)
            lent.states[path] = _state(lent.folder / path)
    for path in sorted(_found(lent.folder) - lent.files.keys()):
        _remove(lent.folder / path)


def _put(lent: Lent, path: Path) -> None:
    """Make an entry as it was: a file anew, and a folder that is one only as open as it was."""
    place, content = lent.folder / path, lent.files[path]
    if content is not None:
        _remove(place)
        place.write_bytes(content)
        os.utime(place, (_LONG_AGO, _LONG_AGO))
    elif place.is_symlink() or not place.is_dir():
        _remove(place)
        place.mkdir()
    else:
        place.chmod(lent.states[path][0] & 0o7777)


def _found(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in (folder, *folder.rglob("*"))}


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _state(place: Path) -> _State:
    """Look at an entry: of a folder, no more than that it is one, and its rights."""
    try:
        seen = place.lstat()
    except OSError:
        return ()
    if S_ISDIR(seen.st_mode):
        return (seen.st_mode,)
    return seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_nlink
