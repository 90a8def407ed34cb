"""RDF files read back: rows by pyoxigraph, which did not write them, what is small by others.

Facts come as the triples of one subject after the other, and are added up as they come. All other
tables are small: their triples are held against those that their rows state, one by one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph as ox

from coesa import iris
from coesa.errors import FactsDifferError
from coesa.facts import graphs
from coesa.facts.digest import TableFacts, fact_fields, fact_tables, numbering, summed
from coesa.facts.forms import Cells, FormFacts, Place, refuse
from coesa.facts.graphs import Triple
from coesa.facts.subjects import IRI, PLAIN, Subjects, Term, rows, subjects
from coesa.statements import XSD, Node, Statement, fixed_statements, published_tables
from coesa.tables import Row, Tables


@dataclass(frozen=True, slots=True)
class Wanted:
    """What RDF files must say.

    Attributes:
        facts: the facts of each cube and ledger.
        rows: their rows with texts in a language too, added up alike.
        small: the triples of all other tables, each with its table, row and field.
    """

    subjects: tuple[Subjects, ...]
    facts: Mapping[str, TableFacts]
    rows: Mapping[str, TableFacts]
    small: Mapping[Triple, tuple[str, int, str]]


@dataclass(slots=True)
class _Lines:
    """Hands on the lines of a file that begin in one of some ways, and keeps all others."""

    stream: BinaryIO
    beginnings: tuple[bytes, ...]
    kept: list[bytes] = field(default_factory=list)
    ready: bytes = b""

    def read(self, size: int) -> bytes:
        """Give the next bytes of the lines that are wanted; none at the end."""
        while not self.ready and (lines := self.stream.readlines(1 << 18)):
            wanted = [line for line in lines if line.startswith(self.beginnings)]
            if len(wanted) < len(lines):
                self.kept += [line for line in lines if not line.startswith(self.beginnings)]
            self.ready = b"".join(wanted)
        given, self.ready = self.ready[:size], self.ready[size:]
        return given


def wanted_triples(tables: Tables) -> Wanted:
    """Tell what RDF files must say, from the tables."""
    publication = tables.publication
    known = tuple(subjects(publication, resource) for resource in fact_tables(publication))
    facts, whole = {}, {}
    for about in known:
        facts[about.name], whole[about.name] = _added(tables, about)
    small: dict[Triple, tuple[str, int, str]] = {}
    for name in published_tables(publication):
        if name not in facts:
            for triple, row, column in _stated(tables, name):
                small.setdefault(triple, (name, row, column))
    return Wanted(known, facts, whole, small)


def _added(tables: Tables, about: Subjects) -> tuple[TableFacts, TableFacts]:
    """Add up the facts of a table, and its rows."""
    fields = fact_fields(tables.publication, about.name)
    numbers = [numbering(about.name, f, about.fields) for f in (fields, about.fields)]
    count, totals = 0, [0, 0]
    for cells in _rows(tables, about):
        one = numbers[0](cells)
        totals[0] += one
        totals[1] += one if fields == about.fields else numbers[1](cells)
        count += 1
    return (
        summed(about.name, fields, count, totals[0]),
        summed(about.name, about.fields, count, totals[1]),
    )


def _rows(tables: Tables, about: Subjects) -> Iterator[Cells]:
    for row in tables.rows(about.name):
        yield tuple(row[name] or "" for name in about.fields)


def _stated(tables: Tables, name: str) -> Iterator[tuple[Triple, int, str]]:
    """List the triples that the rows of a table state, with the number of the row."""
    listed = [_writer(statement) for statement in fixed_statements(tables.publication, name)]
    for number, row in enumerate(tables.rows(name), start=2):
        for needs, column, write in listed:
            if all(row[need] is not None for need in needs):
                yield write(row), number, column


def _writer(statement: Statement) -> tuple[tuple[str, ...], str, Callable[[Row], Triple]]:
    """Tell how a statement becomes a triple, which fields that needs, and the column it is of."""
    subject, predicate = _filled(statement.subject), statement.predicate
    column = statement.column or ""
    if isinstance(statement.object, Node):
        node = _filled(statement.object.template)
        return statement.needs, column, lambda row: (subject(row), predicate, (node(row), IRI))
    text = statement.object
    name, kind = text.field, text.language or (XSD + text.datatype if text.datatype else PLAIN)
    return statement.needs, column, lambda row: (subject(row), predicate, (row[name] or "", kind))


def _filled(template: str) -> Callable[[Row], str]:
    """Tell how a template is filled from a row."""
    fields = iris.variables(template)
    form = "%s".join(step.replace("%", "%%") for step in iris.steps(template)[::2])
    return lambda row: form % tuple(row[field] for field in fields)


def read_triples(
    tables: Tables, wanted: Wanted, form: str, reader: str, files: Mapping[str, Path]
) -> FormFacts:
    """Read RDF files and hold them against what they must say.

    Raises:
        FactsDifferError: they do not, or a file cannot be read.
    """
    numbers = {
        about.name: (
            numbering(about.name, wanted.facts[about.name].fields, about.fields),
            None
            if wanted.facts[about.name].fields == about.fields
            else numbering(about.name, about.fields, about.fields),
        )
        for about in wanted.subjects
    }
    counts, facts, whole = Counter[str](), Counter[str](), Counter[str]()
    small: dict[Triple, str] = {}
    for path, read in _parts(files, wanted):
        for item in read:
            if not isinstance(item[0], Subjects):
                small.setdefault(item, path)
                continue
            about, cells = item
            of_fact, of_row = numbers[about.name]
            one = of_fact(cells)
            counts[about.name] += 1
            facts[about.name] += one
            whole[about.name] += of_row(cells) if of_row else one
    found = {}
    for about in wanted.subjects:
        name, fields = about.name, wanted.facts[about.name].fields
        found[name] = summed(name, fields, counts[name], facts[name])
        row_sum = summed(name, about.fields, counts[name], whole[name])
        if found[name] != wanted.facts[name] or row_sum != wanted.rows[name]:
            _locate(tables, wanted, about, files)
    held = _hold(wanted, small, min(files))
    cells_read = held + sum(counts[about.name] * len(about.fields) for about in wanted.subjects)
    return FormFacts(form, reader, len(files), cells_read, tuple(found.values()))


Item = tuple[Subjects, Cells] | Triple


def _parts(files: Mapping[str, Path], wanted: Wanted) -> Iterator[tuple[str, Iterator[Item]]]:
    """Read each file by a library that did not write it."""
    for path in sorted(files):
        yield path, _read(path, files[path], wanted)


def _read(path: str, file: Path, wanted: Wanted) -> Iterator[Item]:
    """Read a file: what has rows of facts by pyoxigraph, the rest of it by others."""
    try:
        if path.endswith(".nt"):
            beginnings = tuple(f"<{about.prefix}".encode() for about in wanted.subjects)
            with file.open("rb") as stream:
                lines = _Lines(stream, beginnings)
                quads = ox.parse(cast(IO[bytes], lines), format=ox.RdfFormat.N_TRIPLES)
                for item in rows(quads, wanted.subjects, path):
                    if isinstance(item, tuple):
                        yield item
                yield from graphs.ntriples(b"".join(lines.kept))
        elif _has_facts(path, wanted):
            quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)
            for item in rows(quads, wanted.subjects, path):
                if isinstance(item, tuple):
                    yield item
        else:
            yield from graphs.turtle(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        told = str(error).split("\n")[0]
        message = f"{path}: cannot be read: {told}; nothing was changed; build again"
        raise FactsDifferError(message) from error


def _has_facts(path: str, wanted: Wanted) -> bool:
    stem = path.rpartition("/")[2].removesuffix(".ttl")
    return stem in wanted.facts and "/vocab/" not in path


def _hold(wanted: Wanted, small: Mapping[Triple, str], first: str) -> int:
    """Hold the triples of small tables against those that must be there; count them."""
    places: dict[str, str] = {}
    stated: dict[tuple[str, str], list[Term]] = {}
    for (subject, predicate, term), path in small.items():
        places.setdefault(subject, path)
        stated.setdefault((subject, predicate), []).append(term)
    for triple, (table, row, column) in wanted.small.items():
        if triple not in small:
            subject, predicate, term = triple
            others = [
                t
                for t in stated.get((subject, predicate), ())
                if (subject, predicate, t) not in wanted.small
            ]
            found = repr(min(others)[0]) if others else "no such triple"
            place = Place(places.get(subject, first), "", (), 0, f"{table}, row {row}")
            refuse(place, f"<{subject}> {column or predicate}", found, repr(term[0]))
    # Classes, schemes and their like are told of a row, not by a cell of it: there may be more.
    cells = {t[:2]: told for t, told in wanted.small.items() if told[2]}
    alike = {(*t[:2], t[2][1]): told for t, told in wanted.small.items() if told[2]}
    for triple, path in small.items():
        if triple[:2] in cells and triple not in wanted.small:
            kind = (*triple[:2], triple[2][1])
            table, row, column = alike.get(kind, cells[triple[:2]])
            place = Place(path, "", (), 0, f"{table}, row {row}")
            told = f"<{triple[0]}> {column or triple[1]}"
            refuse(place, told, f"one more: {triple[2][0]!r}", "no other than its own")
    return len(wanted.small)


def _locate(tables: Tables, wanted: Wanted, about: Subjects, files: Mapping[str, Path]) -> None:
    """Name the first cell that differs; the files are read again for it.

    Raises:
        FactsDifferError: always.
    """
    number = numbering(about.name, about.fields, about.fields)
    right = Counter(number(cells) for cells in _rows(tables, about))
    found = Counter[int]()
    for path, read in _parts(files, wanted):
        place = Place(path, "", about.fields, 0, about.name)
        for item in read:
            if not isinstance(item[0], Subjects) or item[0].name != about.name:
                continue
            cells = item[1]
            found[number(cells)] += 1
            if found[number(cells)] > right[number(cells)]:
                _name(tables, about, place, cells)
    place = Place(min(files), "", about.fields, 0, about.name)
    for row, cells in enumerate(_rows(tables, about), start=2):
        if not found[number(cells)]:
            named = about.iri(dict(zip(about.fields, cells, strict=True)))
            refuse(place, f"<{named}>", "no such node", f"row {row}")


def _name(tables: Tables, about: Subjects, place: Place, cells: Cells) -> None:
    """Name the first cell of a row that is not as the table has it."""
    named = about.iri(dict(zip(about.fields, cells, strict=True)))
    for row, expected in enumerate(_rows(tables, about), start=2):
        if about.iri(dict(zip(about.fields, expected, strict=True))) == named:
            at = next((n for n, c in enumerate(cells) if c != expected[n]), None)
            source = Place(place.path, "", place.columns, 0, f"{about.name}, row {row}")
            if at is None:
                refuse(source, f"<{named}>", "the node twice", "the node once")
            refuse(source, f"<{named}> {about.fields[at]}", repr(cells[at]), repr(expected[at]))
    refuse(place, f"<{named}>", "a node", "no such node")
