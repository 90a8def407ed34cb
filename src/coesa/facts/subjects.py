"""How the rows of a cube or of a ledger are read out of their triples."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from coesa import iris
from coesa.facts.digest import stated_fields
from coesa.facts.forms import Cells, Place, refuse
from coesa.model import Publication, Resource
from coesa.statements import XSD, Node, Statement, fixed_statements, subject_template

IRI, PLAIN = "iri", XSD + "string"
Term = tuple[str, str]
"""The text of an object, and what it is: an IRI, a literal in a language, or of a datatype."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the object of a triple is read: what it is, and the cells that it holds.

    Attributes:
        before: the text before its one cell.
        behind: the text behind it.
        pattern: the form of an IRI that holds several cells, a group for each.
    """

    fields: tuple[str, ...]
    kind: str
    before: str = ""
    behind: str = ""
    pattern: re.Pattern[str] | None = None

    def cells(self, value: str) -> dict[str, str] | None:
        """Read the cells of an object; None if it is of another form."""
        if self.pattern is not None:
            match = self.pattern.fullmatch(value)
            return dict(zip(self.fields, match.groups(), strict=True)) if match else None
        if value.startswith(self.before) and value.endswith(self.behind):
            return {self.fields[0]: value[len(self.before) : len(value) - len(self.behind)]}
        return None


@dataclass(frozen=True, slots=True)
class Subjects:
    """The nodes that the rows of a table are about.

    Attributes:
        steps: how their IRIs are made, text and field by turns.
        readings: how a triple of each property is read.
        fixed: what every one of them states, property and IRI.
    """

    name: str
    fields: tuple[str, ...]
    constants: Mapping[str, str]
    steps: tuple[str, ...]
    readings: Mapping[str, tuple[Reading, ...]]
    fixed: frozenset[tuple[str, str]]

    @property
    def prefix(self) -> str:
        """The beginning of every IRI of them."""
        return self.steps[0]

    def iri(self, cells: Mapping[str, str]) -> str:
        """Name the node that cells are about."""
        return "".join(cells.get(s, "") if n % 2 else s for n, s in enumerate(self.steps))


def subjects(publication: Publication, resource: Resource) -> Subjects:
    """Tell how the rows of a cube or of a ledger are read out of their triples."""
    name = resource.name
    constants = {f.name: f.constant for f in resource.constants if f.constant is not None}
    template = iris.rename(subject_template(publication, name), constants)
    readings: dict[str, tuple[Reading, ...]] = {}
    fixed = set()
    for statement in fixed_statements(publication, name):
        if not statement.is_of_the_row:
            continue
        if isinstance(statement.object, Node) and statement.is_the_same_in_every_row:
            fixed.add((statement.predicate, statement.object.template))
            continue
        known = readings.get(statement.predicate, ())
        readings[statement.predicate] = (*known, _reading(statement))
    return Subjects(
        name=name,
        fields=stated_fields(publication, name),
        constants=constants,
        steps=tuple(iris.steps(template)),
        readings=readings,
        fixed=frozenset(fixed),
    )


def _reading(statement: Statement) -> Reading:
    if not isinstance(statement.object, Node):
        text = statement.object
        kind = text.language or (XSD + text.datatype if text.datatype else PLAIN)
        return Reading((text.field,), kind)
    fields = iris.variables(statement.object.template)
    steps = iris.steps(statement.object.template)
    if len(fields) == 1:
        return Reading(fields, IRI, steps[0], steps[-1])
    form = "".join("([^/]+)" if n % 2 else re.escape(step) for n, step in enumerate(steps))
    return Reading(fields, IRI, pattern=re.compile(form))


def term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """Give the text of an object, and what it is."""
    if isinstance(node, ox.Literal):
        return node.value, node.language or node.datatype.value
    return (node.value, IRI) if isinstance(node, ox.NamedNode) else (str(node), "")


def rows(
    quads: Iterable[ox.Quad | ox.Triple], known: tuple[Subjects, ...], path: str
) -> Iterator[tuple[Subjects, Cells] | ox.Quad | ox.Triple]:
    """Put the triples of each subject together to a row; those of other subjects are handed on.

    Raises:
        FactsDifferError: a subject states what its table does not, or not all that it must.
    """
    current, about = None, None
    told: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for quad in quads:
        if quad.subject != current:
            if about is not None:
                yield about, _finished(about, told, seen, path, current)
            current = quad.subject
            iri = str(getattr(current, "value", ""))
            about = next((s for s in known if iri.startswith(s.prefix)), None)
            told, seen = {}, set()
        if about is None:
            yield quad
        else:
            _read(about, quad, told, seen, path)
    if about is not None:
        yield about, _finished(about, told, seen, path, current)


def _read(
    about: Subjects,
    quad: ox.Quad | ox.Triple,
    told: dict[str, str],
    seen: set[tuple[str, str]],
    path: str,
) -> None:
    """Read one triple of a row."""
    predicate = quad.predicate.value
    value, kind = term(quad.object)
    for reading in about.readings.get(predicate, ()):
        cells = reading.cells(value) if kind == reading.kind else None
        # A property may be that of several fields: each triple is of one of them.
        if cells and (len(cells) > 1 or told.keys().isdisjoint(cells)):
            told |= cells
            return
    if (predicate, value) in about.fixed:
        seen.add((predicate, value))
        return
    place = Place(path, "", about.fields, 0, about.name)
    refuse(place, f"{quad.subject} {quad.predicate}", f"{value!r} ({kind})", "no such triple")


def _finished(
    about: Subjects,
    told: dict[str, str],
    seen: set[tuple[str, str]],
    path: str,
    subject: object,
) -> Cells:
    """Give the cells of a row whose triples have all been read."""
    cells = {**about.constants, **told}
    named = about.iri(cells)
    place = Place(path, "", about.fields, 0, about.name)
    if seen != about.fixed:
        predicate, value = min(about.fixed - seen)
        refuse(place, f"{subject} <{predicate}>", "no such triple", repr(value))
    if getattr(subject, "value", None) != named:
        refuse(place, str(subject), f"triples of <{named}>", "triples of its own")
    return tuple(cells.get(field, "") for field in about.fields)
