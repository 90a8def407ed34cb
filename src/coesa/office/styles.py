"""How the workbook looks, and which numbers a worksheet can hold exactly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

DIGITS = 15
"""Significant digits that Excel keeps of a number (Excel specifications and limits)."""

LONGEST = 32_767
"""Characters that a cell of a worksheet holds."""

_DARK, _LIGHT, _MARKED, _RULE = "#17324D", "#E6ECF2", "#FFF2CC", "#B1B1B3"
_STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _DARK},
    "subtitle": {"font_size": 12, "font_color": _DARK, "italic": True},
    "caption": {"font_color": "#455B71"},
    "heading": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": _DARK,
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "border_color": "#FFFFFF",
    },
    "printed": {"italic": True, "bg_color": _LIGHT, "text_wrap": True, "valign": "vcenter"},
    "unit": {"bg_color": _LIGHT, "text_wrap": True, "font_size": 9, "valign": "vcenter"},
    "item": {"bold": True, "bg_color": _LIGHT, "text_wrap": True, "valign": "top"},
    "body": {"text_wrap": True, "valign": "top"},
    "address": {"valign": "top", "font_size": 9},
    "total": {"text_wrap": True, "valign": "top", "bold": True, "top": 1},
    "marked": {"text_wrap": True, "valign": "top", "bg_color": _MARKED},
    "marked_total": {
        "text_wrap": True,
        "valign": "top",
        "bg_color": _MARKED,
        "bold": True,
        "top": 1,
    },
    "wrong": {"text_wrap": True, "valign": "top", "bg_color": "#F4B8BF", "font_color": "#7A0C1E"},
    "link": {"text_wrap": True, "valign": "top", "font_color": "#0066CC", "underline": 1},
}
_RULED = {"bottom": 1, "bottom_color": _RULE}
_DECIMALS = 2
_LINE = 15.0
_LETTER = 1.1
_UNITS = {"EUR": '\\ "€"', "PERCENT": '"%"'}


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook, each added to it once."""

    book: Workbook
    added: dict[tuple[str, str], Format] = field(default_factory=dict)

    def style(self, name: str, number: str = "") -> Format:
        """Give a format by its name, with a number format if it is for numbers."""
        if (name, number) not in self.added:
            properties = {**_RULED, **_STYLES[name]}
            if number:
                # Kept off the text of the next column.
                properties |= {"num_format": number, "align": "right", "indent": 1}
                properties.pop("text_wrap", None)
            if name in ("title", "subtitle", "caption"):
                properties = {k: v for k, v in properties.items() if k not in _RULED}
            self.added[name, number] = self.book.add_format(properties)
        return self.added[name, number]

    def put(self, sheet: Worksheet, place: tuple[int, int], text: str, style: str) -> None:
        """Write a text; ValueError if it is longer than a cell can hold."""
        if len(text) > LONGEST:
            message = f"{sheet.get_name()}: {text[:40]!r}... has more than {LONGEST} characters"
            raise ValueError(message)
        if text:
            sheet.write_string(*place, text, self.style(style))
        else:
            sheet.write_blank(*place, None, self.style(style))

    def put_number(
        self, sheet: Worksheet, place: tuple[int, int], value: str, number: str, style: str
    ) -> None:
        """Write a canonical decimal as a number, or as a text where Excel would alter it."""
        if is_exact(value):
            sheet.write_number(*place, float(value), self.style(style, number))
        else:
            self.put(sheet, place, value, style)


def fit_row(sheet: Worksheet, row: int, texts: Iterable[str], widths: Iterable[float]) -> None:
    """Make a row as high as its texts need; a row of one line keeps the height of the sheet."""
    height = row_height(texts, widths)
    if height is not None:
        sheet.set_row(row, height)


def is_exact(value: str) -> bool:
    """Tell whether a worksheet can hold a canonical decimal without altering it.

    >>> [is_exact(v) for v in ("100.005", "0.1", "123456789012345", "1234567890123456.7")]
    [True, True, True, False]
    """
    digits = value.lstrip("-").replace(".", "").strip("0")
    return len(digits) <= DIGITS and Decimal(repr(float(value))) == Decimal(value)


def number_format(value: str, unit: str | None, printed: int = 0, label: str = "") -> str:
    r"""Give the number format of a value: Excel shows it with the signs of the reader's country.

    It has as many decimals as are printed; amounts and percentages have two at least. A label of
    the unit stands behind the number where a column has several units.

    >>> number_format("1234.5", "EUR"), number_format("24.39", "PERCENT")
    ('#,##0.00\\ "€"', '0.00"%"')
    >>> number_format("1234", "PERSON"), number_format("0.125", None)
    ('#,##0', '#,##0.000')
    >>> number_format("6.2", "KM", 2), number_format("15", "HA", label="hectare")
    ('#,##0.00', '#,##0\\ "hectare"')
    """
    decimals = max(len(value.partition(".")[2]), printed)
    if unit in _UNITS:
        decimals = max(decimals, _DECIMALS)
    whole = "0" if unit == "PERCENT" else "#,##0"
    quoted_label = '\\ "{}"'.format(label.replace('"', "")) if label else ""
    behind = _UNITS.get(unit or "", quoted_label)
    return whole + ("." + "0" * decimals if decimals else "") + behind


def row_height(texts: Iterable[str], widths: Iterable[float]) -> float | None:
    """Estimate the height in points of a row whose texts wrap in columns of given widths.

    Excel fits the height of a row by itself, other programs do not. None where nothing wraps.

    >>> row_height(["Inclusione sociale e lotta alla povertà", "II"], [20, 10])
    33.0
    """
    lines = max((_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1)
    return _LINE * lines + 3 if lines > 1 else None


def _lines(text: str, width: float) -> int:
    # A letter is narrower than a digit, by which widths are measured.
    longest = max(int(width * _LETTER), 1)
    if len(text) <= longest and "\n" not in text:
        return 1
    return sum(len(wrap(line, longest)) or 1 for line in text.split("\n"))
