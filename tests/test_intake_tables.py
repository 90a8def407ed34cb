"""Tables that the gate refuses: quotes, separators, line ends, lengths of rows, columns, sizes."""

import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.intake import limits, table
from tests.intake import (
    AMOUNTS,
    AXIS,
    FIGURES,
    MINIMAL,
    Case,
    case,
    copy_of,
    issues_of,
    issues_told,
    made,
    put,
    replaced,
    said_of,
)
from tests.intake_said import heading, said

Make = Callable[[bytes], bytes]


def zipped(content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("xl/workbook.xml", content)
    return into.getvalue()


QUOTES: tuple[tuple[str, str, bytes, bytes, str], ...] = (
    ("open in a row", AXIS, b"Research", b'"Research', ":2:label_en"),
    ("open in the last cell", AXIS, b"L'intero programma.", b"\"L'intero", ":4:definition_it"),
    ("open in the header", AXIS, b"notation", b'"notation', ":1"),
    ("not closed before the next", AXIS, b'research."', b"research.", ":2:definition_en"),
    ("not closed before a line", AXIS, b'la ricerca."', b"la ricerca.", ":2:definition_it"),
    ("not opened", AXIS, b'"The first', b"The first", ":2:definition_it"),
    ("inside a cell", AXIS, b"Research", b'Re"search', ":2:label_en"),
    ("inches", AXIS, b"Research", b'5" pipes', ":2:label_en"),
    ("at the end of a cell", AXIS, b"Research", b'Research"', ":2:label_en"),
    ("a word in quotes", AXIS, b"Research", b'the "so-called" axis', ":2:label_en"),
    ("a blank before it", AXIS, b'"The first', b' "The first', ":2:definition_en"),
    ("a blank behind it", AXIS, b'research."', b'research." ', ":2:definition_en"),
    ("escaped by a backslash", AXIS, b"the programme", b'the \\"programme\\"', ":2:definition_en"),
    ("single inside quotes", AXIS, b"first axis", b'"first" axis', ":2:definition_en"),
    ("two cells without a comma", AXIS, b'","Il', b'" "Il', ":2:definition_en"),
    ("four at the end", AXIS, b'research."', b'research""""', ":2:definition_en"),
    ("two before a text", AXIS, b"Research", b'""Research', ":2:label_en"),
    ("two after a text", AXIS, b"Research", b'Research""', ":2:label_en"),
    ("one alone", AXIS, b"Research", b'"', ":2:label_en"),
    ("three alone", AXIS, b"Research", b'"""', ":2:label_en"),
    ("after a line", AXIS, b"Research", b'"Re\nsearch" x', ":2:label_en"),
)


def quotes() -> list[Case]:
    cases = [
        case(name, replaced(path, old, new), f"{path}{where} files_are_csv")
        for name, path, old, new, where in QUOTES
    ]
    far = made(
        AXIS,
        lambda b: b + b'C,c,c,"x, y",z\n' * 100_000 + b'D,"open,d,d,d\n' + b"E,e,e,e,e\n" * 300_000,
    )
    return [*cases, case("open far down", far, f"{AXIS}:100005:label_en files_are_csv")]


SEPARATED: dict[str, Make] = {
    "semicolons": lambda b: b.replace(b",", b";"),
    "semicolons and decimal commas": lambda b: b.replace(b",", b";").replace(b"800", b"800,5"),
    "semicolons and quotes": lambda b: b'"' + b.replace(b",", b'";"').replace(b"\n", b'"\n'),
    "tabs": lambda b: b.replace(b",", b"\t"),
    "bars": lambda b: b.replace(b",", b"|"),
    "semicolons and CRLF": lambda b: b.replace(b",", b";").replace(b"\n", b"\r\n"),
    "a line for Excel": lambda b: b"sep=;\n" + b.replace(b",", b";"),
    "a line for Excel with a comma": lambda b: b"sep=,\n" + b,
}

OTHERS: dict[str, Make] = {
    "a workbook": zipped,
    "an old workbook": lambda b: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": lambda b: b"BZh91AY&SY" + b,
    "zstandard": lambda b: b"\x28\xb5\x2f\xfd" + b,
    "a PDF": lambda b: b"%PDF-1.7\n" + b,
    "a web page": lambda b: b"<!DOCTYPE html>\n<html><table>" + b,
    "a table of HTML": lambda b: b"<table><tr><td>" + b,
    "XML": lambda b: b'<?xml version="1.0"?>' + b,
    "Parquet": lambda b: b"PAR1" + b,
    "a database": lambda b: b"SQLite format 3\0" + b,
    "an image": lambda b: b"\x89PNG\r\n" + b,
    "rich text": lambda b: b"{\\rtf1 " + b,
}


def formats() -> list[Case]:
    told = f"{AMOUNTS}:1 files_are_csv"
    cases = [case(n, made(AMOUNTS, make), told) for n, make in (SEPARATED | OTHERS).items()]
    return [*cases, case("nothing at all", put(AMOUNTS, b""), told)]


LINE_ENDS: dict[str, tuple[Make, str]] = {
    "those of an old Mac": (lambda b: b.replace(b"\n", b"\r"), ":1"),
    "one of an old Mac": (lambda b: b.replace(b"003\n", b"003\r"), ":3:figure"),
    "one of an old Mac at the end": (lambda b: b[:-1] + b"\r", ":4:figure"),
    "both kinds, the header another": (
        lambda b: b.replace(b"\n", b"\r\n").replace(b"\r\n", b"\n", 1),
        ":2",
    ),
    "both kinds, the last row another": (lambda b: b[:-1] + b"\r\n", ":4"),
    "both kinds, a row another": (
        lambda b: b.replace(b"\n", b"\r\n").replace(b"003\r\n", b"003\n"),
        ":3",
    ),
    "a carriage return too many": (lambda b: b.replace(b"\n", b"\r\r\n"), ":1"),
    "the other way round": (lambda b: b.replace(b"\n", b"\n\r"), ":2:axis"),
    "both kinds, after a cell in quotes": (
        lambda b: b.replace(b"p01-002\n", b'"p01-002"\r\n'),
        ":2",
    ),
}


def line_ends() -> list[Case]:
    rule = "line_ends_are_alike"
    return [
        case(name, made(AMOUNTS, make), f"{AMOUNTS}{where} {rule}")
        for name, (make, where) in LINE_ENDS.items()
    ]


LENGTHS: dict[str, tuple[Make, tuple[int, ...]]] = {
    "a cell too few": (lambda b: b.replace(b"B,800,p01-003", b"B,800"), (3,)),
    "a cell too many": (lambda b: b.replace(b"p01-003", b"p01-003,x"), (3,)),
    "a comma at the end": (lambda b: b.replace(b"p01-003", b"p01-003,"), (3,)),
    "a comma at the end of each row": (
        lambda b: b.replace(b"\n", b",\n").replace(b",\n", b"\n", 1),
        (2, 3, 4),
    ),
    "a comma inside": (lambda b: b.replace(b"800", b"800,00"), (3,)),
    "an empty line": (lambda b: b.replace(b"B,", b"\nB,"), (3,)),
    "an empty line at the end": (lambda b: b + b"\n", (5,)),
    "two empty lines at the end": (lambda b: b + b"\n\n", (5, 6)),
    "an empty line first": (lambda b: b.replace(b"\nA", b"\n\nA"), (2,)),
    "an empty line of CRLF": (lambda b: (b + b"\n").replace(b"\n", b"\r\n"), (5,)),
    "a remark below": (lambda b: b + b"Source: the report", (5,)),
    "a remark in quotes below": (lambda b: b + b'"Source: the report, page 3"\n', (5,)),
    "a heading above the total": (lambda b: b.replace(b"_T", b"Total\n_T"), (4,)),
    "a row over two lines": (lambda b: b.replace(b"B,800", b"B,\n800"), (3, 4)),
    "a cell in quotes over two rows": (
        lambda b: (
            b.replace(b"p01-002\n", b'"p01-002\n').replace(b"p01-003\n", b'p01-003"\n') + b"C\n"
        ),
        (4,),
    ),
    "two rows in one": (lambda b: b.replace(b"002\nB", b"002,B"), (2,)),
    "the last row cut": (lambda b: b[:-9], (4,)),
    "no comma at all": (lambda b: b.replace(b"B,800,p01-003", b"B 800"), (3,)),
}


def lengths() -> list[Case]:
    rule = "rows_are_as_long_as_the_header"
    return [
        case(name, made(AMOUNTS, make), *(f"{AMOUNTS}:{row} {rule}" for row in rows))
        for name, (make, rows) in LENGTHS.items()
    ]


COLUMNS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "one missing": (b"axis,value", (":figure",)),
    "one more": (b"axis,value,figure,note", (":note",)),
    "one twice": (b"axis,value,value", (":figure", ":value")),
    "one twice and all others": (b"axis,value,figure,axis", (":axis",)),
    "another order": (b"value,axis,figure", ("",)),
    "capitals": (b"Axis,value,figure", (":Axis", ":axis")),
    "all capitals": (
        b"AXIS,VALUE,FIGURE",
        (":AXIS", ":FIGURE", ":VALUE", ":axis", ":figure", ":value"),
    ),
    "no name": (b"axis,,figure", (":(no name)", ":value")),
    "no name at the end": (b"axis,value,figure,", (":(no name)",)),
    "no names": (b",,", (":(no name)", ":axis", ":figure", ":value")),
    "a row in its place": (
        b"A,1200,p01-002",
        (":1200", ":A", ":axis", ":figure", ":p01-002", ":value"),
    ),
    "a letter of another script": ("аxis,value,figure".encode(), (":axis", ":аxis")),
    "two lines": (b'"axis\ncode",value,figure', (":axis", ":axis code")),
    "a title": (b"Payments by axis", (":Payments by axis", ":axis", ":figure", ":value")),
    "quotes of one stroke": (b"'axis',value,figure", (":'axis'", ":axis")),
    "a remark": (b"# axis,value,figure", (":# axis", ":axis")),
}


