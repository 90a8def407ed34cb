"""A trace in words for people, and as JSON for machines."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from coesa.iris import DEF
from coesa.language import Language
from coesa.locales import convention, written_date
from coesa.numbers import localised
from coesa.trace.model import Concept, Erratum, Figure, Observation, Trace

STATISTIC = DEF + "dimension/statistic"


def trace_json(trace: Trace) -> dict[str, Any]:
    """Give a trace as what JSON can hold: objects, arrays, text; values stay canonical text."""
    told = asdict(trace)
    # How the document prints numbers is no step of the way to the ink.
    del told["document"]["numbers"]
    return told


def trace_lines(trace: Trace, language: Language) -> list[str]:
    """Tell a trace in one language, numbers and dates written as there."""
    words = language.words["trace"]
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


def _head(trace: Trace, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    figure, observation = trace.figure, trace.observation
    if trace.asked != figure:
        yield words["asked"].format(asked=trace.asked.name, figure=figure.name)
    if observation is None:
        yield words["quoted"].format(text=figure.printed)
        return
    unit = language.of(observation.unit.labels) if observation.unit else ""
    yield f"{_number(observation.value, figure.resolution, language)} {unit}".rstrip()
    for dimension in observation.dimensions:
        if dimension.property_iri == STATISTIC:
            defined = language.of(dimension.definitions)
            yield ": ".join(filter(None, [language.of(dimension.labels), defined]))
    lines = (_coded(d, language) for d in observation.dimensions)
    yield from _titled(words["dimensions"], lines)


def _printed(figure: Figure, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    yield _token(figure, words)
    yield from (_coded(code, language) for code in figure.codes)
    if figure.resolution is not None:
        yield f"{words['resolution']}: {_number(figure.resolution, None, language)}"
    if figure.qualifies is not None:
        yield f"{words['qualifies']}: {figure.qualifies}"
    if figure.notes:
        yield f"{words['note']}: {language.of(figure.notes)}"
    yield figure.iri


def _document(trace: Trace, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    document = trace.document
    yield language.of(document.titles)
    yield f"{words['date']}: {written_date(document.date, language.tag)}"
    yield f"{words['sha256']}: {document.sha256}"


def _observation(observation: Observation | None, words: Mapping[str, str]) -> Iterator[str]:
    if observation is None:
        yield words["no_observation"]
        return
    yield observation.iri
    yield words["row"].format(table=observation.table, row=observation.row)


def _erratum(erratum: Erratum, language: Language, words: Mapping[str, str]) -> Iterator[str]:
    codes = ", ".join(language.of(code.labels) for code in erratum.codes)
    found = words["corrected" if erratum.corrected else "uncorrected"].format(
        printed=words["quoted"].format(text=erratum.printed or ""),
        corrected=words["quoted"].format(text=erratum.corrected or ""),
    )
    yield f"{erratum.name} ({codes}): {found}"
    yield from filter(None, [language.of(erratum.judgements)])
    yield from filter(None, [language.of(erratum.consequences)])


def _token(figure: Figure, words: Mapping[str, str]) -> str:
    place = words["place"] if figure.section else words["page"]
    where = place.format(page=figure.page, section=figure.section)
    token = words["quoted"].format(text=figure.printed)
    return f"{words['figure']} {figure.name}: {token}, {where}"


def _coded(code: Concept, language: Language) -> str:
    label = language.of(code.labels)
    return f"{language.of(code.titles)}: {label} ({code.notation})"


def _number(value: str, resolution: str | None, language: Language) -> str:
    """Write a value as the language does, with as many decimals as were printed."""
    decimals = (resolution or "").partition(".")[2]
    whole, _, fraction = value.partition(".")
    padded = fraction.ljust(len(decimals), "0")
    signs = convention(language.tag)
    return localised(f"{whole}.{padded}" if padded else whole, signs.decimal, signs.group)
