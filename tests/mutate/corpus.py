"""What is forged: the curated tables in memory, and a mutant of them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coesa.model import Field, FieldRole, Publication, Resource, Role
from coesa.statements import DCT

Row = tuple[str, ...]
Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A curated table: its description, its rows as the file has them, and its columns."""

    resource: Resource
    columns: tuple[str, ...]
    rows: Rows
    texts: Mapping[str, list[str]]

    def at(self, column: str) -> int:
        return self.columns.index(column)

    def column(self, name: str) -> list[str]:
        return self.texts[name]

    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def key(self) -> tuple[str, ...]:
        constants = {f.name for f in self.resource.constants}
        return tuple(name for name in self.resource.primary_key if name not in constants)

    def put(self, changes: Mapping[int, Mapping[str, str]]) -> Rows:
        """Give the rows with other texts in some of their cells: row, column, text."""
        rows = list(self.rows)
        for number, cells in changes.items():
            row = list(rows[number])
            for column, text in cells.items():
                row[self.at(column)] = text
            rows[number] = tuple(row)
        return tuple(rows)

    def without(self, *numbers: int) -> Rows:
        return tuple(row for n, row in enumerate(self.rows) if n not in numbers)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The curated tables of a publication."""

    publication: Publication
    sheets: Mapping[str, Sheet]

    def of_role(self, role: Role) -> list[Sheet]:
        return [s for s in self.sheets.values() if s.resource.role is role]

    @property
    def ledger(self) -> Sheet:
        return self.of_role(Role.LEDGER)[0]

    @property
    def cubes(self) -> list[Sheet]:
        return self.of_role(Role.CUBE)

    def totalled(self) -> frozenset[str]:
        """Name the cubes of which an identity adds parts up to totals."""
        return frozenset(i.cube for i in self.publication.identities if i.kind == "sum")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A forged publication: the kind of forgery, where it is counted, and the tables it changes.

    Attributes:
        column: the column that is forged; empty if it is more than one.
        tables: the rows of each changed table.
    """

    kind: str
    table: str
    column: str
    tables: Mapping[str, Rows]
    what: str = ""


def read_corpus(publication: Publication) -> Corpus:
    """Read the curated tables of a publication into memory."""
    return Corpus(publication, {r.name: _sheet(r) for r in publication.resources})


def _sheet(resource: Resource) -> Sheet:
    with resource.location.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    texts = {name: [row[n] for row in rows] for n, name in enumerate(header)}
    return Sheet(resource, tuple(header), tuple(tuple(row) for row in rows), texts)


def is_prose(field: Field) -> bool:
    """Tell whether a column holds free text of ours, which no page can be held against."""
    in_words = field.language is not None and field.role is not FieldRole.WORDING
    return in_words or field.property_iri == DCT + "source"


def is_equivalent(corpus: Corpus, mutant: Mutant) -> bool:
    """Tell whether a mutant has the content of the original: the order of rows is no data.

    In the ledger it is: figures stand in reading order.
    """
    for name, rows in mutant.tables.items():
        sheet = corpus.sheets[name]
        same = rows == sheet.rows
        if sheet.resource.role is not Role.LEDGER:
            same = sorted(rows) == sorted(sheet.rows)
        if not same:
            return False
    return True


def distinct(corpus: Corpus, mutants: Iterator[Mutant]) -> Iterator[Mutant]:
    """Leave out the mutants that are equal in content to the original or to an earlier one."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    for mutant in mutants:
        content = tuple(sorted((name, hash(rows)) for name, rows in mutant.tables.items()))
        if content not in seen and not is_equivalent(corpus, mutant):
            seen.add(content)
            yield mutant
