"""The metadata quality assessment of data.europa.eu, predicted: 405 points, by indicator.

Each indicator is worth points; a dataset gets them by the share of its distributions (or of itself
and its distributions) that fulfil it. Source: the methodology of the metadata quality dashboard of
data.europa.eu and its vocabularies (edp-machine-readable-format, edp-non-proprietary-format).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rdflib.term import Node

from coesa.language import Language, worded
from coesa.rehearse.keys import key_of
from coesa.rehearse.model import Indicator, Severity, Shortfall
from coesa.rehearse.online import Answers
from coesa.rehearse.subject import Subject

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"

OPEN_FORMATS = frozenset(
    (
        *("BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS"),
        *("JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS"),
        *("PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS"),
        *("RTF", "TAR", "TIFF", "TSV", "TXT", "WMS_SRVC", "XML"),
        "ZIP",
    )
)
"""Formats that are nobody's property (edp-non-proprietary-format)."""

MACHINE_FORMATS = frozenset(
    (
        *("CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ"),
        *("NETCDF", "ODS", "RDFA", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE"),
        *("RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML"),
    )
)
"""Formats that machines read (edp-machine-readable-format)."""

RATINGS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
"""From how many points on a dataset is rated so."""

_MEDIA = re.compile(r"https?://www\.iana\.org/assignments/media-types/[a-z]+/.+")
_LICENCE = re.compile(
    r"http://publications\.europa\.eu/resource/authority/licence/[A-Z0-9_]+"
    r"|https://creativecommons\.org/(licenses|publicdomain)/.+"
)
_RIGHT = re.compile(r"http://publications\.europa\.eu/resource/authority/access-right/[A-Z_]+")

DATASET, DISTRIBUTION, BOTH = "dataset", "distribution", "both"


@dataclass(frozen=True, slots=True)
class _Case:
    """What an indicator is judged by."""

    subject: Subject
    answers: Answers | None
    compliant: bool

    def has(self, node: Node, name: str) -> bool:
        return bool(self.subject.values(node, name))

    def matches(self, node: Node, name: str, pattern: re.Pattern[str]) -> bool:
        return any(pattern.fullmatch(str(v)) for v in self.subject.values(node, name))

    def codes(self, node: Node) -> set[str]:
        values = (str(v) for v in self.subject.values(node, "dct:format"))
        return {v.removeprefix(FILE_TYPE) for v in values if v.startswith(FILE_TYPE)}

    def answered(self, node: Node, name: str) -> bool:
        addresses = [str(v) for v in self.subject.values(node, name)]
        if not addresses:
            return False
        if self.answers is None:
            return all(a.startswith(("http://", "https://")) for a in addresses)
        return all(self.answers[a].fine for a in addresses if a in self.answers)


@dataclass(frozen=True, slots=True)
class _Measure:
    dimension: str
    name: str
    points: int
    named: str
    level: str
    holds: Callable[[_Case, Node], bool]


def _has(name: str) -> Callable[[_Case, Node], bool]:
    return lambda case, node: case.has(node, name)


MEASURES: tuple[_Measure, ...] = (
    *(
        _Measure("findability", name, points, named, DATASET, _has(named))
        for name, points, named in (
            ("keywords", 30, "dcat:keyword"),
            ("themes", 30, "dcat:theme"),
            ("spatial", 20, "dct:spatial"),
            ("temporal", 20, "dct:temporal"),
        )
    ),
    _Measure(
        "accessibility",
        "accessAnswers",
        50,
        "dcat:accessURL",
        DISTRIBUTION,
        lambda case, node: case.answered(node, "dcat:accessURL"),
    ),
    _Measure(
        "accessibility",
        "download",
        20,
        "dcat:downloadURL",
        DISTRIBUTION,
        _has("dcat:downloadURL"),
    ),
    _Measure(
        "accessibility",
        "downloadAnswers",
        30,
        "dcat:downloadURL",
        DISTRIBUTION,
        lambda case, node: case.answered(node, "dcat:downloadURL"),
    ),
    _Measure("interoperability", "format", 20, "dct:format", DISTRIBUTION, _has("dct:format")),
    _Measure(
        "interoperability", "mediaType", 10, "dcat:mediaType", DISTRIBUTION, _has("dcat:mediaType")
    ),
    _Measure(
        "interoperability",
        "formatKnown",
        10,
        "dct:format",
        DISTRIBUTION,
        lambda case, node: bool(case.codes(node)) and case.matches(node, "dcat:mediaType", _MEDIA),
    ),
    _Measure(
        "interoperability",
        "open",
        20,
        "dct:format",
        DISTRIBUTION,
        lambda case, node: bool(case.codes(node) & OPEN_FORMATS),
    ),
    _Measure(
        "interoperability",
        "machine",
        20,
        "dct:format",
        DISTRIBUTION,
        lambda case, node: bool(case.codes(node) & MACHINE_FORMATS),
    ),
    _Measure("interoperability", "compliant", 30, "", DATASET, lambda case, _: case.compliant),
    _Measure("reusability", "licence", 20, "dct:license", DISTRIBUTION, _has("dct:license")),
    _Measure(
        "reusability",
        "licenceKnown",
        10,
        "dct:license",
        DISTRIBUTION,
        lambda case, node: case.matches(node, "dct:license", _LICENCE),
    ),
    _Measure(
        "reusability", "accessRights", 10, "dct:accessRights", DATASET, _has("dct:accessRights")
    ),
    _Measure(
        "reusability",
        "accessRightsKnown",
        5,
        "dct:accessRights",
        DATASET,
        lambda case, node: case.matches(node, "dct:accessRights", _RIGHT),
    ),
    _Measure("reusability", "contact", 20, "dcat:contactPoint", DATASET, _has("dcat:contactPoint")),
    _Measure("reusability", "publisher", 10, "dct:publisher", DATASET, _has("dct:publisher")),
    _Measure("contextuality", "rights", 5, "dct:rights", DISTRIBUTION, _has("dct:rights")),
    _Measure("contextuality", "size", 5, "dcat:byteSize", DISTRIBUTION, _has("dcat:byteSize")),
    _Measure("contextuality", "issued", 5, "dct:issued", BOTH, _has("dct:issued")),
    _Measure("contextuality", "modified", 5, "dct:modified", BOTH, _has("dct:modified")),
)
"""The indicators, with the points that each is worth; 405 in all."""

FULL = sum(measure.points for measure in MEASURES)


def scores(
    subject: Subject, failing: frozenset[str], answers: Answers | None
) -> dict[str, tuple[Indicator, ...]]:
    """Score each dataset, indicator by indicator.

    Args:
        subject: the catalogue.
        failing: the datasets that shapes of DCAT-AP find a violation in.
        answers: what addresses answered; None if they are taken to be online.
    """
    found = {}
    for dataset in subject.datasets:
        case = _Case(subject, answers, str(dataset) not in failing)
        found[str(dataset)] = tuple(_scored(case, dataset, measure) for measure in MEASURES)
    return found


def _scored(case: _Case, dataset: Node, measure: _Measure) -> Indicator:
    things = _things(case.subject, dataset, measure.level)
    held = sum(measure.holds(case, thing) for thing in things)
    share = Fraction(held, len(things)) if things else Fraction(0)
    return Indicator(measure.dimension, measure.name, measure.points, share * measure.points)


def _things(subject: Subject, dataset: Node, level: str) -> tuple[Node, ...]:
    below = subject.distributions(dataset)
    return {DATASET: (dataset,), DISTRIBUTION: below, BOTH: (dataset, *below)}[level]


def total(indicators: Iterable[Indicator]) -> Fraction:
    """Add up what a dataset gets."""
    return sum((i.got for i in indicators), Fraction(0))


def mean(scored: Mapping[str, tuple[Indicator, ...]]) -> Fraction:
    """Give the points of a catalogue: the mean of its datasets."""
    totals = [total(indicators) for indicators in scored.values()]
    return sum(totals, Fraction(0)) / len(totals) if totals else Fraction(0)


def rating(points: Fraction) -> str:
    """Name the rating of a score.

    >>> rating(Fraction(405)), rating(Fraction(120))
    ('excellent', 'bad')
    """
    return next(name for least, name in RATINGS if points >= least)


def score_shortfalls(
    subject: Subject,
    scored: Mapping[str, tuple[Indicator, ...]],
    answers: Answers | None,
    languages: Iterable[Language],
) -> list[Shortfall]:
    """List the indicators that are not got in full, with the points that mending brings."""
    spoken = tuple(languages)
    found = []
    for number, measure in enumerate(MEASURES):
        lost = [(measure.points - s[number].got, dataset) for dataset, s in scored.items()]
        points = sum((p for p, _ in lost), Fraction(0)) / (len(lost) or 1)
        if not points:
            continue
        short = [d for d in subject.datasets if any(p and str(d) == name for p, name in lost)]
        nodes, wrong = _short(subject, measure, short, answers)
        key, example = key_of(DATASET if measure.level == BOTH else measure.level, measure.named)
        found.append(
            Shortfall(
                severity=Severity.WARNING,
                rule=measure.name,
                named=measure.named,
                found=wrong,
                expected=worded(spoken, "indicators", measure.name),
                nodes=nodes,
                points=points,
                key=key,
                example=example,
            )
        )
    return found


def _short(
    subject: Subject, measure: _Measure, datasets: list[Node], answers: Answers | None
) -> tuple[tuple[str, ...], str]:
    """List the nodes that an indicator fails at, and what stands at the first."""
    things = [t for d in datasets for t in _things(subject, d, measure.level)]
    case = _Case(subject, answers, False)
    failing = sorted({str(t): t for t in things if not measure.holds(case, t)}.items())
    nodes = tuple(name for name, _ in failing) or tuple(str(d) for d in datasets)
    if not failing or not measure.named:
        return nodes, ""
    values = [str(v) for v in subject.values(failing[0][1], measure.named)]
    if answers is not None and measure.name.endswith("Answers"):
        return nodes, "; ".join(f"{v}: {answers[v].told}" for v in values if v in answers)
    return nodes, ", ".join(values)
