"""The small tables of a synthetic publication: code lists, links and errata, row by row.

Labels have in them what often breaks a reader: commas, quotes, apostrophes, accents, line breaks.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from coesa.synthetic.parameters import (
    FIRST_YEAR,
    INDICATORS,
    Shape,
    axis_codes,
    last_days,
    programme_codes,
    wordings,
)
from coesa.synthetic.report import Told

Rows = Iterable[Sequence[str]]

UNPRINTED = "000"
"""The indicator that stands in the list, above the others, and that no report prints."""

FLOW = f"flow-{FIRST_YEAR}"
"""The reference period that stands in the list and that no report prints."""

CONCEPT = ("notation", "label_en", "label_it", "definition_en", "definition_it")

_AXES = (
    ('Employment, "skills"\nand more', 'Occupazione, "competenze"\ne altro'),
    ("Women’s and men's rights", "Diritti dell'uomo e della donna"),
    ("Città, qualité; œuvre | Straße", "Città, qualité; œuvre | Straße e altro"),
)
_INDICATORS = {
    UNPRINTED: ("All that is counted", "Tutto ciò che si conta", ""),
    "01": ("Persons, unemployed", "Persone, disoccupate", "PERSON"),
    "NA": ('Share called "not available"', "Quota detta «non disponibile»", "PERCENT"),
    "007": ("Years of training", "Anni di formazione", "YEAR"),
}
_OBJECTIVES = ("TO08", "TO09", "TO10", "TO11")


def csv_text(rows: Rows) -> str:
    """Write rows as CSV (RFC 4180, with line feeds)."""
    stream = StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def small_tables(shape: Shape, told: Told) -> dict[str, Rows]:
    """Give the tables by their name, each with its header."""
    return {
        "programme": [CONCEPT, *_programmes(shape)],
        "axis": [CONCEPT, *_axes(shape)],
        "reference-period": [(*CONCEPT, "start", "end", "kind"), *_periods(shape)],
        "statistic": [("notation", "wording_en"), *wordings()],
        "indicator": [(*CONCEPT, "kind", "unit"), *_indicators()],
        "indicator-broader": [
            ("indicator", "broader"),
            *((notation, UNPRINTED) for notation, *_ in INDICATORS),
        ],
        "thematic-objective": [("notation",), *((code,) for code in _OBJECTIVES)],
        "axis-thematic-objective": [
            ("axis", "thematic_objective"),
            *((axis, _OBJECTIVES[n % 4]) for n, axis in enumerate(axis_codes(shape))),
        ],
        "errata": [_ERRATUM, *_errata(told)],
        "erratum-place": [_PLACE, *_places(told)],
    }


def _programmes(shape: Shape) -> Iterator[Sequence[str]]:
    for code in programme_codes(shape):
        yield (
            code,
            f"Synthetic programme {code}",
            f"Programma sintetico {code}",
            "A programme that was made up.",
            "Un programma inventato.",
        )


def _axes(shape: Shape) -> Iterator[Sequence[str]]:
    for n, code in enumerate(axis_codes(shape)):
        english, italian = _AXES[n] if n < len(_AXES) else (f"Axis {code}", f"Asse {code}")
        yield code, english, italian, "An axis that was made up.", "Un Asse inventato."
    yield "_T", "Total", "Totale", "All axes.", "Tutti gli Assi."


def _periods(shape: Shape) -> Iterator[Sequence[str]]:
    for last in last_days(shape):
        yield (
            f"cumulative-{last}",
            f"from the start to {last}",
            f"dall'inizio al {last}",
            f"Cumulated from the start of the programme to {last}.",
            f"Cumulato dall'inizio del programma al {last}.",
            f"{FIRST_YEAR}-01-01",
            last,
            "cumulative",
        )
    yield (
        FLOW,
        f"in the course of {FIRST_YEAR}",
        f"nel corso del {FIRST_YEAR}",
        "What happened in the first year.",
        "Ciò che è accaduto nel primo anno.",
        f"{FIRST_YEAR}-01-01",
        f"{FIRST_YEAR}-12-31",
        "flow",
    )


def _indicators() -> Iterator[Sequence[str]]:
    for notation, (english, italian, unit) in _INDICATORS.items():
        told = ("An indicator that was made up.", "Un indicatore inventato.")
        yield notation, english, italian, *told, "output" if unit else "_Z", unit


_ERRATUM = (
    *("erratum", "kind", "identity", "figure", "printed", "corrected", "difference", "certainty"),
    *("judgement_en", "judgement_it", "consequence_en", "consequence_it"),
)
_PLACE = ("erratum", "place", "page", "section", "printed", "figure")
_MISNAMED, _NAMED = {"en": "Labour", "it": "Lavoro"}, {"en": "Employment", "it": "Occupazione"}


def _errata(told: Told) -> Iterator[Sequence[str]]:
    if told.forged is not None:
        yield (
            *("E01", "arithmetic", "axes_sum_to_total", told.forged.figure),
            *(told.forged.printed, told.forged.corrected, "0.01", "certain"),
            "The total is one cent too large: it was forged, for errata to have something to tell.",
            "Il totale è troppo grande di un centesimo: è alterato ad arte, perché vi sia errata.",
            "None.",
            "Nessuna.",
        )
    yield (
        *("E02", "wording", "", told.cover, _MISNAMED[told.language], _NAMED[told.language], ""),
        "certain",
        "The cover calls the first axis by another name than the pages after it.",
        "La copertina chiama il primo Asse con un nome diverso dalle altre pagine.",
        "The name of the pages is used.",
        "Si usa il nome delle pagine.",
    )


def _places(told: Told) -> Iterator[Sequence[str]]:
    if told.forged is not None:
        page, figure = str(told.forged.page), told.forged.figure
        yield "E01", "1", page, "2", told.forged.printed, figure
    inside, page_inside = told.inside
    yield "E02", "1", "1", "1", _MISNAMED[told.language], told.cover
    yield "E02", "2", str(page_inside), "2", _NAMED[told.language], inside
