"""Observations as tables to download, each row with its source, licence, date and caveats."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from coesa.cite import citation
from coesa.iris import DEF, OBS_VALUE, UNIT_MEASURE, last_step
from coesa.language import Language
from coesa.locales import convention, written_date
from coesa.numbers import localised
from coesa.office import delimiter, small_workbook
from coesa.site.model import Site
from coesa.site.related import DERIVED, dimensions_of, errata_of
from coesa.statements import QB

_BOM = "\ufeff"
_AFTER = 5
"""Columns that come after the value in a table for people."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Observations that are handed out together.

    Attributes:
        observations: their IRIs, in the order of the rows.
        titles: what they are, by language tag.
        notes: what must be known of them as a whole, by language tag.
    """

    observations: tuple[str, ...]
    titles: dict[str, str]
    notes: dict[str, str]


def machine_csv(site: Site, extract: Extract) -> bytes:
    """Write them for programs: comma, decimal point, codes beside labels in every language."""
    spoken = site.publication.spoken
    dimensions = _dimensions(site, extract)
    heads = ["iri"]
    for dimension in dimensions:
        name = last_step(dimension).replace("-", "_")
        heads += [name, *(f"{name}_{said.tag}" for said in spoken)]
    heads += ["value", "unit", "printed", "page", "document", "as_of", "errata"]
    heads += [f"quote_{said.tag}" for said in spoken]
    heads += ["figure", "licence", "version", "citation"]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heads)
    for iri in extract.observations:
        writer.writerow(_machine_row(site, iri, dimensions))
    return stream.getvalue().encode()


def _machine_row(site: Site, iri: str, dimensions: Sequence[str]) -> list[str]:
    nodes, spoken = site.nodes, site.publication.spoken
    row = [iri]
    for dimension in dimensions:
        code = nodes.one(iri, dimension)
        labels = [nodes.label(code, said) if code else "" for said in spoken]
        row += [last_step(code or ""), *labels]
    figure = nodes.one(iri, DERIVED) or ""
    row += [nodes.one(iri, OBS_VALUE) or "", last_step(nodes.one(iri, UNIT_MEASURE) or "")]
    row += [nodes.one(figure, DEF + name) or "" for name in ("printed", "page")]
    row += [_document(site, figure, spoken[0]), _as_of(site, figure)]
    row.append(" ".join(last_step(e) for e in errata_of(nodes, figure)))
    row += [site.quotes[said.tag, iri].whole for said in spoken]
    row += [figure, _licence(site), site.publication.version]
    return [*row, citation(site.publication, spoken[0])]


def localised_csv(site: Site, extract: Extract, language: Language) -> bytes:
    """Write them for the spreadsheets of a country: its decimal sign, a mark of UTF-8, no codes."""
    heads, rows = _table(site, extract, language)
    decimal = convention(language.tag).decimal
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter(language), lineterminator="\r\n")
    writer.writerow(heads)
    at = _value_at(heads)
    for row in rows:
        writer.writerow([localised(c, decimal, "") if n == at else c for n, c in enumerate(row)])
    writer.writerow([])
    for name, text in _context(site, extract, language):
        writer.writerow([f"{name}: {text}"])
    return (_BOM + stream.getvalue()).encode()


def workbook(site: Site, extract: Extract, language: Language) -> bytes:
    """Write them as a workbook of two sheets: the rows, and what must be known of them."""
    heads, rows = _table(site, extract, language)
    units = [last_step(site.nodes.one(o, UNIT_MEASURE) or "") for o in extract.observations]
    return small_workbook(
        site.publication,
        language,
        extract.titles[language.tag],
        (heads, rows, _value_at(heads), units),
        _context(site, extract, language),
    )


def _table(site: Site, extract: Extract, language: Language) -> tuple[list[str], list[list[str]]]:
    """Lay the observations out for people: labels, the value, where it is printed, the caveats."""
    nodes, words = site.nodes, language.words["site"]
    dimensions = _dimensions(site, extract)
    heads = [
        *(nodes.label(d, language) for d in dimensions),
        *(words[w] for w in ("value", "unit", "printed_head", "page", "sentence_head")),
        "IRI",
    ]
    rows = []
    for iri in extract.observations:
        figure = nodes.one(iri, DERIVED) or ""
        codes = [nodes.one(iri, d) for d in dimensions]
        rows.append(
            [
                *(nodes.label(code, language) if code else "" for code in codes),
                nodes.one(iri, OBS_VALUE) or "",
                nodes.label(nodes.one(iri, UNIT_MEASURE) or "", language),
                *(nodes.one(figure, DEF + name) or "" for name in ("printed", "page")),
                site.quotes[language.tag, iri].whole,
                iri,
            ]
        )
    return heads, rows


def _value_at(heads: Sequence[str]) -> int:
    return len(heads) - _AFTER - 1


def _context(site: Site, extract: Extract, language: Language) -> list[tuple[str, str]]:
    """Tell source, date, licence and caveats, as a name and a text each."""
    words, publication = language.words["site"], site.publication
    told = [(words["what"], extract.titles[language.tag])]
    if note := extract.notes.get(language.tag):
        told.append((words["note"], note))
    for document in publication.documents:
        date = words["as_of"].format(date=written_date(document.date, language.tag))
        told.append((words["source"], f"{language.of(document.titles)}, {date}"))
    licence = publication.descriptor["licenses"][0]
    told += [
        (words["nav-licence"], f"{licence['name']} {licence.get('path', '')}".strip()),
        (words["version"], f"{publication.version} ({publication.created[:10]})"),
        (words["nav-cite"], citation(publication, language)),
        (words["nature"], words["independent"]),
    ]
    return told


def _dimensions(site: Site, extract: Extract) -> list[str]:
    """List the dimensions of the cubes that the observations are of, each once."""
    cubes = dict.fromkeys(site.nodes.one(o, QB + "dataSet") or "" for o in extract.observations)
    return list(dict.fromkeys(d for cube in cubes for d in dimensions_of(site.nodes, cube)))


def _document(site: Site, figure: str, language: Language) -> str:
    document = site.nodes.one(figure, DERIVED)
    return site.nodes.label(document, language) if document else ""


def _as_of(site: Site, figure: str) -> str:
    notation = last_step(site.nodes.one(figure, DERIVED) or "")
    return next((d.date for d in site.publication.documents if d.notation == notation), "")


def _licence(site: Site) -> str:
    licence = site.publication.descriptor["licenses"][0]
    return str(licence.get("path") or licence["name"])
