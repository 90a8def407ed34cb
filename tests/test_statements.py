from coesa.model import Publication
from coesa.statements import (
    Node,
    Statement,
    Text,
    code_list_iri,
    shared_tables,
    statements,
    subject_template,
)

BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
DEF = "https://w3id.org/coesa/def/"


def objects(written: tuple[Statement, ...], predicate: str) -> list[Node | Text]:
    return [s.object for s in written if s.predicate.endswith(predicate)]


def test_an_observation_is_named_by_its_dimensions_constants_first(
    publication: Publication,
) -> None:
    template = subject_template(publication, "financial-amounts")

    dimensions = "{programme}/{reference_period}/{axis}/{statistic}"
    assert template == f"{BASE}obs/financial-amounts/{dimensions}"


def test_a_code_of_a_shared_scheme_has_the_shared_iri(publication: Publication) -> None:
    written = statements(publication, "financial-amounts")

    assert objects(written, "dimension/statistic") == [Node(DEF + "statistic/{statistic}")]
    assert objects(written, "dimension/axis") == [Node(BASE + "axis/{axis}")]
    assert objects(written, "#unitMeasure") == [Node(DEF + "unit/{unit}")]


def test_an_observation_derives_from_a_figure_of_the_document(publication: Publication) -> None:
    written = statements(publication, "financial-amounts")

    assert objects(written, "#wasDerivedFrom") == [Node(BASE + "figure/raa-2022/{figure}")]


def test_a_list_with_notations_from_elsewhere_only_tells_the_wording(
    publication: Publication,
) -> None:
    written = statements(publication, "statistic")

    assert {s.subject for s in written} == {DEF + "statistic/{notation}"}
    assert not objects(written, "inScheme")
    assert objects(written, "wording") == [Text("wording_it", None, "it")]


def test_links_state_both_ways_where_an_inverse_is_named(publication: Publication) -> None:
    written = statements(publication, "def:statistic-broader")

    pairs = {(s.subject, s.predicate.rpartition("#")[2]) for s in written}
    assert (DEF + "statistic/{notation}", "broader") in pairs
    assert (DEF + "statistic/{broader}", "narrower") in pairs


def test_the_code_list_of_a_shared_dimension_is_shared(publication: Publication) -> None:
    cube = publication.resource("financial-amounts")

    assert code_list_iri(publication, cube.field("axis")) == DEF + "axis"
    assert code_list_iri(publication, cube.field("statistic")) == DEF + "statistic"


def test_the_shared_tables_in_use(publication: Publication) -> None:
    used = shared_tables(publication)

    assert {"def:unit", "def:unit-match", "def:statistic-fraction", "def:reason"} <= set(used)
    assert len(used) == len(set(used))
