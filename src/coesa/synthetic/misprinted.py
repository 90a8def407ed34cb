"""Faults of the ledger: what it says of the figures, and what only the document shows."""

from collections.abc import Iterator

from coesa.figures import FigurePlace, figure_name
from coesa.synthetic.edits import (
    Cells,
    Ground,
    Picked,
    Place,
    drop,
    in_table,
    insert,
    last,
    pick,
    put,
    spot,
)
from coesa.synthetic.fault import Fault
from coesa.synthetic.report import INDICATOR_CUBE

LEDGER = "figures"
_NUMBERS = ("value", "unit", "resolution", "hedge", "restates", "qualifies", "reason")


def figure_of(ground: Ground, cells: Cells) -> Picked:
    """Find the row of the ledger that an observation was taken from."""
    return pick(ground, LEDGER, figure=cells["figure"])


def share(ground: Ground) -> Picked:
    """Draw a threshold in per cent: its row is one that nothing else rests on."""
    return pick(ground, LEDGER, **{"class": "parameter", "unit": "PERCENT"})


def _named(cells: Cells, page: int) -> str:
    """Name a figure as one of another page."""
    before, _, ordinal = cells["figure"].rpartition("-")
    document = before.rpartition("/")[0] or None
    return figure_name(FigurePlace(page, int(ordinal), document))


def a_figure_has_the_name_of_another_page(ground: Ground) -> Iterator[Place]:
    """Name the last figure as if it stood on the next page."""
    number, cells = last(ground, LEDGER)
    put(ground, LEDGER, number, figure=_named(cells, int(cells["page"]) + 1))
    yield in_table(LEDGER, number, "figure")


def figures_are_not_in_reading_order(ground: Ground) -> Iterator[Place]:
    """Let a figure of a cover and the next one change places in the ledger."""
    number, cells = pick(ground, LEDGER, page="1", reason="code")
    drop(ground, LEDGER, number)
    insert(ground, LEDGER, number, cells)
    yield in_table(LEDGER, number + 1, "figure")


def a_page_is_not_in_the_document(ground: Ground) -> Iterator[Place]:
    """Move the last figure behind the last page."""
    number, cells = last(ground, LEDGER)
    page = int(cells["page"]) + 1
    put(ground, LEDGER, number, page=str(page), figure=_named(cells, page))
    yield in_table(LEDGER, number, "page")


def a_datum_has_no_resolution(ground: Ground) -> Iterator[Place]:
    """Empty the resolution of a datum."""
    number = pick(ground, LEDGER, **{"class": "datum", "unit": "YEAR"}).number
    put(ground, LEDGER, number, resolution="")
    yield in_table(LEDGER, number, "resolution")


def a_value_is_not_as_printed(ground: Ground) -> Iterator[Place]:
    """Give a figure and its observation a value that is not the printed one."""
    observation = pick(ground, INDICATOR_CUBE, unit="YEAR")
    number = figure_of(ground, observation.cells).number
    put(ground, INDICATOR_CUBE, observation.number, value="123456.7")
    put(ground, LEDGER, number, value="123456.7")
    yield in_table(LEDGER, number, "value")


def a_resolution_is_not_as_printed(ground: Ground) -> Iterator[Place]:
    """Give a figure of two decimals the resolution of one."""
    number = pick(ground, LEDGER, **{"class": "datum", "unit": "YEAR"}).number
    put(ground, LEDGER, number, resolution="0.1")
    yield in_table(LEDGER, number, "resolution")


def a_unit_is_not_as_printed(ground: Ground) -> Iterator[Place]:
    """Count a printed percentage in persons."""
    number = share(ground).number
    put(ground, LEDGER, number, unit="PERSON")
    yield in_table(LEDGER, number, "unit")


def an_amount_is_a_reference_without_a_reason(ground: Ground) -> Iterator[Place]:
    """Call a printed percentage a reference, and do not say why."""
    number = share(ground).number
    put(ground, LEDGER, number, **dict.fromkeys(_NUMBERS, ""), **{"class": "reference"})
    yield in_table(LEDGER, number, "reason")


