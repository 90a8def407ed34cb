"""Look whether what a descriptor names is there: tables, fields, keys, and no name twice."""

from collections.abc import Iterator

from coesa.intake import DESCRIPTOR, nearest
from coesa.model import SHARED, ForeignKey, Issue, Publication, Resource


def reference_issues(publication: Publication) -> Iterator[Issue]:
    """Find what keeps a descriptor from being relied on."""
    yield from _name_issues(publication)
    yield from _table_issues(publication)


def _name_issues(publication: Publication) -> Iterator[Issue]:
    """Find names that stand twice: of resources, of the fields of one, of identities, of tables."""
    named = {
        "$.resources": [r.name for r in publication.resources],
        "$.coesa.identities": [i.name for i in publication.identities],
        "$.coesa.tables": [t.name for t in publication.printed_tables],
    }
    for number, resource in enumerate(publication.resources):
        named[f"$.resources[{number}].schema.fields"] = [f.name for f in resource.fields]
    for place, names in named.items():
        for name in sorted({name for name in names if names.count(name) > 1}):
            message = f'"{name}" is the name of two; give one of them another name'
            yield Issue(DESCRIPTOR, 0, place, "names_are_unique", message)


def _table_issues(publication: Publication) -> Iterator[Issue]:
    """Find tables and fields that the descriptor names and does not have."""
    names = [name for name, _ in publication.tables()]
    for number, resource in enumerate(publication.resources):
        yield from _resource_issues(publication, resource, f"$.resources[{number}]", names)
    for number, identity in enumerate(publication.identities):
        for table in (identity.cube, identity.operands, identity.fractions):
            if table is not None and table not in names:
                yield _unknown_table(f"$.coesa.identities[{number}]", table, names)


def _resource_issues(
    publication: Publication, resource: Resource, place: str, names: list[str]
) -> Iterator[Issue]:
    keys = {key.resource for key in resource.foreign_keys}
    schemes = {f.scheme: f.name for f in resource.fields if f.scheme not in keys}
    wanted = {name: f"{place}.schema.foreignKeys" for name in keys}
    wanted |= {n: f"{place}.schema.fields.{f}.coesa.scheme" for n, f in schemes.items() if n}
    if resource.notations_from is not None:
        wanted[resource.notations_from] = f"{place}.coesa.notationsFrom"
    for name in sorted(wanted.keys() - set(names)):
        yield _unknown_table(wanted[name], name, names)
    for key in resource.foreign_keys:
        yield from _key_issues(publication, key, f"{place}.schema.foreignKeys", names)
    fields = {f.name for f in resource.fields}
    used = {*resource.primary_key, *(f for key in resource.foreign_keys for f in key.fields)}
    for missing in sorted(used - fields):
        message = f'"{missing}" is no field of {resource.name}.{nearest(missing, fields)}'
        yield Issue(DESCRIPTOR, 0, f"{place}.schema", "keys_are_made_of_fields", message)


def _key_issues(
    publication: Publication, key: ForeignKey, place: str, names: list[str]
) -> Iterator[Issue]:
    """Find foreign keys that do not lead to the key of their table."""
    if key.resource not in names:
        return
    target = publication.resource(key.resource)
    primary = target.primary_key
    if not {*key.reference} <= {f.name for f in target.fields}:
        return  # a rule names the field that is not there
    if key.reference != primary or len(key.fields) != len(primary):
        message = (
            f"the key leads from {', '.join(key.fields)} to {', '.join(key.reference)} of "
            f"{key.resource}; expected its primary key {', '.join(primary)}, field by field"
        )
        yield Issue(DESCRIPTOR, 0, place, "foreign_keys_lead_to_primary_keys", message)


def _unknown_table(where: str, name: str, names: list[str]) -> Issue:
    message = (
        f'there is no table "{name}"; name a resource of the descriptor, or a shared '
        f'list with "{SHARED}" before its name.{nearest(name, names)}'
    )
    return Issue(DESCRIPTOR, 0, where, "tables_that_are_named_are_there", message)
