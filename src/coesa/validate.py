"""Hold a publication against every rule: tables to findings, with nothing thrown for bad data."""

from collections.abc import Callable

from coesa.model import Finding, Validation
from coesa.rules.cells import (
    cells_fit_their_type,
    iri_cells_are_iris,
    notations_are_legal,
    required_cells_are_filled,
)
from coesa.rules.claims import (
    data_are_claimed_once,
    observations_claim_data,
    observations_equal_their_figures,
    qualifiers_qualify_a_number,
    restatements_agree_with_their_data,
    units_are_those_of_the_statistic,
)
from coesa.rules.dated import (
    dates_are_those_of_their_figures,
    numbers_of_acts_are_those_of_their_figures,
    words_hold_the_figures_that_they_name,
)
from coesa.rules.declared import (
    codes_of_the_descriptor_are_in_their_lists,
    identities_name_fields_that_are_there,
    printed_cells_hold_one_value,
)
from coesa.rules.descriptor import (
    keys_name_fields_that_are_there,
    names_leave_room_for_ours,
    tables_have_the_fields_of_their_role,
    texts_are_given_in_every_language,
)
from coesa.rules.errata import (
    arithmetic_errata_name_what_breaks,
    arithmetic_errata_repeat_what_is_printed,
    arithmetic_errata_tell_what_is_recomputed,
    errata_in_words_name_two_places,
)
from coesa.rules.fields import fields_fit_their_role
from coesa.rules.identities import (
    parts_sum_to_their_total,
    ratios_follow_from_their_operands,
    values_equal_those_they_repeat,
)
from coesa.rules.keys import (
    codes_are_in_their_lists,
    foreign_keys_are_met,
    primary_keys_are_unique,
)
from coesa.rules.ledger import (
    amounts_are_no_references,
    classes_have_their_columns,
    figures_are_in_reading_order,
    figures_are_named_by_page_and_ordinal,
    pages_are_in_the_document,
    units_are_as_printed,
    values_are_as_printed,
)
from coesa.rules.minted import iris_are_legal, subjects_are_unique
from coesa.rules.named import (
    tables_agree_on_what_they_both_state,
    things_are_told_of_where_they_are_named,
    words_have_one_status,
)
from coesa.rules.observations import (
    observations_are_in_one_cube,
    observations_differ_in_a_dimension,
    observations_have_every_dimension,
    observations_have_their_measure,
    observations_use_their_code_lists,
)
from coesa.rules.package import frictionless_agrees
from coesa.rules.places import LISTED
from coesa.rules.printed import (
    errata_stand_on_their_pages,
    misprinted_labels_have_their_erratum,
    printed_cells_are_in_reading_order,
)
from coesa.rules.remarks import (
    errata_have_what_their_kind_needs,
    errata_quote_their_figure_or_a_place,
    places_are_counted_from_one,
    reasons_fit_what_is_printed,
)
from coesa.rules.rows import (
    identities_are_about_as_many_as_they_say,
    tables_have_as_many_rows_as_they_say,
)
from coesa.rules.schemes import (
    concepts_have_labels_and_definitions,
    hierarchies_have_no_cycles,
    labels_tell_concepts_apart,
)
from coesa.rules.sections import (
    rows_stand_where_their_figures_do,
    sections_are_on_their_pages,
    sections_begin_at_their_numbers,
)
from coesa.rules.shapes import nodes_have_their_shapes
from coesa.rules.statements import (
    statement_errata_are_needed,
    statements_have_the_verdict_of_their_figures,
    statements_that_fail_have_an_erratum,
)
from coesa.rules.structures import (
    code_lists_are_those_of_the_property,
    component_properties_are_typed,
    components_are_in_normal_form,
    concept_dimensions_have_a_code_list,
    cubes_have_one_structure,
    cubes_measure_one_observed_value,
    dimensions_are_coded,
    dimensions_have_a_range,
    structures_include_a_measure,
    units_are_required,
)
from coesa.tables import Tables

Rule = Callable[[Tables], Finding]

