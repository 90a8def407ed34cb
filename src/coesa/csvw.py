"""CSV on the Web metadata: what a table's columns are and which triples its rows state.

Every table has a file of its own beside its CSV file; one group of all of them holds the foreign
keys (Metadata Vocabulary for Tabular Data, W3C, 2015).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coesa import iris
from coesa.model import Field, ForeignKey, PrintedTable, Publication, Resource, Texts
from coesa.printed import printed_descriptions, printed_fields, printed_key
from coesa.statements import (
    DATATYPES,
    Node,
    Statement,
    Text,
    names_figures,
    published_name,
    published_tables,
    references,
    statements,
    subject_template,
)

CONTEXT = "http://www.w3.org/ns/csvw"
Json = dict[str, Any]


def csvw(publication: Publication) -> dict[str, bytes]:
    """Write the metadata of every published table, and the group with their foreign keys."""
    names = published_tables(publication)
    tables = [table_metadata(publication, name) for name in names]
    tables += [_printed_metadata(publication, t) for t in publication.printed_tables]
    keys = [_strict_references(publication, name) for name in names]
    keys += [(printed_key(publication, t),) for t in publication.printed_tables]
    files = {
        f"datapackage/{table['url']}-metadata.json": _json(publication, table) for table in tables
    }
    group = {
        "@type": "TableGroup",
        **_annotations(publication.titles, publication.descriptions),
        "dc:license": [{"@id": r["path"]} for r in publication.descriptor["licenses"]],
        "tables": [_with_keys(t, k) for t, k in zip(tables, keys, strict=True)],
    }
    return {**files, "datapackage/csvw-group.json": _json(publication, group)}


def table_metadata(publication: Publication, name: str) -> Json:
    """Describe a table so that csv2rdf makes our triples of it (CSV2RDF, section 6)."""
    resource = publication.resource(name)
    stated = [s for s in statements(publication, name) if _is_sayable(resource, s)]
    subject = subject_template(publication, name)
    columns = [_column(publication, resource, f, stated, subject) for f in resource.columns]
    virtual = [s for s in stated if s.column is None]
    columns += _virtual_columns(publication, resource, virtual, subject)
    return {
        "@type": "Table",
        "url": f"{published_name(name)}.csv",
        **_annotations(resource.titles, resource.descriptions),
        "tableSchema": {
            "aboutUrl": _template(publication, resource, subject),
            "null": "",
            "columns": columns,
            "primaryKey": list(resource.primary_key),
        },
    }


def _printed_metadata(publication: Publication, table: PrintedTable) -> Json:
    """Describe a printed table, which states nothing that the cubes do not state already."""
    return {
        "@type": "Table",
        "url": f"{table.name}.csv",
        "suppressOutput": True,
        **_annotations(table.titles, printed_descriptions(publication, table)),
        "tableSchema": {
            "null": "",
            "columns": [
                {**_described(field), **_datatype(field)}
                for field in printed_fields(publication, table)
            ],
            "primaryKey": [table.dimension],
        },
    }


def _strict_references(publication: Publication, name: str) -> tuple[ForeignKey, ...]:
    """List the foreign keys that no cell may lack: CSVW has no others, the Data Package does."""
    resource = publication.resource(name)
    return tuple(
        key
        for key in references(publication, name)
        if all(resource.field(field).required for field in key.fields)
    )


def _with_keys(table: Json, keys: Sequence[ForeignKey]) -> Json:
    written = [
        {
            "columnReference": list(key.fields),
            "reference": {
                "resource": f"{published_name(key.resource)}.csv",
                "columnReference": list(key.reference),
            },
        }
        for key in keys
    ]
    schema = {**table["tableSchema"], **({"foreignKeys": written} if written else {})}
    return {**table, "tableSchema": schema}


def _is_sayable(resource: Resource, statement: Statement) -> bool:
    """Tell whether CSVW can leave the statement out where a cell it needs is empty.

    A column is silent where its own cell is empty, and only there; a virtual one never is.
    """
    nullable = {f.name for f in resource.columns if not f.required} - {statement.column}
    return nullable.isdisjoint(statement.needs)


def _column(
    publication: Publication,
    resource: Resource,
    field: Field,
    stated: Sequence[Statement],
    subject: str,
) -> Json:
    own = next((s for s in stated if s.column == field.name), None)
    if own is None:
        return {**_described(field), **_datatype(field), "suppressOutput": True}
    return {
        **_described(field),
        **_datatype(field),
        **_meaning(publication, resource, own, subject),
    }


def _described(field: Field) -> Json:
    labels = {"rdfs:label": _values(field.titles), "dc:description": _values(field.descriptions)}
    return {
        "name": field.name,
        "titles": field.name,
        **{key: values for key, values in labels.items() if values},
        **({"required": True} if field.required else {}),
    }


def _datatype(field: Field) -> Json:
    datatype = "anyURI" if field.is_iri else DATATYPES.get(field.type, "string")
    return {"datatype": datatype, **({"lang": field.language} if field.language else {})}


def _meaning(
    publication: Publication, resource: Resource, statement: Statement, subject: str
) -> Json:
    about = _template(publication, resource, statement.subject)
    meaning = {} if statement.subject == subject else {"aboutUrl": about}
    meaning["propertyUrl"] = statement.predicate
    if isinstance(statement.object, Node):
        meaning["valueUrl"] = _template(publication, resource, statement.object.template)
    return meaning


def _virtual_columns(
    publication: Publication, resource: Resource, virtual: Sequence[Statement], subject: str
) -> Iterator[Json]:
    taken = {f.name for f in resource.columns}
    for statement in virtual:
        name = _free_name(statement.predicate, taken)
        taken.add(name)
        column = {
            "name": name,
            "virtual": True,
            **_meaning(publication, resource, statement, subject),
        }
        if isinstance(statement.object, Text):
            constant = resource.field(statement.object.field)
            column |= {"default": constant.constant, **_datatype(constant)}
        yield column


def _free_name(predicate: str, taken: set[str]) -> str:
    """Name a virtual column after its property, with a number where the name is taken."""
    local = re.split(r"[#/]", predicate)[-1]
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", local) or ["column"]
    name = "_".join(words).lower()
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)


def _template(publication: Publication, resource: Resource, template: str) -> str:
    """Write a template of ours as a URI template (RFC 6570): constants in, IRIs and paths as is."""
    constants = {f.name: f.constant for f in resource.constants if f.constant is not None}
    unescaped = {
        f.name: f"{{+{f.name}}}"
        for f in resource.columns
        if f.is_iri or names_figures(publication, resource, f)
    }
    return iris.rename(template, {**unescaped, **constants})


def _annotations(titles: Texts, descriptions: Texts) -> Json:
    texts = {"dc:title": _values(titles), "dc:description": _values(descriptions)}
    return {key: values for key, values in texts.items() if values}


def _values(texts: Texts) -> list[Mapping[str, str]]:
    """Write a text in several languages; a language map is no value of a common property."""
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _json(publication: Publication, described: Json) -> bytes:
    metadata = {"@context": [CONTEXT, {"@language": publication.language}], **described}
    return (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()
