"""What the tests of the gate share: a publication to be spoilt, and what the command says of it."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from coesa.cli import main
from tests.conftest import ROOT

MINIMAL = ROOT / "tests" / "examples" / "minimal"
EXAMPLES = ROOT / "tests" / "examples" / "intake"
DESCRIPTOR = "datapackage.json"
AXIS, FIGURES, AMOUNTS = "data/axis.csv", "data/figures.csv", "data/amounts.csv"

Edit = Callable[[Path], None]

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))
sys.argv = ["coesa", "validate", "--all", "--publication", sys.argv[1]]
runpy.run_module("coesa", run_name="__main__")
"""
"""The command with two seconds of computing and 300 MB of addresses, the start of Python in it."""

ISSUE = re.compile(r"((?:data|datapackage)[./]\S*(?: \S+)*?) ([A-Z][0-9]{2}) (\S.*)")
"""A line of an issue: place, code, message."""

RULE = re.compile(r"([A-Z][0-9]{2}) ([a-z]+(?:_[a-z0-9]+)+): ([0-9]+) issues? \(coesa explain \1\)")
"""The line before the issues of a rule: its code, its name and their number."""


@dataclass(frozen=True, slots=True)
class Case:
    """A way to spoil a publication, and what must be said of it: place and rule, line by line."""

    name: str
    edit: Edit
    expected: tuple[str, ...]


def case(name: str, edit: Edit, *expected: str) -> Case:
    return Case(name, edit, expected)


def copy_of(base: Path, to: Path) -> Path:
    """Copy what a curator edits of a publication."""
    (to / "data").mkdir(parents=True)
    shutil.copyfile(base / DESCRIPTOR, to / DESCRIPTOR)
    for path in (base / "data").iterdir():
        shutil.copyfile(path, to / "data" / path.name)
    return to


def replaced(path: str, old: bytes, new: bytes, count: int = 1) -> Edit:
    """Replace bytes of a file that must be there."""

    def edit(folder: Path) -> None:
        content = (folder / path).read_bytes()
        assert old in content, (path, old)
        (folder / path).write_bytes(content.replace(old, new, count))

    return edit


def made(path: str, make: Callable[[bytes], bytes]) -> Edit:
    """Make a file anew of what it holds."""

    def edit(folder: Path) -> None:
        (folder / path).write_bytes(make((folder / path).read_bytes()))

    return edit


def put(path: str, content: bytes) -> Edit:
    """Put something else in the place of a file."""
    return made(path, lambda _: content)


def state(folder: Path) -> Mapping[str, tuple[int, int, int]]:
    """Tell what is in a folder and when it was written, without following or opening anything."""
    found = {str(p.relative_to(folder)): p.lstat() for p in folder.rglob("*")}
    return {name: (s.st_mode, s.st_size, s.st_mtime_ns) for name, s in found.items()}


def issues_of(folder: Path) -> list[str]:
    """Run the command on a broken publication; give place and rule of what it says."""
    return issues_told(said_of(folder))


def said_of(folder: Path) -> str:
    """Run the command on a broken publication; give what it says."""
    before = state(folder.parent)
    result = CliRunner().invoke(main, ["validate", "--all", "--publication", str(folder)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1, result.output
    assert not result.stderr
    assert state(folder.parent) == before
    return result.stdout


def issues_told(stdout: str) -> list[str]:
    """Read what the command says of a broken publication: place and rule of each issue."""
    *lines, count = stdout.splitlines()
    told = [match for line in lines if (match := ISSUE.fullmatch(line))]
    rules = {m[1]: (m[2], int(m[3])) for line in lines if (m := RULE.fullmatch(line))}
    # Where one cell breaks several rules, what follows from the first is counted and not shown.
    number, word = count.split(" ")
    assert int(number) >= len(told)
    assert word == ("issue" if number == "1" else "issues")
    assert Counter(match[2] for match in told) == {code: n for code, (_, n) in rules.items()}
    assert all(match[3].isprintable() for match in told), lines
    return sorted((f"{match[1]} {rules[match[2]][0]}" for match in told), key=_order)


def _order(issue: str) -> tuple[str, int, str]:
    """Order issues by file, row and what comes then."""
    path, _, rest = issue.rpartition(" ")[0].partition(":")
    row, _, column = rest.partition(":")
    return (path, int(row), column) if row.isdigit() else (path, 0, rest)
