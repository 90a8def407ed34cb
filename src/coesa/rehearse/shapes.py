"""Hold shapes against a catalogue (SHACL), and tell what they find in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyshacl
import rdflib
from rdflib.term import Node

from coesa.language import Language
from coesa.model import Texts
from coesa.rehearse.keys import key_of, kind_of
from coesa.rehearse.model import Severity, Shortfall
from coesa.rehearse.subject import prefixed

SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")

KNOWN: Mapping[str, frozenset[tuple[str, str]]] = {
    "dcat-ap-2.1.1": frozenset(
        {
            ("dcat:byteSize", "DatatypeConstraintComponent"),
            ("spdx:algorithm", "HasValueConstraintComponent"),
        }
    ),
}
"""Findings of official shapes that no catalogue of DCAT-AP 3 can be without.

2.1.1 wants a byte size that is xsd:decimal, where 3.0.1 wants xsd:nonNegativeInteger, and SHA-1.
"""

_SEVERITIES = {
    SHACL.Violation: Severity.VIOLATION,
    SHACL.Warning: Severity.WARNING,
    SHACL.Info: Severity.INFO,
}
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Result:
    severity: Severity
    rule: str
    path: str
    component: str
    node: Node
    value: str
    messages: Texts


def shape_shortfalls(
    graph: rdflib.Graph,
    shapes: rdflib.Graph,
    languages: Iterable[Language],
    *,
    official: str = "",
) -> list[Shortfall]:
    """Find where a catalogue differs from shapes: one shortfall for each rule.

    Args:
        graph: the catalogue with the classes of what it points to.
        shapes: our own shapes, which say in every language what must hold, or official ones.
        languages: those that official findings are told in.
        official: the name of the set, if it is not our own.
    """
    spoken = tuple(languages)
    groups: dict[tuple[str, Severity, str], list[_Result]] = {}
    for result in _results(graph, shapes, official):
        if (result.path, result.component) not in KNOWN.get(official, ()):
            group = (result.rule, result.severity, kind_of(graph, result.node))
            groups.setdefault(group, []).append(result)
    return [
        _shortfall(kind, found, spoken, official) for (_, _, kind), found in sorted(groups.items())
    ]


def _results(graph: rdflib.Graph, shapes: rdflib.Graph, official: str) -> Iterator[_Result]:
    # In place, without a copy of the graph: no shape here adds triples to it.
    _, report, _ = pyshacl.validate(
        graph,
        shacl_graph=shapes,
        inference="none",
        do_owl_imports=False,
        advanced=True,
        inplace=True,
    )
    assert isinstance(report, rdflib.Graph)
    for result in set(report.objects(None, SHACL.result)):
        component = _ending(report.value(result, SHACL.sourceConstraintComponent))
        path = report.value(result, SHACL.resultPath)
        named = prefixed(str(path)) if isinstance(path, rdflib.URIRef) else ""
        value = report.value(result, SHACL.value)
        messages = {
            m.language: str(m)
            for m in report.objects(result, SHACL.resultMessage)
            if isinstance(m, rdflib.Literal) and m.language
        }
        node = report.value(result, SHACL.focusNode)
        assert node is not None
        yield _Result(
            severity=_SEVERITIES[report.value(result, SHACL.resultSeverity)],  # type: ignore[index]
            rule=f"{official} {named} {component}".replace("ConstraintComponent", "")
            if official
            else _ending(report.value(result, SHACL.sourceShape)),
            path=named,
            component=component,
            node=node,
            value=_shown(value, node),
            messages={} if official else messages,
        )


def _shortfall(
    kind: str, found: list[_Result], spoken: tuple[Language, ...], official: str
) -> Shortfall:
    first = min(found, key=lambda r: (str(r.node), r.value))
    key, example = key_of(kind, first.path)
    return Shortfall(
        severity=first.severity,
        rule=first.rule,
        named=first.path,
        found=first.value,
        expected=first.messages or _told(first, spoken, official),
        nodes=tuple(sorted({str(r.node) for r in found})),
        key=key,
        example=example,
    )


def _told(result: _Result, spoken: tuple[Language, ...], official: str) -> Texts:
    """Say in words of ours what a constraint of official shapes wants."""
    name = result.component.removesuffix("ConstraintComponent")
    texts = {}
    for language in spoken:
        words = language.words["constraints"]
        wanted = words.get(name, words["Other"])
        texts[language.tag] = wanted.format(name=result.path or "?", profile=official)
    return texts


def _ending(term: Node | None) -> str:
    return str(term).replace("#", "/").rpartition("/")[2]


def _shown(value: Node | None, node: Node) -> str:
    if value is None or value == node or isinstance(value, rdflib.BNode):
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
