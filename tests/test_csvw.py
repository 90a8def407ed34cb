import csv
import fcntl
import itertools
import json
import os
import re
import shutil
import string
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coesa import iris, rdf
from coesa.csvw import csvw, table_metadata
from coesa.facts.digest import digest, fact_fields, table_facts
from coesa.facts.subjects import rows
from coesa.facts.triples import wanted_triples
from coesa.model import Field, FieldRole, ForeignKey, Publication
from coesa.serialized import rows_text
from coesa.statements import published_name, published_tables, references
from coesa.syntax import NTriples
from coesa.tables import Tables
from tests.conftest import ROOT, part
from tests.csvw_metadata import faults
from tests.opened import open_tables, read_publication

CSV2RDF = Path(__file__).parent / "csvw"
NAME = re.compile(r"[a-z][a-z0-9_]*")
Json = dict[str, Any]
Csv2Rdf = Callable[[Tables, Path], dict[str, rdf.Graph]]


def missing(reason: str) -> None:
    """Skip what needs Node.js, but where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_node() -> str:
    """Node.js with the independent processor installed as it is locked."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("csv2rdf needs Node.js and npm")
    assert node is not None
    assert npm is not None
    with (CSV2RDF / "package-lock.json").open() as lock:
        # Two test runs at a time must not install at a time.
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = CSV2RDF / "node_modules" / ".package-lock.json"
        if not installed.is_file():
            command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(command, cwd=CSV2RDF, capture_output=True, text=True, check=False)
            if done.returncode:
                missing(f"npm ci failed in tests/csvw: {done.stderr[-300:]}")
    return node


@pytest.fixture(scope="session")
def csv2rdf(needs_node: str) -> Csv2Rdf:
    """The triples that the independent processor reads from our CSV and CSVW files, by table."""

    def read(tables: Tables, out: Path) -> dict[str, rdf.Graph]:
        publication = tables.publication
        out.mkdir()
        (out / "datapackage").mkdir()
        for path, content in csvw(publication).items():
            (out / path).write_bytes(content)
        for name in published_tables(publication):
            copy = out / "datapackage" / f"{published_name(name)}.csv"
            shutil.copyfile(publication.resource(name).location, copy)
        script = str(CSV2RDF / "csv2rdf.mjs")
        # What is compiled with care is not run for long enough to be worth it.
        command = [needs_node, "--no-opt", script, str(out / "datapackage"), str(out)]
        subprocess.run(command, check=True)
        return {path.stem: rdf.read_ntriples(path.read_text("utf-8")) for path in out.glob("*.nt")}

    return read


def ours(tables: Tables) -> dict[str, rdf.Graph]:
    return {
        published_name(name): rdf.read_ntriples(rows_text(tables, name, NTriples()))
        for name in published_tables(tables.publication)
    }


def metadata(publication: Publication, name: str) -> Json:
    found: Json = json.loads(csvw(publication)[f"datapackage/{name}"])
    return found


def columns(publication: Publication, name: str) -> list[Json]:
    listed: list[Json] = table_metadata(publication, name)["tableSchema"]["columns"]
    return listed


def column(publication: Publication, table: str, name: str) -> Json:
    return next(c for c in columns(publication, table) if c["name"] == name)


def changed(publication: Publication, table: str, field: Field) -> Publication:
    """Put another field of the same name into a table."""
    resource = publication.resource(table)
    fields = tuple(field if f.name == field.name else f for f in resource.fields)
    other = replace(resource, fields=fields)
    resources = tuple(other if r is resource else r for r in publication.resources)
    return replace(publication, resources=resources)


PUBLICATIONS = ("datapackage", "tests/examples/erdf", "tests/examples/minimal")


@pytest.fixture(scope="module")
def theirs_of_ours(
    csv2rdf: Csv2Rdf, tables: Tables, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, rdf.Graph]:
    """What the independent processor reads of our publication."""
    return csv2rdf(tables, tmp_path_factory.mktemp("csv2rdf") / "out")


def test_an_independent_csv2rdf_makes_our_triples(
    theirs_of_ours: dict[str, rdf.Graph], tables: Tables
) -> None:
    _hold(theirs_of_ours, ours(tables))


