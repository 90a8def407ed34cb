from pathlib import Path

import pytest

from coesa.model import Finding
from coesa.rules.dated import (
    dates_are_those_of_their_figures,
    numbers_of_acts_are_those_of_their_figures,
    words_hold_the_figures_that_they_name,
)
from coesa.rules.rows import tables_have_as_many_rows_as_they_say
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication

RULES = (
    dates_are_those_of_their_figures,
    numbers_of_acts_are_those_of_their_figures,
    words_hold_the_figures_that_they_name,
    tables_have_as_many_rows_as_they_say,
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
    ("rule", "file", "column", "value"),
    [
        (dates_are_those_of_their_figures, "act.csv", "date", "2022-04-12"),
        (dates_are_those_of_their_figures, "act.csv", "date_figure", "p03-013"),
        (dates_are_those_of_their_figures, "event-page.csv", "figure", "p10-023"),
        (numbers_of_acts_are_those_of_their_figures, "act.csv", "number", "6281"),
        (words_hold_the_figures_that_they_name, "act.csv", "printed", "DGR n. 6280"),
    ],
)
def test_an_act_or_event_is_not_as_its_figure(
    edit: Edit, rule: Rule, file: str, column: str, value: str
) -> None:
    folder = edit(file, 2, column, value)

    (issue,) = finding(rule, folder).issues

    assert (issue.path, issue.row) == (f"data/{file}", 2)


def test_a_row_is_lost(folder: Path) -> None:
    path = folder / "data" / "act-figure.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")

    (issue,) = finding(tables_have_as_many_rows_as_they_say, folder).issues

    assert issue.column.endswith(".coesa.rows")
    assert "has 4 rows; expected 5" in issue.message
