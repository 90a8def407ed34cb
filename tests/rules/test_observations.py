"""Observations against rules, with the standard's own queries as the judge of the same damage."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from coesa import rdf
from coesa.rules.observations import (
    observations_are_in_one_cube,
    observations_differ_in_a_dimension,
    observations_have_every_dimension,
    observations_have_their_measure,
    observations_use_their_code_lists,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe, published
from tests.rules.test_structures import DIMENSION, QB, violates

AMOUNTS = "financial-amounts.csv"
OBS_VALUE = "http://purl.org/linked-data/sdmx/2009/measure#obsValue"
RULES: dict[str, Rule] = {
    "01": observations_are_in_one_cube,
    "11": observations_have_every_dimension,
    "12": observations_differ_in_a_dimension,
    "14": observations_have_their_measure,
    "19": observations_use_their_code_lists,
}


@pytest.mark.parametrize("rule", RULES.values())
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


@pytest.mark.parametrize(
    ("constraint", "column", "value"),
    [("11", "axis", ""), ("12", "axis", "II"), ("14", "value", ""), ("19", "axis", "VI")],
)
def test_a_cell_is_damaged(
    constraint: str, column: str, value: str, edit: Edit, broken: Broken
) -> None:
    issues = broken(RULES[constraint], edit(AMOUNTS, 2, column, value))

    assert [i.path for i in issues] == ["data/financial-amounts.csv"]
    assert issues[0].rule == RULES[constraint].__name__
    # Of two rows with the same dimensions the later one is named.
    assert (issues[0].row, issues[0].column) == (
        (7, "statistic") if constraint == "12" else (2, column)
    )


def _first_observation(graph: rdf.Graph) -> str:
    return min(str(t.subject)[1:-1] for t in graph if "/obs/financial-amounts/" in str(t.subject))


@pytest.mark.parametrize(
    ("constraint", "predicate"), [("01", QB + "dataSet"), ("11", DIMENSION), ("14", OBS_VALUE)]
)
def test_the_standard_finds_what_is_missing(
    constraint: str, predicate: str, graph: rdf.Graph
) -> None:
    first = _first_observation(graph)

    damaged = frozenset(
        t for t in graph if (str(t.subject), t.predicate.value) != (f"<{first}>", predicate)
    )

    assert len(damaged) == len(graph) - 1
    assert violates(constraint, damaged)


def test_the_standard_finds_a_duplicate(graph: rdf.Graph) -> None:
    first = _first_observation(graph)

    # Our IRIs are made of the dimensions, so a duplicate row would melt into its twin in RDF:
    # the SQL rule sees what the query cannot. Under a name of its own the query sees it too.
    again = ox.NamedNode(first + "/again")
    twin = {
        ox.Triple(again, t.predicate, t.object) for t in graph if str(t.subject) == f"<{first}>"
    }
    damaged = graph | twin

    assert violates("12", damaged)


def test_the_standard_finds_a_code_of_no_list(edit: Edit) -> None:
    folder: Path = edit(AMOUNTS, 2, "axis", "VI")

    with open_tables(read_publication(folder)) as tables:
        assert violates("19", published(tables))


def test_a_field_states_another_data_set(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor) -> None:  # type: ignore[no-untyped-def]
        cube = next(r for r in descriptor["resources"] if r["coesa"]["role"] == "cube")
        field = next(f for f in cube["schema"]["fields"] if f["name"] == "figure")
        field["coesa"]["property"] = QB + "dataSet"

    issues = broken(observations_are_in_one_cube, describe(spoil))

    assert len(issues) == 1
