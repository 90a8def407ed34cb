"""Judge mutants by the real rules, without reading the whole publication again for each.

The tables are opened once. A mutant's tables are put in place of the original ones, and put back
afterwards; what was asked about other columns before is still known. Which columns a question
reads, its plan tells. Only rules that read a changed column are run, the likeliest first, until
one finds an issue. That this gives the verdict of `coesa validate` is shown by `on_disk`, which
writes a folder and reads it anew.
"""

import csv
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from coesa.coverage import coverage
from coesa.errors import PublicationError
from coesa.model import Issue
from coesa.read import read_publication
from coesa.rules.package import frictionless_agrees
from coesa.rules.readings import tables_say_what_their_second_reading_says
from coesa.rules.rows import (
    codes_come_as_often_as_the_descriptor_says,
    identities_are_about_as_many_as_they_say,
    tables_have_as_many_rows_as_they_say,
)
from coesa.rules.shapes import nodes_have_their_shapes
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables, open_tables
from coesa.validate import RULES, Rule, validate
from tests.mutate.corpus import Corpus, Mutant, Row, Rows, Sheet

_SLOW = (frictionless_agrees, nodes_have_their_shapes)
"""They read every file, or all that is published: asked about survivors only."""

DECLARED = (
    codes_come_as_often_as_the_descriptor_says,
    identities_are_about_as_many_as_they_say,
    tables_have_as_many_rows_as_they_say,
)
"""They hold a table against numbers of the descriptor: asked last, and counted apart."""

READ_AGAIN = (tables_say_what_their_second_reading_says,)
"""It holds a table against what somebody else read: asked after these, and counted apart."""

_TIERS = (*((rule, 1) for rule in DECLARED), *((rule, 2) for rule in READ_AGAIN))
_LATER = dict[Rule, int](_TIERS)
"""When a rule is asked that is not asked first."""

_PRISTINE = "pristine"
_AS_ASKED = ("filter_pushdown", "join_filter_pushdown", "statistics_propagation")
"""Optimizers that are left out where a plan is to tell every column that a question reads."""

Column = tuple[str, str]
"""A table and a column of it; the column of row numbers stands for how many rows there are."""


