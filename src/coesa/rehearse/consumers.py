"""Who is asked what: each consumer of a catalogue, and what it holds against it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import rdflib

from coesa.language import Language
from coesa.rehearse.authority import known
from coesa.rehearse.model import Opinion, Severity, Shortfall
from coesa.rehearse.online import Answers
from coesa.rehearse.package import package_shortfalls
from coesa.rehearse.profiles import Profiles
from coesa.rehearse.quality import MEASURES, score_shortfalls, scores
from coesa.rehearse.search import search_shortfalls
from coesa.rehearse.shapes import SHACL, shape_shortfalls
from coesa.rehearse.subject import Subject, named
from coesa.rehearse.tabular import tabular_shortfalls

_ORDER = {Severity.VIOLATION: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class _Case:
    """What is rehearsed, by what, in which words."""

    subject: Subject
    profiles: Profiles
    languages: tuple[Language, ...]
    answers: Answers | None

    @cached_property
    def seen(self) -> rdflib.Graph:
        """Give the catalogue as a harvester sees it, the authority tables beside it."""
        return known(self.subject.graph)

    @cached_property
    def european(self) -> list[Shortfall]:
        """Hold the shapes of DCAT-AP 3 against it: the official ones, or what is mandatory."""
        if not self.profiles.has("dcat-ap-3.0.1"):
            return self.held("dcat-ap")
        return self.held("dcat-ap-3.0.1", official=True)

    def held(self, name: str, *, official: bool = False) -> list[Shortfall]:
        shapes = self.profiles.shapes[name]
        said = name if official else ""
        return shape_shortfalls(self.seen, shapes, self.languages, official=said)


def rehearse(
    subject: Subject,
    profiles: Profiles,
    languages: Iterable[Language],
    answers: Answers | None = None,
) -> tuple[Opinion, ...]:
    """Ask every consumer what it would say of a catalogue.

    Args:
        subject: the catalogue, and what was built beside it.
        profiles: the shapes to hold against it.
        languages: those that shortfalls are told in.
        answers: what the addresses answered; None if they are taken to be online.
    """
    case = _Case(subject, profiles, tuple(languages), answers)
    return tuple(ask(case) for ask in CONSUMERS)


def _socrata(case: _Case) -> Opinion:
    """The regional portal loads tables and shows a dataset with its texts and theme."""
    found, tables = tabular_shortfalls(case.subject, case.languages)
    checks = {"datasets": len(case.subject.datasets), "tables": tables}
    return _opinion("dati.lombardia.it", checks, found)


def _italy(case: _Case) -> Opinion:
    """The national catalogue takes what is DCAT-AP_IT: any violation is a refusal."""
    shapes = case.profiles.shapes["dcat-ap-it"]
    return _opinion("dati.gov.it", {"rules": rules_of(shapes)}, case.held("dcat-ap-it"))


def _vocabularies(case: _Case) -> Opinion:
    """The national catalogue of vocabularies takes schemes that are datasets too."""
    graph = case.subject.vocabularies
    schemes = set(graph.subjects(rdflib.RDF.type, rdflib.SKOS.ConceptScheme))
    offered = schemes & set(graph.subjects(rdflib.RDF.type, named("dcatapit:Dataset")))
    if not offered:
        return replace(_opinion("schema.gov.it", {"vocabularies": 0}, []), asked=False)
    name = "schema-gov-it-official"
    official = case.profiles.has(name)
    shapes = case.profiles.shapes[name if official else "schema-gov-it"]
    found = shape_shortfalls(
        graph, shapes, case.languages, official="schema.gov.it" if official else ""
    )
    if graph is not case.subject.graph:
        # Their catalogue is of DCAT-AP_IT too; what the scheme lacks is not said twice.
        told = {(s.named, s.nodes) for s in found}
        italian = case.profiles.shapes["dcat-ap-it"]
        more = shape_shortfalls(known(graph), italian, case.languages)
        found += [s for s in more if (s.named, s.nodes) not in told]
    return _opinion("schema.gov.it", {"vocabularies": len(offered)}, found)


def _europe(case: _Case) -> Opinion:
    """The European portal refuses what breaks DCAT-AP 3, and scores the rest."""
    found = list(case.european)
    checks = {}
    if case.profiles.has("dcat-ap-2.1.1"):
        older = case.held("dcat-ap-2.1.1", official=True)
        newer = {_same(s) for s in found}
        # What 3 says too is not said twice; what only 2 wants is no reason to refuse.
        found += [
            replace(s, severity=max(s.severity, Severity.WARNING, key=_ORDER.__getitem__))
            for s in older
            if _same(s) not in newer
        ]
        checks["profiles"] = 2
    elif case.profiles.has("dcat-ap-3.0.1"):
        checks["profiles"] = 1
    scored = scores(case.subject, _failing(case), case.answers)
    lost = score_shortfalls(case.subject, scored, case.answers, case.languages)
    # What costs points is told with them, not a second time as a recommendation.
    told = {s.named for s in lost}
    found = [s for s in found if s.severity is Severity.VIOLATION or s.named not in told] + lost
    checks |= {"indicators": len(MEASURES), "datasets": len(scored)}
    if case.answers is not None:
        checks["addresses"] = len(case.answers)
    measured = case.answers is not None
    return replace(_opinion("data.europa.eu", checks, found), scores=scored, measured=measured)


def _same(shortfall: Shortfall) -> tuple[str, str, tuple[str, ...]]:
    """Give what two versions of a profile say alike: property, constraint and nodes."""
    return shortfall.named, shortfall.rule.rpartition(" ")[2], shortfall.nodes


def _failing(case: _Case) -> frozenset[str]:
    """Tell which datasets a violation of DCAT-AP is in: its own, or that of what they share."""
    subject = case.subject
    own = {str(n): str(d) for d in subject.datasets for n in (d, *subject.distributions(d))}
    wrong = {n for s in case.european if s.severity is Severity.VIOLATION for n in s.nodes}
    if wrong - set(own):
        return frozenset(str(d) for d in subject.datasets)
    return frozenset(own[n] for n in wrong)


def _google(case: _Case) -> Opinion:
    """Google Dataset Search shows what has a name and a description of a fair length."""
    found, looked_at = search_shortfalls(case.subject, case.languages)
    return _opinion("Google Dataset Search", {"descriptions": looked_at}, found)


def _packages(case: _Case) -> Opinion:
    """Software for Data Packages opens what follows their JSON Schema."""
    if case.subject.descriptor is None:
        return replace(_opinion("Data Package", {"descriptors": 0}, []), asked=False)
    found = package_shortfalls(case.subject, case.profiles.package, case.languages)
    return _opinion("Data Package", {"descriptors": 1}, found)


CONSUMERS: tuple[Callable[[_Case], Opinion], ...] = (
    _socrata,
    _italy,
    _vocabularies,
    _europe,
    _google,
    _packages,
)
"""The consumers in the order in which data reach them."""


def rules_of(shapes: rdflib.Graph) -> int:
    """Count the rules of a set of our own shapes: those that have a message."""
    return len(set(shapes.subjects(SHACL.message)))


def _opinion(consumer: str, checks: Mapping[str, int], found: Iterable[Shortfall]) -> Opinion:
    def importance(s: Shortfall) -> tuple[int, float, str, str]:
        return _ORDER[s.severity], -float(s.points), s.rule, s.named

    return Opinion(consumer, True, checks, tuple(sorted(found, key=importance)), {})
