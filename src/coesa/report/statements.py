"""What a document says in words, with the figures of both sides; and what may not be computed."""

from collections.abc import Iterator
from typing import Any

from coesa import iris
from coesa.model import Resource, Role
from coesa.rules.ledger import figures
from coesa.rules.places import ledger_of, property_field
from coesa.rules.statements import STATEMENT, STATEMENT_FIGURE, erratum_ties
from coesa.sample import labels_of
from coesa.statements import DCT
from coesa.syntax import quoted
from coesa.tables import ROW, Row, Tables

NOT_COMPUTABLE = iris.DEF + "NotComputable"
_BROKEN = ("fails", "in-part")
Json = dict[str, Any]


def statements_told(tables: Tables) -> Iterator[Json]:
    """Tell every statement: its words, its verdict, its figures in pairs, its errata."""
    told = _figures(tables)
    tied: dict[str, list[str]] = {}
    for statement, erratum in erratum_ties(tables):
        tied.setdefault(statement, []).append(erratum)
    for resource in of_class(tables, STATEMENT):
        labels = labels_of(tables, resource)
        kind, verdict = (_name(resource, name) for name in ("statementKind", "hasVerdict"))
        for row in tables.rows(resource.name):
            notation = str(row[resource.primary_key[0]])
            yield {
                "statement": notation,
                **{name: _cell(resource, row, name) for name in ("page", "section")},
                "paraphrase": _texts(resource, row, DCT + "description"),
                "kind": labels.get(kind, {}).get(row[kind], {}),
                "verdict": labels.get(verdict, {}).get(row[verdict], {}),
                "fails": row[verdict] in _BROKEN,
                "finding": _texts(resource, row, iris.DEF + "finding"),
                "figures": told.get(notation, []),
                "errata": tied.get(notation, []),
            }


def ruled_out_told(tables: Tables) -> Iterator[Json]:
    """Tell every pair of figures that must not be added, divided or compared, and why."""
    for resource in of_class(tables, NOT_COMPUTABLE):
        labels = labels_of(tables, resource)
        first, second, ruled = (
            _name(resource, name) for name in ("firstFigure", "secondFigure", "ruledOut")
        )
        for row in tables.rows(resource.name):
            yield {
                "first": row[first],
                "second": row[second],
                "operation": row[ruled],
                "operations": labels.get(ruled, {}).get(row[ruled], {}),
                "why": _texts(resource, row, DCT + "description"),
            }


def of_class(tables: Tables, class_iri: str) -> list[Resource]:
    """List the tables of entities of a class."""
    entities = tables.publication.of_role(Role.ENTITIES)
    return [r for r in entities if r.descriptor["coesa"].get("class") == class_iri]


def _figures(tables: Tables) -> dict[str, list[Json]]:
    """Collect the figures of each statement, as they are printed, by pair and role."""
    found: dict[str, list[Json]] = {}
    for resource in of_class(tables, STATEMENT_FIGURE):
        claim = ledger_of(tables.publication, resource)
        if claim is None:
            continue
        field, ledger = claim
        names = [_name(resource, n) for n in ("ofStatement", "pair", "statementRole")]
        roles = labels_of(tables, resource).get(names[2], {})
        columns = ", ".join(f"s.{quoted(name)}" for name in names)
        rows = tables.query(
            f"SELECT {columns}, f.figure, f.printed, f.value, f.unit "
            f"FROM {quoted(resource.name)} s "
            f"JOIN {figures(tables, ledger)} f ON s.{quoted(field)} = f.figure "
            f"ORDER BY s.{quoted(ROW)}"
        )
        for statement, pair, role, *figure in rows:
            told = dict(zip(("figure", "printed", "value", "unit"), figure, strict=True))
            entry = {"pair": pair, "role": role, "roles": roles.get(role, {}), **told}
            found.setdefault(statement, []).append(entry)
    return found


def _texts(resource: Resource, row: Row, property_iri: str) -> dict[str, str]:
    return {
        str(field.language): str(row[field.name])
        for field in resource.stating(property_iri)
        if row[field.name] is not None
    }


def _cell(resource: Resource, row: Row, property_name: str) -> str | None:
    field = property_field(resource, iris.DEF + property_name)
    return row[field.name] if field else None


def _name(resource: Resource, property_name: str) -> str:
    field = property_field(resource, iris.DEF + property_name)
    assert field is not None, "a rule on the descriptor sees to it"
    return field.name
