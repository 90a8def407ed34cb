"""Rules on the descriptor: what must be said before any table can be looked at."""

from collections.abc import Callable, Iterator, Mapping

from coesa import iris
from coesa.advice import listed, meant, right
from coesa.intake import DESCRIPTOR
from coesa.jsonpath import field_path
from coesa.model import (
    SHARED,
    Field,
    FieldRole,
    Finding,
    Issue,
    Publication,
    Resource,
    Role,
    Texts,
)
from coesa.rules.places import json_path, property_field
from coesa.tables import Tables

Fault = tuple[str, str]
"""A place below the table, and what is wrong there."""


LEDGER_PROPERTIES = (
    *("page", "section", "printed", "figureClass", "value", "unit"),
    *("resolution", "hedge", "restates", "qualifies", "reason"),
)
_LEDGER_TYPES = {"page": "integer", "value": "number", "resolution": "number"}
_LEDGER_LISTS = {
    "figureClass": "figure-class",
    "unit": "unit",
    "hedge": "hedge",
    "reason": "reason",
}
ERRATUM_PROPERTIES = (
    *("erratumKind", "identity", "aboutFigure", "printed", "corrected", "difference"),
    *("certainty", "judgement", "consequence"),
)
RESERVED = (
    *("cube", "obs", "figure", "doc", "property"),
    *("catalogue", "dataset", "distribution", "checksum", "void"),
)
"""Steps of our IRIs after the base that no table may be named as."""


def texts_are_given_in_every_language(tables: Tables) -> Finding:
    """Give titles and descriptions in every language (Data Package 2.0: title, description)."""
    publication = tables.publication
    rule = texts_are_given_in_every_language.__name__
    texts = list(_texts(publication))
    issues = tuple(
        Issue(path, 0, place, rule, f'no text in "{language}"; {_advice(place, language)}')
        for path, place, text, languages in texts
        for language in languages
        if not text.get(language)
    )
    return Finding(len(texts), "texts", issues)


def _advice(place: str, language: str) -> str:
    key = place.rpartition(".")[2]
    return f"expected {key} in every language. {right('translations', {language: {key: '...'}})}"


def _texts(publication: Publication) -> Iterator[tuple[str, str, Texts, tuple[str, ...]]]:
    """List every text with its place and the languages that it is wanted in."""
    for path, place, text in _own_texts(publication):
        yield path, place, text, publication.languages
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        languages = publication.languages_of(name)
        yield path, f"{place}.title", resource.titles, languages
        yield path, f"{place}.description", resource.descriptions, languages
        for field in resource.fields:
            within = f"{place}.{field_path(resource, field.name)}"
            yield path, f"{within}.title", field.titles, languages
            if field.descriptions:
                yield path, f"{within}.description", field.descriptions, languages


def _own_texts(publication: Publication) -> Iterator[tuple[str, str, Texts]]:
    yield DESCRIPTOR, "$.title", publication.titles
    yield DESCRIPTOR, "$.description", publication.descriptions
    sources = enumerate(publication.descriptor.get("sources", ()))
    numbers = [number for number, source in sources if "coesa" in source]
    for number, document in zip(numbers, publication.documents, strict=True):
        yield DESCRIPTOR, f"$.sources[{number}].title", document.titles
    for number, identity in enumerate(publication.identities):
        yield DESCRIPTOR, f"$.coesa.identities[{number}].title", identity.titles
    for number, table in enumerate(publication.printed_tables):
        yield DESCRIPTOR, f"$.coesa.tables[{number}].title", table.titles
        for position, column in enumerate(table.columns):
            place = f"$.coesa.tables[{number}].columns[{position}].title"
            yield DESCRIPTOR, place, column.titles


def tables_have_the_fields_of_their_role(tables: Tables) -> Finding:
    """Give each table the fields that its role needs (Data Cube, section 6; SKOS, section 4)."""
    publication = tables.publication
    rule = tables_have_the_fields_of_their_role.__name__
    named = list(publication.tables())
    issues = []
    for name, resource in named:
        path, place = json_path(publication, name)
        issues += [
            Issue(path, 0, f"{place}.{within}", rule, message)
            for within, message in _ROLES[resource.role](publication, resource)
        ]
    return Finding(len(named), "tables", tuple(issues))


