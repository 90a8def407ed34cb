"""The rule on fields: what each is for agrees with its type, its language and its place."""

from collections.abc import Callable, Iterator

from coesa.advice import right
from coesa.iris import DEF, OBS_VALUE
from coesa.jsonpath import field_path
from coesa.model import Field, FieldRole, Finding, Issue, Publication, Resource, Role
from coesa.rules.places import json_path
from coesa.tables import Tables

Fault = tuple[str, str]
"""A place below the field, or below the table if it begins with `.schema`; what is wrong there."""

_TEXTS = (FieldRole.LABEL, FieldRole.DEFINITION, FieldRole.WORDING)
_CODES = (FieldRole.NOTATION, FieldRole.SUBJECT, FieldRole.DIMENSION)
_FILLED = (*_CODES, FieldRole.MEASURE)
_ONLY_IN = {
    FieldRole.DIMENSION: (Role.CUBE,),
    FieldRole.MEASURE: (Role.CUBE,),
    FieldRole.ATTRIBUTE: (Role.CUBE,),
    FieldRole.SUBJECT: (Role.LINKS, Role.MATCHES),
}
_CONSTANT = (FieldRole.DIMENSION, FieldRole.ATTRIBUTE, FieldRole.PROPERTY, FieldRole.KEY)


def fields_fit_their_role(tables: Tables) -> Finding:
    """Let type, language and key of a field be such as its role needs (Table Schema: fields)."""
    publication = tables.publication
    rule = fields_fit_their_role.__name__
    checked, issues = 0, list[Issue]()
    for name, resource in publication.tables():
        path, place = json_path(publication, name)
        checked += len(resource.fields)
        for field in resource.fields:
            fault = _fault(publication, resource, field)
            if fault is not None:
                within, message = fault
                if not within.startswith(".schema"):
                    within = f".{field_path(resource, field.name)}{within}"
                issues.append(Issue(path, 0, place + within, rule, message))
        issues += [
            Issue(path, 0, f"{place}{within}", rule, message)
            for within, message in _pairs(publication, resource)
        ]
    return Finding(checked, "fields", tuple(issues))


def _fault(publication: Publication, resource: Resource, field: Field) -> Fault | None:
    """Find the first fault of a field: what follows from it is not told as well."""
    for find in _FINDERS:
        fault = find(publication, resource, field)
        if fault is not None:
            return fault
    return None


def _role(_: Publication, resource: Resource, field: Field) -> Fault | None:
    if field.property_iri == OBS_VALUE and field.role is not FieldRole.MEASURE:
        return ".coesa.role", (
            f"{field.name} has the role {field.role} and the property {OBS_VALUE}; expected the "
            f"measure to state it. {right('role', 'measure')}"
        )
    only = _ONLY_IN.get(field.role, (resource.role,))
    if resource.role not in only:
        return ".coesa.role", (
            f"{field.name} has the role {field.role} in a table of role {resource.role}; expected "
            f"it in {' and '.join(only)} only. {right('role', 'property')}"
        )
    if field.constant is not None and field.role not in _CONSTANT:
        return ".coesa.role", (
            f"{field.name} is a constant of role {field.role}; expected one of "
            f"{', '.join(_CONSTANT)}, for all others differ by row. {right('role', 'attribute')}"
        )
    return None


def _type(_: Publication, resource: Resource, field: Field) -> Fault | None:
    if field.role is FieldRole.MEASURE:
        if field.type not in ("number", "integer") and field is resource.measure:
            return ".type", (
                f"{field.name} is the measure and has the type {field.type}; expected number or "
                f"integer. {right('type', 'number')}"
            )
    elif field.type != "string" and (field.role in (*_CODES, *_TEXTS) or field.scheme is not None):
        what = "texts" if field.role in _TEXTS else "codes, and codes are texts"
        return ".type", (
            f"{field.name} ({field.role}) has the type {field.type}; expected string, for its "
            f"cells are {what}. {right('type', 'string')}"
        )
    return None


def _property(_: Publication, __: Resource, field: Field) -> Fault | None:
    if field.role is FieldRole.PROPERTY and field.property_iri is None:
        return ".coesa.property", (
            f"{field.name} has the role property and names none; expected its IRI, or the role key "
            f"where the cells state nothing. {right('property', f'{DEF}section')}"
        )
    return None


