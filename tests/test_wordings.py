import pytest

from coesa.coverage import coverage
from coesa.model import Issue
from coesa.nearness import RULE as NEAR
from coesa.read import read_document
from coesa.wordings import HEDGES, LABELS, WORDS
from tests.conftest import ROOT, Edit
from tests.opened import open_tables, read_publication

DOCUMENT = ROOT.parent / "shared" / "report" / "sintesi-raa-2022.txt"

pytestmark = pytest.mark.skipif(not DOCUMENT.exists(), reason="the report is not in this folder")


def issues(edit: Edit, file: str, row: int, column: str, value: str) -> tuple[Issue, ...]:
    folder = edit(file, row, column, value)
    with open_tables(read_publication(folder)) as tables:
        return coverage(tables, [read_document(DOCUMENT)]).issues


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "rule"),
    [
        ("erratum-place.csv", 3, "printed", "III", WORDS),
        ("erratum-place.csv", 4, "page", "2", WORDS),
        ("errata.csv", 4, "printed", "Relazione annuale", WORDS),
        ("initiative-name.csv", 3, "name_it", "Formazione continua V", WORDS),
        ("initiative-name.csv", 3, "section", "3", WORDS),
        ("indicator-wording.csv", 2, "wording_it", "disoccupato", WORDS),
        ("erratum-place.csv", 21, "printed", "36,1 Mln", WORDS),
        ("erratum-place.csv", 162, "printed", "59,2", WORDS),
        ("statistic.csv", 9, "wording_it", "Avanzamonto pagamentii", WORDS),
        ("thematic-objective.csv", 3, "wording_it", "OT 0", WORDS),
        ("figures.csv", 47, "hedge", "over", HEDGES),
        ("initiative-amounts.csv", 2, "initiative", "seav", NEAR),
        ("indicator-values.csv", 3, "indicator", "isced-1-2", NEAR),
    ],
)
def test_the_document_does_not_bear_out_a_cell(
    edit: Edit, file: str, row: int, column: str, value: str, rule: str
) -> None:
    found = issues(edit, file, row, column, value)

    assert (f"data/{file}", row, rule) in {(i.path, i.row, i.rule) for i in found}


def test_a_label_of_a_printed_table_is_not_on_its_page(edit: Edit) -> None:
    folder = edit("axis.csv", 2, "source", "p. 1")
    path = folder / "datapackage.json"
    text = path.read_text("utf-8")
    assert text.count('"printed": "Asse III"') == 1
    path.write_text(text.replace('"printed": "Asse III"', '"printed": "Asse VI"'), "utf-8")

    with open_tables(read_publication(folder)) as tables:
        (issue,) = coverage(tables, [read_document(DOCUMENT)]).issues

    assert (issue.rule, issue.column) == (LABELS, "$.coesa.tables[0].rows[2]")
