"""What each consumer takes, held against its rules; `make portal-test` asks their programs."""

import csv
import dataclasses
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from coesa import rdf
from coesa.build import distributions
from coesa.datasets import Dataset, datasets, vocabularies
from coesa.model import Distribution, Publication, Role, Written
from coesa.portals.ckan import body, package_name
from coesa.portals.croissant import CONTEXT, PATH, croissant
from coesa.portals.ro_crate import ro_crate
from coesa.portals.schema_org import described
from coesa.portals.socrata import metadata
from coesa.read import read_publication
from tests.conftest import ROOT
from tests.test_dcat import EVERY_KEY, full
from tests.test_dcat_ap import needs_profiles, results

PORTALS: dict[str, Any] = {
    "ckan": {"organization": "ufficio-dati"},
    "socrata": {"category": "Statistica"},
}


def offered(publication: Publication) -> tuple[Distribution, ...]:
    tables = [r.name for r in (*publication.of_role(Role.CUBE), *vocabularies(publication))]
    paths = [*(f"datapackage/{name}.csv" for name in tables), "rdf/all.nt"]
    return distributions(publication, {path: Written(12, "0f" * 32) for path in paths})


def all_datasets(publication: Publication) -> tuple[Dataset, ...]:
    return datasets(publication, offered(publication), {})


def with_portals(publication: Publication) -> Publication:
    whole = full(publication)
    return dataclasses.replace(whole, catalogue={**whole.catalogue, "portals": PORTALS})


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, strict=True))


def test_ckan_has_a_body_for_each_dataset(dist: Path, publication: Publication) -> None:
    found = {path.stem: read_json(path) for path in (dist / "portals" / "ckan").iterdir()}

    cubes = {cube.name for cube in publication.of_role(Role.CUBE)}
    assert found.keys() == {publication.name} | cubes
    assert len({made["name"] for made in found.values()}) == len(found)


def test_ckan_bodies_keep_ckans_rules(dist: Path) -> None:
    for path in (dist / "portals" / "ckan").iterdir():
        made = read_json(path)
        assert re.fullmatch(r"[a-z0-9_-]{2,100}", made["name"])
        assert made["title"] and made["notes"] and made["version"] and made["license_id"]
        names = [tag["name"] for tag in made["tags"]]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[\w .-]{2,100}", name) for name in names)
        keys = [extra["key"] for extra in made["extras"]]
        assert len(keys) == len(set(keys))
        assert all(isinstance(extra["value"], str) for extra in made["extras"])
        assert {"uri", "identifier", "theme", "frequency", "publisher_name"} <= set(keys)


def test_ckan_resources_are_the_files_as_they_are(dist: Path) -> None:
    lines = (line.split("  ") for line in (dist / "SHA256SUMS").read_text().splitlines())
    digests = {digest: path for digest, path in lines}
    for path in (dist / "portals" / "ckan").iterdir():
        for resource in read_json(path)["resources"]:
            file = digests[resource["hash"]]
            assert resource["size"] == (dist / file).stat().st_size
            assert resource["uri"].endswith(file)


def test_ckan_is_not_given_what_its_data_store_reads_wrongly(dist: Path) -> None:
    for path in (dist / "portals" / "ckan").iterdir():
        assert not any("/office/" in one["uri"] for one in read_json(path)["resources"])


def test_ckan_is_told_what_the_descriptor_knows_of_it(publication: Publication) -> None:
    described_to = with_portals(publication)

    made = body(described_to, all_datasets(described_to)[0])

    assert made["owner_org"] == "ufficio-dati"
    assert made["maintainer_email"] == EVERY_KEY["contactPoint"]["email"]
    assert made["url"] == EVERY_KEY["landingPage"]
    (resource,) = made["resources"]
    assert resource["url"] == resource["download_url"] == "https://example.org/dist/rdf/all.nt"
    assert resource["access_url"] == described_to.catalogue["accessURL"]


def test_what_ckan_is_not_told_is_left_out(publication: Publication) -> None:
    made = body(publication, all_datasets(publication)[0])

    assert not {"owner_org", "maintainer", "maintainer_email"} & made.keys()
    assert "download_url" not in made["resources"][0]


@pytest.mark.parametrize("name", ["x", "a" * 150, "Raa.2022/it", "raa-2022"])
def test_any_name_becomes_one_that_ckan_takes(publication: Publication, name: str) -> None:
    named = dataclasses.replace(publication, name=name)

    names = [package_name(named, dataset) for dataset in all_datasets(named)]

    assert all(re.fullmatch(r"[a-z0-9_-]{2,100}", n) for n in names)
    assert len(set(names)) == len(names)


def test_socrata_has_csv_and_metadata_of_each_cube(dist: Path, publication: Publication) -> None:
    names = {path.name for path in (dist / "portals" / "socrata").iterdir()}

    cubes = [cube.name for cube in publication.of_role(Role.CUBE)]
    assert names == {f"{cube}.{suffix}" for cube in cubes for suffix in ("csv", "json")}


