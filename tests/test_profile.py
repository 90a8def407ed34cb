"""The profile: each key is described with an example, and a fault is told in plain words."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from coesa.jsonpath import json_path
from coesa.profile import profile_issues
from tests.conftest import ROOT

PROFILE = json.loads((ROOT / "vocab" / "profile.json").read_text("utf-8"))
MINIMAL = json.loads(
    (ROOT / "tests" / "examples" / "minimal" / "datapackage.json").read_text("utf-8")
)

INNER = ("items", "additionalProperties", "propertyNames")


def described(node: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """List every key of the profile, every item and every definition."""
    for key, inner in node.get("properties", {}).items():
        if isinstance(inner, dict):
            yield f"{name}.{key}", inner
            yield from described(inner, f"{name}.{key}")
    for key in INNER:
        if isinstance(node.get(key), dict):
            yield f"{name}.{key}", node[key]
            yield from described(node[key], f"{name}.{key}")


KEYS = [
    *described(PROFILE, "$"),
    *((name, node) for name, node in PROFILE["$defs"].items()),
    *(key for name, node in PROFILE["$defs"].items() for key in described(node, name)),
]


def whole(node: dict[str, Any]) -> dict[str, Any]:
    """Put what a reference leads to beneath what is said beside it."""
    if "$ref" not in node:
        return node
    return {**whole(PROFILE["$defs"][node["$ref"].rpartition("/")[2]]), **node}


@pytest.mark.parametrize(("name", "node"), KEYS)
def test_a_key_is_described_with_an_example(name: str, node: dict[str, Any]) -> None:
    key = whole(node)

    assert re.fullmatch(r"[^`]+, such as `.+`", key["description"]), name
    assert key["examples"], name
    shown = key["description"].partition("such as `")[2].rstrip("`")
    example = key["examples"][0]
    assert shown in (example, json.dumps(example, ensure_ascii=False)), name


def test_examples_of_single_values_are_right() -> None:
    checked = 0
    for name, node in KEYS:
        example = whole(node)["examples"][0]
        # What is an object in the end is cut down to what a reader can take in.
        if not isinstance(example, dict) and "{" not in json.dumps(example):
            schema = {"$defs": PROFILE["$defs"], **node}
            assert jsonschema_rs.Draft202012Validator(schema).is_valid(example), name
            checked += 1
    assert checked > 80


@pytest.mark.parametrize("folder", ["datapackage", "tests/examples/minimal"])
def test_what_fits_the_profile_fits_the_standard(folder: str) -> None:
    standard = ROOT.parent / "shared" / "profiles" / "datapackage-2.0" / "datapackage-2.0.json"
    if not standard.exists():
        pytest.skip(f"the profile of Data Package 2.0 is not there: {standard}")
    descriptor = json.loads((ROOT / folder / "datapackage.json").read_text("utf-8"))

    jsonschema_rs.Draft7Validator(json.loads(standard.read_text("utf-8"))).validate(descriptor)
    assert list(profile_issues(descriptor, PROFILE)) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "nothing (null) found"),
        (True, "true found"),
        (13, "the number 13 found"),
        ("", "an empty text found"),
        ({"a": 1}, "an object found"),
        ([], "an empty list found"),
        ("x" * 200, f'"{"x" * 100}..." found'),
    ],
)
def test_a_value_is_told_without_the_words_of_a_language(value: object, found: str) -> None:
    (issue,) = profile_issues({**MINIMAL, "version": value}, PROFILE)

    assert issue.column == "$.version"
    assert issue.message.startswith(f"{found}; expected ")
    assert issue.message.endswith(
        'three numbers with points between them. Write "version": "1.0.0"'
    )


def test_a_key_with_a_point_is_quoted_in_its_path() -> None:
    coesa = {**MINIMAL["coesa"], "my.key": 1}

    (issue,) = profile_issues({**MINIMAL, "coesa": coesa}, PROFILE)

    assert issue.column == json_path(("coesa", "my.key")) == "$.coesa['my.key']"


def test_an_empty_object_has_one_line() -> None:
    issues = list(profile_issues({**MINIMAL, "licenses": [{}]}, PROFILE))

    assert [issue.column for issue in issues] == ["$.licenses[0]"]
    assert issues[0].message.startswith("an empty object found; expected a licence")
