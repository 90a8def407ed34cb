"""Mutate our own code with mutmut, and print what the tests of each module kill.

`python -m tests.mutate.code [--module NAME] [--every N | --again] [--write FILE]`. Each module is
mutated in a folder of its own, `build/mutate-code/NAME`, and held against its own tests only;
mutmut runs of these the ones that reach the function, the quick ones first, until one fails. A
mutant of which a test does not end is killed (`limited.py`). One that means the same is listed with
its reason in `equivalent.toml`.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).parent / "equivalent.toml"
PROMISED = 0.9

_READ_BY_TESTS = ("vocab", "tests", "datapackage", "dist", "docs")
_FILES = (
    *("README.md", "README.it.md", "SECURITY.md", "CHANGELOG.md"),
    *("CITATION.cff", "publiccode.yml", "Makefile"),
)


@dataclass(frozen=True, slots=True)
class Module:
    """What is mutated together, and the tests that it is held against."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]
    without: str = ""
    """Words in the names of tests that are left out, for they are slow and kill nothing more."""


MODULES = (
    Module("numbers", ("numbers.py",), ("tests/test_numbers.py", "src/coesa/numbers.py")),
    Module("iris", ("iris.py",), ("tests/test_iris.py", "src/coesa/iris.py")),
    Module("ledger", ("rules/ledger.py",), ("tests/rules/test_ledger*.py",)),
    Module(
        "identities",
        ("rules/identities.py", "rules/equations.py"),
        ("tests/rules/test_identities.py", "tests/rules/test_equations*.py"),
    ),
    Module(
        "intake",
        ("intake/*.py",),
        ("tests/test_intake_*.py", "src/coesa/intake"),
        # Those that run the command or read a whole publication.
        without="refused or come_through or takes_little or may_not_be_read or linear_time or says "
        "or is_built or is_a_note or faults_only or among_many or no_numbers or rows_of_a_file",
    ),
)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no test kills: its function, and the line before and after."""

    function: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the mutants of a module came off."""

    module: str
    killed: int
    equivalent: int
    survivors: tuple[Survivor, ...]

    @property
    def share(self) -> float:
        """The share of those killed among those that do not mean the same."""
        return self.killed / ((self.killed + len(self.survivors)) or 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make mutate-code", description=__doc__)
    names = [module.name for module in MODULES]
    parser.add_argument("--module", action="append", choices=names, help="default: all")
    some = parser.add_mutually_exclusive_group()
    some.add_argument("--every", type=int, default=1, help="one mutant of so many")
    some.add_argument(
        "--again", action="store_true", help="judge what changed or survived since all were judged"
    )
    parser.add_argument("--write", type=Path, help="a file to write the summary to")
    told = parser.parse_args()
    wanted = [m for m in MODULES if m.name in (told.module or names)]
    below = ROOT / "build" / "mutate-code"
    outcomes = [mutated(module, below, told.every, again=told.again) for module in wanted]
    summary = list(report(outcomes, told.every))
    print("\n".join(summary))
    if told.write:
        told.write.write_text("\n".join([*summary, ""]), "utf-8")
    sys.exit(any(outcome.share < PROMISED for outcome in outcomes))


def mutated(module: Module, below: Path, every: int, *, again: bool) -> Outcome:
    """Let mutmut mutate a module and run its tests on each mutant.

    `again`: what was judged in the folder before is kept, but for functions that have changed and
    for survivors, which newer tests may kill.
    """
    folder = below / module.name
    if not again:
        shutil.rmtree(folder, ignore_errors=True)
    _lay_out(module, folder)
    run = ("run", "--max-children", str(os.cpu_count() or 1))
    some = names_of(module, folder / "src")[every // 2 :: every] if every > 1 else []
    _mutmut(folder, *run, *some)
    if again and (survived := _survived(_judged(folder))):
        _mutmut(folder, *run, *survived)
    status = _judged(folder)
    left = [_survivor(folder, name) for name in _survived(status)]
    equivalent = [one for one in left if means_the_same(module.name, one)]
    return Outcome(
        module.name,
        killed=sum(told in ("killed", "timeout") for told in status.values()),
        equivalent=len(equivalent),
        survivors=tuple(one for one in left if one not in equivalent),
    )


def _judged(folder: Path) -> dict[str, str]:
    """Tell how each mutant came off."""
    results = (line.strip().split(": ") for line in _mutmut(folder, "results", "--all", "true"))
    return {pair[0]: pair[1] for pair in results if len(pair) == 2}


def _survived(judged: Mapping[str, str]) -> list[str]:
    return [name for name, told in judged.items() if told in ("survived", "no tests")]


def names_of(module: Module, source: Path) -> list[str]:
    """Name every mutant of a module, in the order of its lines."""
    # Imported here: it takes half a second of every process that tests, and few mutate.
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name

    files = (path for name in module.files for path in sorted((source / "coesa").glob(name)))
    return [
        get_mutant_name(path.relative_to(source), mutant)
        for path in files
        for mutant in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names
    ]


def _lay_out(module: Module, folder: Path) -> None:
    """Lay out what mutmut changes, and beside the mutants what their tests read."""
    (folder / "mutants").mkdir(parents=True, exist_ok=True)
    for name, to in (("src", folder), *((name, folder / "mutants") for name in _READ_BY_TESTS)):
        shutil.rmtree(to / name, ignore_errors=True)
        skipped = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / name, to / name, symlinks=True, ignore=skipped)
    for name in _FILES:
        shutil.copy(ROOT / name, folder / "mutants" / name)
    shutil.copy(Path(__file__).with_name("limited.py"), folder / "mutants" / "conftest.py")
    tests = [str(p.relative_to(ROOT)) for test in module.tests for p in sorted(ROOT.glob(test))]
    left_out = ["-k", f"not ({module.without})"] if module.without else []
    config = {
        "source_paths": ["src/"],
        "only_mutate": [f"src/coesa/{file}" for file in module.files],
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist", *left_out],
        "use_git_change_detection": False,
        # Seconds of the clock, an hour of them: it is `limited.py` that ends what does not end.
        "timeout_multiplier": 60,
        "timeout_constant": 60,
    }
    own = "".join(f"{key} = {_toml(value)}\n" for key, value in config.items())
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    (folder / "pyproject.toml").write_text(f"{project}\n[tool.mutmut]\n{own}", "utf-8")


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value).lower() if isinstance(value, bool | int) else f'"{value}"'


