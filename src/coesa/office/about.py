"""What a reader must know before the first number: the read-me of the files for people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from coesa.cite import citation, document_holder, publisher
from coesa.model import SHARED, Document, FieldRole, Publication, Texts
from coesa.office.readable import labels
from coesa.office.words import PHRASES, in_language, written_date
from coesa.tables import Tables

TOTAL = "_T"
"""The notation of a total, in every dimension."""

_SPECIAL = "special-code"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know: its name, and its text by language."""

    name: str
    texts: Texts

    @property
    def headings(self) -> Texts:
        """What the item is called, by language."""
        return PHRASES[self.name]


def about(tables: Tables) -> tuple[Item, ...]:
    """Tell what the data are, where they come from and how they are read and cited."""
    publication = tables.publication

    def item(name: str, text: Callable[[str], str]) -> Item:
        return Item(name, {tag: text(tag) for tag in publication.languages})

    known = [
        item("title", lambda tag: in_language(publication.titles, tag)),
        item("description", lambda tag: in_language(publication.descriptions, tag)),
        item("nature", lambda tag: _nature(publication, tag)),
        item("provenance", lambda tag: _catalogued(publication, "provenance", tag)),
        *(item("source", partial(_document, document)) for document in publication.documents),
        item("publisher", lambda _: publisher(publication)),
        item("rights_holder", lambda _: document_holder(publication) or ""),
        item("licence", lambda tag: _licence(publication, tag)),
        item("legal_basis", lambda tag: _catalogued(publication, "legalBasis", tag)),
        item("version", lambda _: publication.version),
        item("created", lambda tag: written_date(publication.created, tag)),
        item("citation", lambda tag: citation(publication, tag)),
        item("address", lambda _: publication.descriptor.get("id", publication.base)),
        item("reading_values", lambda tag: in_language(PHRASES["reading_values_text"], tag)),
        item("reading_codes", lambda tag: _codes(tables, tag)),
        item("reading_totals", lambda tag: _totals(tag)),
    ]
    return tuple(i for i in known if any(i.texts.values()))


def _nature(publication: Publication, language: str) -> str:
    holder, by = document_holder(publication), publisher(publication)
    if holder is None or holder == by:
        return ""
    return in_language(PHRASES["nature_text"], language).format(publisher=by, holder=holder)


def _document(document: Document, language: str) -> str:
    as_of = in_language(PHRASES["data_as_of"], language)
    pages = in_language(PHRASES["pages"], language)
    lines = [
        in_language(document.titles, language),
        as_of.format(written_date(document.date, language)) + "; " + pages.format(document.pages),
        f"SHA-256 {document.sha256}",
        document.path or "",
    ]
    return "\n".join(filter(None, lines))


def _licence(publication: Publication, language: str) -> str:
    licence = publication.descriptor["licenses"][0]
    names = publication.catalogue.get("license", {}).get("name", {})
    return f"{in_language(names, language) or licence['title']}\n{licence['path']}"


def _catalogued(publication: Publication, key: str, language: str) -> str:
    return in_language(publication.catalogue.get(key, {}), language)


def _totals(language: str) -> str:
    return in_language(PHRASES["reading_totals_text"], language).format(code=TOTAL)


def _codes(tables: Tables, language: str) -> str:
    said = in_language(PHRASES["reading_codes_text"], language)
    return "\n".join([said, *_special_codes(tables, language)])


def _special_codes(tables: Tables, language: str) -> Iterator[str]:
    publication = tables.publication
    name = SHARED + _SPECIAL
    if name not in dict(publication.tables()):
        return
    resource = publication.resource(name)
    found = labels(publication, name)
    _, label = found.get(language) or next(iter(found.values()))
    defined = [f for f in resource.fields_of(FieldRole.DEFINITION) if f.language == label.language]
    for row in tables.rows(name):
        definition = "".join(row[f.name] or "" for f in defined)
        yield f"{row[resource.primary_key[0]]} = {row[label.name]}. {definition}"
