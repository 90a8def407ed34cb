"""Print speed as ratios: `make bench`. Every figure is the least of several whole processes.

Two parts: the commands against a bare Python start, and a generated cube of 100,000 observations
to N-Triples against rdflib, which is given the same job and must give the same triples.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
OBSERVATIONS = 100_000
COESA = Path(sys.executable).with_name("coesa")

OURS = """
import sys
from pathlib import Path
from coesa.read import read_publication
from coesa.syntax import NTriples
from coesa.tables import open_tables, write_rows
with open_tables(read_publication(Path(sys.argv[1]))) as tables:
    write_rows(tables, "financial-amounts", NTriples(), Path(sys.argv[2]))
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


def least(command: Sequence[str | Path], runs: int, cwd: Path) -> float:
    """Time whole processes; the least is the one least disturbed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def peak(command: Sequence[str | Path]) -> tuple[float, float]:
    """Time one process and read its peak memory, in seconds and megabytes."""
    start = time.perf_counter()
    pid = os.spawnv(os.P_NOWAIT, str(command[0]), [str(part) for part in command])
    _, status, usage = os.wait4(pid, 0)
    assert status == 0, command
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return time.perf_counter() - start, usage.ru_maxrss / unit


def commands(folder: Path) -> dict[str, float]:
    """Measure a bare Python start, the help and a build, each as a whole process."""
    python = least([sys.executable, "-S", "-E", "-c", "pass"], 10, folder)
    publication = ROOT / "datapackage"
    build: list[str | Path] = [
        COESA,
        "build",
        "--publication",
        publication,
        "--out",
        folder / "dist",
    ]
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


def observations(folder: Path) -> dict[str, float]:
    """Measure the same observations written by us and by rdflib, and hold them together."""
    publication = generated(folder / "generated")
    results: dict[str, float] = {}
    written = {}
    for name, program, runs in (("coesa", OURS, 5), ("rdflib", THEIRS, 1)):
        target = folder / f"{name}.nt"
        command: list[str | Path] = [sys.executable, "-c", program, publication, target]
        measured = []
        for _ in range(runs):
            target.unlink(missing_ok=True)
            measured.append(peak(command))
        results[f"{name} seconds"] = min(seconds for seconds, _ in measured)
        results[f"{name} MB"] = max(memory for _, memory in measured)
        written[name] = sorted(target.read_bytes().splitlines())
    assert written["coesa"] == written["rdflib"], "the two do not give the same triples"
    for name in ("coesa", "rdflib"):
        seconds, memory = results[f"{name} seconds"], results[f"{name} MB"]
        line = f"{name}: {OBSERVATIONS:,} observations to N-Triples"
        print(f"{line:<48}{seconds:>9.2f} s{memory:>8.0f} MB at most")
    results["times faster"] = results["rdflib seconds"] / results["coesa seconds"]
    print(f"coesa is {results['times faster']:.0f} times faster than rdflib, same triples")
    return results


def main() -> None:
    """Measure everything; with a file name as argument, write the figures there as JSON too."""
    with tempfile.TemporaryDirectory() as name:
        figures = {**commands(Path(name)), **observations(Path(name))}
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
