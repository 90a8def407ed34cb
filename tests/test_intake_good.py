"""Odd but good input: it passes the gate, and every value stays what it was."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner

from coesa.cli import main
from tests.conftest import part
from tests.intake import AMOUNTS, AXIS, DESCRIPTOR, FIGURES, MINIMAL, copy_of, replaced
from tests.opened import open_tables, read_publication

Quoting = Literal[0, 1]
"""Quotes where they are needed, or around every cell."""

LABELS = (
    *("NA", "N/A", "null", "NULL", "None", "nan", "NaN", "inf", "true", "FALSE", "0", "-0", "007"),
    *("037006", "1e5", "1E400", "0x1F", "12/05/2022", "2022-12-31", "1.234,56", "1 234", "1_000"),
    *("-5", "-5,2 %", "+3,5 %", "-.5", "- 5", "+1 200 €", "-5 p.p.", "12:30", "#REF!", "#1", "%"),
    *(
        "Forlì-Cesena",
        "Škocjan",
        "Łódź",
        "Αθήνα",
        "София",
        "Çeşme",
        "œuvre",
        "Ærø",
        "Þórr",
        "straße",
    ),
    *("ÃO", "NÃO", "À", "Âge", "«Âge»", "L’Aquila", "“Europa”", "…", "–", "—", "− 5", "½", "m²"),
    *("€", "§ 3", "№ 7", "±2", "×", "≥ 10", "α–ω", "𝒳", "日本", "한국", "שלום", "👍", "ﬁ", "①"),
    *("a,b", ",", ",,", "a;b", "a|b", 'the "so-called" axis', '"', '""', '"a"', "'", "it's", "`x`"),
    *(
        "line\nbreak",
        "two\n\nlines",
        "both\r\nkinds",
        "a,\nb",
        '"quoted\n"lines"',
        "\\",
        "\\n",
        "\\N",
    ),
    *("C:\\data", "<b>bold</b>", "&amp;", "{brace}", "${x}", "%s", "a=b", "a@b.eu", "1+1", "2-1=1"),
    *("https://example.org/?a=1&b=2", "# no comment", "// neither", "a  b", "x" * 32_767),
)
"""Texts that some program takes for something else."""


def written(rows: list[list[str]], quoting: Quoting = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
    into = io.StringIO(newline="")
    csv.writer(into, quoting=quoting, lineterminator=end).writerows(rows)
    return into.getvalue().encode()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def came_through(folder: Path) -> None:
    """Hold tables and published files against the curated files, read by the standard library."""
    from coesa.datapackage import published_package

    with open_tables(read_publication(folder)) as tables:
        files = published_package(tables)
        for path in (AXIS, AMOUNTS, FIGURES):
            content = (folder / path).read_bytes()
            header, *rows = rows_of(content)
            name = Path(path).stem
            read = [[row[column] or "" for column in header] for row in tables.rows(name)]
            assert read == rows
            copy = files[f"datapackage/{name}.csv"]
            assert callable(copy)
            copy(folder.parent / "copy.csv")
            assert (folder.parent / "copy.csv").read_bytes() == content


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_texts_come_through(quoting: Quoting, end: str, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    header, *_ = rows_of((folder / AXIS).read_bytes())
    rows = [[f"A{n}", label, label, label, label] for n, label in enumerate(LABELS)]
    (folder / AXIS).write_bytes(written([header, *rows], quoting, end))

    came_through(folder)


def changed(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    return replaced(path, old, new)


def whole(path: str, make: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / path).write_bytes(make((folder / path).read_bytes()))

    return edit


LAYOUTS: dict[str, Callable[[Path], None]] = {
    "CRLF": whole(AXIS, lambda b: b.replace(b"\n", b"\r\n")),
    "no line end at the end": whole(AXIS, lambda b: b.rstrip(b"\n")),
    "CRLF and no line end at the end": whole(AXIS, lambda b: b.replace(b"\n", b"\r\n")[:-2]),
    "every cell in quotes": whole(AXIS, lambda b: written(rows_of(b), csv.QUOTE_ALL)),
    "a header in quotes": changed(AXIS, b"notation,", b'"notation",'),
    "an empty cell in quotes": changed(FIGURES, b"exact,,", b'exact,"",'),
    "a number in quotes": changed(AMOUNTS, b"800", b'"800"'),
    "a number below zero": changed(AMOUNTS, b"800", b"-800"),
    "a number below zero in quotes": changed(AMOUNTS, b"800", b'"-800.5"'),
    "a line in a cell": changed(AXIS, b"for research", b"for\nresearch"),
    "a line in a cell of CRLF": whole(
        AXIS, lambda b: b.replace(b"\n", b"\r\n").replace(b"for research", b"for\nresearch")
    ),
    "both signs in a cell of LF": changed(AXIS, b"for research", b"for\r\nresearch"),
    "a row below in a cell": changed(AXIS, b"for research", b"for\nB,b,b,b,b\nresearch"),
    "a cell of the last row over lines": whole(
        AXIS, lambda b: b.replace(b"The whole programme.", b'"The whole\nprogramme."')
    ),
    "a quote at the start of a cell": changed(AXIS, b"Research", b'"""Research"" and so on"'),
    "a quote at the end of a cell": changed(AXIS, b"Research", b'"the ""Research"""'),
    "only a quote": changed(AXIS, b"Research", b'""""'),
    "a comma at the edges of a cell": changed(AXIS, b"Research", b'",Research,"'),
    "a blank inside quotes and commas": changed(AXIS, b"Research", b'"a, b , c"'),
    "no rows": whole(AMOUNTS, lambda b: b[: b.index(b"\n") + 1]),
    "no rows and no line end": whole(AMOUNTS, lambda b: b[: b.index(b"\n")]),
    "the code NA": changed(AXIS, b"\nB,", b"\nNA,"),
    "the code 037006": changed(AXIS, b"\nB,", b"\n037006,"),
    "the code 1e5": changed(AXIS, b"\nB,", b"\n1e5,"),
    "the code null": changed(AXIS, b"\nB,", b"\nnull,"),
    "the code true": changed(AXIS, b"\nB,", b"\ntrue,"),
    "the longest cell": changed(AXIS, b"Research", b"x" * 32_767),
    "the longest cell in quotes": changed(AXIS, b"Research", b'"' + b"," * 32_767 + b'"'),
    "the longest cell of quotes": changed(AXIS, b"Research", b'"' + b'""' * 32_767 + b'"'),
    "many rows": whole(AMOUNTS, lambda b: b + b"".join(b"X%d,1,p\n" % n for n in range(120_000))),
    "many rows with lines": whole(
        AXIS, lambda b: b + b"".join(b'X%d,"a\nb,",c,"d ""e""",f\n' % n for n in range(60_000))
    ),
    "another file in the folder": whole(AXIS, lambda b: b),
    "a folder in the folder": lambda f: (f / "data" / "old").mkdir(),
    "another way to a file": changed(DESCRIPTOR, b'"data/axis.csv"', b'"data//axis.csv"'),
    "JSON in one line": whole(DESCRIPTOR, lambda b: b.replace(b"\n", b" ")),
    "JSON of CRLF": whole(DESCRIPTOR, lambda b: b.replace(b"\n", b"\r\n")),
    "JSON of escapes": whole(DESCRIPTOR, lambda b: b.replace("à".encode(), b"\\u00e0")),
    "JSON with a sign beyond": changed(DESCRIPTOR, b"an invented", b"an \\ud83d\\udc4d invented"),
    "JSON with a line": changed(DESCRIPTOR, b"an invented", b"an\\ninvented"),
    "JSON with brackets in a text": changed(DESCRIPTOR, b"an invented", b"[" * 60 + b" invented"),
    "a key in another object": changed(
        DESCRIPTOR,
        b'"version": "1.0.0"',
        b'"note": {"name": 1, "title": {"name": 2}}, "version": "1.0.0"',
    ),
    "a number with decimals": changed(
        DESCRIPTOR,
        b'"version": "1.0.0"',
        b'"note": [0.1, -1.50, 1e3, 12345678901234567890], "version": "1.0.0"',
    ),
    "a folder that is reached by a link": whole(AXIS, lambda b: b),
}


