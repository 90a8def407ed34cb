"""A language as the files for people are written in it: its words, and what stands in for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Words = Mapping[str, Mapping[str, str]]
"""The words of a language: section, key, text."""


@dataclass(frozen=True, slots=True)
class LanguageFiles:
    """What one folder has of a language: words, any of them, and a README if it has one."""

    words: Words
    readme: str | None


@dataclass(frozen=True, slots=True)
class Language:
    """A language of a publication.

    Attributes:
        fallback: the tag of the language that stands in where a text is missing.
        words: every word that the files for people need, the missing ones in the fallback.
        readme: the template of the README in this language, or in the fallback.
    """

    tag: str
    fallback: str
    words: Words
    readme: str

    def of(self, texts: Mapping[str, str]) -> str:
        """Take a text in this language; else in the fallback, else the first there is, else none.

        >>> fr = Language("fr", "en", {}, "")
        >>> [fr.of(texts) for texts in ({"de": "Achse", "en": "Axis"}, {"de": "Achse"}, {})]
        ['Axis', 'Achse', '']
        """
        return texts.get(self.tag) or texts.get(self.fallback) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """How a document prints numbers, so far as it is known to differ from its language.

    Attributes:
        decimal: the decimal sign; None for that of the language.
        groups: the signs that group thousands; None for that of the language.
        scales: words after a number, such as `million`, with the power of ten they stand for.
    """

    decimal: str | None = None
    groups: tuple[str, ...] | None = None
    scales: Mapping[str, str] = field(default_factory=dict)


def worded(languages: Iterable[Language], section: str, key: str) -> dict[str, str]:
    """Give words of ours in several languages, as a text by language tag."""
    return {language.tag: language.words[section][key] for language in languages}


def joined(texts: Mapping[str, str], languages: Iterable[Language], between: str = "\n") -> str:
    """Write a text in several languages, once where they agree.

    >>> de, en = Language("de", "en", {}, ""), Language("en", "en", {}, "")
    >>> joined({"de": "Achse", "en": "Axis"}, (de, en), " / "), joined({"en": "Axis"}, (de, en))
    ('Achse / Axis', 'Axis')
    """
    return between.join(dict.fromkeys(language.of(texts) for language in languages))
