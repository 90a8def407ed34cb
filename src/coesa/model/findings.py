"""What the rules find: issues, each at its place."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One rule broken at one place.

    Attributes:
        path: the file, seen from the publication's folder.
        row: the record of the file, its header being 1; or the line of a JSON file; 0 if none.
        column: the field, or the JSON path; empty if none.
        rule: the sentence that does not hold.
        message: what was found, what was expected, and what to do.
    """

    path: str
    row: int
    column: str
    rule: str
    message: str

    def __str__(self) -> str:
        """Write the issue as `file:row:column rule message`, in one line."""
        place = ":".join(
            [self.path, *([str(self.row)] if self.row else []), *filter(None, [self.column])]
        )
        # A cell or a key that is repeated here may have lines, and may be long.
        where, told = (
            line if len(line) <= 1000 else f"{line[:500]} ... {line[-300:]}"
            for line in (place, " ".join(self.message.split()))
        )
        return f"{where} {self.rule} {told}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule looked at and what it found.

    Attributes:
        checked: how many things were looked at.
        counted: what they are, in the plural (`rows`, `cells`, `ratios`).
        notes: what a reader should know that is no issue, such as a value cut off, not rounded.
    """

    checked: int
    counted: str
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validation:
    """What every rule found, by the name of the rule, in the order in which they ran."""

    findings: Mapping[str, Finding]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All issues, in the order of files, rows and columns."""
        return tuple(sorted(i for finding in self.findings.values() for i in finding.issues))
