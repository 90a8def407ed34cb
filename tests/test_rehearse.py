"""What each consumer would say: of a good catalogue, of damaged ones, of our own, of a server's."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coesa import build
from coesa import rehearse as rehearsal
from coesa.cli import main
from coesa.language import Language
from coesa.model import Validation
from coesa.read import read_vocabulary
from coesa.rehearse import Opinion, online, quality
from coesa.words import language_of
from coesa.write import write
from tests.conftest import ROOT, part
from tests.opened import open_tables, read_publication

EXAMPLES = ROOT / "tests" / "examples" / "rehearse"
GOOD = EXAMPLES / "catalogue.ttl"
DAMAGES = json.loads((EXAMPLES / "damages.json").read_text("utf-8"))
OFFICIAL = ROOT.parent / "shared" / "profiles"
needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official shapes are not beside the checkout"
)
SETS = [[], pytest.param(["--profiles", OFFICIAL], marks=needs_official)]
VOCABULARY = read_vocabulary()
LANGUAGES: tuple[Language, ...] = tuple(
    language_of(tag, VOCABULARY.fallback, (words, VOCABULARY.words[VOCABULARY.fallback]))
    for tag, words in VOCABULARY.words.items()
)
PROFILES = rehearsal.read_profiles()
EVERYTHING = {
    "contactPoint": {"name": "Ufficio dati", "email": "dati@example.org"},
    "accessURL": "https://example.org/dist/",
    "downloadURL": "https://example.org/dist/",
    "landingPage": "https://example.org/dist/README.md",
    "homepage": "https://example.org/dist/",
    "availability": "http://publications.europa.eu/resource/authority/planned-availability/STABLE",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["rehearse", *map(str, arguments)])


def opinions(file: Path) -> dict[str, Opinion]:
    subject = rehearsal.read_subject(Path(), file)
    return {o.consumer: o for o in rehearsal.rehearse(subject, PROFILES, LANGUAGES)}


def told(said: dict[str, Opinion]) -> list[list[Any]]:
    return [
        [o.consumer, str(s.severity), s.rule, round(float(s.points), 1)]
        for o in said.values()
        for s in o.shortfalls
    ]


def points(opinion: Opinion) -> float:
    return float(quality.mean(opinion.scores))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What was built of a small publication: a catalogue that nothing can be said against."""
    folder = tmp_path / "dist"
    (folder / "rdf").mkdir(parents=True)
    shutil.copy(GOOD, folder / "rdf" / "catalog.ttl")
    return folder


def put(folder: Path, path: str, text: str) -> Path:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


def test_of_a_good_catalogue_nothing_is_said() -> None:
    said = opinions(GOOD)

    assert told(said) == []
    assert all(opinion.accepts for opinion in said.values())
    assert points(said["data.europa.eu"]) == quality.FULL == 405


@pytest.mark.in_part
@pytest.mark.parametrize("damage", part(DAMAGES, 3), ids=lambda damage: damage["what"])
def test_a_damaged_catalogue_yields_its_findings_alone(
    damage: dict[str, Any], tmp_path: Path
) -> None:
    good = GOOD.read_text("utf-8")
    assert good.count(damage["old"]) == 1

    said = opinions(put(tmp_path, "damaged.ttl", good.replace(damage["old"], damage["new"])))

    assert told(said) == damage["findings"]
    lost = sum(p for consumer, _, _, p in damage["findings"])
    assert points(said["data.europa.eu"]) == pytest.approx(405 - lost, abs=0.1)


def test_there_are_fifty_damages_and_each_yields_something() -> None:
    assert len({damage["what"] for damage in DAMAGES}) >= 50
    assert all(damage["findings"] for damage in DAMAGES)


def test_a_refusal_is_exit_1_and_is_told_in_either_language(tmp_path: Path) -> None:
    text = GOOD.read_text("utf-8").replace("a dcatapit:Dataset, dcat:Dataset", "a dcat:Dataset")
    file = put(tmp_path, "stranger.ttl", text)

    english, italian = run(file), run(file, "--language", "it")

    assert english.exit_code == italian.exit_code == 1
    assert "refuses it" in english.output and "lo rifiuta" in italian.output
    assert "expected: a dataset has the class dcatapit:Dataset" in english.output
    assert "atteso: un dataset ha la classe dcatapit:Dataset" in italian.output