def columns() -> list[Case]:
    rule = "columns_are_those_of_the_schema"
    return [
        case(
            name,
            replaced(AMOUNTS, b"axis,value,figure", header),
            *(f"{AMOUNTS}:1{place} {rule}" for place in places),
        )
        for name, (header, places) in COLUMNS.items()
    ]


def sizes() -> list[Case]:
    rule = "sizes_are_within_limits"
    long = b"x" * (limits.CELL_CHARACTERS + 1)
    wide = b",".join(b"c%d" % n for n in range(limits.COLUMNS + 1))
    lines = b'"' + b"x" * 32_000 + b"\n" + b"yy\n" * 400_000 + b'"'

    def sparse(folder: Path) -> None:
        with (folder / AMOUNTS).open("r+b") as stream:
            stream.truncate(limits.FILE_BYTES + 1)

    return [
        case("a long cell", replaced(AXIS, b"Research", long), f"{AXIS}:2:label_en {rule}"),
        case(
            "a long cell in quotes",
            replaced(AXIS, b"Research", b'"' + long + b'"'),
            f"{AXIS}:2:label_en {rule}",
        ),
        case(
            "a long cell of quotes",
            replaced(AXIS, b"Research", b'"' + b'""' * len(long) + b'"'),
            f"{AXIS}:2:label_en {rule}",
        ),
        case(
            "a long number",
            replaced(AMOUNTS, b"800", b"8" * len(long)),
            f"{AMOUNTS}:3:value {rule}",
        ),
        case("many columns", replaced(AMOUNTS, b"axis", wide), f"{AMOUNTS}:1 {rule}"),
        case(
            "a row of many lines", replaced(AXIS, b"Research", lines), f"{AXIS}:2:notation {rule}"
        ),
        case("a line without end", put(AMOUNTS, b"a" * 3_000_000), f"{AMOUNTS}:1 {rule}"),
        case("a large file", sparse, f"{AMOUNTS} {rule}"),
        case("a figure", replaced(FIGURES, b"table-number", long), f"{FIGURES}:2:reason {rule}"),
    ]


