"""Two editions of the smallest publication, for sweeps over whole builds."""

import json
import shutil
from pathlib import Path

from tests.long.forge import ROOT

MINIMAL = ROOT / "tests" / "examples" / "minimal"


def two_editions(folder: Path) -> tuple[str, str]:
    """Give the folders of the smallest publication and of its next version."""
    later = folder / "later"
    shutil.copytree(MINIMAL, later, ignore=shutil.ignore_patterns("dist"))
    path = later / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["version"] = "1.0.1"
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), "utf-8")
    return str(MINIMAL), str(later)
