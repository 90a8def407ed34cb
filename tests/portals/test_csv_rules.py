"""Every CSV that we publish keeps the rules by which portals load tables."""

import codecs
import csv
import re

import pytest

from tests.portals.conftest import Online

LONGEST_NAME = 63
"""Bytes that the name of a column has in PostgreSQL, where CKAN's DataStore keeps tables."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def broken(raw: bytes, delimiter: str = ",") -> list[str]:
    """Name the rules of every CSV that a file breaks."""
    text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    header, *lines = reader
    rules = {
        "names_are_at_most_63_bytes": all(0 < len(n.encode()) <= LONGEST_NAME for n in header),
        "names_are_distinct": len({name.lower() for name in header}) == len(header),
        "names_do_not_begin_with_underscore": not any(name.startswith("_") for name in header),
        "rows_are_as_long_as_the_header": all(len(line) == len(header) for line in lines),
        "there_is_a_row": bool(lines),
        "no_row_is_empty": all(any(line) for line in lines),
        "the_last_line_ends": raw.endswith(b"\n"),
        "no_control_characters": not CONTROL.search(text),
        "no_blank_around_cells": all(c == c.strip() for line in (header, *lines) for c in line),
    }
    return [name for name, holds in rules.items() if not holds]


def broken_for_machines(raw: bytes) -> list[str]:
    """Name the rules that a file breaks which programs are meant to load."""
    header = raw.split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r")
    rules = {
        "no_byte_order_mark": not raw.startswith(codecs.BOM_UTF8),
        "names_are_ascii": all(
            re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in header.split(",")
        ),
    }
    return [*(name for name, holds in rules.items() if not holds), *broken(raw)]


def test_every_published_csv_keeps_them(online: Online) -> None:
    office = set((online.dist / "office").rglob("*.csv"))
    machines = set(online.dist.rglob("*.csv")) - office

    found = {path: broken(path.read_bytes(), ";") for path in office}
    found |= {path: broken_for_machines(path.read_bytes()) for path in machines}

    assert len(machines) > 70 and len(office) > 10
    assert {path: rules for path, rules in found.items() if rules} == {}


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"a,b\n1,2,3\n", "rows_are_as_long_as_the_header"),
        (b"a,A\n1,2\n", "names_are_distinct"),
        (b"a" * 64 + b",b\n1,2\n", "names_are_at_most_63_bytes"),
        (b"_a,b\n1,2\n", "names_do_not_begin_with_underscore"),
        ("è,b\n1,2\n".encode(), "names_are_ascii"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "no_byte_order_mark"),
        (b"a,b\n1,2", "the_last_line_ends"),
        (b"a,b\n", "there_is_a_row"),
        (b"a,b\n1,2\n,\n", "no_row_is_empty"),
        (b"a,b\n1,\x00\n", "no_control_characters"),
        (b"a,b\n1, 2\n", "no_blank_around_cells"),
    ],
)
def test_a_rule_finds_what_breaks_it(raw: bytes, rule: str) -> None:
    assert rule in broken_for_machines(raw)