def _one(resource: Resource, role: FieldRole) -> Iterator[Fault]:
    fields = resource.fields_of(role)
    advice = right("coesa", {"role": str(role)})
    if not fields:
        message = f"no field of {resource.name} has the role {role}; expected one. {advice}"
        yield "schema.fields", message
    for again in fields[1:]:
        message = (
            f"{again.name} is a {role}, and {fields[0].name} is one already; expected one in a "
            f"table of role {resource.role}. {right('role', 'property')}"
        )
        yield f"{field_path(resource, again.name)}.coesa.role", message


def _missing(resource: Resource, properties: tuple[str, ...]) -> Iterator[Fault]:
    stated = [f.property_iri for f in resource.fields if f.property_iri and not f.language]
    if len(set(stated)) < len(stated):
        return  # one states what another should; a rule on fields names it
    for name in properties:
        if property_field(resource, iris.DEF + name) is None:
            message = (
                f"no field of {resource.name} states {iris.DEF}{name}; expected one in a table of "
                f"role {resource.role}. {right('property', iris.DEF + name)}"
            )
            yield "schema.fields", message


def _scheme_faults(_: Publication, resource: Resource) -> Iterator[Fault]:
    yield from _one(resource, FieldRole.NOTATION)
    yield from _key_is_the_notation(resource)


def _key_is_the_notation(resource: Resource) -> Iterator[Fault]:
    notations = [f.name for f in resource.fields_of(FieldRole.NOTATION)]
    if len(notations) == 1 and resource.primary_key != tuple(notations):
        message = (
            f"the primary key is {', '.join(resource.primary_key)}; expected the notation. "
            f"{right('primaryKey', notations)}"
        )
        yield "schema.primaryKey", message


def _links_faults(_: Publication, resource: Resource) -> Iterator[Fault]:
    yield from _one(resource, FieldRole.SUBJECT)
    for field in resource.fields_of(FieldRole.SUBJECT):
        keyed = any(field.name in key.fields for key in resource.foreign_keys)
        if field.scheme is None and not keyed:
            message = (
                f"{field.name} is the subject and refers to no table; expected a foreign key or a "
                f"scheme. {right('foreignKeys', [_key_to(field.name)])}"
            )
            yield f"{field_path(resource, field.name)}.coesa.scheme", message

    linked = [f for f in resource.fields if f.role not in (FieldRole.SUBJECT, FieldRole.KEY)]
    if not linked:
        example = {"role": "property", "property": "http://www.w3.org/2004/02/skos/core#broader"}
        message = (
            f"no field of {resource.name} states a property of the subject; expected one at least. "
            f"{right('coesa', example)}"
        )
        yield "schema.fields", message


def _key_to(field: str, resource: str = "axis", other: str = "notation") -> dict[str, object]:
    return {"fields": field, "reference": {"resource": resource, "fields": other}}


def _ledger_faults(publication: Publication, resource: Resource) -> Iterator[Fault]:
    yield from _one(resource, FieldRole.NOTATION)
    yield from _one(resource, FieldRole.KEY)
    yield from _missing(resource, LEDGER_PROPERTIES)
    yield from _figure_faults(resource)
    documents = [d.notation for d in publication.documents]
    for key in resource.fields_of(FieldRole.KEY):
        if key.constant is not None and key.constant not in documents:
            known = f"one of {listed(documents)}, " if documents else ""
            message = (
                f'"{key.constant}" is no document; expected {known}a source with coesa.document. '
                f"{meant('value', key.constant, documents, 'report-2023')}"
            )
            yield f"{field_path(resource, key.name)}.value", message


