"""How commands print: aligned columns, JSON, issues and their count."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from coesa.model import Issue


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


def echo_issues(issues: "Sequence[Issue]", err: bool = False, every: bool = False) -> None:
    """Print issues rule by rule, the first of each or every one, then their number."""
    from coesa.issues import counted, lines

    for told in lines(issues, every):
        click.echo(told, err=err)
    click.echo(counted(len(issues)), err=err)


def echo_lines(issues: "Iterable[Issue]") -> None:
    """Print issues one by one."""
    from coesa.issues import line

    for issue in issues:
        click.echo(line(issue))
