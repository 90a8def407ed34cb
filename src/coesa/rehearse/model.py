"""The nouns of a rehearsal: what a consumer misses, what it thinks, how it scores."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coesa.model import Texts


class Severity(StrEnum):
    """How much a shortfall weighs, in the words of SHACL; a violation is a reason to refuse."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a consumer misses or finds wrong.

    Attributes:
        rule: the name of the rule, shape or indicator that is not met.
        named: the prefixed name of the property; empty if it is about none.
        found: a value that is wrong; empty if one is missing.
        expected: what must hold, by language.
        nodes: the nodes that it is found at, in order.
        points: what mending it brings, of the score of data.europa.eu.
        key: where to mend it, as a path in the descriptor; empty if no key of ours does.
        example: what could stand there, as JSON.
    """

    severity: Severity
    rule: str
    named: str
    found: str
    expected: Texts
    nodes: tuple[str, ...]
    points: Fraction = Fraction(0)
    key: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the metadata quality assessment, and what a dataset or a catalogue gets.

    Attributes:
        name: its key in the words.
        points: the points that it is worth.
        got: the points that are got, of those.
    """

    dimension: str
    name: str
    points: int
    got: Fraction


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one consumer would say.

    Attributes:
        consumer: its key in the words.
        asked: whether there is anything of its kind to show it.
        checks: what was held against the catalogue, each with how many things were looked at.
        shortfalls: by importance.
        scores: by dataset, for the one consumer that scores.
        measured: whether addresses were asked, not only taken to answer.
    """

    consumer: str
    asked: bool
    checks: Mapping[str, int]
    shortfalls: tuple[Shortfall, ...]
    scores: Mapping[str, tuple[Indicator, ...]]
    measured: bool = False

    @property
    def accepts(self) -> bool:
        """Tell whether it would take what it is shown: nothing is a violation."""
        return not any(s.severity is Severity.VIOLATION for s in self.shortfalls)
