import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from coesa.cli import main
from coesa.errors import OpinionError
from coesa.opinions import GRAPH, TABLES, Opinions, begin
from coesa.rules import asked as rules_asked
from coesa.rules.asked import begin_opinions, end_opinions
from coesa.tables import Tables
from tests.conftest import ROOT

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
[] a sh:NodeShape ; sh:targetClass <e:Axis> ;
  sh:property [ sh:path <e:label> ; sh:minCount 1 ; sh:message "an axis has a label" ] ;
  sh:property [ sh:path <e:label> ; sh:maxLength 3 ; sh:message "a label is short" ] .
"""
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
AXES = f"""<e:a> {TYPE} <e:Axis> .
<e:b> {TYPE} <e:Axis> .
<e:b> <e:label> "long" .
<e:c> {TYPE} <e:Axis> .
<e:c> <e:label> "c" .
"""
ASKS = """
import sys, time
from coesa.opinions import GRAPH, begin
opinions = begin()
opinions.ask(GRAPH, "", "").result()
print(opinions.process, flush=True)
time.sleep(60)
"""
FIELDS = [{"name": "axis", "type": "string"}, {"name": "paid", "type": "integer"}]


def is_running(process: int) -> bool:
    """Tell whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2]
    except FileNotFoundError:
        return False
    return not state.startswith("Z")


def ends(process: int) -> bool:
    """Wait until a process has ended."""
    deadline = time.monotonic() + 30
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_running(process)


@pytest.fixture(scope="module")
def asked(tables: Tables) -> Opinions:
    """The process that the rules ask."""
    return begin_opinions(tables)


def test_a_graph_is_held_against_shapes(asked: Opinions) -> None:
    told = asked.ask(GRAPH, AXES, SHAPES).result()

    assert sorted(told, key=str) == [
        ["e:a", None, "an axis has a label"],
        ["e:b", "long", "a label is short"],
    ]


def test_tables_are_held_against_frictionless(asked: Opinions, tmp_path: Path) -> None:
    (tmp_path / "amounts.csv").write_text("axis,paid\nI,1\nII,x\nIII,2\n")
    reference = {"resource": "axes", "fields": "code"}
    schema = {"fields": FIELDS, "foreignKeys": [{"fields": "axis", "reference": reference}]}
    described = {"amounts": {"name": "amounts", "path": "amounts.csv", "schema": schema}}
    codes = {"fields": [{"name": "code", "type": "string"}]}
    keys = [{"name": "axes", "data": [["code"], ["I"], ["II"]], "schema": codes}]

    told = asked.ask(TABLES, str(tmp_path), described, keys, 10).result()

    assert [(name, row, column) for name, row, column, _ in told] == [
        ("amounts", 3, "paid"),
        ("amounts", 4, ""),
    ]
    assert told[0][3].endswith("; frictionless: type-error")
    assert told[1][3].endswith("; frictionless: foreign-key")


def test_questions_that_are_asked_at_once_have_their_own_answers(asked: Opinions) -> None:
    graphs = [f'<e:n{n}> {TYPE} <e:Axis> .\n<e:n{n}> <e:label> "{n:04}" .\n' for n in range(20)]

    answers = [asked.ask(GRAPH, graph, SHAPES) for graph in graphs]

    assert [told.result()[0][0] for told in answers] == [f"e:n{n}" for n in range(20)]


def test_a_process_that_was_killed_is_told_in_one_line() -> None:
    started = begin()
    os.kill(started.process, signal.SIGKILL)

    for _ in range(2):
        with pytest.raises(OpinionError, match=r"ended before it had answered \(-9\)") as told:
            started.ask(GRAPH, AXES, SHAPES).result()
        assert "\n" not in str(told.value)
    started.end()


def test_who_is_asked_no_more_ends(tables: Tables) -> None:
    process = begin_opinions(tables).process
    assert begin_opinions(tables).process == process

    end_opinions(tables)

    assert not is_running(process)
    assert begin_opinions(tables).process != process


def test_a_build_ends_it_before_it_writes(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rules_asked, "end_opinions", end_opinions)
    process = begin_opinions(tables).process
    minimal = str(ROOT / "tests/examples/minimal")

    arguments = ["build", "--skip", "site", "--publication", minimal, "--out", str(tmp_path / "o")]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 0, result.output
    assert not is_running(process)


def test_nobody_is_left_when_who_asks_is_killed() -> None:
    command = [sys.executable, "-c", ASKS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        process = int(asking.stdout.readline())
        assert is_running(process)
        asking.kill()

    assert ends(process)


def test_a_process_that_cannot_start_is_one_line(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    end_opinions(tables)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))

    result = CliRunner().invoke(main, ["validate", "--publication", str(ROOT / "datapackage")])

    assert result.exit_code == 3
    assert result.stderr.startswith(f"Error: {tmp_path / 'none'}: No such file or directory; ")
    assert result.stderr.count("\n") == 1


def test_no_module_of_the_folder_it_is_run_in_is_run(tmp_path: Path) -> None:
    for name in ("frictionless", "pyshacl", "json", "coesa", "sitecustomize"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("open('run', 'w'); raise SystemExit(9)")
    coesa = Path(sys.executable).with_name("coesa")

    command = [str(coesa), "validate", "--publication", str(ROOT / "tests/examples/minimal")]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

    assert told.returncode == 0, told.stdout
    assert not (tmp_path / "run").exists()
