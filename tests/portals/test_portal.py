"""A CKAN portal harvests our catalogue, gives it back, takes our bodies and loads our tables."""

import csv
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCAT, RDF

from tests.portals.conftest import WORK, Online, held
from tests.portals.portal import Portal, portal
from tests.portals.test_ckanext_dcat import PREFIXES

HEADER = ("class", "property", "given back")
PROFILE = "euro_dcat_ap_3"


@pytest.fixture(scope="module")
def ckan() -> Iterator[Portal]:
    """A portal with the organisation that owns our datasets."""
    with portal(WORK / "ckan") as running:
        running.action("organization_create", name="ufficio-dati", title="Ufficio dati")
        yield running
    shutil.rmtree(WORK / "ckan")


@pytest.fixture(scope="module")
def source(ckan: Portal, online: Online) -> str:
    """Our catalogue as a source of the portal's harvester."""
    told = {"rdf_format": "application/rdf+xml", "profiles": [PROFILE]}
    made = ckan.action(
        "harvest_source_create",
        name="coesa",
        title="coesa",
        url=f"{online.address}rdf/catalog.rdf",
        source_type="dcat_rdf",
        owner_org="ufficio-dati",
        config=json.dumps(told),
    )
    return str(made["id"])


def harvest(ckan: Portal, source: str) -> dict[str, Any]:
    """Harvest a source; give what CKAN reports."""
    job = ckan.action("harvest_job_create", source_id=source, run=True)
    ckan.harvest()
    shown: dict[str, Any] = ckan.action("harvest_job_show", id=job["id"])
    return shown


@pytest.fixture(scope="module")
def harvested(ckan: Portal, source: str) -> dict[str, Any]:
    """What CKAN reports of the first harvest."""
    return harvest(ckan, source)


def test_a_harvest_adds_every_dataset(
    ckan: Portal, online: Online, harvested: dict[str, Any]
) -> None:
    every = len(bodies(online.dist))
    assert harvested["object_error_summary"] == harvested["gather_error_summary"] == []
    assert harvested["status"] == "Finished"
    assert harvested["stats"]["added"] == every and harvested["stats"]["errored"] == 0
    assert ckan.action("package_search", rows=0)["count"] == every


def test_the_page_of_a_dataset_speaks_italian(ckan: Portal, harvested: dict[str, Any]) -> None:
    del harvested
    every = ckan.action("package_search", rows=100)["results"]
    (found,) = [one for one in every if one["title"].startswith("Importi finanziari per Asse")]

    page = ckan.page(f"/dataset/{found['name']}").decode()

    assert found["title"] in page and "euro" in found["notes"]
    assert "riuso ai sensi del D.Lgs. 36/2006" in found["resources"][0]["rights"]


def test_a_portal_gives_back_what_it_gave_back(
    ckan: Portal, online: Online, harvested: dict[str, Any]
) -> None:
    del harvested
    ours = rdflib.Graph().parse(online.dist / "rdf" / "catalog.rdf", format="xml")
    theirs = rdflib.Graph().parse(data=ckan.page("/catalog.ttl"), format="turtle")

    back = defaultdict[tuple[str, str], set[bool]](set)
    for kind in (DCAT.Dataset, DCAT.Distribution):
        for node in ours.subjects(RDF.type, kind):
            for triple in ours.triples((node, None, None)):
                language = getattr(triple[2], "language", None)
                name = PREFIXES.curie(str(triple[1])) + (f"@{language}" if language else "")
                back[PREFIXES.curie(str(kind)), name].add(told_by(theirs, ours, triple))
    shares = {
        key: "some" if len(told) == 2 else "all" if True in told else ""
        for key, told in back.items()
    }
    found = [HEADER, *((*key, share) for key, share in sorted(shares.items()))]

    held("given-back.tsv", found)


def told_by(theirs: rdflib.Graph, ours: rdflib.Graph, triple: tuple[Any, Any, Any]) -> bool:
    """Tell whether a portal gives a triple back, be it with another name for the node it leads to.

    CKAN names no rights, periods and checksums, and knows no language and datatype of a text.
    """
    return any(
        texts(ours, triple[2]) & texts(theirs, value)
        for value in theirs.objects(triple[0], triple[1])
    )


def texts(graph: rdflib.Graph, value: Any) -> set[str]:
    """A value, and what is said of it."""
    said = {str(what) for name, what in graph.predicate_objects(value) if name != RDF.type}
    return {str(value)} | said


def test_a_second_harvest_makes_no_dataset_twice(
    ckan: Portal, source: str, harvested: dict[str, Any]
) -> None:
    del harvested
    before = ckan.action("package_list")

    again = harvest(ckan, source)

    assert again["stats"]["added"] == again["stats"]["errored"] == again["stats"]["deleted"] == 0
    assert ckan.action("package_list") == before


def bodies(dist: Path) -> list[dict[str, Any]]:
    """What we write for `package_create`."""
    return [json.loads(p.read_text("utf-8")) for p in sorted((dist / "portals/ckan").iterdir())]


@pytest.fixture(scope="module")
def created(ckan: Portal, online: Online) -> list[dict[str, Any]]:
    """The datasets that CKAN makes of our bodies."""
    return [ckan.action("package_create", **body) for body in bodies(online.dist)]


def test_ckan_makes_a_dataset_of_each_body(created: list[dict[str, Any]], online: Online) -> None:
    for made, body in zip(created, bodies(online.dist), strict=True):
        for name in ("name", "title", "notes", "version", "url", "license_id", "maintainer"):
            assert made[name] == body[name]
        assert made["isopen"] is True
        assert {tag["name"] for tag in made["tags"]} == {tag["name"] for tag in body["tags"]}
        told = [{key: one.get(key) for key in body["resources"][0]} for one in made["resources"]]
        assert told == body["resources"]


@pytest.mark.parametrize("wrong", [{"name": "Not a name"}, {"tags": [{"name": "dell'aria"}]}])
def test_ckan_refuses_what_is_wrong(ckan: Portal, dist: Path, wrong: dict[str, Any]) -> None:
    body = bodies(dist)[0] | {"name": "another", "owner_org": "ufficio-dati"} | wrong

    with pytest.raises(AssertionError, match="Validation Error"):
        ckan.action("package_create", **body)


def test_tables_of_cubes_are_in_the_data_store_with_types(
    ckan: Portal, created: list[dict[str, Any]], online: Online
) -> None:
    collection = min((made["name"] for made in created), key=len)
    files = {
        resource["id"]: online.dist / resource["url"].removeprefix(online.address)
        for made in created
        for resource in made["resources"]
        if resource["format"] == "CSV" and made["name"] != collection
    }
    assert len(files) == len(created) - 1
    for identifier in files:
        assert ckan.action("xloader_submit", resource_id=identifier)

    ckan.work()

    for identifier, path in files.items():
        found = ckan.action("datastore_search", resource_id=identifier, sort="_id", limit=1000)
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.DictReader(stream))
        types = {field["id"]: field["type"] for field in found["fields"] if field["id"] != "_id"}
        assert types == {name: "numeric" if name == "value" else "text" for name in lines[0]}, path
        assert [loaded(record) for record in found["records"]] == [
            {**line, "value": Decimal(line["value"]) if line["value"] else None} for line in lines
        ]


def loaded(record: dict[str, Any]) -> dict[str, Any]:
    """A record as its CSV has it: nothing is an empty text, numbers by value."""
    value = record.pop("value")
    del record["_id"]
    texts = {name: text or "" for name, text in record.items()}
    return {**texts, "value": None if value is None else Decimal(str(value))}
