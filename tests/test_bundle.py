import json
import zipfile
from pathlib import Path

import pytest

from coesa import bundle
from coesa.errors import TargetError
from coesa.model import Publication, Written
from coesa.verify import MEMBERS

FILES = {"b.txt": Written(1, "bb"), "a/c.txt": Written(2, "cc")}


def test_checksums_are_in_the_form_of_sha256sum() -> None:
    assert bundle.checksums(FILES) == b"cc  a/c.txt\nbb  b.txt\n"


def test_provenance_is_a_statement_of_inputs_and_outputs(publication: Publication) -> None:
    statement = json.loads(bundle.provenance(publication, {"in.csv": "11"}, FILES, "0.1.0"))

    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["subject"] == [
        {"name": "a/c.txt", "digest": {"sha256": "cc"}},
        {"name": "b.txt", "digest": {"sha256": "bb"}},
    ]
    definition = statement["predicate"]["buildDefinition"]
    assert definition["resolvedDependencies"] == [{"name": "in.csv", "digest": {"sha256": "11"}}]


def test_the_zip_has_the_same_bytes_whenever_it_is_made(tmp_path: Path) -> None:
    packed = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "a").mkdir(parents=True)
        for path in ("b.txt", "a/c.txt")[:: 1 if name == "one" else -1]:
            (folder / path).write_text(path)
        content = bundle.bundle(["b.txt", "a/c.txt"])
        assert not isinstance(content, bytes)
        content(folder / "x.zip")
        packed.append((folder / "x.zip").read_bytes())

    assert packed[0] == packed[1]


def test_members_are_stored_and_dated_1980(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("text")
    content = bundle.bundle(["b.txt"])
    assert not isinstance(content, bytes)

    content(tmp_path / "x.zip")

    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        (member,) = packed.infolist()
    assert member.filename == "x/b.txt"
    assert member.compress_type == zipfile.ZIP_STORED
    assert member.date_time == (1980, 1, 1, 0, 0, 0)
    assert member.external_attr >> 16 == 0o100644


def test_more_files_than_verify_takes_are_refused(tmp_path: Path) -> None:
    content = bundle.bundle([f"{n}.txt" for n in range(MEMBERS + 1)])
    assert not isinstance(content, bytes)

    with pytest.raises(TargetError, match=f"expected at most {MEMBERS}; build with --skip bundle"):
        content(tmp_path / "x.zip")

    assert not (tmp_path / "x.zip").exists()