def test_socrata_headers_are_field_names_and_rows_rectangular(dist: Path) -> None:
    for path in (dist / "portals" / "socrata").glob("*.csv"):
        assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
        header, *lines = read_csv(path)
        assert len(set(header)) == len(header)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name, re.ASCII) for name in header)
        assert {len(line) for line in lines} == {len(header)}
        assert max(len(cell.encode()) for line in lines for cell in line) <= 4096


def test_socrata_rows_are_told_apart_by_their_identifier(dist: Path) -> None:
    for path in (dist / "portals" / "socrata").glob("*.csv"):
        header, *lines = read_csv(path)
        place = header.index(read_json(path.with_suffix(".json"))["row_identifier"])
        identifiers = [line[place] for line in lines]
        assert all(identifiers) and len(set(identifiers)) == len(identifiers)


def test_socrata_columns_are_those_of_the_file_with_their_types(dist: Path) -> None:
    kinds = {"number": Decimal, "text": str}
    for path in (dist / "portals" / "socrata").glob("*.csv"):
        header, *lines = read_csv(path)
        columns = read_json(path.with_suffix(".json"))["columns"]
        assert [column["field_name"] for column in columns] == header
        assert [column["position"] for column in columns] == list(range(1, len(header) + 1))
        assert all(column["display_name"] for column in columns)
        for place, column in enumerate(columns):
            assert all(kinds[column["data_type"]](line[place]) is not None for line in lines)


def test_socrata_values_are_those_of_the_package(dist: Path) -> None:
    for path in (dist / "portals" / "socrata").glob("*.csv"):
        header, *lines = read_csv(path)
        own, *rows = read_csv(dist / "datapackage" / path.name)
        places = [header.index(name) for name in own]
        assert [[line[place] for place in places] for line in lines] == rows


def test_socrata_is_told_licence_and_category(publication: Publication) -> None:
    known = with_portals(publication)
    dataset = all_datasets(known)[1]
    assert dataset.cube is not None

    told = metadata(known, dataset, dataset.cube)["metadata"]

    assert told["category"] == "Statistica"
    assert told["licenseId"] == "CC_40_BY"
    assert told["attributionLink"] == EVERY_KEY["landingPage"]
    assert "category" not in metadata(publication, dataset, dataset.cube)["metadata"]


def test_search_engines_are_told_what_they_require(dist: Path, publication: Publication) -> None:
    files = sorted((dist / "portals" / "schema-org").iterdir())

    assert len(files) == 1 + len(publication.of_role(Role.CUBE))
    for path in files:
        made = read_json(path)
        assert (made["@context"], made["@type"]) == ("https://schema.org/", "Dataset")
        assert made["name"]
        assert 50 <= len(made["description"]) <= 5000
        for part in made.get("hasPart", [made.get("isPartOf")]):
            assert part["name"] and 50 <= len(part["description"]) <= 5000
        recommended = (
            *("alternateName", "creator", "citation", "identifier", "isAccessibleForFree"),
            *("keywords", "license", "measurementTechnique", "sameAs", "spatialCoverage"),
            *("temporalCoverage", "version", "url", "includedInDataCatalog", "inLanguage"),
        )
        assert [name for name in recommended if name not in made] == []


def test_search_engines_are_given_downloads_only_with_an_address(publication: Publication) -> None:
    known = full(publication)

    without = [described(publication, d, all_datasets(publication)) for d in all_datasets(known)]
    whole = [described(known, d, all_datasets(known)) for d in all_datasets(known)]

    assert all("distribution" not in made for made in without)
    for made in whole:
        for download in made["distribution"]:
            assert download["contentUrl"].startswith("https://example.org/dist/")
            assert download["encodingFormat"] and download["sha256"]


@pytest.mark.filterwarnings("ignore:Dataset.* is deprecated", "ignore:ConjunctiveGraph")
def test_a_description_for_search_engines_is_json_ld(dist: Path, publication: Publication) -> None:
    made = read_json(dist / "portals" / "schema-org" / f"{publication.name}.jsonld")
    # The context on the web maps every name into schema.org.
    text = json.dumps({**made, "@context": {"@vocab": "https://schema.org/"}})

    strict = set(ox.parse(text, ox.RdfFormat.JSON_LD))
    lenient = rdflib.Dataset().parse(data=text, format="json-ld")

    named = f"{publication.base}dataset/{publication.name}"
    kind = ox.NamedNode("https://schema.org/Dataset")
    assert any(q.object == kind and q.subject == ox.NamedNode(named) for q in strict)
    assert len(list(lenient.quads())) == len(strict)


def test_croissant_describes_the_files_and_columns_as_they_are(dist: Path) -> None:
    made = read_json(dist / PATH)

    required = ("@context", "conformsTo", "description", "license", "name", "url", "creator")
    assert all(made[name] for name in (*required, "datePublished"))
    files = {file["@id"]: file for file in made["distribution"]}
    for path, file in files.items():
        content = (dist / path).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert (dist / PATH).parent.joinpath(file["contentUrl"]).resolve() == dist / path
    for records in made["recordSet"]:
        for field in records["field"]:
            source = field["source"]
            header, *_ = read_csv(dist / source["fileObject"]["@id"])
            assert source["extract"]["column"] in header
        assert {key["@id"] for key in records["key"]} <= {f["@id"] for f in records["field"]}


