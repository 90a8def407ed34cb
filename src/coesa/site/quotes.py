"""A sentence to quote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """An observation in words.

    Attributes:
        sentence: what may be quoted.
        caveats: what must be known with it, a sentence each.
    """

    sentence: str
    caveats: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The sentence with its caveats."""
        return " ".join((self.sentence, *self.caveats))
