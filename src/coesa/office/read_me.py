"""The first worksheet: what the data are, in every language side by side, and what is where."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from coesa.model import Texts
from coesa.office.about import about
from coesa.office.grid import set_page
from coesa.office.styles import Styles, fit_row
from coesa.office.words import PHRASES, both, in_language
from coesa.tables import Tables

_ITEM, _TEXT, _COUNT = 32.0, 70.0, 15.0


@dataclass(frozen=True, slots=True)
class Listed:
    """A worksheet as the read-me lists it; `there` is false where its table is left out."""

    name: str
    titles: Texts
    descriptions: Texts
    rows: int
    there: bool


def write_read_me(
    tables: Tables, listed: Sequence[Listed], styles: Styles, sheet: Worksheet
) -> None:
    """Write what a reader must know first, then the list of the worksheets."""
    languages = tables.publication.languages
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _ITEM)
    sheet.set_column(1, len(languages), _TEXT)
    sheet.set_column(len(languages) + 1, len(languages) + 1, _COUNT)
    said = [in_language(PHRASES["read_me"], tag) for tag in languages]
    _line(styles, sheet, 0, ["", *said], ("heading", "heading"))
    items = about(tables)
    for number, item in enumerate(items, start=1):
        texts = [both(item.headings, languages), *(item.texts[tag] for tag in languages)]
        _line(styles, sheet, number, texts, ("item", "body"))
    _list(styles, sheet, len(items) + 2, listed, languages)
    sheet.freeze_panes(1, 0)
    set_page(sheet)


def _list(
    styles: Styles,
    sheet: Worksheet,
    first: int,
    listed: Sequence[Listed],
    languages: tuple[str, ...],
) -> None:
    contents = [in_language(PHRASES["contents"], tag) for tag in languages]
    heading = [both(PHRASES["sheet"], languages, " / "), *contents]
    _line(styles, sheet, first, heading, ("heading", "heading"))
    counted = len(languages) + 1
    styles.put(sheet, (first, counted), both(PHRASES["rows"], languages, " / "), "heading")
    for number, each in enumerate(listed, start=first + 1):
        described = each.descriptions if each.there else PHRASES["left_out"]
        texts = [_sentences(each.titles, described, tag) for tag in languages]
        _line(styles, sheet, number, [each.name, *texts], ("item", "body"))
        if each.there:
            address = "internal:'" + each.name.replace("'", "''") + "'!A1"
            sheet.write_url(number, 0, address, styles.style("link"), each.name)
        styles.put_number(sheet, (number, counted), str(each.rows), "#,##0", "body")


def _sentences(title: Texts, description: Texts, language: str) -> str:
    texts = (in_language(texts, language).rstrip(".") for texts in (title, description))
    return "".join(f"{text}. " for text in texts if text).rstrip()


def _line(
    styles: Styles, sheet: Worksheet, row: int, texts: Sequence[str], look: tuple[str, str]
) -> None:
    """Write a row: what it is about in one style, the texts in another."""
    widths = [_ITEM, *(_TEXT for _ in texts[1:])]
    fit_row(sheet, row, texts, widths)
    for place, text in enumerate(texts):
        styles.put(sheet, (row, place), text, look[min(place, 1)])
