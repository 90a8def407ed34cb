import json
from pathlib import Path
from typing import Any

import pytest

from coesa.model import Identity
from coesa.rules.equations import Verdict, checked, equations
from coesa.rules.identities import (
    parts_sum_to_their_total,
    ratios_follow_from_their_operands,
    values_equal_those_they_repeat,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import Edit
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe

AMOUNTS, RATIOS = "financial-amounts.csv", "financial-ratios.csv"
PERSONS, SHARES = "participants.csv", "participant-shares.csv"
INDICATORS, INITIATIVES = "indicator-values.csv", "initiative-amounts.csv"


@pytest.mark.parametrize(
    "rule",
    [
        parts_sum_to_their_total,
        ratios_follow_from_their_operands,
        values_equal_those_they_repeat,
    ],
)
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

    assert issue.message.startswith("certified_of_paid_follows: 89.48 has no operands (? / 2")
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


def _identity(tables: Tables, name: str) -> Identity:
    return next(i for i in tables.publication.identities if i.name == name)


def test_parts_right_below_another_total_are_added(
    edit: Edit, folder: Path, broken: Broken
) -> None:
    row = _row(folder, PERSONS, ",II,participants,_T,disability,")
    total = _row(folder, PERSONS, ",II,participants,_T,vulnerable,")

    (issue,) = broken(parts_sum_to_their_total, edit(PERSONS, row, "value", "9506"))

    # Neither the total of all persons nor the vulnerable themselves are among the parts.
    assert (issue.path, issue.row, issue.column) == ("data/participants.csv", total, "value")
    assert "groups_sum_to_vulnerable: 72571 is printed (p07-057)" in issue.message
    assert "expected 72572 = 9506 + 21236 + 41830; difference -1" in issue.message


def test_parts_of_another_total_are_not_added_without_a_hierarchy(
    describe: Describe, broken: Broken, tables: Tables
) -> None:
    def flatten(descriptor: dict[str, Any]) -> None:
        identity = next(i for i in descriptor["coesa"]["identities"] if i.get("over") == "sex")
        identity["total"] = "F"

    spoilt = describe(flatten)

    assert broken(parts_sum_to_their_total, spoilt) == []
    with open_tables(read_publication(spoilt)) as flat:
        assert checked(flat, _identity(flat, "women_plus_men")) == 0
    assert checked(tables, _identity(tables, "women_plus_men")) == 4


def test_a_ratio_of_one_statistic_does_not_follow(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, SHARES, ",I,participants,M,")

    (issue,) = broken(ratios_follow_from_their_operands, edit(SHARES, row, "value", "55"))

    assert (issue.path, issue.row, issue.column) == ("data/participant-shares.csv", row, "value")
    assert "shares_of_participants_follow: 55 is printed (p06-013)" in issue.message
    assert "expected 53 = 100 × 130724 / 244885; difference 2" in issue.message


def test_only_a_partial_identity_may_lack_operands(
    describe: Describe, folder: Path, broken: Broken
) -> None:
    row = _row(folder, SHARES, ",III,participants,_T,vulnerable,")

    def demand(descriptor: dict[str, Any]) -> None:
        identities = descriptor["coesa"]["identities"]
        del next(i for i in identities if i["name"] == "shares_of_participants_follow")["partial"]

    (issue,) = broken(ratios_follow_from_their_operands, describe(demand))

    # The document prints what share of Axis III is vulnerable, and not how many persons.
    assert (issue.path, issue.row) == ("data/participant-shares.csv", row)
    assert "13 has no operands (? / 70385)" in issue.message


def test_a_value_differs_from_the_one_it_repeats(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, INDICATORS, ",II,_U,other-disadvantaged,")

    (issue,) = broken(values_equal_those_they_repeat, edit(INDICATORS, row, "value", "41831"))

    assert (issue.path, issue.row, issue.column) == ("data/indicator-values.csv", row, "value")
    assert "other_disadvantaged_are_the_same: 41831 is printed (p08-022)" in issue.message
    assert "expected 41830 = 41830; difference 1" in issue.message


def test_a_value_repeats_one_that_is_not_there(edit: Edit, folder: Path, broken: Broken) -> None:
    row = _row(folder, PERSONS, ",II,participants,_T,other-disadvantaged,")

    issues = broken(values_equal_those_they_repeat, edit(PERSONS, row, "axis", "IV"))

    assert [i.path for i in issues] == ["data/indicator-values.csv"]
    assert "41830 has no operands (?); expected them in participants" in issues[0].message


@pytest.mark.parametrize(
    ("activated", "committed", "verdict"),
    [
        (("36000000", "1000000"), ("36000000", "100000"), Verdict.EQUAL),
        (("36000000", "1000000"), ("36500000", "100000"), Verdict.ROUNDED),
        (("36000000", "1000000"), ("36600000", "100000"), Verdict.CUT_OFF),
        (("36000000", "1000000"), ("35400000", "100000"), Verdict.BROKEN),
        (("36000000", "1000000"), ("37000000", "100000"), Verdict.BROKEN),
        (("36600000", "100000"), ("36000000", "1000000"), Verdict.CUT_OFF),
        (("36400000", "100000"), ("37000000", "1000000"), Verdict.BROKEN),
        (("36100000", "100000"), ("36000000", "100000"), Verdict.BROKEN),
    ],
)
def test_values_agree_at_the_coarser_resolution(
    activated: tuple[str, str],
    committed: tuple[str, str],
    verdict: Verdict,
    edit: Edit,
    folder: Path,
) -> None:
    printed = {"activated": ("p06-026", *activated)}
    printed["committed-to-initiative"] = ("p02-027", *committed)
    for statistic, (figure, value, resolution) in printed.items():
        row = _row(folder, INITIATIVES, f",formazione-continua-vi,{statistic},")
        edit(INITIATIVES, row, "value", value)
        edit("figures.csv", _row(folder, "figures.csv", figure + ","), "resolution", resolution)

    with open_tables(read_publication(folder)) as tables:
        (equation,) = equations(tables, _identity(tables, "continuing_training_agrees"))
        finding = values_equal_those_they_repeat(tables)

    assert equation.verdict is verdict
    assert bool(finding.issues) is (verdict is Verdict.BROKEN)
    assert bool(finding.notes) is (verdict is Verdict.CUT_OFF)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_the_first_equations_are_those_of_the_first_rows(
    tables: Tables, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for identity in tables.publication.identities:
        wanted = list(equations(tables, identity))[:limit]

        with monkeypatch.context() as patch:
            patch.setattr("coesa.rules.equations._FIRST", 12)
            found = list(equations(tables, identity, limit))

        assert found == wanted
