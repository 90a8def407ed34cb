"""How much room a text takes in the typeface of the charts; alone knows fontTools."""

import functools
from collections.abc import Callable
from importlib import resources


def width(text: str, size: float, weight: int) -> float | None:
    """Sum the advance widths of a text, in pixels; None where the typeface lacks a letter.

    Pairs of letters that the typeface sets closer are not taken into account.

    >>> width("19.114.000 €", 14, 600)
    80.332
    >>> width("Łódź", 14, 400)
    """
    advance = _advances(weight)
    advances = [advance(letter) for letter in text]
    if None in advances:
        return None
    return round(sum(filter(None, advances)) * size, 3)


@functools.cache
def _advances(weight: int) -> Callable[[str], float | None]:
    # Imported here: only a build that draws charts waits for it.
    from fontTools.ttLib import TTFont

    place = resources.files("coesa.site") / f"fonts/coesa-titillium-{weight}.ttf"
    with place.open("rb") as file, TTFont(file) as font:
        glyphs, widths = font.getBestCmap(), font["hmtx"].metrics
        units = font["head"].unitsPerEm
        of = {chr(code): widths[glyph][0] / units for code, glyph in glyphs.items()}
    return of.get
