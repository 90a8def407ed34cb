"""Faults of a descriptor: each has its own line, with its place and an example of right."""

import copy
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coesa.build import stages
from coesa.errors import PublicationError
from coesa.model import Issue
from coesa.validate import validate
from coesa.write import write
from tests.conftest import ROOT, examples
from tests.opened import open_tables, read_publication

FAULTS = ROOT / "tests" / "examples" / "descriptor-faults"
OF = {"minimal": ROOT / "tests" / "examples" / "minimal", "datapackage": ROOT / "datapackage"}
MINIMAL = json.loads((OF["minimal"] / "datapackage.json").read_text("utf-8"))

EXAMPLE = re.compile(r'([Ww]rite|[Aa]dd) ("[\w$]+": )?["{\[\dtf]')
PLACE = re.compile(r"\$(\.[A-Za-z_$][\w$]*|\['[^']+'\]|\[\d+\])*")

Steps = tuple[str | int, ...]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copies of the publications whose descriptors are spoilt, one after the other."""
    made = tmp_path_factory.mktemp("faults")
    out = shutil.ignore_patterns("dist")
    return {name: Path(shutil.copytree(of, made / name, ignore=out)) for name, of in OF.items()}


def edited(descriptor: Any, edits: list[dict[str, Any]]) -> Any:
    """Carry out edits as JSON Patch (RFC 6902) has them: add, remove, replace."""
    for change in edits:
        *steps, last = change["path"].split("/")[1:]
        place = descriptor
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        key = int(last) if isinstance(place, list) else last
        match change["op"]:
            case "add" if isinstance(place, list):
                place.insert(key, change["value"])
            case "remove":
                del place[key]
            case "replace":
                assert place[key] != change["value"], change
                place[key] = change["value"]
            case _:
                place[key] = change["value"]
    return descriptor


def issues_of(folder: Path, descriptor: Any) -> tuple[Issue, ...]:
    """Read and validate a folder with another descriptor."""
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    try:
        publication = read_publication(folder)
    except PublicationError as error:
        return error.issues
    with open_tables(publication) as tables:
        return tuple(validate(tables).issues)


@pytest.mark.parametrize("path", sorted(FAULTS.glob("*.json")), ids=lambda path: path.stem)
def test_a_fault_has_its_line(path: Path, folders: dict[str, Path]) -> None:
    fault = json.loads(path.read_text("utf-8"))
    of = fault.get("of", "minimal")
    descriptor = json.loads((OF[of] / "datapackage.json").read_text("utf-8"))

    issues = issues_of(folders[of], edited(descriptor, fault["edits"]))

    assert [str(issue) for issue in issues] == fault["expected"]
    for issue in issues:
        assert PLACE.fullmatch(issue.column), issue
        assert EXAMPLE.search(issue.message), issue


def test_faults_differ_in_kind() -> None:
    faults = [json.loads(path.read_text("utf-8")) for path in FAULTS.glob("*.json")]
    kinds = {re.sub(r'"[^"]*"|\d+', "_", " ".join(fault["expected"])) for fault in faults}

    assert len(kinds) >= 70


def nodes(node: Any, steps: Steps = ()) -> Iterator[Steps]:
    """List the places of a descriptor but the whole."""
    if steps:
        yield steps
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from nodes(value, (*steps, key))


OTHERS: tuple[object, ...] = (
    None,
    13,
    -1.5,
    True,
    "",
    "text",
    "_T",
    "axis",
    [],
    ["axis"],
    {},
    {"axis": "A"},
)
"""Values of every type of JSON."""

GONE = object()


def at(place: Steps) -> Any:
    """Take what stands at a place of the minimal descriptor."""
    node = MINIMAL
    for step in place:
        node = node[step]
    return node


DAMAGE = [
    (place, value)
    for place in nodes(MINIMAL)
    for value in (GONE, *OTHERS)
    if type(value) is not type(at(place))
]
"""Every place of the minimal descriptor, with a value of another type that it is replaced by."""


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.sampled_from(DAMAGE))
def test_no_damage_gives_a_traceback(
    damage: tuple[Steps, object], folders: dict[str, Path], tmp_path: Path
) -> None:
    place, value = damage
    descriptor = copy.deepcopy(MINIMAL)
    *steps, last = place
    inner: Any = descriptor
    for step in steps:
        inner = inner[step]
    if value is GONE:
        del inner[last]
    else:
        inner[last] = value

    issues = issues_of(folders["minimal"], descriptor)

    assert all(issue.message for issue in issues)
    if not issues:
        # What validates is built as well, catalogue and pages included.
        with open_tables(read_publication(folders["minimal"])) as tables:
            made = stages(tables, validate(tables), frozenset({"bundle", "office", "site"}))
            assert write(made, tmp_path / "dist")
