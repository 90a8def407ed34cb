import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa.model import Issue, Validation
from coesa.read import read_publication
from coesa.tables import open_tables
from coesa.validate import Rule, validate

Broken = Callable[[Rule, Path], list[Issue]]
Describe = Callable[[Callable[[dict[str, Any]], None]], Path]


@pytest.fixture
def broken() -> Broken:
    """Hold one rule against a folder and give its issues."""

    def hold(rule: Rule, folder: Path) -> list[Issue]:
        with open_tables(read_publication(folder)) as tables:
            return list(rule(tables).issues)

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
