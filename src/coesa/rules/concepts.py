"""Rules on concepts: the integrity conditions of SKOS, held against the graph that is published."""

from collections.abc import Iterable

import pyoxigraph as ox

from coesa.model import Finding, Issue
from coesa.rules.vocabularies import (
    above,
    inverse,
    pairs,
    reached,
    row_of,
    together,
    vocabularies,
)
from coesa.statements import RDF_TYPE, SKOS
from coesa.tables import Tables

_LABELS = tuple(SKOS + kind for kind in ("prefLabel", "altLabel", "hiddenLabel"))


def concepts_are_no_schemes(tables: Tables) -> Finding:
    """Let no concept be a concept scheme (SKOS S9)."""
    return _disjoint(tables, concepts_are_no_schemes.__name__, "Concept", "ConceptScheme")


def collections_are_no_concepts(tables: Tables) -> Finding:
    """Let no collection be a concept or a concept scheme (SKOS S37)."""
    rule = collections_are_no_concepts.__name__
    concepts = _disjoint(tables, rule, "Collection", "Concept")
    schemes = _disjoint(tables, rule, "Collection", "ConceptScheme")
    checked = max(concepts.checked, schemes.checked)
    return Finding(checked, "typed nodes", (*concepts.issues, *schemes.issues))


def _disjoint(tables: Tables, rule: str, one: str, other: str) -> Finding:
    types = pairs(tables, RDF_TYPE)
    both = {SKOS + one, SKOS + other}
    wrong = (node for node, classes in types.items() if both <= classes)
    message = f"is a skos:{one} and a skos:{other}; expected one of the two; mend its class"
    return Finding(len(types), "typed nodes", _told(tables, rule, wrong, message))


def concepts_have_one_label_in_a_language(tables: Tables) -> Finding:
    """Give each node one preferred label in a language at most (SKOS S14)."""
    rule = concepts_have_one_label_in_a_language.__name__
    labels = _labels(tables)[_LABELS[0]]
    issues: list[Issue] = []
    for node, literals in sorted(labels.items()):
        tongues = [literal.language or "" for literal in literals]
        for tongue in sorted({t for t in tongues if tongues.count(t) > 1}):
            texts = sorted(li.value for li in literals if (li.language or "") == tongue)
            message = (
                f'has the preferred labels {", ".join(texts)} in "{tongue}"; expected one; let the '
                "others be skos:altLabel, or take them out"
            )
            issues += _told(tables, rule, [node], message)
    return Finding(len(labels), "labelled nodes", tuple(issues))


def labels_are_of_one_kind(tables: Tables) -> Finding:
    """Let a label be preferred, alternative or hidden, and no two of these (SKOS S13)."""
    rule = labels_are_of_one_kind.__name__
    kinds = _labels(tables)
    issues: list[Issue] = []
    nodes = {node for of in kinds.values() for node in of}
    for node in sorted(nodes):
        told = [literal for of in kinds.values() for literal in of.get(node, ())]
        for literal in sorted({li for li in told if told.count(li) > 1}, key=str):
            message = (
                f"has {literal} as a label of two kinds; expected one kind; take it out of the "
                "alternative or the hidden labels"
            )
            issues += _told(tables, rule, [node], message)
    return Finding(len(nodes), "labelled nodes", tuple(issues))


def _labels(tables: Tables) -> dict[str, dict[str, set[ox.Literal]]]:
    return tables.once("labels of vocabularies", _labels_of_kinds)


def _labels_of_kinds(tables: Tables) -> dict[str, dict[str, set[ox.Literal]]]:
    found: dict[str, dict[str, set[ox.Literal]]] = {kind: {} for kind in _LABELS}
    for t in vocabularies(tables):
        of = found.get(t.predicate.value)
        if of is not None and isinstance(t.object, ox.Literal):
            assert isinstance(t.subject, ox.NamedNode)
            of.setdefault(t.subject.value, set()).add(t.object)
    return found


def related_concepts_are_on_no_way_up(tables: Tables) -> Finding:
    """Relate no concept to one that is above it, however far up (SKOS S27)."""
    rule = related_concepts_are_on_no_way_up.__name__
    stated = together(pairs(tables, SKOS + "related"), pairs(tables, SKOS + "relatedMatch"))
    # A relation holds both ways (SKOS S23).
    related = together(stated, inverse(stated))
    up = above(tables)
    issues: list[Issue] = []
    for concept, others in sorted(related.items()):
        for other in sorted(others & reached(up, up.get(concept, ()))):
            message = (
                f"is related to <{other}>, which is above it; expected one of the two; take the "
                "relation or the broader concept out"
            )
            issues += _told(tables, rule, [concept], message)
    return Finding(sum(map(len, related.values())), "relations", tuple(issues))


def exact_matches_are_no_broader_ones(tables: Tables) -> Finding:
    """Match no concept exactly that is also a broader, narrower or related match (SKOS S46)."""
    rule = exact_matches_are_no_broader_ones.__name__
    exact = pairs(tables, SKOS + "exactMatch")
    # Exact matches lead both ways and on to further ones (SKOS S44, S45).
    same = together(exact, inverse(exact))
    kinds = [pairs(tables, SKOS + p) for p in ("broadMatch", "narrowMatch", "relatedMatch")]
    other = together(*kinds, *map(inverse, kinds))
    issues: list[Issue] = []
    for concept in sorted(exact):
        for match in sorted(reached(same, [concept]) & other.get(concept, frozenset())):
            message = (
                f"matches <{match}> exactly and in another way; expected one kind of match; take "
                "the wrong one out"
            )
            issues += _told(tables, rule, [concept], message)
    return Finding(sum(map(len, exact.values())), "exact matches", tuple(issues))


def concepts_are_in_a_scheme(tables: Tables) -> Finding:
    """Put each concept into a scheme (SKOS 4.6.4; qSKOS)."""
    rule = concepts_are_in_a_scheme.__name__
    types = pairs(tables, RDF_TYPE)
    concepts = {node for node, classes in types.items() if SKOS + "Concept" in classes}
    wrong = concepts - set(pairs(tables, SKOS + "inScheme"))
    message = "is a concept of no scheme; expected one; put it into a table of role concept-scheme"
    return Finding(len(concepts), "concepts", _told(tables, rule, wrong, message))


def _told(tables: Tables, rule: str, nodes: Iterable[str], message: str) -> tuple[Issue, ...]:
    """Make an issue of each node, at the row that it is made of."""
    return tuple(
        Issue(*row_of(tables, node), "", rule, f"<{node}> {message}") for node in sorted(nodes)
    )
