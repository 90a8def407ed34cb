from pathlib import Path

import pytest

from coesa.model import Finding
from coesa.rules.named import (
    tables_agree_on_what_they_both_state,
    things_are_told_of_where_they_are_named,
    words_have_one_status,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication

RULES = (
    tables_agree_on_what_they_both_state,
    things_are_told_of_where_they_are_named,
    words_have_one_status,
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
        (tables_agree_on_what_they_both_state, "initiative.csv", 2, "axis", "III"),
        (things_are_told_of_where_they_are_named, "initiative.csv", 2, "page", "9"),
        (
            things_are_told_of_where_they_are_named,
            "initiative-amounts.csv",
            2,
            "initiative",
            "nidi-gratis",
        ),
        (
            things_are_told_of_where_they_are_named,
            "indicator-values.csv",
            2,
            "indicator",
            "isced-1-2",
        ),
        (words_have_one_status, "initiative-status.csv", 3, "status", "approved"),
    ],
)
def test_the_tables_tell_another_story(
    edit: Edit, rule: Rule, file: str, row: int, column: str, value: str
) -> None:
    folder = edit(file, row, column, value)

    issues = finding(rule, folder).issues

    assert (f"data/{file}", row) in {(i.path, i.row) for i in issues}


def test_words_at_the_foot_of_a_page_may_tell_of_the_next(edit: Edit) -> None:
    folder = edit("initiative-status.csv", 33, "page", "8")

    assert finding(things_are_told_of_where_they_are_named, folder).issues == ()
