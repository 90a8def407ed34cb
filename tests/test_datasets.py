import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from coesa import rdf
from coesa.build import distributions
from coesa.datasets import OPEN, count_series, datasets, vocabularies
from coesa.model import Distribution, Publication, Role, Written
from coesa.read import read_publication
from coesa.tables import Tables
from tests.conftest import ROOT

WRITTEN = [
    *("datapackage/datapackage.json", "datapackage/csvw-group.json", "datapackage/axis.csv"),
    *("datapackage/figures.csv", "datapackage/def-unit.csv", "datapackage/initiative-axis.csv"),
    *("datapackage/financial-amounts.csv", "office/csv-it/financial-amounts.csv"),
    *("office/csv-it/figures.csv", "rdf/all.nt", "rdf/cube/financial-amounts.ttl"),
    *("rdf/vocab/axis.ttl", "rdf/vocab/def-unit.ttl", "rdf/vocab/terms.ttl"),
    *("datapackage/table-1.csv", "office/x.xlsx", "report/validation.json"),
]


def offered(publication: Publication) -> tuple[Distribution, ...]:
    return distributions(publication, {path: Written(1, "0" * 64) for path in WRITTEN})


def test_there_is_a_dataset_for_the_whole_and_one_for_each_cube(publication: Publication) -> None:
    made = datasets(publication, offered(publication), {})

    cubes = [cube.name for cube in publication.of_role(Role.CUBE)]
    assert [dataset.name for dataset in made] == [publication.name, *cubes]
    assert len({dataset.iri for dataset in made}) == len({d.identifier for d in made}) == len(made)


def test_each_file_is_had_from_one_dataset(publication: Publication) -> None:
    collection, *cubes = datasets(publication, offered(publication), {})

    assert [d.path for d in collection.distributions] == [
        *("datapackage/datapackage.json", "datapackage/figures.csv", "datapackage/table-1.csv"),
        "rdf/all.nt",
    ]
    (amounts,) = (c for c in cubes if c.name == "financial-amounts")
    assert [d.path for d in amounts.distributions] == [
        *("datapackage/financial-amounts.csv", "rdf/cube/financial-amounts.ttl"),
    ]


def test_a_csv_for_excel_is_no_distribution(publication: Publication) -> None:
    made = datasets(publication, offered(publication), {})

    assert not [d.path for one in made for d in one.distributions if "csv-it" in d.path]


def test_nothing_closed_or_for_eyes_only_is_a_distribution(publication: Publication) -> None:
    made = datasets(publication, offered(publication), {})

    types = {d.media_type for dataset in made for d in dataset.distributions}
    assert types <= OPEN.keys()


def test_a_cube_is_found_by_the_words_of_the_whole(publication: Publication) -> None:
    _, *cubes = datasets(publication, offered(publication), {})

    for cube in cubes:
        assert set(cube.titles) == set(publication.languages)
        for tag in publication.languages:
            assert publication.titles[tag] in cube.titles[tag]
            assert set(publication.keywords[tag]) < set(cube.keywords[tag])
            assert len(cube.keywords[tag]) == len(set(cube.keywords[tag]))


def test_a_given_identifier_is_that_of_every_dataset(folder: Path) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["coesa"]["catalogue"]["identifier"] = "r_test:D.7"
    path.write_text(json.dumps(descriptor), "utf-8")

    collection, first, *_ = datasets(read_publication(folder), (), {})

    assert collection.identifier == "r_test:D.7"
    assert first.identifier == f"r_test:D.7-{first.name}"


def test_series_are_counted_as_sparql_counts_them(publication: Publication, tables: Tables) -> None:
    counted = count_series(tables)

    assert sorted(counted) == sorted(cube.name for cube in publication.of_role(Role.CUBE))
    for cube in publication.of_role(Role.CUBE):
        rows = list(tables.rows(cube.name))
        others = [f.name for f in cube.dimensions if "reference-period" not in f"{f.property_iri}"]
        assert counted[cube.name].count == len({tuple(r[n] for n in others) for r in rows})


def test_units_are_those_of_the_observations(dist: Path, tables: Tables) -> None:
    store = ox.Store()
    store.load(path=dist / "rdf" / "all.nt", format=ox.RdfFormat.N_TRIPLES)
    unit = ox.NamedNode(rdf.PREFIXES["sdmx-attribute"] + "unitMeasure")
    data_set = ox.NamedNode(rdf.PREFIXES["qb"] + "dataSet")
    base = tables.publication.base

    for name, series in count_series(tables).items():
        cube = ox.NamedNode(f"{base}cube/{name}")
        observations = [q.subject for q in store.quads_for_pattern(None, data_set, cube)]
        stated = {
            str(q.object)[1:-1]
            for o in observations
            for q in store.quads_for_pattern(o, unit, None)
        }
        assert set(series.units) == stated


def test_vocabularies_are_lists_of_concepts_of_its_own(publication: Publication) -> None:
    names = [scheme.name for scheme in vocabularies(publication)]

    assert "axis" in names
    assert "thematic-objective" not in names  # its concepts are those of the shared list


@pytest.mark.parametrize("example", ["minimal", "erdf"])
def test_another_publication_has_its_datasets_too(example: str) -> None:
    publication = read_publication(ROOT / "tests" / "examples" / example)

    made = datasets(publication, (), {})

    assert len(made) == 1 + len(publication.of_role(Role.CUBE))
    assert all(set(d.titles) == set(publication.languages) for d in made)
