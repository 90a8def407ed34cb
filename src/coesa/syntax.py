"""How RDF syntaxes write the rows of a table: statements to SQL expressions, and nothing else.

The SQL is what DuckDB and Spark both take. An expression is made of pieces, fixed text and cells,
that are joined by one `concat`: fixed text that meets is joined beforehand, once, and not a million
times.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from coesa import iris
from coesa.statements import RDF_TYPE, XSD, Node, Statement, Text

SUBJECT = "#subject"
"""The column in which the subject's IRI stands, in angle brackets, made once for each row."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Text that is the same in every row."""

    text: str


@dataclass(frozen=True, slots=True)
class Sql:
    """An SQL expression over the row."""

    expression: str


Pieces = tuple[Fixed | Sql, ...]

ESCAPED = r'[\x00-\x1f"\\~]|\.$'
"""What some syntax escapes: in a literal, or (a tilde, a point at the end) in a local name."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What is known of the cells of a table, so that the SQL has to ask for nothing else.

    Attributes:
        nullable: the columns that may have an empty cell.
        empty: the columns that have no other.
        plain: the columns in which nothing is to be escaped.
    """

    nullable: frozenset[str]
    empty: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()


class Syntax(Protocol):
    """One RDF syntax."""

    def row(self, written: Sequence[Statement], cells: Cells) -> str:
        """Give the expression for all triples of one row, without the newline at its end.

        A triple is left out where a cell that it needs is empty.
        """


def quoted(name: str) -> str:
    """Quote an SQL name.

    >>> quoted('def:unit')
    '"def:unit"'
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Write an SQL string.

    >>> text("dell'Asse")
    "'dell''Asse'"
    """
    return "'" + value.replace("'", "''") + "'"


def concat(pieces: Iterable[Fixed | Sql]) -> str:
    r"""Join pieces to one expression.

    >>> concat([Fixed("a"), Fixed("b"), Sql('"c"')])
    'concat(\'ab\', "c")'
    """
    parts: list[str] = []
    fixed = ""
    for piece in (*pieces, Sql("")):
        if isinstance(piece, Fixed):
            fixed += piece.text
            continue
        parts += [text(fixed)] if fixed else []
        parts += [piece.expression] if piece.expression else []
        fixed = ""
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"


def iri_pieces(template: str) -> Pieces:
    """Give the pieces of an IRI template."""
    steps = iris.steps(template)
    return tuple(Fixed(s) if n % 2 == 0 else Sql(quoted(s)) for n, s in enumerate(steps))


@dataclass(frozen=True, slots=True)
class NTriples:
    """N-Triples (W3C, 2014), one triple a line, in the order of code points."""

    def row(self, written: Sequence[Statement], cells: Cells) -> str:
        """Give the lines of one row."""
        groups: dict[str, list[Statement]] = {}
        for statement in sorted(written, key=lambda s: s.predicate):
            groups.setdefault(statement.predicate, []).append(statement)
        first, *pieces = [p for group in groups.values() for p in self._group(group, cells)]
        if isinstance(first, Fixed):
            return concat([Fixed(first.text.removeprefix("\n")), *pieces])
        return f"substr({concat([first, *pieces])}, 2)"

    def _group(self, group: Sequence[Statement], cells: Cells) -> Pieces:
        """Give the lines of one predicate, which are in order only when their objects are."""
        lines = [self._line(statement, cells) for statement in group]
        optional = [_emptiness(statement, cells) for statement in group]
        fixed = len(group) == 1 or all(s.is_the_same_in_every_row for s in group)
        if fixed and not any(optional):
            return tuple(piece for line in sorted(lines, key=_fixed) for piece in line)
        written = [
            f"CASE WHEN {test} THEN {concat(line)} ELSE '' END" if test else concat(line)
            for test, line in zip(optional, lines, strict=True)
        ]
        if len(group) == 1:
            return (Sql(written[0]),)
        return (Sql(f"array_to_string(list_sort([{', '.join(written)}]), '')"),)

    def _line(self, statement: Statement, cells: Cells) -> Pieces:
        value = statement.object
        end: Pieces
        if isinstance(value, Node):
            end = (Fixed("<"), *iri_pieces(value.template), Fixed(">"))
        else:
            end = _literal(value, cells, lambda datatype: f"^^<{XSD}{datatype}>")
        subject = (Fixed("<"), *iri_pieces(statement.subject), Fixed(">"))
        own: Pieces = (Sql(quoted(SUBJECT)),) if statement.is_of_the_row else subject
        # Its newline comes first: to cut one off at the end, all text would be looked through.
        return (Fixed("\n"), *own, Fixed(f" <{statement.predicate}> "), *end, Fixed(" ."))


