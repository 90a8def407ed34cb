from dataclasses import replace

import pytest

from coesa import rdf
from coesa.model import Publication, Role
from coesa.rules import shapes
from coesa.rules.shapes import nodes_have_their_shapes
from coesa.tables import Tables
from tests.conftest import Edit
from tests.opened import open_tables
from tests.rules.conftest import Broken


def test_the_publication_passes(tables: Tables) -> None:
    finding = nodes_have_their_shapes(tables)

    assert finding.issues == ()
    assert finding.notes == ()
    assert finding.checked > 200


def test_a_concept_without_a_label_in_two_languages(edit: Edit, broken: Broken) -> None:
    issues = broken(nodes_have_their_shapes, edit("axis.csv", 3, "label_en", ""))

    assert [(i.path, i.row) for i in issues] == [("data/axis.csv", 3)]
    assert "a concept has one prefLabel in each language" in issues[0].message


def test_an_observation_without_a_value_of_its_type(edit: Edit, broken: Broken) -> None:
    issues = broken(nodes_have_their_shapes, edit("financial-amounts.csv", 4, "value", "much"))

    assert {(i.path, i.row) for i in issues} == {("data/financial-amounts.csv", 4)}


def test_an_observation_of_a_figure_that_is_none(edit: Edit, broken: Broken) -> None:
    issues = broken(nodes_have_their_shapes, edit("financial-amounts.csv", 4, "figure", "p99-001"))

    assert [(i.path, i.row) for i in issues] == [("data/financial-amounts.csv", 4)]
    assert "derives from one printed figure" in issues[0].message


def test_a_dimension_without_a_range(publication: Publication) -> None:
    terms = rdf.read_turtle(publication.vocabulary.terms)
    left = frozenset(t for t in terms if not t.predicate.value.endswith("#range"))
    vocabulary = replace(publication.vocabulary, terms=rdf.ntriples(left).decode())

    with open_tables(replace(publication, vocabulary=vocabulary)) as tables:
        issues = nodes_have_their_shapes(tables).issues

    assert {i.path for i in issues} == {"datapackage.json"}
    assert all("IC-4" in i.message for i in issues)


def test_a_long_table_is_looked_at_in_part(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "ROWS", 10)
    monkeypatch.setattr(shapes, "OF_A_KIND", 5)

    finding = nodes_have_their_shapes(tables)

    publication = tables.publication
    streamed = (*publication.of_role(Role.CUBE), *publication.of_role(Role.LEDGER))
    assert finding.issues == ()
    assert finding.notes == tuple(
        f"{resource.name}: the first 5 rows of each kind (the same cells filled) were held "
        "against the shapes"
        for resource in streamed
        if tables.count(resource.name) > 10
    )
    assert "figures" in finding.notes[-1]


def test_every_kind_of_row_of_a_long_table_is_looked_at(
    edit: Edit, tables: Tables, broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "ROWS", 5)
    monkeypatch.setattr(shapes, "OF_A_KIND", 1)
    ((row,),) = tables.query('SELECT min("#row") FROM figures WHERE restates IS NOT NULL')

    issues = broken(nodes_have_their_shapes, edit("figures.csv", row, "page", "first"))

    assert row > 5
    assert {(i.path, i.row) for i in issues} == {("data/figures.csv", row)}
    assert {"a figure is on one page" in i.message for i in issues} == {True}
