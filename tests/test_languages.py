"""A publication may be in any languages, and the tool itself is in none."""

import ast
import csv
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
import openpyxl
import pytest
from click.testing import CliRunner

from coesa.build import inputs, stages
from coesa.cli import main
from coesa.errors import PublicationError
from coesa.language import Language, LanguageFiles
from coesa.model import Validation
from coesa.office.localised import localised_csv
from coesa.read import read_vocabulary
from coesa.readme import readme
from coesa.serialized import rows_text
from coesa.syntax import NTriples
from coesa.template import FILLED
from coesa.trace import trace, trace_lines
from coesa.validate import validate
from coesa.words import RULE, language_of, placeholders
from coesa.write import write
from tests.conftest import ROOT
from tests.opened import open_tables, read_publication

RENAMED = {"it": "pt", "en": "fi"}
"""Two languages that the vocabulary has no words in, for those that our publication is in."""

SCALES = {"mila": "1000", "mln": "1000000", "milione": "1000000", "milioni": "1000000"}
PAGES = ("validation", "sample")
OWN_WORDS = {
    "scales": SCALES,
    "office": {"citation": "Como citar", "page": "página {page}"},
    "trace": {"printed": "No documento"},
    "report": {"validation": "Relatório de validação"},
    "citation": {"version": "versão"},
    "forms": {"csv": "CSV para Excel"},
}


def other_tag(name: str, tags: Mapping[str, str]) -> str:
    """Give a name that ends in a language tag the other tag."""
    stem, _, tag = name.rpartition("_")
    return f"{stem}_{tags[tag]}" if stem and tag in tags else name


def in_other_languages(value: Any, tags: Mapping[str, str], key: str = "") -> Any:
    """Give a part of a descriptor other language tags, wherever it has one."""
    if isinstance(value, dict):
        named = {tags.get(k, other_tag(k, tags)): k for k in value}
        return {new: in_other_languages(value[old], tags, old) for new, old in named.items()}
    if isinstance(value, list):
        return [in_other_languages(item, tags, key) for item in value]
    if isinstance(value, str) and key in ("language", "languages"):
        return tags.get(value, value)
    if isinstance(value, str) and key in ("name", "fields", "primaryKey"):
        return other_tag(value, tags)
    return value


def translated_copy(to: Path, tags: Mapping[str, str]) -> Path:
    """Copy our publication as if it were in other languages.

    A second reading tells rows in the words of the document: it is left out.
    """
    folder = Path(shutil.copytree(ROOT / "datapackage", to))
    path = folder / "datapackage.json"
    descriptor = in_other_languages(json.loads(path.read_text("utf-8")), tags)
    for resource in descriptor["resources"]:
        resource["coesa"].pop("secondReading", None)
    path.write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    for tag, other in tags.items():
        (folder / "queries" / tag).rename(folder / "queries" / other)
    for table in (folder / "data").glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        with table.open("w", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream, lineterminator="\n")
            lines.writerows([[other_tag(name, tags) for name in header], *rows])
    return folder


def bring(folder: Path, tag: str, words: object) -> Path:
    """Give a publication words of its own."""
    path = folder / "languages" / tag / "words.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(words, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our publication in Portuguese, with some words of its own, and in Finnish, with none."""
    folder = translated_copy(tmp_path_factory.mktemp("other") / "datapackage", RENAMED)
    bring(folder, "pt", OWN_WORDS)
    return folder


