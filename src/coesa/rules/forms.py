"""Rules on what no publication has: slices, measure dimensions, hierarchies told from below.

The constraints of the standard on those hold because there are none; so that must be shown first.
"""

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from coesa import rdf
from coesa.advice import right
from coesa.model import Finding, Issue, Publication, Resource
from coesa.rules.places import json_path, path_of
from coesa.rules.vocabularies import vocabularies
from coesa.statements import QB, RDF_TYPE, SKOS, Node, Statement, statements
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

_TERMS = "vocab/terms.ttl"
_SLICES = frozenset(
    QB + term
    for term in (
        *("Slice", "SliceKey", "ObservationGroup"),
        *("slice", "sliceKey", "sliceStructure", "observation", "observationGroup"),
    )
)
_MEASURE_DIMENSION = frozenset({QB + "measureType"})
_HIERARCHY = frozenset({QB + "HierarchicalCodeList", QB + "parentChildProperty"})


def cubes_have_no_slices(tables: Tables) -> Finding:
    """State no slice, slice key or group (Data Cube IC-7, IC-8, IC-9, IC-10, IC-18).

    A row then belongs to its cube alone, and what the constraints ask of slices holds of none.
    """
    return _unstated(
        tables,
        cubes_have_no_slices.__name__,
        _SLICES,
        "expected observations that belong to their cube alone",
    )


def cubes_have_no_measure_dimension(tables: Tables) -> Finding:
    """State no measure dimension: a cube has one measure (Data Cube IC-15, IC-16, IC-17)."""
    return _unstated(
        tables,
        cubes_have_no_measure_dimension.__name__,
        _MEASURE_DIMENSION,
        "expected one measure, and what is measured told by a dimension such as the statistic",
    )


def hierarchies_are_told_from_above(tables: Tables) -> Finding:
    """Lead down each hierarchy by skos:narrower, never up it by an inverse (Data Cube IC-21)."""
    rule = hierarchies_are_told_from_above.__name__
    expected = "expected code lists, each of which is published as a hierarchy of skos:narrower"
    finding = _unstated(tables, rule, _HIERARCHY, expected, in_terms=False)
    told = [t for t in vocabularies(tables) if t.predicate.value == QB + "parentChildProperty"]
    wrong = sorted(str(t.subject) for t in told if t.object != rdf.iri(SKOS + "narrower"))
    issues = [
        Issue(_TERMS, 0, "", rule, f"{node} is led through by another property; {expected}")
        for node in wrong
    ]
    return Finding(finding.checked + len(told), "statements", (*finding.issues, *issues))


def _unstated(
    tables: Tables, rule: str, terms: Collection[str], expected: str, in_terms: bool = True
) -> Finding:
    """Look for terms in what every table states, in its cells of classes, and in the terms."""
    publication = tables.publication
    checked, issues = 0, list[Issue]()
    for name, resource in publication.tables():
        stated = statements(publication, name)
        checked += len(stated)
        path, place = json_path(publication, name)
        found = sorted({term for s in stated for term in _named(s)} & set(terms))
        told = f"{expected}; take it off. {right('role', 'property')}"
        issues += [Issue(path, 0, place, rule, f"{name} states <{term}>; {told}") for term in found]
        issues += _in_cells(tables, name, resource, rule, terms, expected)
    for term in sorted(_in_terms(publication) & set(terms)) if in_terms else ():
        issues.append(Issue(_TERMS, 0, "", rule, f"<{term}> is stated; {expected}; take it out"))
    return Finding(checked, "statements", tuple(issues))


def _named(statement: Statement) -> Iterator[str]:
    yield statement.predicate
    if isinstance(statement.object, Node):
        yield statement.object.template


def _in_cells(
    tables: Tables, name: str, resource: Resource, rule: str, terms: Collection[str], expected: str
) -> Iterator[Issue]:
    """Look for classes that stand in cells."""
    for field in resource.columns:
        if field.property_iri != RDF_TYPE or not field.is_iri:
            continue
        listed = ", ".join("?" for _ in terms)
        rows = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(field.name)} FROM {quoted(name)} "
            f"WHERE {quoted(field.name)} IN ({listed}) ORDER BY 1",
            sorted(terms),
        )
        for row, cell in rows:
            message = f"the cell states <{cell}>; {expected}; take it out"
            yield Issue(path_of(tables.publication, name), row, field.name, rule, message)


def _in_terms(publication: Publication) -> set[str]:
    terms = rdf.read_turtle(publication.vocabulary.terms)
    named = {t.predicate.value for t in terms}
    return named | {t.object.value for t in terms if isinstance(t.object, ox.NamedNode)}
