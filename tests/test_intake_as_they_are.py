"""Tables as they are, broken or not: what is shown of them, and what is left out."""

import csv
import json
import os
from pathlib import Path

import pytest

from coesa.intake import as_they_are, limits
from coesa.intake.as_they_are import rows_as_they_are, tables_as_they_are


def described(folder: Path, *paths: object) -> None:
    resources = [{"path": path} for path in paths]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")


def table(folder: Path, path: str, content: bytes = b"a,b\n1,2\n") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


TWO = [["a", "b"], ["1", "2"]]


def test_the_tables_are_those_of_the_descriptor_each_once(tmp_path: Path) -> None:
    for path in ("z.csv", "data/b.csv", "unnamed.csv", "empty.csv"):
        table(tmp_path, path, b"" if path == "empty.csv" else b"a,b\n1,2\n")
    described(tmp_path, "z.csv", "data/b.csv", "z.csv", 7, None, "empty.csv", "gone.csv")

    found = tables_as_they_are(tmp_path, 10)

    assert list(found.items()) == [("z.csv", TWO), ("data/b.csv", TWO)]
    assert tables_as_they_are(tmp_path, 1) == {"z.csv": TWO[:1], "data/b.csv": TWO[:1]}


def test_a_descriptor_names_what_is_no_resource(tmp_path: Path) -> None:
    table(tmp_path, "a.csv")
    (tmp_path / "datapackage.json").write_text('{"resources": [1, {"path": "a.csv"}]}', "utf-8")

    assert tables_as_they_are(tmp_path, 10) == {"a.csv": TWO}


@pytest.mark.parametrize("descriptor", [None, "{", "[]", "{}", '{"resources": {}}'])
def test_every_csv_file_is_taken_where_no_descriptor_tells(
    descriptor: str | None, tmp_path: Path
) -> None:
    for path in ("z.csv", "data/b.csv", "a/b/c.csv", "a/b/c/too-deep.csv", "text.txt"):
        table(tmp_path, path)
    if descriptor is not None:
        (tmp_path / "datapackage.json").write_text(descriptor, "utf-8")

    assert list(tables_as_they_are(tmp_path, 10)) == ["a/b/c.csv", "data/b.csv", "z.csv"]


def test_no_more_files_are_looked_for_than_a_publication_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RESOURCES", 2)
    for number in range(4):
        table(tmp_path, f"{number}.csv")

    assert len(tables_as_they_are(tmp_path, 10)) == 2


@pytest.mark.parametrize(
    ("content", "most", "rows"),
    [
        (b"a,b\n1,2\n3,4\n", 2, TWO),
        (b"a,b\r\n1,2\r\n", 9, TWO),
        (b"a,b\n1,2,3\n\n4\n", 9, [["a", "b"], ["1", "2", "3"], [], ["4"]]),
        (b'a\n"two\r\nlines"\n', 9, [["a"], ["two\r\nlines"]]),
        (b'a\n"never closed\n', 9, [["a"], ["never closed\n"]]),
        ("a\nForlì\n".encode("latin-1"), 9, [["a"], ["Forl\ufffd"]]),
        ("a\nForlì\n".encode(), 9, [["a"], ["Forlì"]]),
    ],
)
def test_rows_are_shown_as_they_are(
    content: bytes, most: int, rows: list[list[str]], tmp_path: Path
) -> None:
    table(tmp_path, "a.csv", content)

    assert rows_as_they_are(tmp_path, "a.csv", most) == rows


def test_what_was_read_before_a_cell_that_no_reader_takes_is_shown(tmp_path: Path) -> None:
    table(tmp_path, "a.csv", b"a,b\n1,2\n" + b"x" * 11 + b"\n3,4\n")
    # The limit is one for the whole process, and some library may have raised it.
    before = csv.field_size_limit(10)
    try:
        assert rows_as_they_are(tmp_path, "a.csv", 9) == TWO
    finally:
        csv.field_size_limit(before)


def test_a_row_is_cut_at_the_columns_that_a_file_may_have(tmp_path: Path) -> None:
    table(tmp_path, "a.csv", b"," * limits.COLUMNS + b"\n")

    assert rows_as_they_are(tmp_path, "a.csv", 9) == [[""] * limits.COLUMNS]


def test_what_is_large_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_they_are, "_BYTES", 8)
    table(tmp_path, "a.csv", b"a,b\n1,2\n")
    table(tmp_path, "b.csv", b"a,b\n1,23\n")

    assert rows_as_they_are(tmp_path, "a.csv", 9) == TWO
    assert rows_as_they_are(tmp_path, "b.csv", 9) == []


def test_what_is_no_plain_file_of_the_folder_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "publication"
    table(folder, "a.csv")
    table(tmp_path, "outside.csv")
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    os.link(tmp_path / "outside.csv", folder / "second-name.csv")
    os.mkfifo(folder / "pipe.csv")

    assert tables_as_they_are(folder, 9) == {"a.csv": TWO}


def test_a_file_that_is_another_by_the_time_it_is_opened_is_neither_followed_nor_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_they_are, "file_fault", lambda *_: None)
    table(tmp_path, "a.csv")
    (tmp_path / "link.csv").symlink_to("a.csv")
    os.mkfifo(tmp_path / "pipe.csv")

    assert rows_as_they_are(tmp_path, "link.csv", 9) == []
    assert rows_as_they_are(tmp_path, "pipe.csv", 9) == []
    assert rows_as_they_are(tmp_path, "gone.csv", 9) == []
