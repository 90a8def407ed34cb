import json
from dataclasses import replace
from pathlib import Path

import pytest

from coesa.errors import NotFoundError
from coesa.locales import document_convention
from coesa.model import Publication, Role
from coesa.numbers import printed_number
from coesa.tables import Tables
from coesa.trace import carriers, trace, trace_json, trace_lines
from tests.opened import open_tables, read_publication

from .conftest import Edit, part

EXAMPLES = Path(__file__).parent / "examples" / "trace"
PAID = "obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/II/paid"


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("p05-050", "datum"),
        ("p01-026", "restatement-with-an-erratum"),
        ("p05-156", "total-that-does-not-hold"),
        ("p01-004", "reference"),
    ],
)
def test_trace_is_told_as_in_the_example(
    tables: Tables, wanted: str, name: str, language: str
) -> None:
    spoken = {said.tag: said for said in tables.publication.spoken}
    expected = (EXAMPLES / f"{name}.{language}.txt").read_text("utf-8").splitlines()

    assert trace_lines(trace(tables, wanted), spoken[language]) == expected


def test_json_is_as_in_the_example(tables: Tables) -> None:
    expected = json.loads((EXAMPLES / "datum.json").read_text("utf-8"))

    assert json.loads(json.dumps(trace_json(trace(tables, "p05-050")))) == expected


@pytest.mark.parametrize("wanted", ["financial-amounts:10", PAID, "figure/raa-2022/p05-050"])
def test_every_name_of_a_value_gives_the_same_trace(tables: Tables, wanted: str) -> None:
    name = wanted if ":" in wanted else tables.publication.base + wanted

    assert replace(trace(tables, name), wanted="p05-050") == trace(tables, "p05-050")


@pytest.mark.in_part
def test_every_observation_leads_to_its_own_token(tables: Tables) -> None:
    for cube in tables.publication.of_role(Role.CUBE):
        for row in part(range(2, tables.count(cube.name) + 2), 4):
            found = trace(tables, f"{cube.name}:{row}")

            assert found.observation is not None
            assert (found.observation.table, found.observation.row) == (cube.name, row)
            assert found.figure.value == found.observation.value
            printed = printed_number(found.figure.printed, document_convention(found.document))
            assert printed is not None
            assert printed.value == found.observation.value


def test_restatement_is_followed_to_its_datum(tables: Tables) -> None:
    found = trace(tables, "p01-020")

    assert (found.asked.name, found.figure.name) == ("p01-020", "p05-034")
    assert [figure.name for figure in found.restatements] == ["p01-020"]
    assert found.observation is not None
    assert found.observation.table == "financial-amounts"


def test_restatement_of_a_restatement_ends_at_the_datum(edit: Edit) -> None:
    # Row 10 of the ledger is p01-014, which restates p05-006; p05-006 is row 27.
    edit("figures.csv", 13, "restates", "p01-014")

    with open_tables(read_publication(edit("figures.csv", 13, "value", "236700000"))) as tables:
        assert trace(tables, "p01-020").figure.name == "p05-006"


def test_restatements_in_a_ring_end(edit: Edit) -> None:
    with open_tables(read_publication(edit("figures.csv", 10, "restates", "p01-014"))) as tables:
        assert trace(tables, "p01-014").figure.name == "p01-014"


def test_qualifier_is_found_from_what_it_qualifies(edit: Edit) -> None:
    edit("figures.csv", 4, "class", "qualifier")
    edit("figures.csv", 4, "reason", "")

    with open_tables(read_publication(edit("figures.csv", 4, "qualifies", "p05-050"))) as tables:
        qualifier = trace(tables, "p01-004")
        qualified = trace(tables, "p05-050")

    assert qualifier.observation is None
    italian, english = tables.publication.spoken
    assert "  Qualifies figure: p05-050" in trace_lines(qualifier, english)
    assert [figure.name for figure in qualified.qualifiers] == ["p01-004"]
    assert "Precisato da" in trace_lines(qualified, italian)


