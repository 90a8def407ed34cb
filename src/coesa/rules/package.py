"""The rule that asks frictionless, the standard's own implementation, for a second opinion."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duckdb import Error

from coesa.intake.words import shown
from coesa.model import Finding, Issue, Resource
from coesa.rules.places import LISTED, json_path, path_of
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

ROWS = 100_000
"""Rows of a table beyond which frictionless is not asked: it reads 30,000 a second."""

_TEXTS = ("title", "description", "coesa")
"""What the description of a field has that frictionless has no opinion on."""

_PATTERN = "pattern"
"""The constraint that is not left to frictionless: a hostile one keeps it busy for ever."""


def frictionless_agrees(tables: Tables) -> Finding:
    """Let frictionless find no fault in any table of the publication (Data Package 2.0).

    The shared code lists come with the tool: of them it is asked by a test.
    """
    publication = tables.publication
    own = {resource.name: resource for resource in publication.resources}
    short = {name: r for name, r in own.items() if tables.count(name) <= ROWS}
    issues = list(_opinion(tables, short, publication.folder))
    for name, resource in short.items():
        issues += _pattern_issues(tables, name, resource)
    notes = tuple(
        f"{name}: frictionless was not asked, the table has more than {ROWS} rows"
        for name in own
        if name not in short
    )
    return Finding(sum(map(tables.count, short)), "rows", tuple(issues), notes)


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


def _pattern_issues(tables: Tables, name: str, resource: Resource) -> Iterator[Issue]:
    """Match cells against the patterns of their fields (Table Schema, constraints).

    DuckDB matches in a time that grows with the text alone (RE2), and takes no pattern that it
    could not match so.
    """
    rule = frictionless_agrees.__name__
    descriptor, place = json_path(tables.publication, name)
    for number, field in enumerate(resource.descriptor["schema"]["fields"]):
        pattern = field.get("constraints", {}).get(_PATTERN)
        if pattern is None:
            continue
        at = f"{place}.schema.fields[{number}].constraints.{_PATTERN}"
        column = quoted(field["name"])
        asked = (
            f"SELECT {quoted(ROW)} FROM {quoted(name)} WHERE {column} IS NOT NULL AND NOT "
            f"regexp_full_match(CAST({column} AS VARCHAR), ?) ORDER BY ALL LIMIT {LISTED}"
        )
        if not isinstance(pattern, str):
            yield Issue(descriptor, 0, at, rule, "no text found; expected a pattern; write one")
            continue
        try:
            rows = tables.query(asked, [pattern])
        except Error as error:
            reason = shown(str(error).partition(": ")[2], 100)
            message = f"{reason}; expected a pattern that RE2 takes; mend it"
            yield Issue(descriptor, 0, at, rule, message)
            continue
        for (row,) in rows:
            message = f'the cell does not match the pattern "{shown(pattern)}"; mend one of them'
            yield Issue(path_of(tables.publication, name), row, field["name"], rule, message)


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
            "fields": [_field(f) for f in schema["fields"]],
            "foreignKeys": [{**k, "reference": {"resource": "", **k["reference"]}} for k in keys],
        },
    }


def _field(field: dict[str, Any]) -> dict[str, Any]:
    left = {k: v for k, v in field.items() if k not in (*_TEXTS, "constraints")}
    constraints = {k: v for k, v in field.get("constraints", {}).items() if k != _PATTERN}
    return {**left, "constraints": constraints} if constraints else left


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