def _mutmut(folder: Path, *arguments: str) -> list[str]:
    command = [str(Path(sys.executable).parent / "mutmut"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} in {folder}:\n{done.stdout[-2000:]}{done.stderr}")
    return done.stdout.splitlines()


def _survivor(folder: Path, name: str) -> Survivor:
    lines = _mutmut(folder, "show", name)
    before = [line[1:].strip() for line in lines if line.startswith("-") and line[:3] != "---"]
    after = [line[1:].strip() for line in lines if line.startswith("+") and line[:3] != "+++"]
    function = name.rpartition("__mutmut_")[0].rpartition(".")[2].removeprefix("x_")
    return Survivor(function, " ".join(before), " ".join(after))


def means_the_same(module: str, mutant: Survivor) -> bool:
    """Tell whether a mutant is listed as one that means the same, itself or by its pattern."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8"))
    lines = f"{mutant.before}\n{mutant.after}"
    return any(
        mutant == Survivor(one["function"], one["before"], one["after"])
        for one in listed.get(module, ())
    ) or any(
        module in one["modules"] and re.fullmatch(one["pattern"], lines)
        for one in listed["pattern"]
    )


def report(outcomes: Sequence[Outcome], every: int) -> Iterator[str]:
    """Tell what was killed by module, and list what was not."""
    part = "all" if every == 1 else f"one of {every}"
    yield f"{'module':<14}{'mutants':>10}{'killed':>8}{'survived':>10}{'the same':>10}{'share':>10}"
    for one in outcomes:
        counts = f"{one.killed:>8}{len(one.survivors):>10}{one.equivalent:>10}"
        yield f"{one.module:<14}{part:>10}{counts}{100 * one.share:>8.1f} %"
    for one in outcomes:
        for survivor in one.survivors:
            yield from ["", f"{one.module}: {survivor.function}"]
            yield from [f"- {survivor.before}", f"+ {survivor.after}"]


if __name__ == "__main__":
    main()
