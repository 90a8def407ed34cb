"""Hold a descriptor against the JSON Schema of its profile, and say in plain words what differs.

What was expected, and the example of right, are the `description` and `examples` of the profile
at that place; of the validator's own words none is shown.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from coesa.intake import DESCRIPTOR, nearest
from coesa.jsonpath import json_path
from coesa.model import Issue

Json = Mapping[str, Any]
Steps = tuple[str | int, ...]

RULE = "descriptor_follows_its_profile"

_LISTED = 12
_LANGUAGE = "#/$defs/language"
_SHOWN = 100
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}


def profile_issues(descriptor: object, profile: Json) -> Iterator[Issue]:
    """Find where a descriptor differs from its profile: one line for each place."""
    validator = Draft202012Validator(dict(profile), validate_formats=True)
    named: set[str] = set()
    for error in validator.iter_errors(descriptor):
        for steps, message in _faults(profile, error):
            place = json_path(steps)
            if place not in named:
                named.add(place)
                yield Issue(DESCRIPTOR, 0, place, RULE, message)


def _faults(profile: Json, error: ValidationError) -> Iterator[tuple[Steps, str]]:
    """List the places that one error of the validator is about, each with its message."""
    steps = tuple(error.instance_path)
    if isinstance(error.kind, ValidationErrorKind.PropertyNames):
        name = str(error.kind.error.instance)
        node = _node(profile, steps)
        what = _what(_resolved(profile, node["propertyNames"]))
        message = f'"{_cut(name)}" found; expected {what}. '
        yield (*steps, name), message + f"Write {_right(_key(steps), node)}"
        return
    several = _SEVERAL.get(_keyword(error))
    if several is not None:
        yield from several(profile, steps, error)
    else:
        yield steps, _told(profile, steps, error)


def _missing(profile: Json, steps: Steps, error: ValidationError) -> Iterator[tuple[Steps, str]]:
    wanted, there = _said(profile, error), _given(error)
    if len(wanted) > 1 and not any(key in there for key in wanted):
        node = _node(profile, steps)
        keys = " and ".join(f'"{key}"' for key in wanted)
        found = f"an object without {keys} found" if there else "an empty object found"
        yield steps, f"{found}; expected {_what(node)}. Write {_right(_key(steps), node)}"
        return
    for key in (k for k in wanted if k not in there):
        node = _node(profile, (*steps, key))
        message = f'the key "{key}" is missing; expected {_what(node)}. Add {_right(key, node)}'
        yield (*steps, key), message


def _unknown(profile: Json, steps: Steps, error: ValidationError) -> Iterator[tuple[Steps, str]]:
    known = list(_node(profile, steps)["properties"])
    for key in (k for k in _given(error) if k not in known):
        meant = nearest(key, known)
        example = meant.split('"')[1] if meant else known[0]
        advice = "Write" if meant else "Take it out, or write"
        message = (
            f'"{_cut(key)}" is no key of this object; expected one of {_listed(known)}.{meant} '
            f"{advice} {_right(example, _node(profile, (*steps, example)))}"
        )
        yield (*steps, key), message


def _alone(profile: Json, steps: Steps, error: ValidationError) -> Iterator[tuple[Steps, str]]:
    there = _given(error)
    for key, others in _said(profile, error).items():
        for other in others:
            if key in there and other not in there:
                node = _node(profile, (*steps, other))
                message = (
                    f'"{key}" stands without "{other}"; expected both or neither; '
                    f"add {_right(other, node)}"
                )
                yield (*steps, other), message


def _keyword(error: ValidationError) -> str:
    """Name the keyword of the profile that a value is not right by."""
    return str(error.schema_path[-1])


def _said(profile: Json, error: ValidationError) -> Any:
    """Take what the profile says under the keyword."""
    said: Any = profile
    for step in error.schema_path:
        said = said[step]
    return said


def _given(error: ValidationError) -> Any:
    """Take what the descriptor has at the place."""
    return error.instance


_SEVERAL: Mapping[str, Callable[[Json, Steps, ValidationError], Iterator[tuple[Steps, str]]]] = {
    "required": _missing,
    "additionalProperties": _unknown,
    "dependentRequired": _alone,
}


def _told(profile: Json, steps: Steps, error: ValidationError) -> str:
    """Compose found, expected and what to do for a single value."""
    node, found = _node(profile, steps), _found(error)
    match _keyword(error):
        case "type":
            found, kind = f"{_value(error.instance)} found", _TYPES[_said(profile, error)]
            expected = f"{kind}: {_what(node)}"
        case "minItems":
            expected = f"{_said(profile, error)} at least: {_what(node)}"
        case "minimum":
            expected = f"{_what(node)}, {_said(profile, error)} or more"
        case _:
            expected = _what(node)
    meant = ""
    if isinstance(error.instance, str):
        meant = nearest(error.instance, node.get("enum", ()))
    if meant:
        node = {**node, "examples": [meant.split('"')[1]]}
    language = _language(error.instance, node)
    if language is not None:
        node = {**node, "examples": [language]}
    return f"{found}; expected {expected}.{meant} Write {_right(_key(steps), node)}"


def _language(found: object, node: Json) -> str | None:
    """Take the language out of a tag that has a country or script too, such as `pt-PT`."""
    if not isinstance(found, str) or node.get("$ref") != _LANGUAGE:
        return None
    language = re.split("[-_]", found)[0].lower()
    own = {keyword: said for keyword, said in node.items() if keyword != "$ref"}
    return language if Draft202012Validator(own).is_valid(language) else None


def _found(error: ValidationError) -> str:
    instance = _given(error)
    if _keyword(error) == "uniqueItems":
        twice = next(i for n, i in enumerate(instance) if i in instance[:n])
        return f"{_value(twice)} found twice"
    if _keyword(error) == "minItems" and instance:
        return f"{len(instance)} found"
    return f"{_value(instance)} found"


def _key(steps: Steps) -> str | None:
    last = steps[-1] if steps else None
    return last if isinstance(last, str) else None


def _value(value: object) -> str:
    """Tell a value of JSON in words that need no knowledge of JSON."""
    match value:
        case None:
            return "nothing (null)"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'"{_cut(value)}"' if value else "an empty text"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "an object" if value else "an empty object"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")


def _what(node: Json) -> str:
    """Tell what the profile describes, without the example at its end."""
    return str(node["description"]).partition(", such as `")[0]


def _right(key: str | None, node: Json) -> str:
    """Give the example of right as it stands in a descriptor."""
    example = json.dumps(node["examples"][0], ensure_ascii=False)
    return example if key is None else f'"{key}": {example}'


def _node(profile: Json, steps: Steps) -> Json:
    """Find what the profile says of a place."""
    node = _resolved(profile, profile)
    for step in steps:
        if isinstance(step, int):
            inner = _listing(profile, node)["items"]
        else:
            others = node.get("additionalProperties")
            inner = node["properties"][step] if step in node.get("properties", ()) else others
        node = _resolved(profile, inner)
    return node


def _listing(profile: Json, node: Json) -> Json:
    """Take the one of several forms of a value that is a list."""
    forms = [_resolved(profile, form) for form in node.get("anyOf", ())]
    return next(form for form in (node, *forms) if "items" in form)


def _resolved(profile: Json, node: Json) -> Json:
    """Put what a reference leads to beneath what is said beside it."""
    if "$ref" not in node:
        return node
    target = profile["$defs"][node["$ref"].rpartition("/")[2]]
    return {**_resolved(profile, target), **node}
