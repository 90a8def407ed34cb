"""Hostile strings in a publication are text in every file that is built, and nothing else."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from coesa.cli import main
from tests.hostile import publication, strings

SAFE_SCHEMES = ("https://", "http://", "mailto:", "#", "data:image/svg")
VOID = {"meta", "link", "img", "input", "br", "source", "hr", "area", "base", "col", "embed"}


class Live(HTMLParser):
    """What in a page could do something: elements with their attributes, and where they lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.nodes: set[tuple[str, str]] = set()
        self.leads: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.nodes |= {(tag, name) for name, _ in attrs} or {(tag, "")}
        self.leads += [
            v or "" for n, v in attrs if n in ("href", "src", "action", "srcset", "data")
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


def built(folder: Path, texts: list[str], *skipped: str) -> Path:
    publication(folder / "publication", texts)
    out = folder / "dist"
    arguments = ["build", "--publication", str(folder / "publication"), "--out", str(out)]
    arguments += [argument for part in ("bundle", *skipped) for argument in ("--skip", part)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("hostile"), strings())


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same publication with words as long as each string: what a page may hold."""
    words = [f"word {n} of the harmless".ljust(len(t), "s") for n, t in enumerate(strings())]
    return built(tmp_path_factory.mktemp("harmless"), words, "office", "facts")


def files(folder: Path, *endings: str) -> Iterator[tuple[str, Path]]:
    found = (p for p in sorted(folder.rglob("*")) if p.name.endswith(endings) and p.is_file())
    yield from ((p.relative_to(folder).as_posix(), p) for p in found)


def test_there_are_a_hundred_and_every_one_gets_into_a_page(hostile: Path) -> None:
    texts = strings()
    glossary = (hostile / "site" / "pages" / "glossary.en.html").read_text("utf-8")
    shown = Text(glossary).told

    assert len(texts) == len(set(texts)) == 100
    assert [t for t in texts if t not in shown] == []


class Text(HTMLParser):
    """The text that a reader of a page sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.told = ""
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.told += data


def test_no_page_has_a_live_node(hostile: Path, harmless: Path) -> None:
    usual: set[tuple[str, str]] = set()
    for _, path in files(harmless, ".html"):
        usual |= Live(path.read_text("utf-8")).nodes
    wrong = set()
    for name, path in files(hostile, ".html"):
        live = Live(path.read_text("utf-8"))
        wrong |= {(name, *node) for node in live.nodes - usual}
        wrong |= {(name, "left open", tag) for tag in live.open}
        for lead in live.leads:
            if re.match(r"\s*[a-z]+:", lead, re.IGNORECASE) and not lead.startswith(SAFE_SCHEMES):
                wrong.add((name, "leads to", lead))
            assert "evil.example" not in lead, name

    assert sorted(wrong)[:10] == []
    assert not {name for _, name in usual if name.startswith("on")}


def test_no_drawing_or_list_in_xml_has_a_live_node(hostile: Path) -> None:
    drawn = 0
    for name, path in files(hostile, ".svg", ".xml", ".rdf"):
        for element in ElementTree.fromstring(path.read_bytes()).iter():
            tag = element.tag.rpartition("}")[2]
            assert tag not in ("script", "foreignObject", "iframe", "img"), name
            for attribute, value in element.attrib.items():
                local = attribute.rpartition("}")[2]
                assert not local.startswith("on"), name
                assert not (local == "href" and value.lower().startswith("javascript")), name
        drawn += name.endswith(".svg")

    assert drawn >= 5


def test_scripts_of_data_hold_one_value_and_end_nowhere_else(hostile: Path) -> None:
    written = [
        n for n, _ in files(hostile / "site" / "assets", ".js") if re.match(r"(site|index)\.", n)
    ]
    for name in (*written, "triples.js"):
        text = (hostile / "site" / "assets" / name).read_text("utf-8")
        _, _, value = text.rstrip("\n").rstrip(";").partition("=")
        json.loads(value)
        assert "</" not in text, name

    assert len(written) == 4


def test_data_in_pages_is_json_that_ends_where_it_should(hostile: Path) -> None:
    pattern = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
    found = 0
    for _, path in files(hostile / "site", ".html"):
        for block in pattern.findall(path.read_text("utf-8")):
            json.loads(block)
            found += 1

    assert found > 200


def test_triples_are_no_more_than_were_meant(hostile: Path) -> None:
    forms = {
        ".ttl": ox.RdfFormat.TURTLE,
        ".nt": ox.RdfFormat.N_TRIPLES,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }
    evil = "https://evil.example/"
    for name, path in files(hostile, *forms):
        if name.startswith("portals/"):
            continue
        here = path.as_uri()
        for quad in ox.parse(path=path, format=forms[path.suffix], base_iri=here):
            named = [
                t
                for t in (quad.subject, quad.predicate, quad.object)
                if isinstance(t, ox.NamedNode)
            ]
            assert not [t for t in named if t.value.startswith(evil)], name
            # A file may tell of itself; wherever it lies, all else is what it is.
            assert {t.value for t in named if t.value.startswith("file:")} <= {here}, name


def test_no_cell_of_a_spreadsheet_is_a_formula(hostile: Path) -> None:
    for name, path in files(hostile, ".csv"):
        delimiter = ";" if "csv-" in name or re.search(r"\.it\.csv$", name) else ","
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=delimiter):
            numbers = re.compile(r"-?[0-9.,]+")
            assert not [c for c in row if c[:1] in "=+-@\t" and c and not numbers.fullmatch(c)], (
                name
            )
    for _, path in files(hostile, ".xlsx"):
        with zipfile.ZipFile(path) as book:
            for member in book.namelist():
                text = book.read(member).decode()
                assert "<f>" not in text
                assert "javascript" not in text or 'TargetMode="External"' not in text


@pytest.mark.parametrize(
    ("site", "told"),
    [
        (
            {"headlines": [{"observation": "amounts/A", "title": {"en": "x", "it": "x"}}]},
            "headlines[0]",
        ),
        ({"topics": "axsi"}, "$.coesa.site.topics"),
        ({"charts": [{"cube": "amuonts", "rows": "axis"}]}, "charts[0].cube"),
        ({"charts": [{"cube": "amounts", "rows": "axsi"}]}, "charts[0].rows"),
        ({"charts": [{"cube": "amounts", "rows": "axis", "at": {"axis": ["Z"]}}]}, "charts[0]"),
    ],
)
def test_what_the_site_names_and_is_not_there_is_one_clear_line(
    tmp_path: Path, site: dict[str, Any], told: str
) -> None:
    folder = publication(tmp_path / "publication", ["word"] * len(strings()))
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for chart in site.get("charts", ()):
        chart |= {"name": "x", "kind": "groups", "title": {"en": "x", "it": "x"}}
    descriptor["coesa"]["site"] = site
    path.write_text(json.dumps(descriptor), "utf-8")
    arguments = ["build", "--publication", str(folder), "--out", str(tmp_path / "dist")]

    result = CliRunner().invoke(main, [*arguments, "--skip", "office", "--skip", "facts"])

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert told in result.output
    assert not (tmp_path / "dist").exists()
