import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from coesa import bundle as packing
from coesa import verify as module
from coesa.model import Written
from coesa.verify import MEMBERS, Member, directory, header, verify
from coesa.zipped import zip_member
from tests.conftest import part

FILES = {"README.md": b"read me", "rdf/all.nt": b"<a> <b> <c> .\n", "rdf/\u00e8.ttl": b""}


def sums() -> bytes:
    written = {
        name: Written(len(content), hashlib.sha256(content).hexdigest())
        for name, content in FILES.items()
    }
    return packing.checksums(written)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return unpacked(tmp_path / "bundle")


def unpacked(folder: Path) -> Path:
    """Write the files of a bundle to a folder."""
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "SHA256SUMS").write_bytes(sums())
    return folder


@pytest.fixture
def built(bundle: Path) -> Path:
    """A built folder: the bundle, with its zip and the checksum of that."""
    return with_zip(bundle)


def with_zip(bundle: Path) -> Path:
    """Put the zip of a bundle, and its checksum, into the bundle's folder."""
    content = packing.bundle([*FILES, "SHA256SUMS"])
    assert not isinstance(content, bytes)
    content(bundle / "x-1.zip")
    digest = hashlib.sha256((bundle / "x-1.zip").read_bytes()).hexdigest()
    (bundle / "x-1.zip.sha256").write_text(f"{digest}  x-1.zip\n")
    return bundle


def test_a_bundle_as_it_was_made(bundle: Path) -> None:
    assert verify(bundle) == (3, [])


def test_a_built_folder_and_its_zip(built: Path) -> None:
    assert verify(built) == (3, [])
    assert verify(built / "x-1.zip") == (3, [])


def test_a_changed_file(bundle: Path) -> None:
    (bundle / "README.md").write_bytes(b"read mE")

    _, (line,) = verify(bundle)

    assert line.startswith("README.md: has been changed")


def test_a_missing_and_an_added_file(bundle: Path) -> None:
    (bundle / "README.md").rename(bundle / "LEGGIMI.md")

    _, lines = verify(bundle)

    assert lines == ["README.md: is missing", "LEGGIMI.md: is not in SHA256SUMS"]


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    assert verify(tmp_path) == (0, ["SHA256SUMS: is missing; this is no bundle"])


def test_a_link_is_no_file_of_a_bundle(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"read me")
    (bundle / "README.md").unlink()
    (bundle / "README.md").symlink_to(tmp_path / "elsewhere")

    assert "README.md: is no plain file" in verify(bundle)[1]


@pytest.mark.in_part
def test_every_bit_of_the_checksums(bundle: Path) -> None:
    path = bundle / "SHA256SUMS"
    content = path.read_bytes()

    for place, bit in part(product(range(len(content)), range(8)), 7):
        other = bytes([content[place] ^ 1 << bit])
        path.write_bytes(content[:place] + other + content[place + 1 :])
        assert verify(bundle)[1], (place, other)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda sums: sums + sums[:70], "does not end with a line break"),
        (lambda sums: sums + b"\n", "line 4 is not one digest"),
        (lambda sums: sums + sums.splitlines(keepends=True)[0], "line 4 is not one digest"),
        (lambda sums: sums + b"0" * 64 + b"  ../passwd\n", "line 4 is not one digest"),
        (lambda sums: sums + b"0" * 64 + b"  /etc/passwd\n", "line 4 is not one digest"),
    ],
)
def test_checksums_that_are_not_ours(
    bundle: Path, change: Callable[[bytes], bytes], told: str
) -> None:
    path = bundle / "SHA256SUMS"
    path.write_bytes(change(path.read_bytes()))

    assert told in verify(bundle)[1][0]


def test_a_second_zip_and_a_zip_of_other_files(built: Path) -> None:
    own = (built / "x-1.zip").read_bytes()
    digest = hashlib.sha256(own).hexdigest()
    (built / "y-1.zip").write_bytes(own)
    (built / "y-1.zip.sha256").write_text(f"{digest}  y-1.zip\n")
    assert verify(built)[1] == ["y-1.zip: is not the zip of these files"]

    (built / "y-1.zip").unlink()
    (built / "y-1.zip.sha256").unlink()
    (built / "x-1.zip.sha256").unlink()
    assert verify(built)[1] == ["x-1.zip.sha256: is missing"]


def zipped(path: Path, files: list[tuple[str, bytes]]) -> Path:
    """Zip files the way we do, whatever their names and order."""
    with zipfile.ZipFile(path, "w") as target:
        for name, content in files:
            member = zip_member(name)
            member.file_size = len(content)
            with target.open(member, "w") as to:
                to.write(content)
    return path


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["x/a", "x/../b"], "x/../b: is no name of a file in a bundle"),
        (["/x/a"], "/x/a: is no name of a file in a bundle"),
        (["x/a\\b"], "x/a\\b: is no name of a file in a bundle"),
        (["x/C:a"], "x/C:a: is no name of a file in a bundle"),
        (["x/a\x1bb"], "x/a\\x1bb: is no name of a file in a bundle"),
        (["x/" + "a" * 1100], "is no name of a file in a bundle"),
        (["a"], "a: is no name of a file in a bundle"),
        (["x/a/"], "x/a/: is no name of a file in a bundle"),
        (["x/A", "x/a"], "x/a: stands twice in the zip"),
        (["x/b", "x/a"], "x/a: is not in the one folder, or not in order"),
        (["x/a", "y/b"], "y/b: is not in the one folder, or not in order"),
        ([f"x/{n:05}" for n in range(MEMBERS + 1)], f"holds more than {MEMBERS} files"),
    ],
)
def test_names_in_a_zip(tmp_path: Path, names: list[str], told: str) -> None:
    path = zipped(tmp_path / "x.zip", [(name, b"a") for name in names])

    _, (line,) = verify(path)

    assert told in line


