import csv
import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coesa import build
from coesa.errors import FactsDifferError
from coesa.facts import Facts, read_back
from coesa.facts.database import read_database
from coesa.facts.digest import digest
from coesa.facts.localised import read_localised
from coesa.facts.package import read_package
from coesa.facts.sheets import read_sheets
from coesa.facts.triples import Wanted, read_triples, wanted_triples
from coesa.facts.wanted import PublishedLists
from coesa.model import Content, Validation, Written
from coesa.office.workbook import sheets_of, write_workbook
from coesa.statements import shared_tables
from coesa.synthetic import Parameters, write_synthetic
from coesa.tables import Tables
from coesa.validate import validate
from coesa.write import alone, write
from tests.conftest import ROOT, examples, files_of
from tests.lent import Lent, lend, mend, read
from tests.opened import open_tables, read_publication

EXAMPLES = ROOT / "tests" / "examples"
CUBE = "financial-amounts"
Lie = Callable[[Path], None]


def distributions(tables: Tables, out: Path) -> dict[str, Path]:
    """Write the distributions of a publication, and nothing else."""
    first, *_ = build.stages(tables, Validation({}), frozenset())
    for name, content in (file for batch in first({}) for file in batch().items()):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            (out / name).write_bytes(content)
        else:
            content(out / name)
    return files_of(out)


@pytest.fixture(scope="module")
def copied(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Lent:
    """A copy of what was built, without the site."""
    zips = (path.name for path in dist.glob("*.zip"))
    return lend(read(dist, "site", *zips), tmp_path_factory.mktemp("copied") / "dist")


@pytest.fixture
def spoilt(copied: Lent) -> Iterator[Path]:
    """The same, to be spoilt: it is mended for the next test."""
    yield copied.folder
    mend(copied)


def test_every_form_says_the_same_facts(facts: Facts) -> None:
    names = [form.form for form in facts.forms]

    assert names == ["CSV", "CSV (it)", "Excel", "SQLite", "RDF Turtle", "RDF N-Triples"]
    assert {digest(form.tables) for form in facts.forms} == {facts.digest}
    assert all(form.cells > 10_000 and not form.left_out for form in facts.forms)


def test_the_digest_is_that_of_the_published_tables(facts: Facts, dist: Path) -> None:
    """Recompute it as an auditor may, by the standard library and what is published alone."""
    folder = dist / "datapackage"
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))
    lines, counts = [], {"cube": 0, "ledger": 0}
    for resource in described["resources"]:
        role = resource["coesa"].get("role")
        if role not in counts:
            continue
        constants = resource["coesa"].get("constants", [])
        told = [*resource["schema"]["fields"], *constants]
        fields = [f["name"] for f in told if "language" not in f["coesa"]]
        total = 0
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
            for row in rows:
                cells = {**row, **{c["name"]: c["value"] for c in constants}}
                fact = "\x1f".join([resource["name"], *(cells[f] for f in fields)])
                total += int(hashlib.sha256(fact.encode()).hexdigest(), 16)
                counts[role] += 1
        line = [resource["name"], ",".join(fields), str(len(rows)), f"{total % 2**256:064x}"]
        lines.append("\t".join(line) + "\n")

    assert facts.digest == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
    assert counts == {"cube": facts.observations, "ledger": facts.figures}


def test_the_report_tells_the_digest(facts: Facts, dist: Path) -> None:
    told = json.loads((dist / "report" / "validation.json").read_text("utf-8"))["facts"]
    page = (dist / "report" / "validation.html").read_text("utf-8")

    assert told["digest"] == facts.digest
    assert {form["digest"] for form in told["forms"]} == {facts.digest}
    assert page.count(facts.digest) == 2


def replaced(name: str, old: str, new: str) -> Lie:
    """Put one text for another, the first time that it stands in a text file."""

    def lie(folder: Path) -> None:
        path = folder / name
        content = path.read_bytes().decode()
        assert old in content
        path.write_bytes(content.replace(old, new, 1).encode())

    return lie


