import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from coesa.build import inputs
from coesa.facts import Facts
from coesa.model import Finding, Issue, Publication, Validation
from coesa.registry import REGISTRY, Stage
from coesa.report import report, translated
from coesa.sample import SAMPLE
from coesa.tables import Tables
from coesa.validate import NOT_RUN, RULES
from tests.opened import open_tables, read_publication

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(scope="module")
def files(tables: Tables, validation: Validation, facts: Facts) -> dict[str, bytes]:
    told = inputs(tables.publication)
    return report(tables, validation, told, metadata.version("coesa"), lambda: facts)


@pytest.fixture(scope="module")
def account(files: dict[str, bytes]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files["report/validation.json"])
    return read


def test_three_files_are_written(files: dict[str, bytes]) -> None:
    assert sorted(files) == [
        "report/sample.html",
        "report/validation.html",
        "report/validation.json",
    ]


def test_bytes_are_the_same_on_every_run(files: dict[str, bytes], dist: Path) -> None:
    for path, content in files.items():
        assert (dist / path).read_bytes() == content


def test_every_count_has_a_word(publication: Publication, validation: Validation) -> None:
    counted = {finding.counted for finding in validation.findings.values()}

    for language in publication.spoken:
        assert counted <= language.words["counted"].keys()


@pytest.mark.parametrize(
    ("note", "italian"),
    [
        (NOT_RUN, "non eseguita"),
        ("p02-001: 9,5 Mln € is 9590000 cut off, not rounded", "è 9590000 troncato"),
        ("only the first 1000 issues of a column are listed", "i primi 1000 rilievi"),
        (
            "cube: frictionless was not asked, the table has more than 100000 rows",
            "più di 100000 righe",
        ),
        (
            "cube: the first 20 rows of each kind (the same cells filled) were held against the "
            "shapes",
            "le prime 20 righe di ogni tipo",
        ),
    ],
)
def test_every_note_is_said_in_italian(note: str, italian: str, publication: Publication) -> None:
    said, english = (translated(note, spoken.words["notes"]) for spoken in publication.spoken)

    assert italian in said
    assert english == note


def test_every_rule_that_was_held_is_told_with_its_code_and_clause(
    account: dict[str, Any], files: dict[str, bytes]
) -> None:
    held = [e for e in REGISTRY if e.stage not in (Stage.DOCUMENT, Stage.READING)]

    assert [(r["code"], r["clause"]) for r in account["rules"]] == [
        (e.code, e.clause) for e in held
    ]
    page = files["report/validation.html"].decode()
    assert all(page.count(f"<td><code>{e.code}</code></td>") == 2 for e in held)


def test_the_keys_of_the_report_are_told(account: dict[str, Any]) -> None:
    page = (EXAMPLES.parents[1] / "docs" / "validation-report.md").read_text("utf-8")
    told = [
        name
        for cell in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", cell)
    ]

    assert sorted(told) == sorted(account)


def test_every_input_is_told_with_its_digest(
    account: dict[str, Any], files: dict[str, bytes], publication: Publication
) -> None:
    page = files["report/validation.html"].decode()

    for resource in publication.resources:
        digest = hashlib.sha256(resource.location.read_bytes()).hexdigest()
        assert account["inputs"][resource.path] == digest
        assert digest in page
    assert publication.documents[0].sha256 in account["inputs"].values()
    assert "vocab/terms.ttl" in account["inputs"]
    listed = "".join(f"{digest}  {name}\n" for name, digest in account["inputs"].items())
    assert account["inputsDigest"] == hashlib.sha256(listed.encode()).hexdigest()
    assert {t["table"]: t["rows"] for t in account["tables"]}["figures"] > 300


def test_statements_are_told_with_the_figures_of_both_sides(account: dict[str, Any]) -> None:
    told = {s["statement"]: s for s in account["statements"]}

    share = told["S03"]
    assert {f["role"] for f in share["figures"]} == {"part", "whole", "share"}
    assert all(f["printed"] for f in share["figures"])
    assert [s["statement"] for s in told.values() if s["fails"] and not s["errata"]] == []


def test_what_may_not_be_computed_is_told(account: dict[str, Any], tables: Tables) -> None:
    pairs = [(r["first"], r["second"]) for r in tables.rows("not-comparable")]

    assert [(p["first"], p["second"]) for p in account["notComputable"]] == pairs
    assert all(p["why"] and p["operations"] for p in account["notComputable"])


def test_the_report_can_be_signed(files: dict[str, bytes]) -> None:
    page = files["report/validation.html"].decode()

    assert page.count('class="signatures"') == 2
    assert "counter(page)" in page


def test_identities_show_both_sides(account: dict[str, Any]) -> None:
    sums = next(i for i in account["identities"] if i["kind"] == "sum")

    for equation in sums["equations"]:
        assert " + " in equation["terms"]
        assert equation["verdict"] in ("equal", "broken")
    assert [e["erratum"] for e in sums["equations"] if e["verdict"] == "broken"] == ["E01"]


