import json
from pathlib import Path
from typing import Any

import pytest

from coesa.rules.rows import codes_come_as_often_as_the_descriptor_says
from coesa.tables import Tables
from tests.conftest import Edit
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe

RULE = codes_come_as_often_as_the_descriptor_says


def test_the_publication_counts_its_codes(tables: Tables) -> None:
    found = RULE(tables)

    assert found.issues == ()
    assert found.checked > 0


def test_a_code_is_put_for_another(edit: Edit, broken: Broken) -> None:
    issues = broken(RULE, edit("errata.csv", 2, "certainty", "open"))

    assert {(i.path, i.row) for i in issues} == {("datapackage.json", 0)}
    assert all(i.column.endswith(".coesa.counts['certainty']") for i in issues)
    assert [i.message.split(";")[0] for i in issues] == [
        "rows of data/errata.csv with certain in certainty: 17",
        "rows of data/errata.csv with open in certainty: 15",
    ]


def test_a_code_is_gone_and_another_is_new(edit: Edit, broken: Broken) -> None:
    issues = broken(RULE, edit("initiative-status.csv", 2, "status", ""))

    assert "with - in status: 1; expected 0" in issues[0].message
    assert len(issues) == 2


def test_columns_are_counted_together(edit: Edit, folder: Path) -> None:
    """Two codes that change places are as many as before, and not with the others of their row."""
    folder = edit("participants.csv", 2, "sex", "F")

    with open_tables(read_publication(folder)) as tables:
        told = {i.column for i in RULE(tables).issues}

    assert any("population, sex" in place or "sex, vulnerability" in place for place in told)


@pytest.mark.parametrize("told", ["nothing", "certainty, nothing"])
def test_a_column_that_is_counted_is_not_there(
    describe: Describe, broken: Broken, told: str
) -> None:
    def count(descriptor: dict[str, Any]) -> None:
        (errata,) = (r for r in descriptor["resources"] if r["name"] == "errata")
        errata["coesa"]["counts"] = {told: {"certain": 1}}

    (issue,) = broken(RULE, describe(count))

    assert f'"{told}" names no columns of data/errata.csv' in issue.message
    assert json.dumps(told)[1:-1] in issue.column
