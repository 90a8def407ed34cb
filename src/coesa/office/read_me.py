"""The first worksheet: what the data are, in every language side by side, and what is where."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from coesa.language import Language, joined, worded
from coesa.model import Texts
from coesa.office.about import about
from coesa.office.grid import set_page
from coesa.office.styles import Styles, fit_row
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
    languages = tables.publication.spoken
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _ITEM)
    sheet.set_column(1, len(languages), _TEXT)
    sheet.set_column(len(languages) + 1, len(languages) + 1, _COUNT)
    said = [language.words["office"]["read_me"] for language in languages]
    _line(styles, sheet, 0, ["", *said], ("heading", "heading"))
    items = about(tables)
    for number, item in enumerate(items, start=1):
        said = [item.texts[language.tag] for language in languages]
        heading = joined(item.headings, languages)
        _line(styles, sheet, number, [heading, *said], ("item", "body"))
    _list(styles, sheet, len(items) + 2, listed, languages)
    sheet.freeze_panes(1, 0)
    set_page(sheet)


def _list(
    styles: Styles,
    sheet: Worksheet,
    first: int,
    listed: Sequence[Listed],
    languages: tuple[Language, ...],
) -> None:
    contents = [language.words["office"]["contents"] for language in languages]
    heading = [joined(worded(languages, "office", "sheet"), languages, " / "), *contents]
    _line(styles, sheet, first, heading, ("heading", "heading"))
    counted = len(languages) + 1
    rows = joined(worded(languages, "office", "rows"), languages, " / ")
    styles.put(sheet, (first, counted), rows, "heading")
    for number, each in enumerate(listed, start=first + 1):
        left_out = worded(languages, "office", "left_out")
        described = each.descriptions if each.there else left_out
        texts = [_sentences(each.titles, described, language) for language in languages]
        _line(styles, sheet, number, [each.name, *texts], ("item", "body"))
        if each.there:
            address = "internal:'" + each.name.replace("'", "''") + "'!A1"
            sheet.write_url(number, 0, address, styles.style("link"), each.name)
        styles.put_number(sheet, (number, counted), str(each.rows), "#,##0", "body")


def _sentences(title: Texts, description: Texts, language: Language) -> str:
    texts = (language.of(texts).rstrip(".") for texts in (title, description))
    return "".join(f"{text}. " for text in texts if text).rstrip()


def _line(
    styles: Styles, sheet: Worksheet, row: int, texts: Sequence[str], look: tuple[str, str]
) -> None:
    """Write a row: what it is about in one style, the texts in another."""
    widths = [_ITEM, *(_TEXT for _ in texts[1:])]
    fit_row(sheet, row, texts, widths)
    for place, text in enumerate(texts):
        styles.put(sheet, (row, place), text, look[min(place, 1)])
