"""Read the files for portals with the consumers' own programs: `python check.py dist`.

It runs in a virtual environment of its own (`make portals-check`), because CKAN and mlcroissant
bring more than a hundred packages that nothing else here needs.
"""

import csv
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ckan.logic.schema
import mlcroissant
from ckan.lib.navl.dictization_functions import validate
from rocrate.rocrate import ROCrate

ASKS_A_DATABASE = {
    *("package_name_validator", "owner_org_validator", "ignore_not_package_admin"),
    *("datasets_with_no_organization_cannot_be_private", "ignore_not_sysadmin"),
    *("empty_if_not_sysadmin", "package_id_does_not_exist", "tag_not_in_vocabulary"),
}
"""CKAN's validators that look into a running portal."""


def ckan_takes(dist: Path) -> int:
    """Validate each body as CKAN's `package_create` does; return how many there are."""
    bodies = sorted((dist / "portals" / "ckan").glob("*.json"))
    for path in bodies:
        found = ckan_errors(json.loads(path.read_text("utf-8")))
        assert found == {}, (path.name, found)
    # The same validators do refuse what is wrong.
    body = json.loads(bodies[0].read_text("utf-8"))
    assert "name" in ckan_errors({**body, "name": "Not a name"})
    assert "tags" in ckan_errors({**body, "tags": [{"name": "dell'aria"}]})
    return len(bodies)


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


def mlcroissant_loads(dist: Path) -> int:
    """Load every record of every record set; return how many records there are."""
    path = dist / "portals" / "croissant" / "croissant.json"
    dataset = mlcroissant.Dataset(str(path))
    assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()
    assert not dataset.metadata.issues.warnings, dataset.metadata.issues.report()
    count = 0
    for records in dataset.metadata.record_sets:
        loaded = list(dataset.records(records.id))
        with (dist / "datapackage" / f"{records.id}.csv").open(encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
        assert len(loaded) == len(lines), records.id
        for record, line in zip(loaded, lines, strict=True):
            assert {key.rpartition("/")[2] for key in record} == set(line), records.id
            value = record.get(f"{records.id}/value")
            assert value is None or float(value) == float(line["value"]), (records.id, line)
        count += len(loaded)
    try:
        spoilt = json.loads(path.read_text("utf-8"))
        del spoilt["recordSet"][0]["field"][0]["source"]["fileObject"]
        mlcroissant.Dataset(spoilt)
    except mlcroissant.ValidationError:
        return count
    raise AssertionError("mlcroissant took a field without a file")


def rocrate_opens(dist: Path) -> int:
    """Open the folder as a crate in which every file is there; return how many there are."""
    crate = ROCrate(dist)
    files = [entity for entity in crate.data_entities if entity.type == "File"]
    for entity in files:
        assert (dist / entity.id).stat().st_size == int(
            entity.get("contentSize", (dist / entity.id).stat().st_size)
        ), entity.id
    assert crate.name and crate.license and crate.root_dataset["datePublished"]
    return len(files)


CHECKS: Mapping[str, tuple[Callable[[Path], int], str]] = {
    "CKAN": (ckan_takes, "bodies of package_create"),
    "mlcroissant": (mlcroissant_loads, "records"),
    "ro-crate-py": (rocrate_opens, "files"),
}

if __name__ == "__main__":
    for name, (check, counted) in CHECKS.items():
        print(f"{name}: {check(Path(sys.argv[1]))} {counted}, nothing wrong")  # noqa: T201
