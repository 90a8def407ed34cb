"""What cog puts into the documentation: what the commands print, what schema and lists say."""

import csv
import functools
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from click.testing import CliRunner

from coesa import rdf
from coesa.cli import main
from coesa.iris import DEF
from coesa.registry import FAMILIES, REGISTRY
from coesa.rules.statements import TESTS
from coesa.statements import QB, RDFS

ROOT = Path(__file__).parents[1]
WIDTH = 100
VOCABULARY = ROOT / "vocab"
MINIMAL = ROOT / "tests" / "examples" / "minimal"
Json = Mapping[str, Any]

MEANT = (
    *("special-code", "hedge", "reason", "period-kind", "erratum-kind", "certainty", "verdict"),
    *("statement-role", "indicator-kind"),
)
"""Lists whose codes are told with their definitions: their names alone say too little."""

ELSEWHERE = ("translations", "constants", "rightsHolder", "creator")
"""Keys whose own keys the documentation tells at another place."""

LINE = 420
"""Signs that a line of the example's descriptor may have."""


def run(arguments: Sequence[str]) -> str:
    """Run a command in the root of the repository and give what it prints."""
    os.chdir(ROOT)
    done = CliRunner().invoke(main, list(arguments), prog_name="coesa", terminal_width=WIDTH)
    assert done.exit_code == 0, done.output
    return done.stdout.rstrip()


@functools.cache
def built() -> str:
    """Build the publication once, for the commands that ask what was built."""
    folder = tempfile.mkdtemp()
    run(["build", "--out", f"{folder}/dist", "--skip", "office", "--skip", "bundle"])
    return f"{folder}/dist"


def shown(command: str, last: int | None = None, first: int | None = None) -> str:
    """Give a command and what it prints, or its first or last lines, as a block of Markdown."""
    name, *arguments = command.split()
    where = ["--out", built()] if name in ("query", "rehearse") else []
    printed = [line.rstrip() for line in run([name, *where, *arguments]).split("\n")]
    if first is not None:
        printed = [*printed[:first], "..."]
    if last is not None:
        printed = ["...", *printed[-last:]]
    cut = [line if len(line) <= 300 else line[:297] + "..." for line in printed]
    return "\n".join(["```console", f"$ .venv/bin/coesa {command}", *cut, "```", ""])


def part(path: str, *begins: str) -> str:
    """Give the lines of a file that begin so, as a block of Markdown."""
    lines = (ROOT / path).read_text("utf-8").splitlines()
    told = [line for line in lines if line.startswith(begins)]
    return "\n".join(["```text", *told, "```", ""])


def examples(language: str) -> str:
    """List the example queries with their titles as Markdown."""
    folder = ROOT / "datapackage" / "queries" / language
    titles = {path.stem: path.read_text("utf-8").split("\n")[0] for path in folder.glob("*.rq")}
    return "".join(f"- `{name}`: {titles[name].lstrip('# ')}\n" for name in sorted(titles))


def helps() -> str:
    """Give the help of the tool and of every command as Markdown."""
    pages = [run(["--help"]), *(run([name, "--help"]) for name in sorted(main.commands))]
    return "\n".join(["```text", "\n\n".join(pages), "```", ""])


def rules() -> str:
    """List the rules by family: code, name, sentence and clause."""
    words = json.loads((VOCABULARY / "languages" / "en" / "words.json").read_text("utf-8"))
    parts = []
    for family in FAMILIES:
        rows = [
            (
                f"[{entry.code}]({entry.code}.md)",
                f"`{entry.name}`",
                words["rules"][entry.name],
                entry.clause,
            )
            for entry in REGISTRY
            if entry.family == family
        ]
        told = _table(("code", "name", "what must hold", "clause"), rows)
        parts.append(f"## {family}: {words['families'][family]}\n{told}")
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the descriptor as the profile describes it."""

    path: str
    type: str
    needed: bool
    description: str


TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
}


def profile_keys() -> Iterator[Key]:
    """List the keys of the profile, the outer first, each where the documentation tells of it."""
    profile = json.loads((VOCABULARY / "profile.json").read_text("utf-8"))
    yield from _keys(profile, profile, "")


def _keys(profile: Json, node: Json, path: str) -> Iterator[Key]:
    for name, described in node.get("properties", {}).items():
        whole = _resolved(profile, described)
        items = _resolved(profile, whole.get("items", {}))
        told = whole.get("description") or items.get("description", "")
        key = f"{path}{name}"
        yield Key(key, _type(whole, items), name in node.get("required", ()), told)
        if name not in ELSEWHERE:
            yield from _keys(profile, whole, f"{key}.")
            yield from _keys(profile, items, f"{key}[].")


def _resolved(profile: Json, node: Json) -> Json:
    """Put what a reference leads to, and what must hold together, into one node."""
    whole: dict[str, Any] = {}
    if "$ref" in node:
        whole |= _resolved(profile, profile["$defs"][node["$ref"].rpartition("/")[2]])
    for part in node.get("allOf", ()):
        whole |= _resolved(profile, part)
    return {**whole, **{k: v for k, v in node.items() if k not in ("$ref", "allOf")}}


def _type(node: Json, items: Json) -> str:
    if "enum" in node:
        return "one of " + ", ".join(f"`{value}`" for value in node["enum"])
    if "const" in node:
        return f"`{node['const']}`"
    if "anyOf" in node:
        kinds = (TYPES.get(one.get("type", ""), "text") for one in node["anyOf"])
        return " or ".join(dict.fromkeys(kinds))
    named = TYPES.get(node.get("type", ""), "text")
    inner = TYPES.get(items.get("type", ""), "")
    return f"list of {inner}s" if inner else named


def keys_table(prefix: str, *left_out: str) -> str:
    """Tell the keys under a prefix, and what each drives, as a table of Markdown."""
    drives = json.loads((ROOT / "docs" / "publication-format.json").read_text("utf-8"))
    rows = [
        (
            f"`{key.path.removeprefix(prefix)}`" + ("" if key.needed else " *(optional)*"),
            key.type,
            key.description,
            drives.get(key.path, ""),
        )
        for key in profile_keys()
        if key.path.startswith(prefix) and not key.path.startswith(left_out)
    ]
    return _table(("key", "type", "what it is", "what it drives; without it"), rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(c.replace("|", "\\|") for c in r) + " |\n" for r in lines)


def file_of_minimal(name: str) -> str:
    """Show a file of the smallest publication under its name."""
    content = (MINIMAL / name).read_text("utf-8")
    language = Path(name).suffix.removeprefix(".").replace("txt", "text")
    if language == "json":
        content = compact(json.loads(content)) + "\n"
    return f"`{name}`\n```{language}\n{content}```\n"


def compact(value: Any, indent: str = "", before: int = 0) -> str:
    """Write JSON with a line for whatever fits into one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(indent) + before + len(line) <= LINE:
        return line
    deeper = f"{indent}  "
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        inner = [n + compact(v, deeper, len(n)) for n, v in zip(names, value.values(), strict=True)]
        opening, closing = "{}"
    else:
        inner = [compact(item, deeper) for item in value]
        opening, closing = "[]"
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(inner) + f"\n{indent}{closing}"


