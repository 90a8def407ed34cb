import json
from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coesa import rdf, skos
from coesa.model import Issue, Role, Validation
from coesa.read import read_vocabulary
from coesa.rules.structures import structures
from coesa.rules.vocabularies import schemes
from coesa.serialized import rows_text
from coesa.syntax import NTriples
from coesa.tables import Tables
from coesa.validate import Rule, validate
from tests.opened import open_tables, read_publication

COUNTED = read_vocabulary().words["en"].words["counted"]

Broken = Callable[[Rule, Path], list[Issue]]
Describe = Callable[[Callable[[dict[str, Any]], None]], Path]


def published(tables: Tables) -> rdf.Graph:
    """Emit structures, schemes, entities and observations, as the build does."""
    publication = tables.publication
    entities = (skos.entities(tables, r.name) for r in publication.of_role(Role.ENTITIES))
    cubes = (rows_text(tables, cube.name, NTriples()) for cube in publication.of_role(Role.CUBE))
    return structures(publication).union(schemes(tables), *entities, *map(rdf.read_ntriples, cubes))


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


def with_terms(tables: Tables, terms: str) -> Tables:
    """Put other terms beneath tables: the concept schemes stay as they are."""
    vocabulary = replace(tables.publication.vocabulary, terms=terms)
    publication = replace(tables.publication, vocabulary=vocabulary)
    known: dict[Hashable, Any] = {"schemes": schemes(tables)}
    return Tables(publication, tables.connection, known, tables.threads)


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
