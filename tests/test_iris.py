import re

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa import iris

BASE = "https://example.org/p/"
notations = st.from_regex(iris.NOTATION, fullmatch=True)


@given(st.lists(notations, min_size=1, max_size=4))
def test_an_observation_has_a_legal_iri(codes: list[str]) -> None:
    names = [f"d{n}" for n in range(len(codes))]
    template = iris.observation_template(BASE, "cube", names)

    iri = iris.expand(template, dict(zip(names, codes, strict=True)))

    assert pyoxigraph.NamedNode(iri).value == iri
    assert iri.removeprefix(BASE + "obs/cube/").split("/") == codes


@given(st.lists(notations, min_size=2, max_size=2), st.lists(notations, min_size=2, max_size=2))
def test_other_notations_give_another_iri(one: list[str], other: list[str]) -> None:
    template = iris.observation_template(BASE, "cube", ["a", "b"])

    first, second = (
        iris.expand(template, dict(zip("ab", codes, strict=True))) for codes in (one, other)
    )

    assert (first == second) == (one == other)


@given(st.text())
def test_a_notation_is_unreserved_characters_only(text: str) -> None:
    legal = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._~-]*", text, re.ASCII) is not None

    assert iris.is_notation(text) == legal


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"figure": "{printed_in}"}, "f/{document}/{printed_in}"),
        ({"document": "raa"}, "f/raa/{figure}"),
        ({}, "f/{document}/{figure}"),
    ],
)
def test_variables_are_renamed_or_fixed(names: dict[str, str], expected: str) -> None:
    assert iris.rename("f/{document}/{figure}", names) == expected


def test_what_the_publication_publishes_has_a_name_of_its_own() -> None:
    """These are the IRIs of published data: another spelling would break every link to them."""
    named = {
        "axes": iris.concept_template(BASE, "axis", "notation"),
        "cube": iris.cube_iri(BASE, "amounts"),
        "structure": iris.structure_iri(BASE, "amounts"),
        "component": iris.component_iri(BASE, "amounts", "axis"),
        "figures": iris.figure_template(BASE, "figure", "document"),
        "figures, by their own name": iris.figure_template(BASE, "figure", None),
        "documents": iris.document_template(BASE, "document"),
        "catalogue": iris.catalogue_iri(BASE),
        "dataset": iris.dataset_iri(BASE, "report-2023"),
        "dataset of a cube": iris.dataset_iri(BASE, "report-2023", "amounts"),
        "distribution": iris.distribution_iri(BASE, "report-2023", "rdf/all.nt"),
        "checksum": iris.checksum_iri(BASE, "report-2023", "rdf/all.nt"),
        "triples": iris.void_iri(BASE),
        "triples of a file": iris.void_iri(BASE, "rdf/all.nt"),
    }

    assert {what: name.removeprefix(BASE) for what, name in named.items()} == {
        "axes": "axis/{notation}",
        "cube": "cube/amounts",
        "structure": "cube/amounts/structure",
        "component": "cube/amounts/structure/axis",
        "figures": "figure/{document}/{figure}",
        "figures, by their own name": "figure/{figure}",
        "documents": "doc/{document}",
        "catalogue": "catalogue",
        "dataset": "dataset/report-2023",
        "dataset of a cube": "dataset/report-2023/amounts",
        "distribution": "distribution/report-2023/rdf/all.nt",
        "checksum": "checksum/report-2023/rdf/all.nt",
        "triples": "void",
        "triples of a file": "void/rdf/all.nt",
    }
