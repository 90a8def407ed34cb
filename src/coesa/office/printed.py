"""The tables of the report as they were printed, filled from the facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coesa.labels import concept_texts
from coesa.model import (
    Document,
    FieldRole,
    PrintedColumn,
    PrintedRow,
    PrintedTable,
    Publication,
    Texts,
)
from coesa.office.decimals import printed_decimals
from coesa.office.readable import unit_of
from coesa.office.remarks import Erratum, errata, figure_field, remarks
from coesa.printed import source_document
from coesa.syntax import quoted, text
from coesa.tables import Tables


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a printed table.

    Attributes:
        text: a canonical decimal where there is a unit, else a text.
        unit: notation of the unit of the value; None for a text.
        figure: the figure of the ledger that the value comes from.
        decimals: how many the figure is printed with.
    """

    text: str
    unit: str | None = None
    figure: str | None = None
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row with its label as printed and as it should have been printed."""

    notation: str
    printed: str
    corrected: str
    erratum: str | None
    labels: Texts
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know of one place: a row, or the cell of a figure."""

    row: str
    figure: str | None
    place: Texts
    texts: Texts


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A printed table with its values; the rows are about concepts of the list `scheme`.

    Attributes:
        document: what has the table, where the publication has several documents.
        units: what the units of each column's values are called, by notation.
    """

    table: PrintedTable
    document: Document | None
    scheme: str
    dimension: Texts
    rows: tuple[FilledRow, ...]
    notes: tuple[Note, ...]
    units: tuple[Mapping[str, Texts], ...]

    @property
    def has_errata(self) -> bool:
        """Tell whether a label was printed wrongly."""
        return any(row.printed != row.corrected for row in self.rows)

    def units_in(self, column: int) -> list[Texts]:
        """Tell what the units of a column's values are called, in the order of the rows."""
        found = dict.fromkeys(u for row in self.rows if (u := row.cells[column].unit))
        return [self.units[column].get(unit, {}) for unit in found]


def filled_table(tables: Tables, table: PrintedTable) -> FilledTable:
    """Fill a printed table: each value is the observation that its column and row name."""
    scheme, dimension = _dimension(tables.publication, table)
    concepts = concept_texts(tables, scheme)
    known = errata(tables)
    columns = [_column(tables, table, scheme, column) for column in table.columns]
    rows = tuple(
        FilledRow(
            notation=row.notation,
            printed=row.printed,
            corrected=_corrected(tables, table, row) if row.erratum in known else row.printed,
            erratum=row.erratum,
            labels=concepts.get(row.notation, {}),
            cells=tuple(column.get(row.notation, Cell("")) for column in columns),
        )
        for row in table.rows
    )
    notes = tuple(_notes(tables, table, rows, known))
    units = tuple(_units(tables, column) for column in table.columns)
    document = source_document(tables.publication, table)
    return FilledTable(table, document, scheme, dimension, rows, notes, units)


def _corrected(tables: Tables, table: PrintedTable, row: PrintedRow) -> str:
    """Give the label that a misprinted row should have.

    It is the code where the table prints codes; else what another table prints for that row, one
    of the same document first; else what the concept is called.
    """
    if any(r.printed == r.notation for r in table.rows if r.erratum is None):
        return row.notation
    publication = tables.publication
    scheme, _ = _dimension(publication, table)
    alike = [t for t in publication.printed_tables if _dimension(publication, t)[0] == scheme]
    alike.sort(key=lambda other: other.document != table.document)
    right = (r for other in alike for r in other.rows if r.erratum is None)
    elsewhere = next((r.printed for r in right if r.notation == row.notation), None)
    return elsewhere or _wordings(tables, scheme).get(row.notation) or row.notation


def _units(tables: Tables, column: PrintedColumn) -> Mapping[str, Texts]:
    """Look up what units are called, in the list that the column's cube takes them from."""
    unit = unit_of(tables.publication.resource(column.cube)) if column.cube else None
    return concept_texts(tables, unit.scheme) if unit and unit.scheme else {}


def _dimension(publication: Publication, table: PrintedTable) -> tuple[str, Texts]:
    """Find the list that the rows' notations are from, and what the dimension is called."""
    for name in (c.cube or c.links for c in table.columns):
        if name is not None:
            field = publication.resource(name).field(table.dimension)
            assert field.scheme is not None, f"{table.dimension} of {name} has no list of codes"
            return field.scheme, field.titles
    raise AssertionError(f"{table.name} has no column of facts")


