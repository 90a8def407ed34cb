"""Kinds of forgery of a single cell: each gives other texts for it, or none where it is not apt."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from coesa.figures import figure_name, figure_place
from coesa.iris import DEF
from coesa.model import Field, FieldRole
from coesa.numbers import canonical, is_canonical
from coesa.statements import DCT, ELI
from tests.mutate.corpus import Corpus, Mutant, Sheet, is_prose

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBERS = (DEF + "value", DEF + "resolution", DEF + "difference")
_TEXTS = (DEF + "printed", DEF + "corrected", ELI + "number", DCT + "identifier")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to be forged."""

    corpus: Corpus
    sheet: Sheet
    row: int
    field: Field
    random: Random

    @property
    def text(self) -> str:
        return self.sheet.rows[self.row][self.sheet.at(self.field.name)]

    @property
    def is_number(self) -> bool:
        measured = self.field.role is FieldRole.MEASURE or self.field.property_iri in _NUMBERS
        return measured and is_canonical(self.text)

    @property
    def is_words(self) -> bool:
        field = self.field
        printed = field.property_iri in _TEXTS or field.role is FieldRole.WORDING
        return bool(self.text) and (printed or field.language is not None)

    @property
    def codes(self) -> list[str]:
        """The codes that the cell may hold, in the order of their list."""
        publication, resource = self.corpus.publication, self.sheet.resource
        for key in resource.foreign_keys:
            if key.fields == (self.field.name,):
                sheet = self.corpus.sheets[key.resource]
                return sheet.column(key.reference[0])
        if self.field.scheme in self.corpus.sheets:
            return self.corpus.sheets[str(self.field.scheme)].column("notation")
        if self.field.scheme is not None:
            return _shared(publication.resource(self.field.scheme).location)
        return []

    @property
    def names_a_figure(self) -> bool:
        return figure_place(self.text) is not None

    @property
    def says(self) -> str:
        return (self.field.property_iri or self.field.name).rpartition("/")[2]