def sheet(old: str, new: str) -> Lie:
    """Put one text for another in the first sheet that has it."""

    def lie(folder: Path) -> None:
        (path,) = (folder / "office").glob("*.xlsx")
        with zipfile.ZipFile(path) as book:
            members = {name: book.read(name).decode() for name in book.namelist()}
        name = next(n for n in members if "worksheets/sheet" in n and old in members[n])
        members[name] = members[name].replace(old, new, 1)
        with zipfile.ZipFile(path, "w") as book:
            for member, content in members.items():
                book.writestr(member, content)

    return lie


def sql(statement: str) -> Lie:
    """Change the database."""

    def lie(folder: Path) -> None:
        (path,) = (folder / "office").glob("*.sqlite")
        connection = sqlite3.connect(path)
        assert connection.execute(statement).rowcount == 1
        connection.commit()
        connection.close()

    return lie


LIES: Mapping[str, tuple[Lie, str]] = {
    "a value in the CSV": (
        replaced("datapackage/participants.csv", "130724", "130725"),
        "datapackage/participants.csv:3:value: found '130725', expected '130724'",
    ),
    "a row gone from the CSV": (
        replaced("datapackage/axis-thematic-objective.csv", "I,TO08\n", ""),
        "datapackage/axis-thematic-objective.csv:2:axis: found 'II', expected 'I'",
    ),
    "a constant in the descriptor": (
        replaced("datapackage/datapackage.json", '"value": "PERSON"', '"value": "HOUSEHOLD"'),
        "datapackage/participants.csv:2:unit: found 'HOUSEHOLD', expected 'PERSON'",
    ),
    "a value in a printed table": (
        replaced("datapackage/table-2.csv", "290890851.86", "290890851.87"),
        "datapackage/table-2.csv:2:programmed: found '290890851.87', expected '290890851.86'",
    ),
    "a value in the localised CSV": (
        replaced("office/csv-it/financial-amounts.csv", "290890851,86", "290890851,87"),
        "office/csv-it/financial-amounts.csv:3:Valore: found '290890851.87'",
    ),
    "a point for a comma in the localised CSV": (
        replaced("office/csv-it/financial-amounts.csv", "290890851,86", "290890851.86"),
        "office/csv-it/financial-amounts.csv:3:Valore: found '290890851,86'",
    ),
    "a label in the localised CSV": (
        replaced("office/csv-it/participants.csv", ";M;Maschi;", ";M;Femmine;"),
        "office/csv-it/participants.csv:3:Sesso: found 'Femmine', expected 'Maschi'",
    ),
    "an IRI in the localised CSV": (
        replaced("office/csv-it/participants.csv", "/participants/M/_T\r", "/participants/F/_T\r"),
        "office/csv-it/participants.csv:3:Indirizzo permanente: found",
    ),
    "an ink in the localised CSV": (
        replaced("office/csv-it/participants.csv", "130.724", "130.742"),
        "office/csv-it/participants.csv:3:Come è stampata: found '130.742', expected '130.724'",
    ),
    "a unit in the heading of a printed table": (
        replaced("office/csv-it/table-2.csv", "Programmato (euro)", "Programmato (per cento)"),
        "office/csv-it/table-2.csv:1:Programmato (euro): found 'Programmato (per cento)'",
    ),
    "a value in a localised printed table": (
        replaced("office/csv-it/table-1.csv", "236700000", "236700001"),
        "office/csv-it/table-1.csv:2:",
    ),
    "a value in a sheet": (
        sheet("<v>130724</v>", "<v>130725</v>"),
        ".xlsx:Cifre del documento:144:Valore Value: found '130725', expected '130724'",
    ),
    "a label in a sheet": (
        sheet("<t>Maschi</t>", "<t>Femmine</t>"),
        ".xlsx:Codici:201:Denominazione: found 'Femmine', expected 'Maschi'",
    ),
    "a printed value in a sheet": (
        sheet("<v>379000000</v>", "<v>397000000</v>"),
        ".xlsx:Tabella 1. Piano finanziario:10:column 5: found '397000000', expected '379000000'",
    ),
    "a definition in the sheet of codes": (
        sheet("<t>Numero di persone.</t>", "<t>Numero di teste.</t>"),
        ".xlsx:Codici:",
    ),
    "a value in the database": (
        sql("UPDATE participants SET value = '130725' WHERE figure = 'p06-014'"),
        ".sqlite:participants:2:value: found '130725', expected '130724'",
    ),
    "a row gone from the database": (
        sql("DELETE FROM participants WHERE figure = 'p06-014'"),
        ".sqlite:participants:2:",
    ),
    "a label in the database": (
        sql("UPDATE def_sex SET label_it = 'Femmine' WHERE notation = 'M'"),
        ".sqlite:def_sex:2:label_it: found 'Femmine', expected 'Maschi'",
    ),
    "a value in Turtle": (
        replaced("rdf/cube/participants.ttl", '"130724"', '"130725"'),
        "rdf/cube/participants.ttl:<https://w3id.org/coesa/por-fse-lombardia-2014-2020/obs/"
        "participants/2014IT05SFOP007/cumulative-2022-12-31/I/participants/M/_T> value: "
        "found '130725', expected '130724', as the table participants, row 3",
    ),
    "a datatype in Turtle": (
        replaced("rdf/cube/participants.ttl", '"130724"^^xsd:decimal', '"130724"^^xsd:double'),
        "rdf/cube/participants.ttl:<",
    ),
    "a label in Turtle": (
        replaced("rdf/vocab/def-sex.ttl", '"Maschi"@it', '"Femmine"@it'),
        "rdf/vocab/def-sex.ttl:<https://w3id.org/coesa/def/sex/M> label_it: found 'Femmine'",
    ),
    "one more label in Turtle": (
        replaced("rdf/vocab/def-sex.ttl", '"Maschi"@it', '"Maschi"@it , "Maschio"@it'),
        "rdf/vocab/def-sex.ttl:<https://w3id.org/coesa/def/sex/M> label_it: found one more",
    ),
    "a note of a figure in Turtle": (
        replaced("rdf/figures.ttl", "def:page 6", "def:page 7"),
        "rdf/figures.ttl:<",
    ),
    "a value in N-Triples": (
        replaced("rdf/all.nt", '"130724"^^', '"130725"^^'),
        "rdf/all.nt:<https://w3id.org/coesa/por-fse-lombardia-2014-2020/figure/raa-2022/p06-014> "
        "value: found '130725', expected '130724', as the table figures, row",
    ),
    "a label in N-Triples": (
        replaced("rdf/all.nt", '"Maschi"@it', '"Femmine"@it'),
        "rdf/all.nt:<https://w3id.org/coesa/def/sex/M> label_it: found 'Femmine'",
    ),
    "a dimension in N-Triples": (
        replaced(
            "rdf/all.nt",
            "dimension/sex> <https://w3id.org/coesa/def/sex/M>",
            "dimension/sex> <https://w3id.org/coesa/def/sex/F>",
        ),
        "rdf/all.nt:<",
    ),
}