@dataclass(frozen=True, slots=True)
class Turtle:
    """Turtle (W3C, 2014), one block a row, with the prefixes given and the base's IRIs relative."""

    base: str
    prefixes: Mapping[str, str]

    def row(self, written: Sequence[Statement], cells: Cells) -> str:
        """Give the block of one row; the first statement needs no column that may be empty."""
        groups: dict[str, list[Statement]] = {}
        for statement in (s for s in written if s.is_of_the_row):
            groups.setdefault(statement.predicate, []).append(statement)
        pieces = [*self._node(written[0].subject)]
        for number, group in enumerate(groups.values()):
            pieces += self._pair(" " if number == 0 else " ;\n    ", group, cells)
        others = [self._of_another(s, cells) for s in written if not s.is_of_the_row]
        return concat([*pieces, Fixed(" .\n"), *(piece for other in others for piece in other)])

    def _of_another(self, statement: Statement, cells: Cells) -> Pieces:
        """Give what the row states of another node, in a block of its own."""
        predicate = Fixed(f" {self._name(statement.predicate)} ")
        block = (
            *self._node(statement.subject),
            predicate,
            *self._object(statement.object, cells),
            Fixed(" .\n"),
        )
        test = _emptiness(statement, cells)
        return (Sql(f"CASE WHEN {test} THEN {concat(block)} ELSE '' END"),) if test else block

    def _pair(self, before: str, group: Sequence[Statement], cells: Cells) -> Pieces:
        predicate = Fixed(before + self._name(group[0].predicate) + " ")
        values = [self._object(statement.object, cells) for statement in group]
        tests = [_emptiness(statement, cells) for statement in group]
        if not any(tests):
            joined = [p for value in values for p in (Fixed(" , "), *value)]
            return (predicate, *joined[1:])
        written = [
            f"CASE WHEN {test} THEN {concat(value)} END" if test else concat(value)
            for test, value in zip(tests, values, strict=True)
        ]
        pair = concat([predicate, Sql(f"concat_ws(' , ', {', '.join(written)})")])
        return (Sql(f"CASE WHEN coalesce({', '.join(written)}) IS NULL THEN '' ELSE {pair} END"),)

    def _object(self, value: Node | Text, cells: Cells) -> Pieces:
        if isinstance(value, Text):
            return self._text(value, cells)
        if not iris.variables(value.template):
            return (Fixed(self._name(value.template)),)
        namespace, field, *rest = iris.steps(value.template)
        for prefix, known in self.prefixes.items():
            if known == namespace and rest == [""]:
                if field in cells.plain:
                    return (Fixed(prefix + ":"), Sql(quoted(field)))
                # A local name may not end in a point, and a tilde must be escaped.
                local = f"replace({quoted(field)}, '~', '\\~')"
                return (Fixed(prefix + ":"), Sql(f"regexp_replace({local}, '\\.$', '\\\\.')"))
        return self._node(value.template)

    def _text(self, value: Text, cells: Cells) -> Pieces:
        """Write numbers bare where Turtle takes them for what they are."""
        literal = _literal(value, cells, lambda datatype: f"^^xsd:{datatype}")
        cell = quoted(value.field)
        if value.datatype == "integer":
            return (Sql(cell),)
        if value.datatype == "decimal":
            bare = f"CASE WHEN contains({cell}, '.') THEN {cell} ELSE {concat(literal)} END"
            return (Sql(bare),)
        return literal

    def _node(self, template: str) -> Pieces:
        return (Fixed("<"), *iri_pieces(template.removeprefix(self.base)), Fixed(">"))

    def _name(self, iri: str) -> str:
        if iri == RDF_TYPE:
            return "a"
        for prefix, namespace in self.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and local.replace("-", "").replace("_", "").isalnum():
                return f"{prefix}:{local}"
        return f"<{iri.removeprefix(self.base)}>"


def _fixed(line: Pieces) -> str:
    return "".join(piece.text for piece in line if isinstance(piece, Fixed))


def _emptiness(statement: Statement, cells: Cells) -> str:
    """Give the test that no cell the statement needs is empty; nothing if none may be."""
    needed = [field for field in dict.fromkeys(statement.needs) if field in cells.nullable]
    return " AND ".join(f"{quoted(field)} IS NOT NULL" for field in needed)


def _literal(value: Text, cells: Cells, typed: Callable[[str], str]) -> Pieces:
    cell = quoted(value.field)
    if value.datatype is not None:
        return (Fixed('"'), Sql(cell), Fixed('"' + typed(value.datatype)))
    language = f"@{value.language}" if value.language else ""
    if value.field in cells.plain:
        return (Fixed('"'), Sql(cell), Fixed('"' + language))
    # JSON escapes what N-Triples and Turtle escape, as they do, and puts it in quotes. A cell that
    # is empty and must not be is told by a rule: it is an empty text here.
    return (Sql(f"CAST(to_json(coalesce({cell}, '')) AS VARCHAR)"), Fixed(language))
