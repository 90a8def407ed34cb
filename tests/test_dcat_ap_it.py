"""The shapes of DCAT-AP_IT: each rule has a passing and a failing example, and is told in full."""

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF

from coesa import rdf
from coesa.rehearse.profiles import read_profiles
from tests.conftest import ROOT, part

EXAMPLES = ROOT / "tests" / "examples" / "dcat-ap-it"
SHAPES = read_profiles().shapes["dcat-ap-it"]
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SOURCE = rdflib.URIRef(rdf.PREFIXES["dct"] + "source")
RULES = {str(rule).rpartition("/")[2]: rule for rule in SHAPES.subjects(SHACL.message)}
FAILING = sorted(path for path in EXAMPLES.glob("*/*.ttl") if path.stem != "passing")
PASSING = sorted(EXAMPLES.glob("*/passing.ttl"))


def found(path: Path) -> set[str]:
    """The rules that an example breaks."""
    _, report, _ = pyshacl.validate(
        rdflib.Graph().parse(path), shacl_graph=SHAPES, inference="none", do_owl_imports=False
    )
    assert isinstance(report, rdflib.Graph)
    return {str(s).rpartition("/")[2] for s in report.objects(None, SHACL.sourceShape)}


@pytest.mark.in_part
@pytest.mark.parametrize("path", part(FAILING, 3), ids=lambda path: path.stem)
def test_a_failing_example_breaks_its_rule_alone(path: Path) -> None:
    assert found(path) == {path.stem}


@pytest.mark.parametrize("path", PASSING, ids=lambda path: path.parent.name)
def test_a_passing_example_breaks_no_rule(path: Path) -> None:
    assert found(path) == set()


def test_every_rule_has_an_example_that_fails_and_differs_from_the_one_that_passes() -> None:
    assert sorted(path.stem for path in FAILING) == sorted(RULES)
    for path in FAILING:
        assert path.read_text("utf-8") != (path.parent / "passing.ttl").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_told_in_both_languages_and_names_its_place(name: str) -> None:
    rule = RULES[name]
    messages = {m.language for m in SHAPES.objects(rule, SHACL.message)}  # type: ignore[attr-defined]

    assert messages == {"it", "en"}
    assert SHAPES.value(rule, SHACL.severity) in (SHACL.Violation, SHACL.Warning, SHACL.Info)
    (source,) = SHAPES.objects(rule, SOURCE)
    assert str(source).startswith(("https://docs.italia.it/", "http://dati.gov.it/onto/dcatapit"))


def test_every_rule_is_held_against_a_class() -> None:
    held = set(SHAPES.objects(None, SHACL.property)) | set(SHAPES.subjects(SHACL.targetClass))

    assert {rule for rule in RULES.values() if rule not in held} == set()
    assert {s for s in SHAPES.subjects(RDF.type, SHACL.PropertyShape) if s not in held} == set()
