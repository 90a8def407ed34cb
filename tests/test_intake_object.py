"""A descriptor as the gate reads it: one object, no title a formula, tables read in one way."""

import json
from pathlib import Path
from typing import Any

import pytest

from coesa.errors import PublicationError
from coesa.intake import DESCRIPTOR, limits, read_descriptor
from coesa.model import Issue


def issues(folder: Path, descriptor: object) -> list[Issue]:
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(PublicationError) as error:
        read_descriptor(folder)
    return list(error.value.issues)


def read(folder: Path, descriptor: object) -> None:
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    assert read_descriptor(folder) == descriptor


@pytest.mark.parametrize(
    ("value", "found"), [([], "a list"), ("a", "a single value"), (None, "a single value")]
)
def test_a_descriptor_is_one_object(value: object, found: str, tmp_path: Path) -> None:
    message = f"{found} found; expected one object with name, resources and coesa; write it so"

    assert issues(tmp_path, value) == [Issue(DESCRIPTOR, 1, "", "descriptor_is_json", message)]


def test_a_descriptor_that_is_no_json_breaks_its_own_rule(tmp_path: Path) -> None:
    (tmp_path / DESCRIPTOR).write_text("{\n", "utf-8")

    with pytest.raises(PublicationError) as error:
        read_descriptor(tmp_path)

    (issue,) = error.value.issues
    assert (issue.path, issue.row, issue.rule) == (DESCRIPTOR, 2, "descriptor_is_json")


def test_a_descriptor_is_there_and_is_a_plain_file_of_so_many_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PublicationError) as gone:
        read_descriptor(tmp_path)
    message = (
        f"there is no such file in {tmp_path}; "
        "run the command in a publication folder, or name one with --publication"
    )
    assert gone.value.issues == (Issue(DESCRIPTOR, 0, "", "descriptor_is_there", message),)

    monkeypatch.setattr(limits, "JSON_BYTES", 2)
    read(tmp_path, {})
    (large,) = issues(tmp_path, [{}])
    assert (large.path, large.rule) == (DESCRIPTOR, "sizes_are_within_limits")
    (tmp_path / "second-name").hardlink_to(tmp_path / DESCRIPTOR)
    with pytest.raises(PublicationError) as linked:
        read_descriptor(tmp_path)
    assert [issue.rule for issue in linked.value.issues] == ["files_are_plain"]


def test_titles_are_no_formulas_wherever_they_stand(tmp_path: Path) -> None:
    title = {"title": "=A1", "titles": "=A1", "description": "=A1"}
    found = issues(
        tmp_path,
        {"title": "Fine", "resources": [{}, {"title": ""}, {"coesa": [title]}], "x": {"title": 7}},
    )

    message = (
        '"=A1" begins as a formula does; expected a title that no spreadsheet computes; '
        "begin it with another sign"
    )
    place = "$.resources[2].coesa[0].title"
    assert found == [Issue(DESCRIPTOR, 0, place, "cells_are_no_formulas", message)]
    assert [i.column for i in issues(tmp_path, {"title": "@a"})] == ["$.title"]


OTHER_FILES = ("compression", "control", "data", "dialect", "extrapaths", "innerpath", "scheme")


@pytest.mark.parametrize("key", OTHER_FILES)
def test_a_table_is_no_other_file_to_another_program(key: str, tmp_path: Path) -> None:
    found = issues(tmp_path, {"resources": [7, {}, {key: None}]})

    message = f'"{key}" found; expected none: a table is a plain CSV file; take it out'
    assert found == [Issue(DESCRIPTOR, 0, f"$.resources[2].{key}", "files_are_csv", message)]


@pytest.mark.parametrize(
    ("key", "plain", "other"),
    [("decimalChar", ".", ","), ("groupChar", None, "."), ("bareNumber", True, False)],
)
def test_a_number_is_no_other_number_to_another_program(
    key: str, plain: object, other: object, tmp_path: Path
) -> None:
    def described(value: object) -> dict[str, Any]:
        fields = [None, {"name": "a"}, {"name": "b", key: value}]
        return {"resources": [{"schema": 7}, {"schema": {"fields": fields}}]}

    read(tmp_path, described(plain))
    found = issues(tmp_path, described(other))

    message = f'"{key}" found; expected none: numbers are such as 1234.5; take it out'
    place = f"$.resources[1].schema.fields[2].{key}"
    assert found == [Issue(DESCRIPTOR, 0, place, "numbers_are_read_in_one_way", message)]


@pytest.mark.parametrize(
    "value", [{}, {"resources": 7}, {"resources": [{"schema": {"fields": 7}}]}]
)
def test_what_is_another_kind_of_value_is_for_the_profile(value: object, tmp_path: Path) -> None:
    read(tmp_path, value)


def test_all_that_is_wrong_is_told_and_cut_short(tmp_path: Path) -> None:
    tables: list[object] = [{"path": f"/{n}.csv"} for n in range(limits.LISTED + 2)]
    found = issues(tmp_path, {"title": "=A1", "resources": [*tables, {"data": []}]})

    rules = [issue.rule for issue in found]
    assert rules[: limits.LISTED] == ["paths_stay_in_the_folder"] * limits.LISTED
    assert sorted(rules[limits.LISTED :]) == [
        "cells_are_no_formulas",
        "files_are_csv",
        "paths_stay_in_the_folder",
    ]
