"""How large a synthetic publication is, and the numbers it is drawn from: the same on any Python.

A *block* is what a report says of one programme and one year: amounts and ratios of every axis
and their totals, participants and indicators.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa.errors import ParametersError

AMOUNTS = ("allocation", "programmed", "committed", "paid", "certified")
"""The amounts of an axis, in the order in which a programme goes through them (def:statistic)."""

RATIOS = (
    ("programmed-of-allocation", 1, 0),
    ("committed-of-programmed", 2, 1),
    ("paid-of-committed", 3, 2),
    ("certified-of-paid", 4, 3),
)
"""Each ratio, and the places of numerator and denominator among the amounts."""

SEXES = ("F", "M", "_T")
INDICATORS = (("01", "PERSON", 0), ("NA", "PERCENT", 1), ("007", "YEAR", 2))
"""Each indicator that is printed: notation, unit, decimals."""

OF_AN_AXIS = len(AMOUNTS) + len(RATIOS) + len(SEXES) + len(INDICATORS)
OF_THE_TOTALS = len(AMOUNTS) + len(RATIOS)
FIRST_YEAR = 2014
LANGUAGES = ("en", "it")

_SMALLEST = {"years": 2, "axes": 3, "programmes": 1}
_LARGEST = {"years": 60, "axes": 99, "programmes": 1_000_000}
"""What grows on its own until the observations fit: code lists stay short as long as they can."""

_LIMITS = {"observations": 10_000_000, "programmes": 1_000_000, "axes": 9_999, "years": 7_986}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is asked for; what is not said is chosen, as small as can be.

    Attributes:
        observations: exactly so many, over all cubes; without it, all that the rest has room for.
        language: of the documents, which print numbers in its way.
    """

    observations: int | None = None
    programmes: int | None = None
    axes: int | None = None
    years: int | None = None
    seed: int = 1
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of each there are; the last blocks are cut off where the observations end."""

    programmes: int
    axes: int
    years: int
    observations: int


def shape_of(parameters: Parameters) -> Shape:
    """Choose what was not said, so that the observations fit.

    Raises:
        ParametersError: a number is out of its limits, or the observations do not fit.

    >>> shape_of(Parameters(observations=1))
    Shape(programmes=1, axes=3, years=1, observations=1)
    >>> shape_of(Parameters(observations=10_000_000))
    Shape(programmes=112, axes=99, years=60, observations=10000000)
    >>> shape_of(Parameters(axes=2, years=1))
    Shape(programmes=1, axes=2, years=1, observations=39)
    """
    said = {n: getattr(parameters, n) for n in _LIMITS if getattr(parameters, n) is not None}
    for name, number in said.items():
        if not 1 <= number <= _LIMITS[name]:
            raise ParametersError(f"{number} {name} asked for; expected 1 to {_LIMITS[name]}")
    if parameters.language not in LANGUAGES:
        raise ParametersError(f"{parameters.language} asked for; expected {' or '.join(LANGUAGES)}")
    wanted = said.pop("observations", None)
    sizes = _SMALLEST | said
    if wanted is not None:
        _grow(sizes, [name for name in _SMALLEST if name not in said], wanted)
    room = _room(sizes)
    if wanted is not None and wanted > room:
        raise ParametersError(
            f"{wanted} observations asked for; {room} fit; ask for more of the rest"
        )
    return Shape(sizes["programmes"], sizes["axes"], sizes["years"], wanted or room)


def _room(sizes: dict[str, int]) -> int:
    return sizes["programmes"] * sizes["years"] * block_size(sizes["axes"])


def _grow(sizes: dict[str, int], free: list[str], wanted: int) -> None:
    """Grow what is free step by step, and take back what is more than is needed."""
    while _room(sizes) < wanted and any(sizes[name] < _LARGEST[name] for name in free):
        for name in free:
            if _room(sizes) < wanted:
                sizes[name] = min(_LARGEST[name], sizes[name] + sizes[name] // 2 + 1)
    for name in ("programmes", "years"):
        if name in free:
            others = _room(sizes) // sizes[name]
            sizes[name] = min(sizes[name], -(-wanted // others))


def block_size(axes: int) -> int:
    """Count the observations of one programme and year.

    >>> block_size(3)
    54
    """
    return axes * OF_AN_AXIS + OF_THE_TOTALS


def axis_codes(shape: Shape) -> list[str]:
    """Name the axes: numbers with leading zeros, the last of several being `NA`.

    >>> axis_codes(Shape(1, 3, 1, 54))
    ['01', '02', 'NA']
    """
    width = max(2, len(str(shape.axes)))
    codes = [f"{number:0{width}d}" for number in range(1, shape.axes + 1)]
    return [*codes[:-1], "NA"] if shape.axes > 1 else codes


def programme_codes(shape: Shape) -> list[str]:
    """Name the programmes: numbers with leading zeros."""
    width = max(4, len(str(shape.programmes)))
    return [f"{number:0{width}d}" for number in range(1, shape.programmes + 1)]


def last_days(shape: Shape) -> list[str]:
    """Give the last day of each year, which a reference period is named after."""
    return [f"{FIRST_YEAR + n}-12-31" for n in range(shape.years)]


_MULTIPLIER = 6364136223846793005
_INCREMENT = 1442695040888963407
_BITS = (1 << 64) - 1


def draws(seed: int) -> Iterator[int]:
    """Draw whole numbers of 31 bits, always the same for a seed (Knuth's MMIX generator).

    >>> from itertools import islice
    >>> list(islice(draws(1), 3)), list(islice(draws(1), 1)) == list(islice(draws(2), 1))
    ([1093944153, 1392341196, 822192870], False)
    """
    state = (seed * _MULTIPLIER + _INCREMENT) & _BITS
    while True:
        state = (state * _MULTIPLIER + _INCREMENT) & _BITS
        yield state >> 33


def wordings() -> Iterator[tuple[str, str]]:
    """Tell what a report calls each statistic."""
    for statistic in (*AMOUNTS, *(ratio for ratio, _, _ in RATIOS)):
        yield statistic, f"{statistic.replace('-', ' ')}, as it were"
