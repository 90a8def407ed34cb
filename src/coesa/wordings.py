"""Hold words against the document: what a table quotes stands on the page that it says.

White space is collapsed, a word broken over two lines is joined, and quotation marks are alike on
both sides; letters and their case are as printed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coesa.figures import figure_place
from coesa.intake import DESCRIPTOR
from coesa.iris import DEF
from coesa.model import Document, Field, FieldRole, Issue, PrintedTable, Publication, Resource, Role
from coesa.numbers import NUMERAL
from coesa.rules.ledger import figures, ledgers
from coesa.rules.places import ledger_of, path_of
from coesa.rules.sections import place_field
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

WORDS = "printed_words_stand_where_the_tables_say"
HEDGES = "hedges_are_as_printed"
SIGNS = "figures_take_the_sign_of_their_unit_with_them"
LABELS = "printed_labels_are_on_the_page_of_their_table"

_SAME = str.maketrans({"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
_BROKEN = re.compile(r"(?<=\w)-\s*(?=\w)")
_SPACE = re.compile(r"\s+")
_ENDS_IN_AMOUNT = re.compile(r"[0-9]( ?\w+)?$")
_EXACT = "exact"
_HEDGED = 60
"""Signs before a figure that may hedge it."""
_BEFORE = 4 * _HEDGED
"""Signs that are read for these, as white space and hyphens of broken words may be among them."""
_SIGN = re.compile(r"[%€‰$£](?!\s*[0-9])")
_SIGNED = re.compile(r"[%€‰$£]")


@dataclass(frozen=True, slots=True)
class PageText:
    """A page with its white space collapsed, and where its numerals begin and end."""

    number: int
    text: str
    numerals: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What a page has of a section, as it is compared; any section if none has its number."""

    section: str | None
    text: str


def misplaced_words(
    tables: Tables, document: Document, pages: Sequence[PageText]
) -> Iterator[Issue]:
    """Find quoted words, labels of printed tables and hedges that the document has not there."""
    there = pieces(tables, document, pages)
    for resource in tables.publication.resources:
        for column in _quoting(resource, document):
            yield from _words(tables, document, resource, column, there)
            yield from _unplaced_words(tables, document, resource, column, there)
    for place, table in enumerate(tables.publication.printed_tables):
        if table.document == document.notation:
            yield from _labels(table, f"$.coesa.tables[{place}]", there)
    yield from _hedges(tables, document, pages)
    yield from _signs(tables, document, pages)


def comparable(words: str) -> str:
    """Write words as they are compared.

    >>> comparable("l’avan- zamento  2014-2020"), comparable("a - b")
    ("l'avanzamento 20142020", 'a - b')
    """
    return _SPACE.sub(" ", _BROKEN.sub("", words.translate(_SAME))).strip()


def _quoting(resource: Resource, document: Document) -> list[Field]:
    """List the columns that quote the document word by word."""
    if resource.role is Role.LEDGER:
        return []
    printed = [f for f in resource.columns if f.property_iri == DEF + "printed"]
    worded = resource.fields_of(FieldRole.WORDING)
    return printed + [f for f in worded if f.language == document.language]


def pieces(tables: Tables, document: Document, pages: Sequence[PageText]) -> dict[int, list[Piece]]:
    """Cut each page where the number of a section is printed."""
    starts: dict[int, list[tuple[int, str]]] = {}
    for name, _ in ledgers(tables):
        for figure, section in tables.query(
            f"SELECT figure, section FROM {figures(tables, name)} WHERE reason = 'section-number' "
            f"AND section = printed AND document = {text(document.notation)} ORDER BY {quoted(ROW)}"
        ):
            place = figure_place(figure)
            if place is not None:
                starts.setdefault(place.page, []).append((place.ordinal, section))
    cut, section = dict[int, list[Piece]](), None
    for page in pages:
        cuts: list[tuple[int, str | None]] = [(0, section)]
        for ordinal, begins in starts.get(page.number, ()):
            if ordinal <= len(page.numerals):
                cuts.append((page.numerals[ordinal - 1][0], begins))
        ends = [start for start, _ in cuts[1:]] + [len(page.text)]
        cut[page.number] = [
            Piece(name, comparable(page.text[start:end]))
            for (start, name), end in zip(cuts, ends, strict=True)
        ]
        section = cuts[-1][1]
    return cut


