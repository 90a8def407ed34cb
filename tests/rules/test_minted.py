from typing import Any

import pytest

from coesa.rules.minted import iris_are_legal, subjects_are_unique
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.rules.conftest import Broken, Describe


@pytest.mark.parametrize("rule", [iris_are_legal, subjects_are_unique])
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def test_a_property_is_no_iri(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        errata = next(r for r in descriptor["resources"] if r["name"] == "errata")
        errata["schema"]["fields"][-1]["coesa"]["property"] = "http://[example.org/x"

    (issue,) = broken(iris_are_legal, describe(spoil))

    assert issue.path == "datapackage.json"
    assert "http://[example.org/x" in issue.message


def test_two_rows_mint_one_iri(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(subjects_are_unique, edit("erratum-place.csv", 4, "place", "1"))

    assert (issue.path, issue.row) == ("data/erratum-place.csv", 4)
    assert "row 3" in issue.message
