"""The catalogue of faults, and how they are planted in a publication that was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from coesa.errors import ParametersError
from coesa.intake import nearest
from coesa.model import Issue
from coesa.synthetic.edits import Ground
from coesa.synthetic.fault import Fault
from coesa.synthetic.miscounted import MISCOUNTED
from coesa.synthetic.misprinted import MISPRINTED
from coesa.synthetic.miswritten import MISWRITTEN
from coesa.synthetic.parameters import draws
from coesa.synthetic.unreadable import UNREADABLE

FAULTS: dict[str, Fault] = {
    fault.name: fault for fault in (*MISWRITTEN, *MISPRINTED, *MISCOUNTED, *UNREADABLE)
}
"""Every fault by its name; those that keep a folder from being read are planted last."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What `coesa validate` must say of a fault that was planted.

    Attributes:
        issues: what its rule must find and where, the message telling the fault.
    """

    fault: Fault
    issues: tuple[Issue, ...]


def faults_named(names: Sequence[str]) -> list[Fault]:
    """Find faults by their names, in the order in which they are planted.

    Raises:
        ParametersError: there is no fault of that name.
    """
    for name in names:
        if name not in FAULTS:
            message = f"{name} is no fault; see coesa synthetic --faults."
            raise ParametersError(message + nearest(name, FAULTS))
    return [fault for name, fault in FAULTS.items() if name in names]


def plant(faults: Sequence[Fault], folder: Path, seed: int) -> list[Expectation]:
    """Plant faults in a publication that was written, each in one place that the seed draws.

    Places are told as if each fault were the only one: of several, one that takes out rows moves
    those after it, and one that keeps the folder from being read hides the rest.

    Raises:
        ParametersError: there is no place for one of them.
    """
    ground = Ground(folder, draws(seed))
    return [_planted(fault, ground) for fault in faults]


def _planted(fault: Fault, ground: Ground) -> Expectation:
    message = f"{fault.name}: {fault.told}"
    return Expectation(
        fault, tuple(Issue(*place, fault.rule, message) for place in fault.plant(ground))
    )