def _words(
    tables: Tables,
    document: Document,
    resource: Resource,
    column: Field,
    pieces: Mapping[int, list[Piece]],
) -> Iterator[Issue]:
    source = _rows(tables, document, resource, column)
    if source is None:
        return
    path = path_of(tables.publication, resource.name)
    for row, words, page, section in tables.query(source):
        here = pieces.get(int(page), []) if page.isdecimal() else []
        found = [p.section for p in here if _is_whole(comparable(words), p.text)]
        if not found:
            message = (
                f'"{words}" is not printed on page {page}; expected the words as they are there; '
                "mend the words or the page"
            )
            yield Issue(path, row, column.name, WORDS, message)
        elif section is not None and None not in found and section not in found:
            message = (
                f'"{words}" is printed on page {page} in section {found[0]}; expected section '
                f"{section}, as the row has; mend the section or the words"
            )
            yield Issue(path, row, column.name, WORDS, message)


def _rows(tables: Tables, document: Document, resource: Resource, column: Field) -> str | None:
    """Give the SQL of row, words, page and section; None where nothing tells the page."""
    page, section = place_field(resource, "page"), place_field(resource, "section")
    name, words = quoted(resource.name), f"t.{quoted(column.name)}"
    claim = ledger_of(tables.publication, resource)
    if page is not None and is_about(resource, document, tables.publication):
        there = f"t.{quoted(section.name)}" if section else "NULL"
        return (
            f"SELECT t.{quoted(ROW)}, {words}, t.{quoted(page.name)}, {there} FROM {name} t "
            f"WHERE {words} IS NOT NULL AND t.{quoted(page.name)} IS NOT NULL ORDER BY 1"
        )
    if page is None and claim is not None:
        return (
            f"SELECT t.{quoted(ROW)}, {words}, f.page, f.section FROM {name} t "
            f"JOIN {figures(tables, claim[1])} f ON t.{quoted(claim[0])} = f.figure "
            f"WHERE {words} IS NOT NULL AND f.document = {text(document.notation)} ORDER BY 1"
        )
    return None


def _unplaced_words(
    tables: Tables,
    document: Document,
    resource: Resource,
    column: Field,
    pieces: Mapping[int, list[Piece]],
) -> Iterator[Issue]:
    """Find words that no page has, in capitals or not, where nothing tells the page.

    On the page of a printed table they may be a broken label: they are looked for word by word.
    """
    publication = tables.publication
    if place_field(resource, "page") is not None or ledger_of(publication, resource) is not None:
        return
    if len(publication.documents) > 1:
        return  # Nothing tells which of them is quoted.
    pages = {n: " ".join(piece.text for piece in own).casefold() for n, own in pieces.items()}
    tabular = [pages[t.page] for t in publication.printed_tables if t.page in pages]
    for row, words in tables.query(
        f"SELECT {quoted(ROW)}, {quoted(column.name)} FROM {quoted(resource.name)} "
        f"WHERE {quoted(column.name)} IS NOT NULL ORDER BY 1"
    ):
        told = comparable(words).casefold()
        whole = any(_is_whole(told, page) for page in pages.values())
        if not whole and not any(_has_every_word(told, page) for page in tabular):
            message = (
                f'"{words}" is printed on no page of {document.notation}; expected words of the '
                "document; mend them"
            )
            yield Issue(path_of(publication, resource.name), row, column.name, WORDS, message)


def is_about(resource: Resource, document: Document, publication: Publication) -> bool:
    """Tell whether the pages of a table are those of a document: the only one, or its own."""
    own = [f.constant for f in resource.constants if f.name == "document"]
    return document.notation in own if own else len(publication.documents) == 1


def _labels(table: PrintedTable, where: str, pieces: Mapping[int, list[Piece]]) -> Iterator[Issue]:
    """Find labels of a printed table that its page has not; those of columns word by word."""
    page = " ".join(piece.text for piece in pieces.get(table.page, ()))
    rows = [(f"{where}.rows[{n}]", row.printed, [row.printed]) for n, row in enumerate(table.rows)]
    columns = [
        (f"{where}.columns[{n}]", column.printed, column.printed.split())
        for n, column in enumerate(table.columns)
    ]
    for place, label, words in (*rows, *columns):
        if not all(_is_whole(comparable(word), page) for word in words):
            message = (
                f'"{label}" is not printed on page {table.page}; expected the label as it is '
                "there; mend the label, or the page of the table"
            )
            yield Issue(DESCRIPTOR, 0, place, LABELS, message)


