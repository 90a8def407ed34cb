"""The colours of charts, told from the paper and from each other, with and without all cones.

Contrast is that of WCAG 2.2 (1.4.3 for text, 1.4.11 for graphics). What people see who lack a kind
of cones is computed after Machado, Oliveira and Fernandes (2009), severity 1; the distance of two
colours is CIE 1976.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from coesa.site.charts import MISSED, PALETTE

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

WHITE = "#ffffff"
TEXT, GRAPHICS, APART = 4.5, 3.0, 10.0
SEEN: dict[str, Matrix] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def linear(colour: str) -> Colour:
    """Read `#rrggbb` as light, from 0 to 1."""
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def times(matrix: Matrix, colour: Colour) -> Colour:
    one, two, three = (sum(a * b for a, b in zip(r, colour, strict=True)) for r in matrix)
    return one, two, three


def contrast(one: str, other: str) -> float:
    """Tell the contrast ratio of two colours (WCAG 2.2)."""
    light = [sum(a * b for a, b in zip(XYZ[1], linear(c), strict=True)) for c in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def lab(colour: Colour) -> Colour:
    """Give CIE L*a*b* of light, by the white of D65."""
    white = times(XYZ, (1, 1, 1))
    x, y, z = (_root(v / w) for v, w in zip(times(XYZ, colour), white, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


def distance(one: str, other: str, cones: str) -> float:
    seen = [times(SEEN[cones], linear(colour)) for colour in (one, other)]
    kept = [(min(max(r, 0), 1), min(max(g, 0), 1), min(max(b, 0), 1)) for r, g, b in seen]
    pairs = zip(*(lab(colour) for colour in kept), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def test_the_measure_knows_black_from_white() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)
    assert distance("#ff0000", "#00a000", "all cones") > 100
    assert distance("#b35900", "#6b6b00", "no red cones") < APART


@pytest.mark.parametrize("colour", [*PALETTE, MISSED])
def test_every_colour_is_told_from_the_paper(colour: str) -> None:
    assert contrast(colour, WHITE) >= GRAPHICS


@pytest.mark.parametrize("cones", SEEN)
def test_colours_are_told_from_each_other(cones: str) -> None:
    near = {
        pair: round(distance(*pair, cones), 1)
        for pair in combinations(PALETTE, 2)
        if distance(*pair, cones) < APART
    }

    assert near == {}


def texts(drawing: str) -> Iterator[str]:
    """List the colours of the texts of a drawing; text of no colour is black."""
    for attributes in re.findall(r"<text ([^>]*)>", drawing):
        found = re.search(r'fill="(#[0-9a-f]{6})"', attributes)
        yield found[1] if found else "#000000"


def test_the_text_of_every_chart_is_told_from_the_paper(dist: Path) -> None:
    drawings = sorted((dist / "site").rglob("*.svg"))
    drawn = [path.read_text("utf-8") for path in drawings if "<text" in path.read_text("utf-8")]

    assert len(drawn) > 10
    assert {c for drawing in drawn for c in texts(drawing) if contrast(c, WHITE) < TEXT} == set()