def _column(
    tables: Tables, table: PrintedTable, scheme: str, column: PrintedColumn
) -> Mapping[str, Cell]:
    if column.cube is not None:
        return _values(tables, table, column, column.cube)
    if column.links is not None:
        return _linked(tables, table, column.links)
    return _texts(tables, scheme, column)


def _values(
    tables: Tables, table: PrintedTable, column: PrintedColumn, name: str
) -> dict[str, Cell]:
    cube = tables.publication.resource(name)
    optional = (unit_of(cube), figure_field(tables, cube))
    selected = [quoted(table.dimension), quoted(cube.measure.name)]
    selected += [quoted(f.name) if f else "NULL" for f in optional]
    notations = ", ".join(text(row.notation) for row in table.rows)
    conditions = [f"{quoted(table.dimension)} IN ({notations})"]
    conditions += [f"{quoted(field)} = {text(notation)}" for field, notation in column.at.items()]
    decimals = printed_decimals(tables, cube)
    found: dict[str, Cell] = {}
    for notation, *cell in tables.query(
        f"SELECT {', '.join(selected)} FROM {quoted(name)} WHERE {' AND '.join(conditions)}"
    ):
        # The place of a printed figure has one observation, or the descriptor's `at` is too short.
        assert notation not in found, f"{table.name}.{column.name}: more than one {notation}"
        value, unit, figure = cell
        found[notation] = Cell(value, unit, figure, decimals.of(cube.measure.name, figure))
    return found


def _linked(tables: Tables, table: PrintedTable, name: str) -> dict[str, Cell]:
    """Tell what a row's concept is linked to, in the report's own words where it has some."""
    links = tables.publication.resource(name)
    target = next(f for f in links.columns if f.name != table.dimension)
    words = _wordings(tables, target.scheme) if target.scheme else {}
    found: dict[str, Cell] = {}
    for row in tables.rows(name):
        notation, code = row[table.dimension] or "", row[target.name] or ""
        before = f"{found[notation].text}; " if notation in found else ""
        found[notation] = Cell(before + words.get(code, code))
    return found


def _wordings(tables: Tables, scheme: str) -> dict[str, str]:
    """Read what the report calls the concepts of a list, else their labels in its language."""
    publication = tables.publication
    resource = publication.resource(scheme)
    wording = resource.fields_of(FieldRole.WORDING)
    if not wording:
        first, concepts = publication.spoken[0], concept_texts(tables, scheme).items()
        return {notation: first.of(texts) for notation, texts in concepts}
    key = resource.primary_key[0]
    return {row[key] or "": row[wording[0].name] or "" for row in tables.rows(scheme)}


def _texts(tables: Tables, scheme: str, column: PrintedColumn) -> dict[str, Cell]:
    """Read a text of the rows' concepts: the field of the column's name, else their wording."""
    resource = tables.publication.resource(scheme)
    if column.name not in {f.name for f in resource.columns}:
        return {notation: Cell(words) for notation, words in _wordings(tables, scheme).items()}
    key = resource.primary_key[0]
    return {row[key] or "": Cell(row[column.name] or "") for row in tables.rows(scheme)}


def _notes(
    tables: Tables, table: PrintedTable, rows: tuple[FilledRow, ...], known: Mapping[str, Erratum]
) -> Iterator[Note]:
    """Note the errata of rows and cells, and what the ledger remarks on single figures."""
    figures = {cell.figure for row in rows for cell in row.cells if cell.figure}
    remarked = remarks(tables, figures, table)
    spoken = tables.publication.spoken
    for row in rows:
        if row.erratum is not None and row.erratum in known:
            place = dict.fromkeys(tables.publication.languages, f"{row.printed} ({row.erratum})")
            yield Note(row.notation, None, place, known[row.erratum].judgement)
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell.figure is None or cell.figure not in remarked:
                continue
            for mark, said in _said(cell.figure, row.erratum, known, remarked):
                place = {
                    language.tag: f"{row.printed}, {language.of(column.titles)}{mark}"
                    for language in spoken
                }
                yield Note(row.notation, cell.figure, place, said)


def _said(
    figure: str, noted: str | None, known: Mapping[str, Erratum], remarked: Mapping[str, Texts]
) -> Iterator[tuple[str, Texts]]:
    """Tell what is said of a figure, its errata first; `noted` is the erratum of its row."""
    others = [e for e in known.values() if e.figure == figure and e.notation != noted]
    for erratum in others:
        yield f" ({erratum.notation})", erratum.judgement
    # What the ledger remarks, an erratum of the figure or of its whole row has said already.
    if not others and noted is None and remarked[figure]:
        yield "", remarked[figure]