def test_a_finding_of_what_was_built_names_the_key_and_an_example(built: Path) -> None:
    good = GOOD.read_text("utf-8")
    spoilt = good.replace("    dcat:contactPoint <https://example.org/contact> ;\n", "")
    put(built, "rdf/catalog.ttl", spoilt)

    result = run("--out", built)

    assert result.exit_code == 0
    wanted = "+20 expected: a contact point is given (dcat:contactPoint)"
    (line,) = [line for line in result.output.splitlines() if wanted in line]
    assert 'datapackage.json coesa.catalogue.contactPoint: {"name": "Open data office"' in line
    # To a stranger's catalogue no descriptor of ours belongs.
    assert "datapackage.json" not in run(built / "rdf" / "catalog.ttl").output


def test_json_has_every_indicator_and_shortfall(tmp_path: Path) -> None:
    text = GOOD.read_text("utf-8").replace("file-type/RDF_TURTLE", "file-type/PDF")

    said = json.loads(run(put(tmp_path, "x.ttl", text), "--json").output)

    europe = next(o for o in said if o["consumer"] == "data.europa.eu")
    assert europe["score"]["measured"] is False
    assert europe["score"]["points"] == 385 and europe["score"]["rating"] == "excellent"
    assert europe["score"]["datasets"][0]["indicators"]["machine"] == [10, 20]
    assert {s["rule"]: s["points"] for s in europe["shortfalls"]} == {"machine": 10, "open": 10}


def test_the_indicators_are_worth_what_the_methodology_says() -> None:
    worth: dict[str, int] = {}
    for measure in quality.MEASURES:
        worth[measure.dimension] = worth.get(measure.dimension, 0) + measure.points

    assert list(worth.values()) == [100, 100, 110, 75, 20]


# What was built, at a server


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our publication, with every key that needs the world, built."""
    made = tmp_path_factory.mktemp("site")
    folder = Path(shutil.copytree(ROOT / "datapackage", made / "datapackage"))
    descriptor = folder / "datapackage.json"
    described = json.loads(descriptor.read_text("utf-8"))
    described["coesa"]["catalogue"] |= EVERYTHING
    for role in ("publisher", "rightsHolder", "creator"):
        described["coesa"]["catalogue"][role]["type"] = (
            "http://purl.org/adms/publishertype/NonProfitOrganisation"
        )
    descriptor.write_text(json.dumps(described), "utf-8")
    # That its tables keep every rule is no matter here, and held in test_published.py.
    with open_tables(read_publication(folder)) as tables:
        stages = build.stages(tables, Validation({}), frozenset({"bundle", "facts", "site"}))
        write(stages, made / "dist")
    return made / "dist"


@pytest.fixture(scope="module")
def site(complete: Path) -> Iterator[tuple[Path, str]]:
    """What was built of it, really served."""
    with serving(partial(Quiet, directory=str(complete.parent))) as address:
        yield complete, address


@pytest.fixture(scope="module")
def said(site: tuple[Path, str]) -> dict[str, dict[str, Any]]:
    """What each consumer says of it, by its name."""
    out, address = site
    official: list[str | Path] = ["--profiles", OFFICIAL] if OFFICIAL.is_dir() else []
    result = run("--out", out, "--at", address, "--json", *official)
    assert result.exit_code == 0, result.output
    return {opinion["consumer"]: opinion for opinion in json.loads(result.output)}


class Quiet(SimpleHTTPRequestHandler):
    """Serve files, and write no log."""

    def log_message(self, *_: Any) -> None: ...


class serving:  # noqa: N801 - read as a word
    """Serve on a free port of this machine while a block runs; gives the address."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_our_own_catalogue_has_full_marks_at_a_server(said: dict[str, dict[str, Any]]) -> None:
    score = said["data.europa.eu"]["score"]
    assert (score["points"], score["measured"]) == (405, True)
    assert said["data.europa.eu"]["checks"]["addresses"] > 20
    italy = {s["rule"]: s["severity"] for s in said["dati.gov.it"]["shortfalls"]}
    assert set(italy.values()) <= {"info"}
    violations = [s for o in said.values() for s in o["shortfalls"] if s["severity"] == "violation"]
    assert violations == []


