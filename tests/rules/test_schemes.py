from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coesa import rdf
from coesa.rules.schemes import (
    concepts_have_labels_and_definitions,
    hierarchies_have_no_cycles,
    labels_tell_concepts_apart,
)
from coesa.statements import SKOS
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe


@pytest.mark.parametrize(
    "rule",
    [concepts_have_labels_and_definitions, labels_tell_concepts_apart, hierarchies_have_no_cycles],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_definition_is_missing(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(
        concepts_have_labels_and_definitions, edit("axis.csv", 3, "definition_en", "")
    )

    assert (issue.path, issue.row, issue.column) == ("data/axis.csv", 3, "definition_en")


def test_a_language_is_missing(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        axis = next(r for r in descriptor["resources"] if r["name"] == "axis")
        label = next(f for f in axis["schema"]["fields"] if f["name"] == "label_en")
        label["coesa"]["language"] = "fr"

    (issue,) = broken(concepts_have_labels_and_definitions, describe(spoil))

    assert (issue.path, issue.row) == ("datapackage.json", 0)
    assert 'no label in "en"' in issue.message


def test_two_concepts_have_one_label(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(labels_tell_concepts_apart, edit("axis.csv", 3, "label_it", "occupazione"))

    assert (issue.path, issue.row, issue.column) == ("data/axis.csv", 3, "label_it")


def _with_links(describe: Describe, folder: Path, rows: str) -> Path:
    """Make the links of the axes a hierarchy of axes."""
    (folder / "data" / "axis-thematic-objective.csv").write_text(
        "axis,thematic_objective\n" + rows, "utf-8"
    )

    def spoil(descriptor: dict[str, Any]) -> None:
        links = next(r for r in descriptor["resources"] if r["name"] == "axis-thematic-objective")
        links["schema"]["fields"][1]["coesa"]["property"] = (
            "http://www.w3.org/2004/02/skos/core#broader"
        )
        links["schema"]["foreignKeys"][1]["reference"]["resource"] = "axis"

    return describe(spoil)


def test_a_hierarchy_goes_round(describe: Describe, folder: Path, broken: Broken) -> None:
    spoilt = _with_links(describe, folder, "I,II\nII,III\nIII,I\nIV,I\n")

    issues = broken(hierarchies_have_no_cycles, spoilt)

    assert [(i.row, i.column) for i in issues] == [
        (2, "thematic_objective"),
        (3, "thematic_objective"),
        (4, "thematic_objective"),
    ]


def test_a_hierarchy_may_have_two_ways_up(describe: Describe, folder: Path, broken: Broken) -> None:
    folder = _with_links(describe, folder, "I,II\nI,III\nII,IV\nIII,IV\n")

    assert broken(hierarchies_have_no_cycles, folder) == []


def test_a_hierarchy_goes_round_by_way_of_the_shared_terms(
    describe: Describe, folder: Path
) -> None:
    publication = read_publication(_with_links(describe, folder, "I,II\n"))
    axis = f"{publication.base}axis/"
    below = rdf.triple(f"{axis}II", SKOS + "broader", f"{axis}I")
    terms = rdf.ntriples(rdf.read_turtle(publication.vocabulary.terms) | {below}).decode()
    vocabulary = replace(publication.vocabulary, terms=terms)

    with open_tables(replace(publication, vocabulary=vocabulary)) as tables:
        (issue,) = hierarchies_have_no_cycles(tables).issues

    assert (issue.row, issue.column) == (2, "thematic_objective")
