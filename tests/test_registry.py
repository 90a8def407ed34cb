"""One list of rules: every rule that is used is in it, and has what a rule must have."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coesa.read import read_vocabulary
from coesa.registry import BY_CODE, BY_NAME, FAMILIES, HELD, REGISTRY, RETIRED
from coesa.validate import RULES, STAGES
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "coesa"
NAME = re.compile(r"[a-z]+(_[a-z0-9]+){2,}")
OURS = "coesa: "

NO_RULES = {"cli", "tables.py", "registry.py", "office", "portals", "synthetic"}
"""Where such a name is none of a rule, but an option or a key."""


def named() -> Iterator[tuple[str, Path]]:
    """Find the names of rules that stand in the source as texts."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] in NO_RULES or path.name == "__init__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and NAME.fullmatch(node.value)
            ):
                yield node.value, path


def test_every_rule_of_the_source_is_registered() -> None:
    unknown = {name: path.name for name, path in named() if name not in BY_NAME}

    assert unknown == {}


def test_every_rule_that_is_registered_is_held_somewhere() -> None:
    used = {name for name, _ in named()} | {rule.__name__ for rule in RULES}

    assert BY_NAME.keys() - used == set()


def test_every_function_of_a_rule_is_registered() -> None:
    functions = {
        node.name
        for path in (SOURCE / "rules").glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) == "Finding"
        and not node.name.startswith("_")
    }

    assert functions - {rule.__name__ for rule in RULES} == set()


def test_codes_and_names_are_unique_and_never_used_again() -> None:
    assert len(BY_CODE) == len(BY_NAME) == len(REGISTRY)
    assert not RETIRED & BY_CODE.keys()


def test_a_code_is_the_letter_of_a_family_and_a_number() -> None:
    assert [e.code for e in REGISTRY if not re.fullmatch(r"[A-Z][0-9]{2}", e.code)] == []
    assert list(FAMILIES) == list(dict.fromkeys(e.family for e in REGISTRY))
    for family in FAMILIES:
        codes = [e.code for e in REGISTRY if e.family == family]
        assert codes == sorted(codes)


def test_every_rule_runs_in_its_stage() -> None:
    ran = [[rule.__name__ for rule in stage] for stage in STAGES]

    assert ran == [[e.name for e in REGISTRY if e.stage is stage] for stage in HELD]
    assert list(HELD) == sorted(HELD)


def test_every_rule_has_a_sentence_in_every_language() -> None:
    vocabulary = read_vocabulary()

    for tag in vocabulary.languages:
        words = vocabulary.words[tag].words
        assert words["rules"].keys() == BY_NAME.keys(), tag
        assert words["families"].keys() == set(FAMILIES), tag


def test_every_family_that_is_held_against_tables_is_a_dimension_of_quality() -> None:
    vocabulary = read_vocabulary()
    held = {rule.__name__ for rule in RULES}

    for family in {BY_NAME[name].family for name in held}:
        for tag in vocabulary.languages:
            name = vocabulary.words[tag].words["families"][family]
            told = f"def:rules{family} a dqv:Dimension ;\n    skos:prefLabel "
            (labels,) = re.findall(f"^{re.escape(told)}(.*) ;$", vocabulary.terms, re.MULTILINE)
            assert f'"{name}"@{tag}' in labels
        assert f"\ndef:checked{family} a dqv:Metric ;" in vocabulary.terms


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda entry: entry.code)
def test_a_clause_of_our_own_is_a_heading_of_the_documentation(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.clause.strip()
    if not entry.clause.startswith(OURS):
        return
    told = entry.clause.removeprefix(OURS)
    file, _, heading = told.partition(".md, ") if ".md, " in told else ("", "", told)
    page = ROOT / (f"{file}.md" if file else "docs/publication-format.md")

    assert re.search(rf"^#+ {re.escape(heading)}$", page.read_text("utf-8"), re.MULTILINE)


def test_what_is_registered_is_told_in_the_list() -> None:
    told = re.findall(r"^\| \[([A-Z]\d\d)\]\(\1\.md\) \| `(\w+)`", _page(), re.MULTILINE)

    assert told == [(e.code, e.name) for e in REGISTRY]


def _page() -> str:
    return (ROOT / "docs" / "rules" / "README.md").read_text("utf-8")
