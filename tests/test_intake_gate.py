"""The gate, file by file: the table of a resource, a small table, a second reading."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from coesa.errors import PublicationError
from coesa.intake import file_issues, gate, limits, reading_of, rows_of
from coesa.model import Issue, Reading, Resource
from coesa.read import read_publication
from tests.intake import AXIS, MINIMAL, copy_of


@pytest.fixture
def axis(tmp_path: Path) -> Resource:
    """The axes of a publication of its own, to be spoilt."""
    return read_publication(copy_of(MINIMAL, tmp_path / "publication")).resource("axis")


def put(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8", newline="")
    return path


def refused(error: pytest.ExceptionInfo[PublicationError]) -> list[tuple[str, int, str, str]]:
    return [(i.path, i.row, i.column, i.rule) for i in error.value.issues]


def test_a_table_that_is_whole_has_no_issues(axis: Resource) -> None:
    assert list(file_issues(axis)) == []


def test_a_table_that_is_no_plain_file_is_not_opened(axis: Resource) -> None:
    axis.location.unlink()

    (issue,) = file_issues(axis)

    assert (issue.path, issue.row, issue.rule) == (AXIS, 0, "files_are_there")


def test_the_columns_of_a_table_are_those_of_its_schema(axis: Resource) -> None:
    content = axis.location.read_text("utf-8")
    axis.location.write_text(content.replace("label_en", "lable_en"), "utf-8")

    first, second = file_issues(axis)

    assert (first.path, first.column, first.rule) == (
        AXIS,
        "lable_en",
        "columns_are_those_of_the_schema",
    )
    assert first.message.endswith('Did you mean "label_en"?')
    assert second.column == "label_en"


def test_the_issues_of_a_table_are_cut_short(axis: Resource) -> None:
    with axis.location.open("a", encoding="utf-8") as stream:
        stream.write(f"{'X,'}\n" * (limits.LISTED + 5))

    *listed, rest = file_issues(axis)

    assert {i.path for i in listed} == {AXIS}
    assert [i.row for i in listed] == list(range(5, 5 + limits.LISTED))
    assert rest.message == "5 more such issues from here on; mend those above first"


@pytest.mark.parametrize("other", ["a link", "a pipe that nobody writes", "no file"])
def test_a_table_that_is_another_by_the_time_it_is_opened(
    other: str, axis: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "file_fault", lambda *_: None)
    place = axis.location
    place.rename(place.with_name("moved.csv"))
    if other == "a link":
        place.symlink_to("moved.csv")
    elif other != "no file":
        os.mkfifo(place)

    (issue,) = file_issues(axis)

    assert issue.path == AXIS
    # A pipe is opened without waiting, and nothing is in it.
    expected = "files_are_csv" if "pipe" in other else "files_are_readable"
    assert issue.rule == expected


def test_a_large_table_is_not_opened(axis: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    size = axis.location.stat().st_size
    monkeypatch.setattr(limits, "FILE_BYTES", size)
    assert list(file_issues(axis)) == []

    monkeypatch.setattr(limits, "FILE_BYTES", size - 1)
    (issue,) = file_issues(axis)

    assert issue == Issue(
        AXIS,
        0,
        "",
        "sizes_are_within_limits",
        f"{size} bytes found; expected at most {size - 1}; split the table",
    )


def test_the_folder_of_a_table_is_as_far_above_as_its_path_tells(axis: Resource) -> None:
    folder = axis.location.parents[1]
    deep = replace(axis, path=f"more/{AXIS}", location=folder / "more" / AXIS)
    deep.location.parent.mkdir(parents=True)
    axis.location.rename(deep.location)
    assert list(file_issues(deep)) == []

    (folder / "more").rename(folder / "elsewhere")
    (folder / "more").symlink_to("elsewhere")
    (issue,) = file_issues(deep)

    assert issue.rule == "files_are_plain"
    assert issue.message.startswith('the folder "more" is a link to another file; ')


def test_a_small_table_is_read_by_its_columns(tmp_path: Path) -> None:
    path = put(tmp_path / "small.csv", 'b,a\r\n1,"two\r\nlines"\r\nè,"a ""b"", c"\r\n')

    columns, rows = rows_of(path)

    assert columns == ("b", "a")
    assert rows == [{"b": "1", "a": "two\r\nlines"}, {"b": "è", "a": 'a "b", c'}]


def test_a_small_table_that_is_broken_is_named_by_its_file(tmp_path: Path) -> None:
    path = put(tmp_path / "small.csv", "a,b\n1,2\n3\n=4,5\n")

    with pytest.raises(PublicationError) as error:
        rows_of(path)

    assert refused(error) == [
        ("small.csv", 3, "", "rows_are_as_long_as_the_header"),
        ("small.csv", 4, "a", "cells_are_no_formulas"),
    ]


def test_an_empty_line_is_no_row_of_one_column(tmp_path: Path) -> None:
    with pytest.raises(PublicationError) as error:
        rows_of(put(tmp_path / "small.csv", "a\n1\n\n2\n"))

    assert refused(error) == [("small.csv", 3, "", "rows_are_as_long_as_the_header")]
    assert error.value.issues[0].message == "the line is empty; expected 1 cell; take it out"


def test_the_issues_of_a_small_table_are_cut_short(tmp_path: Path) -> None:
    with pytest.raises(PublicationError) as error:
        rows_of(put(tmp_path / "small.csv", "a,b\n" + "1\n" * (limits.LISTED + 2)))

    assert len(error.value.issues) == limits.LISTED + 1


def test_a_second_reading_is_read_with_its_path(tmp_path: Path) -> None:
    put(tmp_path / "second" / "axis.csv", 'axis,figure.printed\nI,\n"II","1,5"\n')

    found = reading_of(tmp_path, "second/axis.csv")

    rows = (("I", ""), ("II", "1,5"))
    assert found == Reading("second/axis.csv", ("axis", "figure.printed"), rows)


def test_a_second_reading_that_is_broken_is_named_by_its_path(tmp_path: Path) -> None:
    put(tmp_path / "second" / "axis.csv", 'a\n"x\n')

    with pytest.raises(PublicationError) as error:
        reading_of(tmp_path, "second/axis.csv")

    assert refused(error) == [("second/axis.csv", 2, "a", "files_are_csv")]


def test_a_second_reading_is_a_plain_file_of_no_more_than_so_many_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "second.csv", "a\n1\n")
    monkeypatch.setattr(limits, "FILE_BYTES", 4)
    assert reading_of(tmp_path, "second.csv").rows == (("1",),)

    monkeypatch.setattr(limits, "FILE_BYTES", 3)
    with pytest.raises(PublicationError) as large:
        reading_of(tmp_path, "second.csv")
    path.unlink()
    with pytest.raises(PublicationError) as gone:
        reading_of(tmp_path, "second.csv")

    assert refused(large) == [("second.csv", 0, "", "sizes_are_within_limits")]
    assert refused(gone) == [("second.csv", 0, "", "files_are_there")]
