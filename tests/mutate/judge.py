"""Judge mutants by the real rules, without reading the whole publication again for each.

The tables are opened once. A mutant's tables are put in place of the original ones, and put back
afterwards; what was asked about the other tables before is still known. Only rules that ask about
a changed table are run, the likeliest first, until one finds an issue. That this gives the verdict
of `coesa validate` is shown by `on_disk`, which writes a folder and reads it anew.
"""

import csv
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coesa.coverage import coverage
from coesa.errors import PublicationError
from coesa.read import read_publication
from coesa.rules.package import frictionless_agrees
from coesa.rules.shapes import nodes_have_their_shapes
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables, open_tables
from coesa.validate import RULES, Rule, validate
from tests.mutate.corpus import Corpus, Mutant, Row, Rows, Sheet

_SLOW = (frictionless_agrees, nodes_have_their_shapes)
"""They read every file, or all that is published: asked about survivors only."""

_PRISTINE = "pristine"
_FROM = re.compile(r'\b(?:FROM|JOIN) "((?:[^"]|"")+)"')


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
        asks: the tables that each rule asks about.
        caught: how many mutants each rule has caught.
    """

    corpus: Corpus
    tables: Tables
    known: Mapping[Any, Any]
    made_of: Mapping[Any, frozenset[str]]
    asks: Mapping[Rule, frozenset[str]]
    document: bytes | None
    caught: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def rule_that_catches(self, mutant: Mutant) -> str | None:
        """Name the first rule that finds an issue; None if no rule on the tables does."""
        changed = frozenset(mutant.tables)
        concerned = [rule for rule in self.asks if self.asks[rule] & changed]
        places = ((mutant.kind, mutant.table, mutant.column), ("", mutant.table, mutant.column))
        concerned.sort(key=lambda rule: [-self.caught[*p, rule.__name__] for p in places])
        tables = self._forged(changed)
        with self._in_place(mutant):
            for rule in concerned:
                if rule(tables).issues:
                    self.caught.update((*place, rule.__name__) for place in places)
                    return rule.__name__
        return None

    def document_catches(self, mutant: Mutant) -> str | None:
        """Name the rule that finds an issue with the document at hand."""
        if self.document is None:
            return None
        with self._in_place(mutant):
            issues = coverage(self._forged(frozenset(mutant.tables)), [self.document]).issues
        return issues[0].rule if issues else None

    def _forged(self, changed: frozenset[str]) -> Tables:
        still = {q: a for q, a in self.known.items() if not self.made_of[q] & changed}
        return Tables(self.tables.publication, self.tables.connection, still)

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


@contextmanager
def open_judge(corpus: Corpus, document: bytes | None) -> Iterator[Judge]:
    """Open the tables, run every rule on them, and note what each asks about."""
    with open_tables(corpus.publication) as opened:
        asked = Asked()
        tables = Tables(opened.publication, opened.connection, asked)
        asks: dict[Rule, frozenset[str]] = {}
        made_of: dict[Any, frozenset[str]] = {}
        for rule in (r for r in RULES if r not in _SLOW):
            asked.looked_for = set()
            found = rule(tables)
            if found.issues:
                raise SystemExit(f"the original has issues: {found.issues[0]}")
            named = {q: _named(q) for q in asked.looked_for if isinstance(q, tuple)}
            asks[rule] = frozenset().union(*named.values())
            # What is made of tables by name rests on whatever the rule asks about.
            made_of |= named | {q: asks[rule] for q in asked.looked_for if isinstance(q, str)}
        if document is not None:
            asked.looked_for = set()
            issues = coverage(tables, [document]).issues
            if issues:
                raise SystemExit(f"the original has issues: {issues[0]}")
            made_of |= {q: _named(q) for q in asked.looked_for if isinstance(q, tuple)}
        connection = opened.connection
        connection.execute(f"ATTACH ':memory:' AS {_PRISTINE}")
        for name in corpus.sheets:
            connection.execute(f"CREATE TABLE {_original(name)} AS FROM {quoted(name)}")
        known = {q: a for q, a in asked.items() if q in made_of}
        yield Judge(corpus, tables, known, made_of, asks, document)


def _named(question: tuple[Any, ...]) -> frozenset[str]:
    """List the tables that a question is about."""
    return frozenset(name.replace('""', '"') for name in _FROM.findall(question[0]))


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
