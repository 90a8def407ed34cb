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


def shown(command: str, last: int | None = None) -> str:
    """Give a command and what it prints, or its last lines, as a block of Markdown."""
    name, *arguments = command.split()
    where = ["--out", built()] if name == "query" else []
    printed = run([name, *where, *arguments]).split("\n")
    if last is not None:
        printed = ["...", *printed[-last:]]
    cut = [line if len(line) <= 300 else line[:297] + "..." for line in printed]
    return "\n".join(["```console", f"$ .venv/bin/coesa {command}", *cut, "```", ""])


def examples(language: str) -> str:
    """List the example queries with their titles as Markdown."""
    folder = ROOT / "datapackage" / "queries" / language
    titles = {path.stem: path.read_text("utf-8").split("\n")[0] for path in folder.glob("*.rq")}
    return "".join(f"- `{name}`: {titles[name].lstrip('# ')}\n" for name in sorted(titles))


def helps() -> str:
    """Give the help of the tool and of every command as Markdown."""
    pages = [run(["--help"]), *(run([name, "--help"]) for name in main.commands)]
    return "\n".join(["```text", "\n\n".join(pages), "```", ""])
