"""Make synthetic publications: valid, of any size, and with faults where faults are asked for.

`write_synthetic(Parameters(observations=100_000, seed=1), folder)` writes a whole publication
folder with the texts of its documents, the same bytes for the same parameters, row by row.
`plant([FAULTS["a-decimal-has-a-comma"]], folder, seed=1)` then spoils it in one place, and tells
what `coesa validate` must find.

Read `parameters` for what may be asked, `report` for what is printed, `press` for how ledger and
cubes come of it, `lists` and `descriptor` for the rest, `write` for the folder; then
`fault`, `edits` and `faults`.
"""

from coesa.synthetic.fault import Fault
from coesa.synthetic.faults import FAULTS, Expectation, faults_named, plant
from coesa.synthetic.parameters import Parameters, Shape, shape_of
from coesa.synthetic.write import Synthetic, write_synthetic

__all__ = [
    "FAULTS",
    "Expectation",
    "Fault",
    "Parameters",
    "Shape",
    "Synthetic",
    "faults_named",
    "plant",
    "shape_of",
    "write_synthetic",
]
