"""Rules on the descriptor: what must be said before any table can be looked at."""

from collections.abc import Callable, Iterator, Mapping

from coesa import iris
from coesa.intake import DESCRIPTOR, nearest
from coesa.model import (
    Field,
    FieldRole,
    Finding,
    Identity,
    Issue,
    Publication,
    Resource,
    Role,
    Texts,
)
from coesa.rules.places import json_path, ledger_of, property_field
from coesa.tables import Tables

OBS_VALUE = "http://purl.org/linked-data/sdmx/2009/measure#obsValue"
UNIT_MEASURE = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"

LEDGER_PROPERTIES = (
    *("page", "section", "printed", "figureClass", "value", "unit"),
    *("resolution", "hedge", "restates", "qualifies", "reason"),
)
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
        for path, place, text in texts
        for language in publication.languages
        if not text.get(language)
    )
    return Finding(len(texts), "texts", issues)


def _advice(place: str, language: str) -> str:
    key = place.rpartition(".")[2]
    return f"expected {key} in every language; add it under coesa.translations.{language}"


def _texts(publication: Publication) -> Iterator[tuple[str, str, Texts]]:
    yield DESCRIPTOR, "$.title", publication.titles
    yield DESCRIPTOR, "$.description", publication.descriptions
    for number, document in enumerate(publication.documents):
        yield DESCRIPTOR, f"$.sources[{number}].title", document.titles
    for number, identity in enumerate(publication.identities):
        yield DESCRIPTOR, f"$.coesa.identities[{number}].title", identity.titles
    for number, table in enumerate(publication.printed_tables):
        yield DESCRIPTOR, f"$.coesa.tables[{number}].title", table.titles
        for column in table.columns:
            place = f"$.coesa.tables[{number}].columns.{column.name}.title"
            yield DESCRIPTOR, place, column.titles
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        yield path, f"{place}.title", resource.titles
        yield path, f"{place}.description", resource.descriptions
        for field in resource.fields:
            yield path, f"{place}.{field.name}.title", field.titles
            if field.descriptions:
                yield path, f"{place}.{field.name}.description", field.descriptions


def tables_have_the_fields_of_their_role(tables: Tables) -> Finding:
    """Give each table the fields that its role needs (Data Cube, section 6; SKOS, section 4)."""
    publication = tables.publication
    rule = tables_have_the_fields_of_their_role.__name__
    named = list(publication.tables())
    issues = [
        Issue(*_place(publication, name), rule, message)
        for name, resource in named
        for message in (*_key_faults(resource), *_ROLES[resource.role](publication, resource))
    ]
    return Finding(len(named), "tables", tuple(issues))


def _place(publication: Publication, name: str) -> tuple[str, int, str]:
    path, place = json_path(publication, name)
    return path, 0, place


def _key_faults(resource: Resource) -> Iterator[str]:
    if not resource.primary_key:
        yield f"{resource.name} has no primary key; name the fields that tell its rows apart"


def _one(resource: Resource, role: FieldRole) -> Iterator[str]:
    count = len(resource.fields_of(role))
    if count != 1:
        yield f"{count} fields of role {role} found; expected one; mark it in coesa.role"


def _missing(resource: Resource, properties: tuple[str, ...]) -> Iterator[str]:
    for name in properties:
        if property_field(resource, iris.DEF + name) is None:
            yield f"no field states {iris.DEF}{name}; expected one; add it with coesa.property"


def _scheme_faults(_: Publication, resource: Resource) -> Iterator[str]:
    yield from _one(resource, FieldRole.NOTATION)
    notations = tuple(f.name for f in resource.fields_of(FieldRole.NOTATION))
    if resource.primary_key != notations:
        yield "the primary key is not the notation; make it the primary key"


def _links_faults(_: Publication, resource: Resource) -> Iterator[str]:
    yield from _one(resource, FieldRole.SUBJECT)
    for field in resource.fields_of(FieldRole.SUBJECT):
        keyed = any(field.name in key.fields for key in resource.foreign_keys)
        if field.scheme is None and not keyed:
            yield f"{field.name} refers to no table; add a foreign key or coesa.scheme"


def _ledger_faults(publication: Publication, resource: Resource) -> Iterator[str]:
    yield from _one(resource, FieldRole.NOTATION)
    yield from _one(resource, FieldRole.KEY)
    yield from _missing(resource, LEDGER_PROPERTIES)
    documents = [d.notation for d in publication.documents]
    for key in resource.fields_of(FieldRole.KEY):
        if key.constant is not None and key.constant not in documents:
            yield (
                f'"{key.constant}" is no document; expected one of {", ".join(documents)}; name a '
                f"source with coesa.document.{nearest(key.constant, documents)}"
            )


def _cube_faults(publication: Publication, resource: Resource) -> Iterator[str]:
    yield from _one(resource, FieldRole.MEASURE)
    if not resource.dimensions:
        yield "no field is a dimension; expected one at least; mark it in coesa.role"
    for field in resource.fields:
        yield from _component_faults(field)
    for measure in resource.fields_of(FieldRole.MEASURE):
        if measure.property_iri not in (None, OBS_VALUE):
            yield f"the measure is {measure.property_iri}; expected {OBS_VALUE}"
    unit = property_field(resource, UNIT_MEASURE)
    if unit is None or not unit.required:
        yield f"no required attribute states {UNIT_MEASURE}; add the unit, as a column or constant"
    if ledger_of(publication, resource) is None:
        yield "no foreign key leads to a ledger; add the field that names the printed figure"


