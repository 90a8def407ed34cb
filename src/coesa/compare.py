"""Hold two readings of a document against each other: what another reader saw, and what we have.

The second reading is a table of its own, made by someone who has not seen the ledger: `page`,
`token`, `value`, `unit`, `states`. Both readings cut a page into tokens; a token's place is the
ordinal, on its page, of its first numeral, so that no reader has to count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coesa import iris
from coesa.model import FieldRole, Issue, Role
from coesa.numbers import NUMERAL
from coesa.tables import Tables

COLUMNS = ("page", "token", "value", "unit", "states")
"""The columns of a second reading."""

SETTLEMENT_COLUMNS = ("figure", "what", "first", "second", "settled", "reason_it", "reason_en")
"""The columns of the settlements: which difference, which reading is right, and why."""

Row = Mapping[str, str]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A point on which the two readings differ.

    Attributes:
        figure: the place, named as the ledger names figures.
        what: `token`, `value`, `unit`, or `row` where only one reading has a token there.
        first: what the ledger has.
        second: what the second reading has, and what it says that it states.
        settlement: the reading that is right (`first` or `second`) and why; None if not settled.
    """

    figure: str
    what: str
    first: str
    second: str
    states: str
    settlement: Row | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings side by side: how many figures agree, and every difference."""

    figures: int
    agreeing: int
    differences: tuple[Difference, ...]
    issues: tuple[Issue, ...]


def compare(tables: Tables, second: Sequence[Row], settlements: Sequence[Row]) -> Comparison:
    """Compare the ledger with a second reading, settled differences apart.

    A difference that nobody has settled is an issue, and so is a settlement that nothing needs,
    and one for the second reading: then the ledger is to be mended.
    """
    ours, theirs = _first_reading(tables), _second_reading(second)
    settled = {(s["figure"], s["what"], s["first"], s["second"]): s for s in settlements}
    places = sorted(ours.keys() | theirs.keys())
    found = [d for place in places for d in _differences(place, ours, theirs, settled)]
    differing = {difference.figure for difference in found}
    needed = {(d.figure, d.what, d.first, d.second) for d in found}
    return Comparison(
        figures=len(places),
        agreeing=len(places) - len(differing),
        differences=tuple(found),
        issues=(*_unsettled(tables, found), *_unneeded(settled.keys() - needed)),
    )


def _first_reading(tables: Tables) -> dict[Place, Row]:
    """Read the ledgers under the names of the second reading's columns."""
    rows: dict[Place, Row] = {}
    for ledger in tables.publication.of_role(Role.LEDGER):
        names = {
            name: ledger.stating(iris.DEF + property_name)[0].name
            for name, property_name in (
                ("page", "page"),
                ("token", "printed"),
                ("value", "value"),
                ("unit", "unit"),
            )
        }
        (figure,) = ledger.fields_of(FieldRole.NOTATION)
        for row in tables.rows(ledger.name):
            ordinal = int((row[figure.name] or "").rpartition("-")[2])
            cells = {name: row[column] or "" for name, column in names.items()}
            rows[int(cells["page"]), ordinal] = cells
    return rows


def _second_reading(second: Sequence[Row]) -> dict[Place, Row]:
    """Put the rows of a second reading at their places, by counting numerals page by page."""
    rows: dict[Place, Row] = {}
    ordinals: Counter[int] = Counter()
    for row in second:
        page = int(row["page"])
        rows[page, ordinals[page] + 1] = row
        ordinals[page] += len(NUMERAL.findall(row["token"]))
    return rows


def _differences(
    place: Place,
    ours: Mapping[Place, Row],
    theirs: Mapping[Place, Row],
    settled: Mapping[tuple[str, str, str, str], Row],
) -> Iterator[Difference]:
    figure = f"p{place[0]:02}-{place[1]:03}"
    first, second = ours.get(place), theirs.get(place)
    pairs: list[tuple[str, str, str]]
    if first is None or second is None:
        pairs = [("row", (first or {}).get("token", ""), (second or {}).get("token", ""))]
    else:
        pairs = [(what, first[what], second[what]) for what in ("token", "value", "unit")]
    for what, one, other in pairs:
        if one != other:
            states = (second or {}).get("states", "")
            settlement = settled.get((figure, what, one, other))
            yield Difference(figure, what, one, other, states, settlement)


def _unsettled(tables: Tables, found: Sequence[Difference]) -> Iterator[Issue]:
    path = tables.publication.of_role(Role.LEDGER)[0].path
    for d in found:
        if d.settlement is None or d.settlement["settled"] != "first":
            todo = (
                "read the page and settle it"
                if d.settlement is None
                else "the settlement says that the second reading is right: mend the ledger"
            )
            message = (
                f'"{d.first}" in the ledger, "{d.second}" in the second reading '
                f"({d.states or 'no row there'}); {todo}"
            )
            yield Issue(path, 0, f"{d.figure}.{d.what}", "readings_agree_or_are_settled", message)


def _unneeded(keys: set[tuple[str, str, str, str]]) -> Iterator[Issue]:
    for figure, what, first, second in sorted(keys):
        message = f'no difference "{first}" / "{second}" there; take the settlement out'
        yield Issue("settlements", 0, f"{figure}.{what}", "settlements_are_needed", message)
