"""Kinds of forgery across tables: what one who wants to deceive would change together."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from random import Random

from coesa.model import Role
from coesa.numbers import canonical
from tests.mutate.corpus import Corpus, Mutant, Rows, Sheet
from tests.mutate.rows import renamed

Forgery = tuple[Mapping[str, Rows], str]
Kind = Callable[[Corpus, Random], Iterator[Forgery]]
Changes = dict[str, dict[int, dict[str, str]]]
"""Texts by table, row and column."""


@dataclass(frozen=True, slots=True)
class Datum:
    """An observation with its row in the ledger."""

    cube: str
    row: int
    ledger: str
    figure_row: int
    value: str
    measure: str
    figure: Mapping[str, str]


def data(corpus: Corpus) -> list[Datum]:
    """List the observations with their figures."""
    ledger = corpus.ledger
    figures = {r["figure"]: (n, r) for n, r in enumerate(ledger.records())}
    found = []
    for cube in corpus.cubes:
        measure = cube.resource.measure.name
        for n, row in enumerate(cube.records()):
            number, figure = figures[row["figure"]]
            found.append(
                Datum(
                    cube.resource.name,
                    n,
                    ledger.resource.name,
                    number,
                    row[measure],
                    measure,
                    figure,
                )
            )
    return found


def _read(printed: str) -> tuple[str, str] | None:
    """Read value and resolution of an Italian token, apart from the reader that is checked."""
    match = re.fullmatch(r"([0-9.]+)(?:,([0-9]+))?\s*(\w*).*", printed)
    if match is None or re.search("[0-9]", printed[match.end(3) :]):
        return None
    scale = {"mila": 3, "mln": 6, "milioni": 6}.get(match[3].lower(), 0) - len(match[2] or "")
    digits = Decimal(match[1].replace(".", "") + (match[2] or ""))
    return canonical(digits.scaleb(scale)), canonical(Decimal(1).scaleb(scale))


def _tables(corpus: Corpus, changes: Changes) -> dict[str, Rows]:
    return {name: corpus.sheets[name].put(rows) for name, rows in changes.items()}


def _merged(*several: Changes) -> Changes:
    merged: Changes = {}
    for changes in several:
        for table, rows in changes.items():
            for row, cells in rows.items():
                merged.setdefault(table, {}).setdefault(row, {}).update(cells)
    return merged


def _in_cube(datum: Datum, value: str) -> Changes:
    return {datum.cube: {datum.row: {datum.measure: value}}}


def _in_ledger(datum: Datum, value: str) -> Changes:
    return {datum.ledger: {datum.figure_row: {"value": value}}}


def _in_print(datum: Datum, printed: str) -> Changes:
    number = _read(printed)
    assert number is not None, printed
    cells = {"printed": printed, "value": number[0], "resolution": number[1]}
    return {datum.ledger: {datum.figure_row: cells}}


def _nudged(printed: str, random: Random) -> str:
    """Change a digit of a printed token, not the first, which may not become zero."""
    digits = [m.start() for m in re.finditer("[0-9]", printed)]
    at = random.choice(digits[1:] or digits)
    return printed[:at] + str(int(printed[at]) % 9 + 1) + printed[at + 1 :]


def value_changed_in_cube_and_ledger(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    for datum in data(corpus):
        value = canonical(Decimal(datum.value) + 1)
        changes = _merged(_in_cube(datum, value), _in_ledger(datum, value))
        yield _tables(corpus, changes), datum.figure["figure"]


def value_changed_with_its_print(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Change a figure of the ledger as printed and as read, and not the observation."""
    for n, figure in enumerate(corpus.ledger.records()):
        if figure["value"]:
            printed = _nudged(figure["printed"], random)
            number = _read(printed)
            if number is not None:
                cells = {"printed": printed, "value": number[0]}
                name = corpus.ledger.resource.name
                yield {name: corpus.ledger.put({n: cells})}, figure["figure"]