CASES = {
    "quotes": quotes(),
    "formats": formats(),
    "line ends": line_ends(),
    "lengths": lengths(),
    "columns": columns(),
    "sizes": sizes(),
}


@pytest.mark.parametrize(
    ("named", "case"),
    [pytest.param(heading(k, c), c, id=heading(k, c)) for k in CASES for c in CASES[k]],
)
def test_a_table_that_is_refused(named: str, case: Case, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    case.edit(folder)

    told = said_of(folder)

    assert issues_told(told) == list(case.expected)
    assert told == said("tables")[named]


def test_the_rows_of_a_file_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    monkeypatch.setattr(limits, "ROWS", 3)

    assert f"{AMOUNTS}:5:axis sizes_are_within_limits" in issues_of(folder)


# What is odd on its own, beside a separator, or after another sign; and what is not.
PIECES = [
    *',"=+-@ \n\t~a1.',
    '""',
    "\r\n",
    "\r",
    *"é€Ââ¢à\u0301\u1161가\u09be\u00a0\u200b\uff0b",
    "-1 b",
]
cells = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
quoted_cells = cells.map(lambda cell: '"' + cell.replace('"', '""') + '"')
rows = st.lists(st.one_of(cells, quoted_cells), min_size=2, max_size=2).map(",".join)


@given(rows=st.lists(rows, max_size=4), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans())
def test_a_block_is_judged_as_its_rows_are(rows: list[str], end: str, last: bool) -> None:
    content = (end.join(["a,b", *rows]) + (end if last else "")).encode()
    whole = list(table.table_issues("t.csv", io.BytesIO(content), ["a", "b"]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "_plain_rows", lambda *_: None)
        row_by_row = list(table.table_issues("t.csv", io.BytesIO(content), ["a", "b"]))

    assert whole == row_by_row
