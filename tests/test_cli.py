import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coesa.cli import main
from coesa.model import Role
from coesa.registry import REGISTRY
from coesa.tables import Tables
from tests.conftest import ROOT
from tests.intake import AMOUNTS, MINIMAL, copy_of

COMMANDS = [
    *("build", "validate", "explain", "coverage", "compare", "trace"),
    *("preview", "query", "rehearse", "sign", "synthetic", "verify"),
]
HERE = ["--publication", str(ROOT / "datapackage")]
SMALLEST = ["--publication", str(MINIMAL)]


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")

    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {command}")


def test_the_commands_are_these() -> None:
    assert sorted(main.commands) == sorted(COMMANDS)


def test_wrong_usage_is_exit_2() -> None:
    assert run("build", "--no-such-option").exit_code == 2
    assert run("coverage", *HERE).exit_code == 2


def test_validate_says_what_was_checked() -> None:
    result = run("validate", *SMALLEST)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["checked", "what", "code", "rule", "found"]
    assert any("parts_sum_to_their_total" in line for line in lines)
    assert lines[-1] == "no issues"


@pytest.mark.parametrize("wanted", ["C02", "c02", "cells_fit_their_type"])
def test_a_rule_is_explained_by_code_and_name(wanted: str) -> None:
    result = run("explain", wanted)

    assert result.exit_code == 0
    assert result.stdout == (ROOT / "docs" / "rules" / "C02.md").read_text("utf-8")


def test_rules_are_listed() -> None:
    result = run("explain")

    assert [line.split()[0] for line in result.stdout.splitlines()] == [e.code for e in REGISTRY]


def test_no_rule_of_that_name() -> None:
    result = run("explain", "cells_fit_there_type")

    assert result.exit_code == 1
    assert 'Did you mean "cells_fit_their_type"?' in result.stderr


