"""Tell fast that a value follows a JSON Schema; a no is for a validator to judge.

A validator that can say what is wrong takes a quarter of a second for a descriptor that is fine,
most of it to follow references. Here a yes takes a hundredth of that. It is said only where a
validator would say so too; where it is not sure, such as of a keyword that it does not know, the
answer is no.
"""

import re
from collections.abc import Callable, Mapping, Sized
from datetime import date, datetime
from typing import Any

import jsonschema

Json = Mapping[str, Any]
Held = Callable[[Any, Any, Json, Json], bool]
"""Holds a value against what a keyword says, in a schema of a whole profile."""

FORMATS = jsonschema.FormatChecker(formats=())
"""The formats that a profile may ask for."""


@FORMATS.checks("date", raises=ValueError)
def _is_date(text: object) -> bool:
    return not isinstance(text, str) or bool(date.fromisoformat(text))


@FORMATS.checks("date-time", raises=ValueError)
def _is_time(text: object) -> bool:
    return not isinstance(text, str) or bool(datetime.fromisoformat(text))


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}
_TOLD = ("$schema", "$id", "$defs", "title", "description", "examples", "then")
"""Keywords by which nothing is held: `then` is held where its `if` is."""


def follows(value: Any, schema: Json | bool, profile: Json) -> bool:
    """Tell that a value follows a schema of a profile, whose definitions it may refer to.

    >>> follows(["a"], {"type": "array", "items": {"type": "string"}}, {})
    True
    >>> follows(["a", 1], {"type": "array", "items": {"type": "string"}}, {})
    False
    """
    if isinstance(schema, bool):
        return schema
    return all(_HELD[key](value, said, schema, profile) for key, said in schema.items())


def definition(reference: str, profile: Json) -> Json:
    """Find what a reference leads to."""
    found: Json = profile["$defs"][reference.rpartition("/")[2]]
    return found


def _anything(*_: Any) -> bool:
    return True


def _same(value: Any, among: list[Any]) -> bool:
    """Tell that a text is among others; numbers are not compared, for 1 is true in Python."""
    return isinstance(value, str) and value in among


def _properties(value: Any, said: Any, _: Json, profile: Json) -> bool:
    if not isinstance(value, dict):
        return True
    return all(follows(value[key], said[key], profile) for key in value if key in said)


def _others(value: Any, said: Any, schema: Json, profile: Json) -> bool:
    if not isinstance(value, dict):
        return True
    named = schema.get("properties", {})
    return all(follows(value[key], said, profile) for key in value if key not in named)


def _all(value: Any, said: Any, schema: Json, profile: Json) -> bool:
    """Hold a value against each of several schemas."""
    del schema
    return all(follows(value, each, profile) for each in said)


def _if(value: Any, said: Any, schema: Json, profile: Json) -> bool:
    """Let a validator tell whether there is a condition: a no of ours would not do."""
    if not jsonschema.Draft202012Validator(said).is_valid(value):
        return "else" not in schema
    return follows(value, schema.get("then", True), profile)


def _dependent(value: Any, said: Any, *_: Json) -> bool:
    if not isinstance(value, dict):
        return True
    return all(other in value for key, others in said.items() if key in value for other in others)


def _is_unique(value: Any, said: Any, *_: Json) -> bool:
    if not said or not isinstance(value, list):
        return True
    return all(isinstance(v, str) for v in value) and len(set(value)) == len(value)


def _counted(kind: type[Sized], holds: Callable[[int, Any], bool]) -> Held:
    """Hold the length of a text, a list or an object against a bound."""
    return lambda value, said, *_: not isinstance(value, kind) or holds(len(value), said)


def _bounded(holds: Callable[[Any, Any], bool]) -> Held:
    return lambda value, said, *_: not isinstance(value, int | float) or holds(value, said)


class _Held(dict[str, Held]):
    """What holds values, by keyword; to one that is not known there is no yes."""

    def __missing__(self, keyword: str) -> Held:
        return lambda *_: False


_HELD = _Held(
    {
        **dict.fromkeys(_TOLD, _anything),
        "if": _if,
        "$ref": lambda value, said, _, profile: follows(value, definition(said, profile), profile),
        "type": lambda value, said, *_: said in _TYPES and _TYPES[said](value),
        "const": lambda value, said, *_: _same(value, [said]),
        "enum": lambda value, said, *_: _same(value, said),
        "properties": _properties,
        "additionalProperties": _others,
        "propertyNames": lambda value, said, _, profile: (
            not isinstance(value, dict) or all(follows(key, said, profile) for key in value)
        ),
        "required": lambda value, said, *_: (
            not isinstance(value, dict) or all(key in value for key in said)
        ),
        "dependentRequired": _dependent,
        "items": lambda value, said, _, profile: (
            not isinstance(value, list) or all(follows(each, said, profile) for each in value)
        ),
        "allOf": _all,
        "anyOf": lambda value, said, _, profile: any(follows(value, s, profile) for s in said),
        "uniqueItems": _is_unique,
        "format": lambda value, said, *_: FORMATS.conforms(value, said),
        "pattern": lambda value, said, *_: (
            not isinstance(value, str) or re.search(said, value) is not None
        ),
        "minLength": _counted(str, lambda length, bound: length >= bound),
        "minItems": _counted(list, lambda length, bound: length >= bound),
        "maxItems": _counted(list, lambda length, bound: length <= bound),
        "minProperties": _counted(dict, lambda length, bound: length >= bound),
        "minimum": _bounded(lambda value, bound: bool(value >= bound)),
        "maximum": _bounded(lambda value, bound: bool(value <= bound)),
    }
)
