import dataclasses
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from coesa import rdf
from coesa.datasets import OPEN, Series, datasets
from coesa.dcat import catalogue
from coesa.dcat.authority import AUTHORITY, IANA, LANGUAGES
from coesa.errors import PublicationError
from coesa.model import Distribution, Finding, Issue, Publication, Role, Validation
from coesa.read import read_publication

VALIDATION = Validation({"keys_are_unique": Finding(10, "rows"), "ratios_follow": Finding(5, "x")})
EVERY_KEY: dict[str, Any] = {
    "contactPoint": {
        "name": "Ufficio dati",
        "email": "dati@example.org",
        "url": "https://example.org/contact",
    },
    "downloadURL": "https://example.org/dist/",
    "landingPage": "https://example.org/dataset",
    "homepage": "https://example.org/",
    "identifier": "r_test:D.7",
    "availability": AUTHORITY + "planned-availability/STABLE",
    "versionNotes": {"it": "Prima versione.", "en": "First version."},
}


def name(prefixed: str) -> ox.NamedNode:
    prefix, _, local = prefixed.partition(":")
    return ox.NamedNode(rdf.PREFIXES[prefix] + local)


def values(graph: rdf.Graph, node: str, prefixed: str) -> list[Any]:
    predicate = name(prefixed)
    found = (t for t in graph if t.predicate == predicate and str(t.subject) == f"<{node}>")
    return sorted((t.object for t in found), key=str)


def typed(graph: rdf.Graph, prefixed: str) -> list[str]:
    wanted = name(prefixed)
    return sorted(
        str(t.subject)[1:-1]
        for t in graph
        if t.predicate == name("rdf:type") and t.object == wanted
    )


def catalogued(
    publication: Publication, files: Sequence[Distribution], validation: Validation
) -> rdf.Graph:
    """The catalogue of the files, with what is no distribution as pages."""
    pages = [f.path for f in files if f.media_type not in OPEN]
    cubes = [r.name for r in publication.of_role(Role.CUBE)]
    series = {cube: Series(3, ("https://example.org/unit/x",)) for cube in cubes}
    return catalogue(publication, datasets(publication, files, series), validation, pages)


def dataset_iri(publication: Publication) -> str:
    return f"{publication.base}dataset/{publication.name}"


def distribution_iri(publication: Publication, path: str) -> str:
    return f"{publication.base}distribution/{publication.name}/{path}"


def distribution(publication: Publication, path: str, media_type: str) -> Distribution:
    return Distribution(path, media_type, publication.titles, 12, "0f" * 32)


def every_format(publication: Publication) -> list[Distribution]:
    formats = enumerate(OPEN)
    table = "datapackage/figures.csv"
    return [
        Distribution(table, "text/csv", publication.titles, 34, "1e" * 32, "figures"),
        *(
            Distribution(f"rdf/cube/{c.name}.ttl", "text/turtle", c.titles, 9, "2d" * 32, c.name)
            for c in publication.of_role(Role.CUBE)
        ),
        *(distribution(publication, f"d/{n}", media) for n, media in formats),
    ]


def full(publication: Publication) -> Publication:
    """The publication in English first, with every key that a catalogue may have."""
    return dataclasses.replace(
        publication, languages=("en", "it"), catalogue={**publication.catalogue, **EVERY_KEY}
    )


@pytest.fixture(params=["as published", "every key"])
def graph(request: pytest.FixtureRequest, publication: Publication) -> rdf.Graph:
    described = full(publication) if request.param == "every key" else publication
    return catalogued(described, every_format(described), VALIDATION)


def test_a_text_stands_once_in_each_language(graph: rdf.Graph, publication: Publication) -> None:
    for node in (*typed(graph, "dcat:Catalog"), *typed(graph, "dcat:Dataset")):
        for prefixed in ("dct:title", "dct:description"):
            tags = sorted(text.language for text in values(graph, node, prefixed))
            assert tags == sorted(publication.languages)


