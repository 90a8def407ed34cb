"""Read the example queries of a publication: `queries/{tag}/{name}.rq`, a folder a language."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from coesa.errors import PublicationError
from coesa.intake import read_text
from coesa.intake.characters import text_fault
from coesa.intake.words import shown_name
from coesa.model import ExampleQuery, Issue

FOLDER = "queries"
"""The folder of the example queries in a publication."""

RULE = "example_queries_can_be_asked"

_ENDING = ".rq"
_STEPS = 3
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def read_example_queries(folder: Path, tags: Sequence[str]) -> tuple[ExampleQuery, ...]:
    """Read the example queries of every language of a publication, in the order of their paths.

    Raises:
        PublicationError: with every issue that keeps them from being read.
    """
    found, issues = [], []
    for path in sorted((folder / FOLDER).rglob(f"*{_ENDING}")):
        name = path.relative_to(folder).as_posix()
        misplaced = list(_place_issues(name, tags))
        issues += misplaced
        if misplaced:
            continue
        try:
            text = read_text(path, name)
        except PublicationError as error:
            issues += error.issues
            continue
        issues += _text_issues(name, text)
        found.append(ExampleQuery(name, text))
    if issues:
        raise PublicationError(sorted(issues))
    return tuple(found)


def _place_issues(path: str, tags: Sequence[str]) -> Iterator[Issue]:
    """Find a query that no language has, or whose name cannot be an address in a page."""
    steps = path.split("/")
    expected = ", ".join(f"{FOLDER}/{tag}" for tag in tags)
    told = shown_name(path)
    if len(steps) != _STEPS or steps[1] not in tags:
        message = f"a query found in {told.rpartition('/')[0]}; expected in {expected}; move it"
        yield Issue(told, 0, "", RULE, message)
    elif not _NAME.fullmatch(steps[-1].removesuffix(_ENDING)):
        message = (
            f'the name "{told.rpartition("/")[2]}" found; expected small letters, digits and '
            "single hyphens, such as paid-by-axis.rq; rename the file"
        )
        yield Issue(told, 0, "", RULE, message)


def _text_issues(path: str, text: str) -> Iterator[Issue]:
    """Find what cannot be seen in a query; tabs may stand there."""
    for row, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if fault := text_fault(line.replace("\t", " ")):
            yield Issue(path, row, "", *fault)