def _figure_faults(resource: Resource) -> Iterator[Fault]:
    """Find columns of a ledger that are of another type, or that hold codes of no list."""
    for name, wanted in _LEDGER_TYPES.items():
        field = property_field(resource, iris.DEF + name)
        if field is not None and field.type != wanted:
            message = (
                f"{field.name} states {iris.DEF}{name} and has the type {field.type}; expected "
                f"{wanted}. {right('type', wanted)}"
            )
            yield f"{field_path(resource, field.name)}.type", message
    for name, scheme in _LEDGER_LISTS.items():
        field = property_field(resource, iris.DEF + name)
        if field is not None and field.scheme is None:
            message = (
                f"{field.name} states {iris.DEF}{name} and has no code list; expected one. "
                f"{right('scheme', SHARED + scheme)}"
            )
            yield f"{field_path(resource, field.name)}.coesa.scheme", message


def _cube_faults(publication: Publication, resource: Resource) -> Iterator[Fault]:
    # A field that states the value under another role is told by a rule on fields.
    if resource.fields_of(FieldRole.MEASURE) or not resource.stating(iris.OBS_VALUE):
        yield from _one(resource, FieldRole.MEASURE)
    if not resource.dimensions:
        message = (
            f"no field of {resource.name} is a dimension; expected one at least. "
            f"{right('coesa', {'role': 'dimension'})}"
        )
        yield "schema.fields", message
    for field in resource.fields:
        yield from _component_faults(resource, field)
    yield from _unit_faults(resource)
    yield from _claim_faults(publication, resource)


def _unit_faults(resource: Resource) -> Iterator[Fault]:
    unit = property_field(resource, iris.UNIT_MEASURE)
    if unit is None:
        message = (
            f"no field of {resource.name} states {iris.UNIT_MEASURE}; expected the unit, as a "
            f"column or constant. {right('property', iris.UNIT_MEASURE)}"
        )
        yield "schema.fields", message
        return
    place = field_path(resource, unit.name)
    if not unit.required:
        message = (
            f"{unit.name}, the unit, may be empty; expected one in every row. "
            f"{right('constraints', {'required': True})}"
        )
        yield f"{place}.constraints.required", message
    if unit.scheme is None:
        message = (
            f"{unit.name}, the unit, has no code list; expected a foreign key or a scheme. "
            f"{right('scheme', f'{SHARED}unit')}"
        )
        yield f"{place}.coesa.scheme", message


def _claim_faults(publication: Publication, resource: Resource) -> Iterator[Fault]:
    """Find observations that name no figure, or figures of two ledgers."""
    ledgers = [
        number
        for number, key in enumerate(resource.foreign_keys)
        if len(key.fields) == 1
        and publication.resource(key.resource).role is Role.LEDGER
        and resource.field(key.fields[0]).role not in (FieldRole.DIMENSION, FieldRole.ATTRIBUTE)
    ]
    what = "an observation" if resource.role is Role.CUBE else "an erratum"
    if not ledgers:
        message = (
            f"no foreign key of {resource.name} leads to a ledger; expected one from the field "
            f"that names the figure of {what}. "
            f"{right('foreignKeys', [_key_to('figure', 'figures', 'figure')])}"
        )
        yield "schema.foreignKeys", message
    for again in ledgers[1:] if resource.role is Role.CUBE else ():
        key, first = resource.foreign_keys[again], resource.foreign_keys[ledgers[0]]
        message = (
            f"{key.fields[0]} leads to a ledger ({key.resource}), and {first.fields[0]} does so "
            f"already ({first.resource}); expected one figure of {what}. "
            f"{right('foreignKeys', [_key_to(first.fields[0], first.resource, 'figure')])}"
        )
        yield f"schema.foreignKeys[{again}].reference.resource", message