def test_the_graph_has_no_blank_node(graph: rdf.Graph) -> None:
    terms = [term for t in graph for term in (t.subject, t.object)]

    assert not any(isinstance(term, ox.BlankNode) for term in terms)


def test_nodes_of_the_catalogue_are_named_under_the_base(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    assert typed(graph, "dcat:Catalog") == [publication.base + "catalogue"]
    assert typed(graph, "dcat:Dataset") == sorted(
        [dataset_iri(publication)]
        + [f"{dataset_iri(publication)}/{c.name}" for c in publication.of_role(Role.CUBE)]
    )
    assert distribution_iri(publication, "datapackage/figures.csv") in typed(
        graph, "dcat:Distribution"
    )


def test_a_distribution_states_its_format_size_and_digest(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    node = distribution_iri(publication, "datapackage/figures.csv")
    (checksum,) = values(graph, node, "spdx:checksum")
    assert values(graph, node, "dct:format") == [ox.NamedNode(AUTHORITY + "file-type/CSV")]
    assert values(graph, node, "dcat:mediaType") == [ox.NamedNode(IANA + "text/csv")]
    assert values(graph, node, "dcat:byteSize") == [rdf.literal("34", "nonNegativeInteger")]
    assert values(graph, checksum.value, "spdx:checksumValue") == [
        rdf.literal("1e" * 32, "hexBinary")
    ]


def test_a_distribution_of_a_table_is_described_as_its_table(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    described = values(
        graph, distribution_iri(publication, "datapackage/figures.csv"), "dct:description"
    )
    whole = values(graph, distribution_iri(publication, "d/0"), "dct:description")
    assert {d.language: d.value for d in described} == publication.resource("figures").descriptions
    assert {d.language: d.value for d in whole} == publication.descriptions


def test_what_no_table_is_called_is_described_as_the_whole(publication: Publication) -> None:
    printed = Distribution(
        "datapackage/t.csv", "text/csv", publication.titles, 1, "00" * 32, "table-1"
    )

    graph = catalogued(publication, [printed], VALIDATION)

    described = values(graph, distribution_iri(publication, "datapackage/t.csv"), "dct:description")
    assert {d.language: d.value for d in described} == publication.descriptions


@pytest.mark.parametrize("media_type", ["application/zip", "text/html", "application/vnd.sqlite3"])
def test_a_format_that_is_not_open_and_machine_readable_is_no_distribution(
    publication: Publication, media_type: str
) -> None:
    files = [
        distribution(publication, "a.csv", "text/csv"),
        distribution(publication, "b", media_type),
    ]

    graph = catalogued(publication, files, VALIDATION)

    assert typed(graph, "dcat:Distribution") == [distribution_iri(publication, "a.csv")]


def test_download_addresses_stand_only_where_the_descriptor_has_one(
    publication: Publication,
) -> None:
    files = [
        distribution(publication, "rdf/all.nt", "application/n-triples"),
        distribution(publication, "report/validation.html", "text/html"),
    ]

    without = catalogued(publication, files, VALIDATION)
    graph = catalogued(full(publication), files, VALIDATION)

    node, dataset = distribution_iri(publication, "rdf/all.nt"), dataset_iri(publication)
    page = ox.NamedNode("https://example.org/dist/report/validation.html")
    assert values(without, node, "dcat:downloadURL") == []
    assert values(without, dataset, "foaf:page") == []
    assert values(graph, node, "dcat:downloadURL") == [
        ox.NamedNode("https://example.org/dist/rdf/all.nt")
    ]
    assert values(graph, dataset, "foaf:page") == [page]
    assert page.value in typed(graph, "foaf:Document")


def test_every_key_of_the_descriptor_reaches_the_catalogued(publication: Publication) -> None:
    graph = catalogued(full(publication), every_format(publication), VALIDATION)

    dataset = dataset_iri(publication)
    (contact,) = values(graph, dataset, "dcat:contactPoint")
    agents = typed(graph, "foaf:Agent")
    assert contact.value not in agents
    assert values(graph, contact.value, "vcard:fn") == [rdf.literal("Ufficio dati")]
    assert values(graph, contact.value, "vcard:hasEmail") == [
        ox.NamedNode("mailto:dati@example.org")
    ]
    assert values(graph, dataset, "dcat:landingPage") == [ox.NamedNode(EVERY_KEY["landingPage"])]
    assert values(graph, dataset, "dct:identifier") == [rdf.literal("r_test:D.7")]
    assert len(values(graph, dataset, "adms:versionNotes")) == 2
    assert typed(graph, "foaf:Document") == ["https://example.org/", "https://example.org/dataset"]


@pytest.mark.parametrize(
    ("prefixed", "key"),
    [
        ("dcat:theme", "themes"),
        ("dct:subject", "subjects"),
        ("dct:spatial", "spatial"),
        ("dct:accrualPeriodicity", "frequency"),
        ("dct:accessRights", "accessRights"),
    ],
)
def test_the_dataset_states_the_nodes_of_the_descriptor(
    publication: Publication, prefixed: str, key: str
) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    told = publication.catalogue[key]
    stated = values(graph, dataset_iri(publication), prefixed)
    assert [node.value for node in stated] == sorted([told] if isinstance(told, str) else told)


def test_every_distribution_states_licence_and_grounds_of_reuse(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    key = publication.catalogue
    rights = f"{publication.base}catalogue/{publication.name}/rights"
    for node in typed(graph, "dcat:Distribution"):
        assert values(graph, node, "dct:license") == [ox.NamedNode(key["license"]["iri"])]
        assert values(graph, node, "dct:rights") == [ox.NamedNode(rights)]
    texts = values(graph, rights, "rdfs:label")
    assert {t.language: t.value for t in texts} == key["legalBasis"]


def test_a_body_has_the_type_that_the_descriptor_gives_it(publication: Publication) -> None:
    region = {
        "iri": "https://example.org/region",
        "name": "Region",
        "identifier": "region",
        "type": "http://purl.org/adms/publishertype/RegionalAuthority",
    }
    held = dataclasses.replace(
        publication, catalogue={**publication.catalogue, "rightsHolder": region}
    )

    graph = catalogued(held, every_format(held), VALIDATION)

    publisher = held.catalogue["publisher"]
    assert values(graph, region["iri"], "dct:type") == [ox.NamedNode(region["type"])]
    assert values(graph, publisher["iri"], "dct:type") == []


def test_no_contact_point_is_made_up(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    assert values(graph, dataset_iri(publication), "dcat:contactPoint") == []
    assert typed(graph, "vcard:Kind") == []


def test_version_and_period_stand_under_the_names_of_either_profile(
    publication: Publication,
) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    dataset = dataset_iri(publication)
    (period,) = values(graph, dataset, "dct:temporal")
    assert values(graph, dataset, "dcat:version") == [rdf.literal(publication.version)]
    assert values(graph, dataset, "owl:versionInfo") == [rdf.literal(publication.version)]
    for bound in ("startDate", "endDate"):
        stated = values(graph, period.value, f"dcat:{bound}")
        assert stated == values(graph, period.value, f"dcatapit:{bound}")
        assert len(stated) == 1


def test_a_period_may_have_no_end(publication: Publication) -> None:
    key = {**publication.catalogue, "temporal": {"start": "2021-01-01"}}
    described = dataclasses.replace(publication, catalogue=key)

    graph = catalogued(described, every_format(described), VALIDATION)

    (period,) = typed(graph, "dct:PeriodOfTime")
    assert values(graph, period, "dcat:startDate") == [rdf.literal("2021-01-01", "date")]
    assert values(graph, period, "dcat:endDate") == []


def test_keywords_have_letters_digits_spaces_and_hyphens_only(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    keywords = values(graph, dataset_iri(publication), "dcat:keyword")
    assert {k.language for k in keywords} == set(publication.languages)
    assert [k.value for k in keywords if not re.fullmatch(r"[\w .-]+", k.value)] == []


def test_an_unknown_language_is_left_out(publication: Publication) -> None:
    described = dataclasses.replace(publication, languages=("it", "fur"))

    graph = catalogued(described, every_format(described), VALIDATION)

    stated = values(graph, dataset_iri(publication), "dct:language")
    assert stated == [ox.NamedNode(f"{AUTHORITY}language/{LANGUAGES['it']}")]


def test_the_catalogue_says_that_it_is_no_act_of_the_rights_holder(
    publication: Publication,
) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    (statement,) = values(graph, dataset_iri(publication), "dct:provenance")
    texts = values(graph, statement.value, "rdfs:label")
    assert {t.language: t.value for t in texts} == publication.catalogue["provenance"]
    (document,) = values(graph, dataset_iri(publication), "prov:wasDerivedFrom")
    assert document.value == f"{publication.base}doc/{publication.documents[0].notation}"


def test_the_quality_statement_counts_rules_checks_and_issues(publication: Publication) -> None:
    keys, cells = "primary_keys_are_unique", "cells_fit_their_type"
    issue = Issue("data/axis.csv", 2, "axis", keys, "twice")
    validation = Validation({keys: Finding(10, "rows", (issue,)), cells: Finding(5, "cells")})

    graph = catalogued(publication, every_format(publication), validation)

    stated = {
        values(graph, node, "dqv:isMeasurementOf")[0].value.rpartition("/")[2]: values(
            graph, node, "dqv:value"
        )[0].value
        for node in typed(graph, "dqv:QualityMeasurement")
    }
    families = {name: stated.pop(name) for name in list(stated) if name.startswith("checked")}
    assert stated == {"rulesApplied": "2", "thingsChecked": "15", "issuesFound": "1"}
    assert {n: v for n, v in families.items() if v != "0"} == {"checkedK": "10", "checkedC": "5"}
    dimensions = typed(graph, "dqv:Dimension")
    assert len(typed(graph, "dqv:Metric")) == 3 + len(dimensions) == 3 + len(families)


def described(folder: Path, change: dict[str, Any], drop: Iterable[str] = ()) -> Path:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    key = {**descriptor["coesa"]["catalogue"], **change}
    descriptor["coesa"]["catalogue"] = {k: v for k, v in key.items() if k not in drop}
    path.write_text(json.dumps(descriptor), "utf-8")
    return folder


def test_a_descriptor_may_have_every_key(folder: Path) -> None:
    publication = read_publication(described(folder, EVERY_KEY))

    assert publication.catalogue["contactPoint"] == EVERY_KEY["contactPoint"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"accessURL": "example.org"}, "web address"),
        ({"accessURL": "http://[bad/"}, "web address"),
        ({"accessURL": "http://example.org/%zz"}, "web address"),
        ({"downloadURL": "https://example.org/dist"}, "slash at its end"),
        ({"issued": "22/11/2026"}, "one that the calendar has"),
        ({"frequency": "annual"}, "frequency/ANNUAL"),
        ({"themes": ["SOCI"]}, "a theme of the EU authority table"),
        ({"contactPoint": {"name": "x", "email": "mailto:x@example.org"}}, "without mailto:"),
        ({"publisher": {"iri": "https://example.org/", "name": "x"}}, "identifier"),
        ({"contactpoint": {}}, "contactpoint"),
    ],
)
def test_a_wrong_key_of_the_catalogue_is_told_with_what_to_write(
    folder: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(PublicationError) as raised:
        read_publication(described(folder, change))

    (issue,) = raised.value.issues
    assert issue.rule == "descriptor_follows_its_profile"
    assert issue.column.startswith("$.coesa.catalogue")
    assert message in issue.message


@pytest.mark.parametrize("key", ["publisher", "rightsHolder", "themes", "legalBasis", "accessURL"])
def test_what_dcat_ap_it_makes_mandatory_must_be_in_the_descriptor(folder: Path, key: str) -> None:
    with pytest.raises(PublicationError, match=key):
        read_publication(described(folder, {}, drop=[key]))


@pytest.mark.parametrize("keyword", ["lotta alla povertà, lavoro", "qualità dell'aria", "ESF/FSE"])
def test_a_keyword_that_portals_cut_up_is_refused(folder: Path, keyword: str) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["keywords"] = [keyword]
    path.write_text(json.dumps(descriptor), "utf-8")

    with pytest.raises(PublicationError, match="letters, digits, spaces, points and hyphens"):
        read_publication(folder)


def test_each_cube_is_a_part_of_the_collection(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    whole = dataset_iri(publication)
    cubes = [f"{whole}/{cube.name}" for cube in publication.of_role(Role.CUBE)]
    assert [n.value for n in values(graph, whole, "dct:hasPart")] == sorted(cubes)
    for cube in cubes:
        assert values(graph, cube, "dct:isPartOf") == [ox.NamedNode(whole)]


def test_a_cube_tells_its_components_units_and_series(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    for cube in publication.of_role(Role.CUBE):
        node = f"{dataset_iri(publication)}/{cube.name}"
        dimensions = sorted(f.property_iri or "" for f in cube.dimensions)
        assert [n.value for n in values(graph, node, "stat:dimension")] == dimensions
        assert len(values(graph, node, "stat:attribute")) == 1
        assert values(graph, node, "stat:numSeries") == [rdf.literal("3", "integer")]
        assert len(values(graph, node, "stat:statUnitMeasure")) == 1
    assert set(dimensions) <= set(typed(graph, "qb:DimensionProperty"))


def test_the_next_edition_takes_its_place_in_the_series(publication: Publication) -> None:
    series = {**publication.catalogue["series"], "previous": dataset_iri(publication)}
    later = dataclasses.replace(
        publication, name="later", catalogue={**publication.catalogue, "series": series}
    )

    both = catalogued(publication, every_format(publication), VALIDATION) | catalogued(
        later, every_format(later), VALIDATION
    )

    (node,) = typed(both, "dcat:DatasetSeries")
    for edition in (publication, later):
        assert values(both, dataset_iri(edition), "dcat:inSeries") == [ox.NamedNode(node)]
    assert values(both, dataset_iri(later), "dcat:prev") == [ox.NamedNode(dataset_iri(publication))]
    # Nothing that differs between editions is stated of one node twice.
    for period in typed(both, "dct:PeriodOfTime"):
        assert len(values(both, period, "dcat:startDate")) == 1
    for checksum in typed(both, "spdx:Checksum"):
        assert len(values(both, checksum, "spdx:checksumValue")) == 1


def test_without_a_series_there_is_none(publication: Publication) -> None:
    key = {k: v for k, v in publication.catalogue.items() if k != "series"}
    alone = dataclasses.replace(publication, catalogue=key)

    graph = catalogued(alone, every_format(alone), VALIDATION)

    assert typed(graph, "dcat:DatasetSeries") == []
    assert values(graph, dataset_iri(alone), "dcat:inSeries") == []


def test_the_dataset_tells_how_and_by_whom_it_was_made(publication: Publication) -> None:
    graph = catalogued(publication, every_format(publication), VALIDATION)

    (activity,) = typed(graph, "prov:Activity")
    used = values(graph, activity, "prov:used")
    assert used == values(graph, dataset_iri(publication), "prov:wasDerivedFrom")
    assert values(graph, dataset_iri(publication), "prov:wasGeneratedBy") == [
        ox.NamedNode(activity)
    ]
    assert len(values(graph, activity, "prov:endedAtTime")) == 1


def test_what_is_no_distribution_is_a_page(publication: Publication) -> None:
    workbook = Distribution("office/x.xlsx", "application/x", publication.titles, 1, "00" * 32)

    graph = catalogued(full(publication), [workbook], VALIDATION)

    page = ox.NamedNode("https://example.org/dist/office/x.xlsx")
    assert values(graph, dataset_iri(publication), "foaf:page") == [page]
    assert typed(graph, "dcat:Distribution") == []