@pytest.mark.parametrize(
    ("tag", "number", "date"),
    [
        ("sv", "297\u00a0276\u00a0053,64", "31 december 2022"),
        ("fr", "297\u202f276\u202f053,64", "31 décembre 2022"),
        ("zxx", "297276053.64", "2022-12-31"),
    ],
)
def test_numbers_and_dates_are_written_as_in_a_language_of_no_words(
    tables: Tables, tag: str, number: str, date: str
) -> None:
    other = replace(tables.publication.spoken[1], tag=tag)

    lines = trace_lines(trace(tables, "p05-050"), other)

    assert lines[0] == f"{number} euro"
    assert "In the document" in lines
    assert f"  Data as of: {date}" in lines


def test_value_has_the_decimals_that_were_printed(tables: Tables) -> None:
    italian, english = tables.publication.spoken

    assert trace_lines(trace(tables, "p05-056"), italian)[0] == "243.965.037,20 euro"
    assert trace_lines(trace(tables, "p05-020"), english)[0] == "99.80 per cent"


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("p05-051", r'no figure "p05-051"; nearest: p05-001, p05-050, '),
        ("financial-amount:3", r'no cube or ledger; .* Did you mean "financial-amounts"\?'),
        ("axis:2", '"axis" is no cube or ledger'),
        ("financial-amounts:1", 'has the rows 2 to 31, the header being 1; there is no "1"'),
        ("financial-amounts:32", 'there is no "32"'),
        ("financial-amounts:ten", 'there is no "ten"'),
        ("financial-amounts:", 'there is no ""'),
        ("", 'no figure ""'),
        ("https://example.org/axis:2", "is no observation or figure; their IRIs begin with"),
        ("p05\udcff", r'no figure "p05\?"; nearest: '),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_names(
    tables: Tables, wanted: str, message: str
) -> None:
    with pytest.raises(NotFoundError, match=message):
        trace(tables, wanted)


@pytest.mark.parametrize(
    ("local", "message"),
    [
        (PAID.replace("paid", "pay"), f"nearest: .*{PAID},"),
        ("figure/raa-2022/p05-049", "nearest: .*figure/raa-2022/p05-042"),
        ("axis/II", "is no observation or figure; their IRIs begin with .*obs/financial-amounts/"),
        (PAID.replace("II", "II/x"), "is no observation or figure"),
    ],
)
def test_iri_that_names_nothing_is_refused(tables: Tables, local: str, message: str) -> None:
    with pytest.raises(NotFoundError, match=message):
        trace(tables, tables.publication.base + local)


def test_observation_without_a_figure_is_refused(edit: Edit) -> None:
    with (
        open_tables(read_publication(edit("financial-amounts.csv", 10, "figure", ""))) as tables,
        pytest.raises(NotFoundError, match="financial-amounts:10 names no figure of a ledger"),
    ):
        trace(tables, "financial-amounts:10")


def test_figure_of_an_unknown_document_is_refused(publication: Publication) -> None:
    with (
        open_tables(replace(publication, documents=())) as tables,
        pytest.raises(NotFoundError, match='"raa-2022", which is no document'),
    ):
        trace(tables, "p05-050")


def test_printed_tables_carry_only_what_they_show(publication: Publication) -> None:
    at = {"reference_period": "cumulative-2022-12-31", "axis": "II"}

    whole = carriers(publication, "financial-ratios")
    share = carriers(publication, "financial-ratios", {**at, "statistic": "share-of-allocation"})
    ratio = carriers(publication, "financial-ratios", {**at, "statistic": "paid-of-committed"})

    assert set(share) - set(whole) == {"datapackage/table-1.csv", "office/csv-it/table-1.csv"}
    assert set(ratio) - set(whole) == {"datapackage/table-2.csv", "office/csv-it/table-2.csv"}
    assert carriers(publication, "figures") == (
        "datapackage/figures.csv",
        "office/csv-it/figures.csv",
        "office/por-fse-lombardia-raa-2022.sqlite",
        "office/por-fse-lombardia-raa-2022.xlsx",
        "rdf/all.nt",
        "rdf/figures.ttl",
    )
