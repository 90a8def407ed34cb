"""The publication of this repository, as its readers rely on it."""

import pytest

from coesa.coverage import coverage
from coesa.model import Validation
from coesa.tables import Tables
from tests.conftest import ROOT

REPORT = ROOT.parent / "shared" / "report" / "sintesi-raa-2022.txt"


def test_it_has_no_issues(validation: Validation) -> None:
    assert validation.issues == ()


@pytest.mark.skipif(
    not REPORT.is_file(), reason="the text of the report is not beside the checkout"
)
def test_every_numeral_of_the_report_is_claimed(tables: Tables) -> None:
    result = coverage(tables, [REPORT.read_bytes()])

    assert (result.claimed, result.numerals, result.issues) == (582, 582, ())


@pytest.mark.parametrize(
    ("cube", "at", "value"),
    [
        ("financial-amounts", {"axis": "II", "statistic": "paid"}, "297276053.64"),
        ("participants", {"axis": "I", "sex": "F", "vulnerability": "_T"}, "114161"),
        ("participants", {"axis": "II", "population": "cigd-beneficiaries"}, "75234"),
        ("indicator-values", {"axis": "III", "indicator": "isced-1-2"}, "52104"),
        ("indicator-targets", {"axis": "III", "indicator": "isced-1-2"}, "56645"),
        ("initiative-amounts", {"initiative": "nidi-gratis", "statistic": "activated"}, "7000000"),
    ],
)
def test_a_number_that_readers_ask_for(
    tables: Tables, cube: str, at: dict[str, str], value: str
) -> None:
    rows = [row for row in tables.rows(cube) if at.items() <= row.items()]

    assert [row["value"] for row in rows] == [value]
