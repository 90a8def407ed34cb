"""What a reader of Data Packages asks of a descriptor (Data Package 2.0)."""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

from coesa.errors import NotFoundError
from coesa.jsonpath import json_path
from coesa.language import Language, worded
from coesa.rehearse.model import Severity, Shortfall
from coesa.rehearse.subject import DESCRIPTOR, Subject

_LISTED = 20
_SHOWN = 160


def package_shortfalls(
    subject: Subject, schema: Path | None, languages: Iterable[Language]
) -> list[Shortfall]:
    """List where the published descriptor differs from the official JSON Schema.

    Without the schema, frictionless says what it thinks of the descriptor.
    """
    spoken = tuple(languages)
    descriptor = subject.descriptor
    found = _by_schema(descriptor, schema) if schema else _by_frictionless(descriptor)
    return [
        Shortfall(
            severity=Severity.VIOLATION,
            rule="descriptorFollowsDataPackage",
            named=place,
            found=told,
            expected=worded(spoken, "package", "descriptorFollowsDataPackage"),
            nodes=(DESCRIPTOR,),
        )
        for place, told in found
    ]


def _by_schema(descriptor: Any, schema: Path) -> Iterator[tuple[str, str]]:
    try:
        profile = json.loads(schema.read_text("utf-8"))
        validator = validator_for(profile)
    except ValueError as refused:
        told = " ".join(str(refused).split())
        raise NotFoundError(f"{schema}: cannot be read as a JSON Schema; {told}") from refused
    found = validator.iter_errors(descriptor)
    errors = sorted(found, key=lambda e: (json_path(e.instance_path), e.message))
    for error in errors[:_LISTED]:
        yield json_path(error.instance_path), error.message[:_SHOWN]


def _by_frictionless(descriptor: Any) -> Iterator[tuple[str, str]]:
    from frictionless import FrictionlessException, Package  # imported here: it costs 0.5 s

    try:
        Package.from_descriptor(deepcopy(descriptor))
    except FrictionlessException as error:
        for reason in (error.reasons or [error.error])[:_LISTED]:
            yield "$", reason.note[:_SHOWN]
