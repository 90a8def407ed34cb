"""A yes of ours is a yes of a validator, which we ask where we say no."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from coesa.profile import profile_issues
from coesa.schema import FORMATS, follows
from tests.conftest import ROOT, part

PROFILE = json.loads((ROOT / "vocab" / "profile.json").read_text("utf-8"))
MINIMAL = json.loads((ROOT / "tests/examples/minimal/datapackage.json").read_text("utf-8"))

ODD: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        1.0,
        2.5,
        10**9,
        "",
        "a",
        "à b",
        "-",
        "2022-13-01",
        "https://x/",
    ),
    *([], [1], ["a", "a"], [{}], {}, {"a": 1}, {"type": "string"}),
)
"""What may stand where something else is expected."""

KEYWORDS: tuple[dict[str, Any], ...] = (
    *({"type": kind} for kind in ("string", "integer", "number", "boolean", "object", "array")),
    *({"const": "a"}, {"const": 1}, {"const": True}, {"enum": ["a", 1, None]}, {"enum": [False]}),
    *({"required": ["a"]}, {"properties": {"a": {"type": "string"}}}, {"properties": {"a": True}}),
    *({"additionalProperties": False}, {"additionalProperties": {"type": "integer"}}),
    {"properties": {"a": {}}, "additionalProperties": False},
    *({"propertyNames": {"minLength": 2}}, {"dependentRequired": {"a": ["b"]}}),
    *({"items": {"type": "string"}}, {"items": False}, {"uniqueItems": True}),
    *({"minLength": 2}, {"minItems": 1}, {"maxItems": 1}, {"minProperties": 1}, {"pattern": "^a$"}),
    *({"minimum": 1}, {"maximum": 1}, {"format": "date"}, {"format": "date-time"}),
    *(
        {"allOf": [{"type": "string"}, {"minLength": 1}]},
        {"anyOf": [{"minimum": 1}, {"const": ""}]},
    ),
    {"if": {"type": "string"}, "then": {"minLength": 1}},
    {"if": {"const": 1.0}, "then": {"type": "string"}},
    {"if": {"const": 1}, "then": {"type": "integer"}, "else": {"type": "string"}},
    *({"not": {"type": "string"}}, {"then": {"type": "string"}}, {"oneOf": [{}, {}]}),
    *({"multipleOf": 2}, {"patternProperties": {"a": False}}, {"contains": {}}),
)


def is_valid(value: Any, schema: dict[str, Any]) -> bool:
    return jsonschema.Draft202012Validator(schema, format_checker=FORMATS).is_valid(value)


@pytest.mark.parametrize("schema", KEYWORDS, ids=str)
def test_a_yes_is_a_yes_of_a_validator(schema: dict[str, Any]) -> None:
    for value in ODD:
        assert is_valid(value, schema) or not follows(value, schema, {}), value


@pytest.mark.parametrize("name", PROFILE["$defs"])
def test_an_example_is_judged_as_a_validator_judges_it(name: str) -> None:
    definition = PROFILE["$defs"][name]

    for example in definition["examples"]:
        valid = is_valid(example, {"$defs": PROFILE["$defs"], **definition})
        assert follows(example, definition, PROFILE) == valid


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """List every object or list, with each key or number of what is in it."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


def spoilt(value: Any) -> Iterator[Any]:
    """Put what is odd in each place, turn by turn, and leave each place out; then mend it."""
    value = copy.deepcopy(value)
    for number, (within, key) in enumerate(list(places(value))):
        kept = copy.copy(within)
        within[key] = ODD[number % len(ODD)]
        yield value
        del within[key]
        yield value
        within.clear()
        within.update(kept) if isinstance(within, dict) else within.extend(kept)


@pytest.mark.in_part
@pytest.mark.parametrize("name", ["publication", "resource"])
def test_what_is_spoilt_is_judged_as_a_validator_judges_it(name: str) -> None:
    definition = PROFILE["$defs"][name]
    whole = {"$defs": PROFILE["$defs"], **definition}
    good = MINIMAL["coesa"] if name == "publication" else MINIMAL["resources"]
    validator = jsonschema.Draft202012Validator(whole, format_checker=FORMATS)
    judged = set()
    for one in good if isinstance(good, list) else [good]:
        assert follows(one, definition, PROFILE)
        for number, value in enumerate(spoilt(one)):
            if number in part(range(10_000), 7):
                ours = follows(value, definition, PROFILE)
                assert ours == validator.is_valid(value)
                judged.add(ours)

    assert judged == {True, False}


def test_a_validator_has_the_last_word() -> None:
    # That a whole number may be written 1.0 we do not say; it is no fault.
    schema = {"$defs": {"a": {"type": "integer"}}, "properties": {"x": {"$ref": "#/$defs/a"}}}

    assert not follows(1.0, schema["$defs"]["a"], schema)
    assert list(profile_issues({"x": 1.0}, schema)) == []