STAGES: tuple[tuple[Rule, ...], ...] = (
    (
        tables_have_the_fields_of_their_role,
        fields_fit_their_role,
        keys_name_fields_that_are_there,
        identities_name_fields_that_are_there,
        names_leave_room_for_ours,
    ),
    (
        iris_are_legal,
        codes_of_the_descriptor_are_in_their_lists,
        printed_cells_hold_one_value,
    ),
    (
        texts_are_given_in_every_language,
        required_cells_are_filled,
        cells_fit_their_type,
        notations_are_legal,
        iri_cells_are_iris,
        primary_keys_are_unique,
        foreign_keys_are_met,
        codes_are_in_their_lists,
        subjects_are_unique,
        concepts_have_labels_and_definitions,
        labels_tell_concepts_apart,
        hierarchies_have_no_cycles,
        figures_are_named_by_page_and_ordinal,
        figures_are_in_reading_order,
        pages_are_in_the_document,
        classes_have_their_columns,
        values_are_as_printed,
        units_are_as_printed,
        amounts_are_no_references,
        restatements_agree_with_their_data,
        qualifiers_qualify_a_number,
        data_are_claimed_once,
        observations_claim_data,
        observations_equal_their_figures,
        units_are_those_of_the_statistic,
        parts_sum_to_their_total,
        ratios_follow_from_their_operands,
        values_equal_those_they_repeat,
        arithmetic_errata_name_what_breaks,
        arithmetic_errata_repeat_what_is_printed,
        arithmetic_errata_tell_what_is_recomputed,
        errata_in_words_name_two_places,
        printed_cells_are_in_reading_order,
        misprinted_labels_have_their_erratum,
        errata_stand_on_their_pages,
        sections_begin_at_their_numbers,
        rows_stand_where_their_figures_do,
        sections_are_on_their_pages,
        tables_agree_on_what_they_both_state,
        things_are_told_of_where_they_are_named,
        words_have_one_status,
        dates_are_those_of_their_figures,
        numbers_of_acts_are_those_of_their_figures,
        words_hold_the_figures_that_they_name,
        reasons_fit_what_is_printed,
        errata_have_what_their_kind_needs,
        errata_quote_their_figure_or_a_place,
        places_are_counted_from_one,
        tables_have_as_many_rows_as_they_say,
        identities_are_about_as_many_as_they_say,
        statements_have_the_verdict_of_their_figures,
        statements_that_fail_have_an_erratum,
        statement_errata_are_needed,
        components_are_in_normal_form,
        component_properties_are_typed,
        dimensions_are_coded,
        cubes_measure_one_observed_value,
        units_are_required,
        cubes_have_one_structure,
        structures_include_a_measure,
        dimensions_have_a_range,
        concept_dimensions_have_a_code_list,
        code_lists_are_those_of_the_property,
        observations_are_in_one_cube,
        observations_have_every_dimension,
        observations_differ_in_a_dimension,
        observations_have_their_measure,
        observations_use_their_code_lists,
    ),
    (
        frictionless_agrees,
        nodes_have_their_shapes,
    ),
)
"""Rules in running order. A stage rests on what the stages before it have shown to hold."""

RULES: tuple[Rule, ...] = tuple(rule for stage in STAGES for rule in stage)

NOT_RUN = "not run, because earlier rules have issues; mend those first"


def validate(tables: Tables) -> Validation:
    """Hold every rule against the tables; what rests on a rule with issues is not run."""
    findings: dict[str, Finding] = {}
    for stage in STAGES:
        stopped = any(finding.issues for finding in findings.values())
        for rule in stage:
            findings[rule.__name__] = (
                Finding(0, "things", notes=(NOT_RUN,)) if stopped else _cut(rule(tables))
            )
    return Validation(findings)


def _cut(finding: Finding) -> Finding:
    """Say so where more is wrong than is listed."""
    if len(finding.issues) < LISTED:
        return finding
    note = f"only the first {LISTED} issues of a column are listed"
    return Finding(finding.checked, finding.counted, finding.issues, (*finding.notes, note))
