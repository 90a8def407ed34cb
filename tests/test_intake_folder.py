"""Folders that the gate refuses: files that are missing, links, pipes, devices, locked ones."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from coesa.cli import main
from tests.intake import (
    AMOUNTS,
    AXIS,
    DESCRIPTOR,
    LIMITED,
    MINIMAL,
    Case,
    Edit,
    case,
    copy_of,
    issues_of,
    replaced,
)


def gone(name: str) -> Case:
    return case(f"{name} is missing", lambda f: (f / name).unlink(), f"{name} files_are_there")


def linked(path: str, target: str) -> None:
    place = Path(path)
    place.unlink()
    place.symlink_to(target)


def folder_linked(folder: Path) -> None:
    (folder / "data").rename(folder.parent / "elsewhere")
    (folder / "data").symlink_to(folder.parent / "elsewhere")


def folder_linked_inside(folder: Path) -> None:
    (folder / "data").rename(folder / "tables")
    (folder / "data").symlink_to("tables")


def moved_and_hard_linked(folder: Path, name: str) -> None:
    os.link(folder / name, folder.parent / "second-name")


def renamed(name: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / name).rename(folder / new)

    return edit


def made_folder(folder: Path, name: str) -> None:
    (folder / name).unlink()
    (folder / name).mkdir()


def piped(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)


def with_socket(folder: Path) -> None:
    (folder / AMOUNTS).unlink()
    here = Path.cwd()
    # The address of a socket is short: it is made from inside the folder.
    os.chdir(folder / "data")
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind("amounts.csv")
    finally:
        os.chdir(here)


def file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder / "data")
    (folder / "data").write_text("no folder", "utf-8")


THREE = tuple(f"data/{name}.csv" for name in ("amounts", "axis", "figures"))
LONG = "data/" + "x" * 300 + ".csv"

CASES = (
    gone(AMOUNTS),
    gone(AXIS),
    case(
        "the folder of tables is missing",
        lambda f: shutil.rmtree(f / "data"),
        *(f"{name} files_are_there" for name in THREE),
    ),
    case("a file for the folder", file_for_folder, *(f"{n} files_are_there" for n in THREE)),
    case(
        "another name",
        renamed(AXIS, "data/axes.csv"),
        f"{AXIS} files_are_there",
    ),
    case(
        "a name in capitals",
        renamed(AXIS, "data/Axis.csv"),
        f"{AXIS} files_are_there",
    ),
    case(
        "no descriptor",
        lambda f: (f / DESCRIPTOR).unlink(),
        f"{DESCRIPTOR} descriptor_is_there",
    ),
    case("no folder", shutil.rmtree, f"{DESCRIPTOR} descriptor_is_there"),
    case(
        "a descriptor of another name",
        renamed(DESCRIPTOR, "package.json"),
        f"{DESCRIPTOR} descriptor_is_there",
    ),
    case(
        "a descriptor one folder down",
        renamed(DESCRIPTOR, f"data/{DESCRIPTOR}"),
        f"{DESCRIPTOR} descriptor_is_there",
    ),
    case(
        "a link out of the folder",
        lambda f: linked(str(f / AXIS), "/etc/passwd"),
        f"{AXIS} files_are_plain",
    ),
    case(
        "a link inside the folder",
        lambda f: linked(str(f / AXIS), "amounts.csv"),
        f"{AXIS} files_are_plain",
    ),
    case(
        "a link to nothing",
        lambda f: linked(str(f / AXIS), "nothing.csv"),
        f"{AXIS} files_are_plain",
    ),
    case(
        "a link to itself",
        lambda f: linked(str(f / AXIS), "axis.csv"),
        f"{AXIS} files_are_plain",
    ),
    case(
        "a link to a device",
        lambda f: linked(str(f / AXIS), "/dev/zero"),
        f"{AXIS} files_are_plain",
    ),
    case("a folder that is a link out", folder_linked, *(f"{n} files_are_plain" for n in THREE)),
    case("a folder that is a link", folder_linked_inside, *(f"{n} files_are_plain" for n in THREE)),
    case(
        "a second name",
        lambda f: moved_and_hard_linked(f, AXIS),
        f"{AXIS} files_are_plain",
    ),
    case("a folder", lambda f: made_folder(f, AXIS), f"{AXIS} files_are_plain"),
    case("a pipe", lambda f: piped(f, AXIS), f"{AXIS} files_are_plain"),
    case("a socket", with_socket, f"{AMOUNTS} files_are_plain"),
    case(
        "a descriptor that is a link",
        lambda f: linked(str(f / DESCRIPTOR), "/etc/passwd"),
        f"{DESCRIPTOR} files_are_plain",
    ),
    case(
        "a descriptor that is a folder",
        lambda f: made_folder(f, DESCRIPTOR),
        f"{DESCRIPTOR} files_are_plain",
    ),
    case(
        "a descriptor that is a pipe",
        lambda f: piped(f, DESCRIPTOR),
        f"{DESCRIPTOR} files_are_plain",
    ),
    case(
        "a descriptor with a second name",
        lambda f: moved_and_hard_linked(f, DESCRIPTOR),
        f"{DESCRIPTOR} files_are_plain",
    ),
    case(
        "a name that is too long",
        replaced(DESCRIPTOR, AXIS.encode(), LONG.encode()),
        f"{LONG} files_are_readable",
    ),
)


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name) for c in CASES])
def test_a_folder_that_is_refused(case: Case, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    case.edit(folder)

    assert issues_of(folder) == list(case.expected)


def test_a_table_that_no_resource_names_is_a_note(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    shutil.copyfile(folder / AXIS, folder / "data" / "axis-old.csv")

    result = CliRunner().invoke(main, ["validate", "--publication", str(folder)])

    assert result.exit_code == 0, result.output
    told = "note: no resource names data/axis-old.csv; add one, or take the file out"
    assert told in result.stdout.splitlines()


LOCKED = {
    "a table": (AXIS, f"{AXIS} G04"),
    "the descriptor": (DESCRIPTOR, f"{DESCRIPTOR} G04"),
    "the folder of tables": ("data", f"{AMOUNTS} G04"),
}


BOUND = """
import ctypes, os, sys
if os.geteuid() == 0:
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "coesa", "validate", "--publication", sys.argv[1]])
"""
"""The command, bound by the rights of files even where we are root."""


@pytest.mark.parametrize("name", list(LOCKED))
def test_what_may_not_be_read(name: str, tmp_path: Path) -> None:
    path, told = LOCKED[name]
    folder = copy_of(MINIMAL, tmp_path / "publication")
    (folder / path).chmod(0)
    result = subprocess.run(
        [sys.executable, "-c", BOUND, str(folder)], capture_output=True, text=True, check=False
    )
    (folder / path).chmod(0o755)

    assert result.returncode == 1, result.stdout
    assert result.stdout.splitlines()[1].startswith(
        f"{told} the file cannot be opened: permission denied"
    )
    assert "Traceback" not in result.stdout


def unclosed(content: bytes) -> bytes:
    return content + b'C,"open,C,C,C\n' + b"D,D,D,D,D\n" * 2_000_000


MANY_KEYS = b"".join(b'"key%d": 1, ' % number for number in range(100_000))

HUGE = {
    "a quote open over 20 MB": (AXIS, unclosed, f"{AXIS}:5:label_en G12"),
    "a row of 100 MB": (AMOUNTS, lambda b: b + b"x" * 10**8, f"{AMOUNTS}:5:axis G07"),
    "100,000 columns": (AMOUNTS, lambda _: b"a," * 100_000, f"{AMOUNTS}:1 G07"),
    "NULs": (AMOUNTS, lambda b: b + bytes(10**8), f"{AMOUNTS}:5"),
    "a deep descriptor": (DESCRIPTOR, lambda _: b"[" * 4_900_000, f"{DESCRIPTOR}:1 G07"),
    "a descriptor of quotes": (DESCRIPTOR, lambda _: b'"' * 4_900_001, f"{DESCRIPTOR}:1 "),
    "a number of 5 MB": (
        DESCRIPTOR,
        lambda _: b'{"a": ' + b"9" * 4_900_000 + b"}",
        f"{DESCRIPTOR}:1",
    ),
    "a key twice at the end of many": (
        DESCRIPTOR,
        lambda _: b"{" + b"".join(b'"k%d":1,' % n for n in range(200_000)) + b'"k199999":2}',
        f"{DESCRIPTOR}:1 G19",
    ),
    "a key twice after many objects": (
        DESCRIPTOR,
        lambda _: b'{"a":[' + b"{}," * 600_000 + b'{}],"b":1,"b":2}',
        f"{DESCRIPTOR}:1 G19",
    ),
    "many keys that are unknown": (
        DESCRIPTOR,
        lambda b: b.replace(b'"coesa": {', b'"coesa": {' + MANY_KEYS, 1),
        f"{DESCRIPTOR}:$.sources[0].coesa.key0 D01",
    ),
    "padded rows": (AMOUNTS, lambda b: b + b"A, 1,p\n" * 10**6, f"{AMOUNTS}:5:value G16"),
}


@pytest.mark.parametrize("name", list(HUGE))
def test_what_is_huge_takes_little(name: str, tmp_path: Path) -> None:
    path, make, told = HUGE[name]
    folder = copy_of(MINIMAL, tmp_path / "publication")
    (folder / path).write_bytes(make((folder / path).read_bytes()))

    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder)], capture_output=True, text=True, check=False
    )

    assert result.returncode == 1, result.stdout
    assert told in result.stdout
    assert "Traceback" not in result.stdout
