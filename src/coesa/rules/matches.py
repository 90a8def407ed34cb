"""Rules on matches with other vocabularies, and on notations that are retired."""

from collections.abc import Iterator

import pyoxigraph as ox

from coesa.advice import right
from coesa.jsonpath import field_path
from coesa.model import FieldRole, Finding, Issue, Resource, Role
from coesa.rules.places import LISTED, json_path, path_of, property_field
from coesa.rules.vocabularies import pairs, reached, row_of, vocabularies
from coesa.statements import DCT, MAPPINGS, OWL, SKOS, SSSOM
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

Fault = tuple[str, str]
"""A place below the table, and what is wrong there."""

JUSTIFICATION = SSSOM + "mapping_justification"
_TOLD = {JUSTIFICATION: "method", DCT + "date": "date", DCT + "source": "source"}
_REPLACED, _DEPRECATED = DCT + "isReplacedBy", OWL + "deprecated"


def matches_are_sourced(tables: Tables) -> Finding:
    """Tell how, when and from where each match with another vocabulary was found (SSSOM; SKOS, 10).

    Matches stand in tables of role matches alone, so that none goes without.
    """
    rule = matches_are_sourced.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        checked += len(resource.fields)
        faults = _of_matches if resource.role is Role.MATCHES else _elsewhere
        issues += [
            Issue(path, 0, f"{place}.{within}", rule, message)
            for within, message in faults(resource)
        ]
    return Finding(checked, "fields", tuple(issues))


def _of_matches(resource: Resource) -> Iterator[Fault]:
    found = [f for f in resource.fields if f.property_iri in MAPPINGS and f.is_iri]
    if len(found) != 1:
        message = (
            f"{len(found)} fields of {resource.name} hold the IRIs that are matched; expected one, "
            'of a mapping property of SKOS and "format": "uri". '
            f"{right('coesa', {'role': 'property', 'property': MAPPINGS[0]})}"
        )
        yield "schema.fields", message
    for property_iri, told in _TOLD.items():
        field = property_field(resource, property_iri)
        if field is None:
            message = f"no field of {resource.name} states the {told} of a match; expected one. "
            yield "schema.fields", message + right("property", property_iri)
        elif not field.required and field.constant is None:
            message = (
                f"{field.name}, the {told} of a match, may be empty; expected it in every row. "
                f"{right('constraints', {'required': True})}"
            )
            yield f"{field_path(resource, field.name)}.constraints", message


def _elsewhere(resource: Resource) -> Iterator[Fault]:
    for field in resource.fields:
        if field.property_iri in MAPPINGS and field.is_iri:
            message = (
                f"{field.name} states <{field.property_iri}> in a table of role {resource.role}; "
                "expected matches in a table of their own, with method, date and source. "
                f"{right('role', 'matches')}"
            )
            yield f"{field_path(resource, field.name)}.coesa.property", message


def retired_notations_have_their_replacement(tables: Tables) -> Finding:
    """Keep each notation that is retired, and lead from it to one in use (DCMI: isReplacedBy)."""
    rule = retired_notations_have_their_replacement.__name__
    replaced, deprecated = pairs(tables, _REPLACED), tables.once("retired", _retired)
    retired = {*replaced, *deprecated}
    known = set(pairs(tables, SKOS + "inScheme"))
    issues: list[Issue] = []
    for concept in sorted(retired):
        ways = reached(replaced, replaced.get(concept, ())) - {concept}
        if concept not in deprecated:
            wrong = "is replaced by another and not owl:deprecated; expected both"
        elif not replaced.get(concept):
            wrong = "is retired and replaced by none; expected what is used in its stead"
        elif not (ways - retired) & known:
            wrong = "leads to no notation in use; expected the one that is used in its stead"
        else:
            continue
        issues.append(Issue(*row_of(tables, concept), "", rule, f"<{concept}> {wrong}; mend it"))
    return Finding(len(retired), "retired notations", tuple(issues))


def _retired(tables: Tables) -> frozenset[str]:
    return frozenset(
        t.subject.value
        for t in vocabularies(tables)
        if t.predicate.value == _DEPRECATED and isinstance(t.subject, ox.NamedNode)
    )


def observations_use_no_retired_notation(tables: Tables) -> Finding:
    """Let each observation use the notation in use (DCMI: isReplacedBy)."""
    rule = observations_use_no_retired_notation.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for links in publication.of_role(Role.LINKS):
        field = property_field(links, _REPLACED)
        if field is None:
            continue
        (retired,) = links.fields_of(FieldRole.SUBJECT)
        lists = {k.resource for k in links.foreign_keys if retired.name in k.fields}
        for cube in publication.of_role(Role.CUBE):
            for dimension in (d for d in cube.dimensions if d.scheme in lists):
                checked += tables.count(cube.name)
                cell = quoted(dimension.name)
                rows = tables.query(
                    f"SELECT o.{quoted(ROW)}, o.{cell}, l.{quoted(field.name)} "
                    f"FROM {quoted(cube.name)} o JOIN {quoted(links.name)} l "
                    f"ON o.{cell} = l.{quoted(retired.name)} ORDER BY 1 LIMIT {LISTED}"
                )
                issues += [
                    Issue(
                        path_of(publication, cube.name),
                        row,
                        dimension.name,
                        rule,
                        f'"{code}" is retired; expected "{new}", which replaces it; write that',
                    )
                    for row, code, new in rows
                ]
    return Finding(checked, "codes", tuple(issues))
