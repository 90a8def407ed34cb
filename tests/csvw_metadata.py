"""What the W3C lets CSVW metadata say (Metadata Vocabulary for Tabular Data, 2015, section 5).

Every fault is told by the place and what was to be expected there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = Any
Check = Callable[[Json], bool]

CONTEXT = "http://www.w3.org/ns/csvw"
_PREFIXES = """
cat cc cnt csvw ctag dc dc11 dcat dcterms dctypes dqv duv earl foaf gldp gr grddl ht ical ma oa
og org owl prov ptr qb rdf rdfa rdfs rev rif role rr schema sd sioc skos skosxl v vcard void
wdr wdrs wot xhv xml xsd"""
"""The initial context of RDFa, which metadata documents share (section 5.1.1)."""

_DATATYPES = """
anyAtomicType anyURI base64Binary boolean date dateTime dateTimeStamp decimal integer long int
short byte nonNegativeInteger positiveInteger unsignedLong unsignedInt unsignedShort
unsignedByte nonPositiveInteger negativeInteger double duration dayTimeDuration
yearMonthDuration float gDay gMonth gMonthDay gYear gYearMonth hexBinary QName string
normalizedString token language Name NMTOKEN xml html json time number binary datetime any"""
"""The built-in datatypes (section 5.11.1)."""

PREFIXES = frozenset(_PREFIXES.split())
DATATYPES = frozenset(_DATATYPES.split())
_NAME = re.compile(r"(?!_)(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+")
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_TEMPLATE = re.compile(r"(?:[^{}\s<>\"\\^`|]|\{[+#./;?&]?[A-Za-z0-9_.%]+(?:,[A-Za-z0-9_.%]+)*\})*")


def _text(value: Json) -> bool:
    return isinstance(value, str)


def _names(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value))


def _natural(value: Json) -> bool:
    """A natural language property: a text, texts, or texts by language (section 5.1.6)."""
    if isinstance(value, Mapping):
        return all(_TAG.fullmatch(tag) and (_text(t) or _names(t)) for tag, t in value.items())
    return _text(value) or _names(value)


def _template(value: Json) -> bool:
    return isinstance(value, str) and _TEMPLATE.fullmatch(value) is not None


INHERITED: Mapping[str, Check] = {
    "aboutUrl": _template,
    "propertyUrl": _template,
    "valueUrl": _template,
    "datatype": lambda v: v in DATATYPES,
    "default": _text,
    "lang": lambda v: isinstance(v, str) and _TAG.fullmatch(v) is not None,
    "null": lambda v: _text(v) or _names(v),
    "ordered": lambda v: isinstance(v, bool),
    "required": lambda v: isinstance(v, bool),
    "separator": lambda v: v is None or _text(v),
    "textDirection": lambda v: v in ("ltr", "rtl", "auto", "inherit"),
}
COLUMN: Mapping[str, Check] = {
    **INHERITED,
    "@type": lambda v: v == "Column",
    "name": lambda v: isinstance(v, str) and _NAME.fullmatch(v) is not None,
    "suppressOutput": lambda v: isinstance(v, bool),
    "titles": _natural,
    "virtual": lambda v: isinstance(v, bool),
}
SCHEMA: Mapping[str, Check] = {
    **INHERITED,
    "@type": lambda v: v == "Schema",
    "columns": lambda v: isinstance(v, list),
    "foreignKeys": lambda v: isinstance(v, list),
    "primaryKey": lambda v: _text(v) or _names(v),
    "rowTitles": lambda v: _text(v) or _names(v),
}
TABLE: Mapping[str, Check] = {
    **INHERITED,
    "@type": lambda v: v == "Table",
    "@context": lambda _: True,
    "url": _text,
    "suppressOutput": lambda v: isinstance(v, bool),
    "tableSchema": lambda v: isinstance(v, Mapping),
}
GROUP: Mapping[str, Check] = {
    **INHERITED,
    "@type": lambda v: v == "TableGroup",
    "@context": lambda _: True,
    "tables": lambda v: isinstance(v, list) and bool(v),
}


def faults(metadata: Json) -> list[str]:
    """List what a metadata document says that it may not."""
    return [*_context(metadata.get("@context")), *_document(metadata)]


def _document(metadata: Json) -> Iterator[str]:
    if "tables" in metadata:
        yield from _described("", metadata, GROUP)
        urls = [table.get("url") for table in metadata["tables"]]
        if len(set(urls)) < len(urls):
            yield "tables: expected a url of its own for each"
        for number, table in enumerate(metadata["tables"]):
            yield from _table(f"tables[{number}].", table, metadata["tables"])
    else:
        yield from _table("", metadata, [metadata])


def _context(context: Json) -> Iterator[str]:
    """The context is the one of CSVW, with a language or a base beside it (section 5.2)."""
    given = context if isinstance(context, list) else [context]
    if not given or given[0] != CONTEXT or len(given) > 2:
        yield f"@context: expected {CONTEXT}"
    for local in given[1:]:
        if not isinstance(local, Mapping) or not local or set(local) - {"@language", "@base"}:
            yield "@context: expected @language or @base alone"


def _described(place: str, node: Json, known: Mapping[str, Check]) -> Iterator[str]:
    """Every key is one of the vocabulary, of the right kind, or a common property."""
    for key, value in node.items():
        if key in known:
            if not known[key](value):
                yield f"{place}{key}: {value!r} is not of its kind"
        elif _is_common(key):
            yield from _common(f"{place}{key}", value)
        else:
            yield f"{place}{key}: expected a property of the vocabulary, a prefixed name or an IRI"


def _is_common(key: str) -> bool:
    prefix, colon, _ = key.partition(":")
    return bool(colon) and (prefix in PREFIXES or key.startswith(("http://", "https://")))


def _common(place: str, value: Json) -> Iterator[str]:
    """The dialect of JSON-LD that common properties are written in (section 5.8)."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _common(f"{place}[{number}]", item)
    elif isinstance(value, Mapping):
        yield from (_value if "@value" in value else _node)(place, value)


