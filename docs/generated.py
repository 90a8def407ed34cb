"""What cog puts into the READMEs: what the commands really print."""

import functools
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner

from coesa.cli import main

ROOT = Path(__file__).parents[1]
WIDTH = 100


def run(arguments: Sequence[str]) -> str:
    """Run a command in the root of the repository and give what it prints."""
    os.chdir(ROOT)
    done = CliRunner().invoke(main, list(arguments), prog_name="coesa", terminal_width=WIDTH)
    assert done.exit_code == 0, done.output
    return done.stdout.rstrip()


@functools.cache
def built() -> str:
    """Build the publication once, for the commands that ask what was built."""
    folder = tempfile.mkdtemp()
    run(["build", "--out", f"{folder}/dist", "--skip", "office", "--skip", "bundle"])
    return f"{folder}/dist"


def shown(command: str, lines: int | None = None) -> str:
    """Give a command and what it prints as a block of Markdown, cut after some lines."""
    name, *arguments = command.split()
    where = ["--out", built()] if name == "query" else []
    printed = run([name, *where, *arguments]).split("\n")
    if lines is not None and len(printed) > lines:
        printed = [*printed[:lines], "..."]
    cut = [line if len(line) <= 300 else line[:297] + "..." for line in printed]
    return "\n".join(["```console", f"$ .venv/bin/coesa {command}", *cut, "```", ""])


def helps() -> str:
    """Give the help of the tool and of every command as Markdown."""
    pages = [run(["--help"]), *(run([name, "--help"]) for name in main.commands)]
    return "\n".join(["```text", "\n\n".join(pages), "```", ""])
