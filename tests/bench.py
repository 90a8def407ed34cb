"""Print speed and memory of whole processes: `make bench`; or of the parts that are named.

commands     help and build of the repository's publication against a bare Python start
constraints  IC-1 to IC-21 on 100,000 observations, against the reading of their tables
rdflib       100,000 observations to N-Triples, against rdflib
million      1,000,000 observations through validate and build, against DuckDB alone
steps        where the processors' time of these goes: every rule, every file
full         builds of 100,000: everything, read back and bundled; less of it
ten-million  10,000,000 observations through a build, which validates first (55 GB of disk)

What is compared does the same job and must give the same triples. Seconds are the least of several
runs, memory the most.
"""

import argparse
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from coesa.build import stages
from coesa.model import Validation
from coesa.read import read_publication
from coesa.registry import REGISTRY
from coesa.synthetic import Parameters, write_synthetic
from coesa.tables import open_tables
from coesa.validate import RULES

ROOT = Path(__file__).parents[1]
OBSERVATIONS = 100_000
COESA = Path(sys.executable).with_name("coesa")
WITHOUT = ("--skip", "office", "--skip", "facts", "--skip", "site", "--skip", "bundle")
"""What DuckDB alone does not do either: files for people, reading all back, a site, a zip."""
ONCE, TWICE = "DuckDB alone: N-Triples", "DuckDB alone: N-Triples and Turtle"
Command = Sequence[str | Path]
Figures = dict[str, float]
Made = TypeVar("Made")

