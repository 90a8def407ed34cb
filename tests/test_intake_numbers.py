"""Numbers that pass the gate as text and are no numbers: each is refused in its own cell."""

from pathlib import Path

from tests.intake import AMOUNTS, MINIMAL, copy_of, issues_of, put

NO_NUMBERS = (
    *("1.234", "1.234,56", "1.234.567", "1,5", "1,234", "1 200", "1_000", "1'000", "1.5.2", "1..5"),
    *("1e5", "1E400", "1e-3", "0x1F", "0b1", "1L", "1f", "NaN", "nan", "INF", "Infinity", "null"),
    *("１２３", "١٢", "१२", "𝟏𝟐", "²", "½", "Ⅻ", "①", "−5", "–5", "5-", "+5", "- 5", "-0", "-00"),
    *("00", "01", "-01", "1.", ".5", "-.5", "1.50", "1.0", "0.10", "0.001", "9" * 19, "9" * 5000),
    *(
        "5 %",
        "5%",
        "€5",
        "5 €",
        "EUR 5",
        "5k",
        "1/2",
        "10:30",
        "2022-12-31",
        "TRUE",
        "five",
        "ca. 5",
    ),
    *("5*", "(5)", "[5]", "5;6", "5|6", "#REF!", "#N/A", "N/A", "..", "…", "p.m.", "–", "x"),
)


def test_no_numbers(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    lines = [f'A,"{text}",p01-002\n' for text in NO_NUMBERS]
    put(AMOUNTS, "".join(["axis,value,figure\n", *lines]).encode())(folder)

    told = {issue for issue in issues_of(folder) if issue.endswith("cells_fit_their_type")}

    rows = range(2, 2 + len(NO_NUMBERS))
    assert told == {f"{AMOUNTS}:{row}:value cells_fit_their_type" for row in rows}
