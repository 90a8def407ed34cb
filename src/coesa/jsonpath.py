"""Name a place in a descriptor by its JSON path, in one form everywhere (RFC 9535)."""

import re
from collections.abc import Iterable

from coesa.model import Resource

_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)


def json_path(steps: Iterable[str | int]) -> str:
    """Write the steps from the whole descriptor to a place in it.

    >>> json_path(["resources", 2, "schema", "fields", 0]), json_path(["translations", "pt-BR"])
    ('$.resources[2].schema.fields[0]', "$.translations['pt-BR']")
    """
    return "$" + "".join(_step(step) for step in steps)


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{quoted}']"


def field_path(resource: Resource, name: str) -> str:
    """Tell where in the description of a table a field is: `schema.fields[0]`, or a constant."""
    columns = [f.name for f in resource.columns]
    if name in columns:
        return f"schema.fields[{columns.index(name)}]"
    return f"coesa.constants[{[f.name for f in resource.constants].index(name)}]"