OURS = """
import sys
from pathlib import Path
from coesa.read import read_publication
from coesa.syntax import NTriples
from coesa.serialized import write_rows
from coesa.tables import open_tables
with open_tables(read_publication(Path(sys.argv[1]))) as tables, open(sys.argv[2], "wb") as target:
    write_rows(tables, "financial-amounts", NTriples(), target)
"""
THEIRS = """
import csv, sys
from rdflib import Graph, Literal, RDF, URIRef, XSD
base, shared = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/", "https://w3id.org/coesa/def/"
qb, prov = "http://purl.org/linked-data/cube#", "http://www.w3.org/ns/prov#"
sdmx, dimension = "http://purl.org/linked-data/sdmx/2009/", shared + "dimension/"
graph, programme = Graph(), "2014IT05SFOP007"
with open(sys.argv[1] + "/data/financial-amounts.csv", newline="") as stream:
    for row in csv.DictReader(stream):
        period, axis, statistic = row["reference_period"], row["axis"], row["statistic"]
        node = URIRef(f"{base}obs/financial-amounts/{programme}/{period}/{axis}/{statistic}")
        for predicate, value in (
            (RDF.type, URIRef(qb + "Observation")),
            (RDF.type, URIRef(prov + "Entity")),
            (qb + "dataSet", URIRef(base + "cube/financial-amounts")),
            (dimension + "programme", URIRef(f"{base}programme/{programme}")),
            (dimension + "reference-period", URIRef(f"{base}reference-period/{period}")),
            (dimension + "axis", URIRef(f"{base}axis/{axis}")),
            (dimension + "statistic", URIRef(f"{shared}statistic/{statistic}")),
            (sdmx + "attribute#unitMeasure", URIRef(shared + "unit/EUR")),
            (sdmx + "measure#obsValue", Literal(row["value"], datatype=XSD.decimal)),
            (prov + "wasDerivedFrom", URIRef(f"{base}figure/raa-2022/{row['figure']}")),
        ):
            graph.add((node, URIRef(predicate), value))
graph.serialize(sys.argv[2], format="nt", encoding="utf-8")
"""
DUCKDB = r"""
import sys
import duckdb
B, D = "https://example.org/synthetic/", "https://w3id.org/coesa/def/"
QB, PROV = "http://purl.org/linked-data/cube#", "http://www.w3.org/ns/prov#"
SDMX, XSD = "http://purl.org/linked-data/sdmx/2009/", "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
folder, out, *turtle = sys.argv[1:]

def line(predicate, *value):
    return ", ".join(["s", f"' <{predicate}> '", *value, r"E' .\n'"])
def node(fixed, column=None):
    return ("'<" + fixed + "'", column, "'>'") if column else ("'<" + fixed + ">'",)
def number(column, datatype):
    return ("'\"'", column, "'\"^^<" + XSD + datatype + ">'")
def words(column):
    return (f"CAST(to_json({column}) AS VARCHAR)",)
def may_be_empty(column, predicate, value):
    return f"CASE WHEN {column} IS NULL THEN '' ELSE concat({line(predicate, *value)}) END"
def observations(cube, dimension, of, unit):
    return [
        line(QB + "dataSet", *node(B + "cube/" + cube)),
        line(SDMX + "attribute#unitMeasure", *node(D + "unit/" + unit, None if unit else "unit")),
        line(SDMX + "measure#obsValue", *number("value", "decimal")),
        line(TYPE, *node(QB + "Observation")), line(TYPE, *node(PROV + "Entity")),
        line(PROV + "wasDerivedFrom", *node(B + "figure/", "figure")),
        *(line(D + "dimension/" + name, *node(start + name + "/", name.replace("-", "_")))
          for name, start in sorted([("axis", B), ("programme", B), ("reference-period", B),
                                     (dimension, of)])),
    ]
LEDGER = [
    line("http://purl.org/dc/terms/identifier", *words("figure")),
    line(TYPE, *node(PROV + "Entity")), line(TYPE, *node(D + "Figure")),
    line(PROV + "wasDerivedFrom", *node(B + "doc/", "document")),
    line(D + "figureClass", *node(D + "figure-class/", "class")),
    may_be_empty("hedge", D + "hedge", node(D + "hedge/", "hedge")),
    line(D + "page", *number("page", "integer")), line(D + "printed", *words("printed")),
    may_be_empty("qualifies", D + "qualifies", node(B + "figure/", "qualifies")),
    may_be_empty("reason", D + "reason", node(D + "reason/", "reason")),
    may_be_empty("resolution", D + "resolution", number("resolution", "decimal")),
    may_be_empty("restates", D + "restates", node(B + "figure/", "restates")),
    line(D + "section", *words("section")),
    may_be_empty("unit", D + "unit", node(D + "unit/", "unit")),
    may_be_empty("value", D + "value", number("value", "decimal")),
]
AT = "programme, '/', reference_period, '/', axis, '/', "

def pair(predicate, *value):
    return ", ".join([f"E' ;\\n    {predicate} '", *value])
def local(prefix, column):
    return (f"'{prefix}:'", column)
def bare(column):
    typed = f"concat('\"', {column}, '\"^^xsd:decimal')"
    return (f"CASE WHEN contains({column}, '.') THEN {column} ELSE {typed} END",)
def filled(column, predicate, value):
    return f"CASE WHEN {column} IS NULL THEN '' ELSE concat({pair(predicate, *value)}) END"
def block_of_observation(cube, dimension, of, unit):
    place = local("def-" + dimension, dimension) if of == D else node(dimension + "/", dimension)
    fixed = pair("sdmx-attribute:unitMeasure", *local("def-unit", f"'{unit}'" if unit else "unit"))
    value = pair("sdmx-measure:obsValue", *bare("value"))
    return [
        "' a qb:Observation , prov:Entity'", pair("qb:dataSet", *node("cube/" + cube)),
        *([fixed] if unit else []),
        pair("dim:programme", *node("programme/", "programme")),
        pair("dim:reference-period", *node("reference-period/", "reference_period")),
        pair("dim:axis", *node("axis/", "axis")), pair("dim:" + dimension, *place), value,
        *([] if unit else [fixed]), pair("prov:wasDerivedFrom", *node("figure/", "figure")),
    ]
BLOCK_OF_FIGURE = [
    "' a def:Figure , prov:Entity'", pair("prov:wasDerivedFrom", *node("doc/", "document")),
    pair("dct:identifier", *words("figure")), pair("def:page", "page"),
    pair("def:section", *words("section")), pair("def:printed", *words("printed")),
    pair("def:figureClass", *local("def-figure-class", "class")),
    filled("value", "def:value", bare("value")),
    filled("unit", "def:unit", local("def-unit", "unit")),
    filled("resolution", "def:resolution", bare("resolution")),
    filled("hedge", "def:hedge", local("def-hedge", "hedge")),
    filled("restates", "def:restates", node("figure/", "restates")),
    filled("qualifies", "def:qualifies", node("figure/", "qualifies")),
    filled("reason", "def:reason", local("def-reason", "reason")),
]
TABLES = [
    ("figures", "figure/", "figure", LEDGER, BLOCK_OF_FIGURE),
    *((name, f"obs/{name}/", AT + dimension, observations(*cube), block_of_observation(*cube))
      for cube in (("financial-amounts", "statistic", D, "EUR"),
                   ("financial-ratios", "statistic", D, "PERCENT"),
                   ("indicator-values", "indicator", B, ""), ("participants", "sex", D, "PERSON"))
      for name, dimension, *_ in [cube]),
]
def copy(rows, path, written):
    connection.execute(f"COPY (SELECT {written} FROM {rows}) TO '{out}/{path}' "
                       r"(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER E'\x01')")
with duckdb.connect(config={"threads": 1}) as connection:
    for position, (name, start, key, lines, block) in enumerate(TABLES):
        rows = (f"(SELECT * FROM read_csv('{folder}/data/{name}.csv', all_varchar = true, "
                f"header = true) ORDER BY concat({key}, '>'))")
        if turtle:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE sorted AS FROM {rows}")
            rows = "sorted"
            copy(f"(SELECT *, concat('<{start}', {key}, '>') AS s FROM {rows})", name + ".ttl",
                 f"concat(s, {', '.join(block)}, E' .\\n')")
        copy(f"(SELECT *, concat('<{B}{start}', {key}, '>') AS s FROM {rows})",
             f"{position}.nt", f"left(concat({', '.join(lines)}), -1)")
"""


