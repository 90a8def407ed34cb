"""What a synthetic report says: a cover, then what a programme had reached at the end of each year.

In a year's tables parts stand before their total, and operands before their ratio: so the
observations may end anywhere, and what is printed still holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coesa.synthetic.parameters import AMOUNTS, INDICATORS, RATIOS, SEXES, wordings
from coesa.synthetic.press import Datum, Press
from coesa.synthetic.speech import SPEECH, Number, Speech, day, number

AMOUNT_CUBE, RATIO_CUBE = "financial-amounts", "financial-ratios"
PERSON_CUBE, INDICATOR_CUBE = "participants", "indicator-values"

_COMMITTED = AMOUNTS.index("committed")
_FORGED = 1
"""Cents by which the first printed total of commitments is too large."""

_TENTH = 10_000_000
"""Cents in a tenth of a million euro."""


_FEWEST = 10
"""People that a count tells of at least: enough that none is told of one by one."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a document is about.

    Attributes:
        days: the last day of each year that it tells of.
        forges: its first total of commitments is too large.
    """

    programme: str
    axes: Sequence[str]
    days: Sequence[str]
    language: str
    forges: bool

    @property
    def speech(self) -> Speech:
        """The words and signs of the document's language."""
        return SPEECH[self.language]


@dataclass(frozen=True, slots=True)
class Forged:
    """The total that was printed too large on purpose."""

    figure: str
    page: int
    printed: str
    corrected: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the errata tell of a document.

    Attributes:
        cover: the figure nearest to what the cover calls the first axis.
        inside: the figures nearest to what the years call it, and the page.
        forged: None where the observations end before the first total of commitments.
    """

    language: str
    cover: str
    inside: tuple[str, int]
    forged: Forged | None


def print_report(press: Press, scene: Scene, draw: Iterator[int]) -> Told:
    """Print a whole report: as many observations as the press may still print."""
    cover = _print_cover(press, scene)
    inside, forged = (cover, 1), None
    for place, last in enumerate(scene.days):
        if not press.left:
            break
        press.turn_page()
        press.section = str(place + 2)
        figure = _print_heading(press, scene, last)
        if place == 0:
            inside = (figure, press.page)
        sums = _print_axes(press, scene, last, draw)
        made = _print_totals(press, scene, last, sums, forges=scene.forges and place == 0)
        forged = forged or made
    press.say(scene.speech.words["end"])
    press.reference(day(scene.days[-1]), "date")
    press.end_line()
    return Told(scene.language, cover, inside, forged)


def _print_cover(press: Press, scene: Scene) -> str:
    """Print the first page, and tell the figure after which the first axis is named."""
    words = scene.speech.words
    press.say(words["title"])
    press.reference(scene.programme, "code")
    press.say(words["period"])
    press.reference(f"{scene.days[0][:4]}-{scene.days[-1][:4]}", "period")
    press.end_line()
    section = press.reference("1", "section-number")
    press.say(words["rules"])
    press.end_line()
    press.say(words["age"])
    press.parameter("18", "18", "YEAR")
    press.say(words["years"])
    press.parameter("20%", "20", "PERCENT")
    press.say(words["share"])
    press.end_line()
    press.say(words["misnamed"])
    press.end_line()
    for _, wording in wordings():
        press.say(wording)
        press.end_line()
    return section


def _print_heading(press: Press, scene: Scene, last: str) -> str:
    words = scene.speech.words
    figure = press.reference(press.section, "section-number")
    press.say(words["section"])
    press.reference(day(last), "date")
    press.end_line()
    press.say(words["named"])
    press.end_line()
    press.say(words["heads"])
    press.end_line()
    return figure


def _print_axes(press: Press, scene: Scene, last: str, draw: Iterator[int]) -> list[int]:
    """Print the line of each axis, and sum its amounts up."""
    sums = [0] * len(AMOUNTS)
    for axis in scene.axes:
        if not press.left:
            break
        press.say(scene.speech.words["row"])
        if axis.isdigit():
            press.reference(axis, "code")
        else:
            press.say(axis)
        amounts = _amounts(draw)
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        key = f"{scene.programme},cumulative-{last},{axis}"
        _print_data(press, _axis_data(scene.speech, key, amounts, draw))
    return sums


def _print_data(press: Press, data: Sequence[Datum]) -> list[str]:
    figures = []
    for datum in data[: press.left]:
        press.say("  ")
        figures.append(press.datum(datum))
    press.end_line()
    return figures


def _amounts(draw: Iterator[int]) -> list[int]:
    """Draw the amounts of an axis in cents: each a part of the one before, or more of it."""
    amount = 100_000_000 + next(draw) * 4
    amounts = [amount]
    for _ in AMOUNTS[1:]:
        amount = amount * (45_000 + next(draw) % 27_000) >> 16
        amounts.append(amount)
    return amounts


def _axis_data(
    speech: Speech, key: str, amounts: Sequence[int], draw: Iterator[int]
) -> list[Datum]:
    women, men = (_FEWEST + next(draw) % 100_000 for _ in range(2))
    data = [
        _datum(AMOUNT_CUBE, f"{key},{statistic}", "EUR", number(speech, amount, 2))
        for statistic, amount in zip(AMOUNTS, amounts, strict=True)
    ]
    data += _ratios(speech, key, amounts)
    data += [
        _datum(PERSON_CUBE, f"{key},{sex}", "PERSON", number(speech, persons, 0))
        for sex, persons in zip(SEXES, (women, men, women + men), strict=True)
    ]
    for notation, unit, decimals in INDICATORS:
        drawn = number(speech, _FEWEST * 10**decimals + next(draw) % (100 * 10**decimals), decimals)
        data.append(_datum(INDICATOR_CUBE, f"{key},{notation}", unit, drawn, f",{unit}"))
    return data


def _ratios(speech: Speech, key: str, amounts: Sequence[int]) -> list[Datum]:
    """Compute the ratios at two decimals, half a unit rounded up."""
    data = []
    for statistic, above, below in RATIOS:
        hundredths = (20_000 * amounts[above] + amounts[below]) // (2 * amounts[below])
        printed, value, resolution = number(speech, hundredths, 2)
        shown = Number(f"{printed}%", value, resolution)
        data.append(_datum(RATIO_CUBE, f"{key},{statistic}", "PERCENT", shown))
    return data


def _datum(cube: str, key: str, unit: str, shown: Number, cells: str = "") -> Datum:
    return Datum(cube, key, cells, shown.printed, shown.value, unit, shown.resolution)


def _print_totals(
    press: Press, scene: Scene, last: str, sums: Sequence[int], *, forges: bool
) -> Forged | None:
    """Print the line of the totals, and the commitments again in millions, if there is room."""
    if not press.left:
        return None
    speech, page = scene.speech, press.page
    amounts = list(sums)
    amounts[_COMMITTED] += _FORGED if forges else 0
    key = f"{scene.programme},cumulative-{last},_T"
    data = [
        _datum(AMOUNT_CUBE, f"{key},{statistic}", "EUR", _in_euro(speech, amount))
        for statistic, amount in zip(AMOUNTS, amounts, strict=True)
    ]
    press.say(speech.words["total"])
    figures = _print_data(press, [*data, *_ratios(speech, key, amounts)])
    if len(figures) <= _COMMITTED:
        return None
    figure = figures[_COMMITTED]
    _print_again(press, speech, last, figure, amounts[_COMMITTED])
    if not forges:
        return None
    corrected = _in_euro(speech, sums[_COMMITTED]).printed
    return Forged(figure, page, data[_COMMITTED].printed, corrected)


def _in_euro(speech: Speech, cents: int) -> Number:
    printed, value, resolution = number(speech, cents, 2)
    return Number(speech.euro.format(printed), value, resolution)


def _print_again(press: Press, speech: Speech, last: str, figure: str, cents: int) -> None:
    """State an amount again in millions: rounded in even years, cut off in odd ones."""
    hedge, extra = ("over", 0) if int(last[:4]) % 2 else ("about", _TENTH // 2)
    tenths = (cents + extra) // _TENTH
    printed = speech.million.format(number(speech, tenths, 1).printed)
    press.say(speech.words[hedge])
    rest = f"restatement,{tenths}00000,EUR,100000,{hedge},{figure},,"
    again = press.figure(printed, rest)
    press.say(speech.words["as_at"])
    press.qualifier(day(last), again)
    press.end_line()
