"""Put a language together from what the vocabulary and the publication have of its words.

A publication may bring words of its own, any of them. What it leaves out is said in the
vocabulary's words of that language, else in those of the vocabulary's fallback language.
"""

import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coesa.errors import PublicationError
from coesa.intake import cut_short, nearest, read_json, read_text
from coesa.intake.characters import is_formula
from coesa.intake.limits import COUNTED_BY_PROFILE
from coesa.intake.words import shown_name
from coesa.language import Language, LanguageFiles, Words
from coesa.model import Issue

FOLDER = "languages"
"""The folder of words, in the vocabulary and in a publication; it has a folder for each tag."""

WORDS, README = "words.json", "readme.md"
"""The files of a language."""

RULE = "words_are_those_that_are_asked_for"

_SCALES = "scales"
"""The one section whose keys are the language's own: words that scale a number."""

_SHOWN = 40
_POWER = re.compile(r"10+", re.ASCII)


def read_languages(folder: Path) -> dict[str, LanguageFiles]:
    """Read the words of every language that a folder has, as they are."""
    tags = {name.split("/")[1] for name in language_files(folder)}
    return {tag: _read(folder, tag) for tag in sorted(tags)}


def read_own_languages(
    folder: Path, asked: LanguageFiles, tags: Sequence[str]
) -> dict[str, LanguageFiles]:
    """Read the words that a publication brings, held against those that are asked for.

    Raises:
        PublicationError: with every issue of the files, and of folders that no language has.
    """
    from coesa.template import template_issues  # imported here: it needs Jinja, at 0.1 s

    found = read_languages(folder)
    issues = list(_folder_issues(folder, tags))
    for tag, files in found.items():
        place = f"{FOLDER}/{tag}"
        issues += cut_short(
            _words_issues(f"{place}/{WORDS}", files.words, asked.words), COUNTED_BY_PROFILE
        )
        if files.readme is not None:
            issues += template_issues(f"{place}/{README}", files.readme, RULE)
    if issues:
        raise PublicationError(sorted(issues))
    return found


def language_files(folder: Path) -> list[str]:
    """List the files of languages that a folder has, by their path from there.

    A folder whose name is no text is of no language: `read_own_languages` tells of it.
    """
    found = (p for name in (WORDS, README) for p in (folder / FOLDER).glob(f"*/{name}"))
    names = (path.relative_to(folder).as_posix() for path in found)
    return sorted(name for name in names if name.isprintable())


def _read(folder: Path, tag: str) -> LanguageFiles:
    # What the words are is looked at next, where they are not our own.
    words: Any = {}
    readme = None
    for name in (n for n in language_files(folder) if n.startswith(f"{FOLDER}/{tag}/")):
        if name.endswith(WORDS):
            words = read_json(folder / name, name, "words_are_json")
        else:
            readme = read_text(folder / name, name)
    return LanguageFiles(words, readme)


def language_of(tag: str, fallback: str, layers: Sequence[LanguageFiles]) -> Language:
    """Make a language of its layers; the first that has a text gives it, the last has all."""
    complete = layers[-1].words
    return Language(
        tag=tag,
        fallback=fallback,
        words={
            section: {
                key: next(w[key] for layer in layers if key in (w := layer.words.get(section, {})))
                for key in texts
            }
            for section, texts in complete.items()
            if section != _SCALES
        },
        readme=next(layer.readme for layer in layers if layer.readme is not None),
    )


def scales(layers: Iterable[LanguageFiles]) -> dict[str, str]:
    """Collect the words that scale a number in a language; no other language lends its own."""
    found: dict[str, str] = {}
    for layer in layers:
        found = {**layer.words.get(_SCALES, {}), **found}
    return found


def _words_issues(path: str, words: object, asked: Words) -> Iterator[Issue]:
    """Find what in a file of words is not asked for, or is not as the same text of `asked` is."""
    if not isinstance(words, dict):
        yield _issue(path, "$", "no object found; expected sections of words; write an object")
        return
    for section, texts in words.items():
        if section not in asked:
            yield _unknown(path, f"$.{section}", section, "section", asked)
        elif not isinstance(texts, dict):
            message = "no object found; expected keys with their texts; write an object"
            yield _issue(path, f"$.{section}", message)
        elif section == _SCALES:
            yield from _scale_issues(path, texts)
        else:
            yield from _section_issues(path, section, texts, asked[section])


