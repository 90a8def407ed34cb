"""The integrity conditions of SKOS: what is published keeps each, and a breach of each is seen."""

from collections.abc import Callable

import pytest

from coesa import rdf
from coesa.rules.concepts import (
    collections_are_no_concepts,
    concepts_are_in_a_scheme,
    concepts_are_no_schemes,
    concepts_have_one_label_in_a_language,
    exact_matches_are_no_broader_ones,
    labels_are_of_one_kind,
    related_concepts_are_on_no_way_up,
)
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import ROOT
from tests.data_cube import PREFIXES
from tests.opened import open_tables, read_publication
from tests.rules.conftest import with_terms

AXIS = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/axis/"
RULES: tuple[Rule, ...] = (
    collections_are_no_concepts,
    concepts_are_in_a_scheme,
    concepts_are_no_schemes,
    concepts_have_one_label_in_a_language,
    exact_matches_are_no_broader_ones,
    labels_are_of_one_kind,
    related_concepts_are_on_no_way_up,
)
BROKEN: list[tuple[Rule, str, str]] = [
    (concepts_are_no_schemes, "S9", "axis:I a skos:ConceptScheme ."),
    (collections_are_no_concepts, "S37", "axis:I a skos:Collection ."),
    (collections_are_no_concepts, "S37", "eg:c a skos:Collection, skos:ConceptScheme ."),
    (labels_are_of_one_kind, "S13", 'axis:I skos:altLabel "Occupazione"@it .'),
    (labels_are_of_one_kind, "S13", 'axis:I skos:altLabel "x" ; skos:hiddenLabel "x" .'),
    (concepts_have_one_label_in_a_language, "S14", 'axis:I skos:prefLabel "Lavoro"@it .'),
    (
        related_concepts_are_on_no_way_up,
        "S27",
        "axis:I skos:broader axis:II ; skos:related axis:II .",
    ),
    (
        related_concepts_are_on_no_way_up,
        "S27",
        "axis:II skos:broader axis:III ; skos:narrower axis:I . axis:III skos:related axis:I .",
    ),
    (
        exact_matches_are_no_broader_ones,
        "S46",
        "axis:I skos:exactMatch eg:a ; skos:relatedMatch eg:a .",
    ),
    (
        exact_matches_are_no_broader_ones,
        "S46",
        "axis:I skos:exactMatch eg:a . eg:b skos:exactMatch eg:a . axis:I skos:broadMatch eg:b .",
    ),
    (concepts_are_in_a_scheme, "no scheme", "eg:alone a skos:Concept ."),
]
KEPT = (
    'axis:I skos:altLabel "Lavoro"@it ; skos:altLabel "Lavori"@it .',
    "axis:I skos:related axis:II . axis:III skos:broader axis:II .",
    "axis:I skos:exactMatch eg:a ; skos:relatedMatch eg:b .",
)
Said = Callable[[str], Tables]


@pytest.fixture
def said(tables: Tables) -> Said:
    """Take the publication with more said of its concepts."""
    ours = "".join(f"{t} .\n" for t in rdf.read_turtle(tables.publication.vocabulary.terms))
    return lambda added: with_terms(tables, f"{ours}{PREFIXES}PREFIX axis: <{AXIS}>\n{added}")


@pytest.mark.parametrize("rule", RULES)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    finding = rule(tables)

    assert finding.issues == ()
    assert finding.checked > 0


@pytest.mark.parametrize("place", ["tests/examples/erdf", "tests/examples/minimal"])
def test_other_publications_pass(place: str) -> None:
    with open_tables(read_publication(ROOT / place)) as tables:
        assert [issue for rule in RULES for issue in rule(tables).issues] == []


@pytest.mark.parametrize(
    ("rule", "clause", "added"), BROKEN, ids=[f"{c}-{n}" for n, (_, c, _) in enumerate(BROKEN)]
)
def test_a_condition_is_broken(rule: Rule, clause: str, added: str, said: Said) -> None:
    issues = rule(said(added)).issues

    assert issues
    assert clause in (rule.__doc__ or "") or not clause.startswith("S")
    rows = {(issue.path, issue.row) for issue in issues}
    assert ("data/axis.csv", 2) in rows or "eg:" in added


@pytest.mark.parametrize("added", KEPT)
def test_what_is_near_a_condition_keeps_it(added: str, said: Said) -> None:
    tables = said(added)

    assert [issue for rule in RULES for issue in rule(tables).issues] == []
