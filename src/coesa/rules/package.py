"""The rule that asks frictionless, the standard's own implementation, for a second opinion."""

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

from duckdb import Error

from coesa.intake.words import shown
from coesa.model import Finding, Issue, Resource
from coesa.opinions import TABLES
from coesa.rules.asked import begin_opinions
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
    short, issues = _short(tables), []
    for name, row, column, told in ask_frictionless(tables).result():
        message = f"{' '.join(told.split())}; mend the cell or the field"
        path = path_of(tables.publication, name)
        issues.append(Issue(path, row, column, frictionless_agrees.__name__, message))
    for name, resource in short.items():
        issues += _pattern_issues(tables, name, resource)
    notes = tuple(
        f"{r.name}: frictionless was not asked, the table has more than {ROWS} rows"
        for r in tables.publication.resources
        if r.name not in short
    )
    return Finding(sum(map(tables.count, short)), "rows", tuple(issues), notes)


def ask_frictionless(tables: Tables) -> Future[Any]:
    """Ask for the opinion, once: its answer comes when it is there."""
    return tables.once("what frictionless says", _ask)


def _ask(tables: Tables) -> Future[Any]:
    publication, short = tables.publication, _short(tables)
    described = {name: _described(resource, short) for name, resource in short.items()}
    keys = list(_keys(tables, described))
    opinions = begin_opinions(tables)
    return opinions.ask(TABLES, str(publication.folder), described, keys, LISTED)


def _short(tables: Tables) -> dict[str, Resource]:
    own = {resource.name: resource for resource in tables.publication.resources}
    return {name: r for name, r in own.items() if tables.count(name) <= ROWS}


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


def _keys(tables: Tables, described: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give of each table the columns that others refer to.

    frictionless would read the whole table again for every foreign key: twice the time.
    """
    references = [k["reference"] for d in described.values() for k in d["schema"]["foreignKeys"]]
    for name, descriptor in described.items():
        keys = [r["fields"] for r in references if r["resource"] == descriptor["name"]]
        wanted = {field for key in keys for field in ([key] if isinstance(key, str) else key)}
        fields = [f for f in descriptor["schema"]["fields"] if f["name"] in wanted]
        if fields:
            columns = ", ".join(quoted(f["name"]) for f in fields)
            rows = tables.query(f"SELECT DISTINCT {columns} FROM {quoted(name)}")
            yield {
                "name": descriptor["name"],
                "data": [[f["name"] for f in fields], *(list(row) for row in rows)],
                "schema": {
                    "fields": [{k: f[k] for k in ("name", "type") if k in f} for f in fields]
                },
            }
