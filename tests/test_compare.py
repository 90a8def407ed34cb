from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from coesa.cli import main
from coesa.compare import COLUMNS, REASON, SETTLEMENT_COLUMNS, Row, compare
from coesa.errors import PublicationError
from coesa.read import read_rows
from coesa.tables import Tables
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "second-reading"


@pytest.fixture
def second() -> list[dict[str, str]]:
    return read_rows(FOLDER / "figures.csv", COLUMNS)


@pytest.fixture
def settlements() -> list[dict[str, str]]:
    return read_rows(FOLDER / "settlements.csv", SETTLEMENT_COLUMNS, REASON)


def test_the_two_readings_agree_or_are_settled(
    tables: Tables, second: Sequence[Row], settlements: Sequence[Row]
) -> None:
    result = compare(tables, second, settlements)

    assert result.issues == ()
    assert result.figures == tables.count("figures")
    assert all(d.settlement for d in result.differences)


def test_every_value_of_a_datum_was_read_alike_twice(tables: Tables, second: Sequence[Row]) -> None:
    result = compare(tables, second, [])
    differing = {d.figure for d in result.differences}

    data = tables.query("SELECT figure FROM figures WHERE value IS NOT NULL")
    assert not differing & {figure for (figure,) in data}


def test_a_value_read_otherwise_is_an_issue(
    tables: Tables, second: list[dict[str, str]], settlements: Sequence[Row]
) -> None:
    row = next(r for r in second if r["token"] == "297.276.053,64 €")
    row["value"] = "297276053.65"

    (issue,) = compare(tables, second, settlements).issues

    assert (issue.column, issue.rule) == ("p05-050.value", "readings_agree_or_are_settled")
    assert '"297276053.64" in the ledger, "297276053.65"' in issue.message


def test_a_token_that_one_reader_cut_in_two(tables: Tables, second: list[dict[str, str]]) -> None:
    number = next(n for n, r in enumerate(second) if r["token"] == "2014-2020")
    second[number]["token"] = "2014"
    second.insert(number + 1, {**second[number], "token": "2020"})

    found = {(d.figure, d.what) for d in compare(tables, second, []).differences}

    assert {("p01-002", "token"), ("p01-003", "row")} <= found


def test_a_settlement_that_nothing_needs_is_an_issue(
    tables: Tables, second: Sequence[Row], settlements: list[dict[str, str]]
) -> None:
    extra = {**settlements[0], "figure": "p05-050"}

    (issue,) = compare(tables, second, [*settlements, extra]).issues

    assert issue.rule == "settlements_are_needed"


def test_a_settlement_for_the_second_reading_asks_to_mend_the_ledger(
    tables: Tables, second: Sequence[Row], settlements: list[dict[str, str]]
) -> None:
    settlements[0]["settled"] = "second"

    (issue,) = compare(tables, second, settlements).issues

    assert "mend the ledger" in issue.message


def test_the_reason_is_told_in_english_or_in_the_first_language_that_has_one(
    tables: Tables, second: Sequence[Row], settlements: list[dict[str, str]]
) -> None:
    first, other = settlements[0], settlements[1]
    first["reason_en"] = ""

    reasons = {d.figure: d.reason for d in compare(tables, second, settlements).differences}

    assert reasons[first["figure"]] == first["reason_it"]
    assert reasons[other["figure"]] == other["reason_en"]


@pytest.mark.parametrize("further", ["", ",reason_pt", ",reason_pt,reason_fi,reason_sv"])
def test_settlements_may_give_reasons_in_any_languages(tmp_path: Path, further: str) -> None:
    path = tmp_path / "settlements.csv"
    path.write_text(",".join(SETTLEMENT_COLUMNS) + further + "\n")

    assert read_rows(path, SETTLEMENT_COLUMNS, REASON) == []


@pytest.mark.parametrize("further", [",why", ",reason_pt,why"])
def test_settlements_have_no_other_columns(tmp_path: Path, further: str) -> None:
    path = tmp_path / "settlements.csv"
    path.write_text(",".join(SETTLEMENT_COLUMNS) + further + "\n")

    with pytest.raises(PublicationError, match=r"settled, reason_\.\.\. expected"):
        read_rows(path, SETTLEMENT_COLUMNS, REASON)


def test_the_command_lists_the_differences() -> None:
    arguments = ["--publication", str(ROOT / "datapackage"), str(FOLDER / "figures.csv")]

    alone = CliRunner().invoke(main, ["compare", *arguments])
    settled = CliRunner().invoke(
        main, ["compare", *arguments, "--settled", str(FOLDER / "settlements.csv")]
    )

    assert alone.exit_code == 1
    assert settled.exit_code == 0
    assert settled.stdout.splitlines()[-1].endswith("15 differences, 0 not settled")


def test_a_file_with_other_columns_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "reading.csv"
    path.write_text("page,token\n1,1\n")

    result = CliRunner().invoke(
        main, ["compare", "--publication", str(ROOT / "datapackage"), str(path)]
    )

    assert result.exit_code == 1
    assert "\nreading.csv:1 R01 page, token found" in result.stderr
