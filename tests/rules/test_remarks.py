from pathlib import Path

import pytest

from coesa.model import Finding
from coesa.rules.remarks import (
    errata_have_what_their_kind_needs,
    errata_quote_their_figure_or_a_place,
    places_are_counted_from_one,
    places_name_the_figures_that_they_quote,
    reasons_fit_what_is_printed,
)
from coesa.rules.rows import identities_are_about_as_many_as_they_say
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication

RULES = (
    reasons_fit_what_is_printed,
    errata_have_what_their_kind_needs,
    errata_quote_their_figure_or_a_place,
    places_are_counted_from_one,
    places_name_the_figures_that_they_quote,
    identities_are_about_as_many_as_they_say,
)


def finding(rule: Rule, folder: Path) -> Finding:
    with open_tables(read_publication(folder)) as tables:
        return rule(tables)


@pytest.mark.parametrize("rule", RULES)
def test_the_publication_keeps_the_rule(tables: Tables, rule: Rule) -> None:
    found = rule(tables)

    assert found.checked > 0
    assert found.issues == ()


@pytest.mark.parametrize(
    ("rule", "file", "row", "column", "value"),
    [
        (reasons_fit_what_is_printed, "figures.csv", 2, "reason", "act-date"),
        (reasons_fit_what_is_printed, "figures.csv", 4, "reason", "table-number"),
        (reasons_fit_what_is_printed, "figures.csv", 2, "reason", "year-in-name"),
        (errata_have_what_their_kind_needs, "errata.csv", 3, "identity", "axes_sum_to_total"),
        (errata_have_what_their_kind_needs, "errata.csv", 3, "difference", "1"),
        (errata_quote_their_figure_or_a_place, "errata.csv", 3, "printed", "III"),
        (errata_quote_their_figure_or_a_place, "errata.csv", 3, "figure", "p05-066"),
        (places_are_counted_from_one, "erratum-place.csv", 3, "place", "2"),
        (places_are_counted_from_one, "statement-figure.csv", 3, "pair", "4"),
        (places_name_the_figures_that_they_quote, "erratum-place.csv", 75, "figure", ""),
        (places_name_the_figures_that_they_quote, "erratum-place.csv", 75, "figure", "p05-098"),
        (places_name_the_figures_that_they_quote, "erratum-place.csv", 75, "figure", "p05-044"),
    ],
)
def test_a_remark_tells_what_it_should_not(
    edit: Edit, rule: Rule, file: str, row: int, column: str, value: str
) -> None:
    folder = edit(file, row, column, value)

    issues = finding(rule, folder).issues

    assert f"data/{file}" in {i.path for i in issues}


def test_an_observation_drops_out_of_its_identity(edit: Edit) -> None:
    folder = edit("participants.csv", 5, "vulnerability", "migrants")

    issues = finding(identities_are_about_as_many_as_they_say, folder).issues

    assert [i.column for i in issues] != []
    assert all(i.column.endswith(".observations") for i in issues)
