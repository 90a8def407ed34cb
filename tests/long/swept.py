"""What a sweep has tried, and what it has found wrong."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Swept:
    """How many cases a sweep has tried, what was wrong with each that failed, and a note."""

    tried: int
    wrong: tuple[str, ...] = ()
    note: str = ""


def swept(cases: Iterable[str | None], note: str = "") -> Swept:
    """Try every case; one that is fine has nothing to tell."""
    told = list(cases)
    return Swept(len(told), tuple(line for line in told if line is not None), note)
