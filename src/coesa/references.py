"""Look whether what a descriptor names is there: tables, fields, keys, and no name twice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coesa.advice import listed, meant, right
from coesa.intake import DESCRIPTOR
from coesa.jsonpath import field_path
from coesa.model import SHARED, ForeignKey, Issue, Publication, Resource, Role

_SHARED_SCHEME = re.compile(r"^def:([a-z0-9-]+) a skos:ConceptScheme", re.MULTILINE)


def reference_issues(publication: Publication) -> Iterator[Issue]:
    """Find what keeps a descriptor from being relied on."""
    twice = list(_name_issues(publication))
    yield from twice
    if twice:
        return  # what a name leads to cannot be told where two have it
    names = [name for name, _ in publication.tables()]
    for number, resource in enumerate(publication.resources):
        place = f"$.resources[{number}]"
        yield from _value_issues(resource, place)
        yield from _list_issues(publication, resource, place, names)
        for position, key in enumerate(resource.foreign_keys):
            where = f"{place}.schema.foreignKeys[{position}]"
            yield from _key_issues(publication, resource, key, where, names)
        where = f"{place}.schema.primaryKey"
        yield from _field_issues(resource, where, resource.primary_key)
    yield from _declared_issues(publication, names)


def _name_issues(publication: Publication) -> Iterator[Issue]:
    """Find names that stand twice, of whatever is told apart by its name."""
    tables = publication.printed_tables
    named = [r.name for r in publication.resources] + [t.name for t in tables]
    places = [f"$.resources[{n}].name" for n in range(len(publication.resources))]
    places += [f"$.coesa.tables[{n}].name" for n in range(len(tables))]
    yield from _twice(places, named, "-2")
    yield from _paths_twice(publication)
    for number, resource in enumerate(publication.resources):
        places = [f"$.resources[{number}].{p}.name" for p in _field_places(resource)]
        yield from _twice(places, [f.name for f in resource.fields], "_2")
    sources = enumerate(publication.descriptor.get("sources", ()))
    places = [f"$.sources[{n}].coesa.document" for n, source in sources if "coesa" in source]
    yield from _twice(places, [d.notation for d in publication.documents], "-2")
    identities = publication.identities
    places = [f"$.coesa.identities[{n}].name" for n in range(len(identities))]
    yield from _twice(places, [i.name for i in identities], "_2")
    for number, table in enumerate(tables):
        where = f"$.coesa.tables[{number}]"
        # The row's label and notation are columns of the published table too.
        places = [f"{where}.rows", f"{where}.dimension"]
        places += [f"{where}.columns[{n}].name" for n in range(len(table.columns))]
        yield from _twice(places, ["printed", table.dimension, *(c.name for c in table.columns)])
        places = [f"{where}.rows[{n}].notation" for n in range(len(table.rows))]
        yield from _twice(places, [r.notation for r in table.rows], "-2")


def _field_places(resource: Resource) -> list[str]:
    columns = [f"schema.fields[{n}]" for n in range(len(resource.columns))]
    return [*columns, *(f"coesa.constants[{n}]" for n in range(len(resource.constants)))]


def _twice(places: Sequence[str], names: Sequence[str], mark: str = "_2") -> Iterator[Issue]:
    """Find the names that stand at an earlier place already."""
    for number, (place, name) in enumerate(zip(places, names, strict=True)):
        first = names.index(name)
        if first != number:
            key = place.rpartition(".")[2]
            message = (
                f'"{name}" is the name of {places[first].removesuffix(".name")} already; expected '
                f"each name once. {right(key, name + mark)}"
            )
            yield Issue(DESCRIPTOR, 0, place, "names_are_unique", message)


def _paths_twice(publication: Publication) -> Iterator[Issue]:
    paths = [r.path for r in publication.resources]
    for number, resource in enumerate(publication.resources):
        first = paths.index(resource.path)
        if first != number:
            message = (
                f'"{resource.path}" is the file of $.resources[{first}] already; expected a file '
                f"for each table. {right('path', f'data/{resource.name}.csv')}"
            )
            place = f"$.resources[{number}].path"
            yield Issue(DESCRIPTOR, 0, place, "files_are_named_once", message)


def _value_issues(resource: Resource, place: str) -> Iterator[Issue]:
    """Find columns with a value: only a constant has one."""
    for number, field in enumerate(resource.descriptor["schema"]["fields"]):
        if "value" in field:
            message = (
                f'{field["name"]} is a column and has the value "{field["value"]}"; expected it '
                'in the file, or the field among the constants. Write "constants": '
                f'[{{"name": "{field["name"]}", "value": "{field["value"]}", ...}}]'
            )
            where = f"{place}.schema.fields[{number}].value"
            yield Issue(DESCRIPTOR, 0, where, "columns_have_their_values_in_the_file", message)


def _list_issues(
    publication: Publication, resource: Resource, place: str, names: list[str]
) -> Iterator[Issue]:
    """Find code lists that are not there, or are no code lists."""
    keys = {key.resource for key in resource.foreign_keys}
    lists = [n for n, r in publication.tables() if r.role is Role.CONCEPT_SCHEME]
    for field in resource.fields:
        if field.scheme is not None and field.scheme not in keys:
            where = f"{place}.{field_path(resource, field.name)}.coesa.scheme"
            yield from _no_list(publication, where, field.scheme, lists, names)
    for key, name in (("notationsFrom", resource.notations_from), ("extends", resource.extends)):
        if name is None:
            continue
        where = f"{place}.coesa.{key}"
        # A shared scheme that only publications fill has terms, and no table.
        filled = [SHARED + n for n in _SHARED_SCHEME.findall(publication.vocabulary.terms)]
        known = [*lists, *filled] if key == "extends" else lists
        others = [n for n in known if n != resource.name]
        if resource.role is not Role.CONCEPT_SCHEME:
            message = (
                f'{resource.name} is a table of role {resource.role} with "{key}"; expected it '
                f"in a concept-scheme only; take it out, or change the role. "
                f"{right('role', 'concept-scheme')}"
            )
            yield Issue(DESCRIPTOR, 0, where, "codes_come_from_lists", message)
        elif name == resource.name or _comes_back(publication, resource.name, name):
            message = (
                f"{resource.name} takes its concepts from {name}, and so in the end from itself; "
                f"expected another list. {right(key, _shared_first(others))}"
            )
            yield Issue(DESCRIPTOR, 0, where, "codes_come_from_lists", message)
        else:
            yield from _no_list(publication, where, name, others, [*names, *known])


def _shared_first(names: list[str]) -> str:
    return next((n for n in names if n.startswith(SHARED)), names[0])


def _comes_back(publication: Publication, start: str, name: str) -> bool:
    """Tell whether lists make a circle of which this is the first, where one takes from another."""
    circle = [n for n in _reached(publication, name) if start in _reached(publication, n)]
    there = [r.name for r in publication.resources]
    return start in circle and start == min(circle, key=there.index)


def _reached(publication: Publication, name: str) -> set[str]:
    """List the lists that a list takes its concepts from in the end, itself among them."""
    there = {r.name: r for r in publication.resources}
    reached, open_ = set[str](), [name]
    while open_:
        resource = there.get(open_.pop())
        if resource is not None and resource.name not in reached:
            reached.add(resource.name)
            open_ += [n for n in (resource.notations_from, resource.extends) if n is not None]
    return reached


def _no_list(
    publication: Publication, where: str, name: str, lists: list[str], names: list[str]
) -> Iterator[Issue]:
    key = where.rpartition(".")[2]
    if name not in names:
        yield _unknown_table(where, name, lists)
    elif name not in lists:
        message = (
            f"{name} is a table of role {publication.resource(name).role}; expected a "
            f"concept-scheme. {right(key, _shared_first(lists))}"
        )
        yield Issue(DESCRIPTOR, 0, where, "codes_come_from_lists", message)


def _key_issues(
    publication: Publication, resource: Resource, key: ForeignKey, place: str, names: list[str]
) -> Iterator[Issue]:
    """Find foreign keys that do not lead to the key of their table."""
    yield from _field_issues(resource, f"{place}.fields", key.fields)
    if key.resource not in names:
        yield _unknown_table(f"{place}.reference.resource", key.resource, names)
        return
    target = publication.resource(key.resource)
    primary = target.primary_key
    if not {*key.reference, *primary} <= {f.name for f in target.fields}:
        return  # that a field is not there is told of the table, or by a rule
    if key.reference != primary or len(key.fields) != len(primary):
        example = primary[0] if len(primary) == 1 else list(primary)
        message = (
            f"the key leads from {', '.join(key.fields)} to {', '.join(key.reference)} of "
            f"{key.resource}; expected its primary key {', '.join(primary)}, field by field. "
            f"{right('fields', example)}"
        )
        where = f"{place}.reference.fields"
        yield Issue(DESCRIPTOR, 0, where, "foreign_keys_lead_to_primary_keys", message)


def _field_issues(resource: Resource, place: str, fields: Sequence[str]) -> Iterator[Issue]:
    """Find the names of a key that no field has."""
    there = [f.name for f in resource.fields]
    for number, name in enumerate(fields):
        if name not in there:
            key = place.rpartition(".")[2]
            where = place if len(fields) == 1 else f"{place}[{number}]"
            message = (
                f'"{name}" is no field of {resource.name}; expected one of {listed(there)}. '
                f"{meant(key, name, there)}"
            )
            yield Issue(DESCRIPTOR, 0, where, "keys_are_made_of_fields", message)


def _declared_issues(publication: Publication, names: list[str]) -> Iterator[Issue]:
    """Find what identities and printed tables name and is not there."""
    named: dict[str, str | None] = {}
    for number, identity in enumerate(publication.identities):
        where = f"$.coesa.identities[{number}]"
        named |= {f"{where}.{k}": getattr(identity, k) for k in ("cube", "operands", "fractions")}
    for number, table in enumerate(publication.printed_tables):
        yield from _document_issues(publication, f"$.coesa.tables[{number}]", table.document)
        for position, column in enumerate(table.columns):
            where = f"$.coesa.tables[{number}].columns[{position}]"
            named |= {f"{where}.cube": column.cube, f"{where}.links": column.links}
    site = publication.descriptor["coesa"].get("site", {})
    named["$.coesa.site.topics"] = site.get("topics")
    for number, chart in enumerate(site.get("charts", ())):
        where = f"$.coesa.site.charts[{number}]"
        named |= {f"{where}.{key}": chart.get(key) for key in ("cube", "targets")}
        if chart["cube"] in names:
            yield from _chart_issues(publication.resource(chart["cube"]), where, chart)
    for where, name in named.items():
        if name is not None and name not in names:
            yield _unknown_table(where, name, _fit(publication, where, names))


def _chart_issues(cube: Resource, where: str, chart: Mapping[str, Any]) -> Iterator[Issue]:
    """Find the dimensions of a chart that its cube does not have."""
    for key in (k for k in ("rows", "series", "period") if k in chart):
        yield from _field_issues(cube, f"{where}.{key}", [chart[key]])
    yield from _field_issues(cube, f"{where}.at", list(chart.get("at", ())))


def _document_issues(publication: Publication, where: str, name: str | None) -> Iterator[Issue]:
    documents = [d.notation for d in publication.documents]
    if name not in documents:
        known = f"one of {listed(documents)}" if documents else "one in $.sources"
        message = (
            f'"{name or ""}" is no document; expected {known}. '
            f"{meant('document', name or '', documents, 'report-2023')}"
        )
        rule = "documents_that_are_named_are_there"
        yield Issue(DESCRIPTOR, 0, f"{where}.document", rule, message)


def _fit(publication: Publication, where: str, names: list[str]) -> list[str]:
    """List the tables that may stand at a place; all of them where none may."""
    role = Role.CUBE if where.endswith(("cube", "operands", "targets")) else Role.LINKS
    role = Role.CONCEPT_SCHEME if where.endswith("topics") else role
    return [n for n in names if publication.resource(n).role is role] or names


def _unknown_table(where: str, name: str, names: list[str]) -> Issue:
    key = where.rpartition(".")[2]
    message = (
        f'there is no table "{name}"; expected a resource of the descriptor, or a shared '
        f'list with "{SHARED}" before its name. {meant(key, name, names)}'
    )
    return Issue(DESCRIPTOR, 0, where, "tables_that_are_named_are_there", message)
