"""Files and paths of a publication: what each fault is called, word by word."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa.intake import limits, unnamed_files
from coesa.intake.folder import file_fault, path_issues
from coesa.model import Issue

WANTED = "expected a plain file in the folder; put a copy there"


def a_link(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def a_socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(place))


KINDS: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a link to another file": a_link,
    "a pipe": os.mkfifo,
    "a socket": a_socket,
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_what_is_no_file_is_named(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    # The address of a socket is short: it is made where we are.
    KINDS[kind](Path("in/t.csv"))

    found = file_fault(tmp_path, "in/t.csv", 9)

    message = f"the file is {kind}; {WANTED}"
    assert found == Issue("in/t.csv", 0, "", "files_are_plain", message)


def test_a_device_is_no_file() -> None:
    found = file_fault(Path("/dev"), "null", 9)

    assert found == Issue("null", 0, "", "files_are_plain", f"the file is a device; {WANTED}")


def test_every_step_to_a_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "real" / "in").mkdir(parents=True)
    (tmp_path / "real" / "in" / "t.csv").write_bytes(b"123")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "again").symlink_to("in")

    def told(path: str) -> str:
        found = file_fault(tmp_path, path, 3)
        assert found is None or (found.path, found.rule) == (path, "files_are_plain")
        return found.message if found else ""

    assert told("real/in/t.csv") == ""
    assert told("link/in/t.csv") == f'the folder "link" is a link to another file; {WANTED}'
    assert told("real/again/t.csv") == f'the folder "again" is a link to another file; {WANTED}'
    assert told("real/in") == f"the file is a folder; {WANTED}"


def test_a_file_has_one_name_unless_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"1")
    os.link(tmp_path / "t.csv", tmp_path / "second")

    found = file_fault(tmp_path, "t.csv", 9)

    message = (
        "the file is one with another elsewhere (a hard link); expected a file of its own; "
        "put a copy there"
    )
    assert found == Issue("t.csv", 0, "", "files_are_plain", message)
    assert file_fault(tmp_path, "t.csv", 9, linked=True) is None


def test_a_file_that_is_missing_and_one_that_is_large(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"123")
    (tmp_path / "t.json").write_bytes(b"123")
    missing = "there is no such file; add it, or take its name out of the descriptor"

    def told(path: str, largest: int = 9) -> tuple[str, str]:
        found = file_fault(tmp_path, path, largest)
        assert found is not None and (found.path, found.row, found.column) == (path, 0, "")
        return found.rule, found.message

    assert file_fault(tmp_path, "t.csv", 3) is None
    assert told("none.csv") == ("files_are_there", missing)
    assert told("none/t.csv") == ("files_are_there", missing)
    assert told("t.csv/none.csv") == ("files_are_there", missing)
    size = "3 bytes found; expected at most 2; "
    assert told("t.csv", 2) == ("sizes_are_within_limits", f"{size}split the table")
    least = "take out what it can do without"
    assert told("t.json", 2) == ("sizes_are_within_limits", f"{size}{least}")
    rule, message = told("x" * 300)
    assert rule == "files_are_readable"
    assert message == (
        "the file cannot be opened: file name too long; expected one that may be read; mend its "
        "rights"
    )


def paths(*named: object, **coesa: object) -> list[tuple[str, str, str]]:
    resources: list[Any] = [{"path": path, "coesa": coesa} for path in named]
    found = list(path_issues({"resources": resources}))
    assert all((issue.path, issue.row) == ("datapackage.json", 0) for issue in found)
    return [(issue.column, issue.rule, issue.message) for issue in found]


OUTSIDE = {
    "https://example.org/a.csv": "is an address or a drive",
    "a+b-1.c:d": "is an address or a drive",
    "C:\\a.csv": "is an address or a drive",
    "//server/a.csv": "is an address or a drive",
    "/etc/passwd": "begins at the root of the disk or at a home folder",
    "\\\\server\\a.csv": "begins at the root of the disk or at a home folder",
    "~/a.csv": "begins at the root of the disk or at a home folder",
    "../a.csv": "leads out of the folder",
    "data/../../a.csv": "leads out of the folder",
    "data\\..\\a.csv": "leads out of the folder",
    "data\\a.csv": "has a backslash",
}


@pytest.mark.parametrize("path", list(OUTSIDE))
def test_a_path_that_leads_out_of_the_folder(path: str) -> None:
    message = (
        f'"{path}" {OUTSIDE[path]}; expected a path inside the publication\'s folder such as '
        "data/axis.csv; put the file there"
    )

    told = [("$.resources[1].path", "paths_stay_in_the_folder", message)]
    assert paths("data/axis.csv", path) == told


def test_a_long_path_is_told_by_its_beginning() -> None:
    ((_, _, message),) = paths("/" + "x" * 200)

    assert message.startswith(f'"/{"x" * 99}" begins at')


@pytest.mark.parametrize(
    "path", ["1:a.csv", "a..b/c.csv", "a~b.csv", "..a/b.csv", "data//a.csv", 7]
)
def test_a_path_that_stays_in_the_folder(path: object) -> None:
    assert paths(path) == []


def test_files_are_named_in_one_way() -> None:
    told = paths("data/axis.csv", "data/axis.csv", "/out.csv", "data//Axis.csv", "DATA/axis.csv")

    assert [column for column, _, _ in told] == [f"$.resources[{n}].path" for n in (2, 3, 4)]
    assert told[1][1:] == (
        "files_are_named_once",
        '"data//Axis.csv" differs from "data/axis.csv" in the case of letters only, which some '
        "systems do not tell apart; give the file another name",
    )


def test_the_path_of_a_second_reading_is_looked_at() -> None:
    told = paths("data/axis.csv", secondReading="../axis.csv")

    assert [(column, rule) for column, rule, _ in told] == [
        ("$.resources[0].coesa.secondReading", "paths_stay_in_the_folder")
    ]


@pytest.mark.parametrize(
    "descriptor", [{}, {"resources": {}}, {"resources": [7, {}, {"path": 1, "coesa": 2}]}]
)
def test_what_names_no_path_is_for_the_profile(descriptor: dict[str, Any]) -> None:
    assert list(path_issues(descriptor)) == []


def test_tables_are_no_more_than_a_publication_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESOURCES", 2)

    assert len(paths("/a.csv", "/b.csv")) == 2
    assert paths("/a.csv", "/b.csv", "/c.csv") == [
        (
            "$.resources",
            "sizes_are_within_limits",
            "3 resources found; expected at most 2; split the publication",
        )
    ]


def test_tables_that_no_resource_names_are_listed(tmp_path: Path) -> None:
    for path in ("data/b.csv", "data/a.csv", "data/c.txt", "top.csv", "more/x.csv", "else/y.csv"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("a\n", "utf-8")

    def listed(*named: str, **coesa: object) -> tuple[str, ...]:
        resources = [{"path": path, "coesa": coesa} for path in named]
        return unnamed_files(tmp_path, {"resources": resources})

    assert listed("data//b.csv") == ("data/a.csv",)
    assert listed("more/z.csv", "data/c.csv") == ("data/a.csv", "data/b.csv", "more/x.csv")
    assert listed("top.csv") == ()
    assert listed("top.csv", secondReading="else/other.csv") == ("else/y.csv",)
