"""Rules on keys and codes: rows can be told apart, and what they refer to is there."""

from collections.abc import Iterator

from coesa.model import Field, Finding, ForeignKey, Issue, Resource
from coesa.rules.places import LISTED, broken_cells, expected, known, path_of, repeated
from coesa.syntax import quoted
from coesa.tables import ROW, Tables


def primary_keys_are_unique(tables: Tables) -> Finding:
    """Let no two rows of a table have the same key (Table Schema: primaryKey)."""
    rule = primary_keys_are_unique.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        checked += tables.count(name)
        issues += [
            Issue(
                path_of(publication, name),
                row,
                resource.primary_key[-1],
                rule,
                f'the key "{values}" stands in row {first} already; expected one row for a key; '
                "take one of the two out, or mend its key",
            )
            for row, first, values in repeated(tables, name, resource.primary_key)
        ]
    return Finding(checked, "rows", tuple(issues))


def foreign_keys_are_met(tables: Tables) -> Finding:
    """Let every foreign key find its row in the other table (Table Schema: foreignKeys)."""
    checked, issues = 0, list[Issue]()
    for name, resource in tables.publication.tables():
        columns = {f.name for f in resource.columns}
        # A constant is one fault of the descriptor, however many rows have it.
        for key in (k for k in resource.foreign_keys if columns.intersection(k.fields)):
            checked += tables.count(name)
            issues += _unmet(tables, name, key)
    return Finding(checked, "references", tuple(issues))


def _unmet(tables: Tables, name: str, key: ForeignKey) -> Iterator[Issue]:
    pairs = list(zip(key.fields, key.reference, strict=True))
    on = " AND ".join(f"h.{quoted(here)} = t.{quoted(there)}" for here, there in pairs)
    filled = " AND ".join(f"h.{quoted(here)} IS NOT NULL" for here in key.fields)
    values = ", ".join(f"h.{quoted(here)}" for here in key.fields)
    unmet = tables.query(
        f"SELECT h.{quoted(ROW)}, concat_ws(', ', {values}) FROM {quoted(name)} h "
        f"ANTI JOIN {quoted(key.resource)} t ON {on} WHERE {filled} ORDER BY 1 LIMIT {LISTED}"
    )
    if not unmet:
        return
    candidates = known(tables, key.resource, key.reference[0]) if len(pairs) == 1 else []
    path = path_of(tables.publication, name)
    for row, value in unmet:
        message = f'"{value}" has no row in {key.resource}; mend the key or add the row'
        if candidates:
            message = expected(value, candidates, key.resource)
        yield Issue(path, row, key.fields[0], foreign_keys_are_met.__name__, message)


def codes_are_in_their_lists(tables: Tables) -> Finding:
    """Take every code from the list its field names (Data Cube IC-19; SKOS: notation)."""
    rule = codes_are_in_their_lists.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        for field, scheme in _coded(resource):
            checked += tables.count(name)
            notation = publication.resource(scheme).primary_key[0]
            condition = (
                f"{quoted(field.name)} IS NOT NULL AND {quoted(field.name)} NOT IN "
                f"(SELECT {quoted(notation)} FROM {quoted(scheme)} "
                f"WHERE {quoted(notation)} IS NOT NULL)"
            )
            cells = list(broken_cells(tables, name, {field.name: condition}))
            candidates = known(tables, scheme, notation) if cells else []
            for cell in cells:
                message = expected(cell.value or "", candidates, scheme)
                place = path_of(publication, name), cell.row, field.name
                issues.append(Issue(*place, rule, message))
    return Finding(checked, "codes", tuple(issues))


def _coded(resource: Resource) -> Iterator[tuple[Field, str]]:
    """List the columns that hold codes of a list, but those that a foreign key looks after."""
    keyed = {f for key in resource.foreign_keys if len(key.fields) == 1 for f in key.fields}
    for field in resource.columns:
        if field.scheme is not None and field.name not in keyed:
            yield field, field.scheme
    if resource.notations_from is not None:
        yield resource.field(resource.primary_key[0]), resource.notations_from
