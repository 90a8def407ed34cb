"""What a fault is: how it is planted, and which rule must find it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from coesa.synthetic.edits import Ground, Place

Plant = Callable[[Ground], Iterable[Place]]
"""Plant a fault, and tell every place where its rule must name it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault on demand.

    Attributes:
        plant: named as the sentence of what is wrong; its docstring tells what it does.
        rule: the rule that must find it.
        follows: rules that cannot but find it too, each at a place of its own.
        in_document: only `coesa validate --document` finds it.
    """

    plant: Plant
    rule: str
    follows: tuple[str, ...] = ()
    in_document: bool = False

    @property
    def name(self) -> str:
        """The sentence of what is wrong, with hyphens."""
        return self.plant.__name__.replace("_", "-")

    @property
    def told(self) -> str:
        """What planting it does."""
        return str(self.plant.__doc__).partition("\n")[0]