def test_a_file_that_stands_twice_in_a_zip(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(tmp_path / "x.zip", [("x/a", b"a"), ("x/a", b"b")])

    assert verify(path) == (0, ["x.zip: x/a: stands twice in the zip"])


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_that_another_program_packed(bundle: Path, tmp_path: Path, compression: int) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", compression) as target:
        for name in FILES:
            target.write(bundle / name, f"x/{name}")

    _, (line,) = verify(path)

    assert "is not stored as coesa stores it; unpack the zip and check the folder" in line


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)

    count, (line,) = verify(tmp_path / "x.zip")

    assert (count, line.partition(":")[0]) == (0, "x.zip")


@pytest.mark.in_part
def test_every_byte_of_a_small_zip(built: Path) -> None:
    path = built / "x-1.zip"
    content = path.read_bytes()

    # Of four changes every third: each byte is changed in one way or two.
    for place, change in part(product(range(len(content)), (0x01, 0x20, 0x80, 0xFF)), 3):
        other = bytes([content[place] ^ change])
        path.write_bytes(content[:place] + other + content[place + 1 :])
        assert verify(path)[1], (place, other)
    for length in range(len(content)):
        path.write_bytes(content[:length])
        assert verify(path)[1], length
    path.write_bytes(content + b"\0")
    assert verify(path)[1]


def test_headers_of_a_large_zip_are_those_of_zipfile(tmp_path: Path) -> None:
    # From 2 GiB on sizes and places are written in 64 bits: the file is long, but holds no bytes.
    small, size = zip_member("x/z"), 2**32 + 7
    large = zip_member("x/large")
    large.CRC, large.file_size, large.compress_size, large.header_offset = 1, size, size, 0
    head = large.FileHeader(zip64=True)
    small.CRC, small.file_size, small.compress_size = 2, 5, 5
    small.header_offset = len(head) + size
    start = small.header_offset + len(small.FileHeader()) + 5
    with (tmp_path / "x.zip").open("w+b") as stream:
        stream.seek(start)
        with zipfile.ZipFile(stream, "w") as target:
            target.filelist = [large, small]
        stream.seek(start)
        end = stream.read()

    ours = [Member("x/large", 1, 0, size), Member("x/z", 2, small.header_offset, 5)]
    assert header(ours[0]) == head
    assert header(ours[1]) == small.FileHeader()
    assert directory(ours) == end


def test_it_runs_alone_inside_the_bundle(bundle: Path) -> None:
    (bundle / "verify.py").write_bytes(Path(module.__file__).read_bytes())
    digest = hashlib.sha256((bundle / "verify.py").read_bytes()).hexdigest()
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(f"{digest}  verify.py\n")

    run = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py"], cwd=bundle, capture_output=True, text=True
    )

    assert (run.returncode, run.stdout) == (0, "4 files checked, 0 wrong\n")


def test_sha256sum_agrees(bundle: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]

    assert subprocess.run(command, cwd=bundle, check=False).returncode == 0
    (bundle / "README.md").write_bytes(b"read mE")
    ended = subprocess.run(command, cwd=bundle, check=False, capture_output=True)
    assert ended.returncode == 1


@pytest.fixture
def listed(bundle: Path) -> Path:
    """A bundle whose folder `site` has a list of its own, which SHA256SUMS holds."""
    pages = {"it/index.html": b"<p>", "index.css": b"p {}"}
    for name, content in pages.items():
        (bundle / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / "site" / name).write_bytes(content)
    lines = [f"{hashlib.sha256(pages[name]).hexdigest()}  {name}\n" for name in sorted(pages)]
    inner = "".join(lines).encode()
    (bundle / "site" / "SHA256SUMS").write_bytes(inner)
    outer = sums() + f"{hashlib.sha256(inner).hexdigest()}  site/SHA256SUMS\n".encode()
    (bundle / "SHA256SUMS").write_bytes(outer)
    return bundle


def test_a_folder_with_a_list_of_its_own(listed: Path) -> None:
    assert verify(listed) == (6, [])


@pytest.mark.parametrize("name", ["site/it/index.html", "site/SHA256SUMS"])
def test_a_changed_file_of_such_a_folder(listed: Path, name: str) -> None:
    (listed / name).write_bytes((listed / name).read_bytes() + b" ")

    assert any(line.startswith(f"{name}: has been changed") for line in verify(listed)[1])


def test_a_missing_and_an_added_file_of_such_a_folder(listed: Path) -> None:
    (listed / "site" / "it" / "index.html").rename(listed / "site" / "home.html")

    assert verify(listed)[1] == [
        "site/it/index.html: is missing",
        "site/home.html: is not in SHA256SUMS",
    ]