def _has_every_word(words: str, page: str) -> bool:
    return all(_is_whole(word, page) for word in words.split())


def _is_whole(words: str, page: str) -> bool:
    """Tell whether a page has the words, and no more of the first and the last of them.

    The sign of a unit belongs to the number before it, and to its scale word.
    """
    before = r"(?<![\w.,])" if words[:1].isdecimal() else r"(?<!\w)"
    after = r"(?!\w| ?[%€‰$£](?! ?[0-9]))" if _ENDS_IN_AMOUNT.search(words) else r"(?!\w)"
    return re.search(rf"{before}{re.escape(words)}{after}", page) is not None


def _hedges(tables: Tables, document: Document, pages: Sequence[PageText]) -> Iterator[Issue]:
    """Find figures with another hedge than the words before them are."""
    known = _hedge_words(tables.publication, document.language)
    texts = {page.number: page for page in pages}
    for name, path in ledgers(tables) if known else ():
        (place,) = tables.publication.resource(name).stating(DEF + "hedge")
        for row, figure, hedge in tables.query(
            f"SELECT {quoted(ROW)}, figure, hedge FROM {figures(tables, name)} WHERE hedge IS NOT "
            f"NULL AND document = {text(document.notation)} ORDER BY 1"
        ):
            before = _before(figure, texts)
            printed = next((h for h, w in known if before is not None and before.endswith(w)), None)
            if before is not None and hedge != (printed or _EXACT):
                message = (
                    f'"{hedge}" found; expected "{printed or _EXACT}", because '
                    f'"{before[-20:].strip()}" is printed before it; mend it'
                )
                yield Issue(path, row, place.name, HEDGES, message)


def _before(figure: str, pages: Mapping[int, PageText]) -> str | None:
    """Give what is printed before a figure; None if there is no such place."""
    place = figure_place(figure)
    page = pages.get(place.page) if place else None
    if place is None or page is None or not 1 <= place.ordinal <= len(page.numerals):
        return None
    end = page.numerals[place.ordinal - 1][0]
    return comparable(page.text[max(0, end - _BEFORE) : end])[-_HEDGED:]


def _hedge_words(publication: Publication, tag: str) -> list[tuple[str, str]]:
    """List the words of a language that hedge a number, each with the code of the hedge.

    What a language borrows of another says nothing of how its own documents hedge.
    """
    lent = publication.vocabulary.fallback
    usual = publication.vocabulary.words[lent].words["hedges"]
    for language in publication.spoken:
        own = language.words["hedges"]
        if language.tag == tag and (tag == lent or own != usual):
            return [(h, f" {w.strip()}") for h, told in own.items() for w in told.split(";")]
    return []


def _signs(tables: Tables, document: Document, pages: Sequence[PageText]) -> Iterator[Issue]:
    """Find figures that leave out the sign of the unit which is printed right after them."""
    texts = {page.number: page for page in pages}
    for name, path in ledgers(tables):
        (place,) = tables.publication.resource(name).stating(DEF + "printed")
        for row, figure, printed in tables.query(
            f"SELECT {quoted(ROW)}, figure, printed FROM {figures(tables, name)} WHERE printed IS "
            f"NOT NULL AND document = {text(document.notation)} ORDER BY 1"
        ):
            sign = _SIGN.match(_after(figure, printed, texts))
            if sign is not None and not _SIGNED.search(printed):
                message = (
                    f'"{printed}" found; "{sign[0]}" is printed after it and belongs to it; '
                    "lengthen the token"
                )
                yield Issue(path, row, place.name, SIGNS, message)


def _after(figure: str, printed: str, pages: Mapping[int, PageText]) -> str:
    """Give what is printed right after a figure, blanks left out."""
    place, first = figure_place(figure), NUMERAL.search(printed)
    page = pages.get(place.page) if place else None
    if place is None or page is None or first is None or place.ordinal > len(page.numerals):
        return ""
    start = page.numerals[place.ordinal - 1][0] - first.start()
    return page.text[start + len(printed) :][:6].lstrip()
