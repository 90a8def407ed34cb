"""The process that is asked for opinions: a question a line in, an answer a line out, as JSON."""

import contextlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence

from coesa.opinions import GRAPH, TABLES
from coesa.opinions.of_graphs import opinion_of_graph
from coesa.opinions.of_tables import opinion_of_tables

_ASKED: Mapping[str, Callable[..., Sequence[object]]] = {
    GRAPH: opinion_of_graph,
    TABLES: opinion_of_tables,
}


def answer_all() -> None:
    """Answer until nobody asks any more."""
    # Whoever asked may be gone by now: then nobody is told.
    with contextlib.suppress(BrokenPipeError):
        for line in sys.stdin:
            of, *asked = json.loads(line)
            sys.stdout.write(json.dumps(_ASKED[of](*asked)) + "\n")
            sys.stdout.flush()
