"""All that the command says of malformed tables, texts and descriptors, word by word.

`python -m tests.intake_said` writes `tests/examples/intake-said/`, to be read before it is kept.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT
from tests.intake import MINIMAL, Case, copy_of, said_of

SAID = ROOT / "tests" / "examples" / "intake-said"
FAMILIES = ("tables", "text", "descriptor")

Kinds = Mapping[str, Iterable[Case]]


@cache
def said(family: str) -> Mapping[str, str]:
    """Read what must be said, by the heading of the case."""
    text = (SAID / f"{family}.txt").read_text("utf-8")
    _, *parts = re.split(r"^# (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[0::2], parts[1::2], strict=True))


def heading(kind: str, case: Case) -> str:
    """Name a case by its kind and its name, on one line."""
    return f"{kind}: {case.name!r}"


def written(kinds: Kinds) -> str:
    """Spoil a publication in each way, and put down what is said of it."""
    return "".join(
        f"# {heading(kind, case)}\n{_said(case)}" for kind, cases in kinds.items() for case in cases
    )


def _said(case: Case) -> str:
    with TemporaryDirectory() as name:
        folder = copy_of(MINIMAL, Path(name) / "publication")
        case.edit(folder)
        return said_of(folder)


def main() -> None:
    """Write what is said of each family of cases."""
    SAID.mkdir(exist_ok=True)
    for family in FAMILIES:
        kinds = import_module(f"tests.test_intake_{family}").CASES
        (SAID / f"{family}.txt").write_text(written(kinds), "utf-8")


if __name__ == "__main__":
    main()
