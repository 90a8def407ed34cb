"""Walk a value back to the ink: observation, ledger row, token on a page of the document.

Read `find` for what may be asked, `walk` for the way back, `lines` for how it is told.
"""

from coesa.trace.carriers import carriers
from coesa.trace.lines import trace_json, trace_lines
from coesa.trace.model import Concept, Erratum, Figure, Observation, Trace
from coesa.trace.walk import trace

__all__ = [
    "Concept",
    "Erratum",
    "Figure",
    "Observation",
    "Trace",
    "carriers",
    "trace",
    "trace_json",
    "trace_lines",
]