def _value(place: str, value: Mapping[str, Json]) -> Iterator[str]:
    if set(value) - {"@value", "@type", "@language"} or {"@type", "@language"} <= set(value):
        yield f"{place}: expected @value with @type or @language alone"
    if not isinstance(value["@value"], str | int | float | bool):
        yield f"{place}.@value: expected a text, a number or a truth value"
    if "@language" in value and not _TAG.fullmatch(str(value["@language"])):
        yield f"{place}.@language: expected the tag of a language"


def _node(place: str, value: Mapping[str, Json]) -> Iterator[str]:
    for key, inner in value.items():
        if _is_common(key):
            yield from _common(f"{place}.{key}", inner)
        elif key not in ("@id", "@type") or not (_text(inner) or _names(inner)):
            yield f"{place}.{key}: expected @id, @type, a prefixed name or an IRI"
        elif key == "@id" and str(inner).startswith("_:"):
            yield f"{place}.@id: expected no blank node"


def _table(place: str, table: Json, tables: list[Json]) -> Iterator[str]:
    yield from _described(place, table, TABLE)
    if "url" not in table:
        yield f"{place}url: expected the file"
    schema = table.get("tableSchema", {})
    yield from _described(f"{place}tableSchema.", schema, SCHEMA)
    columns = schema.get("columns", [])
    for number, column in enumerate(columns):
        yield from _described(f"{place}tableSchema.columns[{number}].", column, COLUMN)
    names = [column.get("name") for column in columns]
    if len(set(names)) < len(names):
        yield f"{place}tableSchema.columns: expected a name of its own for each"
    virtual = [bool(column.get("virtual")) for column in columns]
    if virtual != sorted(virtual):
        yield f"{place}tableSchema.columns: expected virtual columns after all others"
    yield from _keys(f"{place}tableSchema.", schema, set(names), tables)


def _keys(place: str, schema: Json, names: set[str], tables: list[Json]) -> Iterator[str]:
    if missing := set(schema.get("primaryKey", ())) - names:
        yield f"{place}primaryKey: {missing} are no columns"
    there = {
        t["url"]: {c["name"] for c in t["tableSchema"]["columns"]}
        for t in tables
        if "url" in t and "tableSchema" in t
    }
    for number, key in enumerate(schema.get("foreignKeys", ())):
        at = f"{place}foreignKeys[{number}]"
        reference = key.get("reference", {})
        if set(key) != {"columnReference", "reference"}:
            yield f"{at}: expected columnReference and reference alone"
        elif set(reference) != {"resource", "columnReference"}:
            yield f"{at}.reference: expected resource and columnReference alone"
        elif set(key["columnReference"]) - names:
            yield f"{at}.columnReference: expected columns of the table"
        elif set(reference["columnReference"]) - there.get(reference["resource"], set()):
            yield f"{at}.reference: expected columns of a table of the group"
