"""Every integrity constraint: the rule that carries it, and the standard's own query as judge."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coesa import rdf
from coesa.iris import OBS_VALUE
from coesa.model import Publication
from coesa.registry import BY_NAME
from coesa.rules.forms import (
    cubes_have_no_measure_dimension,
    cubes_have_no_slices,
    hierarchies_are_told_from_above,
)
from coesa.rules.hierarchies import concepts_are_reached_from_the_top
from coesa.rules.observations import (
    observations_are_in_one_cube,
    observations_differ_in_a_dimension,
    observations_have_every_dimension,
    observations_have_their_measure,
    observations_have_their_required_attributes,
    observations_use_their_code_lists,
)
from coesa.rules.structures import (
    concept_dimensions_have_a_code_list,
    cubes_have_one_structure,
    dimensions_have_a_range,
    only_attributes_are_optional,
    structures_include_a_measure,
)
from coesa.statements import RDF_TYPE
from coesa.validate import Rule
from tests.conftest import ROOT, Edit, part
from tests.data_cube import CONSTRAINTS, PREFIXES, breaks, loaded, normalised
from tests.opened import open_tables, read_publication
from tests.rules.conftest import published

BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
AMOUNTS, SHARES = f"{BASE}cube/financial-amounts", f"{BASE}cube/participant-shares"
OBSERVATION = f"{BASE}obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/I/allocation"
DIMENSION = "https://w3id.org/coesa/def/dimension/"
QB, RDFS = rdf.PREFIXES["qb"], rdf.PREFIXES["rdfs"]
BROADER = "http://www.w3.org/2004/02/skos/core#broader"

CARRIED: dict[str, Rule] = {
    "01": observations_are_in_one_cube,
    "02": cubes_have_one_structure,
    "03": structures_include_a_measure,
    "04": dimensions_have_a_range,
    "05": concept_dimensions_have_a_code_list,
    "06": only_attributes_are_optional,
    "07": cubes_have_no_slices,
    "08": cubes_have_no_slices,
    "09": cubes_have_no_slices,
    "10": cubes_have_no_slices,
    "11": observations_have_every_dimension,
    "12": observations_differ_in_a_dimension,
    "13": observations_have_their_required_attributes,
    "14": observations_have_their_measure,
    "15": cubes_have_no_measure_dimension,
    "16": cubes_have_no_measure_dimension,
    "17": cubes_have_no_measure_dimension,
    "18": cubes_have_no_slices,
    "19": observations_use_their_code_lists,
    "20": concepts_are_reached_from_the_top,
    "21": hierarchies_are_told_from_above,
}

Descriptor = dict[str, Any]
Spoil = Callable[[Path], Publication]


def _resource(descriptor: Descriptor, name: str) -> Descriptor:
    found: Descriptor = next(r for r in descriptor["resources"] if r["name"] == name)
    return found


def described(by: Callable[[Descriptor], None], terms: str = "") -> Spoil:
    """Change the descriptor of a folder, and add to the terms."""

    def spoil(folder: Path) -> Publication:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        by(descriptor)
        path.write_text(json.dumps(descriptor), "utf-8")
        return _with_terms(read_publication(folder), terms)

    return spoil


def termed(added: str = "", without: tuple[str, str] | None = None) -> Spoil:
    """Add to the terms, or take away what a node states with a property."""
    return lambda folder: _with_terms(read_publication(folder), added, without)


def _with_terms(
    publication: Publication, added: str = "", without: tuple[str, str] | None = None
) -> Publication:
    kept = {
        t
        for t in rdf.read_turtle(publication.vocabulary.terms)
        if (str(t.subject), t.predicate.value) != without
    }
    terms = "".join(f"{t} .\n" for t in kept) + f"{PREFIXES}{added}"
    return replace(publication, vocabulary=replace(publication.vocabulary, terms=terms))


def stating(table: str, field: str, property_iri: str, required: bool | None = None) -> Spoil:
    """Let a field state another property."""

    def by(descriptor: Descriptor) -> None:
        fields = _resource(descriptor, table)["schema"]["fields"]
        found = next(f for f in fields if f["name"] == field)
        found["coesa"]["property"] = property_iri
        if required is not None:
            found["constraints"]["required"] = required

    return described(by)


def classed(table: str, class_iri: str, terms: str = "") -> Spoil:
    """Let the rows of a table of entities be of another class."""
    return described(lambda d: _resource(d, table)["coesa"].update({"class": class_iri}), terms)


def ruled(rows: str, terms: str = "") -> Spoil:
    """Make a hierarchy of the axes of the links between axes and objectives."""

    def by(descriptor: Descriptor) -> None:
        links = _resource(descriptor, "axis-thematic-objective")
        field = links["schema"]["fields"][1]["coesa"]
        field |= {"property": BROADER, "inverse": BROADER.replace("broader", "narrower")}
        links["schema"]["foreignKeys"][1]["reference"]["resource"] = "axis"

    def spoil(folder: Path) -> Publication:
        links = folder / "data" / "axis-thematic-objective.csv"
        links.write_text("axis,thematic_objective\n" + rows, "utf-8")
        return described(by, terms)(folder)

    return spoil


def _key(cube: str, dimension: str) -> str:
    structure = f"<{cube}/structure>"
    key = f"eg:key a qb:SliceKey ; qb:componentProperty <{DIMENSION}{dimension}> ."
    return f"{structure} qb:sliceKey eg:key . {key}"


SEX, AXIS = f"<{DIMENSION}sex>", f"<{DIMENSION}axis>"
INVERSE = (
    "<https://w3id.org/coesa/def/axis> qb:parentChildProperty [ owl:inverseOf skos:broader ] ."
)
DAMAGES: list[tuple[str, Spoil]] = [
    ("01", stating("financial-amounts", "figure", QB + "dataSet")),
    ("01", stating("participants", "figure", QB + "dataSet")),
    ("02", termed(f"<{AMOUNTS}> qb:structure eg:other .")),
    ("02", termed(f"<{SHARES}> qb:structure eg:other, eg:third .")),
    ("03", termed(without=(f"<{OBS_VALUE}>", RDF_TYPE))),
    ("03", stating("participants", "value", DIMENSION + "axis")),
    ("04", termed(without=(SEX, RDFS + "range"))),
    ("04", termed(without=(AXIS, RDFS + "range"))),
    ("05", termed(without=(SEX, QB + "codeList"))),
    ("05", termed(without=(AXIS, QB + "codeList"))),
    ("06", stating("indicator-values", "unit", DIMENSION + "sex", required=False)),
    ("06", termed(f"<{AMOUNTS}/structure/axis> qb:componentRequired false .")),
    ("07", classed("event", QB + "SliceKey")),
    ("07", termed("eg:key a qb:SliceKey .")),
    ("08", termed(_key(AMOUNTS, "sex"))),
    ("08", termed(_key(SHARES, "indicator"))),
    ("09", classed("event", QB + "Slice")),
    ("09", termed("eg:slice a qb:Slice ; qb:sliceStructure eg:key, eg:other .")),
    ("10", termed(f"eg:slice qb:sliceStructure eg:key . {_key(AMOUNTS, 'axis')}")),
    ("10", termed(f"eg:slice qb:sliceStructure eg:key . {_key(SHARES, 'sex')}")),
    *(
        (constraint, stating(cube, "statistic", QB + "measureType"))
        for constraint in ("15", "16", "17")
        for cube in ("financial-amounts", "financial-ratios")
    ),
    ("18", termed(f"<{SHARES}> qb:slice eg:s . eg:s qb:observation <{OBSERVATION}> .")),
    ("18", termed(f"<{AMOUNTS}> qb:slice eg:s . eg:s qb:observation <{OBSERVATION}-not> .")),
    ("19", lambda folder: read_publication(_cell(folder, "financial-amounts", 2, "axis", "VI"))),
    ("19", lambda folder: read_publication(_cell(folder, "participants", 2, "sex", "X"))),
    ("20", ruled("I,II\nII,I\n")),
    ("20", ruled("II,III\nIII,IV\nIV,II\n")),
    ("21", ruled("I,II\nII,I\n", INVERSE)),
    ("21", ruled("II,III\nIII,IV\nIV,II\n", INVERSE)),
]


def _cell(folder: Path, table: str, row: int, column: str, value: str = "") -> Path:
    path = folder / "data" / f"{table}.csv"
    lines = path.read_text("utf-8").split("\n")
    cells = lines[row - 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[row - 1] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8")
    return folder


def test_every_constraint_is_the_clause_of_the_rule_that_carries_it() -> None:
    for number, rule in CARRIED.items():
        clause = BY_NAME[rule.__name__].clause
        assert re.search(rf"IC-{int(number)}\b", clause), number
    assert [int(number) for number in CARRIED] == list(range(1, 22))


@pytest.mark.parametrize("place", ["datapackage", "tests/examples/erdf", "tests/examples/minimal"])
def test_what_is_published_keeps_every_constraint(place: str) -> None:
    with open_tables(read_publication(ROOT / place)) as tables:
        assert not any(rule(tables).issues for rule in set(CARRIED.values()))
        as_it_is, normal = loaded(published(tables)), normalised(loaded(published(tables)))

    assert len(as_it_is) == len(normal), "what is published is in normal form"
    for constraint in CONSTRAINTS:
        assert not breaks(constraint, as_it_is), constraint


@pytest.mark.in_part
@pytest.mark.parametrize(
    ("constraint", "spoil"),
    part(DAMAGES, 5),
    ids=part((f"{c}-{n}" for n, (c, _) in enumerate(DAMAGES)), 5),
)
def test_the_rule_and_the_standard_both_see_the_damage(
    constraint: str, spoil: Spoil, folder: Path
) -> None:
    with open_tables(spoil(folder)) as tables:
        issues = CARRIED[constraint](tables).issues

        assert breaks(constraint, loaded(published(tables)))
    assert issues
    assert all(issue.rule == CARRIED[constraint].__name__ for issue in issues)


UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"


@pytest.mark.parametrize(
    ("constraint", "table", "column", "property_iri"),
    [
        ("11", "financial-amounts", "axis", f"{DIMENSION}axis"),
        ("11", "participants", "sex", f"{DIMENSION}sex"),
        ("13", "indicator-values", "unit", UNIT),
        ("13", "evaluation-figures", "unit", UNIT),
        ("14", "financial-amounts", "value", OBS_VALUE),
        ("14", "participants", "value", OBS_VALUE),
    ],
)
def test_an_observation_lacks_a_component(
    constraint: str, table: str, column: str, property_iri: str, edit: Edit, graph: rdf.Graph
) -> None:
    # A row that lacks what it must have makes no triple at all, so the standard is shown the
    # observation without the component.
    first = min(str(t.subject) for t in graph if f"/obs/{table}/" in str(t.subject))
    damaged = {t for t in graph if (str(t.subject), t.predicate.value) != (first, property_iri)}

    with open_tables(read_publication(edit(f"{table}.csv", 2, column, ""))) as tables:
        (issue,) = CARRIED[constraint](tables).issues

    assert (issue.row, issue.column) == (2, column)
    assert len(damaged) == len(graph) - 1
    assert breaks(constraint, loaded(frozenset(damaged)))


@pytest.mark.parametrize(("table", "row"), [("financial-amounts", 3), ("participant-shares", 3)])
def test_an_observation_comes_twice(table: str, row: int, folder: Path, graph: rdf.Graph) -> None:
    # Two rows with the same dimensions have one IRI: the standard is shown a twin with another.
    first = min(str(t.subject) for t in graph if f"/obs/{table}/" in str(t.subject))
    twin = {
        rdf.triple(first[1:-1] + "/again", t.predicate.value, getattr(t.object, "value", ""))
        for t in graph
        if str(t.subject) == first and t.predicate.value.startswith((QB, DIMENSION))
    }
    path = folder / "data" / f"{table}.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[row - 1]]) + "\n", "utf-8")

    with open_tables(read_publication(folder)) as tables:
        (issue,) = CARRIED["12"](tables).issues

    assert issue.row == len(lines) + 1
    assert breaks("12", loaded(graph | twin))
