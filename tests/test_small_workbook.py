"""A small workbook, read back by another library."""

import io

import openpyxl

from coesa.model import Publication
from coesa.office import small_workbook

SENTENCE = "At 31 December 2022, a good deal more than was planned had been paid. " * 4


def test_a_row_is_as_high_as_its_sentence(publication: Publication) -> None:
    language = publication.spoken[0]
    table = (["a", "value", "said"], [["x", "1.50", SENTENCE], ["y", "2", "no"]], 1, ["EUR", "EUR"])
    context = [("source", SENTENCE), ("version", "1")]

    made = small_workbook(publication, language, "A title", table, context)

    data, read_me = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    assert [cell.value for cell in data[2]] == ["x", 1.5, SENTENCE]
    assert data.row_dimensions[2].height > 3 * 15
    assert data.row_dimensions[3].height is None
    assert read_me.row_dimensions[3].height > 3 * 15
    assert data.column_dimensions["C"].width > data.column_dimensions["A"].width
    assert data.page_setup.fitToHeight == 0 and read_me.page_setup.fitToHeight == 0