def a_restatement_restates_another_datum(ground: Ground) -> Iterator[Place]:
    """Let an amount in millions restate a number of persons."""
    datum = pick(ground, LEDGER, **{"class": "datum", "unit": "PERSON"})
    number = pick(ground, LEDGER, **{"class": "restatement"}).number
    put(ground, LEDGER, number, restates=datum.cells["figure"])
    yield in_table(LEDGER, number, "restates")


def a_qualifier_qualifies_a_reference(ground: Ground) -> Iterator[Place]:
    """Let a date qualify the code of a programme."""
    reference = pick(ground, LEDGER, page="1", reason="code").cells["figure"]
    number = pick(ground, LEDGER, **{"class": "qualifier"}).number
    put(ground, LEDGER, number, qualifies=reference)
    yield in_table(LEDGER, number, "qualifies")


def a_numeral_is_in_no_row(ground: Ground) -> Iterator[Place]:
    """Take the code of a programme out of the ledger."""
    number, cells = pick(ground, LEDGER, page="1", reason="code")
    where = spot(ground, cells)
    drop(ground, LEDGER, number)
    yield Place(where.document, where.line, "")


def a_numeral_is_claimed_twice(ground: Ground) -> Iterator[Place]:
    """Give the second year of a programming period a row of its own."""
    number, cells = pick(ground, LEDGER, page="1", reason="period")
    second = int(cells["figure"].rpartition("-")[2]) + 1
    name = f"{cells['figure'][:-3]}{second:03d}"
    printed = cells["printed"].partition("-")[2]
    again = cells | {"figure": name, "printed": printed, "reason": "date"}
    insert(ground, LEDGER, number, again)
    yield in_table(LEDGER, number + 1, "figure")


def a_token_is_cut_out_of_a_longer_one(ground: Ground) -> Iterator[Place]:
    """Leave the sign out of a printed percentage."""
    number, cells = share(ground)
    put(ground, LEDGER, number, printed=cells["printed"].removesuffix("%"))
    yield in_table(LEDGER, number, "printed")


def a_token_is_not_printed_where_it_should_be(ground: Ground) -> Iterator[Place]:
    """Let the ledger have another code of a programme than the document prints."""
    number = pick(ground, LEDGER, page="1", reason="code").number
    put(ground, LEDGER, number, printed="31415926")
    yield in_table(LEDGER, number, "printed")


_UNCLAIMED = ("every_numeral_is_claimed",)

MISPRINTED = (
    Fault(a_figure_has_the_name_of_another_page, "figures_are_named_by_page_and_ordinal"),
    Fault(figures_are_not_in_reading_order, "figures_are_in_reading_order"),
    Fault(a_page_is_not_in_the_document, "pages_are_in_the_document"),
    Fault(a_datum_has_no_resolution, "classes_have_their_columns"),
    Fault(a_value_is_not_as_printed, "values_are_as_printed"),
    Fault(a_resolution_is_not_as_printed, "values_are_as_printed"),
    Fault(a_unit_is_not_as_printed, "units_are_as_printed"),
    Fault(
        an_amount_is_a_reference_without_a_reason,
        "amounts_are_no_references",
        follows=("classes_have_their_columns",),
    ),
    Fault(a_restatement_restates_another_datum, "restatements_agree_with_their_data"),
    Fault(
        a_qualifier_qualifies_a_reference,
        "qualifiers_qualify_a_number",
        follows=("qualifiers_stand_by_their_number",),
    ),
    Fault(a_numeral_is_in_no_row, *_UNCLAIMED, in_document=True),
    Fault(a_numeral_is_claimed_twice, "no_numeral_is_claimed_twice", in_document=True),
    Fault(
        a_token_is_cut_out_of_a_longer_one,
        "printed_tokens_are_whole",
        follows=("figures_take_the_sign_of_their_unit_with_them", *_UNCLAIMED),
        in_document=True,
    ),
    Fault(
        a_token_is_not_printed_where_it_should_be,
        "printed_tokens_stand_where_the_ledger_says",
        follows=_UNCLAIMED,
        in_document=True,
    ),
)
