"""A slice of `make mutate`: every level of forgery, on a few tables."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from coesa.read import read_publication
from tests.conftest import ROOT, part
from tests.mutate.cells import cell_mutants
from tests.mutate.corpus import Corpus, Mutant, distinct, read_corpus
from tests.mutate.forged import KINDS, Kind, forged_mutants
from tests.mutate.judge import Judge, on_disk, open_judge, validated
from tests.mutate.rows import row_mutants
from tests.mutate.run import is_in_prose, judged_one

DOCUMENT = ROOT.parent / "shared" / "report" / "sintesi-raa-2022.txt"
needs_the_document = pytest.mark.skipif(not DOCUMENT.exists(), reason="the report is not here")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(read_publication(ROOT / "datapackage"))


@pytest.fixture(scope="module")
def judge(corpus: Corpus) -> Iterator[Judge]:
    with open_judge(corpus, DOCUMENT.read_bytes() if DOCUMENT.exists() else None) as opened:
        yield opened


def drawn(corpus: Corpus, count: int, *names: str) -> list[Mutant]:
    """Draw mutants of the facts of some tables, and take a part of them."""
    made = (m for make in (cell_mutants, row_mutants) for m in make(corpus, 1, names))
    facts = [m for m in distinct(corpus, made) if not is_in_prose(corpus, m)]
    return part(Random(1).sample(facts, count), 5)


@pytest.mark.in_part
def test_edits_of_a_table_are_caught_without_the_document(corpus: Corpus, judge: Judge) -> None:
    missed = [m for m in drawn(corpus, 40, "financial-amounts") if not judge.rule_that_catches(m)]

    assert missed == []


@pytest.mark.in_part
def test_no_single_edit_of_a_table_with_totals_is_missed(corpus: Corpus, judge: Judge) -> None:
    totalled = sorted(corpus.totalled())
    made = distinct(corpus, cell_mutants(corpus, 1, totalled))
    facts = part(Random(1).sample([m for m in made if not is_in_prose(corpus, m)], 30), 5)

    assert totalled
    assert [m for m in facts if judge.verdict(m) == (None, None)] == []


PROMISED = 0.97
"""The share of single edits of any table that is caught in a draw: docs/mutations.txt has more."""


@pytest.mark.in_part
def test_single_edits_are_caught_as_promised(corpus: Corpus, judge: Judge) -> None:
    """Without the document, and so with it."""
    made = distinct(corpus, cell_mutants(corpus, 1, part(corpus.sheets, 6)))
    facts = part(Random(2).sample([m for m in made if not is_in_prose(corpus, m)], 80), 8)

    caught = sum(judge.rule_that_catches(mutant) is not None for mutant in facts)

    assert caught / len(facts) >= PROMISED


@pytest.mark.in_part
@needs_the_document
def test_what_survives_of_acts_and_events_is_no_fact(corpus: Corpus, judge: Judge) -> None:
    found = [judged_one(judge, m) for m in drawn(corpus, 40, "act", "event-page")]
    survivors = {one.column for one in found if not one.caught}

    assert len(survivors) < len(found)
    assert survivors.isdisjoint({"number", "date", "printed", "page", "section", "figure"})


@needs_the_document
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.__name__))
def test_forgeries_across_tables_are_caught(corpus: Corpus, judge: Judge, kind: Kind) -> None:
    made = forged_mutants(corpus, 1, (kind,))

    found = [judged_one(judge, m) for m in islice(distinct(corpus, made), 2)]

    assert found
    assert all(one.caught for one in found)


@pytest.mark.in_part
def test_the_harness_gives_the_verdict_of_the_command(
    corpus: Corpus, judge: Judge, tmp_path: Path
) -> None:
    document = DOCUMENT.read_bytes() if DOCUMENT.exists() else None
    for mutant in drawn(corpus, 2, "initiative-status"):
        one = judged_one(judge, mutant)

        verdict = validated(on_disk(corpus, mutant, tmp_path), document)

        assert verdict == (one.by_rule is not None, one.caught), mutant.what
