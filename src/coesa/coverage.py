"""Hold the ledger against the document: every numeral of the text is claimed exactly once.

White space is collapsed on both sides, so a token broken over two lines is found; a numeral has
no white space inside, so its ordinal stays what it is. Time and memory grow with the document.
"""

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from coesa.errors import DocumentError
from coesa.figures import FigurePlace, figure_name, figure_place
from coesa.iris import DEF
from coesa.model import Document, FieldRole, Issue, Publication, Resource, Role
from coesa.nearness import figures_by_other_names, observations_under_other_headings
from coesa.numbers import NUMERAL
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables
from coesa.wordings import PageText, misplaced_words

FORM_FEED = "\f"

NAMED = "figures_are_named_by_page_and_ordinal"
WHOLE = "printed_tokens_are_whole"
PLACED = "printed_tokens_stand_where_the_ledger_says"
ONCE = "no_numeral_is_claimed_twice"
CLAIMED = "every_numeral_is_claimed"

_SPACE = re.compile(r"\s+")
_CONTEXT = 24
_SIGNS = "+-−"
_MENTIONED = 3
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many numerals of a document the ledger claims, and what does not hold."""

    claimed: int
    numerals: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with its white space collapsed, and where its numerals begin and end.

    Attributes:
        lines: for each numeral, its line on the page, the first being 1.
        first_line: the line of the whole text before the first of the page.
        ordinals: for each numeral as printed, where it is among the numerals of the page.
    """

    number: int
    text: str
    numerals: tuple[tuple[int, int], ...]
    lines: tuple[int, ...]
    first_line: int
    ordinals: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the ledger, with the names of the columns that an issue may be in."""

    path: str
    number: int
    figure: str
    page: str
    printed: str
    columns: tuple[str, str, str]

    @property
    def before(self) -> str | None:
        """The document that the name of the figure begins with, if it does."""
        place = figure_place(self.figure)
        return place.document if place else None

    def issue(self, column: int, rule: str, message: str) -> Issue:
        return Issue(self.path, self.number, self.columns[column], rule, message)


FIGURE, PAGE, PRINTED = 0, 1, 2


def coverage(tables: Tables, documents: Iterable[bytes]) -> Coverage:
    """Claim the numerals of documents row by row of the ledger, and tell what is left over.

    Raises:
        DocumentError: if a text is no document of the publication, by digest or page count.
    """
    given = {document_of(tables.publication, one).notation: one for one in documents}
    covered = [
        _coverage(tables, document, given[document.notation])
        for document in tables.publication.documents
        if document.notation in given
    ]
    return Coverage(
        claimed=sum(one.claimed for one in covered),
        numerals=sum(one.numerals for one in covered),
        issues=tuple(sorted(issue for one in covered for issue in one.issues)),
    )


def _coverage(tables: Tables, described: Document, document: bytes) -> Coverage:
    pages = _pages(described, document)
    claims: list[list[str]] = [[""] * len(page.numerals) for page in pages]
    issues: list[Issue] = []
    before = None
    for row in _rows(tables, described):
        issues += _claim(row, pages, claims)
        before = row.before
    left = [
        issue
        for page, row in zip(pages, claims, strict=True)
        for issue in _left(page, row, described, before)
    ]
    texts = [PageText(page.number, page.text, page.numerals) for page in pages]
    issues += misplaced_words(tables, described, texts)
    issues += figures_by_other_names(tables, described, texts)
    issues += observations_under_other_headings(tables, described, texts)
    numerals = sum(len(page.numerals) for page in pages)
    return Coverage(numerals - len(left), numerals, tuple(sorted([*issues, *left])))


def document_of(publication: Publication, document: bytes) -> Document:
    """Find the document of the publication that a text is, by its SHA-256 digest.

    Raises:
        DocumentError: if it is none of them.
    """
    found = hashlib.sha256(document).hexdigest()
    for candidate in publication.documents:
        if candidate.sha256 == found:
            return candidate
    expected = ", ".join(f"{d.sha256} ({d.notation})" for d in publication.documents) or "none"
    raise DocumentError(
        f"the text has the SHA-256 {found}; the publication knows {expected}. "
        "Give the very text that the ledger was made from, or describe the new one in sources"
    )


def _pages(described: Document, document: bytes) -> list[_Page]:
    try:
        whole = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"byte {error.start} of {described.notation} is not UTF-8; "
            "give the text as UTF-8, and its SHA-256 in sources"
        ) from error
    texts = whole.split(FORM_FEED)
    if len(texts) == described.pages + 1 and not texts[-1]:
        texts.pop()  # The form feed closes the last page, as some programs write it.
    if len(texts) != described.pages:
        raise DocumentError(
            f"{described.notation} has {len(texts)} pages between form feeds, {described.pages} "
            "expected; mend the number of pages in sources, or take the text out again"
        )
    pages, first_line = [], 0
    for number, page in enumerate(texts, start=1):
        pages.append(_page(number, page, first_line))
        first_line += page.count("\n")
    return pages


def _page(number: int, printed: str, first_line: int) -> _Page:
    collapsed = _SPACE.sub(" ", printed)
    ends = [match.end() for match in re.finditer("\n", printed)]
    ordinals = defaultdict(list)
    for index, match in enumerate(NUMERAL.finditer(collapsed)):
        ordinals[match[0]].append(index)
    return _Page(
        number=number,
        text=collapsed,
        numerals=tuple(match.span() for match in NUMERAL.finditer(collapsed)),
        lines=tuple(bisect_right(ends, m.start()) + 1 for m in NUMERAL.finditer(printed)),
        first_line=first_line,
        ordinals=ordinals,
    )


def _rows(tables: Tables, document: Document) -> Iterator[_Row]:
    """Read the rows of every ledger that are about the document, in the order of the file."""
    for ledger in tables.publication.of_role(Role.LEDGER):
        (of,) = ledger.fields_of(FieldRole.KEY)
        columns = _columns(ledger)
        wanted = ", ".join(quoted(name) for name in columns)
        for number, *cells in tables.stream(
            f"SELECT {quoted(ROW)}, {wanted} FROM {quoted(ledger.name)} "
            f"WHERE {quoted(of.name)} = {text(document.notation)} ORDER BY {quoted(ROW)}"
        ):
            figure, page, printed = (cell or "" for cell in cells)
            yield _Row(ledger.path, number, figure, page, printed, columns)


def _columns(ledger: Resource) -> tuple[str, str, str]:
    (figure,) = ledger.fields_of(FieldRole.NOTATION)
    (page,) = ledger.stating(DEF + "page")
    (printed,) = ledger.stating(DEF + "printed")
    return figure.name, page.name, printed.name


def _claim(row: _Row, pages: list[_Page], claims: list[list[str]]) -> Iterator[Issue]:
    """Claim the numerals of one row, or tell why they cannot be claimed."""
    place = figure_place(row.figure)
    if place is None:
        message = f'"{row.figure}" is no name of a figure; write page and ordinal, such as p05-012'
        yield row.issue(FIGURE, NAMED, message)
        return
    number, ordinal = place.page, place.ordinal
    if row.page != str(number):
        message = f'"{row.page}" found, {number} expected: so says the name {row.figure}'
        yield row.issue(PAGE, NAMED, message)
    if not 1 <= number <= len(pages):
        message = f"there is no page {number}; the document has {len(pages)}"
        yield row.issue(FIGURE, PLACED, message)
        return
    page, claimed = pages[number - 1], claims[number - 1]
    wrong = _misplaced(row, page, ordinal - 1)
    if wrong is not None:
        yield wrong
        return
    for index in range(ordinal - 1, ordinal - 1 + len(NUMERAL.findall(row.printed))):
        if claimed[index]:
            message = f"{_where(page, index)} belongs to {claimed[index]} and {row.figure}; "
            yield row.issue(FIGURE, ONCE, message + "take one row out, or mend its name or token")
        claimed[index] = row.figure


def _misplaced(row: _Row, page: _Page, index: int) -> Issue | None:
    """Tell what keeps the token from being the one at its ordinal; None if it is."""
    first = NUMERAL.search(row.printed)
    if first is None:
        message = f'"{row.printed}" holds no numeral; print the token as the page has it'
        return row.issue(PRINTED, WHOLE, message)
    if not 0 <= index < len(page.numerals):
        count = len(page.numerals)
        message = f"page {page.number} has {count} numerals.{_elsewhere(row, page, first)}"
        return row.issue(FIGURE, PLACED, message)
    start = page.numerals[index][0] - first.start()
    if not _stands_at(row.printed, page, start):
        there = page.text[max(0, start) : start + len(row.printed)]
        message = (
            f'page {page.number}, line {page.lines[index]}: "{there}" stands there, '
            f'"{row.printed}" expected.{_elsewhere(row, page, first)}'
        )
        return row.issue(PRINTED, PLACED, message)
    end = start + len(row.printed)
    if row.printed != row.printed.strip() or not _is_whole(page.text, start, end):
        message = (
            f'page {page.number}, line {page.lines[index]}: "{row.printed}" is cut out of '
            f'"{_around(page, start, end)}"; take the token from blank or bracket to the next'
        )
        return row.issue(PRINTED, WHOLE, message)
    return None


def _stands_at(printed: str, page: _Page, start: int) -> bool:
    """Tell whether the token is printed there and ends with its last numeral, not inside it."""
    end = start + len(printed)
    last = NUMERAL.match(page.text, end - 1)
    cut = last is not None and last.end() > end
    return start >= 0 and page.text.startswith(printed, start) and not cut


def _is_whole(page: str, start: int, end: int) -> bool:
    """Tell whether a token begins and ends where a word does, its signs with it."""
    begins = page[start] in _SIGNS or (
        _in_word(page[start]) and not _has_lost_its_sign(page, start)
    )
    before, after = page[max(0, start - 1) : start], page[end : end + 1]
    return begins and not _in_word(before) and _in_word(page[end - 1]) and not _in_word(after)


def _has_lost_its_sign(page: str, start: int) -> bool:
    """Tell whether a number has a sign before it that joins no word or number to it.

    >>> _has_lost_its_sign("al -5 %", 4), _has_lost_its_sign("2014-2020", 5)
    (True, False)
    """
    before, sign = page[max(0, start - 2) : max(0, start - 1)], page[max(0, start - 1) : start]
    return sign != "" and sign in _SIGNS and not _in_word(before) and not page[start].isalpha()


def _in_word(sign: str) -> bool:
    return sign.isalnum() or (sign != "" and sign in "%‰°€$£")


def _elsewhere(row: _Row, page: _Page, first: re.Match[str]) -> str:
    """Say at which ordinals of the page the token is printed, if it is."""
    candidates = islice(page.ordinals.get(first[0], ()), _LOOKED_AT)
    found = (
        figure_name(FigurePlace(page.number, index + 1, row.before))
        for index in candidates
        if _stands_at(row.printed, page, page.numerals[index][0] - first.start())
    )
    places = list(islice(found, _MENTIONED))
    if places:
        return f" It is printed at {', '.join(places)}"
    return f" It is not printed on page {page.number}"


def _left(
    page: _Page, claimed: list[str], document: Document, before: str | None
) -> Iterator[Issue]:
    for index, figure in enumerate(claimed):
        if not figure:
            name = figure_name(FigurePlace(page.number, index + 1, before))
            message = (
                f"{_where(page, index)} is in no row of the ledger; "
                f"add {name}, or lengthen the token it is part of"
            )
            line = page.first_line + page.lines[index]
            yield Issue(document.notation, line, "", CLAIMED, message)


def _where(page: _Page, index: int) -> str:
    start, end = page.numerals[index]
    around = _around(page, start, end)
    return f'page {page.number}, line {page.lines[index]}: "{page.text[start:end]}" in "{around}"'


def _around(page: _Page, start: int, end: int) -> str:
    return page.text[max(0, start - _CONTEXT) : end + _CONTEXT].strip()
