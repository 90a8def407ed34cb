import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.portals.services import serving

ROOT = Path(__file__).parents[2]
WORK = ROOT / "build" / "portals"
DIST = Path(os.environ.get("COESA_BUILT", str(ROOT / "dist")))
COESA = os.environ.get("COESA", str(ROOT / ".venv" / "bin" / "coesa"))


@dataclass(frozen=True)
class Online:
    """A publication that is on the web, with every key that only the world can give."""

    dist: Path
    address: str


def built(publication: Path, out: Path) -> Path:
    """Build a publication by our own command, without the parts that no portal reads."""
    command = [COESA, "build", "--publication", str(publication), "--out", str(out)]
    for part in ("site", "facts", "bundle"):
        command += ["--skip", part]
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(command, check=True, capture_output=True, text=True)
    return out


def held(name: str, found: Sequence[tuple[str, ...]]) -> None:
    """Hold what was found against a committed file, and leave it beside, to be looked at."""
    text = io.StringIO()
    csv.writer(text, "excel-tab", lineterminator="\n").writerows(found)
    (WORK / name).write_text(text.getvalue(), "utf-8")
    with (ROOT / "tests" / "portals" / name).open(encoding="utf-8", newline="") as stream:
        expected = [tuple(row) for row in csv.reader(stream, "excel-tab")]
    told = f"if this is right, copy build/portals/{name} over tests/portals/{name}"
    assert list(found) == expected, told


ANSWERS = """
import sys
from pathlib import Path
from coesa.query import answer, as_json, load
store = load([Path(sys.argv[1])])
for path in map(Path, sys.argv[2:]):
    print(as_json(answer(store, path.read_text("utf-8"), {})).replace("\\n", " "))
"""


def answers(queries: Sequence[Path], dist: Path) -> list[dict[str, Any]]:
    """Answer questions as `coesa query` does (SPARQL 1.1 Query Results JSON Format)."""
    python = Path(COESA).with_name("python")
    command: list[str | Path] = [python, "-c", ANSWERS, dist / "rdf" / "all.nt", *queries]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="session")
def dist() -> Path:
    """What we publish, as it was built."""
    return DIST


@pytest.fixture(scope="session")
def online() -> Iterator[Online]:
    """What we publish, on a server of loopback, with the keys that only the world can give."""
    folder, source = WORK / "online", WORK / "described"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT / "datapackage", source)
    with serving(folder / "dist") as address:
        path = source / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        descriptor["coesa"]["catalogue"] |= {
            "contactPoint": {
                "name": "Ufficio dati",
                "email": "dati@example.org",
                "url": "https://example.org/contact",
            },
            "downloadURL": address,
            "landingPage": "https://example.org/dataset",
            "homepage": "https://example.org/",
            "availability": (
                "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
            ),
            "portals": {"ckan": {"organization": "ufficio-dati"}},
        }
        path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), "utf-8")
        yield Online(built(source, folder / "dist"), address)