def test_croissant_leads_to_the_address_of_a_file(publication: Publication) -> None:
    made = json.loads(croissant(full(publication), offered(publication))[PATH])

    assert made["@context"] == {**CONTEXT, "@language": "en"}
    addresses = [file["contentUrl"] for file in made["distribution"]]
    assert addresses and all(a.startswith("https://example.org/dist/data") for a in addresses)


def test_a_harvested_folder_has_files_of_its_name_only(
    dist: Path, publication: Publication
) -> None:
    place = dist / "portals" / "assets" / "controlled-vocabularies"
    folders = sorted(path.name for path in place.iterdir())

    assert folders == sorted(scheme.name for scheme in vocabularies(publication))
    for name in folders:
        assert re.fullmatch(r"[a-zA-Z0-9_.-]{1,64}", name)
        files = {path.name for path in (place / name).iterdir()}
        assert files == {f"{name}.ttl", f"{name}.csv", "datapackage.json"}


def assets_of(dist: Path) -> list[Path]:
    return sorted((dist / "portals" / "assets" / "controlled-vocabularies").iterdir())


def test_the_dataset_of_a_harvested_file_is_its_scheme(dist: Path) -> None:
    dcatapit = rdflib.Namespace("http://dati.gov.it/onto/dcatapit#")
    for folder in assets_of(dist):
        graph = rdflib.Graph().parse(folder / f"{folder.name}.ttl")
        (main,) = graph.subjects(rdflib.RDF.type, dcatapit.Dataset)
        assert (main, rdflib.RDF.type, rdflib.SKOS.ConceptScheme) in graph
        assert str(main).rpartition("/")[2] == folder.name
        described = list(graph.objects(main, rdflib.DCTERMS.description))
        assert len({text.language for text in described}) == len(described)  # type: ignore[attr-defined]
        concepts = set(graph.subjects(rdflib.SKOS.inScheme, main))
        assert len(concepts) == len(read_csv(folder / f"{folder.name}.csv")) - 1


def test_the_csv_of_a_list_says_with_its_context_what_its_turtle_says(dist: Path) -> None:
    for folder in assets_of(dist):
        schema = read_json(folder / "datapackage.json")["resources"][0]["schema"]
        header, *lines = read_csv(folder / f"{folder.name}.csv")
        assert [field["name"] for field in schema["fields"]] == header
        assert all(re.fullmatch(r"[a-zA-Z0-9_]{2,64}", name) for name in header)
        rows = [{n: c for n, c in zip(header, line, strict=True) if c} for line in lines]
        document = {
            "@context": schema["x-jsonld-context"],
            "@graph": [{"@type": schema["x-jsonld-type"], **row} for row in rows],
        }
        stated = {q.triple for q in ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)}
        turtle = rdf.read_turtle((folder / f"{folder.name}.ttl").read_text("utf-8"))
        assert len(stated) > 3 * len(rows)
        assert stated <= turtle


@needs_profiles
def test_schema_gov_it_takes_every_harvested_file(dist: Path) -> None:
    for folder in assets_of(dist):
        graph = rdf.read_turtle((folder / f"{folder.name}.ttl").read_text("utf-8"))
        assert not results(graph, "ndc/vocabolari-rules.shacl.ttl")


def test_the_crate_has_every_file_that_it_names(dist: Path) -> None:
    graph = {node["@id"]: node for node in read_json(dist / "ro-crate-metadata.json")["@graph"]}

    root = graph["./"]
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    files = [graph[part["@id"]] for part in root["hasPart"]]
    for file in files:
        content = (dist / file["@id"]).read_bytes()
        assert file.get("contentSize", str(len(content))) == str(len(content))
        if "sha256" in file:
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
    for role in ("license", "author", "publisher", "isBasedOn"):
        assert root[role]["@id"] in graph


def test_the_crate_names_whom_to_write_to(publication: Publication) -> None:
    known = full(publication)

    (text,) = ro_crate(known, offered(known)).values()

    nodes = {node["@id"]: node for node in json.loads(text)["@graph"]}
    assert nodes["mailto:dati@example.org"]["@type"] == "ContactPoint"
    publisher = nodes[known.catalogue["publisher"]["iri"]]
    assert publisher["contactPoint"] == {"@id": "mailto:dati@example.org"}


@pytest.mark.parametrize("example", ["minimal", "erdf"])
def test_another_publication_has_its_files_too(example: str) -> None:
    publication = read_publication(ROOT / "tests" / "examples" / example)

    for dataset in all_datasets(publication):
        made = body(publication, dataset)
        told = described(publication, dataset, all_datasets(publication))
        assert made["title"] == told["name"]
        assert made["resources"]
