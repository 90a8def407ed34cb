"""Vega-Lite specifications to pictures; alone knows vl-convert.

The fonts are ours, under a family name of their own: a font that is missing leaves the text out
of a PNG without a word, and one of the system changes its bytes.
"""

import functools
import re
import zlib
from collections.abc import Iterator, Mapping
from html import unescape
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape

from coesa.site.lettering import width

_VERSION = "5.20"
_SCALE = 1.5
_REGULAR = 400


def drawing(specification: Mapping[str, Any]) -> str:
    """Draw a chart as Vega draws it: to be drawn once, however many pictures are made of it."""
    return str(_converter().vegalite_to_svg(dict(specification), vl_version=_VERSION))


def svg(drawn: str, title: str, description: str) -> str:
    """Make a drawing a picture for pages, with its title and what it tells in words."""
    # Marks are links: a picture that has links in it is a group to assistive technology.
    head = re.sub(r'(<svg[^>]*) class="marks"', r'\1 class="chart" role="group"', drawn, count=1)
    told = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return _light(re.sub(r"(<svg[^>]*>)", lambda m: m[1] + told, _held(head), count=1))


def size(drawn: str) -> tuple[str, str]:
    """Read the width and the height of a drawing, in pixels.

    >>> size('<svg class="chart" width="310" height="1808" viewBox="0 0 310 1808"></svg>')
    ('310', '1808')
    """
    width, height = re.findall(r' (?:width|height)="([^"]*)"', drawn)[:2]
    return width, height


def png(drawn: str) -> bytes:
    """Make a drawing a PNG, half again as fine as a screen."""
    return bytes(_converter().svg_to_png(drawn, scale=_SCALE))


_TEXT = re.compile(r"<text([^>]*)>(.*?)</text>")
_LINE = re.compile(r'<tspan(?: x="0" dy="([0-9.]+)")?>([^<]*)</tspan>')
_PLACE = re.compile(r"translate\(([^,)]+),([^)]+)\)")


def _held(drawn: str) -> str:
    """Hold each line of text to the room that it has in our typeface.

    A picture on its own has no typeface but the reader's, which may be a sixth wider: amounts lost
    their sign at the edge. ``textLength`` (SVG 2, 11.5) sets any typeface into that room; of the
    parts of a text Firefox does not know it, so each line becomes a text.
    """

    def lines(text: re.Match[str]) -> Iterator[str]:
        named, down = text[1], 0.0
        for dy, words in _LINE.findall(text[2]) or [("", text[2])]:
            down += float(dy or 0)
            yield f"<text{_down(named, down)}{_room(named, words)}>{words}</text>"

    return _TEXT.sub(lambda text: "".join(lines(text)), drawn)


def _down(named: str, down: float) -> str:
    return _PLACE.sub(lambda at: f"translate({at[1]},{float(at[2]) + down:g})", named)


def _room(named: str, words: str) -> str:
    said = dict(re.findall(r'font-(size|weight)="([0-9.]+)', named))
    room = width(unescape(words), float(said["size"]), int(said.get("weight", _REGULAR)))
    return f' textLength="{room:g}" lengthAdjust="spacingAndGlyphs"' if room else ""


_NAMED = re.compile(r'<a ([^>]*)>(<path) aria-label="([^"]*)"')
_DROPPED = re.compile(
    r' (?:aria-roledescription|aria-label|aria-hidden|role|pointer-events)="[^"]*"'
    r'|<path class="(?:background|foreground)"[^>]*d="(?:M0,0h0v0h0Z)?"[^>]*/>'
    r' ?(?:display="none"/>)?'
)


def _light(drawn: str) -> str:
    """Leave out what Vega tells assistive technology of each mark: the title and text tell it."""
    head, mark, body = drawn.partition("</desc>")
    # Vega counts its clips over all that it has drawn: here they are counted anew.
    own = f"{zlib.crc32(re.sub('clip[0-9]+', '', body).encode()):x}"
    names = {
        n: f"clip-{own}-{i}" for i, n in enumerate(dict.fromkeys(re.findall(r"clip[0-9]+", body)))
    }
    body = re.sub(r"clip[0-9]+", lambda found: names[found[0]], body)
    # A mark that is a link has the name that it was given; the link takes it over.
    body = _DROPPED.sub("", _NAMED.sub(r'<a \1 data-named="\3">\2', body))
    return head + mark + body.replace(" data-named=", " aria-label=")


@functools.cache
def _converter() -> Any:
    # Imported here: only a build that draws charts waits for it.
    import vl_convert

    with resources.as_file(resources.files("coesa.site") / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))
    return vl_convert
