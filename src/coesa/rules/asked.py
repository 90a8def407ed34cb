"""The process in which other implementations are asked: one for all that stands on a vocabulary."""

import os

from coesa.opinions import Opinions, begin
from coesa.tables import Tables


def _kept() -> str:
    """Name under what it is kept with the vocabulary: a fork of ours does not share it."""
    return f"opinions for {os.getpid()}"


def begin_opinions(tables: Tables) -> Opinions:
    """Have the process that is asked for opinions; it is started once.

    Raises:
        OpinionError: if the system does not let it start.
    """
    opinions: Opinions = tables.publication.vocabulary.once(_kept(), begin)
    return opinions


def end_opinions(tables: Tables) -> None:
    """Let the process end, and give back its memory: nothing more is asked."""
    opinions: Opinions | None = tables.publication.vocabulary.known.pop(_kept(), None)
    if opinions is not None:
        opinions.end()
