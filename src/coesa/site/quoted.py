"""The sentence to quote: one observation in words, from the model, with all that it depends on.

A concept says itself how it is said in a sentence (`def:phrase`), in the languages that it has; how
the shared dimensions and kinds of period are said is in the words of a language (`phrases`). Where
a phrase is missing in a language, the labels are told instead.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from coesa.iris import (
    DEF,
    NOT_APPLICABLE,
    NOT_PRINTED,
    OBS_VALUE,
    TOTAL,
    UNIT_MEASURE,
    last_step,
)
from coesa.language import Language
from coesa.locales import written_date
from coesa.rdf import PREFIXES
from coesa.site.amounts import amount
from coesa.site.model import Site
from coesa.site.nodes import OBSERVATION
from coesa.site.quotes import Quote
from coesa.site.related import (
    DERIVED,
    INDICATOR,
    PERIOD,
    STATISTIC,
    dimensions_of,
    errata_about,
    errata_naming,
    errata_of,
    is_target,
)
from coesa.statements import DCT, QB

PHRASE, RATIO_PHRASE = DEF + "phrase", DEF + "ratioPhrase"
_SUBJECTS = (INDICATOR, *(DEF + f"dimension/{name}" for name in ("population", "sex")))
_SUBJECTS += (DEF + "dimension/vulnerability",)
"""The shared dimensions that tell what is counted, not where."""

_SHARE = "PERCENT"
_PROGRAMME = DEF + "dimension/programme"


def quotes(site: Site) -> dict[tuple[str, str], Quote]:
    """Say every observation, by language tag and IRI."""
    return {
        (language.tag, iri): quote(site, iri, language)
        for language in site.publication.spoken
        for iri in site.nodes.of_type(OBSERVATION)
    }


def quote(site: Site, iri: str, language: Language) -> Quote:
    """Say an observation in one sentence, with its ratio or target, and what must be known."""
    words = language.words["phrases"]
    said = _said(site, iri, language)
    beside = "".join(
        words["beside"].format(said=part)
        for part in (*_ratios(site, iri, language), *_target(site, iri, language))
    )
    when = _when(site, site.nodes.one(iri, PERIOD), language)
    pattern = words["sentence"] if when else words["sentence-undated"]
    sentence = pattern.format(when=when, said=said, beside=beside)
    return Quote(sentence[:1].upper() + sentence[1:], tuple(_caveats(site, iri, language)))


def _said(site: Site, iri: str, language: Language) -> str:
    """Say what the value is, by the phrase of its statistic or of what is counted."""
    nodes, words = site.nodes, language.words["phrases"]
    stands = _stands(site, iri)
    statistic = stands.pop(STATISTIC, None)
    phrase = _phrase(site, statistic, PHRASE, language) if statistic else ""
    subjects = [s for d, code in stands.items() if (s := _subject(site, d, code, language))]
    places = [p for d, code in stands.items() if (p := _at(site, d, code, language))]
    rest = " ".join(filter(None, (words["among"].join(subjects), *places)))
    if not phrase and statistic and not subjects:
        rest = " ".join(filter(None, (nodes.label(statistic, language), *places)))
    filled = phrase or words[_pattern(site, stands, statistic, subjects)]
    if rest and "{rest}" not in filled:
        filled += " {rest}"
    values = {"rest": rest, **_values(site, iri, language)}
    return re.sub(" {2,}", " ", _filled(filled, values)).strip()


def _pattern(
    site: Site, stands: Mapping[str, str], statistic: str | None, subjects: list[str]
) -> str:
    if INDICATOR in stands and subjects:
        aims = is_target(site.nodes, stands.get(PERIOD))
        return "indicator-target" if aims else "indicator-value"
    return "counted" if subjects and not statistic else "told"


def _stands(site: Site, iri: str) -> dict[str, str]:
    """Give the concept at each dimension, what is narrowest first."""
    cube = site.nodes.one(iri, QB + "dataSet") or ""
    dimensions = reversed(dimensions_of(site.nodes, cube))
    return {d: code for d in dimensions if (code := site.nodes.one(iri, d)) is not None}


def _phrase(site: Site, iri: str, name: str, language: Language) -> str:
    """Give the phrase of a concept in this language and no other; empty if it has none."""
    own = (v.value for v in site.nodes.values(iri, name) if v.language == language.tag)
    return next(own, "")


def _subject(site: Site, dimension: str, code: str, language: Language) -> str:
    if dimension not in _SUBJECTS or last_step(code) in (TOTAL, NOT_PRINTED, NOT_APPLICABLE):
        return ""
    phrase, label = (
        _phrase(site, code, PHRASE, language),
        site.nodes.label(code, language).rstrip("."),
    )
    pattern = "indicator" if dimension == INDICATOR else "subject"
    return phrase or language.words["phrases"][pattern].format(label=label)


def _at(site: Site, dimension: str, code: str, language: Language) -> str:
    """Say where an observation stands in a dimension; empty where that is not told."""
    words, notation = language.words["phrases"], last_step(code)
    if dimension in (*_SUBJECTS, PERIOD, _PROGRAMME, STATISTIC):
        return ""
    if phrase := _phrase(site, code, PHRASE, language):
        return phrase
    name = "at-" + dimension.removeprefix(DEF + "dimension/")
    if notation == TOTAL:
        return words.get(f"{name}-total", "")
    if notation in (NOT_PRINTED, NOT_APPLICABLE):
        return ""
    label, of = site.nodes.label(code, language), site.nodes.label(dimension, language)
    return words.get(name, words["at-other"]).format(notation=notation, label=label, dimension=of)


def _values(site: Site, iri: str, language: Language) -> dict[str, str]:
    """Write a value in the ways in which a sentence may need it, hedged as it is printed."""
    nodes, words = site.nodes, language.words["phrases"]
    unit, value = nodes.one(iri, UNIT_MEASURE), nodes.one(iri, OBS_VALUE) or ""
    number = amount(value, None, "", language)
    if f"amount-{(unit or '').removeprefix(DEF + 'unit/')}" in words:
        with_cents = amount(value, unit, "", language, "phrases", "amount-")
    else:
        with_cents = amount(value, unit, nodes.label(unit or "", language), language)
    forms = {"value": with_cents, "number": number}
    elided = "-elided" if _is_elided(value, language) else ""
    forms["the_value"] = words[f"the{elided}"].format(value=with_cents)
    to = f"to-share{elided}" if last_step(unit or "") == _SHARE else "to"
    forms["to_value"] = words[to].format(value=with_cents)
    hedge = last_step(nodes.one(nodes.one(iri, DERIVED) or "", DEF + "hedge") or "")
    hedged = words.get(f"hedge-{hedge}", "{value}")
    return {name: hedged.format(value=form) for name, form in forms.items()}


def _is_elided(value: str, language: Language) -> bool:
    """Tell whether the article before a value loses its vowel, by how the whole number begins.

    The words list such numbers, with `?` for any digit and `*` for any digits.
    """
    whole = value.partition(".")[0]
    return any(fnmatchcase(whole, p) for p in language.words["phrases"]["elided"].split())


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders that are known; what else is in braces stays as it is."""
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), pattern)


