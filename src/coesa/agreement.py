"""Look whether what a descriptor says at several places agrees: languages and days."""

from collections.abc import Iterator, Mapping

from coesa.advice import listed, right
from coesa.intake import DESCRIPTOR
from coesa.jsonpath import json_path
from coesa.model import Issue, Publication

Steps = tuple[str | int, ...]

_TEXTS = ("title", "description", "legalBasis", "provenance", "versionNotes", "geographicName")
"""The keys of the catalogue that hold a text by language."""


def agreement_issues(publication: Publication) -> Iterator[Issue]:
    """Find texts in languages that are not those of the publication, and days out of order."""
    yield from _translation_issues(publication, publication.descriptor, ())
    yield from _catalogue_issues(publication)
    yield from _day_issues(publication)


def _translation_issues(publication: Publication, node: object, steps: Steps) -> Iterator[Issue]:
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _translation_issues(publication, item, (*steps, number))
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key == "translations" and "coesa" in steps:
            for language in value:
                yield from _language_issues(publication, language, (*steps, key, language))
        else:
            yield from _translation_issues(publication, value, (*steps, key))


def _language_issues(publication: Publication, language: str, steps: Steps) -> Iterator[Issue]:
    others = publication.languages[1:]
    if language in others:
        return
    if language == publication.language:
        message = (
            f'"{language}" is the first language, whose texts are the standard keys title and '
            f"description; expected them there only. {_texts_in(others)}"
        )
    else:
        message = (
            f'"{language}" is no language of the publication; expected one of '
            f'{_quoted(others)}, or "{language}" in $.coesa.languages too. {_texts_in(others)}'
        )
    rule = "translations_are_in_the_other_languages"
    yield Issue(DESCRIPTOR, 0, json_path(steps), rule, message)


def _quoted(tags: tuple[str, ...]) -> str:
    return listed(f'"{tag}"' for tag in tags)


def _texts_in(others: tuple[str, ...]) -> str:
    return right("translations", {others[0]: {"title": "..."}})


def _catalogue_issues(publication: Publication) -> Iterator[Issue]:
    """Find texts of the catalogue in a language that the publication does not declare."""
    key = publication.catalogue
    texts: dict[Steps, Mapping[str, str]] = {(name,): key[name] for name in _TEXTS if name in key}
    texts["license", "name"] = key["license"]["name"]
    for name in ("title", "description"):
        if "series" in key:
            texts["series", name] = key["series"][name]
    for steps, text in texts.items():
        for language in text:
            if language not in publication.languages:
                place = json_path(("coesa", "catalogue", *steps, language))
                known = _quoted(publication.languages)
                example = right(str(steps[-1]), {publication.language: "..."})
                message = (
                    f'"{language}" is no language of the publication; expected one of {known}, or '
                    f'"{language}" in $.coesa.languages too. {example}'
                )
                rule = "translations_are_in_the_other_languages"
                yield Issue(DESCRIPTOR, 0, place, rule, message)


def _day_issues(publication: Publication) -> Iterator[Issue]:
    """Find periods that end before they begin, and changes before the first publication."""
    key = publication.catalogue
    pairs = (
        ("$.coesa.catalogue.modified", key, "issued", "modified"),
        ("$.coesa.catalogue.temporal.end", key["temporal"], "start", "end"),
    )
    for place, days, first, last in pairs:
        if last in days and days[last] < days[first]:
            message = (
                f'"{last}" is {days[last]}, before "{first}", {days[first]}; expected that day '
                f"or a later one. {right(last, days[first])}"
            )
            yield Issue(DESCRIPTOR, 0, place, "days_are_in_order", message)
