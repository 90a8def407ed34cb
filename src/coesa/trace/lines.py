"""A trace in words for people, and as JSON for machines."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from coesa.iris import DEF
from coesa.model import Texts
from coesa.numbers import localised
from coesa.trace.model import Concept, Erratum, Figure, Observation, Trace

STATISTIC = DEF + "dimension/statistic"

_SIGNS = {"it": (",", "."), "en": (".", ",")}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "it": {
        "asked": "{asked} ripete la cifra {figure}",
        "quoted": "«{}»",
        "dimensions": "Dimensioni",
        "printed": "Nel documento",
        "place": "pagina {page}, sezione {section}",
        "page": "pagina {page}",
        "figure": "Cifra",
        "resolution": "Peso dell'ultima cifra stampata",
        "qualifies": "Precisa la cifra",
        "note": "Nota",
        "document": "Documento",
        "date": "Dati aggiornati al",
        "sha256": "Impronta SHA-256 del testo",
        "restatements": "Ripetuto anche come",
        "qualifiers": "Precisato da",
        "errata": "Errata",
        "uncorrected": "stampato {printed}",
        "corrected": "stampato {printed}, ricalcolato o corretto {corrected}",
        "observation": "Osservazione",
        "row": "{table}, riga {row} del file",
        "no_observation": "Nessuna osservazione: la cifra non è pubblicata come dato.",
        "files": "File in cui si trova",
    },
    "en": {
        "asked": "{asked} restates figure {figure}",
        "quoted": "“{}”",
        "dimensions": "Dimensions",
        "printed": "In the document",
        "place": "page {page}, section {section}",
        "page": "page {page}",
        "figure": "Figure",
        "resolution": "Weight of the last printed digit",
        "qualifies": "Qualifies figure",
        "note": "Note",
        "document": "Document",
        "date": "Data as of",
        "sha256": "SHA-256 of the text",
        "restatements": "Also stated as",
        "qualifiers": "Qualified by",
        "errata": "Errata",
        "uncorrected": "printed {printed}",
        "corrected": "printed {printed}, recomputed or corrected {corrected}",
        "observation": "Observation",
        "row": "{table}, row {row} of the file",
        "no_observation": "No observation: the figure is not published as a datum.",
        "files": "Files that carry it",
    },
}


def trace_json(trace: Trace) -> dict[str, Any]:
    """Give a trace as what JSON can hold: objects, arrays, text; values stay canonical text."""
    return asdict(trace)


def trace_lines(trace: Trace, language: str) -> list[str]:
    """Tell a trace in one language, numbers written as there; a language of no words is English."""
    words = _WORDS.get(language, _WORDS["en"])
    return [
        *_head(trace, language, words),
        *_titled(words["printed"], _printed(trace.figure, language, words)),
        *_titled(words["document"], _document(trace, language, words)),
        *_titled(words["restatements"], (_token(f, words) for f in trace.restatements)),
        *_titled(words["qualifiers"], (_token(f, words) for f in trace.qualifiers)),
        *_titled(words["errata"], (t for e in trace.errata for t in _erratum(e, language, words))),
        *_titled(words["observation"], _observation(trace.observation, words)),
        *_titled(words["files"], trace.files),
    ]


def _titled(title: str, lines: Iterator[str] | tuple[str, ...]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _head(trace: Trace, language: str, words: Mapping[str, str]) -> Iterator[str]:
    figure, observation = trace.figure, trace.observation
    if trace.asked != figure:
        yield words["asked"].format(asked=trace.asked.name, figure=figure.name)
    if observation is None:
        yield words["quoted"].format(figure.printed)
        return
    unit = _text(observation.unit.labels, language) if observation.unit else ""
    yield f"{_number(observation.value, figure.resolution, language)} {unit}".rstrip()
    for dimension in observation.dimensions:
        if dimension.property_iri == STATISTIC:
            defined = _text(dimension.definitions, language)
            yield ": ".join(filter(None, [_text(dimension.labels, language), defined]))
    lines = (_coded(d, language) for d in observation.dimensions)
    yield from _titled(words["dimensions"], lines)


def _printed(figure: Figure, language: str, words: Mapping[str, str]) -> Iterator[str]:
    yield _token(figure, words)
    yield from (_coded(code, language) for code in figure.codes)
    if figure.resolution is not None:
        yield f"{words['resolution']}: {_number(figure.resolution, None, language)}"
    if figure.qualifies is not None:
        yield f"{words['qualifies']}: {figure.qualifies}"
    if figure.notes:
        yield f"{words['note']}: {_text(figure.notes, language)}"
    yield figure.iri


def _document(trace: Trace, language: str, words: Mapping[str, str]) -> Iterator[str]:
    document = trace.document
    yield _text(document.titles, language)
    yield f"{words['date']}: {'/'.join(reversed(document.date.split('-')))}"
    yield f"{words['sha256']}: {document.sha256}"


def _observation(observation: Observation | None, words: Mapping[str, str]) -> Iterator[str]:
    if observation is None:
        yield words["no_observation"]
        return
    yield observation.iri
    yield words["row"].format(table=observation.table, row=observation.row)


def _erratum(erratum: Erratum, language: str, words: Mapping[str, str]) -> Iterator[str]:
    codes = ", ".join(_text(code.labels, language) for code in erratum.codes)
    found = words["corrected" if erratum.corrected else "uncorrected"].format(
        printed=words["quoted"].format(erratum.printed or ""),
        corrected=words["quoted"].format(erratum.corrected or ""),
    )
    yield f"{erratum.name} ({codes}): {found}"
    yield from filter(None, [_text(erratum.judgements, language)])
    yield from filter(None, [_text(erratum.consequences, language)])


def _token(figure: Figure, words: Mapping[str, str]) -> str:
    place = words["place"] if figure.section else words["page"]
    where = place.format(page=figure.page, section=figure.section)
    token = words["quoted"].format(figure.printed)
    return f"{words['figure']} {figure.name}: {token}, {where}"


def _coded(code: Concept, language: str) -> str:
    label = _text(code.labels, language)
    return f"{_text(code.titles, language)}: {label} ({code.notation})"


def _text(texts: Texts, language: str) -> str:
    """Take a text in a language; in the first there is, where it is missing."""
    return texts.get(language) or next(iter(texts.values()), "")


def _number(value: str, resolution: str | None, language: str) -> str:
    """Write a value as the language does, with as many decimals as were printed."""
    decimals = (resolution or "").partition(".")[2]
    whole, _, fraction = value.partition(".")
    padded = fraction.ljust(len(decimals), "0")
    decimal, group = _SIGNS.get(language, (",", ""))
    return localised(f"{whole}.{padded}" if padded else whole, decimal, group)
