"""Faults of the descriptor, of cells, of keys and of code lists."""

from collections.abc import Iterator
from typing import Any

from coesa.intake import DESCRIPTOR
from coesa.iris import DEF
from coesa.synthetic.edits import (
    Ground,
    Place,
    append,
    describe,
    in_table,
    pick,
    put,
    resource_number,
)
from coesa.synthetic.fault import Fault
from coesa.synthetic.lists import FLOW, UNPRINTED
from coesa.synthetic.report import INDICATOR_CUBE, PERSON_CUBE

_LAST = 3
"""Which field of a cube its last dimension is, the first being 0."""


def a_dimension_has_no_code_list(ground: Ground) -> Iterator[Place]:
    """Take its code list from the dimension of the sexes."""
    number = resource_number(ground, PERSON_CUBE)

    def take(described: Any) -> None:
        del described["resources"][number]["schema"]["fields"][_LAST]["coesa"]["scheme"]

    describe(ground, take)
    yield Place(DESCRIPTOR, 0, f"$.resources[{number}].schema.fields[{_LAST}].coesa.scheme")


def an_identity_adds_up_over_no_dimension(ground: Ground) -> Iterator[Place]:
    """Let a sum go over a dimension that its cube does not have."""
    describe(ground, lambda described: described["coesa"]["identities"][0].update(over="axes"))
    yield Place(DESCRIPTOR, 0, "$.coesa.identities[0].over")


def the_base_is_that_of_the_vocabulary(ground: Ground) -> Iterator[Place]:
    """Put the publication under the IRIs of the shared vocabulary."""
    describe(ground, lambda described: described["coesa"].update(base=f"{DEF}synthetic/"))
    yield Place(DESCRIPTOR, 0, "$.coesa.base")


def a_title_is_in_one_language_only(ground: Ground) -> Iterator[Place]:
    """Take the Italian title from the list of the axes."""
    number = resource_number(ground, "axis")

    def take(described: Any) -> None:
        del described["resources"][number]["coesa"]["translations"]["it"]["title"]

    describe(ground, take)
    yield Place(DESCRIPTOR, 0, f"$.resources[{number}].title")


def a_required_cell_is_empty(ground: Ground) -> Iterator[Place]:
    """Empty what follows from an erratum."""
    number = pick(ground, "errata").number
    put(ground, "errata", number, consequence_it="")
    yield in_table("errata", number, "consequence_it")


def a_decimal_has_a_comma(ground: Ground) -> Iterator[Place]:
    """Write a value with a decimal comma."""
    number = pick(ground, INDICATOR_CUBE).number
    put(ground, INDICATOR_CUBE, number, value="1,5")
    yield in_table(INDICATOR_CUBE, number, "value")


def a_value_has_a_closing_zero(ground: Ground) -> Iterator[Place]:
    """Write a value as 1.50, where 1.5 is the one way."""
    number = pick(ground, INDICATOR_CUBE).number
    put(ground, INDICATOR_CUBE, number, value="1.50")
    yield in_table(INDICATOR_CUBE, number, "value")


def a_value_has_an_exponent(ground: Ground) -> Iterator[Place]:
    """Write a value as 1.5E6, as spreadsheets do."""
    number = pick(ground, INDICATOR_CUBE).number
    put(ground, INDICATOR_CUBE, number, value="1.5E6")
    yield in_table(INDICATOR_CUBE, number, "value")


def a_day_does_not_exist(ground: Ground) -> Iterator[Place]:
    """Let a reference period end on the 31st of November."""
    number, cells = pick(ground, "reference-period", kind="cumulative")
    put(ground, "reference-period", number, end=f"{cells['end'][:4]}-11-31")
    yield in_table("reference-period", number, "end")


def a_notation_has_a_blank(ground: Ground) -> Iterator[Place]:
    """Write the code of a reference period with a blank."""
    number = pick(ground, "reference-period", notation=FLOW).number
    put(ground, "reference-period", number, notation=FLOW.replace("-", " "))
    yield in_table("reference-period", number, "notation")


def a_primary_key_stands_twice(ground: Ground) -> Iterator[Place]:
    """Give an axis its thematic objective twice."""
    name = "axis-thematic-objective"
    number = append(ground, name, pick(ground, name).cells)
    yield in_table(name, number, "thematic_objective")


