"""Rows that are taken apart, and column names: values in, values out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.intake import limits
from coesa.intake.header import RULE, header_issues, separator_fault
from coesa.intake.records import Record, RecordError, place_of, records

SIGNS = st.text(alphabet='ab,"\n ;è', max_size=8)


@given(
    rows=st.lists(st.lists(SIGNS, min_size=1, max_size=4), max_size=5),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    lines=st.integers(0, 3),
)
def test_rows_are_taken_apart_as_they_were_written(
    rows: list[list[str]], quoting: int, end: str, lines: int
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows(rows)
    text = written.getvalue()

    found = list(records(text, lines))

    assert [record.cells for record in found] == rows
    assert all(record.end == end for record in found)
    # The rows follow each other, and all the lines are told once.
    assert [record.first for record in found[1:]] == [record.last + 1 for record in found[:-1]]
    if found:
        assert (found[0].first, found[-1].last) == (lines + 1, lines + text.count("\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b", [Record(["a", "b"], 1, 1, "")]),
        ("a\n\n", [Record(["a"], 1, 1, "\n"), Record([""], 2, 2, "\n")]),
        ("a,", [Record(["a", ""], 1, 1, "")]),
        ('"a\nb",c\nd', [Record(["a\nb", "c"], 1, 2, "\n"), Record(["d"], 3, 3, "")]),
        ('a,"b\nc"', [Record(["a", "b\nc"], 1, 2, "")]),
        ('"a\rb","\r\n"\r\n', [Record(["a\rb", "\r\n"], 1, 2, "\r\n")]),
    ],
)
def test_a_row_tells_its_lines_and_its_end(text: str, expected: list[Record]) -> None:
    assert list(records(text)) == expected


AFTER = (
    "expected a comma or a line end there; close the first quote where its cell ends, and write "
    "quotes in a cell twice"
)
BEFORE = (
    "in a cell without quotes; expected the whole cell in quotes, and each quote in it twice; "
    "write it so"
)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ('a,b"c', 1, f'a quote found after "b" {BEFORE}'),
        (f'{"x" * 25}yz"', 0, f'a quote found after "{"x" * 18}yz" {BEFORE}'),
        ('a\n,"b\n"x"', 1, f'a quote opens in line 7 and closes in line 8 before "x""; {AFTER}'),
        ('"a"x\ny', 0, f'a quote opens in line 6 and closes in line 6 before "x"; {AFTER}'),
        ('"a"x\ry', 0, f'a quote opens in line 6 and closes in line 6 before "x"; {AFTER}'),
        (
            f'"a"{"x" * 25}',
            0,
            f'a quote opens in line 6 and closes in line 6 before "{"x" * 20}"; {AFTER}',
        ),
        ('a\nb,c,"d', 2, "a quote opens in line 7 and is never closed; expected a second; add it"),
    ],
)
def test_a_quote_that_leaves_a_cell_in_doubt(text: str, column: int, message: str) -> None:
    with pytest.raises(RecordError) as error:
        list(records(text, 5))

    assert (error.value.column, error.value.rule) == (column, "files_are_csv")
    assert str(error.value) == message


def test_a_carriage_return_alone_ends_no_row() -> None:
    found = records("a,b\n1,2\r3,4")
    assert next(found).cells == ["a", "b"]

    with pytest.raises(RecordError) as error:
        next(found)

    assert (error.value.column, error.value.rule) == (1, "line_ends_are_alike")
    assert str(error.value) == (
        "a row ends with a carriage return alone; expected a line feed, or both; "
        "save the file with the line ends of your system"
    )


def test_a_row_is_no_longer_than_a_row_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROW_BYTES", 5)
    assert len(list(records("abcd\nab,d\n"))) == 2

    with pytest.raises(RecordError) as error:
        list(records("a\nab,de\n"))

    with pytest.raises(RecordError, match="in line 2 has more than 5 bytes"):
        list(records("a\nè,è\n"))

    assert (error.value.column, error.value.rule) == (0, "sizes_are_within_limits")
    assert str(error.value) == (
        "the row that begins in line 2 has more than 5 bytes; "
        "expected fewer; is a quote left open? Close it, or shorten the row"
    )


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("", (0, 0)),
        ("a,b", (0, 1)),
        ("a,b\n", (1, 0)),
        ('a,b\n1,"x, y', (1, 1)),
        ('a,b\n"1\n2,",3,"4\n5", ', (1, 3)),
        ('"a "" , ",b,', (0, 2)),
    ],
)
def test_rows_and_cells_before_a_place_are_counted(before: str, place: tuple[int, int]) -> None:
    assert place_of(before) == place


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("notation;label_en", "semicolons"),
        ('"notation";"label_en"', "semicolons"),
        ("notation\tlabel_en\r", "tabs"),
        ("notation|label_en", "bars"),
        ("x;y", "semicolons"),
        # Commas or quotes beside it: only the names of the columns tell.
        ("notation;label_en;a,b", "semicolons"),
        ("x;y,z", None),
        ('x;"y"', None),
        ("notation;y,z", None),
        ("notation", None),
        ("notation,label_en", None),
    ],
)
def test_a_separator_is_told_by_the_first_line(line: str, found: str | None) -> None:
    fault = separator_fault(line, ("notation", "label_en"))

    if found is None:
        assert fault is None
    else:
        told = f"the cells are separated by {found}; expected commas; save the file with commas"
        assert fault == told


@pytest.mark.parametrize("line", ["sep=,", "SEP=, ", "Sep="])
def test_a_line_for_a_spreadsheet_is_no_header(line: str) -> None:
    assert separator_fault(line, ("a",)) == (
        f'"{line.strip()}" found; expected the names of the columns; take the line out'
    )


def header(names: list[str], expected: list[str]) -> list[tuple[str, str]]:
    found = list(header_issues("t.csv", names, expected))
    assert all((issue.path, issue.row, issue.rule) == ("t.csv", 1, RULE) for issue in found)
    return [(issue.column, issue.message) for issue in found]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["axis", "value"], []),
        (
            ["value", "axis"],
            [("", "columns found in another order; expected axis, value; put them so")],
        ),
        (
            ["axis", "value", "value"],
            [("value", "the column stands twice; expected it once; keep one of them")],
        ),
        (["axis"], [("value", "the column is missing; add it")]),
        (
            ["axis", "value", "vlaue"],
            [
                (
                    "vlaue",
                    '"vlaue" is no column of the table; expected axis, value.'
                    ' Did you mean "value"?',
                )
            ],
        ),
        (
            ["axis", "value", "", "zzz"],
            [
                (
                    "(no name)",
                    '"(no name)" is no column of the table; expected axis, value; '
                    "take it out, or add it to the schema",
                ),
                (
                    "zzz",
                    '"zzz" is no column of the table; expected axis, value; '
                    "take it out, or add it to the schema",
                ),
            ],
        ),
        (
            ["axis", "value", "zаèz"],
            [
                (
                    "zаèz",
                    '"zаèz" with the letter U+0430 (cyrillic small letter a) is no column of the '
                    "table; expected axis, value; take it out, or add it to the schema",
                )
            ],
        ),
    ],
)
def test_columns_that_are_not_those_of_the_schema(
    names: list[str], told: list[tuple[str, str]]
) -> None:
    assert header(names, ["axis", "value"]) == told


def test_the_text_of_a_name_is_looked_at_before_its_meaning() -> None:
    (issue,) = header_issues("t.csv", ["axis ", "x"], ["axis"])

    assert (issue.path, issue.row, issue.column) == ("t.csv", 1, "")
    assert issue.rule == "cells_are_trimmed"


def test_columns_are_no_more_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COLUMNS", 2)
    assert [column for column, _ in header(["a", "c"], ["a"])] == ["c"]

    (issue,) = header_issues("t.csv", ["a", "b", "c"], ["a"])

    assert (issue.path, issue.row, issue.column) == ("t.csv", 1, "")
    assert issue.rule == "sizes_are_within_limits"
    assert issue.message == "3 columns found; expected at most 2; take some out"
