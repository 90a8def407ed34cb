from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from coesa import rdf
from coesa.model import Role
from coesa.tables import Tables
from coesa.triples import rdf_files


@pytest.fixture(scope="module")
def folder_of_rdf(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made")
    for name, content in rdf_files(tables).items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
    return out / "rdf"


def triples(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(path))}


def test_all_triples_are_in_one_sorted_file(folder_of_rdf: Path) -> None:
    lines = (folder_of_rdf / "all.nt").read_text("utf-8").split("\n")[:-1]
    turtle = set().union(*(triples(path) for path in folder_of_rdf.rglob("*.ttl")))

    assert lines == sorted(set(lines))
    assert triples(folder_of_rdf / "all.nt") == turtle


def test_another_library_reads_the_same(folder_of_rdf: Path) -> None:
    for path in folder_of_rdf.rglob("*.ttl"):
        graph = rdflib.Graph().parse(path, format="turtle")
        assert len(graph) == len(triples(path)), path.name


def test_there_are_no_blank_nodes(folder_of_rdf: Path) -> None:
    for quad in ox.parse(path=str(folder_of_rdf / "all.nt")):
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_no_part_of_a_file_is_left_behind(folder_of_rdf: Path) -> None:
    assert not list(folder_of_rdf.rglob("*.part"))


def test_every_observation_and_figure_is_there(folder_of_rdf: Path, tables: Tables) -> None:
    text = (folder_of_rdf / "all.nt").read_text("utf-8")

    observations = sum(tables.count(cube.name) for cube in tables.publication.of_role(Role.CUBE))
    assert text.count("#type> <http://purl.org/linked-data/cube#Observation> .") == observations
    assert text.count("#type> <https://w3id.org/coesa/def/Figure> .") == tables.count("figures")


def test_turtle_of_a_cube_reads_well(folder_of_rdf: Path) -> None:
    text = (folder_of_rdf / "cube" / "financial-amounts.ttl").read_text("utf-8")

    key = "2014IT05SFOP007/cumulative-2022-12-31/II/paid"
    expected = f"""<obs/financial-amounts/{key}> a qb:Observation , prov:Entity ;
    qb:dataSet <cube/financial-amounts> ;
    dim:programme <programme/2014IT05SFOP007> ;
    sdmx-attribute:unitMeasure def-unit:EUR ;
    dim:reference-period <reference-period/cumulative-2022-12-31> ;
    dim:axis <axis/II> ;
    dim:statistic def-statistic:paid ;
    sdmx-measure:obsValue 297276053.64 ;
    prov:wasDerivedFrom <figure/raa-2022/p05-050> .
"""
    assert expected in text
    assert rdf.read_turtle(text)
