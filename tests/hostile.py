"""A publication with a hundred hostile strings wherever text may stand.

Each asks a browser to call `pwned`, or a template, a spreadsheet or a parser to do what it must
not.
`python -m tests.hostile DIR` writes it.
"""

import csv
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

MINIMAL = Path(__file__).parent / "examples" / "minimal"
CALL = "pwned(1)"
_TAGS = (
    "<script>{call}</script>",
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<body onload={call}>",
    "<details open ontoggle={call}>",
    "<input autofocus onfocus={call}>",
    "<a href='javascript:{call}'>here</a>",
    "<math><a xlink:href='javascript:{call}'>here</a></math>",
    "<object data='javascript:{call}'></object>",
    "<embed src='javascript:{call}'>",
    "<style>*{{background:url(javascript:{call})}}</style>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<form action='https://evil.example/'><button>go</button></form>",
    "<template><img src=x onerror={call}></template>",
    "<foreignObject><img src=x onerror={call}></foreignObject>",
    "<marquee onstart={call}>x</marquee>",
)
_BEFORE = ("x{tag}", 'x">{tag}', "x'>{tag}", "x</title></textarea></script></style>{tag}")
_OTHERS = (
    "{{{{ 7*7 }}}}",
    "{{% raw %}}x{{% endraw %}}",
    "${{{call}}}",
    "javascript:{call}",
    "x</script><script>{call}//",
    "x--><script>{call}</script><!--",
    "x]]><script>{call}</script>",
    "&lt;script&gt;{call}&lt;/script&gt;",
    "&#60;script&#62;{call}&#60;/script&#62;",
    '" onmouseover="{call}" x="',
    "' onfocus='{call}' autofocus='",
    "` onfocus=`{call}`",
    "x' OR '1'='1",
    '"; DROP TABLE axis; --',
    'x> . <https://evil.example/s> <https://evil.example/p> "o',
    'x" . <https://evil.example/s> a "o',
    "x\\u0022,\\u003cscript\\u003e{call}",
    "{{name.__class__.__mro__}}",
    "%3Cscript%3E{call}%3C/script%3E",
    "x ]( javascript:{call} ) [",
)


def strings() -> list[str]:
    """List the hostile strings, a hundred."""
    tagged = [before.format(tag=tag.format(call=CALL)) for tag in _TAGS for before in _BEFORE]
    return [*tagged, *(other.format(call=CALL) for other in _OTHERS)]


def publication(folder: Path, texts: list[str]) -> Path:
    """Write the smallest publication, with a text wherever there may be one, in turn."""
    shutil.copytree(MINIMAL, folder, ignore=shutil.ignore_patterns("dist"))
    turn = (texts[n % len(texts)] for n in count())
    _plant_rows(folder / "data" / "axis.csv", texts)
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    _plant(descriptor, lambda: next(turn))
    chart = {"name": "amounts", "kind": "groups", "cube": "amounts", "rows": "axis"}
    headline = {"observation": "amounts/paid/A"}
    both = {"title": {"en": next(turn), "it": next(turn)}}
    notes = {"note": {"en": next(turn), "it": next(turn)}}
    descriptor["coesa"]["site"] = {
        "topics": "axis",
        "charts": [chart | both | notes, {**chart, **both, "name": "ranked", "kind": "ranking"}],
        "headlines": [headline | both],
    }
    path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2), "utf-8")
    _plant_queries(folder / "queries", turn)
    return folder


_PLANTED = ("title", "description", "legalBasis", "provenance", "versionNotes")


def _plant(value: Any, turn: Callable[[], str]) -> None:
    """Put a text in the place of every text for readers of a descriptor."""
    if isinstance(value, list):
        for one in value:
            _plant(one, turn)
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        is_text = name in _PLANTED or (name == "name" and "identifier" in value)
        if is_text and isinstance(one, str):
            value[name] = turn()
        elif is_text and isinstance(one, dict):
            value[name] = {tag: turn() for tag in one}
        else:
            _plant(one, turn)


def _plant_rows(path: Path, texts: list[str]) -> None:
    """Name the axes with texts, and add an axis for each that is left."""
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    axes = ["A", "B", *(f"H{n:03d}" for n in range(len(texts) - 2))]
    planted = [[a, f"{t} {a}", f"{t} {a}", t, t] for a, t in zip(axes, texts, strict=True)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([rows[0], *planted, rows[-1]])


def _plant_queries(folder: Path, turn: Iterator[str]) -> None:
    for language in ("en", "it"):
        (folder / language).mkdir(parents=True)
        text = f"# {next(turn)}\n# {next(turn)}\nSELECT ?axis ?label WHERE {{\n"
        text += "  ?axis a skos:Concept ; skos:prefLabel ?label ; skos:inScheme ?scheme .\n"
        text += '  FILTER(STRSTARTS(STR(?axis), "https://example.org/"))\n} ORDER BY ?axis\n'
        (folder / language / "axes.rq").write_text(text, "utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    publication(target, strings())
