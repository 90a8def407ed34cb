"""Read tables as they are, broken or not, so that a curator is shown where."""

import csv
import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from coesa.errors import PublicationError
from coesa.intake import limits
from coesa.intake.descriptor import read_descriptor
from coesa.intake.folder import file_fault

_BYTES = 50_000_000
"""Bytes of a table that is still shown."""

_DEPTH = 3


def tables_as_they_are(folder: Path, most: int) -> dict[str, list[list[str]]]:
    """Read the first rows of every table of a folder that can be shown, by path.

    The tables are those of the descriptor; every CSV file, where the descriptor cannot be read.
    Whatever is no plain file inside the folder, or is large, is left out. Signs that are not UTF-8
    come as U+FFFD.
    """
    found = {path: rows_as_they_are(folder, path, most) for path in _paths(folder)}
    return {path: rows for path, rows in found.items() if rows}


def _paths(folder: Path) -> Sequence[str]:
    try:
        resources = read_descriptor(folder).get("resources")
    except PublicationError:
        resources = None
    if isinstance(resources, list):
        named = (r.get("path") for r in resources if isinstance(r, dict))
        return list(dict.fromkeys(path for path in named if isinstance(path, str)))
    files = (p.relative_to(folder) for p in folder.glob("**/*.csv"))
    return sorted(p.as_posix() for p in islice(files, limits.RESOURCES) if len(p.parts) <= _DEPTH)


def rows_as_they_are(folder: Path, path: str, most: int) -> list[list[str]]:
    """Read the first rows of a table, its header among them; none if it cannot be shown."""
    rows: list[list[str]] = []
    if file_fault(folder, path, _BYTES):
        return rows
    try:
        opened = os.open(folder / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(opened, encoding="utf-8", errors="replace", newline="") as stream:
            rows.extend(row[: limits.COLUMNS] for row in islice(csv.reader(stream), most))
    except (OSError, csv.Error):
        # What has been read until here is shown; the issue names the rest.
        return rows
    return rows
