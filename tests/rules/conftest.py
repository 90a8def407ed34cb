import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa import rdf, skos
from coesa.model import Issue, Role, Validation
from coesa.read import read_publication, read_vocabulary
from coesa.rules.structures import structures
from coesa.syntax import NTriples
from coesa.tables import Tables, open_tables, rows_text
from coesa.validate import Rule, validate

COUNTED = read_vocabulary().words["en"].words["counted"]

Broken = Callable[[Rule, Path], list[Issue]]
Describe = Callable[[Callable[[dict[str, Any]], None]], Path]


def published(tables: Tables) -> rdf.Graph:
    """Emit structures, schemes, entities and observations, as the build does."""
    publication = tables.publication
    graph = structures(publication)
    for name, resource in publication.tables():
        if resource.role is Role.CONCEPT_SCHEME:
            graph |= skos.concept_scheme(tables, name)
        elif resource.role is Role.ENTITIES:
            graph |= skos.entities(tables, name)
    for cube in publication.of_role(Role.CUBE):
        graph |= rdf.read_ntriples(rows_text(tables, cube.name, NTriples()))
    return graph


@pytest.fixture(scope="session")
def graph(tables: Tables) -> rdf.Graph:
    """What the publication emits."""
    return published(tables)


@pytest.fixture
def broken() -> Broken:
    """Hold one rule against a folder and give its issues.

    Whatever the rule, an issue names it and a file that is there, and what is counted has a word.
    """

    def hold(rule: Rule, folder: Path) -> list[Issue]:
        with open_tables(read_publication(folder)) as tables:
            finding = rule(tables)
        told = {issue.rule for issue in finding.issues}
        assert told <= {rule.__name__}
        assert all((folder / issue.path).is_file() for issue in finding.issues)
        assert finding.counted in COUNTED
        return list(finding.issues)

    return hold


@pytest.fixture
def validated() -> Callable[[Path], Validation]:
    """Hold every rule against a folder."""

    def hold(folder: Path) -> Validation:
        with open_tables(read_publication(folder)) as tables:
            return validate(tables)

    return hold


@pytest.fixture
def describe(folder: Path) -> Describe:
    """Change the descriptor of the copy."""

    def change(by: Callable[[dict[str, Any]], None]) -> Path:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        by(descriptor)
        path.write_text(json.dumps(descriptor), "utf-8")
        return folder

    return change
