"""A broken publication for each rule of the gate, and the limits as SECURITY.md tells them."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from coesa import template
from coesa.cli import main
from coesa.intake import limits
from tests.conftest import ROOT
from tests.intake import EXAMPLES, MINIMAL, copy_of

SECURITY = (ROOT / "SECURITY.md").read_text("utf-8").partition("## The gate")[2]

NO_FILES = {"descriptor_is_there", "files_are_readable"}
"""Rules on what no copy of files can show: `test_intake_folder.py` breaks them."""


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_an_example_says_what_is_wrong(example: Path, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    for path in (p for p in example.rglob("*") if p.is_symlink() or p.is_file()):
        if path.name != "expected.txt":
            place = folder / path.relative_to(example)
            place.unlink(missing_ok=True)
            shutil.copyfile(path, place, follow_symlinks=False)

    result = CliRunner().invoke(main, ["validate", "--publication", str(folder)])

    assert result.exit_code == 1
    assert result.stdout == (example / "expected.txt").read_text("utf-8")
    assert f" {example.name}: " in result.stdout


def test_every_rule_of_the_gate_has_an_example() -> None:
    rules = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", SECURITY))

    assert {path.name for path in EXAMPLES.iterdir()} == rules - NO_FILES


def test_the_limits_are_told_as_they_are() -> None:
    told = re.findall(r"^\| [a-z'A-Z ]+ \| ([0-9,]+)", SECURITY, re.MULTILINE)
    known = vars(limits)
    wanted = {known[n] for n in known if n.isupper() and n != "LISTED" and "COUNTED" not in n}
    wanted.add(template.CHARACTERS)

    assert {int(number.replace(",", "")) for number in told} == wanted
