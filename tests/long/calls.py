"""Kill a build at each of its calls to the file system, and let each of them fail (strace)."""

import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.long.editions import Edition, files_of, told_apart
from tests.long.forge import Ended, Forge
from tests.long.swept import Swept, swept

CALLS = (
    *("open", "openat", "creat", "read", "pread64", "write", "pwrite64", "writev", "close"),
    *("lseek", "ftruncate", "fsync", "fdatasync", "stat", "lstat", "fstat", "newfstatat"),
    *("statx", "access", "getdents64", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat"),
    *("rename", "renameat", "renameat2", "chmod", "fchmod", "fchmodat", "flock"),
    *("sendfile", "copy_file_range"),
)
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO", "error=EACCES", "error=EINVAL")
"""EINVAL is also what a file system answers that cannot exchange two folders."""

_TRACED = re.compile(r"^(\d+) +(\w+)\(", re.MULTILINE)
_NOT_CONFIRMED = "is written, but the disk does not confirm it"


def is_possible() -> bool:
    """Tell whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    asked = ["strace", "-o", os.devnull, "true"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def calls(size: int | None, seed: int, folder: Path) -> Swept:
    """Let calls go wrong, each in every way: `size` cases by chance, or all there are."""
    with Forge(folder) as forge:
        editions = {}
        for number in (0, 1):
            forge.run("edition", number, folder / f"{number}" / "dist")
            editions[number] = files_of(folder / f"{number}" / "dist")
        out = folder / "faulty" / "dist"
        for number in (0, 1, 0):
            forge.run("edition", number, out)
        counted = _counted(forge, folder, out)
        cases = [
            (call, which, fault)
            for call, most in sorted(counted.items())
            for which in range(1, most + 1)
            for fault in FAULTS
        ]
        chosen = cases if size is None else random.Random(seed).sample(cases, size)
        told = f"{sum(counted.values())} calls of {len(counted)} kinds, {len(FAULTS)} faults each"
        return swept(_cases(forge, folder, out, editions, chosen), told)


def _counted(forge: Forge, folder: Path, out: Path) -> dict[str, int]:
    """Count the calls of a build, by kind: those of the thread that makes the most of them.

    strace counts by thread, so the n-th of a kind goes wrong in each thread that comes so far.
    """
    traced = folder / "traced"
    ended = _traced(forge, out, 1, traced, ["-e", f"trace={_known(CALLS)}"])
    assert ended.code == 0, ended.told
    by_thread = Counter(_TRACED.findall(traced.read_text("utf-8", "replace")))
    most: dict[str, int] = {}
    for (_, call), count in by_thread.items():
        most[call] = max(count, most.get(call, 0))
    return most


def _known(names: Iterable[str]) -> str:
    # With a question mark strace passes over a name that this machine does not have.
    return ",".join(f"?{name}" for name in names)


def _cases(
    forge: Forge,
    folder: Path,
    out: Path,
    editions: dict[int, Edition],
    chosen: list[tuple[str, int, str]],
) -> Iterator[str | None]:
    now = 1
    for call, which, fault in chosen:
        wanted, case = 1 - now, f"{call} {which} {fault}"
        inject = f"inject={call}:{fault}:when={which}"
        tracing = ["-e", f"trace={call}", "-e", inject]
        ended = _traced(forge, out, wanted, folder / "traced", tracing)
        wrong = _fault(ended, told_apart(out, editions), now, case)
        again = forge.run("edition", wanted, out)
        if again.code or told_apart(out, editions) != wanted:
            wrong = f"{case}: the build after it failed: {again.told}"
        if [p.name for p in out.parent.iterdir()] != [out.name]:
            wrong = f"{case}: left over after the next build: {sorted(out.parent.iterdir())}"
        yield wrong
        now = wanted


def _fault(ended: Ended, found: int | None, before: int, case: str) -> str | None:
    after = 1 - before
    if ended.code == 0:
        return None if found == after else f"{case}: ended well, but dist/ is {found}"
    if ended.code == -signal.SIGKILL:
        return _at_kill(found, case)
    if not ended.is_refusal:
        return f"{case}: exit code {ended.code}, told {ended.told[-300:]!r}"
    wanted = after if _NOT_CONFIRMED in ended.told else before
    return None if found == wanted else f"{case}: refused, but dist/ is {found}: {ended.told}"


def _at_kill(found: int | None, case: str) -> str | None:
    return f"{case}: dist/ is neither the old nor the new" if found is None else None


def _traced(forge: Forge, out: Path, number: int, traced: Path, options: list[str]) -> Ended:
    process = forge.start("edition", number, out)
    command = ["strace", "-f", "-qq", "-o", str(traced), *options, "-p", str(process)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as tracer:
        _wait_for_tracer(process, tracer)
        os.kill(process, signal.SIGCONT)
    return forge.end()


def _wait_for_tracer(process: int, tracer: subprocess.Popen[bytes]) -> None:
    status = Path(f"/proc/{process}/status")
    while "TracerPid:\t0\n" in status.read_text():
        assert tracer.poll() is None, "strace could not attach"
        time.sleep(0.001)
