import json
from pathlib import Path
from typing import Any

import pytest

from coesa.read import read_publication
from coesa.rules.equations import Verdict, equations
from coesa.rules.identities import parts_sum_to_their_total, ratios_follow_from_their_operands
from coesa.tables import Tables, open_tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.rules.conftest import Broken, Describe

AMOUNTS, RATIOS = "financial-amounts.csv", "financial-ratios.csv"


@pytest.mark.parametrize("rule", [parts_sum_to_their_total, ratios_follow_from_their_operands])
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


def _row(folder: Path, name: str, start: str) -> int:
    lines = (folder / "data" / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if start in line)


def test_parts_do_not_sum_to_their_total(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, AMOUNTS, ",_T,paid,")

    (issue,) = broken(parts_sum_to_their_total, edit(AMOUNTS, row, "value", "872642491.04"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", row, "value")
    assert "axes_sum_to_total: 872642491.04 is printed" in issue.message
    assert "difference 0.01" in issue.message


def test_a_break_without_its_erratum_is_an_issue(edit: Edit, broken: Broken) -> None:
    (issue,) = broken(parts_sum_to_their_total, edit("errata.csv", 2, "figure", "p05-162"))

    assert "958677416.66 = " in issue.message
    assert "add an arithmetic erratum" in issue.message


def test_a_ratio_does_not_follow(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, RATIOS, ",I,programmed-of-allocation,")

    (issue,) = broken(ratios_follow_from_their_operands, edit(RATIOS, row, "value", "122.91"))

    assert (issue.path, issue.row, issue.column) == ("data/financial-ratios.csv", row, "value")
    assert "122.89 = 100 × 290890851.86 / 236700000" in issue.message


def test_a_ratio_has_no_operand(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, AMOUNTS, ",V,certified,")

    (issue,) = broken(
        ratios_follow_from_their_operands, edit(AMOUNTS, row, "statistic", "paid-of-committed")
    )

    assert issue.message.startswith("certified_of_paid_follows: 100 has no operands (? / ")
    assert "expected them in financial-amounts" in issue.message


def test_nothing_is_divided_by_zero(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, AMOUNTS, ",V,paid,")

    issues = broken(ratios_follow_from_their_operands, edit(AMOUNTS, row, "value", "0"))

    assert any("no zero below" in i.message for i in issues)


@pytest.mark.parametrize(
    ("allocation", "verdict"),
    [
        ("290890851.86", Verdict.EQUAL),
        ("290890000", Verdict.ROUNDED),
        ("290873000", Verdict.CUT_OFF),
        ("290861000", Verdict.BROKEN),
        ("290920000", Verdict.BROKEN),
    ],
)
def test_a_ratio_is_rounded_or_cut_off(
    allocation: str, verdict: Verdict, edit: Edit, folder: Path
) -> None:
    edit(AMOUNTS, _row(folder, AMOUNTS, ",I,allocation,"), "value", allocation)
    spoilt = edit(RATIOS, _row(folder, RATIOS, ",I,programmed-of-allocation,"), "value", "100")

    with open_tables(read_publication(spoilt)) as tables:
        identity = next(
            i
            for i in tables.publication.identities
            if i.where.get("statistic") == "programmed-of-allocation"
        )
        first = next(equations(tables, identity))
        finding = ratios_follow_from_their_operands(tables)

    assert first.verdict is verdict
    assert bool(finding.notes) is (verdict is Verdict.CUT_OFF)


def test_numbers_of_any_size_are_compared_exactly(edit: Edit, folder: Path) -> None:
    edit(AMOUNTS, _row(folder, AMOUNTS, ",I,allocation,"), "value", "99999999999999999.99")
    spoilt = edit(AMOUNTS, _row(folder, AMOUNTS, ",I,programmed,"), "value", "1" + "0" * 17)

    with open_tables(read_publication(spoilt)) as tables:
        equation = next(
            e
            for i in tables.publication.identities
            if i.where.get("statistic") == "programmed-of-allocation"
            for e in equations(tables, i)
        )

    assert equation.recomputed == "100"
    assert equation.verdict is Verdict.BROKEN


def test_parts_of_parts_are_counted_once(describe: Describe, folder: Path, broken: Broken) -> None:
    (folder / "data" / "axis-thematic-objective.csv").write_text(
        "axis,thematic_objective\nV,I\n", "utf-8"
    )

    def links(descriptor: dict[str, Any]) -> None:
        table = next(r for r in descriptor["resources"] if r["name"] == "axis-thematic-objective")
        table["schema"]["fields"][1]["coesa"]["property"] = (
            "http://www.w3.org/2004/02/skos/core#broader"
        )
        table["schema"]["foreignKeys"][1]["reference"]["resource"] = "axis"

    issues = broken(parts_sum_to_their_total, describe(links))

    # Axis V is now a part of Axis I, so it is left out of every sum of the axes.
    assert any("expected 936714000 = " in i.message for i in issues)


def test_the_test_publication_declares_every_kind(folder: Path) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))

    kinds = {i["kind"] for i in descriptor["coesa"]["identities"]}

    assert kinds == {"sum", "ratio", "equal"}
