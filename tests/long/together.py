"""Start two builds at once while a reader looks: nothing missing, nothing mixed."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.long.editions import Edition, files_of, told_apart
from tests.long.forge import Ended, Forge
from tests.long.swept import Swept, swept

_IN_USE = "another build is writing to this folder"


def together(size: int, folder: Path) -> Swept:
    """Let two builds of different editions write to one folder, `size` times."""
    looked: list[bool] = []
    (folder / "one").mkdir()
    (folder / "other").mkdir()
    with Forge(folder / "one") as one, Forge(folder / "other") as other:
        editions = {}
        for number in (0, 1):
            one.run("edition", number, folder / f"{number}" / "dist")
            editions[number] = files_of(folder / f"{number}" / "dist")
        out = folder / "shared" / "dist"
        one.run("edition", 0, out)
        over = threading.Event()
        reader = threading.Thread(target=_look, args=(out / "SHA256SUMS", over, looked))
        reader.start()
        try:
            result = swept(_rounds(size, one, other, out, editions))
        finally:
            over.set()
            reader.join()
    missing = looked.count(False)
    told = (f"a reader missed the file {missing} times",) if missing else ()
    return Swept(result.tried, (*result.wrong, *told), f"{len(looked)} looks of a reader")


def _look(path: Path, over: threading.Event, looked: list[bool]) -> None:
    while not over.is_set():
        looked.append(path.is_file())


def _rounds(
    size: int, one: Forge, other: Forge, out: Path, editions: dict[int, Edition]
) -> Iterator[str | None]:
    for case in range(size):
        processes = one.start("edition", 0, out), other.start("edition", 1, out)
        for process in processes[:: 1 if case % 2 else -1]:
            os.kill(process, signal.SIGCONT)
        yield _fault([one.end(), other.end()], out, editions, f"round {case}")


def _fault(ended: list[Ended], out: Path, editions: dict[int, Edition], case: str) -> str | None:
    codes = sorted(end.code for end in ended)
    if codes not in ([0, 0], [0, 3]):
        return f"{case}: exit codes {codes}: {[end.told for end in ended]}"
    for end in ended:
        if end.code and not (end.is_refusal and _IN_USE in end.told):
            return f"{case}: told {end.told!r}"
    winners = {number: editions[number] for number, end in enumerate(ended) if end.code == 0}
    if told_apart(out, winners) is None:
        return f"{case}: dist/ is not what the build that ended well has made"
    if [p.name for p in out.parent.iterdir()] != [out.name]:
        return f"{case}: left over: {sorted(out.parent.iterdir())}"
    return None