def value_changed_with_its_print_everywhere(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Change an observation, its figure as read and its figure as printed, all alike."""
    for datum in data(corpus):
        for _ in range(2):
            printed = _nudged(datum.figure["printed"], random)
            number = _read(printed)
            if number is not None:
                changes = _merged(_in_cube(datum, number[0]), _in_print(datum, printed))
                yield _tables(corpus, changes), f"{datum.figure['figure']} to {printed}"


def scaled_with_its_word(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    """Print mila for Mln, and let ledger and cube follow."""
    for datum in data(corpus):
        printed = re.sub("[Mm]ln|milioni", "mila", datum.figure["printed"])
        number = _read(printed)
        if number is not None and printed != datum.figure["printed"]:
            changes = _merged(_in_cube(datum, number[0]), _in_print(datum, printed))
            yield _tables(corpus, changes), f"{datum.figure['figure']} to {printed}"


def sum_kept_in_the_cube(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Take from one part what is given to another: the total still holds."""
    for one, other in _parts(corpus, random):
        yield _tables(corpus, _shifted(one, other)), f"{one.figure['figure']}"


def sum_kept_in_cube_and_ledger(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    for one, other in _parts(corpus, random):
        ledger = _merged(
            _in_ledger(one, _moved(one, 1)),
            _in_ledger(other, _moved(other, -1)),
        )
        yield _tables(corpus, _merged(_shifted(one, other), ledger)), one.figure["figure"]


def sum_kept_in_cube_ledger_and_print(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    for one, other in _parts(corpus, random):
        texts = [_printed_as(d, _moved(d, step)) for d, step in ((one, 1), (other, -1))]
        prints = [_in_print(d, t) for d, t in zip((one, other), texts, strict=True)]
        yield _tables(corpus, _merged(_shifted(one, other), *prints)), " and ".join(texts)


def _parts(corpus: Corpus, random: Random) -> Iterator[tuple[Datum, Datum]]:
    """Pair observations of one cube that are parts of the same sum, at whole numbers."""
    everything = data(corpus)
    for cube in sorted(corpus.totalled()):
        own = [d for d in everything if d.cube == cube]
        pairs = list(combinations(own, 2))
        yield from random.sample(pairs, min(150, len(pairs)))


def _moved(datum: Datum, step: int) -> str:
    return canonical(Decimal(datum.value) + step)


def _shifted(one: Datum, other: Datum) -> Changes:
    return _merged(_in_cube(one, _moved(one, 1)), _in_cube(other, _moved(other, -1)))


def _printed_as(datum: Datum, value: str) -> str:
    """Write another value as the document writes this one: grouping, decimals and sign."""
    printed = datum.figure["printed"]
    match = re.match("[0-9.,]+", printed)
    assert match is not None, printed
    decimals = len(match[0].partition(",")[2])
    text = f"{Decimal(value):,.{decimals}f}"
    if "." not in match[0]:
        text = text.replace(",", "")
    return text.translate(str.maketrans(",.", ".,")) + printed[match.end() :]


def cube_scaled_by_a_thousand(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    for cube in corpus.cubes:
        own = [d for d in data(corpus) if d.cube == cube.resource.name]
        changes = _merged(*(_in_cube(d, _thousandfold(d)) for d in own))
        yield _tables(corpus, changes), cube.resource.name


def cube_and_ledger_scaled_by_a_thousand(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    for cube in corpus.cubes:
        own = [d for d in data(corpus) if d.cube == cube.resource.name]
        changes = [(_in_cube(d, _thousandfold(d)), _in_ledger(d, _thousandfold(d))) for d in own]
        merged = _merged(*(c for pair in changes for c in pair))
        yield _tables(corpus, merged), cube.resource.name


def _thousandfold(datum: Datum) -> str:
    return canonical(Decimal(datum.value) * 1000)


def figure_and_observation_deleted(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    for d in data(corpus):
        yield (
            {
                d.cube: corpus.sheets[d.cube].without(d.row),
                d.ledger: corpus.sheets[d.ledger].without(d.figure_row),
            },
            d.figure["figure"],
        )


def datum_made_a_reference_and_not_observed(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Suppress a datum: no observation, and a reason why the figure is none."""
    reasons = sorted({r for r in corpus.ledger.column("reason") if r})
    for d in data(corpus):
        cells = {c: "" for c in ("value", "unit", "resolution", "hedge")}
        cells |= {"class": "reference", "reason": random.choice(reasons)}
        yield (
            {
                d.cube: corpus.sheets[d.cube].without(d.row),
                d.ledger: corpus.sheets[d.ledger].put({d.figure_row: cells}),
            },
            d.figure["figure"],
        )


def observations_of_two_cubes_exchanged(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Exchange value and figure between observations of different cubes."""
    pairs = [(a, b) for a, b in combinations(data(corpus), 2) if a.cube != b.cube]
    for one, other in random.sample(pairs, 300):
        changes = _merged(_as(one, other), _as(other, one))
        yield _tables(corpus, changes), f"{one.figure['figure']}, {other.figure['figure']}"


def _as(datum: Datum, other: Datum) -> Changes:
    cells = {datum.measure: other.value, "figure": other.figure["figure"]}
    return {datum.cube: {datum.row: cells}}


def unit_changed_in_cube_and_ledger(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    for d in data(corpus):
        unit = "PERSON" if d.figure["unit"] != "PERSON" else "PROJECT"
        if "unit" in corpus.sheets[d.cube].columns:
            cells: Changes = {d.cube: {d.row: {"unit": unit}}, d.ledger: {d.figure_row: {}}}
            cells[d.ledger][d.figure_row]["unit"] = unit
            yield _tables(corpus, cells), f"{d.figure['figure']} to {unit}"


def codes_exchanged_in_every_cube(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Exchange two codes of a dimension in every cube that has it: women are men throughout."""
    dimensions = {f.name for c in corpus.cubes for f in c.resource.columns if f in _dims(c)}
    for dimension in sorted(dimensions):
        cubes = [c for c in corpus.cubes if dimension in c.columns]
        codes = sorted({t for c in cubes for t in c.column(dimension)})
        pairs = list(combinations(codes, 2))
        for one, other in random.sample(pairs, min(60, len(pairs))):
            new = {one: other, other: one}
            tables = {c.resource.name: renamed(c, dimension, new) for c in cubes}
            yield tables, f"{dimension}: {one} and {other}"


def _dims(sheet: Sheet) -> tuple[object, ...]:
    return sheet.resource.dimensions


def figures_exchanged_in_ledger_and_cube(corpus: Corpus, random: Random) -> Iterator[Forgery]:
    """Exchange what two rows of the ledger print, and let the observations follow."""
    everything = data(corpus)
    for one, other in random.sample(list(combinations(everything, 2)), 300):
        texts = one.figure["printed"], other.figure["printed"]
        changes = _merged(
            _in_print(one, texts[1]),
            _in_print(other, texts[0]),
            _in_cube(one, other.value),
            _in_cube(other, one.value),
        )
        yield _tables(corpus, changes), " and ".join(texts)


def erratum_suppressed(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    """Take an erratum out with its places and its ties."""
    for errata in corpus.of_role(Role.ERRATA):
        for n, notation in enumerate(errata.column(errata.key()[0])):
            tables = {errata.resource.name: errata.without(n)}
            for name, sheet in corpus.sheets.items():
                keys = [k for k in sheet.resource.foreign_keys if k.resource in tables]
                if keys and name not in tables:
                    column = sheet.column(keys[0].fields[0])
                    gone = [r for r, text in enumerate(column) if text == notation]
                    if gone:
                        tables[name] = sheet.without(*gone)
            yield tables, notation


def entity_suppressed(corpus: Corpus, _: Random) -> Iterator[Forgery]:
    """Take a concept or a thing out, with every row that refers to it."""
    for name, sheet in corpus.sheets.items():
        if sheet.resource.role not in (Role.CONCEPT_SCHEME, Role.ENTITIES):
            continue
        if len(sheet.key()) > 1:
            continue
        for n, notation in enumerate(sheet.column(sheet.key()[0])):
            tables = {name: sheet.without(n)}
            tables |= _without_references(corpus, name, notation)
            if len(tables) > 1:
                yield tables, f"{name} {notation}"


def _without_references(corpus: Corpus, name: str, notation: str) -> dict[str, Rows]:
    tables = {}
    for other, sheet in corpus.sheets.items():
        fields = {k.fields[0] for k in sheet.resource.foreign_keys if k.resource == name}
        gone = [n for n, r in enumerate(sheet.records()) if notation in {r[f] for f in fields}]
        if gone and other != name:
            tables[other] = sheet.without(*gone)
    return tables


KINDS: tuple[Kind, ...] = (
    value_changed_in_cube_and_ledger,
    value_changed_with_its_print,
    value_changed_with_its_print_everywhere,
    scaled_with_its_word,
    sum_kept_in_the_cube,
    sum_kept_in_cube_and_ledger,
    sum_kept_in_cube_ledger_and_print,
    cube_scaled_by_a_thousand,
    cube_and_ledger_scaled_by_a_thousand,
    figure_and_observation_deleted,
    datum_made_a_reference_and_not_observed,
    observations_of_two_cubes_exchanged,
    unit_changed_in_cube_and_ledger,
    codes_exchanged_in_every_cube,
    figures_exchanged_in_ledger_and_cube,
    erratum_suppressed,
    entity_suppressed,
)


def forged_mutants(corpus: Corpus, seed: int, kinds: tuple[Kind, ...] = KINDS) -> Iterator[Mutant]:
    """Forge several tables together."""
    for kind in kinds:
        for tables, what in kind(corpus, Random(f"{seed} {kind.__name__}")):
            changed = {n: rows for n, rows in tables.items() if rows != corpus.sheets[n].rows}
            if changed:
                yield Mutant(kind.__name__, min(changed), "", changed, what)
