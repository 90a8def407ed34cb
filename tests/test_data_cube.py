"""The standard's queries themselves, on cubes that keep a constraint and cubes that break it."""

import tomllib
from typing import Any

import pyoxigraph as ox
import pytest

from tests.data_cube import CONSTRAINTS, IC, PREFIXES, breaks, normalised

CASES: list[dict[str, Any]] = tomllib.loads((IC / "cases.toml").read_text("utf-8"))["case"]


def cube() -> ox.Store:
    store = ox.Store()
    store.load(path=str(IC / "cube.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_the_cube_itself_breaks_nothing(constraint: str) -> None:
    assert not breaks(constraint, normalised(cube()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['constraint']}: {case['what']}")
def test_the_standard_tells_good_cubes_from_bad(case: dict[str, Any]) -> None:
    store = cube()
    before = set(store)

    store.update(PREFIXES + case["update"])

    assert set(store) != before
    assert breaks(case["constraint"], normalised(store)) is not case["keeps"]


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_each_constraint_has_two_cubes_that_keep_it_and_two_that_break_it(constraint: str) -> None:
    outcomes = [case["keeps"] for case in CASES if case["constraint"] == constraint]

    assert outcomes.count(True) >= 2
    assert outcomes.count(False) >= 2


def test_before_a_cube_is_in_normal_form_its_faults_are_not_seen() -> None:
    store = cube()
    store.update(PREFIXES + "DELETE DATA { eg:o1 eg:sex eg:f }")

    assert not breaks("11", store)
    assert breaks("11", normalised(store))
