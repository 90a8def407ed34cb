"""Hold two readings of a document against each other: what another reader saw, and what we have.

The second reading is a table of its own, made by someone who has not seen the ledger: `page`,
`token`, `value`, `unit`, `states`. Both readings cut a page into tokens; a token's place is the
ordinal, on its page, of its first numeral, so that no reader has to count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coesa import iris
from coesa.errors import NotFoundError
from coesa.figures import FigurePlace, figure_name
from coesa.model import FieldRole, Issue, Publication, Role
from coesa.numbers import NUMERAL
from coesa.tables import Tables

COLUMNS = ("page", "token", "value", "unit", "states")
"""The columns of a second reading."""

SETTLEMENT_COLUMNS = ("figure", "what", "first", "second", "settled")
"""The columns of the settlements: which difference, and which reading is right."""

REASON = "reason_"
"""What the further columns of the settlements begin with, the language after it: why."""

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
        reason: why, in the vocabulary's fallback language, or else in the first there is.
    """

    figure: str
    what: str
    first: str
    second: str
    states: str
    settlement: Row | None
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings side by side: how many figures agree, and every difference."""

    figures: int
    agreeing: int
    differences: tuple[Difference, ...]
    issues: tuple[Issue, ...]


def compare(
    tables: Tables,
    second: Sequence[Row],
    settlements: Sequence[Row],
    document: str | None = None,
) -> Comparison:
    """Compare the ledger with a second reading of a document, settled differences apart.

    A difference that nobody has settled is an issue, and so is a settlement that nothing needs,
    and one for the second reading: then the ledger is to be mended.

    Raises:
        NotFoundError: if the publication has no such document.
    """
    read = _document(tables.publication, document)
    ours, theirs = _first_reading(tables, read), _second_reading(second)
    settled = {(s["figure"], s["what"], s["first"], s["second"]): s for s in settlements}
    places = sorted(ours.keys() | theirs.keys())
    wanted = REASON + tables.publication.vocabulary.fallback
    found = [d for place in places for d in _differences(place, ours, theirs, settled, wanted)]
    differing = {difference.figure for difference in found}
    needed = {(d.figure, d.what, d.first, d.second) for d in found}
    return Comparison(
        figures=len(places),
        agreeing=len(places) - len(differing),
        differences=tuple(found),
        issues=(*_unsettled(tables, found), *_unneeded(settled.keys() - needed)),
    )


def _document(publication: Publication, notation: str | None) -> str:
    """Find the document that was read again; the first, where nobody says which."""
    known = [document.notation for document in publication.documents]
    if notation is None and known:
        return known[0]
    if notation in known:
        return str(notation)
    raise NotFoundError(f'there is no document "{notation}"; there are {", ".join(known)}')


def _first_reading(tables: Tables, read: str) -> dict[Place, Row]:
    """Read what the ledgers have of a document, under the names of the second reading's columns."""
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
        (of,) = ledger.fields_of(FieldRole.KEY)
        for row in tables.rows(ledger.name):
            if row[of.name] != read:
                continue
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
    wanted: str,
) -> Iterator[Difference]:
    figure = figure_name(FigurePlace(*place))
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
            reason = _reason(settlement or {}, wanted)
            yield Difference(figure, what, one, other, states, settlement, reason)


def _reason(settlement: Row, wanted: str) -> str:
    """Take the reason of a settlement in the wanted column, or else in the first that has one."""
    reasons = [text for name, text in settlement.items() if name.startswith(REASON) and text]
    return settlement.get(wanted) or next(iter(reasons), "")


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
