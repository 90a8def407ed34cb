"""The tool is for any report: other publications than ours, alone and together in one store."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from coesa.cli import main
from coesa.query import answer, as_table, load
from coesa.rdf import PREFIXES
from tests.conftest import ROOT

EXAMPLES = ROOT / "tests" / "examples"
OURS = ROOT / "datapackage"

SPOKEN_OF = ("initiative.csv", "initiative-name.csv", "act.csv", "programme.csv")
NAMING = ("notation", "initiative", "label_it", "label_en", "name_it")
"""The tables of our publication that name what only our programme has, and their columns."""

BINARY = (".pyc", ".woff2", ".ttf")
"""Files that hold no words."""

PAID = """
PREFIX def: <https://w3id.org/coesa/def/>
PREFIX dim: <https://w3id.org/coesa/def/dimension/>
SELECT ?title ?axis ?paid WHERE {
  ?observation qb:dataSet ?cube ; dim:statistic <https://w3id.org/coesa/def/statistic/paid> ;
    dim:axis [ skos:inScheme def:axis ; skos:notation ?axis ] ; sdmx-measure:obsValue ?paid .
  ?cube qb:structure/qb:component/qb:dimension dim:axis ; dct:title ?title .
  FILTER(LANG(?title) = "en")
}
"""


PORTAL = "dati.lombardia.it"
"""A consumer that `coesa rehearse` answers for, whatever the programme is."""


def names_of_our_programme() -> Iterator[str]:
    """Collect the names that only our programme has: of it, of its place, of its initiatives."""
    descriptor = json.loads((OURS / "datapackage.json").read_text("utf-8"))
    yield "lombard"
    yield descriptor["name"]
    yield from (source["coesa"]["document"] for source in descriptor["sources"])
    yield descriptor["coesa"]["base"].rstrip("/").rpartition("/")[2]
    for name in SPOKEN_OF:
        with (OURS / "data" / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if not row.get("notation", "").startswith("_"):
                    yield from (row[column] for column in NAMING if column in row)


def test_neither_the_tool_nor_the_vocabulary_knows_our_programme() -> None:
    # A short name, such as one word, is a word of the language too.
    wanted = {n.lower() for n in names_of_our_programme() if re.search("[ 0-9-]|lombard", n)}
    pattern = re.compile("|".join(rf"\b{re.escape(name)}" for name in sorted(wanted)))
    files = [p for f in ("src", "vocab") for p in (ROOT / f).rglob("*") if p.is_file()]
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        if path.suffix not in BINARY
        for match in pattern.finditer(path.read_text("utf-8").lower().replace(PORTAL, ""))
    ]

    assert len(wanted) > 50
    assert found == []


def built(publication: Path, out: Path, *documents: Path, skip: tuple[str, ...] = ()) -> Path:
    """Build a publication as the command does, each of its documents held against it."""
    held = [argument for path in documents for argument in ("--document", str(path))]
    held += [argument for part in skip for argument in ("--skip", part)]
    arguments = ["build", "--publication", str(publication), "--out", str(out), *held]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return out


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def minimal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    publication = EXAMPLES / "minimal"
    out = tmp_path_factory.mktemp("minimal") / "dist"
    return built(publication, out, publication / "document.txt", skip=("site",))


def test_the_smallest_publication_gives_the_files_that_are_committed(minimal: Path) -> None:
    expected, found = bytes_of(EXAMPLES / "minimal" / "dist"), bytes_of(minimal)

    assert sorted(found) == sorted(expected)
    assert [name for name in expected if found[name] != expected[name]] == []


def test_another_programme_has_its_site_in_its_own_languages(erdf: Path) -> None:
    site = erdf / "site"
    for language in ("en", "pt"):
        assert (site / f"index.{language}.html").is_file()
        assert (site / f"pages/figures.{language}.html").is_file()
    assert not list(site.rglob("*.it.html"))
    page = (site / "pages" / "charts" / "committed-and-paid.pt.html").read_text("utf-8")
    assert "Montantes aprovados e pagos, por eixo" in page
    paid = "obs/financial-amounts/exemplo/to-2022/relatorio-2022/02/_T/paid"
    quoted = (site / f"{paid}.pt.html").read_text("utf-8")
    assert "Em 31 de dezembro de 2022, estavam pagos aos beneficiários" in quoted
    assert "Copiar a frase" in quoted


def test_another_programme_speaks_its_own_languages(erdf: Path) -> None:
    assert (erdf / "office" / "csv-en").is_dir()
    page = (erdf / "report" / "validation.html").read_text("utf-8")
    assert 'lang="en"' in page
    assert 'lang="pt"' in page
    assert 'lang="it"' not in page


@pytest.fixture(scope="module")
def store(dist: Path, minimal: Path, erdf: Path) -> ox.Store:
    """Three publications of other programmes, fully loaded into one store."""
    return load([folder / "rdf" / "all.nt" for folder in (dist, minimal, erdf)])


def test_one_question_is_answered_over_all_of_them(store: ox.Store) -> None:
    rows = as_table(answer(store, PAID, PREFIXES), PREFIXES)[1:]
    paid = {(title, axis): amount for title, axis, amount in rows}

    assert paid["Amounts paid by axis", "A"] == "1200"
    assert paid["Financial amounts by axis", "II"] == "297276053.64"
    assert paid["Financial amounts", "02"] == "8210455.35"
    assert len({title for title, _ in paid}) == 3