class Asked(dict[Any, Any]):
    """What is known of the tables, with a list of what was looked for in it."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_for: set[Any] = set()

    def __contains__(self, question: object) -> bool:
        self.looked_for.add(question)
        return super().__contains__(question)


@dataclass(frozen=True, slots=True)
class Judge:
    """The original tables, and what each rule asks of them.

    Attributes:
        known: what is known of the original tables.
        made_of: the columns that each answer rests on.
        reads: the columns that each rule reads, and those that the document is held against.
        caught: how many mutants each rule has caught.
    """

    corpus: Corpus
    tables: Tables
    known: Mapping[Any, Any]
    made_of: Mapping[Any, Set[Column]]
    reads: Mapping[Rule, Set[Column]]
    read_with_document: Set[Column]
    document: bytes | None
    caught: Counter[tuple[str | None, ...]] = field(default_factory=Counter)

    def verdict(self, mutant: Mutant) -> tuple[str | None, str | None]:
        """Name the first rule on the tables that finds an issue, and one with the document.

        The document is asked if no rule finds anything, or one only that holds a table against
        numbers of the descriptor, or against a second reading.
        """
        changed = changed_columns(self.corpus, mutant)
        concerned = [rule for rule in self.reads if self.reads[rule] & changed]
        places = ((mutant.kind, mutant.table, mutant.column), ("", mutant.table, mutant.column))
        concerned.sort(
            key=lambda rule: (
                _LATER.get(rule, 0),
                [-self.caught[*p, rule.__name__] for p in places],
            )
        )
        known = {q: a for q, a in self.known.items() if not self.made_of[q] & changed}
        tables = Tables(self.tables.publication, self.tables.connection, known)
        with self._in_place(mutant):
            found = next((rule for rule in concerned if rule(tables).issues), None)
            name = found.__name__ if found else None
            if found:
                self.caught.update((*place, name) for place in places)
            if (found and found not in _LATER) or not self.read_with_document & changed:
                return name, None
            issues = coverage(tables, [self.document]).issues if self.document else ()
            return name, issues[0].rule if issues else None

    def rule_that_catches(self, mutant: Mutant) -> str | None:
        """Name the first rule that finds an issue; None if no rule on the tables does."""
        return self.verdict(mutant)[0]

    @contextmanager
    def _in_place(self, mutant: Mutant) -> Iterator[None]:
        run = self.tables.connection.execute
        for name, rows in mutant.tables.items():
            run(_replaced(self.corpus.sheets[name], name, rows))
        try:
            yield
        finally:
            for name in mutant.tables:
                run(f"CREATE OR REPLACE TABLE {quoted(name)} AS FROM {_original(name)}")


def _original(name: str) -> str:
    return f"{_PRISTINE}.{quoted(name)}"


def _replaced(sheet: Sheet, name: str, rows: Rows) -> str:
    """Give the SQL of a table with other rows, made of the original by what differs."""
    head = f"CREATE OR REPLACE TABLE {quoted(name)} AS "
    if len(rows) == len(sheet.rows):
        return head + _with_other_cells(sheet, name, rows)
    kept = _common(sheet.rows, rows)
    tail = _common(sheet.rows[kept:][::-1], rows[kept:][::-1])
    gone = len(sheet.rows) - kept - tail
    new = rows[kept : len(rows) - tail]
    number, moved = quoted(ROW), len(new) - gone
    parts = [
        f"SELECT * FROM {_original(name)} WHERE {number} < {kept + 2}",
        *(_row(sheet, name, row, kept + 2 + n) for n, row in enumerate(new)),
        f"SELECT * REPLACE ({number} + {moved} AS {number}) FROM {_original(name)} "
        f"WHERE {number} >= {kept + gone + 2}",
    ]
    return f"{head}SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {number}"


def _with_other_cells(sheet: Sheet, name: str, rows: Rows) -> str:
    cases: dict[str, list[str]] = {}
    for number, (old, new) in enumerate(zip(sheet.rows, rows, strict=True), start=2):
        if old is not new:
            for column, before, after in zip(sheet.columns, old, new, strict=True):
                if before != after:
                    cases.setdefault(column, []).append(f"WHEN {number} THEN {_cell(after)}")
    columns = [
        f"CASE {quoted(ROW)} {' '.join(whens)} ELSE {quoted(column)} END AS {quoted(column)}"
        for column, whens in cases.items()
    ]
    return f"SELECT * REPLACE ({', '.join(columns)}) FROM {_original(name)}"


def _row(sheet: Sheet, name: str, row: Row, number: int) -> str:
    cells = [f"{_cell(c)} AS {quoted(n)}" for n, c in zip(sheet.columns, row, strict=True)]
    wanted = ", ".join([f"{number} AS {quoted(ROW)}", *cells])
    return f"SELECT * REPLACE ({wanted}) FROM (FROM {_original(name)} LIMIT 1)"


def _cell(content: str) -> str:
    return text(content) if content else "CAST(NULL AS VARCHAR)"


def _common(one: Rows, other: Rows) -> int:
    """Count the rows at the beginning that are the same."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def changed_columns(corpus: Corpus, mutant: Mutant) -> Set[Column]:
    """List the columns that a mutant has otherwise: all of a table with other rows."""
    changed = set[Column]()
    for name, rows in mutant.tables.items():
        sheet = corpus.sheets[name]
        if len(rows) != len(sheet.rows):
            constants = [f.name for f in sheet.resource.constants]
            changed |= {(name, column) for column in (ROW, *sheet.columns, *constants)}
            continue
        for old, new in zip(sheet.rows, rows, strict=True):
            if old is not new:
                cells = zip(sheet.columns, old, new, strict=True)
                changed |= {(name, column) for column, a, b in cells if a != b}
    return changed