def test_what_the_server_does_not_have_costs_its_points(
    site: tuple[Path, str], said: dict[str, dict[str, Any]]
) -> None:
    out, address = site
    scores = [opinion["score"] for opinion in said.values() if opinion["score"]]
    names = {name for score in scores for d in score["datasets"] for name in d["indicators"]}
    assert "downloadAnswers" in names
    file = out / "rdf" / "all.nt"
    aside = file.rename(out.parent / file.name)

    try:
        result = run("--out", out, "--at", address)
    finally:
        aside.rename(file)

    (line,) = [line for line in result.output.splitlines() if "+" in line and "answers" in line]
    assert "https://example.org/dist/rdf/all.nt: status 404" in line


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server with a page of every kind, and what it was asked."""
    seen: list[str] = []

    class Pages(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            seen.append(f"HEAD {self.path}")
            if self.path == "/slow":
                time.sleep(1)
            statuses = {"/good": 200, "/no-head": 405, "/gone": 410, "/moved": 301, "/away": 302}
            self.send_response(statuses.get(self.path, 302))
            places = {"/moved": "/good", "/away": "https://elsewhere.example/"}
            if self.path not in ("/good", "/no-head", "/gone"):
                self.send_header("Location", places.get(self.path, self.path))
            self.end_headers()

        def do_GET(self) -> None:
            seen.append(f"GET {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with serving(Pages) as address:
        yield address, seen


@pytest.mark.parametrize(
    ("path", "fine", "words"),
    [
        ("/good", True, "status 200"),
        ("/no-head", True, "status 200"),
        ("/moved", True, "status 200"),
        ("/gone", False, "status 410"),
        ("/round", False, "more than 5 redirections"),
        ("/away", False, "no server stands for it"),
        ("/slow", False, "no answer in time"),
    ],
)
def test_an_address_is_asked_as_the_portal_asks_it(
    path: str,
    fine: bool,
    words: str,
    asked: tuple[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, seen = asked
    monkeypatch.setattr(online, "TIMEOUT", 0.3)
    at = online.places([f"https://pages.example={server}"])
    graph = GOOD.read_text("utf-8")
    graph = graph.replace("<https://example.org/data>", f"<https://pages.example{path}>")
    subject = rehearsal.read_subject(Path(), put(tmp_path, "x.ttl", graph))

    answers = rehearsal.visited(subject, at)

    assert answers[f"https://pages.example{path}"] == online.Answer(fine, words)
    # Two distributions share the address; what no server stands for is not opened.
    assert seen.count(f"HEAD {path}") == (6 if path == "/round" else 1)
    assert answers["https://example.org/data/table.csv"].told == "no server stands for it"


def test_a_server_that_is_not_there_is_one_line() -> None:
    with serving(Quiet) as address:
        pass

    result = run(GOOD, "--at", address)

    assert result.exit_code == 0
    assert "Connection refused" in result.output
    assert "https://example.org/data: " in result.output


@pytest.mark.parametrize(
    ("text", "address", "moved"),
    [
        ("http://127.0.0.1:1", "https://a.example/b?c", "http://127.0.0.1:1/b?c"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/b", "http://127.0.0.1:1/b"),
        (
            "https://a.example/b/=http://127.0.0.1:1/",
            "https://a.example/b/c",
            "http://127.0.0.1:1/c",
        ),
        ("https://a.example/b/=http://127.0.0.1:1/", "https://a.example/c", None),
        ("http://127.0.0.1:1", "ftp://a.example/b", None),
    ],
)
def test_an_address_is_moved_to_the_server_that_stands_for_it(
    text: str, address: str, moved: str | None
) -> None:
    (place,) = online.places([text])

    assert place.moved(address) == moved


# What is no shape


def vocabulary(*left_out: str) -> str:
    """A concept scheme that is a dataset too, less some properties."""
    properties = {
        "dct:identifier": '"r_example:V.1"',
        "dct:title": '"Assi"@it',
        "dct:description": '"Gli assi del programma"@it',
        "dct:modified": '"2024-01-31"^^xsd:date',
        "dcat:theme": "<http://publications.europa.eu/resource/authority/data-theme/REGI>",
        "dct:rightsHolder": "<https://example.org/office>",
        "dct:accrualPeriodicity": "<http://publications.europa.eu/resource/authority/frequency/ANNUAL>",
        "dcat:distribution": "<https://example.org/csv>",
        "dcat:keyword": '"assi"@it',
        "owl:versionInfo": '"1.0"',
        "ndc:keyConcept": '"assi"',
        "dct:publisher": "<https://example.org/office>",
        "dct:subject": "<http://eurovoc.europa.eu/4056>",
        "dcat:contactPoint": "<https://example.org/contact>",
    }
    ndc = "@prefix ndc: <https://w3id.org/italia/onto/NDC/> .\n"
    skos = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    said = "".join(f" ;\n    {p} {v}" for p, v in properties.items() if p not in left_out)
    node = "<https://example.org/axis> a skos:ConceptScheme, dcatapit:Dataset, dcat:Dataset"
    return f"{ndc}{skos}{GOOD.read_text('utf-8')}\n{node}{said} .\n"


def of(consumer: str, result: Result) -> dict[str, Any]:
    found: dict[str, Any] = next(o for o in json.loads(result.output) if o["consumer"] == consumer)
    return found


@pytest.mark.parametrize("official", SETS, ids=["own", "official"])
def test_a_vocabulary_has_what_schema_gov_it_asks(built: Path, official: list[str | Path]) -> None:
    assert of("schema.gov.it", run("--out", built, "--json", *official))["asked"] is False
    place = "portals/schema.gov.it/assets/axis/axis.ttl"
    put(built, place, vocabulary())
    good = of("schema.gov.it", run("--out", built, "--json", *official))
    put(built, place, vocabulary("ndc:keyConcept"))

    result = run("--out", built, "--json", *official)

    assert good["asked"] is True
    assert {s["severity"] for s in good["shortfalls"]} == {"info"}
    bad = of("schema.gov.it", result)
    assert result.exit_code == 1
    (shortfall,) = [s for s in bad["shortfalls"] if s["severity"] == "violation"]
    assert shortfall["property"].endswith("keyConcept")
    assert shortfall["nodes"] == ["https://example.org/axis"]


@pytest.mark.parametrize("official", SETS, ids=["own", "official"])
def test_a_descriptor_is_a_data_package(built: Path, official: list[str | Path]) -> None:
    descriptor = {
        "name": "example",
        "resources": [{"name": "axis", "path": "axis.csv", "schema": {"fields": [{"name": "a"}]}}],
    }
    place = "datapackage/datapackage.json"
    put(built, place, json.dumps(descriptor))
    good = of("Data Package", run("--out", built, "--json", *official))
    put(built, place, json.dumps({**descriptor, "resources": [{"path": "axis.csv", "name": 3}]}))

    result = run("--out", built, "--json", *official)

    assert good["shortfalls"] == []
    assert result.exit_code == 1
    assert of("Data Package", result)["shortfalls"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("axis,amount\nI,1\n", None),
        ("axis,amount\nI\n", "rowsAreEquallyLong"),
        ("asse,quantità\nI,1\n", "columnNamesAreShortAscii"),
        (f"axis,{'a' * 64}\nI,1\n", "columnNamesAreShortAscii"),
        ("axis,\nI,1\n", "columnNamesAreShortAscii"),
        ("_id,amount\nI,1\n", "columnNamesBeginWithALetter"),
        ("Paid amount,paid_amount\n1,1\n", "columnNamesAreUnique"),
        ("", "tablesAreCsv"),
        ('axis,amount\n"I,1\n', "tablesAreCsv"),
    ],
)
def test_a_table_is_one_that_the_portal_loads(built: Path, text: str, rule: str | None) -> None:
    put(built, "portals/socrata/axis.csv", text)

    said = of("dati.lombardia.it", run("--out", built, "--json"))

    assert said["checks"]["tables"] == 1
    assert [s["rule"] for s in said["shortfalls"]] == ([rule] if rule else [])


def test_a_description_for_search_engines_is_judged_where_it_was_built(built: Path) -> None:
    page = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Annual report",
        "description": "The data of the annual report, one row for each observation of it.",
        "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv"}],
    }
    put(built, "portals/schema.org/dataset.jsonld", json.dumps(page))
    said = of("Google Dataset Search", run("--out", built, "--json"))
    put(built, "portals/schema.org/dataset.jsonld", json.dumps({**page, "description": "Short"}))

    result = run("--out", built, "--json")

    rules = {s["rule"] for s in said["shortfalls"]}
    assert {"contentUrl", "variableMeasured", "license"} <= rules and said["accepts"]
    assert result.exit_code == 1
    wrong = of("Google Dataset Search", result)["shortfalls"][0]
    assert (wrong["rule"], wrong["found"]) == ("descriptionLength", "5: Short")


def test_a_catalogue_with_nodes_that_have_no_name_is_told_the_same_each_time(
    tmp_path: Path,
) -> None:
    text = GOOD.read_text("utf-8").replace(
        "dcat:contactPoint <https://example.org/contact>",
        'dcat:contactPoint [ a vcard:Kind ; vcard:fn "Ufficio" ]',
    )
    file = put(tmp_path, "blank.ttl", text)

    first = run(file, "--json")

    assert first.output == run(file, "--json").output
    rules = {s["rule"] for s in of("dati.gov.it", first)["shortfalls"]}
    assert rules == {"dataset_contact_points_are_organizations"}


# What cannot be read


def is_refused_in_one_line(result: Result, words: str) -> bool:
    is_line = len(result.output.strip().splitlines()) == 1 and "Traceback" not in result.output
    return result.exit_code == 1 and words in result.output and is_line


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.ttl", b"<https://example.org/> a dcat:Catalog .", "x.ttl"),
        ("x.ttl", b"<https://example.org/> \xff", "Invalid UTF-8"),
        ("x.rdf", b"<rdf:RDF", "x.rdf"),
        ("x.jsonld", b"{", "x.jsonld"),
        ("x.jsonld", b'{"@context": "https://example.org/c.jsonld", "a": 1}', "nothing is fetched"),
        ("x.ttl", b"", "no dcat:Dataset found"),
        ("x.csv", b"a,b", ".csv found; expected one of .ttl"),
    ],
)
def test_what_is_no_catalogue_is_one_line(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    result = run(file)

    assert is_refused_in_one_line(result, words)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("datapackage-2.0/datapackage-2.0.json", b"{", "cannot be read as a JSON Schema"),
        ("datapackage-2.0/datapackage-2.0.json", b"\xff", "cannot be read as a JSON Schema"),
        ("datapackage-2.0/datapackage-2.0.json", b'{"type": 1}', "cannot be read as a JSON Schema"),
        ("dcat-ap-3.0/dcat-shapes.ttl", b"<a", "cannot be read as Turtle"),
        ("dcat-ap-3.0/other.ttl", b"", "no shapes there; expected files whose names end with"),
    ],
)
def test_official_shapes_that_cannot_be_read_are_told_in_one_line(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_bytes(content)
    built = ROOT / "tests" / "examples" / "minimal" / "dist"

    result = run("--out", built, "--profiles", tmp_path)

    assert is_refused_in_one_line(result, words)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--out", "nowhere"], 1, "run coesa build first"),
        ([GOOD, "--at", "localhost"], 2, "is no web address"),
        ([GOOD, "--at", "http://[::1"], 2, "is no web address"),
        ([GOOD, "--at", "http://127.0.0.1:99999999/"], 2, "is no web address"),
        ([GOOD, "--profiles", str(EXAMPLES)], 1, "no official shapes there"),
        ([GOOD, "--language", "tlh"], 1, "expected en, it"),
    ],
)
def test_wrong_usage_is_told_in_one_line(
    arguments: list[str | Path], code: int, words: str
) -> None:
    result = run(*arguments)

    assert (result.exit_code, "Traceback" in result.output) == (code, False)
    assert words in result.output
