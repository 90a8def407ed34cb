"""What frictionless, the standard's own implementation, says of tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import frictionless

Told = tuple[str, int, str, str]
"""A table, a row or 0, a column or nothing, and what frictionless says of it."""


def opinion_of_tables(
    folder: str,
    described: Mapping[str, Mapping[str, Any]],
    keys: Sequence[Mapping[str, Any]],
    limit: int,
) -> list[Told]:
    """Ask about tables one by one; each sees of the others only the keys that it refers to.

    Args:
        folder: where the files are.
        described: the descriptor of each table, by its name.
        keys: descriptors of tables with the columns that others refer to, and their rows.
        limit: how many faults of a table are told at most.
    """
    package = frictionless.Package(
        name="keys", resources=[frictionless.Resource.from_descriptor(dict(key)) for key in keys]
    )
    told: list[Told] = []
    for name, descriptor in described.items():
        asked = frictionless.Resource.from_descriptor(
            dict(descriptor), allow_invalid=True, basepath=folder, package=package
        )
        report = asked.validate(limit_errors=limit)
        for error in (*report.errors, *(e for task in report.tasks for e in task.errors)):
            row = getattr(error, "row_number", None) or 0
            column = getattr(error, "field_name", None) or ""
            told.append((name, row, column, f"{error.message}; frictionless: {error.type}"))
    return told
