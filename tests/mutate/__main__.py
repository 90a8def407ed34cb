"""Print what is caught: `python -m tests.mutate [--count N] [--seed N] [--document FILE]`."""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.mutate.reasons import reason
from tests.mutate.run import Judged, Order, disagreements, judged

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT.parent / "shared" / "report" / "sintesi-raa-2022.txt"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--count", type=int, help="mutants of facts, drawn (default: all)")
    parser.add_argument("--prose", type=int, default=300, help="mutants of prose, drawn")
    parser.add_argument("--compare", type=int, default=0, help="mutants also judged from the disk")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--publication", type=Path, default=ROOT / "datapackage")
    parser.add_argument("--document", type=Path, default=DOCUMENT if DOCUMENT.exists() else None)
    told = parser.parse_args()
    order = Order(told.publication, told.document, told.seed, told.count, told.prose)
    start = time.perf_counter()
    found = judged(order)
    for line in report(found):
        print(line)
    print(f"seed {told.seed}, {time.perf_counter() - start:.0f} s")
    if told.compare:
        others = disagreements(order, told.compare)
        print(f"from the disk: {told.compare} mutants, {len(others)} with another verdict")
        print("\n".join(others))


def report(found: Sequence[Judged]) -> Iterator[str]:
    """Tell what was caught by kind, by totals and by reason of survival."""
    facts = [one for one in found if not one.prose]
    yield f"{'kind':<45}{'mutants':>9}{'caught':>9}{'with the document':>19}"
    for name, own in _grouped(facts, lambda one: one.kind):
        yield _line(name, own)
    yield _line("all facts", facts)
    yield _line("prose, counted apart", [one for one in found if one.prose])
    survivors = [one for one in facts if not one.caught]
    yield f"survivors: {len(survivors)}"
    for why, count in Counter(reason(one) for one in survivors).most_common():
        yield f"{count:>7}  {why}"
    for place, count in Counter((o.table, o.column, o.kind) for o in survivors).most_common(40):
        yield f"{count:>7}  {' '.join(place)}"


def _grouped(
    found: Sequence[Judged], key: Callable[[Judged], str]
) -> Iterator[tuple[str, list[Judged]]]:
    for name in dict.fromkeys(key(one) for one in found):
        yield name, [one for one in found if key(one) == name]


def _line(name: str, found: Sequence[Judged]) -> str:
    without = sum(one.by_rule is not None for one in found)
    caught = sum(one.caught for one in found)
    shares = [f"{100 * n / len(found):.2f} %" if found else "" for n in (without, caught)]
    return f"{name:<45}{len(found):>9}{shares[0]:>9}{shares[1]:>19}"


if __name__ == "__main__":
    main()
