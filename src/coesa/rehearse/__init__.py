"""Rehearse a publication: what each consumer of its catalogue would say, before it is uploaded.

`rehearse(subject(folder, None), shapes(...))` gives an opinion for each consumer: whether it
would take the catalogue, what it misses, by importance, and the points that data.europa.eu would
give. Nothing is fetched; `online.visited` opens connections, and only where it is asked to.

Read `subject` for what is rehearsed, `shapes` for how shapes are held against it, `quality` for
the score, `search` and `tabular` and `package` for what is no shape, and `consumers` for who is
asked what.
"""

from coesa.rehearse.consumers import rehearse
from coesa.rehearse.lines import rehearsal_json, rehearsal_lines
from coesa.rehearse.model import Opinion, Severity, Shortfall
from coesa.rehearse.online import places, visited
from coesa.rehearse.profiles import read_profiles
from coesa.rehearse.subject import read_subject

__all__ = [
    "Opinion",
    "Severity",
    "Shortfall",
    "places",
    "read_profiles",
    "read_subject",
    "rehearsal_json",
    "rehearsal_lines",
    "rehearse",
    "visited",
]
