import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import jsonschema_rs
import pytest

from coesa.datapackage import published_package
from coesa.model import Content, Publication
from coesa.statements import published_name, published_tables
from coesa.tables import Tables
from tests.opened import open_tables, read_publication

from .conftest import ROOT

EXAMPLES = ROOT / "tests" / "examples"
PROFILE = ROOT.parent / "shared" / "profiles" / "datapackage-2.0" / "datapackage-2.0.json"
Json = dict[str, Any]


def write(files: dict[str, Content], out: Path) -> Path:
    (out / "datapackage").mkdir(parents=True)
    for path, content in files.items():
        if isinstance(content, bytes):
            (out / path).write_bytes(content)
        else:
            content(out / path)
    return out / "datapackage"


@pytest.fixture(scope="module")
def written(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the published package."""
    return write(published_package(tables), tmp_path_factory.mktemp("package") / "dist")


@pytest.fixture
def descriptor(written: Path) -> Json:
    return json_of(written / "datapackage.json")


def json_of(path: Path) -> Json:
    read: Json = json.loads(path.read_text("utf-8"))
    return read


def resource_of(descriptor: Json, name: str) -> Json:
    return next(r for r in descriptor["resources"] if r["name"] == name)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def foreign_keys(descriptor: Json) -> set[tuple[str, str, str]]:
    return {
        (r["name"], key["fields"], key["reference"].get("resource", r["name"]))
        for r in descriptor["resources"]
        for key in r["schema"].get("foreignKeys", ())
    }


def test_tables_are_copied_byte_by_byte(publication: Publication, written: Path) -> None:
    for name in published_tables(publication):
        copy = written / f"{published_name(name)}.csv"

        assert copy.read_bytes() == publication.resource(name).location.read_bytes()


def test_nothing_is_written_that_the_descriptor_does_not_describe(
    written: Path, descriptor: Json
) -> None:
    found = {path.name for path in written.iterdir()}

    assert found == {"datapackage.json", *(r["path"] for r in descriptor["resources"])}


def test_bytes_and_hash_are_those_of_the_file(written: Path, descriptor: Json) -> None:
    for resource in descriptor["resources"]:
        content = (written / resource["path"]).read_bytes()

        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_curated_keys_keep_their_order_and_text(publication: Publication, descriptor: Json) -> None:
    curated = publication.descriptor

    assert list(descriptor) == list(curated)
    assert {**descriptor, "resources": []} == {**curated, "resources": []}
    for resource in curated["resources"]:
        published = resource_of(descriptor, resource["name"])
        assert [key for key in published if key in resource] == list(resource)
        changed = {key for key in resource if published[key] != resource[key]}
        assert changed <= {"path", "schema", "coesa"}
        assert published["schema"]["fields"] == resource["schema"]["fields"]
        kept = {k: v for k, v in resource["coesa"].items() if k != "secondReading"}
        assert published["coesa"] == kept


def test_shared_lists_are_named_after_the_vocabulary(descriptor: Json) -> None:
    unit = resource_of(descriptor, "def-unit")

    assert unit["path"] == "def-unit.csv"
    assert unit["coesa"]["role"] == "concept-scheme"


@pytest.mark.parametrize(
    "key",
    [
        ("financial-amounts", "axis", "axis"),
        ("figures", "unit", "def-unit"),
        ("figures", "restates", "figures"),
        ("statistic", "notation", "def-statistic"),
        ("def-statistic-broader", "broader", "def-statistic"),
        ("table-2", "axis", "axis"),
    ],
    ids=lambda key: "-".join(key),
)
def test_foreign_keys_are_declared_and_told_by_schemes(
    descriptor: Json, key: tuple[str, str, str]
) -> None:
    assert key in foreign_keys(descriptor)


def test_a_foreign_key_within_a_table_names_no_resource(descriptor: Json) -> None:
    keys = resource_of(descriptor, "figures")["schema"]["foreignKeys"]
    (restates,) = [key for key in keys if key["fields"] == "restates"]

    assert restates["reference"] == {"fields": "figure"}


def test_the_descriptor_follows_data_package_2(descriptor: Json) -> None:
    if not PROFILE.is_file():
        pytest.skip(f"the profile of Data Package 2.0 is not there: {PROFILE}")
    validator = jsonschema_rs.Draft7Validator(json_of(PROFILE))

    assert list(validator.iter_errors(descriptor)) == []


def test_frictionless_finds_the_package_valid(written: Path, descriptor: Json) -> None:
    report = frictionless.validate(str(written / "datapackage.json"))

    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert [task.name for task in report.tasks] == [r["name"] for r in descriptor["resources"]]
    assert [task.stats["rows"] for task in report.tasks] == [
        len(rows_of(written / r["path"])) - 1 for r in descriptor["resources"]
    ]


def test_frictionless_checks_every_foreign_key(
    written: Path, descriptor: Json, tmp_path: Path
) -> None:
    expected = foreign_keys(descriptor)
    copy = Path(shutil.copytree(written, tmp_path / "spoilt"))
    # Whatever a key leads to, it does not lead there: one row of each table is enough.
    for resource in descriptor["resources"]:
        header, first, *_ = rows_of(copy / resource["path"])
        keyed = {fields for name, fields, _ in expected if name == resource["name"]}
        nowhere = [f"nowhere-{resource['name']}-{n}" if n in keyed else "" for n in header]
        spoilt = [n or cell for n, cell in zip(nowhere, first, strict=True)]
        with (copy / resource["path"]).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, spoilt])

    report = frictionless.validate(str(copy / "datapackage.json"))

    found = {
        (task.name, error.field_names[0], error.reference_name or task.name)
        for task in report.tasks
        for error in task.errors
        if isinstance(error, frictionless.errors.ForeignKeyError) and error.row_number == 2
    }
    assert found == expected


@pytest.mark.parametrize("name", ["table-1", "table-2"])
def test_printed_tables_are_filled_from_the_facts(written: Path, name: str) -> None:
    expected = EXAMPLES / "printed-tables" / f"{name}.csv"

    assert (written / f"{name}.csv").read_bytes() == expected.read_bytes()


def test_printed_tables_are_described_in_every_language(descriptor: Json) -> None:
    table = resource_of(descriptor, "table-2")
    described = [table, *table["schema"]["fields"]]

    for each in described:
        english = each["coesa"]["translations"]["en"]
        assert each["title"]
        assert english["title"]
        assert each.get("description", "") != english.get("description", "") or not english.get(
            "description"
        )
    assert "role" not in table["coesa"]


def test_a_value_that_was_not_printed_leaves_its_cell_empty(folder: Path, tmp_path: Path) -> None:
    amounts = folder / "data" / "financial-amounts.csv"
    rows = [r for r in rows_of(amounts) if r[1:3] != ["III", "programmed"]]
    put(amounts, rows)

    table = printed(folder, tmp_path, "table-2")

    assert [row["programmed"] for row in table if row["axis"] == "III"] == [""]


def test_several_links_of_a_row_stand_in_one_cell(folder: Path, tmp_path: Path) -> None:
    links = folder / "data" / "axis-thematic-objective.csv"
    put(links, [*rows_of(links), ["I", "TO09"]])

    table = printed(folder, tmp_path, "table-1")

    assert [row["thematic_objective"] for row in table if row["axis"] == "I"] == ["TO08 TO09"]


def test_a_shared_label_stands_in_where_the_list_has_only_the_wording(
    folder: Path, tmp_path: Path
) -> None:
    def by_statistic(descriptor: Json) -> None:
        table = descriptor["coesa"]["tables"][0]
        table["dimension"] = "statistic"
        table["rows"] = [{"notation": "allocation", "printed": "A"}]
        table["columns"] = table["columns"][1:2]
        table["columns"][0]["at"] = {"axis": "II"}

    change(folder, by_statistic)

    (row,) = printed(folder, tmp_path, "table-1")

    assert row == {
        "printed": "A",
        "statistic": "allocation",
        "label_it": "dotazione finanziaria",
        "label_en": "allocation",
        "allocation": "379000000",
    }


def put(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def change(folder: Path, edit: Callable[[Json], None]) -> None:
    path = folder / "datapackage.json"
    descriptor = json_of(path)
    edit(descriptor)
    path.write_text(json.dumps(descriptor), "utf-8")


def printed(folder: Path, tmp_path: Path, name: str) -> list[dict[str, str]]:
    with open_tables(read_publication(folder)) as opened:
        written = write(published_package(opened), tmp_path / "out")
    header, *rows = rows_of(written / f"{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_package_is_the_same_wherever_it_is_made(
    folder: Path, tmp_path: Path, written: Path
) -> None:
    with open_tables(read_publication(folder)) as opened:
        elsewhere = write(published_package(opened), tmp_path / "elsewhere")

    for path in sorted(written.iterdir()):
        assert (elsewhere / path.name).read_bytes() == path.read_bytes()
    assert str(ROOT) not in (written / "datapackage.json").read_text("utf-8")