def least(command: Command, runs: int, cwd: Path) -> float:
    """Time whole processes; the least is the one least disturbed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def peak(command: Command) -> tuple[float, float, float]:
    """Time one process: seconds, seconds of a processor, and its peak memory in megabytes.

    Where it starts others, theirs is added: looked at 20 times a second (Linux).
    """
    start = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    words = [str(part) for part in command]
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=quiet)
    held, ended = [0.0], threading.Event()
    watch = threading.Thread(target=_watch, args=(pid, held, ended))
    watch.start()
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    ended.set()
    watch.join()
    assert status == 0, command
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return seconds, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss / unit, *held)


def _watch(pid: int, held: list[float], ended: threading.Event) -> None:
    """Note what a process and those that it started hold, in megabytes, where that is more."""
    while not ended.wait(0.05):
        try:
            started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            pages = sum(map(_resident, [str(pid), *started])) if started else 0
        except OSError:  # one of them has ended, or the system has no such files
            continue
        held[0] = max(held[0], pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def _resident(pid: str) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1])


def measured(name: str, command: Command, runs: int) -> Figures:
    """Run a command several times and print its seconds and its peak memory."""
    times, processors, memories = zip(*(peak(command) for _ in range(runs)), strict=True)
    seconds, processor, memory = min(times), min(processors), max(memories)
    told = f"{seconds:>9.2f} s{processor:>9.2f} s of processors{memory:>8.0f} MB at most"
    print(f"{name:<48}{told}", flush=True)
    return {f"{name}: seconds": seconds, f"{name}: processor": processor, f"{name}: MB": memory}


def commands(folder: Path) -> Figures:
    """Measure a bare Python start, the help and a build, each as a whole process."""
    python = least([sys.executable, "-S", "-E", "-c", "pass"], 10, folder)
    publication, out = ROOT / "datapackage", folder / "dist"
    build: Command = [COESA, "build", "--publication", publication, "--out", out]
    times = {
        "bare Python start": python,
        "coesa --help": least([COESA, "--help"], 10, folder),
        "coesa build": least(build, 5, folder),
    }
    for name, seconds in times.items():
        print(f"{name:<40}{seconds:>9.3f} s{seconds / python:>9.1f} x a bare Python start")
    return times


NEEDED = ("financial-amounts", "programme", "axis", "reference-period", "statistic", "figures")


def generated(folder: Path) -> Path:
    """Take one cube and its code lists of the publication, and generate observations for it."""
    shutil.copytree(ROOT / "datapackage", folder)
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in NEEDED]
    for resource in descriptor["resources"]:
        resource["coesa"].pop("secondReading", None)
    descriptor["coesa"] |= {"identities": [], "tables": []}
    path.write_text(json.dumps(descriptor), "utf-8")
    statistics = ["allocation", "programmed", "committed", "paid", "certified"]
    with (folder / "data/financial-amounts.csv").open("w", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["reference_period", "axis", "statistic", "value", "figure"])
        for n in range(OBSERVATIONS):
            period, axis = f"cumulative-{n // 25:06d}", f"A{n // 5 % 5}"
            value = f"{1000 + n}.{n % 9 + 1}"
            rows.writerow(
                [period, axis, statistics[n % 5], value, f"p{n // 999:02d}-{n % 999:03d}"]
            )
    return folder


def rdflib(folder: Path) -> Figures:
    """Measure the same observations written by us and by rdflib, and hold them together."""
    publication = generated(folder / "generated")
    results: Figures = {}
    written = {}
    for name, program, runs in (("coesa", OURS, 5), ("rdflib", THEIRS, 1)):
        target = folder / f"{name}.nt"
        target.unlink(missing_ok=True)
        line = f"{name}: {OBSERVATIONS:,} observations to N-Triples"
        results |= measured(line, [*_fresh(target), program, publication, target], runs)
        written[name] = sorted(target.read_bytes().splitlines())
    assert written["coesa"] == written["rdflib"], "the two do not give the same triples"
    ours, theirs = (s for n, s in results.items() if n.endswith("seconds"))
    print(f"coesa is {theirs / ours:.0f} times faster than rdflib, same triples")
    return results | {"times faster than rdflib": theirs / ours}


def _fresh(target: Path) -> list[str | Path]:
    """Begin a Python program that finds no file of an earlier run."""
    remove = f"import pathlib; pathlib.Path({str(target)!r}).unlink(missing_ok=True); "
    run = "import sys; program = sys.argv.pop(1); exec(program)"
    return [sys.executable, "-c", remove + run]


def constraints(folder: Path, runs: int = 5) -> Figures:
    """Measure the rules that carry the integrity constraints, and the reading of the tables."""
    publication = synthetic(folder, OBSERVATIONS)
    entries = [entry for entry in REGISTRY if "IC-" in entry.clause]
    named = {number for e in entries for number in re.findall(r"IC-([0-9]+)", e.clause)}
    names = {entry.name for entry in entries}
    carrying = [rule for rule in RULES if rule.__name__ in names]
    assert named == {str(number) for number in range(1, 22)}
    reading, holding = [], []
    for _ in range(runs):
        start = time.process_time()
        with open_tables(read_publication(publication)) as tables:
            read = time.process_time()
            assert not any(rule(tables).issues for rule in carrying)
            holding.append(time.process_time() - read)
        reading.append(read - start)
    seconds, ratio = min(holding), min(holding) / min(reading)
    print(
        f"IC-1 to IC-21 on {OBSERVATIONS:,} observations: {seconds:.2f} s of a processor, "
        f"{ratio:.1f} times the reading of the tables"
    )
    return {"IC-1 to IC-21: processor": seconds, "IC-1 to IC-21 / reading the tables": ratio}


def synthetic(folder: Path, observations: int) -> Path:
    """Write a synthetic publication, and tell how large it is."""
    publication = folder / f"synthetic-{observations}"
    if not publication.exists():
        write_synthetic(Parameters(observations=observations), publication)
    size = sum(path.stat().st_size for path in (publication / "data").glob("*.csv"))
    print(f"{observations:,} observations: {size / 1e6:,.0f} MB of tables")
    return publication


def million(folder: Path, runs: int = 2) -> Figures:
    """Measure validate and build of a million observations, and DuckDB alone.

    DuckDB alone writes every triple once, as N-Triples; then as Turtle too, as a build does.
    """
    publication, out, alone = synthetic(folder, 1_000_000), folder / "out", folder / "alone"
    alone.mkdir(exist_ok=True)
    results = measured("coesa validate", [COESA, "validate", "--publication", publication], runs)
    results |= measured("coesa build (validates first)", _build(publication, out, *WITHOUT), runs)
    duckdb: Command = [sys.executable, "-c", DUCKDB, publication, alone]
    for name, command in ((ONCE, duckdb), (TWICE, [*duckdb, "turtle"])):
        results |= measured(name, command, runs)
        assert _rows(out) == _digest(alone), "the two do not give the same triples"
    assert all(_ends_alike(out, path) for path in alone.glob("*.ttl")), "not the same Turtle"
    for ours in ("coesa validate", "coesa build (validates first)"):
        for theirs in (ONCE, TWICE):
            ratio = results[f"{ours}: seconds"] / results[f"{theirs}: seconds"]
            results[f"{ours} / {theirs}"] = ratio
            print(f"{ours}: {ratio:.1f} times {theirs}")
    shutil.rmtree(alone)
    shutil.rmtree(out)
    return results


def _build(publication: Path, out: Path, *options: str) -> Command:
    return [COESA, "build", "--publication", publication, "--out", out, *options]


def _rows(out: Path) -> str:
    """Sum the triples of observations and figures in the order of `all.nt`."""
    starts = tuple(f"<https://example.org/synthetic/{part}/".encode() for part in ("figure", "obs"))
    sha256 = hashlib.sha256()
    with (out / "rdf/all.nt").open("rb") as stream:
        for line in stream:
            if line.startswith(starts):
                sha256.update(line)
    return sha256.hexdigest()


def _ends_alike(out: Path, rows: Path) -> bool:
    """Tell whether the Turtle of a table ends with these rows, after its head."""
    ours = out / "rdf" / (rows.name if rows.stem == "figures" else f"cube/{rows.name}")
    with ours.open("rb") as one, rows.open("rb") as other:
        one.seek(-rows.stat().st_size, os.SEEK_END)
        return hashlib.file_digest(one, "sha256").digest() == (
            hashlib.file_digest(other, "sha256").digest()
        )


def _digest(alone: Path) -> str:
    sha256 = hashlib.sha256()
    for path in sorted(alone.glob("*.nt")):
        with path.open("rb") as stream:
            while part := stream.read(1 << 20):
                sha256.update(part)
    return sha256.hexdigest()


def steps(folder: Path) -> Figures:
    """Tell where the processors' time goes: each rule and each file of a million observations."""
    publication, out = synthetic(folder, 1_000_000), folder / "steps"
    figures: Figures = {}

    def timed(name: str, step: Callable[[], Made]) -> Made:
        before = time.process_time()
        made = step()
        seconds = time.process_time() - before
        if seconds >= 0.05:
            figures[f"{name}: processor"] = seconds
            print(f"{name:<48}{seconds:>9.2f} s of processors", flush=True)
        return made

    read = timed("looking at the files", lambda: read_publication(publication))
    opened = open_tables(read)
    tables = timed("loading the tables", opened.__enter__)
    findings = {rule.__name__: timed(rule.__name__, partial(rule, tables)) for rule in RULES}
    first, *_ = stages(
        tables, Validation(findings), frozenset(("office", "facts", "site", "bundle"))
    )
    (batch,) = first({})
    for path, content in timed("what is small", batch).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, bytes):
            timed(path, partial(content, out / path))
    opened.__exit__(None, None, None)
    shutil.rmtree(out)
    return figures


