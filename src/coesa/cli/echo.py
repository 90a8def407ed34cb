"""How commands print: aligned columns, JSON, issues and their count."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click


def aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Lay rows out in columns, each as wide as its widest cell."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def issue_json(issue: Any) -> dict[str, Any]:
    """Give an issue as JSON for machines."""
    from coesa.registry import code_of

    names = ("path", "row", "column", "rule", "message")
    return {**{name: getattr(issue, name) for name in names}, "code": code_of(issue.rule)}


def echo_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def echo_count(count: int, err: bool = True) -> None:
    """Print how many issues there are, on standard error unless told otherwise."""
    click.echo(counted_issues(count), err=err)


def counted_issues(count: int) -> str:
    """Tell how many issues there are.

    >>> counted_issues(0), counted_issues(1)
    ('no issues', '1 issue')
    """
    return f"{count or 'no'} issue{'' if count == 1 else 's'}"
