"""The rule that asks frictionless, the standard's own implementation, for a second opinion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coesa.model import SHARED, Finding, Issue, Resource
from coesa.rules.places import LISTED, path_of
from coesa.syntax import quoted
from coesa.tables import Tables

ROWS = 100_000
"""Rows of a table beyond which frictionless is not asked: it reads 30,000 a second."""

_TEXTS = ("title", "description", "coesa")
"""What the description of a field has that frictionless has no opinion on."""


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
    """Ask about tables one by one; each sees of the others only the keys that it refers to."""
    import frictionless  # imported here: it costs 0.2 s, and few commands validate

    described = {name: _described(resource, own) for name, resource in own.items()}
    keys = frictionless.Package(name="keys", resources=list(_keys(tables, described)))
    for name, descriptor in described.items():
        asked = frictionless.Resource.from_descriptor(
            descriptor, allow_invalid=True, basepath=str(folder), package=keys
        )
        path = path_of(tables.publication, name)
        report = asked.validate(limit_errors=LISTED)
        for error in (*report.errors, *(e for task in report.tasks for e in task.errors)):
            row = getattr(error, "row_number", None) or 0
            column = getattr(error, "field_name", None) or ""
            yield Issue(path, row, column, frictionless_agrees.__name__, _told(error))


def _described(resource: Resource, own: dict[str, Resource]) -> dict[str, Any]:
    """Describe a table by what tells its cells, with keys to tables that are asked about."""
    schema = resource.descriptor["schema"]
    asked = {r.name for r in own.values()} | {""}
    keys = [k for k in schema.get("foreignKeys", ()) if k["reference"].get("resource", "") in asked]
    return {
        "name": resource.name,
        "path": resource.path,
        "format": "csv",
        "encoding": "utf-8",
        "schema": {
            **schema,
            "fields": [{k: v for k, v in f.items() if k not in _TEXTS} for f in schema["fields"]],
            "foreignKeys": [{**k, "reference": {"resource": "", **k["reference"]}} for k in keys],
        },
    }


def _keys(tables: Tables, described: dict[str, dict[str, Any]]) -> Iterator[Any]:
    """Give of each table the columns that others refer to.

    frictionless would read the whole table again for every foreign key: twice the time.
    """
    import frictionless

    references = [k["reference"] for d in described.values() for k in d["schema"]["foreignKeys"]]
    for name, descriptor in described.items():
        keys = [r["fields"] for r in references if r["resource"] == descriptor["name"]]
        wanted = {field for key in keys for field in ([key] if isinstance(key, str) else key)}
        fields = [f for f in descriptor["schema"]["fields"] if f["name"] in wanted]
        if fields:
            columns = ", ".join(quoted(f["name"]) for f in fields)
            rows = tables.query(f"SELECT DISTINCT {columns} FROM {quoted(name)}")
            yield frictionless.Resource.from_descriptor(
                {
                    "name": descriptor["name"],
                    "data": [[f["name"] for f in fields], *(list(row) for row in rows)],
                    "schema": {
                        "fields": [{k: f[k] for k in ("name", "type") if k in f} for f in fields]
                    },
                }
            )


def _told(error: Any) -> str:
    return " ".join(
        f"{error.message}; frictionless: {error.type}; mend the cell or the field".split()
    )
