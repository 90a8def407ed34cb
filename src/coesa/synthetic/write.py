"""Write a synthetic publication to a folder: the reports first, the descriptor last."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from coesa.errors import TargetError
from coesa.intake import DESCRIPTOR
from coesa.read import digest
from coesa.synthetic.descriptor import descriptor
from coesa.synthetic.lists import csv_text, small_tables
from coesa.synthetic.parameters import (
    Parameters,
    Shape,
    axis_codes,
    draws,
    last_days,
    programme_codes,
    shape_of,
)
from coesa.synthetic.press import Bound, Press
from coesa.synthetic.report import (
    AMOUNT_CUBE,
    INDICATOR_CUBE,
    PERSON_CUBE,
    RATIO_CUBE,
    Scene,
    Told,
    print_report,
)

DOCUMENT = "document-{}.txt"
README = "README.md"
SAYS = "# Synthetic publication: nothing in it is true\n"
"""The first line of the README, which tells a synthetic publication from any other folder."""

_README = (
    "\nIt was drawn by `coesa synthetic`, to test software with. No programme, report or amount in "
    "it exists.\n"
)
_OURS = (DESCRIPTOR, DOCUMENT.format("*"), "data/*.csv")
"""The files of a publication made before; the README stays until it is written again."""

_LEDGER = (
    *("page", "section", "printed", "class", "value", "unit"),
    *("resolution", "hedge", "restates", "qualifies", "reason"),
)
_LAST = {
    AMOUNT_CUBE: ("statistic", "value", "figure"),
    RATIO_CUBE: ("statistic", "value", "figure"),
    PERSON_CUBE: ("sex", "value", "figure"),
    INDICATOR_CUBE: ("indicator", "value", "unit", "figure"),
}


@dataclass(frozen=True, slots=True)
class Synthetic:
    """What was written."""

    shape: Shape
    documents: tuple[Path, ...]


def write_synthetic(parameters: Parameters, folder: Path) -> Synthetic:
    """Write a synthetic publication in the place of one made before, or in a new folder.

    Time grows with the observations, memory with the code lists only.

    Raises:
        ParametersError: they ask for what cannot be.
        TargetError: the folder holds what is not synthetic, or cannot be written.
    """
    shape = shape_of(parameters)
    try:
        _clear(folder)
        return _write(parameters, shape, folder)
    except OSError as error:
        raise TargetError(f"{folder}: {error.strerror or error}") from error


def _clear(folder: Path) -> None:
    """Take out the publication made before; refuse a folder that holds anything else."""
    if folder.is_dir() and any(folder.iterdir()):
        readme = folder / README
        if not readme.is_file() or not readme.read_bytes().startswith(SAYS.encode()):
            raise TargetError(
                f"{folder}: holds files that are no synthetic publication; "
                "name a new or empty folder with --out"
            )
        for name in _OURS:
            for path in folder.glob(name):
                path.unlink()


def _write(parameters: Parameters, shape: Shape, folder: Path) -> Synthetic:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / README).write_text(SAYS + _README, "utf-8")
    documents, told = _print_all(parameters, shape, folder)
    for name, rows in small_tables(shape, told).items():
        (folder / "data" / f"{name}.csv").write_text(csv_text(rows), "utf-8")
    described = descriptor(shape, documents, parameters.language)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_text(text, "utf-8")
    paths = tuple(folder / DOCUMENT.format(n) for n in range(1, len(documents) + 1))
    return Synthetic(shape, paths)


def _print_all(parameters: Parameters, shape: Shape, folder: Path) -> tuple[list[Bound], Told]:
    """Print a report for every programme; tell what errata are about, which is in the first."""
    data, one = folder / "data", shape.programmes == 1
    documents: list[Bound] = []
    told: list[Told] = []
    draw, left = draws(parameters.seed), shape.observations
    with ExitStack() as open_files:
        cubes = {
            name: open_files.enter_context(_table(data / f"{name}.csv", _columns(*last)))
            for name, last in _LAST.items()
        }
        of = () if one else ("document",)
        ledger = open_files.enter_context(_table(data / "figures.csv", ("figure", *of, *_LEDGER)))
        for number, scene in enumerate(_scenes(parameters, shape), start=1):
            notation, path = f"report-{number}", folder / DOCUMENT.format(number)
            before, cell = ("", "") if one else (notation, f"{notation},")
            with _text(path) as document:
                press = Press(document, ledger, cubes, before, cell, left)
                told.append(print_report(press, scene, draw))
            left = press.left
            documents.append(Bound(notation, digest(path)[1], press.page))
    return documents, told[0]


def _scenes(parameters: Parameters, shape: Shape) -> Iterator[Scene]:
    axes, days = axis_codes(shape), last_days(shape)
    for number, programme in enumerate(programme_codes(shape)):
        yield Scene(programme, axes, days, parameters.language, forges=number == 0)


def _columns(*last: str) -> tuple[str, ...]:
    return ("programme", "reference_period", "axis", *last)


def _table(path: Path, columns: Sequence[str]) -> TextIO:
    stream = _text(path)
    stream.write(",".join(columns) + "\n")
    return stream


def _text(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")
