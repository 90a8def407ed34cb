"""Judge many mutants on every core, and tell what was caught by kind and by column."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from coesa.read import read_publication
from tests.mutate import cells, forged, rows
from tests.mutate.cells import cell_mutants
from tests.mutate.corpus import Corpus, Mutant, distinct, is_prose, read_corpus
from tests.mutate.forged import forged_mutants
from tests.mutate.judge import Judge, on_disk, open_judge, validated
from tests.mutate.rows import row_mutants


@dataclass(frozen=True, slots=True)
class Level:
    """What is changed at once, how mutants of it are made, and their kinds."""

    name: str
    make: Callable[[Corpus, int], Iterator[Mutant]]
    kinds: Sequence[Callable[..., object]]


LEVELS = (
    Level("all single edits: one cell", cell_mutants, cells.KINDS),
    Level("rows and tables", row_mutants, rows.KINDS),
    Level("several tables together", forged_mutants, forged.KINDS),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and who caught it: a rule on the tables, or the document."""

    kind: str
    table: str
    column: str
    what: str
    prose: bool
    by_rule: str | None
    by_document: str | None

    @property
    def caught(self) -> bool:
        return self.by_rule is not None or self.by_document is not None


@dataclass(frozen=True, slots=True)
class Order:
    """What to judge: a sample of the mutants of a publication, or all of them.

    Attributes:
        count: how many mutants of facts are drawn, each as likely; None for all.
        prose: how many mutants of prose are drawn.
    """

    folder: Path
    document: Path | None
    seed: int
    count: int | None
    prose: int

    def text(self) -> bytes | None:
        return self.document.read_bytes() if self.document else None


def mutants(corpus: Corpus, seed: int) -> Iterator[Mutant]:
    """Make every mutant of every kind, none twice."""
    return distinct(corpus, chain.from_iterable(level.make(corpus, seed) for level in LEVELS))


def made(corpus: Corpus, seed: int) -> tuple[int, int]:
    """Count the mutants there are, of facts and of prose."""
    prose = Counter(is_in_prose(corpus, mutant) for mutant in mutants(corpus, seed))
    return prose[False], prose[True]


def judged(order: Order) -> list[Judged]:
    """Judge the mutants of an order on every core."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        parts = pool.map(_part, [order] * cores, range(cores), [cores] * cores)
        return [one for part in parts for one in part]


def _part(order: Order, part: int, parts: int) -> list[Judged]:
    corpus = read_corpus(read_publication(order.folder))
    with open_judge(corpus, order.text()) as judge:
        return [judged_one(judge, m) for m in islice(drawn(corpus, order), part, None, parts)]


def drawn(corpus: Corpus, order: Order) -> Iterator[Mutant]:
    """Draw the mutants to be judged, facts and prose apart: the same ones on every core."""
    random = Random(order.seed)
    made = mutants(corpus, order.seed)
    if order.count is None:
        yield from (m for m in made if not is_in_prose(corpus, m))
        made = mutants(corpus, order.seed)
    kept: dict[bool, list[Mutant]] = {True: [], False: []}
    wanted = {True: order.prose, False: order.count or 0}
    seen = {True: 0, False: 0}
    for mutant in made:
        prose = is_in_prose(corpus, mutant)
        seen[prose] += 1
        if len(kept[prose]) < wanted[prose]:
            kept[prose].append(mutant)
        elif (place := random.randrange(seen[prose])) < wanted[prose]:
            kept[prose][place] = mutant
    yield from (*kept[False], *kept[True])


def is_in_prose(corpus: Corpus, mutant: Mutant) -> bool:
    """Tell whether a mutant changes nothing but a column of prose."""
    return bool(mutant.column) and is_prose(
        corpus.sheets[mutant.table].resource.field(mutant.column)
    )


def judged_one(judge: Judge, mutant: Mutant) -> Judged:
    """Judge a mutant by the rules, and by the document if they find nothing."""
    by_rule, by_document = judge.verdict(mutant)
    return Judged(
        kind=mutant.kind,
        table=mutant.table,
        column=mutant.column,
        what=mutant.what,
        prose=is_in_prose(judge.corpus, mutant),
        by_rule=by_rule,
        by_document=by_document,
    )


def disagreements(order: Order, count: int) -> list[str]:
    """Judge a sample as `coesa validate` does, from the disk; tell where the verdict is another."""
    corpus = read_corpus(read_publication(order.folder))
    sample = drawn(corpus, replace(order, count=count, prose=0))
    with open_judge(corpus, order.text()) as judge, TemporaryDirectory() as folder:
        pairs = [(judged_one(judge, m), on_disk(corpus, m, Path(folder))) for m in sample]
        return list(_disagreements(pairs, order.text()))


def _disagreements(pairs: Sequence[tuple[Judged, Path]], document: bytes | None) -> Iterator[str]:
    for one, folder in pairs:
        without, with_document = validated(folder, document)
        if (one.by_rule is not None, one.caught) != (without, with_document):
            yield f"{one.kind} {one.table} {one.column} {one.what}: {one.by_rule}, {without}"
