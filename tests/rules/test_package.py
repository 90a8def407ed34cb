from typing import Any

import frictionless
import pytest

from coesa.rules import package
from coesa.rules.package import frictionless_agrees
from coesa.tables import Tables
from tests.conftest import ROOT, Edit
from tests.rules.conftest import Broken, Describe


def test_the_publication_passes(tables: Tables) -> None:
    finding = frictionless_agrees(tables)

    assert finding.issues == ()
    assert finding.checked == sum(tables.count(r.name) for r in tables.publication.resources)


def test_the_shared_lists_pass() -> None:
    report = frictionless.validate(str(ROOT / "vocab" / "datapackage.json"))

    assert report.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert len(report.tasks) > 20


def test_a_number_is_none(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(frictionless_agrees, edit("financial-amounts.csv", 5, "value", "1,5"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 5, "value")
    assert "\n" not in issue.message


def test_a_constraint_that_only_frictionless_knows(describe: Describe, broken: Broken) -> None:
    def constrain(descriptor: dict[str, Any]) -> None:
        figures = next(r for r in descriptor["resources"] if r["name"] == "figures")
        page = next(f for f in figures["schema"]["fields"] if f["name"] == "page")
        page["constraints"]["maximum"] = 1

    issues = broken(frictionless_agrees, describe(constrain))

    assert {(i.path, i.column) for i in issues} == {("data/figures.csv", "page")}


def test_a_key_is_not_met(edit: Edit, broken: Broken) -> None:
    issues = broken(frictionless_agrees, edit("financial-amounts.csv", 5, "axis", "VI"))

    assert {(i.path, i.row) for i in issues} == {("data/financial-amounts.csv", 5)}


def test_a_long_table_is_left_to_our_own_rules(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "ROWS", 60)

    finding = frictionless_agrees(tables)

    counts = {r.name: tables.count(r.name) for r in tables.publication.resources}
    assert finding.issues == ()
    assert finding.checked == sum(count for count in counts.values() if count <= 60)
    assert finding.notes == tuple(
        f"{name}: frictionless was not asked, the table has more than 60 rows"
        for name, count in counts.items()
        if count > 60
    )
    assert counts["figures"] > 60