def _scale(_: Publication, __: Resource, field: Field) -> Fault | None:
    if field.scale and field.type != "number":
        return ".coesa.scale", (
            f"{field.name} has decimals (scale {field.scale}) and the type {field.type}; expected "
            f"the type number, or no scale. {right('type', 'number')}"
        )
    return None


def _language(publication: Publication, _: Resource, field: Field) -> Fault | None:
    if field.language is not None and (field.type != "string" or field.scheme is not None):
        what = f"the type {field.type}" if field.type != "string" else f"codes of {field.scheme}"
        return ".coesa.language", (
            f"{field.name} has a language and {what}; expected a language of texts only; take it "
            f"out. {right('coesa', {'role': str(field.role)})}"
        )
    if field.language is None and field.role in (FieldRole.LABEL, FieldRole.DEFINITION):
        return ".coesa.language", (
            f"{field.name} is a {field.role} in no language; expected one. "
            f"{right('language', publication.language)}"
        )
    return None


def _list(publication: Publication, resource: Resource, field: Field) -> Fault | None:
    """Find fields with two lists, or codes that are of no list."""
    for number, key in enumerate(resource.foreign_keys):
        if field.name not in key.fields:
            continue
        target = publication.resource(key.resource)
        if len(key.fields) == 1 and field.scheme not in (None, key.resource):
            return ".coesa.scheme", (
                f"{field.name} has the scheme {field.scheme} and a foreign key to {key.resource}; "
                f"expected one of the two. {right('scheme', key.resource)}"
            )
        if field.role in (FieldRole.DIMENSION, FieldRole.ATTRIBUTE) and (
            target.role is not Role.CONCEPT_SCHEME
        ):
            return f".schema.foreignKeys[{number}].reference.resource", (
                f"{field.name} is a {field.role} and refers to {key.resource}, a table of role "
                f"{target.role}; expected a concept-scheme, the code list. "
                f"{right('resource', _some_list(publication))}"
            )
        if target.role is Role.LINKS:
            return f".schema.foreignKeys[{number}].reference.resource", (
                f"{field.name} refers to {key.resource}, a table of role links, whose rows have "
                "no name of their own; expected another table. "
                f"{right('resource', _some_list(publication))}"
            )
    return None


def _some_list(publication: Publication) -> str:
    return next((r.name for r in publication.of_role(Role.CONCEPT_SCHEME)), "axis")


def _required(_: Publication, resource: Resource, field: Field) -> Fault | None:
    if field.required or field.constant is not None:
        return None
    if field.name in resource.primary_key:
        # A key without the word is required all the same (Table Schema: primaryKey).
        if not _is_optional(resource, field):
            return None
        what = "part of the primary key"
    elif field.role in _FILLED:
        what = f"a {field.role}"
    else:
        return None
    return ".constraints.required", (
        f"{field.name} is {what} and may be empty; expected a value in every row. "
        f"{right('constraints', {'required': True})}"
    )


def _is_optional(resource: Resource, field: Field) -> bool:
    described = resource.descriptor["schema"]["fields"]
    found = next(f for f in described if f["name"] == field.name)
    return found.get("constraints", {}).get("required") is False


_FINDERS: tuple[Callable[[Publication, Resource, Field], Fault | None], ...] = (
    _role,
    _type,
    _property,
    _scale,
    _language,
    _list,
    _required,
)


def _pairs(publication: Publication, resource: Resource) -> Iterator[Fault]:
    """Find two fields that say the same thing: one property, or one role, in one language."""
    told: dict[tuple[str, str | None], Field] = {}
    for field in resource.fields:
        if field.property_iri is not None:
            what = field.property_iri
        elif field.role in (FieldRole.LABEL, FieldRole.DEFINITION):
            what = f"the {field.role}"
        else:
            continue
        first = told.setdefault((what, field.language), field)
        if first is field or resource.role is Role.LINKS:
            continue
        within = f".{field_path(resource, field.name)}.coesa"
        tongue = f' in "{field.language}"' if field.language else ""
        if field.property_iri is not None:
            place, example = f"{within}.property", "https://example.org/programme/property/second"
            advice = right("property", example)
        else:
            place, advice = f"{within}.language", right("language", publication.languages[-1])
        message = (
            f"{field.name} states {what}{tongue}, which {first.name} states already; expected one "
            f"field for it. {advice}"
        )
        yield place, message
