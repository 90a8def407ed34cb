"""Faults of the chain from observation to figure, of sums and ratios, and of the errata on them."""

from collections.abc import Iterator

from coesa.numbers import NUMERAL
from coesa.synthetic.edits import (
    Ground,
    Picked,
    Place,
    append,
    drop,
    in_table,
    pick,
    put,
    reprint,
)
from coesa.synthetic.fault import Fault
from coesa.synthetic.lists import UNPRINTED
from coesa.synthetic.misprinted import LEDGER, figure_of, share
from coesa.synthetic.report import AMOUNT_CUBE, INDICATOR_CUBE, PERSON_CUBE, RATIO_CUBE

ERRATA, PLACES = "errata", "erratum-place"


def _of_years(ground: Ground) -> Picked:
    """Draw an observation that no identity is about."""
    return pick(ground, INDICATOR_CUBE, unit="YEAR")


def a_datum_is_claimed_by_nobody(ground: Ground) -> Iterator[Place]:
    """Take an observation out, and leave its figure a datum."""
    number, cells = _of_years(ground)
    drop(ground, INDICATOR_CUBE, number)
    yield in_table(LEDGER, figure_of(ground, cells).number, "figure")


def a_figure_is_claimed_twice(ground: Ground) -> Iterator[Place]:
    """Take another indicator's observation from the figure of an indicator."""
    cells = _of_years(ground).cells
    number = append(ground, INDICATOR_CUBE, cells | {"indicator": UNPRINTED})
    yield in_table(INDICATOR_CUBE, number, "figure")


def an_observation_claims_a_parameter(ground: Ground) -> Iterator[Place]:
    """Take an observation from a threshold, which states no fact."""
    taken = {name: share(ground).cells[name] for name in ("figure", "value", "unit")}
    cells = _of_years(ground).cells
    number = append(ground, INDICATOR_CUBE, cells | {"indicator": UNPRINTED} | taken)
    yield in_table(INDICATOR_CUBE, number, "figure")


def a_value_differs_from_what_is_printed(ground: Ground) -> Iterator[Place]:
    """Give an observation another value than its figure has."""
    number, cells = _of_years(ground)
    put(ground, INDICATOR_CUBE, number, value=_forged(cells["value"]))
    yield in_table(INDICATOR_CUBE, number, "value")


def a_unit_is_not_that_of_the_indicator(ground: Ground) -> Iterator[Place]:
    """Count years in persons, in the cube and in the ledger."""
    number, cells = _of_years(ground)
    put(ground, INDICATOR_CUBE, number, unit="PERSON")
    put(ground, LEDGER, figure_of(ground, cells).number, unit="PERSON")
    yield in_table(INDICATOR_CUBE, number, "indicator")


def a_total_is_forged(ground: Ground) -> Iterator[Place]:
    """Print another total of participants than women and men add up to."""
    number = _forge(ground, PERSON_CUBE, pick(ground, PERSON_CUBE, sex="_T"))
    yield in_table(PERSON_CUBE, number, "value")


def a_ratio_is_forged(ground: Ground) -> Iterator[Place]:
    """Print another ratio than follows from the amounts."""
    number = _forge(ground, RATIO_CUBE, pick(ground, RATIO_CUBE))
    yield in_table(RATIO_CUBE, number, "value")


def _forge(ground: Ground, cube: str, observation: Picked) -> int:
    """Change a number wherever it stands: cube, ledger and document."""
    number, cells = observation
    value = _forged(cells["value"])
    row, figure = figure_of(ground, cells)
    printed = _forged(figure["printed"])
    reprint(ground, figure, printed)
    put(ground, LEDGER, row, printed=printed, value=value)
    put(ground, cube, number, value=value)
    return number


def _forged(number: str) -> str:
    """Change the first digit of a number, in any way of writing it.

    >>> _forged("1.234,5"), _forged("€9.5"), _forged("0.25")
    ('2.234,5', '€1.5', '1.25')
    """
    first = next(NUMERAL.finditer(number)).start()
    return f"{number[:first]}{int(number[first]) % 9 + 1}{number[first + 1 :]}"


