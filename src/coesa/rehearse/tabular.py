"""What a portal asks of a CSV file that it shall load as a table (Socrata, CKAN's DataStore)."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from coesa.language import Language, worded
from coesa.rehearse.keys import key_of
from coesa.rehearse.model import Severity, Shortfall
from coesa.rehearse.subject import Subject

LONGEST_NAME = 63
"""Bytes that the name of a column may have."""

LOOKED_AT = 1000
"""Rows of a table that are looked at."""

PORTAL = "portals/socrata"
"""The folder of the tables that are made for the portal, where they are built."""

_CSV = "http://publications.europa.eu/resource/authority/file-type/CSV"
_NOT_ALLOWED = re.compile(r"[^a-z0-9_]")
Fault = tuple[str, str]
"""The rule that a table breaks, and what was found."""


def tabular_shortfalls(
    subject: Subject, languages: Iterable[Language]
) -> tuple[list[Shortfall], int]:
    """List what keeps a portal from loading the tables, and count the tables looked at.

    Only what was built has tables to look at; of a stranger's catalogue only the formats are known.
    """
    spoken = tuple(languages)
    found = list(_without_csv(subject, spoken))
    faults: dict[str, list[tuple[str, str]]] = {}
    tables = _tables(subject)
    for name, path in tables:
        for rule, shown in _faults(path):
            faults.setdefault(rule, []).append((name, shown))
    for rule, places in faults.items():
        found.append(
            Shortfall(
                severity=Severity.VIOLATION,
                rule=rule,
                named="",
                found=places[0][1],
                expected=worded(spoken, "tabular", rule),
                nodes=tuple(name for name, _ in places),
            )
        )
    return found, len(tables)


def _without_csv(subject: Subject, spoken: tuple[Language, ...]) -> Iterator[Shortfall]:
    if not any(
        str(v) == _CSV
        for d in subject.datasets
        for n in subject.distributions(d)
        for v in subject.values(n, "dct:format")
    ):
        nodes = tuple(str(d) for d in subject.datasets)
        expected = worded(spoken, "tabular", "aTableIsOffered")
        yield Shortfall(Severity.VIOLATION, "aTableIsOffered", "dct:format", "", expected, nodes)
    for name in ("dct:title", "dct:description", "dcat:theme"):
        lacking = tuple(str(d) for d in subject.datasets if not subject.values(d, name))
        if lacking:
            rule = f"datasetHas-{name}"
            expected = worded(spoken, "tabular", rule)
            key, example = key_of("dataset", name)
            yield Shortfall(
                Severity.VIOLATION, rule, name, "", expected, lacking, key=key, example=example
            )


def _tables(subject: Subject) -> list[tuple[str, Path]]:
    """Find the files that the portal would load: those made for it, else the CSV distributions."""
    if subject.folder is None:
        return []
    made = sorted((subject.folder / PORTAL).rglob("*.csv"))
    if made:
        return [(p.relative_to(subject.folder).as_posix(), p) for p in made]
    offered = {
        str(node).rpartition("/")[2]
        for dataset in subject.datasets
        for node in subject.distributions(dataset)
        if _CSV in (str(v) for v in subject.values(node, "dct:format"))
    }
    # CSV for Excel has the signs of its language; it is for people, not for a portal.
    tables = sorted((subject.folder / "datapackage").glob("*.csv"))
    return [(f"datapackage/{p.name}", p) for p in tables if p.name in offered]


def _faults(path: Path) -> Iterator[Fault]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(islice(csv.reader(stream, strict=True), LOOKED_AT + 1))
    except (UnicodeDecodeError, csv.Error) as error:
        yield "tablesAreCsv", str(error)
        return
    if not rows:
        yield "tablesAreCsv", "0"
        return
    header = rows[0]
    yield from _header_faults(header)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            yield "rowsAreEquallyLong", f"{number}: {len(row)} ≠ {len(header)}"
            return


def _header_faults(header: list[str]) -> Iterator[Fault]:
    names = [_NOT_ALLOWED.sub("_", name.strip().lower()) for name in header]
    for name, made in zip(header, names, strict=True):
        if not name.strip() or not name.isascii() or len(name.encode()) > LONGEST_NAME:
            yield "columnNamesAreShortAscii", name or '""'
            return
        if made.startswith("_"):
            yield "columnNamesBeginWithALetter", name
            return
        if names.count(made) > 1:
            yield "columnNamesAreUnique", name
            return
