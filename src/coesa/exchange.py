"""A folder that takes the place of another in one step, held by one process at a time.

Whoever looks finds the old folder or the new one, never a mix, whatever happens meanwhile. What a
killed process leaves beside the folder, the next one removes or puts back.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from coesa.errors import TargetError

Swap = Callable[[Path, Path], bool]
"""Exchanges two folders in one step, or answers no where the system cannot."""

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)

_PATIENCE = 0.5
"""Seconds in which a copy of a build that was killed has ended, and holds the folder no more."""

_AT_ONCE = 16
"""Files that are waited for together: the journal of a file system has them there in one go."""


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (renameat2); say no where the file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    paths = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    if libc.renameat2(*paths, _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number not in _CANNOT:
        raise OSError(number, os.strerror(number))
    return False


@contextlib.contextmanager
def replacement(target: Path, swap: Swap = exchanged) -> Iterator[Path]:
    """Give an empty folder that takes the place of `target` if the block ends without an error.

    Raises:
        TargetError: another process is replacing the same folder.
        OSError: the file system refuses; `target` is as it was.
    """
    new, old = _beside(target, "new"), _beside(target, "old")
    with _lock(_beside(target, "lock"), target):
        _tidy(target, new, old)
        try:
            new.mkdir()
            new.chmod(0o755)
            yield new
            _sync_all(new)
            _place(new, target, old, swap)
        finally:
            # The outcome stands: what cannot be removed now, the next run removes.
            with contextlib.suppress(OSError):
                shutil.rmtree(new, ignore_errors=True)
                if target.exists():
                    shutil.rmtree(old, ignore_errors=True)


def _beside(target: Path, what: str) -> Path:
    # The same names each time, as only one process works on a folder: nothing piles up.
    return target.with_name(f".{target.name}.coesa-{what}")


@contextlib.contextmanager
def _lock(path: Path, target: Path) -> Iterator[None]:
    handle = _locked(path, target)
    try:
        yield
    finally:
        # A file that stays does no harm: it is the lock that counts, and it goes with us.
        with contextlib.suppress(OSError):
            path.unlink()
        with contextlib.suppress(OSError):
            handle.close()


def _locked(path: Path, target: Path) -> IO[str]:
    began = time.monotonic()
    while True:
        handle = path.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still_at(path, handle):
                return handle
        except BlockingIOError:
            if time.monotonic() - began > _PATIENCE:
                handle.close()
                message = f"{target.name}: another build is writing to this folder; wait for it"
                raise TargetError(message) from None
            time.sleep(_PATIENCE / 50)
        except OSError:
            handle.close()
            raise
        handle.close()


def _is_still_at(path: Path, handle: IO[str]) -> bool:
    """Tell whether the locked file is the one that others will lock; its owner removes it."""
    try:
        return path.stat().st_ino == os.fstat(handle.fileno()).st_ino
    except FileNotFoundError:
        return False


def _tidy(target: Path, new: Path, old: Path) -> None:
    """Clear away what a killed run has left, and put back what it had taken away."""
    if old.exists() and not target.exists():
        old.rename(target)
    for left_over in (new, old):
        if left_over.exists():
            shutil.rmtree(left_over)


def _place(new: Path, target: Path, old: Path, swap: Swap) -> None:
    if not target.exists():
        new.rename(target)
    elif not swap(new, target):
        # Two renames: a run killed between them leaves only `old`, which the next run puts back.
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
    try:
        sync(target.parent)
    except OSError as error:
        message = f"{target.name}: is written, but the disk does not confirm it; build again"
        raise TargetError(message) from error


def _sync_all(folder: Path) -> None:
    """Have every file and folder on the disk before the old ones go, readable by everyone."""
    paths = []
    for inner, _, names in os.walk(folder):
        paths += [(Path(inner), 0o755), *((Path(inner, name), 0o644) for name in names)]
    for path, mode in paths:
        path.chmod(mode)
    with ThreadPoolExecutor(_AT_ONCE) as disk:
        # Reading the answers, all of them None, raises what went wrong.
        list(disk.map(sync, (path for path, _ in paths)))


def sync(path: Path) -> None:
    """Have a file or a folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
