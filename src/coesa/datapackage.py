"""The published Data Package: every table beside its descriptor, in one flat folder."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from coesa.model import (
    SHARED,
    Content,
    Field,
    ForeignKey,
    PrintedTable,
    Publication,
    Texts,
)
from coesa.printed import printed_descriptions, printed_fields, printed_key, printed_rows
from coesa.read import copied, digest
from coesa.statements import published_name, published_tables, references
from coesa.tables import Tables

FOLDER = "datapackage"
DIALECT: Mapping[str, Any] = {
    "header": True,
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
}
"""How every file of the package is written (Table Dialect 2.0)."""

_FILE = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
Json = Mapping[str, Any]


def published_package(tables: Tables) -> dict[str, Content]:
    """Make the published package: own tables, shared lists, printed tables and descriptor."""
    publication = tables.publication
    names = published_tables(publication)
    files: dict[str, Content] = {
        _path(published_name(name)): copied(publication.resource(name).location) for name in names
    }
    printed = {t.name: printed_csv(tables, t) for t in publication.printed_tables}
    files |= {_path(name): content for name, content in printed.items()}
    descriptor = published_descriptor(publication, printed)
    files[f"{FOLDER}/datapackage.json"] = _json(descriptor)
    return files


def published_descriptor(publication: Publication, printed: Mapping[str, bytes]) -> dict[str, Any]:
    """Rewrite the curated descriptor for the published folder (Data Package 2.0).

    Args:
        publication: the publication, whose files are measured.
        printed: the files of the printed tables by their names.
    """
    resources = [_resource(publication, name) for name in published_tables(publication)]
    resources += [_printed(publication, t, printed[t.name]) for t in publication.printed_tables]
    return {**publication.descriptor, "resources": resources}


def printed_csv(tables: Tables, table: PrintedTable) -> bytes:
    """Write a printed table as CSV (RFC 4180, but for the ends of lines)."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(f.name for f in printed_fields(tables.publication, table))
    rows.writerows(printed_rows(tables, table))
    return text.getvalue().encode()


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.csv"


def _json(descriptor: Json) -> bytes:
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(publication: Publication, name: str) -> dict[str, Any]:
    """Describe the published file of a table: the keys it had, in their order, and ours."""
    resource = publication.resource(name)
    described = resource.descriptor
    if name.startswith(SHARED):
        described = _in_languages(publication, described)
    size, sha256 = digest(resource.location)
    known = {
        "name": published_name(name),
        "path": f"{published_name(name)}.csv",
        **_FILE,
        "dialect": DIALECT,
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "schema": _schema(publication, name, described),
    }
    result: dict[str, Any] = {}
    for key, value in described.items():
        if key == "schema":
            result |= {k: v for k, v in known.items() if k not in described}
        result[key] = known.get(key, value)
    # A second reading stays with the curator, as the text of the document does.
    result["coesa"] = {k: v for k, v in described["coesa"].items() if k != "secondReading"}
    return result


def _in_languages(publication: Publication, described: Any) -> Any:
    """Put the texts of a shared table where the publication's languages have their place.

    The standard keys are in its first language, or else in the vocabulary's fallback.
    """
    if isinstance(described, list):
        return [_in_languages(publication, item) for item in described]
    if not isinstance(described, dict):
        return described
    result = {key: _in_languages(publication, value) for key, value in described.items()}
    translations = described.get("coesa", {}).get("translations")
    if translations is None:
        return result
    vocabulary, first, *others = publication.vocabulary, *publication.languages
    standard = {key: described[key] for key in ("title", "description") if key in described}
    texts = {**translations, vocabulary.languages[0]: standard}
    known = {tag: texts[tag] for tag in others if tag in texts}
    return {
        **result,
        **(texts.get(first) or texts[vocabulary.fallback]),
        "coesa": {**result["coesa"], "translations": known},
    }


def _schema(publication: Publication, name: str, described: Json) -> dict[str, Any]:
    schema = dict(described["schema"])
    keys = [_foreign_key(key, name) for key in references(publication, name)]
    return {**schema, "foreignKeys": keys} if keys else schema


def _foreign_key(key: ForeignKey, own: str) -> dict[str, Any]:
    """Write a foreign key; one within its own table names no resource (Table Schema 2.0)."""
    target = {} if key.resource == own else {"resource": published_name(key.resource)}
    return {
        "fields": _one_or_many(key.fields),
        "reference": {**target, "fields": _one_or_many(key.reference)},
    }


def _one_or_many(names: Sequence[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _printed(publication: Publication, table: PrintedTable, content: bytes) -> dict[str, Any]:
    """Describe a printed table, which has no role: its values are those of the cubes."""
    titles, descriptions = table.titles, printed_descriptions(publication, table)
    fields = [_field(publication, f) for f in printed_fields(publication, table)]
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        **_FILE,
        **_texts(publication, titles, descriptions),
        "dialect": DIALECT,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": _SCHEMA,
            "fields": fields,
            "primaryKey": [table.dimension],
            "foreignKeys": [_foreign_key(printed_key(publication, table), table.name)],
        },
        "coesa": _translations(publication, titles, descriptions),
    }


def _field(publication: Publication, field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        **_texts(publication, field.titles, field.descriptions),
        **({"constraints": {"required": True}} if field.required else {}),
        "coesa": _translations(publication, field.titles, field.descriptions),
    }


def _texts(publication: Publication, titles: Texts, descriptions: Texts) -> dict[str, str]:
    return _in_language(publication.language, titles, descriptions)


def _translations(publication: Publication, titles: Texts, descriptions: Texts) -> dict[str, Any]:
    others = publication.languages[1:]
    return {"translations": {other: _in_language(other, titles, descriptions) for other in others}}


def _in_language(language: str, titles: Texts, descriptions: Texts) -> dict[str, str]:
    texts = {"title": titles.get(language), "description": descriptions.get(language)}
    return {key: text for key, text in texts.items() if text}