@pytest.fixture(scope="module")
def wanted(tables: Tables) -> Wanted:
    return wanted_triples(tables)


def read_one(tables: Tables, wanted: Wanted, files: dict[str, Path], told: str) -> None:
    """Read back the form that a message is about."""
    lists = PublishedLists(files)
    if told.startswith("datapackage/"):
        read_package(tables, files)
    elif told.startswith("office/csv"):
        read_localised(tables, lists, files, tables.publication.spoken[0])
    elif ".xlsx:" in told:
        read_sheets(tables, lists, files)
    elif ".sqlite:" in told:
        read_database(tables, lists, files)
    else:
        suffix = ".nt" if "all.nt" in told else ".ttl"
        chosen = {n: p for n, p in files.items() if n.endswith(suffix) and "terms" not in n}
        read_triples(tables, wanted, suffix, "", chosen)


@pytest.mark.parametrize("name", LIES)
def test_a_file_that_lies_is_told_with_its_cell(
    tables: Tables, wanted: Wanted, spoilt: Path, name: str
) -> None:
    lie, told = LIES[name]
    lie(spoilt)

    with pytest.raises(FactsDifferError) as caught:
        read_one(tables, wanted, files_of(spoilt), told)

    assert told in str(caught.value)
    assert "nothing was changed" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def minimal() -> Iterator[Tables]:
    with open_tables(read_publication(EXAMPLES / "minimal")) as opened:
        yield opened


