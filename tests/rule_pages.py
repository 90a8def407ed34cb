"""The pages of the rules: what is told of each, and its sample broken and repaired.

A page has its causes and its sample from whoever wrote it. Its head, and what the command says of
the sample, are put in by `python -m tests.rule_pages`; a test fails where they are stale.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coesa.coverage import coverage
from coesa.errors import PublicationError
from coesa.issues import line
from coesa.model import Issue
from coesa.read import read_vocabulary
from coesa.registry import REGISTRY, Entry, Stage
from coesa.validate import validate
from tests.conftest import ROOT
from tests.opened import open_tables, read_publication

PAGES = ROOT / "docs" / "rules"
LOOKED_AT = {
    Stage.FILES: "the files, before anything reads them",
    Stage.DESCRIPTOR: "the descriptor",
    Stage.SCHEMA: "the descriptor",
    Stage.NAMES: "the descriptor",
    Stage.TABLES: "the tables",
    Stage.GRAPH: "the graph that is published",
    Stage.OPINIONS: "the tables, by another program or reader",
    Stage.DOCUMENT: "the tables and the text of the document (`--document`)",
    Stage.READING: "a second reading of the document (`coesa compare`)",
}
_SAMPLE = re.compile(r"^Sample: `([\w/-]+)`", re.MULTILINE)
_DIFF = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOLD = re.compile(r"^```text\n.*?^```$", re.MULTILINE | re.DOTALL)
_WITH = re.compile(r"^With it: ([A-Z0-9, ]+)$", re.MULTILINE)
_HUNK = re.compile(r"^@@$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of a file: as they are broken, and as they are repaired."""

    path: str
    broken: tuple[str, ...]
    repaired: tuple[str, ...]


def page_of(code: str) -> Path:
    return PAGES / f"{code}.md"


def hunks(page: str) -> Iterator[Hunk]:
    """Read the changes of a page: files after ---, with @@ between the places in one."""
    for block in _DIFF.findall(page):
        for part in re.split(r"^--- ", block, flags=re.MULTILINE)[1:]:
            path, _, rest = part.partition("\n")
            for hunk in _HUNK.split(rest):
                lines = hunk.splitlines()
                yield Hunk(
                    path,
                    tuple(x[1:] for x in lines if x[0] in " -"),
                    tuple(x[1:] for x in lines if x[0] in " +"),
                )


def broken_copy(page: str, to: Path) -> Path:
    """Copy the publication of a sample and break it as the page says."""
    found = _SAMPLE.search(page)
    assert found, "the page names no sample"
    sample = ROOT / found[1]
    own = sample if (sample / "datapackage.json").is_file() else ROOT / "tests/examples/minimal"
    if "examples/intake" in found[1]:
        own = ROOT / "tests/examples/minimal"
    folder = Path(shutil.copytree(own, to / "publication", ignore=shutil.ignore_patterns("dist")))
    if own != sample:
        for path in (p for p in sample.rglob("*") if p.is_symlink() or p.is_file()):
            if path.name != "expected.txt":
                place = folder / path.relative_to(sample)
                place.unlink(missing_ok=True)
                shutil.copyfile(path, place, follow_symlinks=False)
    for hunk in hunks(page):
        _break(folder / hunk.path, hunk)
    return folder


def _break(path: Path, hunk: Hunk) -> None:
    """Put broken lines in the place of the repaired ones, which stand there once."""
    if not hunk.repaired:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{x}\n" for x in hunk.broken), "utf-8")
        return
    lines = path.read_text("utf-8").splitlines()
    size = len(hunk.repaired)
    places = [n for n in range(len(lines)) if tuple(lines[n : n + size]) == hunk.repaired]
    assert len(places) == 1, (path.name, hunk.repaired, places)
    lines[places[0] : places[0] + size] = hunk.broken
    path.write_text("".join(f"{x}\n" for x in lines), "utf-8")


def issues_of(folder: Path, with_document: bool) -> tuple[Issue, ...]:
    """Read and validate a publication; hold it against its document too where that is asked."""
    try:
        with open_tables(read_publication(folder)) as tables:
            found = list(validate(tables).issues)
            if with_document:
                found += coverage(tables, [(folder / "document.txt").read_bytes()]).issues
    except PublicationError as error:
        return error.issues
    return tuple(found)


def issues_of_sample(entry: Entry, page: str) -> tuple[Issue, ...]:
    with tempfile.TemporaryDirectory() as folder:
        return issues_of(broken_copy(page, Path(folder)), entry.stage is Stage.DOCUMENT)


def codes_of_sample(entry: Entry, page: str) -> set[str]:
    """Tell which rules the sample of a page breaks, as the page says."""
    found = _WITH.search(page)
    return {entry.code, *(found[1].split(", ") if found else ())}


def has_sample(page: str) -> bool:
    return _SAMPLE.search(page) is not None


def head(entry: Entry) -> str:
    """Tell what every page begins with."""
    vocabulary = read_vocabulary()
    told = [vocabulary.words[tag].words for tag in ("en", "it")]
    sentences = "\n>\n".join(f"> {words['rules'][entry.name]}" for words in told)
    family = told[0]["families"][entry.family]
    return (
        f"# {entry.code} `{entry.name}`\n{sentences}\n\n"
        f"Clause: {entry.clause}. Family: {entry.family}, {family}. "
        f"Looked at: {LOOKED_AT[entry.stage]}.\n\n"
    )


def written(entry: Entry, page: str, issues: tuple[Issue, ...]) -> str:
    """Put the head, and what is said of the sample, into a page."""
    body = page[page.index("**Cause.**") :]
    told = "".join(f"{line(issue)}\n" for issue in sorted(issues))
    return head(entry) + _TOLD.sub(lambda _: f"```text\n{told}```", body)


def main() -> None:
    """Write every page anew."""
    for entry in REGISTRY:
        path = page_of(entry.code)
        page = path.read_text("utf-8")
        issues = issues_of_sample(entry, page) if has_sample(page) else ()
        path.write_text(written(entry, page, issues), "utf-8")


if __name__ == "__main__":
    main()
