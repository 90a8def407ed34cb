"""Put issues before a reader: rule by rule, the first of each, and what follows from another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from coesa.model import Issue
from coesa.registry import BY_NAME, Entry, code_of

SHOWN = 3
"""Issues of a rule that are shown, unless all are asked for."""

_FORM = "CK"
"""Families on the form of a cell: while one of their rules is broken, the cell says nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An issue to be mended, and the rules that its cell breaks only because of it."""

    issue: Issue
    follow: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What breaks one rule, in the order of files, rows and columns."""

    entry: Entry
    causes: tuple[Cause, ...]


def causes(issues: Iterable[Issue]) -> list[Cause]:
    """Fold issues of one cell into the first of them, where that is about the form of the cell.

    Such a cell has to be mended whatever else is said of it, and what is said of it is said of
    what does not stand there yet. Nothing else is folded.
    """
    found = []
    for place, here in groupby(sorted(issues), key=_place):
        ordered = sorted(here, key=lambda issue: BY_NAME[issue.rule].order)
        first, *others = ordered
        is_cell = place[1] > 0 and place[2] != ""
        if others and is_cell and BY_NAME[first.rule].family in _FORM:
            kept = [issue for issue in others if issue.rule == first.rule]
            follow = {BY_NAME[issue.rule].code: BY_NAME[issue.rule] for issue in others}
            follow.pop(BY_NAME[first.rule].code, None)
            found += [Cause(first, tuple(follow.values())), *(Cause(issue) for issue in kept)]
        else:
            found += [Cause(issue) for issue in ordered]
    return found


def _place(issue: Issue) -> tuple[str, int, str]:
    return issue.path, issue.row, issue.column


def grouped(issues: Iterable[Issue]) -> list[Group]:
    """Group issues by their rule, in the order of the registry."""
    ordered = sorted(causes(issues), key=lambda cause: BY_NAME[cause.issue.rule].order)
    return [
        Group(BY_NAME[name], tuple(group))
        for name, group in groupby(ordered, key=lambda cause: cause.issue.rule)
    ]


def line(issue: Issue) -> str:
    """Write an issue as `file:row:column code message`, in one line."""
    return str(replace(issue, rule=code_of(issue.rule)))


def lines(issues: Sequence[Issue], every: bool = False) -> Iterator[str]:
    """Tell issues rule by rule: the name of the rule, its first issues, how many there are more."""
    for group in grouped(issues):
        count = len(group.causes)
        entry = group.entry
        yield f"{entry.code} {entry.name}: {counted(count)} (coesa explain {entry.code})"
        for cause in group.causes if every else group.causes[:SHOWN]:
            codes = ", ".join(entry.code for entry in cause.follow)
            yield line(cause.issue) + (f" (mended with it: {codes})" if codes else "")
        if count > SHOWN and not every:
            yield f"{count - SHOWN} more of {entry.code}; coesa validate --all shows every one"


def counted(count: int) -> str:
    """Tell how many issues there are.

    >>> counted(0), counted(1), counted(2)
    ('no issues', '1 issue', '2 issues')
    """
    return f"{count or 'no'} issue{'' if count == 1 else 's'}"