def test_errata_are_given_in_full(account: dict[str, Any], tables: Tables) -> None:
    assert [e["erratum"] for e in account["errata"]] == [
        r["erratum"] for r in tables.rows("errata")
    ]
    for erratum, row in zip(account["errata"], tables.rows("errata"), strict=True):
        told = {field["field"]: field["value"] for field in erratum["fields"]}
        assert told == {k: v for k, v in row.items() if v is not None and k != "erratum"}
        assert erratum["places"]


def test_the_sample_is_drawn_by_digest(account: dict[str, Any], tables: Tables) -> None:
    document = tables.publication.documents[0].sha256
    data = [str(r["figure"]) for r in tables.rows("figures") if r["class"] == "datum"]

    drawn = sorted(data, key=lambda f: hashlib.sha256((document + f).encode()).hexdigest())

    assert [f["figure"] for f in account["sample"]["drawn"]] == sorted(drawn[:SAMPLE])
    assert account["sample"]["outOf"] == len(data)


def test_a_sampled_figure_leads_to_its_observation(account: dict[str, Any]) -> None:
    for figure in account["sample"]["drawn"]:
        assert figure["observation"].startswith(f"{account['base']}obs/{figure['cube']}/")
        assert figure["observation"].endswith("/".join(figure["at"].values()))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ["report/validation.html", "report/sample.html"])
def test_pages_are_closed_and_load_nothing(name: str, files: dict[str, bytes]) -> None:
    tags = _Tags()
    tags.feed(files[name].decode())

    assert tags.open == []
    assert not {tag for tag, _ in tags.seen} & {"script", "link", "img", "iframe", "object"}
    assert not re.search(rb"@import|url\(", files[name])


@pytest.mark.parametrize("name", ["report/validation.html", "report/sample.html"])
def test_pages_have_a_part_for_each_language(
    name: str, files: dict[str, bytes], publication: Publication
) -> None:
    tags = _Tags()
    tags.feed(files[name].decode())

    parts = [attrs["lang"] for tag, attrs in tags.seen if tag == "section"]
    assert parts == list(publication.languages)
    ids = [attrs["id"] for _, attrs in tags.seen if "id" in attrs]
    links = [str(attrs["href"]) for tag, attrs in tags.seen if tag == "a"]
    assert {link[1:] for link in links if link.startswith("#")} == set(ids)


def test_numbers_are_written_as_the_language_does(files: dict[str, bytes]) -> None:
    page = files["report/validation.html"].decode()

    assert "958.677.416,66" in page
    assert "958,677,416.66" in page


def test_texts_are_escaped(tables: Tables) -> None:
    publication = replace(tables.publication, titles={"it": "<b>&", "en": "<i>"})

    files = report(replace(tables, publication=publication), Validation({}), {}, "1")

    assert b"&lt;b&gt;&amp;" in files["report/validation.html"]
    assert b"<b>" not in files["report/validation.html"]
    assert b"\\3c b\\3e \\26 " in files["report/validation.html"]


def test_issues_are_shown_and_nothing_rests_on_them(tables: Tables) -> None:
    name = RULES[0].__name__
    issue = Issue("data/x.csv", 2, "y", name, "1 < 2 found; expected 2; mend it")
    validation = Validation({name: Finding(1, "cells", (issue,))})

    files = report(tables, validation, {}, "1")

    account = json.loads(files["report/validation.json"])
    assert account["valid"] is False
    assert account["identities"] == account["errata"] == account["sample"]["drawn"] == []
    assert b"data/x.csv:2:y" in files["report/validation.html"]
    assert b"1 &lt; 2 found" in files["report/validation.html"]


@pytest.fixture(scope="module")
def other() -> Iterator[dict[str, bytes]]:
    """The report of a publication of two documents, in English and Portuguese."""
    with open_tables(read_publication(EXAMPLES / "erdf")) as tables:
        yield report(tables, Validation({}), {}, "1")


def test_numbers_of_errata_are_written_as_the_language_does(other: dict[str, bytes]) -> None:
    page = other["report/validation.html"].decode()

    assert "<dt>Difference</dt><dd>0.2</dd>" in page
    assert "<dt>Diferença</dt><dd>0,2</dd>" in page


def test_an_erratum_tells_the_document_of_its_figure(
    other: dict[str, bytes], account: dict[str, Any]
) -> None:
    errata = {e["erratum"]: e for e in json.loads(other["report/validation.json"])["errata"]}

    told = [cell["value"] for cell in errata["E1"]["fields"] if cell["field"] == "document"]
    places = [[c["value"] for c in p if c["field"] == "document"] for p in errata["E4"]["places"]]
    assert told == ["relatorio-2023"]
    # A place without a figure does not tell of which document its page is.
    assert places == [[], ["relatorio-2023"]]
    assert b"<dd>Annual implementation report for 2023" in other["report/validation.html"]
    one = {cell["field"] for erratum in account["errata"] for cell in erratum["fields"]}
    assert "document" not in one


def test_places_of_an_erratum_have_a_cell_for_every_heading(other: dict[str, bytes]) -> None:
    page = other["report/validation.html"].decode()
    (places,) = re.findall(r"<h3>Erratum E4</h3>.*?(<thead>.*?</tbody>)", page, re.DOTALL)

    heading, *rows = places.split("</tr>")[:-1]
    assert [row.count("<td>") for row in rows] == [heading.count("<th ")] * 2
