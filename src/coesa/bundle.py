"""Provenance, checksums and the zip: the last files of `dist/`, in the order of their digests."""

import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coesa.errors import TargetError
from coesa.model import Content, Publication, Written
from coesa.verify import MEMBERS
from coesa.zipped import zip_member

SUMS = "SHA256SUMS"
PROVENANCE = "provenance.json"


def provenance(
    publication: Publication,
    inputs: Mapping[str, str],
    written: Mapping[str, Written],
    tool: str,
) -> bytes:
    """State what was made of what (in-toto Statement 1, SLSA Provenance 1, level 1).

    `inputs` are SHA-256 digests by name, of the descriptor, the tables, the vocabulary and the
    documents; `written` are the distributions, the catalogue and the report; `tool` is the
    version of coesa.
    """
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": _subjects({name: file.sha256 for name, file in written.items()}),
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://w3id.org/coesa/def/build",
                "externalParameters": {
                    "publication": publication.name,
                    "version": publication.version,
                    "created": publication.created,
                },
                "resolvedDependencies": _subjects(inputs),
            },
            "runDetails": {
                "builder": {"id": "https://w3id.org/coesa/", "version": {"coesa": tool}}
            },
        },
    }
    return (json.dumps(statement, ensure_ascii=False, indent=2) + "\n").encode()


def _subjects(digests: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)]


def checksums(written: Mapping[str, Written]) -> bytes:
    """List the SHA-256 digest of every file, in the form that `sha256sum --check` reads."""
    return "".join(f"{written[name].sha256}  {name}\n" for name in sorted(written)).encode()


def folder_checksums(folder: str, written: Mapping[str, Written]) -> bytes:
    """List the files of a folder such as `site/`, named as they are seen from there."""
    return checksums({n[len(folder) :]: w for n, w in written.items() if n.startswith(folder)})


def summarised(folder: str, written: Mapping[str, Written]) -> dict[str, Written]:
    """Leave the list of a folder in the place of its files: a line for all of them."""
    kept = folder + SUMS
    return {n: w for n, w in written.items() if n == kept or not n.startswith(folder)}


def bundle(names: Sequence[str]) -> Content:
    """Zip the files of the folder that the zip is written to, stored and dated 1980-01-01.

    They lie in one folder of the zip's own name, so that unpacking scatters nothing.

    Raises:
        TargetError: there are more files than `coesa verify` takes in a zip.
    """

    def write(path: Path) -> None:
        if len(names) > MEMBERS:
            message = f"{path.name}: would hold {len(names)} files, expected at most {MEMBERS}; "
            raise TargetError(message + "build with --skip bundle")
        with zipfile.ZipFile(path, "w", allowZip64=True) as target:
            for name in sorted(names, key=str.encode):
                file = path.parent / name
                member = zip_member(f"{path.stem}/{name}")
                member.file_size = file.stat().st_size
                with file.open("rb") as source, target.open(member, "w") as written:
                    shutil.copyfileobj(source, written, 1 << 20)

    return write


def zip_checksum(name: str, written: Written) -> bytes:
    """Write the digest of the zip, to stand beside it."""
    return f"{written.sha256}  {name}\n".encode()
