"""What a reader must know before the first number: the read-me of the files for people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from coesa.cite import citation, document_holder, publisher
from coesa.iris import TOTAL
from coesa.labels import concept_texts
from coesa.language import Language, worded
from coesa.locales import written_date
from coesa.model import SHARED, Document, FieldRole, Publication, Texts
from coesa.tables import Tables

_SPECIAL = "special-code"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know: its name, and what it is called and its text by language."""

    name: str
    headings: Texts
    texts: Texts


def about(tables: Tables) -> tuple[Item, ...]:
    """Tell what the data are, where they come from and how they are read and cited."""
    publication = tables.publication

    def item(name: str, text: Callable[[Language], str]) -> Item:
        headings = worded(publication.spoken, "office", name)
        return Item(name, headings, {said.tag: text(said) for said in publication.spoken})

    known = [
        item("title", lambda said: said.of(publication.titles)),
        item("description", lambda said: said.of(publication.descriptions)),
        item("nature", lambda said: _nature(publication, said)),
        item("provenance", lambda said: _catalogued(publication, "provenance", said)),
        *(item("source", partial(_document, document)) for document in publication.documents),
        item("publisher", lambda _: publisher(publication)),
        item("rights_holder", lambda _: document_holder(publication) or ""),
        item("licence", lambda said: _licence(publication, said)),
        item("legal_basis", lambda said: _catalogued(publication, "legalBasis", said)),
        item("version", lambda _: publication.version),
        item("created", lambda said: written_date(publication.created, said.tag)),
        item("citation", lambda said: citation(publication, said)),
        item("address", lambda _: publication.descriptor.get("id", publication.base)),
        item("reading_values", lambda said: said.words["office"]["reading_values_text"]),
        item("reading_codes", lambda said: _codes(tables, said)),
        item("reading_totals", _totals),
    ]
    return tuple(i for i in known if any(i.texts.values()))


def _nature(publication: Publication, language: Language) -> str:
    holder, by = document_holder(publication), publisher(publication)
    if holder is None or holder == by:
        return ""
    return language.words["office"]["nature_text"].format(publisher=by, holder=holder)


def _document(document: Document, language: Language) -> str:
    words = language.words["office"]
    as_of = words["data_as_of"].format(date=written_date(document.date, language.tag))
    lines = [
        language.of(document.titles),
        as_of + "; " + words["pages"].format(pages=document.pages),
        f"SHA-256 {document.sha256}",
        document.path or "",
    ]
    return "\n".join(filter(None, lines))


def _licence(publication: Publication, language: Language) -> str:
    licence = publication.descriptor["licenses"][0]
    names = publication.catalogue.get("license", {}).get("name", {})
    return f"{language.of(names) or licence['title']}\n{licence['path']}"


def _catalogued(publication: Publication, key: str, language: Language) -> str:
    return language.of(publication.catalogue.get(key, {}))


def _totals(language: Language) -> str:
    return language.words["office"]["reading_totals_text"].format(code=TOTAL)


def _codes(tables: Tables, language: Language) -> str:
    said = language.words["office"]["reading_codes_text"]
    return "\n".join([said, *_special_codes(tables, language)])


def _special_codes(tables: Tables, language: Language) -> Iterator[str]:
    name = SHARED + _SPECIAL
    if name not in dict(tables.publication.tables()):
        return
    labels = concept_texts(tables, name)
    definitions = concept_texts(tables, name, FieldRole.DEFINITION)
    for row in tables.rows(name):
        code = row[tables.publication.resource(name).primary_key[0]] or ""
        defined = language.of(definitions.get(code, {}))
        yield f"{code} = {language.of(labels.get(code, {}))}. {defined}"