LIES_OF_WRITERS = {
    "CSV": replaced("datapackage/amounts.csv", "1200", "1201"),
    "localised CSV": replaced("office/csv-en/amounts.csv", "1200", "1201"),
    "Excel": sheet("<v>1200</v>", "<v>1201</v>"),
    "SQLite": sql("UPDATE amounts SET value = '1201' WHERE rowid = 1"),
    "Turtle": replaced("rdf/cube/amounts.ttl", '"1200"^^', '"1201"^^'),
    "N-Triples": replaced("rdf/all.nt", '"1200"^^', '"1201"^^'),
}


@pytest.fixture(scope="module")
def found(minimal: Tables) -> Validation:
    """What every rule finds in the smallest publication."""
    return validate(minimal)


@pytest.mark.parametrize("form", LIES_OF_WRITERS)
def test_a_build_with_a_writer_that_lies_changes_nothing(
    minimal: Tables, found: Validation, tmp_path: Path, form: str
) -> None:
    """The files are changed as they lie where the build puts them, before it goes on."""
    first, *others = build.stages(minimal, found, frozenset({"site"}))

    @alone
    def lie(written: Mapping[str, Written]) -> Mapping[str, Content]:
        there = written["datapackage/datapackage.json"].location.parents[1]
        LIES_OF_WRITERS[form](there)
        return {}

    out = Path(shutil.copytree(EXAMPLES / "minimal" / "dist", tmp_path / "dist"))
    before = {name: path.read_bytes() for name, path in files_of(out).items()}

    with pytest.raises(FactsDifferError, match="1201"):
        write([first, lie, *others], out)

    assert {name: path.read_bytes() for name, path in files_of(out).items()} == before
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(".")) == ["dist"]


@pytest.mark.parametrize("example", ["erdf", "minimal"])
def test_forms_of_other_publications_say_the_same(example: str, erdf: Path) -> None:
    built = {"erdf": erdf, "minimal": EXAMPLES / "minimal" / "dist"}[example]
    with open_tables(read_publication(EXAMPLES / example)) as opened:
        told = read_back(opened, files_of(built))

    assert {digest(form.tables) for form in told.forms} == {told.digest}


@settings(max_examples=examples(1), deadline=None)
@given(
    st.builds(
        Parameters,
        observations=st.integers(1, 150),
        seed=st.integers(1, 10**6),
        language=st.sampled_from(["en", "it"]),
    )
)
@example(Parameters(programmes=2, axes=2, years=2, seed=3))
def test_forms_of_any_publication_say_the_same(parameters: Parameters) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_synthetic(parameters, folder / "publication")
        with open_tables(read_publication(folder / "publication")) as opened:
            told = read_back(opened, distributions(opened, folder / "dist"))

    assert {digest(form.tables) for form in told.forms} == {told.digest}


def test_a_table_too_long_for_a_sheet_is_told(
    minimal: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = distributions(minimal, tmp_path)
    workbook = next(path for name, path in files.items() if name.endswith(".xlsx"))
    write_workbook(minimal, shared_tables(minimal.publication), workbook, limit=1)
    monkeypatch.setattr(sheets_of, "__defaults__", (1,))

    told = read_back(minimal, files)

    excel = next(form for form in told.forms if form.form == "Excel")
    assert "amounts" in excel.left_out
    assert "amounts" not in {facts.name for facts in excel.tables}


def test_without_files_for_people_the_others_are_read(minimal: Tables, tmp_path: Path) -> None:
    files = distributions(minimal, tmp_path)
    told = read_back(minimal, {n: p for n, p in files.items() if not n.startswith("office/")})

    assert [form.form for form in told.forms] == ["CSV", "RDF Turtle", "RDF N-Triples"]


@pytest.mark.parametrize("suffix", [".xlsx", ".sqlite", ".nt", ".ttl", ".csv"])
def test_a_file_that_cannot_be_read_is_one_line(spoilt: Path, tables: Tables, suffix: str) -> None:
    files = files_of(spoilt)
    name = min(n for n in files if n.endswith(suffix) and not n.startswith("datapackage/"))
    files[name].write_bytes(b"\x00 not what it was\n")

    with pytest.raises(FactsDifferError) as caught:
        read_back(tables, files)

    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
