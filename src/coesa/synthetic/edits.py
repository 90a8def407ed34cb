"""Change a written publication in one place: the tables row by row, whatever their length."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from coesa.errors import ParametersError
from coesa.intake import DESCRIPTOR
from coesa.numbers import NUMERAL
from coesa.read import digest

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """A publication folder that a fault is planted in, and the numbers its place is drawn from."""

    folder: Path
    draw: Iterator[int]

    def table(self, name: str) -> Path:
        """Tell the file of a table."""
        return self.folder / "data" / f"{name}.csv"

    @property
    def descriptor(self) -> Path:
        """The file of the descriptor."""
        return self.folder / DESCRIPTOR


class Picked(NamedTuple):
    """A row of a table: its record in the file, the header being 1, and its cells."""

    number: int
    cells: Cells


class Place(NamedTuple):
    """Where an issue must be: file, row (0 if none) and column or JSON path, as validate tells."""

    path: str
    row: int
    column: str


def in_table(name: str, row: int, column: str) -> Place:
    """Name a place in a table."""
    return Place(f"data/{name}.csv", row, column)


def rows(ground: Ground, name: str) -> Iterator[Picked]:
    """Read a table row by row."""
    with ground.table(name).open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            yield Picked(number, cells)


def pick(ground: Ground, name: str, **wanted: str) -> Picked:
    """Draw one of the rows that have the wanted cells.

    Raises:
        ParametersError: there is none.
    """
    chosen, seen = None, 0
    for row in rows(ground, name):
        if wanted.items() <= row.cells.items():
            seen += 1
            # Each of the rows is chosen as likely as the others, in one reading.
            chosen = row if next(ground.draw) % seen == 0 else chosen
    if chosen is None:
        told = ", ".join(f"{column} {cell}" for column, cell in wanted.items())
        raise ParametersError(f"there is no row with {told} in {name}; ask for more observations")
    return chosen


def last(ground: Ground, name: str) -> Picked:
    """Give the last row of a table that has one."""
    *_, found = rows(ground, name)
    return found


def put(ground: Ground, name: str, number: int, **cells: str) -> None:
    """Put other cells in a row."""
    _rewrite(ground, name, lambda n, row: [row | cells if n == number else row])


def drop(ground: Ground, name: str, number: int) -> None:
    """Take a row out."""
    _rewrite(ground, name, lambda n, row: [] if n == number else [row])


def insert(ground: Ground, name: str, number: int, cells: Cells) -> None:
    """Put a row after another."""
    _rewrite(ground, name, lambda n, row: [row, cells] if n == number else [row])


def append(ground: Ground, name: str, cells: Cells) -> int:
    """Add a row at the end, and tell its number."""
    number = 2 + sum(1 for _ in rows(ground, name))
    with ground.table(name).open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, list(cells), lineterminator="\n").writerow(cells)
    return number


def _rewrite(
    ground: Ground, name: str, change: Callable[[int, Cells], Iterable[Mapping[str, str]]]
) -> None:
    path = ground.table(name)
    beside = path.with_suffix(".tmp")
    with (
        path.open(encoding="utf-8", newline="") as source,
        beside.open("w", encoding="utf-8", newline="") as target,
    ):
        reader = csv.DictReader(source)
        writer = csv.DictWriter(target, list(reader.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(reader, start=2):
            writer.writerows(change(number, row))
    beside.replace(path)


def retype(path: Path, number: int, change: Callable[[bytes], bytes]) -> None:
    """Change one line of a file, byte by byte, as no program that knows the format would."""
    beside = path.with_suffix(".tmp")
    with path.open("rb") as source, beside.open("wb") as target:
        for line_number, line in enumerate(source, start=1):
            target.write(change(line) if line_number == number else line)
    beside.replace(path)


def describe(ground: Ground, change: Callable[[Any], None]) -> None:
    """Change the descriptor."""
    described = json.loads(ground.descriptor.read_text("utf-8"))
    change(described)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    ground.descriptor.write_text(text, "utf-8")


def resource_number(ground: Ground, name: str) -> int:
    """Tell which of the resources of the descriptor a table is."""
    described = json.loads(ground.descriptor.read_text("utf-8"))
    return [r["name"] for r in described["resources"]].index(name)


class Spot(NamedTuple):
    """Where a figure is printed: the document, the line of its text, the numeral on that line."""

    document: str
    line: int
    numeral: int


def spot(ground: Ground, figure: Cells) -> Spot:
    """Find where a row of the ledger is printed."""
    name, page = figure["figure"], int(figure["page"])
    document, ordinal = figure.get("document", "report-1"), int(name.rpartition("-")[2])
    here, seen = 1, 0
    with text_of(ground, document).open(encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, start=1):
            if line.startswith("\f"):
                here, seen = here + 1, 0
            found = len(NUMERAL.findall(line))
            if here == page and seen + found >= ordinal:
                return Spot(document, number, ordinal - seen)
            seen += found
    raise ParametersError(f"{name} is not printed in {document}")


def text_of(ground: Ground, document: str) -> Path:
    """Tell the file of a document's text."""
    return ground.folder / f"document-{document.rpartition('-')[2]}.txt"


def reprint(ground: Ground, figure: Cells, printed: str) -> None:
    """Print another token for a figure, in the ledger and in the document, with its new digest."""
    where = spot(ground, figure)
    path = text_of(ground, where.document)

    def typed(line: bytes) -> bytes:
        text = line.decode("utf-8")
        numeral = list(NUMERAL.finditer(text))[where.numeral - 1]
        begin = numeral.start() - next(NUMERAL.finditer(figure["printed"])).start()
        end = begin + len(figure["printed"])
        return (text[:begin] + printed + text[end:]).encode("utf-8")

    retype(path, where.line, typed)
    sha256 = digest(path)[1]

    def bind(described: Any) -> None:
        for source in described["sources"]:
            if source["coesa"]["document"] == where.document:
                source["coesa"]["sha256"] = sha256

    describe(ground, bind)
