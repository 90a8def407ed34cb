"""Write files to `dist/`, all of them or none; the only module that writes."""

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from coesa.errors import TargetError
from coesa.model import Content, Written

SUMS = "SHA256SUMS"
Stage = Callable[[Mapping[str, Written]], Mapping[str, Content]]
"""Some files of `dist/`, made with the digests of the files of earlier stages at hand."""

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def write(stages: Sequence[Stage], out: Path) -> dict[str, Written]:
    """Write the files of all stages to `out`, which is replaced as a whole at the end.

    Until then nothing in `out` changes. A folder that holds files that no build made is refused.

    Raises:
        TargetError: the folder cannot be written, is in use, or holds files of others.
    """
    target = out.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _lock(target), _staging(target) as staging:
            _refuse_strangers(target)
            written = _materialise(stages, staging)
            _sync(staging)
            _exchange(staging, target)
    except OSError as error:
        message = f"{out}: {error.strerror or error}; nothing was changed"
        raise TargetError(message) from error
    return written


@contextlib.contextmanager
def _lock(target: Path) -> Iterator[None]:
    """Keep a second build from writing to the same folder."""
    with (target.parent / f".{target.name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{target.name}: another build is writing to this folder; wait for it"
            raise TargetError(message) from None
        yield
        Path(handle.name).unlink(missing_ok=True)


@contextlib.contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; whatever is in it at the end is removed."""
    prefix = f".{target.name}.tmp-"
    for left_over in target.parent.glob(prefix + "*"):
        shutil.rmtree(left_over)
    staging = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    try:
        staging.chmod(0o755)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _refuse_strangers(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target.name}: is a file; name a folder with --out")
    names = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    sums = target / SUMS
    lines = sums.read_text("utf-8").splitlines() if sums.is_file() else []
    ours = {line.partition("  ")[2] for line in lines} | {SUMS}
    ours |= {name for name in names if f"{name}.sha256" in names and name.endswith(".zip")}
    ours |= {f"{name}.sha256" for name in ours}
    strangers = sorted(names - ours)
    if strangers:
        raise TargetError(
            f"{target.name}: holds {strangers[0]}, which no build made; "
            "move it away, or name another folder with --out"
        )


def _materialise(stages: Sequence[Stage], folder: Path) -> dict[str, Written]:
    written: dict[str, Written] = {}
    for stage in stages:
        for name, content in stage(written).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                content(path)
            path.chmod(0o644)
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            written[name] = Written(path.stat().st_size, digest)
    return written


def _sync(folder: Path) -> None:
    """Have every file and folder on the disk before the old ones go."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _exchange(staging: Path, target: Path) -> None:
    """Put the new folder in the place of the old one in one step (renameat2)."""
    if not target.exists():
        staging.rename(target)
        staging.mkdir()
        return
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (_AT_FDCWD, os.fsencode(staging), _AT_FDCWD, os.fsencode(target), _RENAME_EXCHANGE)
    if hasattr(libc, "renameat2") and libc.renameat2(*arguments) == 0:
        return
    if ctypes.get_errno() not in (0, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # The system or the file system cannot exchange: two renames, the old folder kept until the end.
    old = staging.with_name(staging.name + "-old")
    target.rename(old)
    staging.rename(target)
    old.rename(staging)