@pytest.mark.parametrize("place", PUBLICATIONS[1:])
def test_an_independent_csv2rdf_makes_the_triples_of_others(
    place: str, csv2rdf: Csv2Rdf, tmp_path: Path
) -> None:
    with open_tables(read_publication(ROOT / place)) as tables:
        _hold(csv2rdf(tables, tmp_path / "out"), ours(tables))


def _hold(theirs: dict[str, rdf.Graph], expected: dict[str, rdf.Graph]) -> None:

    assert {name: len(graph) for name, graph in theirs.items()} == {
        name: len(graph) for name, graph in expected.items()
    }
    assert theirs == expected
    assert all(theirs.values())


@pytest.mark.parametrize("place", PUBLICATIONS)
def test_the_metadata_say_what_the_vocabulary_lets_them(place: str) -> None:
    files = csvw(read_publication(ROOT / place))

    told = {path: faults(json.loads(content)) for path, content in files.items()}

    assert told
    assert {path: found for path, found in told.items() if found} == {}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda m: m.update({"@context": "https://example.org/"}), "@context"),
        (lambda m: m["@context"][1].update({"own": "https://example.org/"}), "@language or @base"),
        (lambda m: m.update({"title": "no prefix"}), "title"),
        (lambda m: m.update({"own:title": "an unknown prefix"}), "own:title"),
        (lambda m: m["dc:title"][0].update({"@type": "xsd:string"}), "@type or @language alone"),
        (lambda m: m.update({"dc:title": {"@list": ["a"]}}), "@list"),
        (lambda m: m.update({"dc:creator": {"@id": "_:b0"}}), "no blank node"),
        (lambda m: _first(m).update({"name": "_own"}), "name"),
        (lambda m: _first(m).update({"datatype": "text"}), "datatype"),
        (lambda m: _first(m).update({"required": "yes"}), "required"),
        (lambda m: _first(m).update({"virtual": True}), "after all others"),
        (lambda m: _first(m).update({"valueUrl": "{notation"}), "valueUrl"),
        (lambda m: m["tableSchema"].update({"primaryKey": ["code"]}), "are no columns"),
        (lambda m: m["tableSchema"]["columns"].append(_first(m)), "a name of its own"),
        (lambda m: m.pop("url"), "expected the file"),
    ],
)
def test_a_breach_of_the_vocabulary_is_seen(
    change: Callable[[Json], object], told: str, publication: Publication
) -> None:
    metadata_ = metadata(publication, "axis.csv-metadata.json")

    change(metadata_)

    assert any(told in fault for fault in faults(metadata_))


def _first(metadata_: Json) -> Json:
    first: Json = metadata_["tableSchema"]["columns"][0]
    return first


def test_a_foreign_key_to_no_table_is_seen(publication: Publication) -> None:
    group = metadata(publication, "csvw-group.json")
    (amounts,) = [t for t in group["tables"] if t["url"] == "financial-amounts.csv"]

    amounts["tableSchema"]["foreignKeys"][0]["reference"]["resource"] = "nowhere.csv"

    (fault,) = faults(group)
    assert "expected columns of a table of the group" in fault


def test_an_independent_csv2rdf_reads_the_same_facts(
    theirs_of_ours: dict[str, rdf.Graph], tables: Tables
) -> None:
    theirs, wanted = theirs_of_ours, wanted_triples(tables)
    found = []
    for about in wanted.subjects:
        triples = sorted(theirs[about.name], key=lambda t: str(t.subject))
        cells = [item[1] for item in rows(triples, (about,), about.name) if isinstance(item, tuple)]
        fields = fact_fields(tables.publication, about.name)
        found.append(table_facts(about.name, fields, about.fields, cells))

    assert digest(found) == digest(wanted.facts.values())
    assert sum(facts.count for facts in found) > 400


