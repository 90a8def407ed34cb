"""Print what is caught: `python -m tests.mutate [--count N] [--seed N] [--document FILE]`."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from coesa.read import read_publication
from tests.mutate.corpus import Corpus, read_corpus
from tests.mutate.judge import DECLARED, READ_AGAIN
from tests.mutate.reasons import reason
from tests.mutate.run import LEVELS, Judged, Order, disagreements, judged, made

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT.parent / "shared" / "report" / "sintesi-raa-2022.txt"

_DECLARED = {rule.__name__ for rule in DECLARED}
_READ_AGAIN = {rule.__name__ for rule in READ_AGAIN}
_HEADINGS = ("mutants", "tables", "+ numbers", "+ reading", "+ document", "unread")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--count", type=int, help="mutants of facts, drawn (default: all)")
    parser.add_argument("--prose", type=int, default=300, help="mutants of prose, drawn")
    parser.add_argument("--compare", type=int, default=0, help="mutants also judged from the disk")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--publication", type=Path, default=ROOT / "datapackage")
    parser.add_argument("--document", type=Path, default=DOCUMENT if DOCUMENT.exists() else None)
    parser.add_argument("--write", type=Path, help="a file to write the summary to")
    told = parser.parse_args()
    order = Order(told.publication, told.document, told.seed, told.count, told.prose)
    start = time.perf_counter()
    corpus = read_corpus(read_publication(order.folder))
    found = judged(order)
    summary = list(report(corpus, order, found))
    print("\n".join(summary))
    if told.write:
        told.write.write_text("\n".join([*summary, ""]), "utf-8")
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    if told.compare:
        others = disagreements(order, told.compare)
        print(f"from the disk: {told.compare} mutants, {len(others)} with another verdict")
        print("\n".join(others))


def report(corpus: Corpus, order: Order, found: Sequence[Judged]) -> Iterator[str]:
    """Tell what was caught by level and kind, in tables with totals, and why the rest was not."""
    facts = [one for one in found if not one.prose]
    prose = [one for one in found if one.prose]
    totalled = corpus.totalled()
    kinds = sum(len(level.kinds) for level in LEVELS)
    of_facts, of_prose = made(corpus, order.seed)
    at_hand = "at hand" if order.document else "not at hand"
    yield f"{kinds} kinds of forgery, seed {order.seed}; none leaves the content as it was."
    counts = f"{len(facts)} of {of_facts} mutants of facts, {len(prose)} of {of_prose} of prose"
    yield f"Judged: {counts}."
    yield f"The document is {at_hand}. Caught"
    yield "tables      by rules on the tables alone,"
    yield "+ numbers   and by the numbers of rows and codes that the descriptor declares,"
    yield "+ reading   and by the second readings of the tables: all that `coesa validate` does,"
    yield "+ document  and by `coesa validate --document`;"
    yield "unread      by all of these but the second readings."
    yield ""
    yield f"{'':<42}{''.join(f'{h:>12}' for h in _HEADINGS)}"
    for level in LEVELS:
        names = {kind.__name__ for kind in level.kinds}
        yield _line(level.name, [one for one in facts if one.kind in names])
    yield _line("all facts", facts)
    yield _line("tables with totals", [one for one in facts if one.table in totalled])
    yield _line("prose, counted apart", prose)
    yield f"Tables with totals, of which an identity is a sum: {', '.join(sorted(totalled))}."
    yield ""
    for name, own in _grouped(facts, lambda one: one.kind):
        yield _line(name, own)
    survivors = [one for one in facts if not one.caught]
    yield ""
    yield f"{len(survivors)} survivors, by what one would have to know to catch them:"
    for why, count in Counter(reason(one) for one in survivors).most_common():
        yield f"{count:>7}  {why}"
    yield ""
    yield "Where they are, by table and column (none: several columns):"
    for place, count in Counter((o.table, o.column) for o in survivors).most_common():
        yield f"{count:>7}  {' '.join(place)}"
    if order.count is not None:
        yield from ["", *(f"{o.table} {o.column} {o.kind}: {o.what}" for o in survivors)]


def _grouped(
    found: Sequence[Judged], key: Callable[[Judged], str]
) -> Iterator[tuple[str, list[Judged]]]:
    for name in dict.fromkeys(key(one) for one in found):
        yield name, [one for one in found if key(one) == name]


def _line(name: str, found: Sequence[Judged]) -> str:
    unread = {None, *_READ_AGAIN}
    counts = (
        sum(one.by_rule not in unread | _DECLARED for one in found),
        sum(one.by_rule not in unread for one in found),
        sum(one.by_rule is not None for one in found),
        sum(one.caught for one in found),
        sum(one.by_rule not in unread or one.by_document is not None for one in found),
    )
    shares = [f"{100 * n / len(found):.2f} %" if found else "" for n in counts]
    return f"{name:<42}{len(found):>12}{''.join(f'{share:>12}' for share in shares)}"


if __name__ == "__main__":
    main()