def test_what_cannot_be_read_is_told_as_json(tmp_path: Path) -> None:
    result = run("validate", "--publication", tmp_path, "--json")

    assert result.exit_code == 1
    (issue,) = json.loads(result.stdout)["issues"]
    assert (issue["code"], issue["rule"]) == ("G01", "descriptor_is_there")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest publication, with an axis that is none in several rows."""
    folder = copy_of(MINIMAL, tmp_path_factory.mktemp("spoilt") / "publication")
    path = folder / AMOUNTS
    _, first, *_ = path.read_text("utf-8").splitlines()
    more = (first.replace("A,", f"VI{letter},") for letter in "abcd")
    text = path.read_text("utf-8").replace("B,", "VI,") + "".join(f"{row}\n" for row in more)
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def refused(spoilt: Path) -> Result:
    """What is said of it."""
    return run("validate", "--publication", spoilt)


def test_three_issues_of_a_rule_are_shown_or_all(spoilt: Path, refused: Result) -> None:
    folder, first = spoilt, refused.stdout.splitlines()

    every = run("validate", "--publication", folder, "--all").stdout.splitlines()

    shown, listed = ([x for x in lines if ":axis K02 " in x] for lines in (first, every))
    assert shown == listed[:3]
    assert f"K02 foreign_keys_are_met: {len(listed)} issues (coesa explain K02)" in first
    assert f"{len(listed) - 3} more of K02; coesa validate --all shows every one" in first
    assert all(line.endswith("(mended with it: Q15)") for line in listed)


def test_validate_as_json() -> None:
    result = run("validate", *SMALLEST, "--json")

    account = json.loads(result.stdout)
    assert account["issues"] == []
    assert all(rule["checked"] >= 0 for rule in account["rules"])


def test_an_issue_is_one_line_and_exit_1(refused: Result) -> None:
    assert refused.exit_code == 1
    (line,) = (x for x in refused.stdout.splitlines() if " K02 " in x and ":3:" in x)
    assert line.startswith("data/amounts.csv:3:axis K02")
    assert "VI" in line


@pytest.mark.parametrize("command", ["build", "validate", "trace"])
def test_a_folder_that_is_none_is_one_line(command: str, tmp_path: Path) -> None:
    extra = ["p05-050"] if command == "trace" else []

    result = run(command, "--publication", tmp_path, *extra)

    assert result.exit_code == 1
    told = result.stdout if command == "validate" else result.stderr
    assert told.splitlines()[1].startswith("datapackage.json G01 ")


def test_a_target_that_refuses_is_exit_3(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("in the way")

    result = run("build", *SMALLEST, "--out", tmp_path / "dist")

    assert result.exit_code == 3
    assert result.stderr.startswith("Error: dist: is a file")


def test_a_document_that_is_another_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("another text")

    result = run("coverage", *HERE, "--document", tmp_path / "other.txt")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")


def test_a_document_that_is_not_there(tmp_path: Path) -> None:
    result = run("coverage", *HERE, "--document", tmp_path / "none.txt")

    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_trace_finds_the_paid_amount_of_axis_ii() -> None:
    result = run("trace", *HERE, "p05-050")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "297.276.053,64 euro"
    assert "obs/financial-amounts/2014IT05SFOP007/cumulative-2022-12-31/II/paid" in result.stdout


def test_trace_in_the_other_language() -> None:
    result = run("trace", *HERE, "p05-050", "--language", "en")

    assert result.stdout.splitlines()[0] == "297,276,053.64 euro"


def test_trace_of_nothing_names_the_nearest() -> None:
    result = run("trace", *HERE, "p05-999")

    assert result.exit_code == 1
    assert "p05-" in result.stderr


def test_query_an_example_by_its_name(dist: Path) -> None:
    result = run("query", *HERE, "--out", dist, "paid-by-axis")

    assert result.exit_code == 0
    assert "297276053.64" in result.stdout
    assert "Inclusione sociale" in result.stdout


def test_query_from_standard_input_as_csv(dist: Path, tables: Tables) -> None:
    observations = sum(tables.count(cube.name) for cube in tables.publication.of_role(Role.CUBE))
    sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?o a qb:Observation }"

    result = run("query", *HERE, "--out", dist, "-", "--format", "csv", stdin=sparql)

    assert result.stdout.splitlines() == ["n", str(observations)]


def test_a_syntax_error_has_line_and_column(dist: Path) -> None:
    result = run("query", *HERE, "--out", dist, "-", stdin="SELECT * WHERE {\n ?s ?p }")

    assert result.exit_code == 1
    assert "line 2, column" in result.stderr


def test_a_query_that_is_not_utf8_is_told_where(tmp_path: Path, dist: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes(b"# A\n# \xe8\n")

    from_file = run("query", *HERE, "--out", dist, file)
    from_input = CliRunner().invoke(main, ["query", *HERE, "--out", str(dist), "-"], b"\xe8")

    assert (from_file.exit_code, from_input.exit_code) == (1, 1)
    assert from_file.stderr.endswith(
        "latin.rq: line 2 is not UTF-8; save the query in that encoding\n"
    )
    assert from_input.stderr.startswith("Error: standard input: line 1 is not UTF-8")


def test_a_query_is_that_of_the_language_that_is_asked_for(dist: Path) -> None:
    english = run("query", *HERE, "--out", dist, "--language", "en", "paid-by-axis")
    italian = run("query", *HERE, "--out", dist, "paid-by-axis.rq")

    assert "Education and training" in english.stdout
    assert "Istruzione" in italian.stdout


def test_a_query_that_is_not_there_is_refused_with_the_examples(dist: Path) -> None:
    result = run("query", *HERE, "--out", dist, "paid")

    assert result.exit_code == 1
    assert (
        "paid: there is no such file; the examples are chain-of-an-axis, errata," in result.stderr
    )


def test_the_root_of_the_disk_is_no_folder_to_build() -> None:
    result = run("build", "--publication", MINIMAL, "--out", "/", "--skip", "site")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "Error: /: is the root of the disk; name another folder with --out\n"


def test_query_before_build_says_what_to_do(tmp_path: Path) -> None:
    result = run("query", *HERE, "--out", tmp_path, "paid-by-axis")

    assert result.exit_code == 1
    assert "run coesa build first" in result.stderr


def test_verify_a_spoilt_bundle(tmp_path: Path) -> None:
    assert run("verify", MINIMAL / "dist").exit_code == 0
    copy = tmp_path / "dist"
    copy.mkdir()
    (copy / "SHA256SUMS").write_text("00  README.md\n")

    result = CliRunner().invoke(main, ["verify", str(copy)])

    assert result.exit_code == 1


def test_help_imports_no_engine() -> None:
    program = (
        "import sys; from coesa.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "engines = {'duckdb', 'rdflib', 'pyoxigraph', 'frictionless', 'pyshacl', 'rich'}\n"
        "print(sorted(engines & sys.modules.keys()), file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stderr.strip() == "[]"


def test_the_rules_that_were_not_run_are_told_in_one_line(refused: Result) -> None:
    lines = refused.stdout.splitlines()

    (told,) = [line for line in lines if line.startswith("note:") and "not run" in line]
    left = [line.split()[-3] for line in lines if line.endswith("not run")]
    assert re.match(rf"note: {len(left)} rules, from {left[0]} on, not run, because ", told)
