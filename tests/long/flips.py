"""Change, remove and add bytes and files of a bundle: `coesa verify` finds each of them."""

import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

from coesa.verify import verify
from tests.long.editions import files_of
from tests.long.swept import Swept, swept


def flips(size: int | None, seed: int, bundle: Path, folder: Path) -> Swept:
    """Change a byte of a zipped bundle, `size` of them by chance or each of them."""
    length = bundle.stat().st_size
    places = range(length)
    chosen = places if size is None else random.Random(seed).sample(places, size)
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        parts = [chosen[n::workers] for n in range(workers)]
        found = pool.map(partial(_flipped, bundle, folder, seed), range(workers), parts)
        wrong = [line for lines in found for line in lines]
    return Swept(len(chosen), tuple(wrong), f"of {length} bytes")


def _flipped(
    bundle: Path, folder: Path, seed: int, number: int, places: Iterable[int]
) -> list[str]:
    copy = folder / f"{number}" / bundle.name
    copy.parent.mkdir()
    shutil.copyfile(bundle, copy)
    content = bundle.read_bytes()
    chance = random.Random(f"{seed} {number}")
    wrong = []
    with copy.open("r+b", buffering=0) as stream:
        for place in places:
            other = content[place] ^ chance.randint(1, 255)
            os.pwrite(stream.fileno(), bytes([other]), place)
            if not verify(copy)[1]:
                wrong.append(f"byte {place}: {content[place]} changed to {other}")
            os.pwrite(stream.fileno(), content[place : place + 1], place)
    assert verify(copy)[1] == []
    return wrong


def spoilt(size: int | None, seed: int, built: Path, folder: Path) -> Swept:
    """Spoil `size` files of a built folder, or each, in every way; and add files to it."""
    copy = Path(shutil.copytree(built, folder / "spoilt"))
    assert verify(copy)[1] == []
    names, chance = sorted(files_of(copy)), random.Random(seed)
    chosen = names if size is None else sorted(chance.sample(names, size))
    return swept(_spoilt(copy, chosen, chance))


Deed = Callable[[Path], object]


def _spoilt(copy: Path, names: list[str], chance: random.Random) -> Iterator[str | None]:
    deeds: dict[str, Deed] = {
        "changed": partial(_change, chance),
        "cut by a byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
        "a byte longer": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
        "missing": Path.unlink,
        "renamed": lambda path: path.rename(path.with_name(f"{path.name}x")),
        "a link": _link,
    }
    for name in names:
        content = (copy / name).read_bytes()
        for deed, do in deeds.items():
            do(copy / name)
            yield None if verify(copy)[1] else f"{name}: {deed}"
            (copy / f"{name}x").unlink(missing_ok=True)
            (copy / name).unlink(missing_ok=True)
            (copy / name).write_bytes(content)
    for one, other in pairwise(names):
        contents = (copy / one).read_bytes(), (copy / other).read_bytes()
        for path, content in zip((other, one), contents, strict=True):
            (copy / path).write_bytes(content)
        yield None if verify(copy)[1] or contents[0] == contents[1] else f"{one}, {other}: swapped"
        for path, content in zip((one, other), contents, strict=True):
            (copy / path).write_bytes(content)
    for name in ("more.txt", "rdf/more.ttl", "more.zip", "more.zip.sha256", ".hidden"):
        (copy / name).write_bytes(b"more")
        yield None if verify(copy)[1] else f"{name}: added"
        (copy / name).unlink()
    assert verify(copy)[1] == []


def _change(chance: random.Random, path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randint(1, 255)
    path.write_bytes(content)


def _link(path: Path) -> None:
    aside = path.rename(path.with_name(f"{path.name}x"))
    path.symlink_to(aside.name)
