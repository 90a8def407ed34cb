"""Open a table's file and look at all of it, before it goes to any library."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from coesa.errors import PublicationError
from coesa.intake import limits
from coesa.intake.folder import file_fault, unreadable
from coesa.intake.table import table_issues
from coesa.intake.words import cut_short
from coesa.model import Issue, Reading, Resource


def file_issues(resource: Resource) -> Iterator[Issue]:
    """Find what keeps the file of a table from being read."""
    folder = resource.location.parents[len(Path(resource.path).parts) - 1]
    if fault := file_fault(folder, resource.path, limits.FILE_BYTES):
        yield fault
        return
    expected = [f.name for f in resource.columns]
    try:
        # Should the file be another by now, it is neither followed nor waited for.
        opened = os.open(resource.location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(opened, "rb") as stream:
            yield from cut_short(table_issues(resource.path, stream, expected))
    except OSError as error:
        yield unreadable(resource.path, error)


def rows_of(path: Path) -> tuple[tuple[str, ...], list[dict[str, str]]]:
    """Read a small table that is no resource of a publication: its columns and its rows.

    Raises:
        PublicationError: with every issue that keeps it from being read.
    """
    columns, rows = _rows(path, path.name)
    return columns, [dict(zip(columns, row, strict=True)) for row in rows]


def reading_of(folder: Path, path: str) -> Reading:
    """Read the second reading of a table, a file inside the folder of the publication.

    Raises:
        PublicationError: with every issue that keeps it from being read.
    """
    if fault := file_fault(folder, path, limits.FILE_BYTES):
        raise PublicationError([fault])
    columns, rows = _rows(folder / path, path)
    return Reading(path, columns, tuple(rows))


def _rows(path: Path, named: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    with path.open("rb") as stream:
        issues = list(cut_short(table_issues(named, stream, None)))
    if issues:
        raise PublicationError(issues)
    with path.open(encoding="utf-8", newline="") as stream:
        columns, *rows = map(tuple, csv.reader(stream, strict=True))
    return columns, rows
