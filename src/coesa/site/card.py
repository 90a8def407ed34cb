"""The picture of a publication, for previews on other sites: its title and first headline."""

import textwrap
from xml.sax.saxutils import escape

from coesa.iris import OBS_VALUE, UNIT_MEASURE
from coesa.language import Language
from coesa.site.addresses import ASSETS
from coesa.site.amounts import amount
from coesa.site.charts import FONT
from coesa.site.drawn import png
from coesa.site.model import Site
from coesa.site.web import CARD

_WIDTH, _HEIGHT = 800, 420


def card_path(language: Language) -> str:
    """Name the file of the picture."""
    return f"{ASSETS}{CARD}.{language.tag}.png"


def card(site: Site, language: Language) -> bytes:
    """Draw it as PNG (The Open Graph protocol, 1.91 to 1)."""
    title = textwrap.wrap(language.of(site.publication.titles), 44)[:4]
    lines = [_line(text, 40, 80 + 44 * n, 34, 700) for n, text in enumerate(title)]
    for headline in site.key.get("headlines", ())[:1]:
        iri = f"{site.publication.base}obs/{headline['observation']}"
        unit = site.nodes.one(iri, UNIT_MEASURE)
        label = site.nodes.label(unit or "", language)
        value = amount(site.nodes.one(iri, OBS_VALUE) or "", unit, label, language)
        lines.append(_line(value, 40, 316, 54, 700))
        told = textwrap.wrap(language.of(headline["title"]), 76)[:2]
        lines += [_line(text, 40, 356 + 26 * n, 21, 400) for n, text in enumerate(told)]
    # Vega is not asked: a site without charts need not wait until it has started.
    return png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#0b4f9e"/>{"".join(lines)}</svg>'
    )


def _line(text: str, x: int, y: int, size: int, weight: int) -> str:
    return (
        f'<text x="{x}" y="{y}" fill="#ffffff" font-family="{FONT}" font-size="{size}"'
        f' font-weight="{weight}">{escape(text)}</text>'
    )
