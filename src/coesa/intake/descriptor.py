"""Read the bytes of a descriptor: JSON without doubt, and paths that stay in the folder."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coesa.errors import PublicationError
from coesa.intake import limits
from coesa.intake.characters import is_formula
from coesa.intake.folder import file_fault, path_issues
from coesa.intake.json_files import read_json
from coesa.intake.words import DESCRIPTOR, cut_short, shown
from coesa.model import Issue

_RULE = "descriptor_is_json"

_OTHER_FILES = ("compression", "control", "data", "dialect", "extrapaths", "innerpath", "scheme")
"""Keys of a resource by which another program would read another file, or the file otherwise."""

_OTHER_NUMBERS = {"decimalChar": ".", "groupChar": None, "bareNumber": True}
"""Keys of a field by which it would read other numbers, and what changes nothing."""


def read_descriptor(folder: Path) -> dict[str, Any]:
    """Read the descriptor of a publication, an object of which nothing is in doubt.

    Raises:
        PublicationError: with every issue that keeps it from being used.
    """
    fault = file_fault(folder, DESCRIPTOR, limits.JSON_BYTES)
    if fault is not None and fault.rule == "files_are_there":
        message = (
            f"there is no such file in {folder}; "
            "run the command in a publication folder, or name one with --publication"
        )
        fault = Issue(DESCRIPTOR, 0, "", "descriptor_is_there", message)
    if fault is not None:
        raise PublicationError([fault])
    parsed = read_json(folder / DESCRIPTOR, DESCRIPTOR, _RULE)
    if not isinstance(parsed, dict):
        found = "a list" if isinstance(parsed, list) else "a single value"
        message = f"{found} found; expected one object with name, resources and coesa; write it so"
        raise PublicationError([Issue(DESCRIPTOR, 1, "", _RULE, message)])
    issues = [*path_issues(parsed), *_title_issues(parsed), *_reading_issues(parsed)]
    if issues:
        raise PublicationError(list(cut_short(issues)))
    return parsed


def _reading_issues(descriptor: Mapping[str, Any]) -> Iterator[Issue]:
    """Find keys of the standard by which other programs would read the tables as we do not.

    What is published has the keys of the curated descriptor: with `groupChar` a reader would take
    1.234 for 1234.
    """
    for number, resource in enumerate(_objects(descriptor.get("resources"))):
        place = f"$.resources[{number}]"
        for key in (k for k in _OTHER_FILES if k in resource):
            message = f'"{key}" found; expected none: a table is a plain CSV file; take it out'
            yield Issue(DESCRIPTOR, 0, f"{place}.{key}", "files_are_csv", message)
        schema = resource.get("schema")
        fields = schema.get("fields") if isinstance(schema, dict) else None
        for index, field in enumerate(_objects(fields)):
            for key in (k for k, plain in _OTHER_NUMBERS.items() if field.get(k, plain) != plain):
                message = f'"{key}" found; expected none: numbers are such as 1234.5; take it out'
                at = f"{place}.schema.fields[{index}].{key}"
                yield Issue(DESCRIPTOR, 0, at, "numbers_are_read_in_one_way", message)


def _objects(value: object) -> list[dict[str, Any]]:
    """Give the items of a list, an empty object for what is none: the profile tells of that."""
    listed = value if isinstance(value, list) else []
    return [item if isinstance(item, dict) else {} for item in listed]


def _title_issues(value: object, place: str = "$") -> Iterator[Issue]:
    """Look at the titles: they become cells of the files for people."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _title_issues(item, f"{place}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _title_issues(item, f"{place}.{key}")
    elif place.endswith(".title") and isinstance(value, str) and value and is_formula(value):
        message = (
            f'"{shown(value)}" begins as a formula does; expected a title that no spreadsheet '
            "computes; begin it with another sign"
        )
        yield Issue(DESCRIPTOR, 0, place, "cells_are_no_formulas", message)