@pytest.fixture(scope="module")
def built(other: Path, validation: Validation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is built of it, but for the site and the zip: as valid as it was before.

    `test_a_list_brings_labels_of_its_own_for_shared_codes` holds every rule against another.
    """
    out = tmp_path_factory.mktemp("built") / "dist"
    with open_tables(read_publication(other)) as tables:
        write(stages(tables, validation, frozenset({"bundle", "facts", "site"})), out)
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_every_file_speaks_the_languages_of_the_publication(built: Path) -> None:
    pages = [(built / "report" / f"{kind}.html").read_text("utf-8") for kind in PAGES]
    catalogue = (built / "rdf" / "catalog.ttl").read_text("utf-8")
    text = (built / "README.md").read_text("utf-8")

    for page in pages:
        assert re.findall(r'<section class="part" id="(\w+)" lang="(\w+)"', page) == [
            ("pt", "pt"),
            ("fi", "fi"),
        ]
        assert '<html lang="pt">' in page
        assert 'lang="fi" hreflang="fi">Suomi</a>' in page
    assert "<h1>Relatório de validação</h1>" in pages[0]
    assert "958\u00a0677\u00a0416,66" in pages[0]
    assert '"@pt' in catalogue and '"@fi' in catalogue
    assert '(CSV para Excel)"' in (built / "ro-crate-metadata.json").read_text("utf-8")
    assert "authority/language/POR>" in catalogue or "language:POR" in catalogue
    assert text.count("## What is here") == 2
    assert "versão 0.2.0" in text


def test_the_workbook_has_our_own_words_or_those_of_the_fallback(built: Path) -> None:
    book = openpyxl.load_workbook(next((built / "office").glob("*.xlsx")))
    said = {str(row[0]): row[1:3] for row in book.worksheets[0].iter_rows(values_only=True)}

    assert "Como citar\nHow to cite" in said
    assert said["Date"] == ("22 de novembro de 2026", "22. marraskuuta 2026")


def test_beside_each_code_stands_a_label(built: Path) -> None:
    (first, *_) = rows_of(built / "office" / "csv-pt" / "financial-amounts.csv")
    coded = [name for name in first if name.endswith(" (code)")]

    assert first["Asse"] == "Occupazione"
    assert (first["Unità (code)"], first["Unità"]) == ("EUR", "euro")
    assert first["Valore"] == "236700000"
    assert len(coded) == 5
    for table in (built / "office" / "csv-pt").glob("*-amounts.csv"):
        for row in rows_of(table):
            for name in (n for n in row if n.endswith(" (code)") and row[n]):
                assert row[name.removesuffix(" (code)")], (table.name, name)


def test_the_published_package_has_its_texts_in_its_own_languages(built: Path) -> None:
    text = (built / "datapackage" / "datapackage.json").read_text("utf-8")
    resources = {r["name"]: r for r in json.loads(text)["resources"]}

    unit = resources["def-unit"]
    assert unit["title"] == "Units of measure"
    assert unit["schema"]["fields"][0]["title"] == "Code"
    assert unit["coesa"]["translations"] == {}
    assert resources["axis"]["coesa"]["translations"].keys() == {"fi"}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("pt", ["297.276.053,64 euro", "No documento", "  Data as of: 31 de dezembro de 2022"]),
        ("fi", ["297\u00a0276\u00a0053,64 euro", "In the document"]),
    ],
)
def test_a_trace_is_told_in_each_language(other: Path, language: str, lines: list[str]) -> None:
    arguments = ["trace", "--publication", str(other), "--language", language, "p05-050"]

    told = CliRunner().invoke(main, arguments).output.splitlines()

    assert set(lines) <= set(told)
    assert any("payments to beneficiaries" in line for line in told)


def test_a_list_brings_labels_of_its_own_for_shared_codes(tmp_path: Path) -> None:
    folder = translated_copy(tmp_path / "datapackage", RENAMED)
    bring(folder, "pt", OWN_WORDS)
    path = folder / "data" / "statistic.csv"
    lines = path.read_text("utf-8").splitlines()
    codes = [line.split(",")[0] for line in lines[1:]]
    named = ["label_pt", *(f"nome de {code}" for code in codes)]
    path.write_text("".join(f"{x},{y}\n" for x, y in zip(lines, named, strict=True)), "utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    statistic = next(r for r in descriptor["resources"] if r["name"] == "statistic")
    label = {
        "name": "label_pt",
        "type": "string",
        "title": "Nome",
        "constraints": {"required": True},
        "coesa": {
            "role": "label",
            "language": "pt",
            "translations": {"fi": {"title": "Nimi"}},
        },
    }
    statistic["schema"]["fields"].append(label)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")

    with open_tables(read_publication(folder)) as tables:
        issues = validate(tables).issues
        portuguese = tables.publication.spoken[0]
        told = trace_lines(trace(tables, "p05-050"), portuguese)
        amounts = localised_csv(tables, portuguese)["financial-amounts.csv"]
        assert not isinstance(amounts, bytes)
        amounts(tmp_path / "amounts.csv")
        triples = rows_text(tables, "statistic", NTriples())

    assert issues == ()
    assert rows_of(tmp_path / "amounts.csv")[0]["Statistica"] == "nome de allocation"
    assert "  Statistica: nome de paid (paid)" in told
    shared = "<https://w3id.org/coesa/def/statistic/paid>"
    preferred = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    assert f'{shared} {preferred} "nome de paid"@pt .' in triples


def issues_of(folder: Path) -> list[tuple[str, str, str]]:
    """Read a publication and tell the rule, place and message of what is wrong with its words."""
    with pytest.raises(PublicationError) as caught:
        read_publication(folder)
    assert {issue.rule for issue in caught.value.issues} == {RULE}
    return [(i.path, i.column, i.message) for i in caught.value.issues]


@pytest.mark.parametrize(
    ("words", "place", "message"),
    [
        ({"offices": {}}, "$.offices", 'no section of the words; .* Did you mean "office"?'),
        ({"office": []}, "$.office", "no object found"),
        ({"office": {"citaton": "x"}}, "$.office.citaton", 'Did you mean "citation"?'),
        ({"office": {"citation": 1}}, "$.office.citation", "1 found; expected a text"),
        ({"office": {"citation": " "}}, "$.office.citation", "expected a text"),
        ({"office": {"citation": "=A1"}}, "$.office.citation", "begins as a formula does"),
        ({"office": {"page": "pagina"}}, "$.office.page", r'no "\{page\}" found'),
        ({"office": {"citation": "{x}"}}, "$.office.citation", r'"\{x\}" found; expected none'),
        ({"trace": {"asked": "{asked"}}, "$.trace.asked", "a brace stands alone"),
        ({"scales": {"mil": 1000}}, "$.scales.mil", "1000 found; expected a power of ten"),
        ({"scales": {"mil": "5000"}}, "$.scales.mil", "expected a power of ten"),
        ({"scales": {"k€": "1000"}}, "$.scales.k€", "expected letters only"),
        ([], "$", "no object found"),
    ],
)
def test_words_that_are_not_asked_for_are_told(
    words: object, place: str, message: str, folder: Path
) -> None:
    path = bring(folder, "it", words)

    ((where, column, said),) = issues_of(folder)

    assert where == path.relative_to(folder).as_posix()
    assert column == place
    assert re.search(message, said)


@pytest.mark.parametrize("text", ["{page!r}", "{page:>9}", "{page.denominator}", "{page} {0}"])
def test_a_placeholder_is_the_very_one(text: str, folder: Path) -> None:
    bring(folder, "it", {"office": {"page": text}})

    assert issues_of(folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("xx/words.json", "{}", '"xx" is no language of the publication'),
        ("it/word.json", "{}", 'expected words.json or readme.md; .* Did you mean "words.json"?'),
        ("it/readme.md", "{% if %}", "expected a Jinja template"),
        ("it/readme.md", "{{ tittle }}", 'Did you mean "title"?'),
    ],
)
def test_files_of_no_use_are_told(name: str, content: str, message: str, folder: Path) -> None:
    path = folder / "languages" / name
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8")

    ((_, _, said),) = issues_of(folder)

    assert re.search(message, said)


def test_words_that_are_no_json_are_told(folder: Path) -> None:
    bring(folder, "it", {}).write_text('{"office": {', "utf-8")

    with pytest.raises(PublicationError, match=r"languages/it/words\.json:1"):
        read_publication(folder)


def test_a_publication_may_bring_a_readme_of_its_own(folder: Path) -> None:
    path = folder / "languages" / "it" / "readme.md"
    path.parent.mkdir(parents=True)
    path.write_text("# {{ title }}\n{% for cube in cubes %}{{ cube.name }} {% endfor %}\n", "utf-8")

    with open_tables(read_publication(folder)) as tables:
        text = readme(tables, {})["README.md"]

    assert isinstance(text, bytes)
    assert text.startswith(b"# POR FSE 2014-2020")
    assert b"financial-amounts financial-ratios" in text
    assert b"## What is here" in text


@pytest.mark.parametrize(
    "template", ["{{ title.__class__.__mro__ }}", "{{ version + 1 }}", "{{ cubes[99].name }}"]
)
def test_a_readme_that_cannot_be_filled_is_told(template: str, folder: Path) -> None:
    path = folder / "languages" / "it" / "readme.md"
    path.parent.mkdir(parents=True)
    path.write_text(template, "utf-8")

    with (
        pytest.raises(PublicationError, match=r"languages/it/readme\.md"),
        open_tables(read_publication(folder)) as tables,
    ):
        readme(tables, {})


def test_what_a_publication_brings_is_an_input_of_the_build(other: Path) -> None:
    assert "languages/pt/words.json" in inputs(read_publication(other))


def test_a_language_takes_each_text_from_the_first_layer_that_has_it() -> None:
    layers = [
        LanguageFiles({"a": {"x": "own"}}, None),
        LanguageFiles({"a": {"x": "vocabulary", "y": "vocabulary"}}, None),
        LanguageFiles({"a": dict.fromkeys("xyz", "fallback")}, "readme"),
    ]

    assert language_of("pt", "en", layers) == Language(
        "pt", "en", {"a": {"x": "own", "y": "vocabulary", "z": "fallback"}}, "readme"
    )


def test_the_shared_words_are_the_same_in_every_language() -> None:
    vocabulary = read_vocabulary()
    asked = vocabulary.words[vocabulary.fallback].words

    assert set(vocabulary.words) == set(vocabulary.languages)
    for files in vocabulary.words.values():
        assert files.readme is not None
        assert list(files.words) == list(asked)
        for section in asked.keys() - {"scales"}:
            assert list(files.words[section]) == list(asked[section])
            for key, text in files.words[section].items():
                assert text.strip()
                assert placeholders(text) == placeholders(asked[section][key])


def test_the_shared_readmes_name_only_what_is_filled() -> None:
    for files in read_vocabulary().words.values():
        parsed = jinja2.Environment(autoescape=True).parse(files.readme or "")

        assert jinja2.meta.find_undeclared_variables(parsed) <= set(FILLED)


ELSEWHERE = {
    "authority.py": "the codes of the EU authority table of languages",
    "making.py": "the languages in which a document can be made up",
}
"""Modules that name the languages of the vocabulary for a reason that is not a text."""

MADE_UP = "synthetic"
"""The documents that are made up for measuring are in two languages; nothing else is."""


def literals(path: Path) -> Iterator[str]:
    """List the texts in a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    described = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in described:
            yield text


def test_no_module_names_a_language() -> None:
    tags = read_vocabulary().languages
    named = re.compile(rf"^({'|'.join(tags)})$|_({'|'.join(tags)})$|\.({'|'.join(tags)})\.")
    found = {
        (path.name, text)
        for path in (ROOT / "src" / "coesa").rglob("*.py")
        if MADE_UP not in path.parts and path.name not in ELSEWHERE
        for text in literals(path)
        if named.search(text)
    }

    assert found == set()


def test_no_template_has_words_of_a_language() -> None:
    paths = sorted((ROOT / "src" / "coesa" / "templates").iterdir())

    assert [path.suffix for path in paths] == [".html"] * len(paths)
    for path in paths:
        text = re.sub(r"<style>.*</style>", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", text, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]+", text) == [], path.name
