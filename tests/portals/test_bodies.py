"""CKAN's own schema takes each body that we write for `package_create`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ckan.logic.schema
from ckan.lib.navl.dictization_functions import validate

ASKS_A_DATABASE = {
    *("package_name_validator", "owner_org_validator", "ignore_not_package_admin"),
    *("datasets_with_no_organization_cannot_be_private", "ignore_not_sysadmin"),
    *("empty_if_not_sysadmin", "package_id_does_not_exist", "tag_not_in_vocabulary"),
}
"""CKAN's validators that look into a running portal."""


def bodies(dist: Path) -> list[dict[str, Any]]:
    return [json.loads(p.read_text("utf-8")) for p in (dist / "portals" / "ckan").glob("*.json")]


def ckan_errors(body: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what CKAN finds wrong with a body."""
    schema = _offline(ckan.logic.schema.default_create_package_schema())
    schema.pop("state")
    _, errors = validate(dict(body), schema, {"model": None, "session": None})
    return dict(errors)


def _offline(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {name: _offline(inner) for name, inner in schema.items()}
    return [v for v in schema if getattr(v, "__name__", "") not in ASKS_A_DATABASE]


def test_ckan_takes_each_body(dist: Path) -> None:
    assert [ckan_errors(body) for body in bodies(dist)] == [{}] * 10


def test_ckan_refuses_what_is_wrong(dist: Path) -> None:
    body = bodies(dist)[0]

    assert "name" in ckan_errors({**body, "name": "Not a name"})
    assert "tags" in ckan_errors({**body, "tags": [{"name": "dell'aria"}]})
