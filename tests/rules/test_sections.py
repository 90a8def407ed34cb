from pathlib import Path

import pytest

from coesa.model import Finding
from coesa.rules.sections import (
    rows_stand_where_their_figures_do,
    sections_are_on_their_pages,
    sections_begin_at_their_numbers,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import ROOT, Edit
from tests.opened import open_tables, read_publication

RULES = (
    sections_begin_at_their_numbers,
    rows_stand_where_their_figures_do,
    sections_are_on_their_pages,
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
    ("row", "section", "message"),
    [
        (10, "2.1", 'section "2.1" begins after "1" without its number'),
        (40, "1", 'section "1" comes back after "2.1"'),
        (27, "2", 'section "2.1" begins after "2" without its number'),
        (136, "2.2", '"3" is the number of a section, and no section begins there'),
    ],
)
def test_a_figure_is_in_another_section(edit: Edit, row: int, section: str, message: str) -> None:
    folder = edit("figures.csv", row, "section", section)

    issues = finding(sections_begin_at_their_numbers, folder).issues

    assert message in "; ".join(i.message for i in issues)
    assert {i.column for i in issues} == {"section"}


def test_sections_without_numbers_need_only_be_in_one_piece() -> None:
    found = finding(sections_begin_at_their_numbers, ROOT / "tests" / "examples" / "minimal")

    assert (found.checked, found.issues) == (4, ())


@pytest.mark.parametrize(("column", "value"), [("page", "9"), ("section", "3.3")])
def test_a_row_stands_elsewhere_than_its_figure(edit: Edit, column: str, value: str) -> None:
    folder = edit("event-page.csv", 2, column, value)

    (issue,) = finding(rows_stand_where_their_figures_do, folder).issues

    assert (issue.path, issue.row, issue.column) == ("data/event-page.csv", 2, column)
    assert "where p02-029 stands" in issue.message


def test_a_section_is_not_on_the_page(edit: Edit) -> None:
    folder = edit("statement.csv", 2, "section", "3.4")

    (issue,) = finding(sections_are_on_their_pages, folder).issues

    assert (issue.path, issue.row, issue.column) == ("data/statement.csv", 2, "section")


def test_a_section_may_go_on_from_the_page_before(edit: Edit) -> None:
    folder = edit("statement.csv", 3, "section", "1")

    assert finding(sections_are_on_their_pages, folder).issues == ()
