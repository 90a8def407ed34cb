"""The rule that asks frictionless, the standard's own implementation, for a second opinion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coesa.model import SHARED, Finding, Issue, Resource
from coesa.rules.places import LISTED, path_of
from coesa.tables import Tables

ROWS = 100_000
"""Rows of a table beyond which frictionless is not asked: it reads 30,000 a second."""


def frictionless_agrees(tables: Tables) -> Finding:
    """Let frictionless find no fault in any table (Data Package 2.0; Table Schema)."""
    publication = tables.publication
    named = list(publication.tables())
    short = [(name, r) for name, r in named if tables.count(name) <= ROWS]
    issues: list[Issue] = []
    for mark, folder in ((False, publication.folder), (True, _shared_folder(tables))):
        own = {name: r for name, r in short if name.startswith(SHARED) is mark}
        issues += _opinion(tables, own, folder)
    notes = tuple(
        f"{name}: frictionless was not asked, the table has more than {ROWS} rows"
        for name, resource in named
        if (name, resource) not in short
    )
    return Finding(sum(tables.count(name) for name, _ in short), "rows", tuple(issues), notes)


def _shared_folder(tables: Tables) -> Path:
    first = tables.publication.vocabulary.resources[0]
    return Path(str(first.location).removesuffix(first.path))


def _opinion(tables: Tables, own: dict[str, Resource], folder: Path) -> Iterator[Issue]:
    import frictionless  # imported here: it costs 0.4 s, and few commands validate

    names = {resource.name: name for name, resource in own.items()}
    descriptor = {"name": "second-opinion", "resources": [_described(r, own) for r in own.values()]}
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(folder))
    report = package.validate(limit_errors=LISTED)
    for error in report.errors:
        yield Issue("datapackage.json", 0, "$", frictionless_agrees.__name__, _told(error))
    for task in report.tasks:
        path = path_of(tables.publication, names[task.name])
        for error in task.errors:
            row = getattr(error, "row_number", None) or 0
            column = getattr(error, "field_name", None) or ""
            yield Issue(path, row, column, frictionless_agrees.__name__, _told(error))


def _described(resource: Resource, own: dict[str, Resource]) -> dict[str, Any]:
    """Describe a table in the standard's keys alone, with keys to tables that are asked about."""
    described = dict(resource.descriptor)
    described["encoding"], described["format"] = "utf-8", "csv"
    asked = {r.name for r in own.values()} | {""}
    schema = dict(described["schema"])
    keys = [k for k in schema.get("foreignKeys", ()) if k["reference"].get("resource", "") in asked]
    schema["foreignKeys"] = [{**k, "reference": {"resource": "", **k["reference"]}} for k in keys]
    return {**described, "schema": schema}


def _told(error: Any) -> str:
    return " ".join(
        f"{error.message}; frictionless: {error.type}; mend the cell or the field".split()
    )
