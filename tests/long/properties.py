"""Run the tests that hypothesis draws for, with thirty times as many examples as `make test`."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import MANY, ROOT
from tests.long.swept import Swept


def properties(folder: Path) -> Swept:
    """Run every test that is drawn for; tell of those that fail."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "hypothesis", "-p", "no:cacheprovider"]
    asked = [*command, "-n", "auto", f"--basetemp={folder / 'tests'}"]
    ended = subprocess.run(
        asked, cwd=ROOT, env={**os.environ, MANY: "1"}, capture_output=True, text=True, check=False
    )
    lines = ended.stdout.splitlines()
    failed = tuple(line for line in lines if line.startswith(("FAILED", "ERROR")))
    if ended.returncode and not failed:
        failed = (f"exit code {ended.returncode}: {ended.stderr[-300:]}",)
    counted = [int(words[0]) for words in map(str.split, lines) if words[1:2] == ["passed,"]]
    return Swept(sum(counted) + len(failed), failed)
