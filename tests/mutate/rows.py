"""Kinds of forgery of rows and of whole tables."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from random import Random

from coesa.model import FieldRole, Role
from tests.mutate.corpus import Corpus, Mutant, Rows, Sheet

Forgery = tuple[str, Rows, str]
"""The column, the rows, and what was done."""
Kind = Callable[[Corpus, Sheet, Random], Iterator[Forgery]]

_PAIRS = 40
"""Pairs of rows of a table that exchange something: the neighbours, and as many others."""


def row_deleted(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for n in range(len(sheet.rows)):
        yield "", sheet.without(n), f"row {n + 2}"


def row_repeated(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for n, row in enumerate(sheet.rows):
        yield "", (*sheet.rows[: n + 1], row, *sheet.rows[n + 1 :]), f"row {n + 2}"


def row_repeated_with_another_key(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    for n, row in enumerate(sheet.rows):
        for column in sheet.key():
            texts = [t for t in set(sheet.column(column)) if t != row[sheet.at(column)]]
            if texts:
                text = random.choice(sorted(texts))
                again = sheet.put({n: {column: text}})[n]
                yield "", (*sheet.rows, again), f"row {n + 2}, {column} {text}"


def rows_exchanged(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    """Let two rows change places; the order of rows is data in a ledger only."""
    if sheet.resource.role is Role.LEDGER:
        for a, b in _pairs(sheet, random):
            rows = list(sheet.rows)
            rows[a], rows[b] = rows[b], rows[a]
            yield "", tuple(rows), f"rows {a + 2} and {b + 2}"


def keys_exchanged(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    """Give each of two rows the key of the other: all that is said of one is said of the other."""
    if len(sheet.key()) < len(sheet.columns):
        for a, b in _pairs(sheet, random):
            yield "", _exchanged(sheet, a, b, sheet.key()), f"rows {a + 2} and {b + 2}"


def cells_exchanged(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    for column in sheet.columns:
        for a, b in _pairs(sheet, random):
            yield column, _exchanged(sheet, a, b, (column,)), f"rows {a + 2} and {b + 2}"


def values_exchanged_with_their_figures(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    """Exchange two values of a cube together with the figures that they are printed in."""
    if sheet.resource.role is Role.CUBE:
        columns = [sheet.resource.measure.name, *_named(sheet, "http://www.w3.org/ns/prov#")]
        for a, b in combinations(range(len(sheet.rows)), 2):
            yield "", _exchanged(sheet, a, b, columns), f"rows {a + 2} and {b + 2}"


def _named(sheet: Sheet, space: str) -> list[str]:
    return [f.name for f in sheet.resource.columns if (f.property_iri or "").startswith(space)]


def _pairs(sheet: Sheet, random: Random) -> list[tuple[int, int]]:
    last = len(sheet.rows)
    pairs = [(n, n + 1) for n in range(last - 1)]
    every = list(combinations(range(last), 2))
    return sorted(
        {
            *random.sample(pairs, min(_PAIRS, len(pairs))),
            *random.sample(every, min(_PAIRS, len(every))),
        }
    )


def _exchanged(sheet: Sheet, a: int, b: int, columns: list[str] | tuple[str, ...]) -> Rows:
    cells = [{c: sheet.rows[n][sheet.at(c)] for c in columns} for n in (a, b)]
    return sheet.put({a: cells[1], b: cells[0]})


def codes_exchanged_in_a_column(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    """Put one code for another and the other for the one, throughout a column."""
    for column in _coded(sheet):
        pairs = list(combinations(sorted(set(sheet.column(column))), 2))
        for one, other in random.sample(pairs, min(_PAIRS, len(pairs))):
            new = {one: other, other: one}
            yield column, renamed(sheet, column, new), f"{one} and {other}"


def codes_permuted_in_a_column(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for column in _coded(sheet):
        codes = sorted(set(sheet.column(column)))
        if len(codes) > 2:
            new = dict(zip(codes, [*codes[1:], codes[0]], strict=True))
            yield column, renamed(sheet, column, new), "all codes"


def _coded(sheet: Sheet) -> list[str]:
    """List the columns of codes that come again in several rows, or tell what a row is about."""
    keyed = {f for key in sheet.resource.foreign_keys for f in key.fields}
    return [
        f.name
        for f in sheet.resource.columns
        if f.role is FieldRole.DIMENSION or f.scheme is not None or f.name in keyed
    ]


def renamed(sheet: Sheet, column: str, new: dict[str, str]) -> Rows:
    """Put other codes for those of a column."""
    texts = sheet.column(column)
    return sheet.put({n: {column: new[t]} for n, t in enumerate(texts) if t in new})


def column_moved_down(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for column in sheet.columns:
        texts = sheet.column(column)
        moved = [texts[-1], *texts[:-1]]
        yield column, sheet.put({n: {column: t} for n, t in enumerate(moved)}), "by one row"


def column_emptied(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for column in sheet.columns:
        rows = sheet.put({n: {column: ""} for n in range(len(sheet.rows))})
        yield column, rows, "every cell"


def last_rows_lost(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    for kept in {0, len(sheet.rows) // 2}:
        yield "", sheet.rows[:kept], f"all but {kept}"


def page_moved_with_its_figure(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    """Move a row of the ledger, its page and its name, to the next page."""
    if sheet.resource.role is Role.LEDGER:
        for n, row in enumerate(sheet.rows):
            page = int(row[sheet.at("page")]) + 1
            name = f"p{page:02d}{row[sheet.at('figure')][3:]}"
            cells = {"page": str(page), "figure": name}
            yield "", sheet.put({n: cells}), f"row {n + 2} to {name}"


def figure_made_a_reference(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    """Give up a figure of any class: empty what a reference does not have, and give a reason."""
    if sheet.resource.role is Role.LEDGER:
        reasons = sorted({r for r in sheet.column("reason") if r})
        for n in range(len(sheet.rows)):
            cells = {c: "" for c in ("value", "unit", "resolution", "hedge", "restates")}
            cells |= {"class": "reference", "qualifies": "", "reason": random.choice(reasons)}
            yield "", sheet.put({n: cells}), f"row {n + 2}"


def figure_made_a_parameter(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    if sheet.resource.role is Role.LEDGER:
        for n, value in enumerate(sheet.column("value")):
            if value:
                cells = {"class": "parameter", "restates": ""}
                yield "", sheet.put({n: cells}), f"row {n + 2}"


def reference_made_a_qualifier(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    if sheet.resource.role is Role.LEDGER:
        data = [r["figure"] for r in sheet.records() if r["class"] == "datum"]
        for n, figure in enumerate(sheet.records()):
            if figure["class"] == "reference":
                after = next((d for d in data if d > figure["figure"]), data[-1])
                cells = {"class": "qualifier", "reason": "", "qualifies": after}
                yield "", sheet.put({n: cells}), f"row {n + 2}"


def unit_and_hedge_changed(_: Corpus, sheet: Sheet, __: Random) -> Iterator[Forgery]:
    """Change unit and hedge of a figure together, as if read from another token."""
    if sheet.resource.role is Role.LEDGER:
        for n, figure in enumerate(sheet.records()):
            if figure["unit"]:
                unit = "PERSON" if figure["unit"] != "PERSON" else "HOUSEHOLD"
                hedge = "about" if figure["hedge"] != "about" else "exact"
                yield "", sheet.put({n: {"unit": unit, "hedge": hedge}}), f"row {n + 2}"


def page_and_section_changed(_: Corpus, sheet: Sheet, random: Random) -> Iterator[Forgery]:
    """Put a row at another place of the document that is there."""
    if {"page", "section"} <= set(sheet.columns):
        places = sorted({(r["page"], r["section"]) for r in sheet.records()})
        for n, row in enumerate(sheet.records()):
            others = [p for p in places if p[0] != row["page"]]
            if others and row["page"]:
                page, section = random.choice(others)
                yield "", sheet.put({n: {"page": page, "section": section}}), f"row {n + 2}"


KINDS: tuple[Kind, ...] = (
    row_deleted,
    row_repeated,
    row_repeated_with_another_key,
    rows_exchanged,
    keys_exchanged,
    cells_exchanged,
    values_exchanged_with_their_figures,
    codes_exchanged_in_a_column,
    codes_permuted_in_a_column,
    column_moved_down,
    column_emptied,
    last_rows_lost,
    page_moved_with_its_figure,
    figure_made_a_reference,
    figure_made_a_parameter,
    reference_made_a_qualifier,
    unit_and_hedge_changed,
    page_and_section_changed,
)


def row_mutants(corpus: Corpus, seed: int, names: Sequence[str] = ()) -> Iterator[Mutant]:
    """Forge the rows of every curated table, or of some, and each table as a whole."""
    for name in names or corpus.sheets:
        sheet = corpus.sheets[name]
        for kind in KINDS:
            random = Random(f"{seed} {name} {kind.__name__}")
            for column, rows, what in kind(corpus, sheet, random):
                yield Mutant(kind.__name__, name, column, {name: rows}, what)
