"""Kill a build at random moments: the old `dist/` or the new one, and nothing left over."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from tests.long.editions import Edition, files_of, told_apart
from tests.long.forge import Forge
from tests.long.swept import Swept, swept

QUICK = ("edition", "edition")


def kills(size: int, seed: int, folder: Path, builds: tuple[str, str] = QUICK) -> Swept:
    """Kill -9 a build at `size` random moments, now of one edition and now of the other."""
    with Forge(folder) as forge:
        editions, seconds = _editions(forge, folder, builds)
        note = f"in {seconds:.3f} s each"
        return swept(_cases(forge, folder, builds, editions, seconds, size, seed), note)


def _editions(
    forge: Forge, folder: Path, builds: tuple[str, str]
) -> tuple[dict[int, Edition], float]:
    editions, began = {}, 0.0
    for number, what in enumerate(builds):
        # The last build is the measure: the first has to load everything.
        began = time.monotonic()
        ended = forge.run(what, number, folder / f"{number}" / "dist")
        assert ended.code == 0, ended.told
        editions[number] = files_of(folder / f"{number}" / "dist")
    assert editions[0] != editions[1]
    return editions, time.monotonic() - began


def _cases(
    forge: Forge,
    folder: Path,
    builds: tuple[str, str],
    editions: dict[int, Edition],
    seconds: float,
    size: int,
    seed: int,
) -> Iterator[str | None]:
    chance = random.Random(seed)
    out = folder / "killed" / "dist"
    forge.run(builds[0], 0, out)
    for case in range(size):
        moment = chance.uniform(0, seconds * 1.1)
        process = forge.start(builds[case % 2], case % 2, out)
        os.kill(process, signal.SIGCONT)
        time.sleep(moment)
        os.kill(process, signal.SIGKILL)
        ended = forge.end()
        yield _fault(out, editions, ended.code, f"case {case}, killed after {moment:.4f} s")
    ended = forge.run(builds[0], 0, out)
    yield _fault(out, {0: editions[0]}, ended.code, "the build after the last kill")


def _fault(out: Path, editions: dict[int, Edition], code: int, case: str) -> str | None:
    if told_apart(out, editions) is None:
        return f"{case}: dist/ is neither the old nor the new"
    if code == 0 and [p.name for p in out.parent.iterdir()] != [out.name]:
        return f"{case}: a build that ended well has left {sorted(out.parent.iterdir())}"
    return None if code in (0, -signal.SIGKILL) else f"{case}: exit code {code}"
