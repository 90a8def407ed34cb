"""What ckanext-dcat's parser keeps of our catalogue, triple by triple, and what it drops.

A triple is kept if the dictionary of its dataset becomes another one when the triple is taken away
or its text is another. The list is committed (`kept.tsv`), so that a loss is seen, be it ours or a
new version's of CKAN.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
import rdflib
from ckan.common import config
from ckanext.dcat.processors import RDFParser
from rdflib.namespace import DCAT, RDF, Namespace

from tests.portals.conftest import Online, held

DQV = Namespace("http://www.w3.org/ns/dqv#")

PROFILES = ("euro_dcat_ap_2", "euro_dcat_ap_3")
HEADER = ("class", "property", *PROFILES)
MANY = (DCAT.distribution, DQV.hasQualityMeasurement)
EVERYTHING = "(the dataset)"

PREFIXES = rdflib.Graph().namespace_manager
for prefix, namespace in {
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatapit": "http://dati.gov.it/onto/dcatapit#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "locn": "http://www.w3.org/ns/locn#",
    "sdmx": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "spdx": "http://spdx.org/rdf/terms#",
    "stat": "http://data.europa.eu/m8g/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}.items():
    PREFIXES.bind(prefix, namespace, replace=True)

Triple = tuple[Any, Any, Any]
Fields = dict[str, str]
Key = tuple[str, str]
"""A class, and a property with the language of its value."""


@pytest.fixture(scope="module")
def catalogue(online: Online) -> rdflib.Graph:
    """The catalogue that a harvester would read."""
    return rdflib.Graph().parse(online.dist / "rdf" / "catalog.rdf", format="xml")


@pytest.fixture(autouse=True)
def italian() -> Iterator[None]:
    """A portal whose first language is Italian."""
    # Other texts are tried in dates and numbers, too, which rdflib warns of.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    before = config.get("ckan.locale_default")
    config["ckan.locale_default"] = "it"
    yield
    config["ckan.locale_default"] = before


def parsed(triples: Iterable[Triple], profile: str) -> list[dict[str, Any]]:
    """Dataset dictionaries, as CKAN would give them to `package_create`."""
    parser = RDFParser(profiles=[profile])
    for triple in triples:
        parser.g.add(triple)
    return list(parser.datasets())


def fields(triples: Iterable[Triple], profile: str) -> Fields:
    """What CKAN has of the one dataset of a graph; fields of resources are `resource.NAME`."""
    found = parsed(triples, profile)
    if not found:
        return {}
    (dataset,) = found
    for extra in dataset.pop("extras"):
        dataset[extra["key"]] = extra["value"]
    for resource in dataset.pop("resources"):
        for name, what in resource.items():
            dataset.setdefault(f"resource.{name}", []).append(what)
    return {name: _settled(what) for name, what in dataset.items()}


def _settled(what: Any) -> str:
    """Write a field so that the order in which triples came does not matter."""
    if isinstance(what, str) and what.startswith("["):
        what = json.loads(what)
    if isinstance(what, list):
        return json.dumps(sorted(json.dumps(one, sort_keys=True) for one in what))
    return json.dumps(what, sort_keys=True)


def part(graph: rdflib.Graph, dataset: rdflib.term.Node) -> list[Triple]:
    """What is said of a dataset and of what it leads to; of what is many of a kind, one."""
    found, ahead, seen = [], [dataset], {dataset}
    while ahead:
        node = ahead.pop()
        for triple in graph.triples((node, None, None)):
            if triple[1] in MANY and triple[2] != min(graph.objects(node, triple[1]), key=str):
                continue
            found.append(triple)
            if triple[2] not in seen and (triple[2], RDF.type, DCAT.Dataset) not in graph:
                seen.add(triple[2])
                ahead.append(triple[2])
    return found


def key(graph: rdflib.Graph, triple: Triple) -> Key:
    subject, predicate, what = triple
    classes = {PREFIXES.curie(str(one)) for one in graph.objects(subject, RDF.type)}
    language = getattr(what, "language", None)
    name = PREFIXES.curie(predicate) + (f"@{language}" if language else "")
    return " ".join(sorted(c for c in classes if not c.startswith("dcatapit:"))), name


def other(triple: Triple) -> list[Triple]:
    """The triple with another text, or itself if it has none."""
    subject, predicate, what = triple
    if isinstance(what, rdflib.Literal):
        what = rdflib.Literal(f"{what}0", lang=what.language, datatype=what.datatype)
    return [(subject, predicate, what)]


def changed(whole: Fields, triples: Sequence[Triple], place: int, profile: str) -> set[str]:
    """The fields that are others without a triple, or else with another text in it."""
    for instead in ([], other(triples[place])):
        without = fields([*triples[:place], *instead, *triples[place + 1 :]], profile)
        if not without:
            return {EVERYTHING}
        names = {n for n in whole.keys() | without.keys() if whole.get(n) != without.get(n)}
        if names:
            return names
    return set()


def listed(graph: rdflib.Graph) -> Iterator[tuple[str, ...]]:
    """Each property of each class, and the fields that keep it in each profile."""
    found: dict[Key, dict[str, list[set[str]]]] = {}
    collection = min(graph.subjects(RDF.type, DCAT.Dataset), key=lambda iri: len(str(iri)))
    for dataset in (collection, rdflib.URIRef(f"{collection}/participants")):
        triples = part(graph, dataset)
        whole = {profile: fields(triples, profile) for profile in PROFILES}
        for place, triple in enumerate(triples):
            if triple[1] == RDF.type and triple[2] != DCAT.Dataset:
                continue
            kept = found.setdefault(key(graph, triple), {profile: [] for profile in PROFILES})
            for profile in PROFILES:
                kept[profile].append(changed(whole[profile], triples, place, profile))
    for which, by_profile in sorted(found.items()):
        yield (*which, *(_summed(by_profile[profile]) for profile in PROFILES))


def _summed(changes: Sequence[set[str]]) -> str:
    names = " ".join(sorted(set().union(*changes)))
    return names if all(changes) or not any(changes) else f"{names} (some)"


def test_a_profile_keeps_what_it_kept(catalogue: rdflib.Graph) -> None:
    found = [HEADER, *listed(catalogue)]

    held("kept.tsv", found)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", ["catalog.ttl", "catalog.rdf", "catalog.jsonld"])
def test_each_form_of_the_catalogue_has_the_same_datasets(
    online: Online, catalogue: rdflib.Graph, name: str, profile: str
) -> None:
    found = parsed(rdflib.Graph().parse(online.dist / "rdf" / name), profile)

    titles = sorted((dataset["title"], dataset["version"]) for dataset in found)
    assert titles == sorted((d["title"], d["version"]) for d in parsed(catalogue, profile))
    assert len(titles) == len(set(titles)) > 1