@cache
def _shared(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [row["notation"] for row in csv.DictReader(stream)]


Kind = Callable[[Cell], Iterator[str]]


def emptied(cell: Cell) -> Iterator[str]:
    if cell.text:
        yield ""


def filled(cell: Cell) -> Iterator[str]:
    others = [text for text in cell.sheet.column(cell.field.name) if text]
    if not cell.text and others:
        yield cell.random.choice(others)


def taken_from_the_row_above(cell: Cell) -> Iterator[str]:
    if cell.row > 0:
        yield cell.sheet.column(cell.field.name)[cell.row - 1]


def taken_from_the_row_below(cell: Cell) -> Iterator[str]:
    if cell.row + 1 < len(cell.sheet.rows):
        yield cell.sheet.column(cell.field.name)[cell.row + 1]


def taken_from_any_row(cell: Cell) -> Iterator[str]:
    yield cell.random.choice(cell.sheet.column(cell.field.name))


def another_legal_code(cell: Cell) -> Iterator[str]:
    others = [code for code in cell.codes if code != cell.text]
    if cell.text and others:
        yield from cell.random.sample(others, min(3, len(others)))


def misspelt(cell: Cell) -> Iterator[str]:
    if len(cell.text) > 1:
        place = cell.random.randrange(len(cell.text))
        yield cell.text[:place] + cell.text[place + 1 :]


def figure_of_the_next_row(cell: Cell) -> Iterator[str]:
    yield from _neighbour(cell, 1)


def figure_of_the_row_before(cell: Cell) -> Iterator[str]:
    yield from _neighbour(cell, -1)


def _neighbour(cell: Cell, step: int) -> Iterator[str]:
    names = cell.corpus.ledger.column("figure")
    if cell.text in names and 0 <= names.index(cell.text) + step < len(names):
        yield names[names.index(cell.text) + step]


def figure_with_the_same_value(cell: Cell) -> Iterator[str]:
    ledger = cell.corpus.ledger
    values = dict(zip(ledger.column("figure"), ledger.column("value"), strict=True))
    if values.get(cell.text):
        same = [f for f, v in values.items() if v == values[cell.text] and f != cell.text]
        yield from same[:3]


def ordinal_moved_by_one(cell: Cell) -> Iterator[str]:
    place = figure_place(cell.text)
    if place is not None:
        yield figure_name(type(place)(place.page, place.ordinal + 1, place.document))


def last_digit_changed(cell: Cell) -> Iterator[str]:
    if cell.is_number:
        yield cell.text[:-1] + str((int(cell.text[-1]) % 9) + 1)


def first_digit_changed(cell: Cell) -> Iterator[str]:
    if cell.is_number and cell.text[0].isdigit():
        yield str((int(cell.text[0]) % 9) + 1) + cell.text[1:]


def digits_transposed(cell: Cell) -> Iterator[str]:
    text = cell.text
    if (cell.is_number or cell.is_words) and re.search("[0-9]{2}", text):
        places = [m.start() for m in re.finditer("(?=[0-9]{2})", text)]
        at = cell.random.choice(places)
        yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def scaled_by_a_thousand(cell: Cell) -> Iterator[str]:
    if cell.is_number:
        yield canonical(Decimal(cell.text) * 1000)


def scaled_by_a_thousandth(cell: Cell) -> Iterator[str]:
    if cell.is_number:
        yield canonical(Decimal(cell.text) / 1000)


def scaled_by_ten(cell: Cell) -> Iterator[str]:
    if cell.is_number:
        yield canonical(Decimal(cell.text) * 10)


def sign_turned(cell: Cell) -> Iterator[str]:
    if cell.is_number:
        yield canonical(-Decimal(cell.text))


def decimals_cut_off(cell: Cell) -> Iterator[str]:
    if cell.is_number and "." in cell.text:
        yield cell.text.split(".")[0]


def raised_by_one(cell: Cell) -> Iterator[str]:
    if cell.text.isdecimal() and cell.field.role is not FieldRole.MEASURE:
        yield str(int(cell.text) + 1)


def lowered_by_one(cell: Cell) -> Iterator[str]:
    if cell.text.isdecimal() and cell.field.role is not FieldRole.MEASURE:
        yield str(int(cell.text) - 1)


def another_section(cell: Cell) -> Iterator[str]:
    if cell.says == "section":
        sections = sorted(set(cell.corpus.ledger.column("section")) - {cell.text})
        yield from cell.random.sample(sections, min(2, len(sections)))


def printed_digit_changed(cell: Cell) -> Iterator[str]:
    digits = [m.start() for m in re.finditer("[0-9]", cell.text)] if cell.is_words else []
    if digits:
        at = cell.random.choice(digits)
        yield cell.text[:at] + str((int(cell.text[at]) + 1) % 10) + cell.text[at + 1 :]


def sign_of_the_unit_dropped(cell: Cell) -> Iterator[str]:
    if cell.says == "printed" and re.search("[%€]", cell.text):
        yield re.sub(r"\s*[%€]", "", cell.text)


def scale_word_changed(cell: Cell) -> Iterator[str]:
    if cell.says == "printed" and re.search("[Mm]ln|mila|milioni", cell.text):
        yield re.sub("[Mm]ln|milioni|mila", lambda m: {"mila": "Mln"}.get(m[0], "mila"), cell.text)


def first_sign_cut_off(cell: Cell) -> Iterator[str]:
    if cell.is_words and len(cell.text) > 1:
        yield cell.text[1:].strip()


def last_sign_cut_off(cell: Cell) -> Iterator[str]:
    if cell.is_words and len(cell.text) > 1:
        yield cell.text[:-1].strip()


def a_word_more(cell: Cell) -> Iterator[str]:
    if cell.is_words:
        yield f"{cell.text} {cell.text.split()[0]}"


def letter_changed(cell: Cell) -> Iterator[str]:
    letters = [m.start() for m in re.finditer("[a-z]", cell.text)] if cell.is_words else []
    if letters:
        at = cell.random.choice(letters)
        yield cell.text[:at] + ("o" if cell.text[at] != "o" else "a") + cell.text[at + 1 :]


def a_day_later(cell: Cell) -> Iterator[str]:
    if _DAY.fullmatch(cell.text):
        yield (date.fromisoformat(cell.text) + timedelta(days=1)).isoformat()


def a_year_later(cell: Cell) -> Iterator[str]:
    if re.fullmatch("[0-9]{4}(-[0-9]{2}-[0-9]{2})?", cell.text, re.ASCII):
        yield str(int(cell.text[:4]) + 1) + cell.text[4:]


def day_and_month_exchanged(cell: Cell) -> Iterator[str]:
    if _DAY.fullmatch(cell.text):
        year, month, day = cell.text.split("-")
        yield f"{year}-{day}-{month}"


KINDS: tuple[Kind, ...] = (
    emptied,
    filled,
    taken_from_the_row_above,
    taken_from_the_row_below,
    taken_from_any_row,
    another_legal_code,
    misspelt,
    figure_of_the_next_row,
    figure_of_the_row_before,
    figure_with_the_same_value,
    ordinal_moved_by_one,
    last_digit_changed,
    first_digit_changed,
    digits_transposed,
    scaled_by_a_thousand,
    scaled_by_a_thousandth,
    scaled_by_ten,
    sign_turned,
    decimals_cut_off,
    raised_by_one,
    lowered_by_one,
    another_section,
    printed_digit_changed,
    sign_of_the_unit_dropped,
    scale_word_changed,
    first_sign_cut_off,
    last_sign_cut_off,
    a_word_more,
    letter_changed,
    a_day_later,
    a_year_later,
    day_and_month_exchanged,
)

PROSE: tuple[Kind, ...] = (emptied, filled, taken_from_the_row_below, misspelt, letter_changed)
"""What is tried on free text, which is counted apart."""


def cell_mutants(corpus: Corpus, seed: int, names: Sequence[str] = ()) -> Iterator[Mutant]:
    """Forge every cell of every curated table, or of some, in every way that is apt."""
    for name in names or corpus.sheets:
        sheet = corpus.sheets[name]
        for field in sheet.resource.columns:
            for row in range(len(sheet.rows)):
                random = Random(f"{seed} {name} {field.name} {row}")
                cell = Cell(corpus, sheet, row, field, random)
                for kind in PROSE if is_prose(field) else KINDS:
                    for text in kind(cell):
                        yield Mutant(
                            kind.__name__,
                            name,
                            field.name,
                            {name: sheet.put({row: {field.name: text}})},
                            f"row {row + 2}: {cell.text!r} to {text!r}",
                        )
