"""Hold codes against the document: a figure stands next to the words that name what it is of.

It holds for the things, such as initiatives or indicators, whose wordings in the document have a
table of links with their pages. Between a figure and the name of what it is of stands no other
name. Where names come first and their figures after, in the same order, the wording of each is
the whole list of names: so all of them begin at one place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coesa.figures import figure_place
from coesa.model import Document, FieldRole, Issue, Publication, Resource, Role
from coesa.rules.ledger import figures
from coesa.rules.named import Link, links
from coesa.rules.places import ledger_of, path_of
from coesa.rules.sections import place_field
from coesa.statements import DCT, SKOS
from coesa.syntax import quoted
from coesa.tables import ROW, Tables
from coesa.wordings import PageText, comparable, is_about, pieces

RULE = "figures_stand_next_to_the_names_of_their_codes"
HEADED = "observations_are_under_the_heading_of_their_code"
_BARE = 3
_PARTS = (DCT + "hasPart", SKOS + "narrower")


@dataclass(frozen=True, slots=True)
class Name:
    """A place where the document names a thing."""

    start: int
    code: str


def figures_by_other_names(
    tables: Tables, document: Document, pages: Sequence[PageText]
) -> Iterator[Issue]:
    """Find observations whose figure stands next to the name of another thing than their own."""
    texts = {page.number: page for page in pages}
    for link in links(tables):
        names = _names(tables, link, document, texts)
        if not names:
            continue
        parts = _parts(tables, link.things)
        for cube in tables.publication.of_role(Role.CUBE):
            for key in cube.foreign_keys:
                if key.resource == link.things.name and len(key.fields) == 1:
                    yield from _strangers(tables, cube, key.fields[0], names, parts, texts)


def _names(
    tables: Tables, link: Link, document: Document, pages: Mapping[int, PageText]
) -> dict[int, list[Name]]:
    """Find where each page names the things, by the page."""
    page = place_field(link.resource, "page")
    worded = link.resource.fields_of(FieldRole.WORDING)
    columns = [f.name for f in worded if f.language == document.language]
    if page is None or not columns or not is_about(link.resource, document, tables.publication):
        return {}
    found: dict[int, list[Name]] = {}
    for code, number, words in tables.query(
        f"SELECT {quoted(link.subject)}, TRY_CAST({quoted(page.name)} AS INTEGER), "
        f"{quoted(columns[0])} FROM {quoted(link.resource.name)} "
        f"WHERE {quoted(columns[0])} IS NOT NULL ORDER BY {quoted(ROW)}"
    ):
        if number in pages:
            printed = re.finditer(re.escape(comparable(words)), comparable(pages[number].text))
            found.setdefault(number, []).extend(Name(m.start(), code) for m in printed)
    return found


def _parts(tables: Tables, things: Resource) -> dict[str, set[str]]:
    """Tell the parts of each thing that has some: the name of a part names the whole too."""
    found: dict[str, set[str]] = {}
    for link in links(tables):
        for field in link.resource.fields_of(FieldRole.PROPERTY):
            if link.things == things and field.property_iri in _PARTS:
                for whole, part in tables.query(
                    f"SELECT {quoted(link.subject)}, {quoted(field.name)} "
                    f"FROM {quoted(link.resource.name)}"
                ):
                    found.setdefault(whole, set()).add(part)
    return found


def _strangers(
    tables: Tables,
    cube: Resource,
    field: str,
    names: Mapping[int, list[Name]],
    parts: Mapping[str, set[str]],
    pages: Mapping[int, PageText],
) -> Iterator[Issue]:
    claim = ledger_of(tables.publication, cube)
    assert claim is not None, "a rule on the descriptor sees to it"
    for row, code, figure in tables.query(
        f"SELECT {quoted(ROW)}, {quoted(field)}, {quoted(claim[0])} FROM {quoted(cube.name)} "
        f"ORDER BY 1"
    ):
        place = figure_place(figure)
        if place is None or place.page not in pages or code.startswith("_"):
            continue
        page = pages[place.page]
        if not 1 <= place.ordinal <= len(page.numerals):
            continue
        at = len(comparable(page.text[: page.numerals[place.ordinal - 1][0]]))
        beside = _beside(names.get(place.page, []), at)
        if not beside & {code, *parts.get(code, ())}:
            shown = " or ".join(f'"{name}"' for name in sorted(beside)) or "no name of its list"
            message = (
                f'"{code}" found; {figure} stands next to {shown}; expected the code that is '
                "named beside the figure; mend the code, or quote the words that name it there"
            )
            yield Issue(path_of(tables.publication, cube.name), row, field, RULE, message)


def _beside(names: Sequence[Name], at: int) -> set[str]:
    """Tell which things are named last before a place, and first after it."""
    before = max((n.start for n in names if n.start <= at), default=None)
    after = min((n.start for n in names if n.start > at), default=None)
    return {n.code for n in names if n.start in (before, after)}


def observations_under_other_headings(
    tables: Tables, document: Document, pages: Sequence[PageText]
) -> Iterator[Issue]:
    """Find observations of another concept than the one that the heading of their section names.

    What names a concept is its label in a printed table, such as `Asse I`.
    """
    headings = {
        piece.section: piece.text
        for own in pieces(tables, document, pages).values()
        for piece in own
        if piece.section is not None and piece.text.startswith(piece.section)
    }
    for cube in tables.publication.of_role(Role.CUBE):
        for dimension, labels in _labels(tables.publication).items():
            if any(d.name == dimension for d in cube.dimensions):
                named = {s: _named(s, text, labels) for s, text in headings.items()}
                known = {s: code for s, code in named.items() if code is not None}
                yield from _misfiled(tables, cube, dimension, known)


def _labels(publication: Publication) -> dict[str, dict[str, str]]:
    """Tell the labels of printed rows with the codes that they name, by dimension."""
    found: dict[str, dict[str, str]] = {}
    for table in publication.printed_tables:
        # A bare "I" may begin any sentence: a label that names is longer.
        rows = (r for r in table.rows if r.erratum is None and len(r.printed) > _BARE)
        found.setdefault(table.dimension, {}).update({row.printed: row.notation for row in rows})
    return found


def _named(section: str, text: str, labels: Mapping[str, str]) -> str | None:
    """Tell which code a heading names: its label stands right after the number of the section."""
    begins = rf"{re.escape(section)}\W*\s"
    for label in sorted(labels, key=len, reverse=True):
        if re.match(rf"{begins}{re.escape(comparable(label))}(?!\w)", text):
            return labels[label]
    return None


def _misfiled(
    tables: Tables, cube: Resource, dimension: str, known: Mapping[str, str]
) -> Iterator[Issue]:
    claim = ledger_of(tables.publication, cube)
    assert claim is not None, "a rule on the descriptor sees to it"
    for row, code, figure, section in tables.query(
        f"SELECT o.{quoted(ROW)}, o.{quoted(dimension)}, f.figure, f.section "
        f"FROM {quoted(cube.name)} o JOIN {figures(tables, claim[1])} f "
        f"ON o.{quoted(claim[0])} = f.figure ORDER BY 1"
    ):
        if code != known.get(section, code):
            message = (
                f'"{code}" found; {figure} stands in section {section}, whose heading names '
                f'"{known[section]}"; mend the code or the figure'
            )
            path = path_of(tables.publication, cube.name)
            yield Issue(path, row, dimension, HEADED, message)