def full(folder: Path) -> Figures:
    """Measure a build of everything, read back, with files for people and the bundle."""
    publication, out = synthetic(folder, OBSERVATIONS), folder / "out"
    results: Figures = {}
    for name, options in (
        ("coesa build, everything", ()),
        ("coesa build --skip facts: not read back", ("--skip", "facts")),
        ("coesa build of what is compared", WITHOUT),
    ):
        results |= measured(f"{OBSERVATIONS:,}: {name}", _build(publication, out, *options), 1)
    return results


def ten_million(folder: Path) -> Figures:
    """Run ten million observations through a build, which validates first."""
    publication, out = synthetic(folder, 10_000_000), folder / "out"
    results = measured("ten million: coesa build", _build(publication, out, *WITHOUT), 1)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{size / 1e9:,.1f} GB were written")
    return results | {"ten million: GB": size / 1e9}


PARTS: dict[str, Callable[[Path], Figures]] = {
    "commands": commands,
    "constraints": constraints,
    "rdflib": rdflib,
    "million": million,
    "steps": steps,
    "full": full,
    "ten-million": ten_million,
}


def main() -> None:
    """Measure the parts that are named, or all but the longest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all but the last")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--folder", type=Path, help="work here (default: a temporary folder)")
    asked = parser.parse_args()
    figures: Figures = {}
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        for part in asked.parts or [p for p in PARTS if p != "ten-million"]:
            figures |= PARTS[part](Path(name))
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