@pytest.mark.in_part
def test_an_independent_csv2rdf_reads_every_notation_and_text_as_we_do(
    csv2rdf: Csv2Rdf, folder: Path, tmp_path: Path
) -> None:
    starts = string.ascii_letters + string.digits + "_"
    # Every fifth: all signs come first and second, if not every one with every other.
    pairs = part((a + b for a, b in itertools.product(starts, starts + ".~-")), 5)
    odd = ["a..", "0.1.", "a~.-_", "a.~b", "_~", "x" * 200]
    texts = ['«c» "d", e', "two\nlines", "back\\slash\\", "𝄞 \u00e9", "'{a}' %41 <b>"]
    notations = list(dict.fromkeys([*pairs, *odd]))
    labels = itertools.islice(itertools.cycle(texts), len(notations))
    place = "p. 1"
    append(
        folder / "data" / "axis.csv",
        [[n, t, t, t, t, place] for n, t in zip(notations, labels, strict=True)],
    )
    append(
        folder / "data" / "financial-amounts.csv",
        [["cumulative-2022-12-31", n, "paid", "-0.05", "p05-006"] for n in notations],
    )

    with open_tables(read_publication(folder)) as opened:
        theirs, expected = csv2rdf(opened, tmp_path / "out"), ours(opened)

    assert all(map(iris.is_notation, notations))
    assert theirs["axis"] == expected["axis"]
    assert theirs["financial-amounts"] == expected["financial-amounts"]