def _component_faults(field: Field) -> Iterator[str]:
    roles = (FieldRole.DIMENSION, FieldRole.MEASURE, FieldRole.ATTRIBUTE)
    if field.role in roles and field.property_iri is None:
        yield f"{field.name} states no property; add its IRI as coesa.property"
    if field.role is FieldRole.DIMENSION and field.scheme is None:
        yield f"{field.name} has no code list; add a foreign key or coesa.scheme"


def _errata_faults(publication: Publication, resource: Resource) -> Iterator[str]:
    yield from _missing(resource, ERRATUM_PROPERTIES)
    if ledger_of(publication, resource) is None:
        yield "no foreign key leads to a ledger; add the field that names the figure concerned"


def _no_faults(_: Publication, __: Resource) -> Iterator[str]:
    return iter(())


_ROLES: Mapping[Role, Callable[[Publication, Resource], Iterator[str]]] = {
    Role.CONCEPT_SCHEME: _scheme_faults,
    Role.LINKS: _links_faults,
    Role.LEDGER: _ledger_faults,
    Role.CUBE: _cube_faults,
    Role.ERRATA: _errata_faults,
    Role.ENTITIES: _no_faults,
}


def keys_name_fields_that_are_there(tables: Tables) -> Finding:
    """Let foreign keys name fields of the other table (Table Schema: foreignKeys)."""
    publication = tables.publication
    rule = keys_name_fields_that_are_there.__name__
    issues: list[Issue] = []
    checked = 0
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        for key in resource.foreign_keys:
            checked += 1
            fields = [f.name for f in publication.resource(key.resource).fields]
            message = _key_fault(key.fields, key.reference, fields, key.resource)
            if message:
                issues.append(Issue(path, 0, f"{place}.schema.foreignKeys", rule, message))
    return Finding(checked, "foreign keys", tuple(issues))


def _key_fault(
    fields: tuple[str, ...], reference: tuple[str, ...], there: list[str], target: str
) -> str | None:
    if len(fields) != len(reference):
        return f"{len(fields)} fields refer to {len(reference)}; name as many on both sides"
    for name in reference:
        if name not in there:
            known = ", ".join(there)
            return f'"{name}" is no field of {target}; expected one of {known}.' + nearest(
                name, there
            )
    return None


def names_leave_room_for_ours(tables: Tables) -> Finding:
    """Keep the names of tables, and the base IRIs, clear of each other (RFC 3986, section 3.3)."""
    publication = tables.publication
    rule = names_leave_room_for_ours.__name__
    issues = [
        Issue(
            *_place(publication, name),
            rule,
            f'"{resource.name}" is a step of our own IRIs; expected a name other than '
            f"{', '.join(RESERVED)}; rename the table",
        )
        for name, resource in publication.tables()
        if resource.name in RESERVED
    ]
    shared = publication.vocabulary.base
    if publication.base.startswith(shared) or shared.startswith(publication.base):
        message = f"{publication.base} and {shared} share their IRIs; choose a base of your own"
        issues.append(Issue(DESCRIPTOR, 0, "$.coesa.base", rule, message))
    return Finding(len(list(publication.tables())) + 1, "names", tuple(issues))


def identities_name_fields_that_are_there(tables: Tables) -> Finding:
    """Let identities and printed tables name dimensions of their cubes (chain of trust)."""
    publication = tables.publication
    rule = identities_name_fields_that_are_there.__name__
    issues: list[Issue] = []
    for number, identity in enumerate(publication.identities):
        place = f"$.coesa.identities[{number}]"
        faults = _identity_faults(publication, identity)
        issues += [Issue(DESCRIPTOR, 0, place, rule, message) for message in faults]
    columns = [
        (f"$.coesa.tables[{number}].columns.{column.name}", table.dimension, column)
        for number, table in enumerate(publication.printed_tables)
        for column in table.columns
        if column.cube is not None
    ]
    for place, dimension, column in columns:
        faults = _dimension_faults(publication, str(column.cube), (dimension, *column.at))
        issues += [Issue(DESCRIPTOR, 0, place, rule, message) for message in faults]
    checked = len(publication.identities) + len(columns)
    return Finding(checked, "identities and columns of printed tables", tuple(issues))


def _identity_faults(publication: Publication, identity: Identity) -> Iterator[str]:
    over = (identity.over,) if identity.over else ()
    statistic = (identity.statistic,) if identity.statistic else ()
    named = (*identity.where, *over, *statistic)
    yield from _dimension_faults(publication, identity.cube, named)
    if identity.operands is None:
        return
    fixed = (*statistic, *identity.operand_at, *identity.denominator_at)
    yield from _dimension_faults(publication, identity.operands, fixed)
    if publication.resource(identity.operands).role is Role.CUBE:
        dimensions = [d.name for d in publication.resource(identity.operands).dimensions]
        taken = tuple(d for d in dimensions if d not in fixed)
        yield from _dimension_faults(publication, identity.cube, taken)
    if identity.fractions and len(publication.resource(identity.fractions).columns) < 3:
        yield (
            f"{identity.fractions} has too few columns; expected statistic, numerator, denominator"
        )


def _dimension_faults(
    publication: Publication, name: str, dimensions: tuple[str, ...]
) -> Iterator[str]:
    cubes = {cube.name: cube for cube in publication.of_role(Role.CUBE)}
    if name not in cubes:
        yield f"{name} is no cube; expected one of {', '.join(cubes)}.{nearest(name, cubes)}"
        return
    resource = cubes[name]
    there = [d.name for d in resource.dimensions]
    for dimension in dict.fromkeys(dimensions):
        if dimension not in there:
            yield (
                f'"{dimension}" is no dimension of {name}; expected one of '
                f"{', '.join(there)}.{nearest(dimension, there)}"
            )