def _ratios(site: Site, iri: str, language: Language) -> Iterator[str]:
    """Say the first ratio that has the observation as its numerator, if no erratum is about it."""
    for ratio in site.related.ratios.get(iri, ()):
        phrase = _phrase(site, site.nodes.one(ratio, STATISTIC) or "", RATIO_PHRASE, language)
        figure = site.nodes.one(ratio, DERIVED)
        if phrase and not _is_whole(site, ratio) and not (figure and errata_of(site.nodes, figure)):
            yield _filled(phrase, _values(site, ratio, language))
            return


def _is_whole(site: Site, ratio: str) -> bool:
    """Tell whether a ratio holds a total against itself."""
    nodes, statistic = site.nodes, site.nodes.one(ratio, STATISTIC) or ""
    same = nodes.one(statistic, DEF + "numerator") == nodes.one(statistic, DEF + "denominator")
    return same and nodes.one(ratio, OBS_VALUE) == "100"


def _target(site: Site, iri: str, language: Language) -> Iterator[str]:
    target = site.related.targets.get(iri)
    if target is not None:
        period = site.nodes.label(site.nodes.one(target, PERIOD) or "", language)
        value = _values(site, target, language)["value"]
        yield language.words["phrases"]["target"].format(value=value, period=period)


def _when(site: Site, period: str | None, language: Language) -> str:
    """Say a period as its kind is said; a whole calendar year as such."""
    if period is None or last_step(period) in (TOTAL, NOT_PRINTED, NOT_APPLICABLE):
        return ""
    if phrase := _phrase(site, period, PHRASE, language):
        return phrase
    nodes, words = site.nodes, language.words["phrases"]
    kind = last_step(nodes.one(period, DCT + "type") or "")
    start, end = (nodes.one(period, PREFIXES["dcat"] + name) for name in ("startDate", "endDate"))
    if f"when-{kind}" not in words or not start or not end:
        return words["when-other"].format(label=nodes.label(period, language))
    if kind == "flow" and (start[4:], end[4:]) == ("-01-01", "-12-31") and start[:4] == end[:4]:
        kind = "year"
    return words[f"when-{kind}"].format(
        start=written_date(start, language.tag),
        end=written_date(end, language.tag),
        from_year=start[:4],
        year=end[:4],
    )


def _caveats(site: Site, iri: str, language: Language) -> Iterator[str]:
    """Say what a reader of the sentence alone would not know."""
    nodes, words = site.nodes, language.words["phrases"]
    stands = _stands(site, iri)
    unknown = [nodes.label(d, language) for d, c in stands.items() if last_step(c) == NOT_PRINTED]
    if unknown:
        yield words["caveat-unknown"].format(names=", ".join(unknown))
    kind = nodes.one(stands.get(PERIOD, ""), DCT + "type")
    if kind == DEF + "period-kind/unspecified":
        yield words["caveat-unspecified"]
    figure = nodes.one(iri, DERIVED)
    yield from _errata(site, figure, language) if figure else ()


def _errata(site: Site, figure: str, language: Language) -> Iterator[str]:
    """Say what does not hold of a figure, and name the errata that are about others and name it."""
    nodes, words = site.nodes, language.words["phrases"]
    for erratum in errata_about(nodes, figure):
        judgement = _first_sentence(nodes.text(erratum, language, DEF + "judgement"))
        yield words["caveat-erratum"].format(name=last_step(erratum), judgement=judgement)
    others = [last_step(erratum) for erratum in errata_naming(nodes, figure)]
    if others:
        yield words["caveat-errata"].format(names=", ".join(others))


_STOP = re.compile(r"(?<=[^.]\.)\s+(?=[«“]?[A-ZÀ-Þ])")


def _first_sentence(text: str) -> str:
    """Cut a text at its first full stop before a capital letter.

    >>> _first_sentence("It says 2.1. The rest is «more». And so on.")
    'It says 2.1.'
    >>> _first_sentence("It says no more")
    'It says no more.'
    """
    return _STOP.split(text, maxsplit=1)[0].rstrip(".") + "."