@contextmanager
def open_judge(corpus: Corpus, document: bytes | None) -> Iterator[Judge]:
    """Open the tables, run every rule on them, and note what each asks about."""
    with open_tables(corpus.publication) as opened:
        asked = Asked()
        tables = Tables(opened.publication, opened.connection, asked)
        made_of: dict[Any, Set[Column]] = {}
        reads: dict[Rule, Set[Column]] = {}
        connection = opened.connection
        with _plain_plans(connection):
            for rule in (r for r in RULES if r not in _SLOW):
                _clean(rule(tables).issues)
                reads[rule] = _read(asked, connection, made_of)
            with_document: Set[Column] = frozenset()
            if document is not None:
                _clean(coverage(tables, [document]).issues)
                with_document = _read(asked, connection, made_of)
        connection.execute(f"ATTACH ':memory:' AS {_PRISTINE}")
        for name in corpus.sheets:
            connection.execute(f"CREATE TABLE {_original(name)} AS FROM {quoted(name)}")
        known = {q: a for q, a in asked.items() if q in made_of}
        yield Judge(corpus, tables, known, made_of, reads, with_document, document)


def _clean(issues: Sequence[Issue]) -> None:
    if issues:
        raise SystemExit(f"the original has issues: {issues[0]}")


@contextmanager
def _plain_plans(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let plans name every column that a question rests on, whatever the rows hold."""
    connection.execute(f"SET disabled_optimizers = '{','.join(_AS_ASKED)}'")
    try:
        yield
    finally:
        connection.execute("SET disabled_optimizers = ''")


def _read(
    asked: Asked, connection: duckdb.DuckDBPyConnection, made_of: dict[Any, Set[Column]]
) -> Set[Column]:
    """List the columns behind what was looked for since the last time, and note them by answer."""
    looked_for, asked.looked_for = asked.looked_for, set()
    for question in looked_for - made_of.keys():
        if isinstance(question, tuple):
            made_of[question] = frozenset(_columns_of(connection, question))
    columns = frozenset().union(*(made_of[q] for q in looked_for if q in made_of))
    # What is made of tables by name rests on whatever was asked to make it.
    made_of.update({q: columns for q in looked_for - made_of.keys()})
    return columns


def _columns_of(
    connection: duckdb.DuckDBPyConnection, question: tuple[Any, ...]
) -> Iterator[Column]:
    sql, *parameters = question
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters).fetchall()
    nodes = json.loads(plan)
    while nodes:
        node = nodes.pop()
        nodes += node["children"]
        table = node["extra_info"].get("Table")
        if table is not None:
            name = table.rpartition(".main.")[2].strip('"').replace('""', '"')
            columns = node["extra_info"].get("Projections", [])
            yield name, ROW
            yield from ((name, c) for c in ([columns] if isinstance(columns, str) else columns))


def on_disk(corpus: Corpus, mutant: Mutant, to: Path) -> Path:
    """Write a mutant as a publication folder."""
    folder = Path(tempfile.mkdtemp(dir=to)) / "datapackage"
    shutil.copytree(corpus.publication.folder, folder)
    for name, rows in mutant.tables.items():
        sheet = corpus.sheets[name]
        with (folder / sheet.resource.path).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(sheet.columns)
            writer.writerows(rows)
    return folder


def validated(folder: Path, document: bytes | None) -> tuple[bool, bool]:
    """Do what `coesa validate` does: tell whether it finds an issue, and whether with the document.

    Anything but a finding or our own error is a fault of the tool, and is let through.
    """
    try:
        publication = read_publication(folder)
    except PublicationError:
        return True, True
    with open_tables(publication) as tables:
        if validate(tables).issues:
            return True, True
        return False, document is not None and bool(coverage(tables, [document]).issues)
