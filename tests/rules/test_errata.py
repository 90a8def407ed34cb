import pytest

from coesa.rules.errata import (
    arithmetic_errata_name_what_breaks,
    arithmetic_errata_repeat_what_is_printed,
    arithmetic_errata_tell_what_is_recomputed,
    errata_in_words_name_two_places,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.rules.conftest import Broken


@pytest.mark.parametrize(
    "rule",
    [
        arithmetic_errata_name_what_breaks,
        arithmetic_errata_repeat_what_is_printed,
        arithmetic_errata_tell_what_is_recomputed,
        errata_in_words_name_two_places,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


@pytest.mark.parametrize(
    ("rule", "column", "value", "told"),
    [
        (
            arithmetic_errata_name_what_breaks,
            "identity",
            "axis_sum_to_total",
            'Did you mean "axes_sum_to_total"?',
        ),
        (arithmetic_errata_name_what_breaks, "identity", "shares_sum_to_whole", "holds at p05-156"),
        (
            arithmetic_errata_repeat_what_is_printed,
            "printed",
            "958.677.416,76 €",
            'expected "958.677.416,67 €"',
        ),
        (
            arithmetic_errata_tell_what_is_recomputed,
            "corrected",
            "958.677.416,65 €",
            "expected 958677416.66",
        ),
        (arithmetic_errata_tell_what_is_recomputed, "difference", "-0.01", "expected 0.01"),
    ],
)
def test_an_arithmetic_erratum_is_wrong(
    rule: Rule, column: str, value: str, told: str, edit: Edit, broken: Broken
) -> None:
    (issue,) = broken(rule, edit("errata.csv", 2, column, value))

    assert (issue.path, issue.row, issue.column) == ("data/errata.csv", 2, column)
    assert told in issue.message


def test_an_erratum_in_words_names_one_place(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(
        errata_in_words_name_two_places, edit("erratum-place.csv", 4, "erratum", "E01")
    )

    assert (issue.path, issue.row, issue.column) == ("data/errata.csv", 3, "erratum")
    assert "E02 names 1 places" in issue.message
