"""Rules on concept schemes: every concept can be read, told apart and placed."""

from collections.abc import Iterator

from coesa import iris
from coesa.advice import right
from coesa.model import FieldRole, Finding, Issue, Resource, Role
from coesa.rules.places import (
    LISTED,
    broken_cells,
    comes_twice,
    json_path,
    path_of,
    property_field,
)
from coesa.rules.vocabularies import above, reached
from coesa.statements import SKOS, Node, statements
from coesa.syntax import quoted
from coesa.tables import ROW, Tables


def concepts_have_labels_and_definitions(tables: Tables) -> Finding:
    """Label and define each concept in every language (SKOS, sections 5 and 7)."""
    rule = concepts_have_labels_and_definitions.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in _own_schemes(tables):
        path, place = json_path(publication, name)
        for role in (FieldRole.LABEL, FieldRole.DEFINITION):
            columns = {f.language: f.name for f in resource.fields_of(role)}
            checked += tables.count(name) * len(publication.languages_of(name))
            issues += [
                Issue(path, 0, f"{place}.schema.fields", rule, _no_column(name, role, lang))
                for lang in publication.languages_of(name)
                if lang not in columns
            ]
            conditions = {c: f"{quoted(c)} IS NULL" for c in columns.values()}
            issues += [
                Issue(
                    path_of(publication, name),
                    cell.row,
                    cell.column,
                    rule,
                    f"the concept has no {role} here; expected one in every language; write it",
                )
                for cell in broken_cells(tables, name, conditions)
            ]
    return Finding(checked, "labels and definitions", tuple(issues))


def _no_column(name: str, role: FieldRole, language: str) -> str:
    example = right("coesa", {"role": str(role), "language": language})
    return f'no {role} in "{language}" in {name}; expected a column with one. {example}'


def _own_schemes(tables: Tables) -> Iterator[tuple[str, Resource]]:
    for name, resource in tables.publication.tables():
        if resource.role is Role.CONCEPT_SCHEME and resource.notations_from is None:
            yield name, resource


def labels_tell_concepts_apart(tables: Tables) -> Finding:
    """Give no two concepts of a scheme the same label in a language (SKOS S13, S14; qSKOS)."""
    rule = labels_tell_concepts_apart.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in _own_schemes(tables):
        for field in resource.fields_of(FieldRole.LABEL):
            checked += tables.count(name)
            if not comes_twice(tables, name, f"lower({quoted(field.name)})"):
                continue
            again = tables.query(
                f"SELECT {quoted(ROW)}, {quoted(field.name)}, first FROM (SELECT *, "
                f"min({quoted(ROW)}) OVER (PARTITION BY lower({quoted(field.name)})) AS first "
                f"FROM {quoted(name)} WHERE {quoted(field.name)} IS NOT NULL) "
                f"WHERE {quoted(ROW)} > first ORDER BY 1 LIMIT {LISTED}"
            )
            issues += [
                Issue(
                    path_of(publication, name),
                    row,
                    field.name,
                    rule,
                    f'"{label}" is the label of row {first} too; expected another; '
                    "say what tells the two concepts apart",
                )
                for row, label, first in again
            ]
    return Finding(checked, "labels", tuple(issues))


def hierarchies_have_no_cycles(tables: Tables) -> Finding:
    """Let no concept be broader than itself, by way of however many tables (SKOS 8.6.8; qSKOS)."""
    rule = hierarchies_have_no_cycles.__name__
    publication, checked = tables.publication, 0
    up, issues = above(tables), list[Issue]()
    for name, resource in publication.tables():
        broader = property_field(resource, SKOS + "broader")
        if resource.role is not Role.LINKS or broader is None:
            continue
        links = _links(tables, name)
        checked += len(links)
        issues += [
            Issue(
                path_of(publication, name),
                row,
                broader.name,
                rule,
                f"<{concept}> is broader than itself, by way of <{parent}>; expected a tree; "
                "take one link of the cycle out",
            )
            for row, concept, parent in links
            if concept in reached(up, [parent])
        ]
    return Finding(checked, "links", tuple(issues))


def _links(tables: Tables, name: str) -> list[tuple[int, str, str]]:
    """List the links of a table: the row, the concept below, the concept above."""
    stated = statements(tables.publication, name)
    link = next(s for s in stated if s.predicate == SKOS + "broader" and s.is_of_the_row)
    assert isinstance(link.object, Node), "a rule on the descriptor sees to it"
    above = link.object.template
    asked = ", ".join(quoted(field) for field in dict.fromkeys(link.needs))
    rows = tables.query(f"SELECT {quoted(ROW)}, {asked} FROM {quoted(name)} ORDER BY 1")
    found = []
    for row, *cells in rows:
        names = dict(zip(dict.fromkeys(link.needs), cells, strict=True))
        if None not in names.values():
            found.append((row, iris.expand(link.subject, names), iris.expand(above, names)))
    return found