def _component_faults(resource: Resource, field: Field) -> Iterator[Fault]:
    place = field_path(resource, field.name)
    roles = (FieldRole.DIMENSION, FieldRole.MEASURE, FieldRole.ATTRIBUTE)
    if field in resource.fields_of(FieldRole.MEASURE)[1:]:
        return  # that it is a second measure is told already
    if field.role in roles and field.property_iri is None:
        example = iris.OBS_VALUE if field.role is FieldRole.MEASURE else f"{iris.DEF}dimension/axis"
        message = (
            f"{field.name} is a {field.role} and states no property; expected its IRI. "
            f"{right('property', example)}"
        )
        yield f"{place}.coesa.property", message
    if field.role is FieldRole.MEASURE and field.property_iri not in (None, iris.OBS_VALUE):
        message = (
            f"{field.name} is the measure and states {field.property_iri}; "
            f"expected {iris.OBS_VALUE}. {right('property', iris.OBS_VALUE)}"
        )
        yield f"{place}.coesa.property", message
    if field.role is FieldRole.DIMENSION and field.scheme is None and field.type == "string":
        message = (
            f"{field.name} is a dimension and has no code list; expected a foreign key or a "
            f"scheme. {right('scheme', f'{SHARED}{field.name}'.replace('_', '-'))}"
        )
        yield f"{place}.coesa.scheme", message


def _errata_faults(publication: Publication, resource: Resource) -> Iterator[Fault]:
    yield from _missing(resource, ERRATUM_PROPERTIES)
    yield from _claim_faults(publication, resource)


_OF_CLASS: Mapping[str, tuple[str, ...]] = {
    iris.DEF + "ErratumPlace": ("page",),
    iris.DEF + "Statement": ("statementKind", "hasVerdict"),
    iris.DEF + "StatementFigure": ("ofStatement", "pair", "statementRole"),
    iris.DEF + "NotComputable": ("firstFigure", "secondFigure", "ruledOut"),
}
"""What entities of a class of ours must state, so that the rules can hold them against figures."""


def _entities_faults(_: Publication, resource: Resource) -> Iterator[Fault]:
    yield from _missing(resource, _OF_CLASS.get(resource.descriptor["coesa"].get("class"), ()))


_ROLES: Mapping[Role, Callable[[Publication, Resource], Iterator[Fault]]] = {
    Role.CONCEPT_SCHEME: _scheme_faults,
    Role.LINKS: _links_faults,
    Role.MATCHES: _links_faults,
    Role.LEDGER: _ledger_faults,
    Role.CUBE: _cube_faults,
    Role.ERRATA: _errata_faults,
    Role.ENTITIES: _entities_faults,
}


def keys_name_fields_that_are_there(tables: Tables) -> Finding:
    """Let foreign keys name fields of the other table (Table Schema: foreignKeys)."""
    publication = tables.publication
    rule = keys_name_fields_that_are_there.__name__
    issues: list[Issue] = []
    checked = 0
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        for number, key in enumerate(resource.foreign_keys):
            checked += 1
            there = [f.name for f in publication.resource(key.resource).fields]
            where = f"{place}.schema.foreignKeys[{number}].reference.fields"
            issues += [
                Issue(path, 0, where, rule, _no_field(name, there, key.resource))
                for name in key.reference
                if name not in there
            ]
    return Finding(checked, "foreign keys", tuple(issues))


def _no_field(name: str, there: list[str], target: str) -> str:
    return (
        f'"{name}" is no field of {target}; expected one of {listed(there)}. '
        f"{meant('fields', name, there)}"
    )


def names_leave_room_for_ours(tables: Tables) -> Finding:
    """Keep the names of tables, and the base IRIs, clear of each other (RFC 3986, section 3.3)."""
    publication = tables.publication
    rule = names_leave_room_for_ours.__name__
    issues: list[Issue] = []
    for name, resource in publication.tables():
        if resource.name in RESERVED:
            path, place = json_path(publication, name)
            message = (
                f'"{resource.name}" is a step of our own IRIs; expected a name other than '
                f"{', '.join(RESERVED)}. {right('name', f'{resource.name}-list')}"
            )
            issues.append(Issue(path, 0, f"{place}.name", rule, message))
    shared = publication.vocabulary.base
    if publication.base.startswith(shared) or shared.startswith(publication.base):
        message = (
            f"{publication.base} and {shared}, the base of the shared lists, share their IRIs; "
            f"expected a base of your own. {right('base', 'https://example.org/programme/')}"
        )
        issues.append(Issue(DESCRIPTOR, 0, "$.coesa.base", rule, message))
    return Finding(len(list(publication.tables())) + 1, "names", tuple(issues))