def a_foreign_key_finds_no_row(ground: Ground) -> Iterator[Place]:
    """Let a place of an erratum name a figure that is not in the ledger."""
    number, cells = pick(ground, "erratum-place")
    put(ground, "erratum-place", number, figure=f"{cells['figure'][:-3]}999")
    yield in_table("erratum-place", number, "figure")


def a_code_is_not_in_its_list(ground: Ground) -> Iterator[Place]:
    """Give a reference period a kind that the shared list does not have."""
    number = pick(ground, "reference-period").number
    put(ground, "reference-period", number, kind="sometimes")
    yield in_table("reference-period", number, "kind")


def a_concept_has_no_definition(ground: Ground) -> Iterator[Place]:
    """Empty the Italian definition of an axis."""
    number = pick(ground, "axis").number
    put(ground, "axis", number, definition_it="")
    yield in_table("axis", number, "definition_it")


def two_concepts_have_one_label(ground: Ground) -> Iterator[Place]:
    """Give an indicator the label of the one above it."""
    label = pick(ground, "indicator", notation=UNPRINTED).cells["label_en"]
    number = pick(ground, "indicator", kind="output").number
    put(ground, "indicator", number, label_en=label)
    yield in_table("indicator", number, "label_en")


def a_concept_is_broader_than_itself(ground: Ground) -> Iterator[Place]:
    """Put an indicator above itself."""
    number, cells = pick(ground, "indicator-broader")
    put(ground, "indicator-broader", number, broader=cells["indicator"])
    yield in_table("indicator-broader", number, "broader")


def a_code_list_extends_no_shared_one(ground: Ground) -> Iterator[Place]:
    """Take the indicators out of the shared scheme that the dimension has."""
    number = resource_number(ground, "indicator")

    def take(described: Any) -> None:
        del described["resources"][number]["coesa"]["extends"]

    describe(ground, take)
    dimension = f"$.resources[{resource_number(ground, INDICATOR_CUBE)}].schema.fields[{_LAST}]"
    yield Place(DESCRIPTOR, 0, f"{dimension}.coesa.property")


def a_constraint_does_not_hold(ground: Ground) -> Iterator[Place]:
    """Allow one kind of reference period only, where the list has two."""
    number = resource_number(ground, "reference-period")

    def constrain(described: Any) -> None:
        fields = described["resources"][number]["schema"]["fields"]
        kind = next(f for f in fields if f["name"] == "kind")
        kind["constraints"]["enum"] = ["cumulative"]

    describe(ground, constrain)
    flow = pick(ground, "reference-period", notation=FLOW).number
    yield in_table("reference-period", flow, "kind")


_DIFFERS = ("observations_equal_their_figures",)

MISWRITTEN = (
    Fault(a_dimension_has_no_code_list, "tables_have_the_fields_of_their_role"),
    Fault(an_identity_adds_up_over_no_dimension, "identities_name_fields_that_are_there"),
    Fault(the_base_is_that_of_the_vocabulary, "names_leave_room_for_ours"),
    Fault(a_title_is_in_one_language_only, "texts_are_given_in_every_language"),
    Fault(a_required_cell_is_empty, "required_cells_are_filled"),
    Fault(a_decimal_has_a_comma, "cells_fit_their_type", follows=_DIFFERS),
    Fault(
        a_value_has_a_closing_zero,
        "cells_fit_their_type",
        follows=(*_DIFFERS, "no_small_count_of_people_is_told"),
    ),
    Fault(a_value_has_an_exponent, "cells_fit_their_type", follows=_DIFFERS),
    Fault(a_day_does_not_exist, "cells_fit_their_type"),
    Fault(a_notation_has_a_blank, "notations_are_legal"),
    Fault(a_primary_key_stands_twice, "primary_keys_are_unique"),
    Fault(
        a_foreign_key_finds_no_row,
        "foreign_keys_are_met",
        follows=("places_name_the_figures_that_they_quote",),
    ),
    Fault(a_code_is_not_in_its_list, "codes_are_in_their_lists"),
    Fault(a_concept_has_no_definition, "concepts_have_labels_and_definitions"),
    Fault(two_concepts_have_one_label, "labels_tell_concepts_apart"),
    Fault(
        a_concept_is_broader_than_itself,
        "hierarchies_have_no_cycles",
        follows=("concepts_are_reached_from_the_top",),
    ),
    Fault(a_code_list_extends_no_shared_one, "code_lists_are_those_of_the_property"),
    Fault(a_constraint_does_not_hold, "frictionless_agrees"),
)