def append(path: Path, rows: list[list[str]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def test_the_lock_of_the_processor_names_no_registry() -> None:
    lock = json.loads((CSV2RDF / "package-lock.json").read_text("utf-8"))

    installed = [package for path, package in lock["packages"].items() if path]
    assert all("integrity" in package for package in installed)
    assert not any("resolved" in package for package in installed)


def test_every_table_has_metadata_and_stands_in_the_group(publication: Publication) -> None:
    files = csvw(publication)
    names = {published_name(name) for name in published_tables(publication)}
    names |= {table.name for table in publication.printed_tables}

    group = metadata(publication, "csvw-group.json")

    assert {table["url"] for table in group["tables"]} == {f"{name}.csv" for name in names}
    assert set(files) == {
        "datapackage/csvw-group.json",
        *(f"datapackage/{name}.csv-metadata.json" for name in names),
    }


def test_columns_are_those_of_the_file_and_virtual_ones_follow(publication: Publication) -> None:
    for name in published_tables(publication):
        listed = columns(publication, name)
        names = [c["name"] for c in listed]
        kinds = [c.get("virtual", False) for c in listed]

        with publication.resource(name).location.open(encoding="utf-8") as stream:
            header = next(csv.reader(stream))
        assert [c["titles"] for c in listed if "titles" in c] == header
        assert names[: len(header)] == header
        assert kinds == sorted(kinds)
        assert len(set(names)) == len(names)
        assert all(NAME.fullmatch(n) for n in names)


def test_foreign_keys_of_the_group_lead_to_columns_of_its_tables(publication: Publication) -> None:
    group = metadata(publication, "csvw-group.json")
    listed = {t["url"]: {c["name"] for c in t["tableSchema"]["columns"]} for t in group["tables"]}
    keys = [
        (t["url"], key) for t in group["tables"] for key in t["tableSchema"].get("foreignKeys", [])
    ]

    for url, key in keys:
        assert listed[url].issuperset(key["columnReference"])
        assert listed[key["reference"]["resource"]].issuperset(key["reference"]["columnReference"])
    found = {(u, *k["columnReference"], k["reference"]["resource"]) for u, k in keys}
    assert ("financial-amounts.csv", "axis", "axis.csv") in found
    assert ("figures.csv", "class", "def-figure-class.csv") in found
    assert ("statistic.csv", "notation", "def-statistic.csv") in found
    assert ("table-2.csv", "axis", "axis.csv") in found


def test_the_group_has_no_foreign_key_that_a_cell_may_lack(publication: Publication) -> None:
    # Strict validators take an empty cell of a foreign key for a broken one.
    group = metadata(publication, "csvw-group.json")
    (figures,) = [t for t in group["tables"] if t["url"] == "figures.csv"]
    optional = {f.name for f in publication.resource("figures").columns if not f.required}

    keyed = {
        name for key in figures["tableSchema"]["foreignKeys"] for name in key["columnReference"]
    }

    assert "restates" in optional
    assert keyed
    assert keyed.isdisjoint(optional)


def test_a_foreign_key_of_the_group_leaves_constants_out(publication: Publication) -> None:
    # The document is a constant of the ledger and the programme one of the cube: no columns.
    amounts = publication.resource("financial-amounts")
    key = ForeignKey(("programme", "figure"), "figures", ("document", "figure"))
    other = replace(amounts, foreign_keys=(*amounts.foreign_keys[:-1], key))
    resources = tuple(other if r is amounts else r for r in publication.resources)

    keys = references(replace(publication, resources=resources), "financial-amounts")

    assert ForeignKey(("figure",), "figures", ("figure",)) in keys
    assert key not in keys


def test_labels_are_stated_in_every_language(publication: Publication) -> None:
    value = column(publication, "financial-amounts", "value")

    assert value["titles"] == "value"
    assert value["rdfs:label"] == [
        {"@value": "Valore", "@language": "it"},
        {"@value": "Value", "@language": "en"},
    ]


def test_datatypes_are_plain_names(publication: Publication) -> None:
    assert column(publication, "financial-amounts", "value")["datatype"] == "decimal"
    assert column(publication, "figures", "page")["datatype"] == "integer"
    assert column(publication, "reference-period", "start")["datatype"] == "date"
    assert column(publication, "axis", "label_it")["lang"] == "it"


def test_a_column_of_iris_is_not_escaped(publication: Publication) -> None:
    match = column(publication, "def:unit-match", "match")

    assert match["datatype"] == "anyURI"
    assert match["valueUrl"] == "{+match}"


def test_a_constant_dimension_is_a_virtual_column(publication: Publication) -> None:
    constant = publication.resource("financial-amounts").field("programme").constant

    virtual = column(publication, "financial-amounts", "programme")

    assert virtual["virtual"]
    assert virtual["valueUrl"] == f"{publication.base}programme/{constant}"
    about = table_metadata(publication, "financial-amounts")["tableSchema"]["aboutUrl"]
    assert f"/{constant}/" in about


def test_a_constant_text_is_the_default_of_a_virtual_column(publication: Publication) -> None:
    document = replace(
        publication.resource("figures").field("document"),
        role=FieldRole.PROPERTY,
        property_iri="http://purl.org/dc/terms/bibliographicCitation",
        language="it",
    )
    key = replace(publication.resource("figures").field("section"), role=FieldRole.KEY)
    other = changed(changed(publication, "figures", document), "figures", key)

    virtual = column(other, "figures", "bibliographic_citation")

    assert virtual["default"] == document.constant
    assert virtual["lang"] == "it"
    assert "valueUrl" not in virtual


def test_an_inverse_is_stated_of_the_other_node(publication: Publication) -> None:
    narrower = column(publication, "def:statistic-broader", "narrower")

    assert narrower["aboutUrl"].endswith("/statistic/{broader}")
    assert narrower["valueUrl"].endswith("/statistic/{notation}")


def test_an_inverse_that_a_cell_may_lack_is_left_out(publication: Publication) -> None:
    # A virtual column is never silent: an empty cell would make an IRI with nothing at its end.
    inverse = "https://example.org/isRestatedBy"
    restates = replace(publication.resource("figures").field("restates"), inverse_iri=inverse)

    optional = columns(changed(publication, "figures", restates), "figures")
    needed = columns(changed(publication, "figures", replace(restates, required=True)), "figures")

    assert inverse not in [c.get("propertyUrl") for c in optional]
    assert inverse in [c.get("propertyUrl") for c in needed]


def test_a_virtual_column_gives_way_to_a_column_of_its_name(publication: Publication) -> None:
    kind = replace(publication.resource("erratum-place").field("page"), name="type")
    resource = publication.resource("erratum-place")
    fields = tuple(kind if f.name == "page" else f for f in resource.fields)
    resources = tuple(
        replace(r, fields=fields) if r is resource else r for r in publication.resources
    )
    other = replace(publication, resources=resources)

    names = [c["name"] for c in columns(other, "erratum-place")]

    assert names.count("type") == 1
    assert "type_2" in names


def test_a_printed_table_states_nothing(publication: Publication) -> None:
    table = metadata(publication, "table-2.csv-metadata.json")

    assert table["suppressOutput"] is True
    assert not any("propertyUrl" in c for c in table["tableSchema"]["columns"])
    assert table["dc:title"][0]["@language"] == publication.language


def test_the_metadata_is_the_same_wherever_it_is_made(
    publication: Publication, folder: Path
) -> None:
    assert csvw(read_publication(folder)) == csvw(publication)
