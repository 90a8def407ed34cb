"""How a figure of a document is named: by its page, and its place among the numerals there.

In a ledger of several documents the document stands before, as it does in the figure's IRI, so
that one name is enough wherever a figure is meant.
"""

import re
from dataclasses import dataclass

PATTERN = r"(?:([A-Za-z0-9_][A-Za-z0-9._~-]*)/)?p([0-9]{2,})-([0-9]{3,})"
"""The name of a figure, for SQL and Python alike: document or nothing, page, ordinal."""

PAGE, ORDINAL = 2, 3
"""The groups of the pattern that hold them."""

_FIGURE = re.compile(PATTERN, re.ASCII)


@dataclass(frozen=True, slots=True)
class FigurePlace:
    """Where a figure begins: the page, and the ordinal there of its first numeral, both from 1.

    Attributes:
        document: the notation of the document, where the name says it.
    """

    page: int
    ordinal: int
    document: str | None = None


def figure_name(place: FigurePlace) -> str:
    """Name the figure that begins at a place.

    >>> figure_name(FigurePlace(5, 12)), figure_name(FigurePlace(5, 12, "report-2023"))
    ('p05-012', 'report-2023/p05-012')
    """
    before = f"{place.document}/" if place.document else ""
    return f"{before}p{place.page:02d}-{place.ordinal:03d}"


def figure_place(name: str) -> FigurePlace | None:
    """Tell the place that a name is of; None if it names no figure, or not in the one way.

    >>> figure_place("p05-012")
    FigurePlace(page=5, ordinal=12, document=None)
    >>> figure_place("p5-12"), figure_place("p005-012")
    (None, None)
    """
    match = _FIGURE.fullmatch(name)
    if match is None:
        return None
    place = FigurePlace(int(match[PAGE]), int(match[ORDINAL]), match[1])
    return place if figure_name(place) == name else None