def _erratum(ground: Ground) -> Picked:
    """Give the erratum that tells of the total forged in every publication."""
    return pick(ground, ERRATA, kind="arithmetic")


def an_erratum_is_missing(ground: Ground) -> Iterator[Place]:
    """Take out the erratum that tells of a total that is too large."""
    number, cells = _erratum(ground)
    drop(ground, PLACES, pick(ground, PLACES, erratum=cells["erratum"]).number)
    drop(ground, ERRATA, number)
    total = pick(ground, AMOUNT_CUBE, figure=cells["figure"]).number
    yield in_table(AMOUNT_CUBE, total, "value")


def an_erratum_tells_of_what_holds(ground: Ground) -> Iterator[Place]:
    """Add an erratum on an amount that no identity breaks at."""
    figure = pick(ground, AMOUNT_CUBE, axis="01").cells["figure"]
    printed = pick(ground, LEDGER, figure=figure).cells["printed"]
    cells = _erratum(ground).cells | {"erratum": "E03", "figure": figure, "printed": printed}
    yield in_table(ERRATA, append(ground, ERRATA, cells), "identity")


def an_erratum_prints_another_number(ground: Ground) -> Iterator[Place]:
    """Let an erratum tell of another number than is printed."""
    number, cells = _erratum(ground)
    put(ground, ERRATA, number, printed=_forged(cells["printed"]))
    yield in_table(ERRATA, number, "printed")


def an_erratum_corrects_wrongly(ground: Ground) -> Iterator[Place]:
    """Let an erratum give another difference than there is."""
    number = _erratum(ground).number
    put(ground, ERRATA, number, difference="0.02")
    yield in_table(ERRATA, number, "difference")


def an_erratum_in_words_has_one_place(ground: Ground) -> Iterator[Place]:
    """Take out one of the two places that disagree."""
    number, cells = pick(ground, ERRATA, kind="wording")
    drop(ground, PLACES, pick(ground, PLACES, erratum=cells["erratum"], place="2").number)
    yield in_table(ERRATA, number, "erratum")


def a_place_of_an_erratum_is_on_another_page(ground: Ground) -> Iterator[Place]:
    """Say that the second place of an erratum is on the cover."""
    number = pick(ground, PLACES, place="2").number
    put(ground, PLACES, number, page="1")
    yield in_table(PLACES, number, "page")


def a_place_of_an_erratum_is_in_another_section(ground: Ground) -> Iterator[Place]:
    """Say that the second place of an erratum is in the section of the cover."""
    number = pick(ground, PLACES, place="2").number
    put(ground, PLACES, number, section="1")
    yield in_table(PLACES, number, "section")


_SUM = "parts_sum_to_their_total"

MISCOUNTED = (
    Fault(a_datum_is_claimed_by_nobody, "data_are_claimed_once"),
    Fault(a_figure_is_claimed_twice, "data_are_claimed_once"),
    Fault(an_observation_claims_a_parameter, "observations_claim_data"),
    Fault(a_value_differs_from_what_is_printed, "observations_equal_their_figures"),
    Fault(a_unit_is_not_that_of_the_indicator, "units_are_those_of_the_statistic"),
    Fault(a_total_is_forged, _SUM),
    Fault(a_ratio_is_forged, "ratios_follow_from_their_operands"),
    Fault(an_erratum_is_missing, _SUM),
    Fault(an_erratum_tells_of_what_holds, "arithmetic_errata_name_what_breaks"),
    Fault(
        an_erratum_prints_another_number,
        "arithmetic_errata_repeat_what_is_printed",
        follows=("errata_quote_their_figure_or_a_place",),
    ),
    Fault(an_erratum_corrects_wrongly, "arithmetic_errata_tell_what_is_recomputed"),
    Fault(an_erratum_in_words_has_one_place, "errata_in_words_name_two_places"),
    Fault(
        a_place_of_an_erratum_is_on_another_page,
        "errata_stand_on_their_pages",
        follows=("rows_stand_where_their_figures_do", "sections_are_on_their_pages"),
    ),
    Fault(a_place_of_an_erratum_is_in_another_section, "rows_stand_where_their_figures_do"),
)