@pytest.mark.in_part
@pytest.mark.parametrize("name", part(LAYOUTS, 2))
def test_layouts_come_through(name: str, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    LAYOUTS[name](folder)
    if "another file" in name:
        (folder / "data" / "notes.txt").write_text("not named", "utf-8")
    if "link" in name:
        (tmp_path / "link").symlink_to(folder)
        folder = tmp_path / "link"

    came_through(folder)


def test_an_odd_publication_is_valid_and_is_built_as_it_is(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    header, *rows = rows_of((folder / AXIS).read_bytes())
    short = [label for label in LABELS if len(label) < 100]
    odd = [[code, f"{code} en", f"{code} it", "d", "d"] for code in ("NA", "037006", "1e5", "null")]
    odd += [
        [f"X{n}", f"{label} {n}", f"{n} {label}", label, label] for n, label in enumerate(short)
    ]
    (folder / AXIS).write_bytes(written([header, *odd, *rows], end="\r\n"))
    out = tmp_path / "dist"

    result = CliRunner().invoke(
        main,
        [
            "build",
            "--publication",
            str(folder),
            "--out",
            str(out),
            "--skip",
            "bundle",
            "--skip",
            "site",
        ],
    )

    assert result.exit_code == 0, result.output
    assert (out / "datapackage" / "axis.csv").read_bytes() == (folder / AXIS).read_bytes()
    shutil.rmtree(out)
