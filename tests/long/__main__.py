"""Run every sweep and say what was found: `python -m tests.long [--size full|middle] [--seed N]`.

`make long` runs the full size, which takes hours; CI the middle one.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.long.calls import calls
from tests.long.calls import is_possible as tracing_is_possible
from tests.long.disks import disks
from tests.long.disks import is_possible as mounting_is_possible
from tests.long.flips import flips, spoilt
from tests.long.forge import ROOT, Forge
from tests.long.kills import kills
from tests.long.malformed import malformed
from tests.long.publications import MINIMAL, two_editions
from tests.long.swept import Swept
from tests.long.tested import cases_of
from tests.long.together import together
from tests.long.variations import variations

Sweep = Callable[[Path], Swept]

BUILT = MINIMAL / "dist"
"""The smallest publication built without a site, as it is committed."""


def sweeps(full: bool, seed: int) -> dict[str, Sweep]:
    """List the sweeps by what they do to a build or a bundle."""
    publication, sums = ROOT / "datapackage", ROOT / "dist" / "SHA256SUMS"
    listed: dict[str, Sweep] = {
        "kill -9 while dist/ is written": lambda to: kills(1000 if full else 100, seed, to),
        "kill -9 in a whole build": lambda to: kills(
            1000 if full else 5, seed, to, two_editions(to)
        ),
        "two builds at once": lambda to: together(200 if full else 40, to),
        "a malformed publication": lambda to: malformed(None if full else 60, seed, to),
        "a byte of the zip changed": lambda to: flips(
            None if full else 3000, seed, next(BUILT.glob("*.zip")), to
        ),
        "a file of dist/ spoilt": lambda to: spoilt(None, seed, BUILT, to),
        "a file of dist/ with a site spoilt": lambda to: spoilt(
            None if full else 20, seed, built(to), to
        ),
        "other surroundings": lambda to: variations(
            32 if full else 2, seed, publication, to, sums, pythons=full
        ),
    }
    listed["every case of what is tested in part"] = lambda to: cases_of("in_part", to)
    if full:
        listed["many examples of what is drawn"] = lambda to: cases_of("hypothesis", to)
    if tracing_is_possible():
        listed["a call to the file system goes wrong"] = lambda to: calls(
            None if full else 60, seed, to
        )
    if mounting_is_possible():
        listed["a full or read-only disk"] = lambda to: disks(
            40 if full else 2, to, two_editions(to)
        )
    return listed


def built(folder: Path) -> Path:
    """Build all of the smallest publication."""
    out = folder / "built" / "dist"
    with Forge(folder) as forge:
        ended = forge.run(str(MINIMAL), 0, out)
    assert ended.code == 0, ended.told
    return out


def main() -> int:
    """Run the sweeps; 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("--size", choices=["full", "middle"], default="full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="sweeps with these words in their name")
    asked = parser.parse_args()
    found = 0
    for name, sweep in sweeps(asked.size == "full", asked.seed).items():
        if asked.only not in name:
            continue
        began = time.monotonic()
        with TemporaryDirectory() as folder:
            result = sweep(Path(folder))
        seconds = time.monotonic() - began
        told = f"{name}: {result.tried} cases, {len(result.wrong)} wrong, {seconds:.0f} s"
        lines = [f"{told} {result.note}".rstrip(), *result.wrong]
        sys.stdout.write("\n  ".join(lines) + "\n")
        sys.stdout.flush()
        found += len(result.wrong)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