def _folder_issues(folder: Path, tags: Sequence[str]) -> Iterator[Issue]:
    """Find folders and files that are of no language."""
    known = language_files(folder)
    for path in sorted((folder / FOLDER).glob("*/*")):
        name = path.relative_to(folder).as_posix()
        tag = path.parent.name
        if tag in tags and name not in known and not path.name.startswith("."):
            told = shown_name(path.name)
            message = f'"{told}" is no file of a language; expected {WORDS} or {README}; '
            advice = "rename it, or take it out." + nearest(told, (WORDS, README))
            yield Issue(shown_name(name), 0, "", RULE, message + advice)
    for tag in sorted({p.name for p in (folder / FOLDER).glob("[!.]*")} - set(tags)):
        told = shown_name(tag)
        message = (
            f'"{told}" is no language of the publication or of a document; expected '
            f"{', '.join(tags)}; rename the folder, or name the language in coesa.languages"
        )
        yield Issue(f"{FOLDER}/{told}", 0, "", RULE, message)


def _section_issues(
    path: str, section: str, texts: Mapping[str, object], asked: Mapping[str, str]
) -> Iterator[Issue]:
    for key, text in texts.items():
        place = f"$.{section}.{key}"
        if key not in asked:
            yield _unknown(path, place, key, "key", asked)
        elif not isinstance(text, str) or not text.strip():
            shown = json.dumps(text, ensure_ascii=False)[:_SHOWN]
            yield _issue(path, place, f"{shown} found; expected a text; write it, or leave it out")
        elif is_formula(text):
            message = (
                f'"{text[:_SHOWN]}" begins as a formula does; expected words that no spreadsheet '
                "computes; begin them with another sign"
            )
            yield _issue(path, place, message)
        else:
            yield from _placeholder_issues(path, place, text, asked[key])


def _placeholder_issues(path: str, place: str, text: str, asked: str) -> Iterator[Issue]:
    wanted, found = placeholders(asked), placeholders(text)
    if found is None:
        message = "a brace stands alone; expected braces around placeholders only; mend it"
        yield _issue(path, place, message)
        return
    for name in sorted(found - (wanted or set())):
        known = sorted(wanted or ())
        expected = f"one of {', '.join(known)}" if known else "none"
        hint = nearest(name, known)
        message = f'placeholder "{name}" found; expected {expected}; take it out or mend it.{hint}'
        yield _issue(path, place, message)
    for name in sorted((wanted or set()) - found):
        yield _issue(path, place, f'no "{name}" found; expected it, as in "{asked}"; put it in')


def placeholders(text: str) -> set[str] | None:
    """Collect the placeholders of a text, each with its braces; None where a brace stands alone.

    >>> sorted(placeholders("page {page}, {section:>9}")), placeholders("{")
    (['{page}', '{section:>9}'], None)
    """
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    return {
        "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
        for _, name, form, conversion in parts
        if name is not None
    }


def _scale_issues(path: str, texts: Mapping[str, object]) -> Iterator[Issue]:
    for word, power in texts.items():
        place = f"$.{_SCALES}.{word}"
        if not isinstance(power, str) or not _POWER.fullmatch(power):
            message = f'{power!r} found; expected a power of ten, such as "1000000"; mend it'
            yield _issue(path, place, message)
        if not all(part.isalpha() for part in word.split(" ")):
            message = f'"{word}" found; expected letters only, a space between words; mend it'
            yield _issue(path, place, message)


def _unknown(path: str, place: str, found: str, kind: str, asked: Iterable[str]) -> Issue:
    hint = nearest(found, asked)
    message = f'"{found}" is no {kind} of the words; take it out, or mend its name.{hint}'
    return _issue(path, place, message)


def _issue(path: str, place: str, message: str) -> Issue:
    return Issue(path, 0, place, RULE, message)
