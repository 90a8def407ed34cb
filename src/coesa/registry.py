"""The registry of rules: the code, the stage, the clause and the function of each.

One list is the source of order, stage, code, family and clause. The first letter of a code is its
family. A code is never given to another rule: that of a rule that is gone goes into `RETIRED`.
How a rule is added: docs/rules/README.md.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from coesa.model import Finding
from coesa.rules import (
    cells,
    claims,
    dated,
    declared,
    descriptor,
    errata,
    fields,
    identities,
    keys,
    ledger,
    minted,
    named,
    observations,
    package,
    printed,
    remarks,
    rows,
    schemes,
    sections,
    shapes,
    statements,
    structures,
)
from coesa.tables import Tables

Rule = Callable[[Tables], Finding]


class Stage(IntEnum):
    """When a rule is asked. A stage rests on what the stages before it have shown to hold."""

    FILES = 1
    """The gate: bytes, before any library sees them."""
    DESCRIPTOR = 2
    """Reading: the descriptor against its profile and itself, the words of languages."""
    SCHEMA = 3
    """What the descriptor says of tables and identities."""
    NAMES = 4
    """The IRIs and codes of the descriptor."""
    TABLES = 5
    """What stands in the tables."""
    OPINIONS = 6
    """What other implementations say of them."""
    DOCUMENT = 7
    """The text of the report (`--document`)."""
    READING = 8
    """A second reading of it (`coesa compare`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is registered.

    Attributes:
        code: the letter of its family, and its number there.
        name: the sentence that must hold.
        clause: where the sentence comes from; after `coesa: `, a heading of our own documentation.
        rule: what holds it against tables; None where it is held while something is read.
    """

    code: str
    name: str
    stage: Stage
    clause: str
    rule: Rule | None = None

    @property
    def family(self) -> str:
        """The letter of its family."""
        return self.code[0]


FAMILIES = "GDLCKSFOITMPQVNR"
"""The families in order; words.json names them (`families`)."""

RETIRED: frozenset[str] = frozenset()
"""Codes of rules that are gone."""


def _reading(code: str, name: str, clause: str, stage: Stage = Stage.DESCRIPTOR) -> Entry:
    return Entry(code, name, stage, clause)


def _held(code: str, rule: Rule, clause: str, stage: Stage = Stage.TABLES) -> Entry:
    return Entry(code, rule.__name__, stage, clause, rule)


REGISTRY: tuple[Entry, ...] = (
    _reading("G01", "descriptor_is_there", "Data Package 2.0, descriptor", Stage.FILES),
    _reading("G02", "files_are_there", "Data Package 2.0, path", Stage.FILES),
    _reading("G03", "files_are_plain", "Data Package 2.0, path", Stage.FILES),
    _reading("G04", "files_are_readable", "Data Package 2.0, path", Stage.FILES),
    _reading("G05", "paths_stay_in_the_folder", "Data Package 2.0, path", Stage.FILES),
    _reading("G06", "files_are_named_once", "Data Package 2.0, path", Stage.FILES),
    _reading("G07", "sizes_are_within_limits", "coesa: SECURITY.md, The gate", Stage.FILES),
    _reading("G08", "text_is_utf8", "RFC 3629", Stage.FILES),
    _reading("G09", "text_is_nfc", "Unicode UAX #15", Stage.FILES),
    _reading("G10", "characters_are_visible", "Unicode UTS #39; UTR #36", Stage.FILES),
    _reading("G11", "text_is_no_mojibake", "RFC 3629", Stage.FILES),
    _reading("G12", "files_are_csv", "RFC 4180", Stage.FILES),
    _reading("G13", "line_ends_are_alike", "RFC 4180, § 2", Stage.FILES),
    _reading("G14", "columns_are_those_of_the_schema", "Table Schema, fieldsMatch", Stage.FILES),
    _reading("G15", "rows_are_as_long_as_the_header", "RFC 4180, § 2", Stage.FILES),
    _reading("G16", "cells_are_trimmed", "coesa: SECURITY.md, The gate", Stage.FILES),
    _reading("G17", "cells_are_no_formulas", "OWASP, CSV Injection", Stage.FILES),
    _reading("G18", "descriptor_is_json", "RFC 8259", Stage.FILES),
    _reading("G19", "json_keys_are_unique", "RFC 8259, § 4", Stage.FILES),
    _reading("G20", "json_numbers_are_exact", "RFC 8259, § 6", Stage.FILES),
    _reading("D01", "descriptor_follows_its_profile", "Data Package 2.0, $schema"),
    _reading("D02", "names_are_unique", "Data Package 2.0, name"),
    _reading("D03", "keys_are_made_of_fields", "Table Schema, primaryKey"),
    _reading("D04", "tables_that_are_named_are_there", "coesa: Keys of the descriptor"),
    _reading("D05", "foreign_keys_lead_to_primary_keys", "Table Schema, foreignKeys"),
    _reading("D06", "codes_come_from_lists", "coesa: Shared code lists"),
    _reading(
        "D07",
        "columns_have_their_values_in_the_file",
        "coesa: A field: `resources[].schema.fields[]`",
    ),
    _reading("D08", "documents_that_are_named_are_there", "coesa: Several documents"),
    _reading("D09", "numbers_are_read_in_one_way", "coesa: Numbers as printed"),
    _reading("D10", "days_are_in_order", "coesa: The publication: `coesa`"),
    _held(
        "D11",
        descriptor.tables_have_the_fields_of_their_role,
        "RDF Data Cube, § 6; SKOS, § 4",
        Stage.SCHEMA,
    ),
    _held("D12", fields.fields_fit_their_role, "Table Schema, fields", Stage.SCHEMA),
    _held(
        "D13", descriptor.keys_name_fields_that_are_there, "Table Schema, foreignKeys", Stage.SCHEMA
    ),
    _held("D14", declared.identities_name_fields_that_are_there, "coesa: Identities", Stage.SCHEMA),
    _held("D15", descriptor.names_leave_room_for_ours, "RFC 3986, § 3.3", Stage.SCHEMA),
    _held(
        "D16",
        declared.codes_of_the_descriptor_are_in_their_lists,
        "RDF Data Cube, IC-19",
        Stage.NAMES,
    ),
    _held("D17", declared.printed_cells_hold_one_value, "coesa: Printed tables", Stage.NAMES),
    _held("D18", rows.tables_have_as_many_rows_as_they_say, "coesa: A resource: `resources[]`"),
    _reading("L01", "words_are_json", "RFC 8259"),
    _reading("L02", "words_are_those_that_are_asked_for", "coesa: Languages and translations"),
    _reading("L03", "translations_are_in_the_other_languages", "coesa: Languages and translations"),
    _held(
        "L04", descriptor.texts_are_given_in_every_language, "Data Package 2.0, title, description"
    ),
    _held("C01", cells.required_cells_are_filled, "Table Schema, constraints.required"),
    _held("C02", cells.cells_fit_their_type, "Table Schema, types; XSD 1.1"),
    _held("C03", cells.notations_are_legal, "RFC 3986, § 2.3"),
    _held("C04", cells.iri_cells_are_iris, "RFC 3987; Table Schema, format uri"),
    _held("K01", keys.primary_keys_are_unique, "Table Schema, primaryKey"),
    _held("K02", keys.foreign_keys_are_met, "Table Schema, foreignKeys"),
    _held("K03", keys.codes_are_in_their_lists, "RDF Data Cube, IC-19; SKOS, notation"),
    _held("K04", minted.iris_are_legal, "RFC 3987, § 2.2", Stage.NAMES),
    _held("K05", minted.subjects_are_unique, "RDF 1.1 Concepts, § 3.1"),
    _held("S01", schemes.concepts_have_labels_and_definitions, "SKOS, § 5; § 7"),
    _held("S02", schemes.labels_tell_concepts_apart, "SKOS, S13; S14"),
    _held("S03", schemes.hierarchies_have_no_cycles, "SKOS, S27"),
    _held("F01", ledger.figures_are_named_by_page_and_ordinal, "coesa: The ledger"),
    _held("F02", ledger.figures_are_in_reading_order, "coesa: The ledger"),
    _held("F03", ledger.pages_are_in_the_document, "coesa: The document and its figures"),
    _held("F04", ledger.classes_have_their_columns, "coesa: Classes of figures"),
    _held("F05", ledger.values_are_as_printed, "coesa: Numbers as printed"),
    _held("F06", ledger.units_are_as_printed, "coesa: Numbers as printed"),
    _held("F07", ledger.amounts_are_no_references, "coesa: Classes of figures"),
    _held("F08", remarks.reasons_fit_what_is_printed, "coesa: Classes of figures"),
    _held("O01", claims.data_are_claimed_once, "coesa: Classes of figures"),
    _held("O02", claims.observations_claim_data, "coesa: Cubes"),
    _held("O03", claims.observations_equal_their_figures, "coesa: Cubes"),
    _held("O04", claims.units_are_those_of_the_statistic, "coesa: Cubes"),
    _held("O05", claims.restatements_agree_with_their_data, "coesa: Classes of figures"),
    _held("O06", claims.qualifiers_qualify_a_number, "coesa: Classes of figures"),
    _held("I01", identities.parts_sum_to_their_total, "coesa: Identities"),
    _held("I02", identities.ratios_follow_from_their_operands, "coesa: Identities"),
    _held("I03", identities.values_equal_those_they_repeat, "coesa: Identities"),
    _held("I04", rows.identities_are_about_as_many_as_they_say, "coesa: Identities"),
    _held(
        "T01", statements.statements_have_the_verdict_of_their_figures, "coesa: Statements in words"
    ),
    _held("T02", statements.statements_that_fail_have_an_erratum, "coesa: Statements in words"),
    _held("T03", statements.statement_errata_are_needed, "coesa: Statements in words"),
    _held("M01", errata.arithmetic_errata_name_what_breaks, "coesa: Errata"),
    _held("M02", errata.arithmetic_errata_repeat_what_is_printed, "coesa: Errata"),
    _held("M03", errata.arithmetic_errata_tell_what_is_recomputed, "coesa: Errata"),
    _held("M04", errata.errata_in_words_name_two_places, "coesa: Errata"),
    _held("M05", printed.errata_stand_on_their_pages, "coesa: Errata"),
    _held("M06", remarks.errata_have_what_their_kind_needs, "coesa: Errata"),
    _held("M07", remarks.errata_quote_their_figure_or_a_place, "coesa: Errata"),
    _held("M08", remarks.places_are_counted_from_one, "coesa: Errata"),
    _held("M09", printed.misprinted_labels_have_their_erratum, "coesa: Errata"),
    _held("P01", printed.printed_cells_are_in_reading_order, "coesa: Printed tables"),
    _held("P02", sections.sections_begin_at_their_numbers, "coesa: The ledger"),
    _held("P03", sections.rows_stand_where_their_figures_do, "coesa: The ledger"),
    _held("P04", sections.sections_are_on_their_pages, "coesa: The ledger"),
    _held(
        "P05", named.tables_agree_on_what_they_both_state, "coesa: Where the document names things"
    ),
    _held(
        "P06",
        named.things_are_told_of_where_they_are_named,
        "coesa: Where the document names things",
    ),
    _held("P07", named.words_have_one_status, "coesa: Where the document names things"),
    _held("P08", dated.dates_are_those_of_their_figures, "coesa: Where the document names things"),
    _held(
        "P09",
        dated.numbers_of_acts_are_those_of_their_figures,
        "coesa: Where the document names things",
    ),
    _held(
        "P10", dated.words_hold_the_figures_that_they_name, "coesa: Where the document names things"
    ),
    _held("Q01", structures.components_are_in_normal_form, "RDF Data Cube, § 10.1"),
    _held("Q02", structures.component_properties_are_typed, "RDF Data Cube, § 6.1"),
    _held("Q03", structures.dimensions_are_coded, "RDF Data Cube, § 7"),
    _held("Q04", structures.cubes_measure_one_observed_value, "RDF Data Cube, § 6.5"),
    _held("Q05", structures.units_are_required, "RDF Data Cube, § 6.5.1"),
    _held("Q06", structures.cubes_have_one_structure, "RDF Data Cube, IC-2"),
    _held("Q07", structures.structures_include_a_measure, "RDF Data Cube, IC-3"),
    _held("Q08", structures.dimensions_have_a_range, "RDF Data Cube, IC-4"),
    _held("Q09", structures.concept_dimensions_have_a_code_list, "RDF Data Cube, IC-5"),
    _held("Q10", structures.code_lists_are_those_of_the_property, "RDF Data Cube, IC-19"),
    _held("Q11", observations.observations_are_in_one_cube, "RDF Data Cube, IC-1"),
    _held("Q12", observations.observations_have_every_dimension, "RDF Data Cube, IC-11"),
    _held("Q13", observations.observations_differ_in_a_dimension, "RDF Data Cube, IC-12"),
    _held("Q14", observations.observations_have_their_measure, "RDF Data Cube, IC-14"),
    _held("Q15", observations.observations_use_their_code_lists, "RDF Data Cube, IC-19"),
    _held("V01", package.frictionless_agrees, "Data Package 2.0; Table Schema", Stage.OPINIONS),
    _held("V02", shapes.nodes_have_their_shapes, "SHACL", Stage.OPINIONS),
    _reading("N01", "printed_tokens_are_whole", "coesa: The ledger", Stage.DOCUMENT),
    _reading(
        "N02", "printed_tokens_stand_where_the_ledger_says", "coesa: The ledger", Stage.DOCUMENT
    ),
    _reading("N03", "no_numeral_is_claimed_twice", "coesa: The ledger", Stage.DOCUMENT),
    _reading(
        "N04", "every_numeral_is_claimed", "coesa: The document and its figures", Stage.DOCUMENT
    ),
    _reading(
        "N05",
        "printed_words_stand_where_the_tables_say",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    _reading(
        "N06",
        "printed_labels_are_on_the_page_of_their_table",
        "coesa: Printed tables",
        Stage.DOCUMENT,
    ),
    _reading("N07", "hedges_are_as_printed", "coesa: The ledger", Stage.DOCUMENT),
    _reading(
        "N08",
        "figures_take_the_sign_of_their_unit_with_them",
        "coesa: Numbers as printed",
        Stage.DOCUMENT,
    ),
    _reading(
        "N09",
        "figures_stand_next_to_the_names_of_their_codes",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    _reading(
        "N10",
        "observations_are_under_the_heading_of_their_code",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    _reading(
        "R01",
        "columns_are_those_expected",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
    _reading(
        "R02",
        "readings_agree_or_are_settled",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
    _reading(
        "R03",
        "settlements_are_needed",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
)
"""Every rule, by family; within a stage they run in this order."""

BY_CODE: Mapping[str, Entry] = {entry.code: entry for entry in REGISTRY}
BY_NAME: Mapping[str, Entry] = {entry.name: entry for entry in REGISTRY}


@functools.cache
def code_of(name: str) -> str:
    """Tell the code of a rule by its name.

    >>> code_of("cells_fit_their_type")
    'C02'
    """
    return BY_NAME[name].code
