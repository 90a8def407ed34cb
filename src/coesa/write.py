"""Write files to `dist/`, all of them or none; the only module that writes."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from coesa.beside import beside
from coesa.errors import TargetError
from coesa.exchange import replacement, sync
from coesa.model import Batch, Content, Written
from coesa.verify import verify

SUMS = "SHA256SUMS"
_LARGE = 1_000_000
"""Bytes of a file from which on it is on its way to the disk before the others are made."""

_FILES = 2
"""Files that are made at once, of those that are not made in memory."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read again: its state on the disk just before, and its SHA-256."""

    state: tuple[int, int, int]
    sha256: str


_Made = tuple[Written, Future[_Read] | None]
"""A file that was made, and that it was read again, if it is large."""

Stage = Callable[[Mapping[str, Written]], Sequence[Batch]]
"""Some files of `dist/`, made with the digests of the files of earlier stages at hand.

Of its batches the first is made by our process, each other in a copy of it (`coesa.beside`).
"""


def alone(make: Callable[[Mapping[str, Written]], Mapping[str, Content]]) -> Stage:
    """Give a stage of one batch."""
    return lambda written: [partial(make, written)]


def write(stages: Sequence[Stage], out: Path) -> dict[str, Written]:
    """Write the files of all stages to `out`, which is replaced as a whole at the end.

    Until then nothing in `out` changes. A folder that holds files that no build made is refused.

    Raises:
        TargetError: the folder cannot be written, is in use, or holds files of others.
    """
    target = out.resolve()
    if not target.name:
        raise TargetError(f"{out}: is the root of the disk; name another folder with --out")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacement(target) as staging:
            _refuse_strangers(target)
            with _at_once(1) as disk:
                written, read = _materialise(stages, staging, disk)
                _check(staging, read)
    except OSError as error:
        message = f"{out}: {error.strerror or error}; nothing was changed"
        raise TargetError(message) from error
    return written


def write_beside(path: Path, suffix: str, content: bytes) -> Path:
    """Write a small file beside another, whole or not at all.

    Raises:
        TargetError: the folder cannot be written.
    """
    return write_whole(path.with_name(path.name + suffix), content)


def write_whole(target: Path, content: bytes) -> Path:
    """Write a small file, or one in the place of another, whole or not at all.

    Raises:
        TargetError: the folder cannot be written.
    """
    draft = target.with_name(f".{target.name}.coesa-new")
    try:
        draft.write_bytes(content)
        draft.chmod(0o644)
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        message = f"{target}: {error.strerror or error}; nothing was written"
        raise TargetError(message) from error
    return target


def _refuse_strangers(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target.name}: is a file; name a folder with --out")
    strangers = sorted(_files(target).keys() - _ours(target))
    if strangers:
        raise TargetError(
            f"{target.name}: holds {strangers[0]}, which no build made; "
            "move it away, or name another folder with --out"
        )


def _ours(target: Path) -> set[str]:
    """Name the files that a build has made, and the signature that was made of its zip."""
    ours = _listed(target, SUMS) | {SUMS}
    ours |= {n for name in ours if name.endswith(f"/{SUMS}") for n in _listed(target, name)}
    for checksum in target.glob("*.zip.sha256"):
        ours |= {checksum.name, checksum.stem}
        ours |= {f"{checksum.stem}.minisig", f".{checksum.stem}.minisig.coesa-new"}
    return ours


def _listed(target: Path, name: str) -> set[str]:
    """Name the files that a list of digests names."""
    sums, folder = target / name, name[: -len(SUMS)]
    lines = sums.read_text("utf-8", "replace").split("\n") if sums.is_file() else []
    return {folder + line.partition("  ")[2] for line in lines if line}


def _files(folder: Path) -> dict[str, Path]:
    """Find whatever is no folder; a link is none, wherever it leads."""
    found = (p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
    return {p.relative_to(folder).as_posix(): p for p in found}


def _check(folder: Path, read: Mapping[str, Future[_Read]]) -> None:
    """Read everything again and hold it against its checksums, as a reader will.

    What was read again before, and is as it was then, is not read once more.
    """
    digests = {
        name: before.sha256
        for name, before in ((name, again.result()) for name, again in read.items())
        if before.state == _state(folder / name)
    }
    _, wrong = verify(folder, digests)
    if wrong:
        raise TargetError(f"{wrong[0]}; nothing was changed; check the disk and build again")


def _materialise(
    stages: Sequence[Stage], folder: Path, disk: Executor
) -> tuple[dict[str, Written], dict[str, Future[_Read]]]:
    """Write stage by stage; what is large goes to the disk meanwhile, and is read again."""
    written: dict[str, Written] = {}
    read: dict[str, Future[_Read]] = {}
    for stage in stages:
        first, *others = stage(written)
        with contextlib.ExitStack() as copies:
            answers = [copies.enter_context(beside(partial(_written, b, folder))) for b in others]
            for name, (file, again) in _batch(first, folder, disk).items():
                written[name] = file
                read |= {} if again is None else {name: again}
            for answer in answers:
                written |= answer()
    return written, read


def _written(batch: Batch, folder: Path) -> dict[str, Written]:
    """Write a batch in a copy of our process; what is large is on the disk at its end."""
    with _at_once(1) as disk:
        return {name: file for name, (file, _) in _batch(batch, folder, disk).items()}


def _batch(batch: Batch, folder: Path, disk: Executor) -> dict[str, _Made]:
    contents = batch()
    with _at_once(_FILES) as makers:
        made = {
            name: makers.submit(_made, folder / name, content, disk)
            for name, content in contents.items()
            if not isinstance(content, bytes)
        }
        # Bytes are there already: they are written while the others are made.
        there = {
            name: _made(folder / name, content, disk)
            for name, content in contents.items()
            if isinstance(content, bytes)
        }
        return {name: there[name] if name in there else made[name].result() for name in contents}


@contextlib.contextmanager
def _at_once(count: int) -> Iterator[Executor]:
    """Give threads that take up no more when one has failed."""
    with ThreadPoolExecutor(count) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _made(path: Path, content: Content, disk: Executor) -> _Made:
    """Make a file and measure it, unless it was measured when it was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
        written = Written(len(content), hashlib.sha256(content).hexdigest())
    else:
        written = content(path) or _measured(path)
    again = disk.submit(_read_again, path) if written.size >= _LARGE else None
    return replace(written, location=path), again


def _read_again(path: Path) -> _Read:
    """Have a file on the disk, and read it again."""
    sync(path)
    return _Read(_state(path), _measured(path).sha256)


def _state(path: Path) -> tuple[int, int, int]:
    """Tell by what a file that was written since is known to be another."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _measured(path: Path) -> Written:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Written(stream.tell(), digest)
