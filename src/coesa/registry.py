"""The registry of rules: the code, the stage, the clause and the name of each.

One list is the source of order, stage, code, family and clause. The first letter of a code is its
family. A code is never given to another rule: that of a rule that is gone goes into `RETIRED`.
How a rule is added: docs/rules/README.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


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
    GRAPH = 6
    """The graph that is published of them."""
    OPINIONS = 7
    """What other implementations, and second readers, say of them."""
    DOCUMENT = 8
    """The text of the report (`--document`)."""
    READING = 9
    """A second reading of it (`coesa compare`)."""


HELD = (Stage.SCHEMA, Stage.NAMES, Stage.TABLES, Stage.GRAPH, Stage.OPINIONS)
"""The stages whose rules are functions, held against the tables of a publication."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it is registered.

    Attributes:
        code: the letter of its family, and its number there.
        name: the sentence that must hold; a function of that name in `coesa.rules` holds it
            against tables, or it is held while something is read.
        clause: where the sentence comes from; after `coesa: `, a heading of our own documentation.
    """

    code: str
    name: str
    clause: str
    stage: Stage = Stage.TABLES

    @property
    def family(self) -> str:
        """The letter of its family."""
        return self.code[0]

    @property
    def order(self) -> tuple[int, int, str]:
        """Where the rule stands among all: by stage, family and number."""
        return self.stage, FAMILIES.index(self.family), self.code


FAMILIES = "GDLCKSFOITMPQVNR"
"""The families in order; words.json names them (`families`)."""

RETIRED: frozenset[str] = frozenset()
"""Codes of rules that are gone."""

REGISTRY: tuple[Entry, ...] = (
    Entry("G01", "descriptor_is_there", "Data Package 2.0, descriptor", Stage.FILES),
    Entry("G02", "files_are_there", "Data Package 2.0, path", Stage.FILES),
    Entry("G03", "files_are_plain", "Data Package 2.0, path", Stage.FILES),
    Entry("G04", "files_are_readable", "Data Package 2.0, path", Stage.FILES),
    Entry("G05", "paths_stay_in_the_folder", "Data Package 2.0, path", Stage.FILES),
    Entry("G06", "files_are_named_once", "Data Package 2.0, path", Stage.FILES),
    Entry("G07", "sizes_are_within_limits", "coesa: SECURITY.md, The gate", Stage.FILES),
    Entry("G08", "text_is_utf8", "RFC 3629", Stage.FILES),
    Entry("G09", "text_is_nfc", "Unicode UAX #15", Stage.FILES),
    Entry("G10", "characters_are_visible", "Unicode UTS #39; UTR #36", Stage.FILES),
    Entry("G11", "text_is_no_mojibake", "RFC 3629", Stage.FILES),
    Entry("G12", "files_are_csv", "RFC 4180", Stage.FILES),
    Entry("G13", "line_ends_are_alike", "RFC 4180, § 2", Stage.FILES),
    Entry("G14", "columns_are_those_of_the_schema", "Table Schema, fieldsMatch", Stage.FILES),
    Entry("G15", "rows_are_as_long_as_the_header", "RFC 4180, § 2", Stage.FILES),
    Entry("G16", "cells_are_trimmed", "coesa: SECURITY.md, The gate", Stage.FILES),
    Entry("G17", "cells_are_no_formulas", "OWASP, CSV Injection", Stage.FILES),
    Entry("G18", "descriptor_is_json", "RFC 8259", Stage.FILES),
    Entry("G19", "json_keys_are_unique", "RFC 8259, § 4", Stage.FILES),
    Entry("G20", "json_numbers_are_exact", "RFC 8259, § 6", Stage.FILES),
    Entry("D01", "descriptor_follows_its_profile", "Data Package 2.0, $schema", Stage.DESCRIPTOR),
    Entry("D02", "names_are_unique", "Data Package 2.0, name", Stage.DESCRIPTOR),
    Entry("D03", "keys_are_made_of_fields", "Table Schema, primaryKey", Stage.DESCRIPTOR),
    Entry(
        "D04", "tables_that_are_named_are_there", "coesa: Keys of the descriptor", Stage.DESCRIPTOR
    ),
    Entry(
        "D05", "foreign_keys_lead_to_primary_keys", "Table Schema, foreignKeys", Stage.DESCRIPTOR
    ),
    Entry("D06", "codes_come_from_lists", "coesa: Shared code lists", Stage.DESCRIPTOR),
    Entry(
        "D07",
        "columns_have_their_values_in_the_file",
        "coesa: A field: `resources[].schema.fields[]`",
        Stage.DESCRIPTOR,
    ),
    Entry(
        "D08", "documents_that_are_named_are_there", "coesa: Several documents", Stage.DESCRIPTOR
    ),
    Entry("D09", "numbers_are_read_in_one_way", "coesa: Numbers as printed", Stage.DESCRIPTOR),
    Entry("D10", "days_are_in_order", "coesa: The publication: `coesa`", Stage.DESCRIPTOR),
    Entry(
        "D11", "tables_have_the_fields_of_their_role", "RDF Data Cube, § 6; SKOS, § 4", Stage.SCHEMA
    ),
    Entry("D12", "fields_fit_their_role", "Table Schema, fields", Stage.SCHEMA),
    Entry("D13", "keys_name_fields_that_are_there", "Table Schema, foreignKeys", Stage.SCHEMA),
    Entry("D14", "identities_name_fields_that_are_there", "coesa: Identities", Stage.SCHEMA),
    Entry("D15", "names_leave_room_for_ours", "RFC 3986, § 3.3", Stage.SCHEMA),
    Entry("D16", "codes_of_the_descriptor_are_in_their_lists", "RDF Data Cube, IC-19", Stage.NAMES),
    Entry("D17", "printed_cells_hold_one_value", "coesa: Printed tables", Stage.NAMES),
    Entry("D18", "tables_have_as_many_rows_as_they_say", "coesa: A resource: `resources[]`"),
    Entry("D19", "codes_come_as_often_as_the_descriptor_says", "coesa: A resource: `resources[]`"),
    Entry("L01", "words_are_json", "RFC 8259", Stage.DESCRIPTOR),
    Entry(
        "L02",
        "words_are_those_that_are_asked_for",
        "coesa: Languages and translations",
        Stage.DESCRIPTOR,
    ),
    Entry(
        "L03",
        "translations_are_in_the_other_languages",
        "coesa: Languages and translations",
        Stage.DESCRIPTOR,
    ),
    Entry("L04", "texts_are_given_in_every_language", "Data Package 2.0, title, description"),
    Entry("L05", "example_queries_can_be_asked", "SPARQL 1.1 Query Language, § 19", Stage.NAMES),
    Entry("C01", "required_cells_are_filled", "Table Schema, constraints.required"),
    Entry("C02", "cells_fit_their_type", "Table Schema, types; XSD 1.1"),
    Entry("C03", "notations_are_legal", "RFC 3986, § 2.3"),
    Entry("C04", "iri_cells_are_iris", "RFC 3987; Table Schema, format uri"),
    Entry("K01", "primary_keys_are_unique", "Table Schema, primaryKey"),
    Entry("K02", "foreign_keys_are_met", "Table Schema, foreignKeys"),
    Entry("K03", "codes_are_in_their_lists", "RDF Data Cube, IC-19; SKOS, notation"),
    Entry("K04", "iris_are_legal", "RFC 3987, § 2.2", Stage.NAMES),
    Entry("K05", "subjects_are_unique", "RDF 1.1 Concepts, § 3.1"),
    Entry("S01", "concepts_have_labels_and_definitions", "SKOS, § 5; § 7"),
    Entry("S02", "labels_tell_concepts_apart", "SKOS, § 5.6; qSKOS"),
    Entry("S03", "hierarchies_have_no_cycles", "SKOS, § 8.6.8; qSKOS", Stage.GRAPH),
    Entry("S04", "concepts_are_in_a_scheme", "SKOS, § 4.6.4", Stage.GRAPH),
    Entry(
        "S05",
        "concepts_are_reached_from_the_top",
        "SKOS, § 4.6.3; RDF Data Cube, IC-20",
        Stage.GRAPH,
    ),
    Entry("S06", "concepts_are_no_schemes", "SKOS, S9", Stage.GRAPH),
    Entry("S07", "labels_are_of_one_kind", "SKOS, S13", Stage.GRAPH),
    Entry("S08", "concepts_have_one_label_in_a_language", "SKOS, S14", Stage.GRAPH),
    Entry("S09", "related_concepts_are_on_no_way_up", "SKOS, S27", Stage.GRAPH),
    Entry("S10", "collections_are_no_concepts", "SKOS, S37", Stage.GRAPH),
    Entry("S11", "exact_matches_are_no_broader_ones", "SKOS, S46", Stage.GRAPH),
    Entry("S12", "matches_are_sourced", "SKOS, § 10; SSSOM", Stage.SCHEMA),
    Entry(
        "S13", "retired_notations_have_their_replacement", "DCMI Terms, isReplacedBy", Stage.GRAPH
    ),
    Entry("S14", "observations_use_no_retired_notation", "DCMI Terms, isReplacedBy"),
    Entry("F01", "figures_are_named_by_page_and_ordinal", "coesa: The ledger"),
    Entry("F02", "figures_are_in_reading_order", "coesa: The ledger"),
    Entry("F03", "pages_are_in_the_document", "coesa: The document and its figures"),
    Entry("F04", "classes_have_their_columns", "coesa: Classes of figures"),
    Entry("F05", "values_are_as_printed", "coesa: Numbers as printed"),
    Entry("F06", "units_are_as_printed", "coesa: Numbers as printed"),
    Entry("F07", "amounts_are_no_references", "coesa: Classes of figures"),
    Entry("F08", "reasons_fit_what_is_printed", "coesa: Classes of figures"),
    Entry("O01", "data_are_claimed_once", "coesa: Classes of figures"),
    Entry("O02", "observations_claim_data", "coesa: Cubes"),
    Entry("O03", "observations_equal_their_figures", "coesa: Cubes"),
    Entry("O04", "units_are_those_of_the_statistic", "coesa: Cubes"),
    Entry("O05", "restatements_agree_with_their_data", "coesa: Classes of figures"),
    Entry("O06", "qualifiers_qualify_a_number", "coesa: Classes of figures"),
    Entry("O07", "qualifiers_stand_by_their_number", "coesa: Classes of figures"),
    Entry("O08", "no_small_count_of_people_is_told", "coesa: People in the cells"),
    Entry("O09", "no_small_count_of_people_can_be_computed", "coesa: People in the cells"),
    Entry("O10", "suppressed_cells_have_no_value", "coesa: People in the cells"),
    Entry("I01", "parts_sum_to_their_total", "coesa: Identities"),
    Entry("I02", "ratios_follow_from_their_operands", "coesa: Identities"),
    Entry("I03", "values_equal_those_they_repeat", "coesa: Identities"),
    Entry("I04", "identities_are_about_as_many_as_they_say", "coesa: Identities"),
    Entry("I05", "what_may_not_be_computed_is_not_computed", "coesa: Statements in words"),
    Entry("T01", "statements_have_the_verdict_of_their_figures", "coesa: Statements in words"),
    Entry("T02", "statements_that_fail_have_an_erratum", "coesa: Statements in words"),
    Entry("T03", "statement_errata_are_needed", "coesa: Statements in words"),
    Entry("M01", "arithmetic_errata_name_what_breaks", "coesa: Errata"),
    Entry("M02", "arithmetic_errata_repeat_what_is_printed", "coesa: Errata"),
    Entry("M03", "arithmetic_errata_tell_what_is_recomputed", "coesa: Errata"),
    Entry("M04", "errata_in_words_name_two_places", "coesa: Errata"),
    Entry("M05", "errata_stand_on_their_pages", "coesa: Errata"),
    Entry("M06", "errata_have_what_their_kind_needs", "coesa: Errata"),
    Entry("M07", "errata_quote_their_figure_or_a_place", "coesa: Errata"),
    Entry("M08", "places_are_counted_from_one", "coesa: Errata"),
    Entry("M09", "misprinted_labels_have_their_erratum", "coesa: Errata"),
    Entry("M10", "places_name_the_figures_that_they_quote", "coesa: Errata"),
    Entry("P01", "printed_cells_are_in_reading_order", "coesa: Printed tables"),
    Entry("P02", "sections_begin_at_their_numbers", "coesa: The ledger"),
    Entry("P03", "rows_stand_where_their_figures_do", "coesa: The ledger"),
    Entry("P04", "sections_are_on_their_pages", "coesa: The ledger"),
    Entry("P05", "tables_agree_on_what_they_both_state", "coesa: Where the document names things"),
    Entry(
        "P06", "things_are_told_of_where_they_are_named", "coesa: Where the document names things"
    ),
    Entry("P07", "words_have_one_status", "coesa: Where the document names things"),
    Entry("P08", "dates_are_those_of_their_figures", "coesa: Where the document names things"),
    Entry(
        "P09",
        "numbers_of_acts_are_those_of_their_figures",
        "coesa: Where the document names things",
    ),
    Entry("P10", "words_hold_the_figures_that_they_name", "coesa: Where the document names things"),
    Entry("Q01", "components_are_in_normal_form", "RDF Data Cube, § 10.1"),
    Entry("Q02", "component_properties_are_typed", "RDF Data Cube, § 6.1"),
    Entry("Q03", "dimensions_are_coded", "RDF Data Cube, § 7"),
    Entry("Q04", "cubes_measure_one_observed_value", "RDF Data Cube, § 6.5"),
    Entry("Q05", "units_are_required", "RDF Data Cube, § 6.5.1"),
    Entry("Q06", "cubes_have_one_structure", "RDF Data Cube, IC-2"),
    Entry("Q07", "structures_include_a_measure", "RDF Data Cube, IC-3"),
    Entry("Q08", "dimensions_have_a_range", "RDF Data Cube, IC-4"),
    Entry("Q09", "concept_dimensions_have_a_code_list", "RDF Data Cube, IC-5"),
    Entry("Q10", "code_lists_are_those_of_the_property", "RDF Data Cube, IC-19"),
    Entry("Q11", "observations_are_in_one_cube", "RDF Data Cube, IC-1"),
    Entry("Q12", "observations_have_every_dimension", "RDF Data Cube, IC-11"),
    Entry("Q13", "observations_differ_in_a_dimension", "RDF Data Cube, IC-12"),
    Entry("Q14", "observations_have_their_measure", "RDF Data Cube, IC-14"),
    Entry("Q15", "observations_use_their_code_lists", "RDF Data Cube, IC-19"),
    Entry("Q16", "only_attributes_are_optional", "RDF Data Cube, IC-6"),
    Entry("Q17", "cubes_have_no_slices", "RDF Data Cube, IC-7; IC-8; IC-9; IC-10; IC-18"),
    Entry("Q18", "observations_have_their_required_attributes", "RDF Data Cube, IC-13"),
    Entry("Q19", "cubes_have_no_measure_dimension", "RDF Data Cube, IC-15; IC-16; IC-17"),
    Entry("Q20", "hierarchies_are_told_from_above", "RDF Data Cube, IC-21", Stage.GRAPH),
    Entry("V01", "frictionless_agrees", "Data Package 2.0; Table Schema", Stage.OPINIONS),
    Entry("V02", "nodes_have_their_shapes", "SHACL", Stage.OPINIONS),
    Entry("N01", "printed_tokens_are_whole", "coesa: The ledger", Stage.DOCUMENT),
    Entry("N02", "printed_tokens_stand_where_the_ledger_says", "coesa: The ledger", Stage.DOCUMENT),
    Entry("N03", "no_numeral_is_claimed_twice", "coesa: The ledger", Stage.DOCUMENT),
    Entry("N04", "every_numeral_is_claimed", "coesa: The document and its figures", Stage.DOCUMENT),
    Entry(
        "N05",
        "printed_words_stand_where_the_tables_say",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    Entry(
        "N06",
        "printed_labels_are_on_the_page_of_their_table",
        "coesa: Printed tables",
        Stage.DOCUMENT,
    ),
    Entry("N07", "hedges_are_as_printed", "coesa: The ledger", Stage.DOCUMENT),
    Entry(
        "N08",
        "figures_take_the_sign_of_their_unit_with_them",
        "coesa: Numbers as printed",
        Stage.DOCUMENT,
    ),
    Entry(
        "N09",
        "figures_stand_next_to_the_names_of_their_codes",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    Entry(
        "N10",
        "observations_are_under_the_heading_of_their_code",
        "coesa: Where the document names things",
        Stage.DOCUMENT,
    ),
    Entry(
        "R01",
        "columns_are_those_expected",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
    Entry(
        "R02",
        "readings_agree_or_are_settled",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
    Entry(
        "R03",
        "settlements_are_needed",
        "coesa: README.md, The auditor: doubt every cell",
        Stage.READING,
    ),
    Entry(
        "R04",
        "tables_say_what_their_second_reading_says",
        "coesa: A second reading",
        Stage.OPINIONS,
    ),
)
"""Every rule, by family; within a stage they run in this order."""

BY_CODE: Mapping[str, Entry] = {entry.code: entry for entry in REGISTRY}
BY_NAME: Mapping[str, Entry] = {entry.name: entry for entry in REGISTRY}


def code_of(name: str) -> str:
    """Tell the code of a rule by its name.

    >>> code_of("cells_fit_their_type")
    'C02'
    """
    return BY_NAME[name].code
