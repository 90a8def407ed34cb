"""Structures against rules; and the standard's own queries as the judge of what we emit."""

from typing import Any

import pytest

from coesa import rdf
from coesa.model import Publication, Role
from coesa.rules.structures import (
    code_lists_are_those_of_the_property,
    component_properties_are_typed,
    components_are_in_normal_form,
    concept_dimensions_have_a_code_list,
    cubes_have_one_structure,
    cubes_measure_one_observed_value,
    dimensions_are_coded,
    dimensions_have_a_range,
    structures_include_a_measure,
    units_are_required,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.data_cube import breaks, loaded
from tests.opened import open_tables
from tests.rules.conftest import Broken, Describe, published

QB, RDFS = rdf.PREFIXES["qb"], rdf.PREFIXES["rdfs"]
DIMENSION = "https://w3id.org/coesa/def/dimension/axis"

RULES: dict[str, Rule] = {
    "02": cubes_have_one_structure,
    "03": structures_include_a_measure,
    "04": dimensions_have_a_range,
    "05": concept_dimensions_have_a_code_list,
}


def violates(constraint: str, graph: rdf.Graph) -> bool:
    """Ask the standard's own query whether a graph breaks a constraint."""
    return breaks(constraint, loaded(graph))


@pytest.mark.parametrize(
    "rule",
    [
        *RULES.values(),
        components_are_in_normal_form,
        component_properties_are_typed,
        dimensions_are_coded,
        cubes_measure_one_observed_value,
        units_are_required,
        code_lists_are_those_of_the_property,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def _with_terms(publication: Publication, graph: rdf.Graph) -> Publication:
    """Put other terms in the place of the shared ones."""
    from dataclasses import replace

    vocabulary = replace(publication.vocabulary, terms=rdf.ntriples(graph).decode())
    return replace(publication, vocabulary=vocabulary)


@pytest.mark.parametrize(
    ("constraint", "predicate"), [("04", RDFS + "range"), ("05", QB + "codeList")]
)
def test_terms_are_damaged_and_the_standard_agrees(
    constraint: str, predicate: str, publication: Publication
) -> None:
    terms = rdf.read_turtle(publication.vocabulary.terms)
    damaged = frozenset(
        t for t in terms if (str(t.subject), t.predicate.value) != (f"<{DIMENSION}>", predicate)
    )

    with open_tables(_with_terms(publication, damaged)) as tables:
        issues = RULES[constraint](tables).issues
        also = dimensions_are_coded(tables).issues

        assert violates(constraint, published(tables))
    concerned = [c for c in publication.of_role(Role.CUBE) if c.stating(DIMENSION)]
    assert issues
    assert DIMENSION in issues[0].message
    assert len(also) == len(concerned) > 1


def test_a_measure_is_not_typed_and_the_standard_agrees(publication: Publication) -> None:
    terms = rdf.read_turtle(publication.vocabulary.terms)
    damaged = frozenset(t for t in terms if str(t.object) != f"<{QB}MeasureProperty>")

    with open_tables(_with_terms(publication, damaged)) as tables:
        issues = structures_include_a_measure(tables).issues
        untyped = component_properties_are_typed(tables).issues

        assert violates("03", published(tables))
    assert len(issues) == len(untyped) == len(publication.of_role(Role.CUBE))


def test_a_cube_has_two_structures_and_the_standard_agrees(publication: Publication) -> None:
    cube = f"{publication.base}cube/{publication.of_role(Role.CUBE)[0].name}"
    terms = rdf.read_turtle(publication.vocabulary.terms)
    damaged = terms | {rdf.triple(cube, QB + "structure", "https://example.org/another")}

    with open_tables(_with_terms(publication, damaged)) as tables:
        (issue,) = cubes_have_one_structure(tables).issues

        assert violates("02", published(tables))
    assert issue.path == "datapackage.json"


def test_a_component_is_not_in_normal_form(publication: Publication) -> None:
    cube = publication.of_role(Role.CUBE)[0].name
    terms = rdf.read_turtle(publication.vocabulary.terms)
    structure = f"{publication.base}cube/{cube}/structure"
    damaged = terms | {rdf.triple(structure, QB + "component", "https://example.org/bare")}

    with open_tables(_with_terms(publication, damaged)) as tables:
        (issue,) = components_are_in_normal_form(tables).issues

    assert "https://example.org/bare" in issue.message


def test_a_dimension_is_no_dimension_property(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _cube_field(descriptor, "axis")["coesa"]["property"] = (
            "https://w3id.org/coesa/def/thematicObjective"
        )

    (issue,) = broken(component_properties_are_typed, describe(spoil))

    assert "def/thematicObjective" in issue.message


def _cube_field(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    cube = next(r for r in descriptor["resources"] if r["coesa"]["role"] == "cube")
    return next(f for f in cube["schema"]["fields"] if f["name"] == name)


def test_a_cube_measures_something_else(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _cube_field(descriptor, "value")["coesa"]["property"] = "https://example.org/value"

    issues = broken(cubes_measure_one_observed_value, describe(spoil))

    assert len(issues) == 1


def test_a_unit_is_not_required(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        cube = next(r for r in descriptor["resources"] if r["coesa"]["role"] == "cube")
        unit = next(c for c in cube["coesa"]["constants"] if c["name"] == "unit")
        unit["coesa"]["property"] = "https://example.org/unit"

    assert len(broken(units_are_required, describe(spoil))) == 1


def test_a_list_is_not_that_of_the_property(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        axis = next(r for r in descriptor["resources"] if r["name"] == "axis")
        del axis["coesa"]["extends"]

    issues = broken(code_lists_are_those_of_the_property, describe(spoil))

    assert issues
    assert "https://w3id.org/coesa/def/axis" in issues[0].message
