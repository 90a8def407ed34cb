"""The page on the format of a publication: whole, right, and enough to begin with."""

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from coesa.cli import main
from coesa.model import FieldRole, Role
from coesa.rules.descriptor import ERRATUM_PROPERTIES, LEDGER_PROPERTIES, RESERVED
from coesa.validate import RULES
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "publication-format.md").read_text("utf-8")
PROFILE = json.loads((ROOT / "vocab" / "profile.json").read_text("utf-8"))
DRIVES = json.loads((ROOT / "docs" / "publication-format.json").read_text("utf-8"))

FENCED = re.compile(r"(?:<!-- fits: (\w+) -->\n)?```(\w+)\n(.*?)```\n", re.DOTALL)
FILE = re.compile(r"^`([\w./-]+)`\n```\w+\n(.*?)```\n", re.DOTALL | re.MULTILINE)

READING = {"descriptor_follows_its_profile"}
"""Rules that hold before any table is opened."""


def blocks(language: str) -> list[tuple[str | None, str]]:
    """List the code blocks in a language, with the part of the profile that each must fit."""
    return [(part or None, text) for part, tag, text in FENCED.findall(PAGE) if tag == language]


def section(heading: str) -> str:
    """Take the text under a heading, up to the next of its rank or higher."""
    rank = heading.partition(" ")[0]
    _, _, rest = PAGE.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(rf"^#{{1,{len(rank)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.fixture(scope="module")
def generated() -> Iterator[ModuleType]:
    """What cog calls to write the generated parts of the page."""
    spec = importlib.util.spec_from_file_location("generated", ROOT / "docs" / "generated.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["generated"]


def test_every_key_of_the_profile_is_told_with_what_it_drives(generated: ModuleType) -> None:
    keys = [key.path for key in generated.profile_keys()]

    assert sorted(set(keys) - DRIVES.keys()) == []
    assert sorted(DRIVES.keys() - set(keys)) == []
    for path in keys:
        assert f" {DRIVES[path]} |" in PAGE, path


def test_every_role_is_told() -> None:
    resources, fields = section("## Roles of a resource"), section("## Roles of a field")

    assert [role for role in Role if f"| `{role}` |" not in resources] == []
    assert [role for role in FieldRole if f"| `{role}` |" not in fields] == []


def test_the_fields_that_a_role_needs_are_told() -> None:
    ledger, errata = section("### The ledger"), section("## Errata")

    assert [name for name in LEDGER_PROPERTIES if f"| `{name}` |" not in ledger] == []
    assert [name for name in ERRATUM_PROPERTIES if f"| `{name}` |" not in errata] == []
    assert [name for name in RESERVED if f"`{name}`" not in DRIVES["resources[].name"]] == []


def test_the_rules_that_are_named_are_there() -> None:
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+){2,})`", PAGE))
    rules = {rule.__name__ for rule in RULES} | READING
    others = {
        identity["name"] for _, i in blocks("json") for identity in [json.loads(i)] if "kind" in i
    }

    assert sorted(named - rules - others) == []


@pytest.mark.parametrize(("part", "text"), blocks("json"))
def test_examples_fit_the_profile(part: str | None, text: str) -> None:
    example: Any = json.loads(text)

    if part is not None:
        schema = {"$ref": f"#/$defs/{part}", "$defs": PROFILE["$defs"]}
        jsonschema_rs.Draft202012Validator(schema).validate(example)


def test_whole_objects_are_held_against_the_profile() -> None:
    fitted = {part for part, _ in blocks("json")}

    assert {"document", "field", "identity", "printedTable"} <= fitted


def test_the_tables_of_the_examples_have_cells_for_their_headers() -> None:
    for _, text in blocks("csv"):
        header, *rows = text.splitlines()
        lengths = {len(re.findall(r'(?:^|,)(?:"[^"]*"|[^,]*)', row)) for row in (header, *rows)}
        assert len(lengths) == 1, text


def test_following_the_page_gives_a_publication_without_issues(tmp_path: Path) -> None:
    for name, content in FILE.findall(PAGE):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")

    arguments = ["validate", "--publication", str(tmp_path)]
    arguments += ["--document", str(tmp_path / "document.txt")]
    result = CliRunner().invoke(main, arguments)

    assert result.output.splitlines()[-1] == "no issues"
    assert result.exit_code == 0


def test_the_page_shows_the_files_of_the_smallest_publication() -> None:
    folder = ROOT / "tests" / "examples" / "minimal"
    shown = {name for name, _ in FILE.findall(PAGE)}

    assert shown == {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "dist" not in path.relative_to(folder).parts
    }


def test_links_lead_to_headings() -> None:
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}

    assert [link for link in re.findall(r"\]\(#([^)]+)\)", PAGE) if link not in anchors] == []