def shared_lists() -> str:
    """List the shared code lists: what each is for, and its codes with their names."""
    resources = json.loads((VOCABULARY / "datapackage.json").read_text("utf-8"))["resources"]
    lines = []
    for resource in resources:
        told = resource["coesa"]["translations"]["en"]["description"]
        name = resource["name"]
        if resource["coesa"]["role"] == "concept-scheme":
            held = "; ".join(_code(name, row) for row in shared(name))
        else:
            columns = ", ".join(f"`{field['name']}`" for field in resource["schema"]["fields"])
            held = f"links, in the columns {columns}"
        lines.append(f"- **`def:{name}`** ({len(shared(name))}). {told} {held}.\n")
    return "".join(lines)


def _code(name: str, row: Mapping[str, str]) -> str:
    """Tell a code with its meaning, or its name if that says more, and its unit."""
    meaning = row["definition_en"].rstrip(".") if name in MEANT else row["label_en"]
    meaning = "" if meaning == row["notation"] else meaning
    told = ", ".join(filter(None, [meaning, row.get("unit")]))
    return f"`{row['notation']}`" + (f" ({told})" if told else "")


def shared(name: str) -> list[dict[str, str]]:
    """Read a shared list."""
    with (VOCABULARY / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def statement_kinds() -> str:
    """Tell the kinds of statement, and which roles the test of each needs."""
    rows = []
    for row in shared("statement-kind"):
        needed = TESTS[row["notation"]][0] if row["notation"] in TESTS else ()
        roles = ", ".join(f"`{role}`" for role in sorted(needed)) or "no test"
        rows.append((f"`{row['notation']}`", row["definition_en"], roles))
    return _table(("kind", "meaning", "roles that its test needs"), rows)


def dimensions() -> str:
    """List the shared dimensions with the code list that each takes its codes from."""
    lists, told = _stated(QB + "codeList"), _stated(RDFS + "comment")
    rows = [
        (f"`{name}`", f"`def:{lists[name].rpartition('/')[2]}`", told[name])
        for name in sorted(lists)
        if name in told
    ]
    return _table(("`property` of the dimension", "its list", "what it says"), rows)


def constraints() -> str:
    """Tell which rule carries each integrity constraint of the Data Cube recommendation."""
    rows = []
    for number in range(1, 22):
        query = (ROOT / f"tests/examples/data-cube-ic/ic-{number:02}.rq").read_text("utf-8")
        title = query.splitlines()[1].split(". ")[1]
        entries = [e for e in REGISTRY if re.search(rf"IC-{number}\b", e.clause)]
        names = ", ".join(f"{entry.code} `{entry.name}`" for entry in entries)
        rows.append((f"IC-{number}", title, names))
    return _table(("constraint", "what it asks", "the rule that carries it"), rows)


def properties() -> str:
    """List the other shared properties."""
    labels = {
        name.rpartition("/")[2]: label
        for name, label in _stated(RDFS + "label").items()
        if name not in _stated(QB + "codeList") and name.startswith(DEF)
    }
    named = [f"`{name}` ({labels[name]})" for name in sorted(labels) if name[0].islower()]
    return "; ".join(named) + ".\n"


@functools.cache
def _stated(predicate: str) -> dict[str, str]:
    """Tell what is stated of each shared term: a node, or the text in English."""
    graph = rdf.read_turtle((VOCABULARY / "terms.ttl").read_text("utf-8"))
    stated = {}
    for triple in graph:
        node, told = triple.subject, triple.object
        if triple.predicate.value != predicate or not isinstance(node, ox.NamedNode):
            continue
        match told:
            case ox.NamedNode():
                stated[node.value] = told.value
            case ox.Literal(language="en"):
                stated[node.value] = told.value
    return stated
