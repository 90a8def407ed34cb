"""Programs that read data for machine learning and for archives open what we made for them."""

import csv
import json
from pathlib import Path

import mlcroissant
import pytest
from rocrate.rocrate import ROCrate


def test_mlcroissant_loads_every_record(dist: Path) -> None:
    dataset = mlcroissant.Dataset(str(dist / "portals" / "croissant" / "croissant.json"))

    assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()
    assert not dataset.metadata.issues.warnings, dataset.metadata.issues.report()
    assert len(dataset.metadata.record_sets) > 10
    for records in dataset.metadata.record_sets:
        loaded = list(dataset.records(records.id))
        with (dist / "datapackage" / f"{records.id}.csv").open(encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
        assert len(loaded) == len(lines), records.id
        for record, line in zip(loaded, lines, strict=True):
            assert {key.rpartition("/")[2] for key in record} == set(line), records.id
            value = record.get(f"{records.id}/value")
            assert value is None or float(value) == float(line["value"]), (records.id, line)


def test_mlcroissant_refuses_a_field_without_a_file(dist: Path) -> None:
    spoilt = json.loads((dist / "portals" / "croissant" / "croissant.json").read_text("utf-8"))
    del spoilt["recordSet"][0]["field"][0]["source"]["fileObject"]

    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(spoilt)


def test_every_file_of_the_crate_is_there(dist: Path) -> None:
    crate = ROCrate(dist)

    files = [entity for entity in crate.data_entities if entity.type == "File"]
    assert len(files) > 100
    for entity in files:
        size = (dist / entity.id).stat().st_size
        assert size == int(entity.get("contentSize", size)), entity.id
    assert crate.name and crate.license and crate.root_dataset["datePublished"]
