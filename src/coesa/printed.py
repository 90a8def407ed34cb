"""The tables of the report as they were printed, filled from the facts."""

from collections.abc import Mapping

from coesa.iris import UNIT_MEASURE
from coesa.labels import Labels, concept_texts, shown
from coesa.language import worded
from coesa.model import (
    Document,
    Field,
    FieldRole,
    ForeignKey,
    PrintedColumn,
    PrintedTable,
    Publication,
    Resource,
    Texts,
)
from coesa.syntax import quoted
from coesa.tables import ROW, Tables

PRINTED = "printed"
"""The column that holds the label of a row as printed, misprints included."""


def printed_descriptions(publication: Publication, table: PrintedTable) -> Texts:
    """Describe a printed table in every language of the publication."""
    said = _texts(publication, "description", page=str(table.page))
    return {tag: text + printed_in(publication, table, tag) for tag, text in said.items()}


def printed_in(publication: Publication, table: PrintedTable, tag: str) -> str:
    """Tell which document has a printed table, as one more sentence, where there are several."""
    document = source_document(publication, table)
    if document is None:
        return ""
    language = next(said for said in publication.spoken if said.tag == tag)
    return f" {language.words['office']['source']}: {language.of(document.titles)}."


def source_document(publication: Publication, table: PrintedTable) -> Document | None:
    """Find the document that has a printed table, where its page alone does not tell it."""
    documents = publication.documents
    found = (document for document in documents if document.notation == table.document)
    return next(found, None) if len(documents) > 1 else None


def printed_fields(publication: Publication, table: PrintedTable) -> tuple[Field, ...]:
    """List the columns of a printed table: its row's label, notation, names; then its values."""
    notation = _notation(publication, table)
    return (
        Field(
            name=PRINTED,
            type="string",
            role=FieldRole.WORDING,
            titles=_texts(publication, "printed"),
            descriptions=_texts(publication, "row"),
        ),
        Field(
            name=table.dimension,
            type="string",
            role=FieldRole.NOTATION,
            titles=notation.titles,
            descriptions=_texts(publication, "notation"),
            scheme=notation.scheme,
            required=True,
        ),
        *(_label_field(publication, labels) for labels in _labels(publication, notation)),
        *(_field(publication, column) for column in table.columns),
    )


def printed_key(publication: Publication, table: PrintedTable) -> ForeignKey:
    """Tell where the notations of a printed table's rows come from."""
    scheme = _scheme(_notation(publication, table))
    return ForeignKey((table.dimension,), scheme, publication.resource(scheme).primary_key)


def printed_rows(tables: Tables, table: PrintedTable) -> tuple[tuple[str, ...], ...]:
    """Fill a printed table: canonical values, linked notations; an empty text where none is."""
    publication = tables.publication
    notation = _notation(publication, table)
    labels = [_label_cells(tables, notation, chain) for chain in _labels(publication, notation)]
    cells = [_cells(tables, table, column) for column in table.columns]
    return tuple(
        (row.printed, row.notation, *(c.get(row.notation) or "" for c in (*labels, *cells)))
        for row in table.rows
    )


def _texts(publication: Publication, key: str, **values: str) -> Texts:
    said = worded(publication.spoken, "printed", key)
    return {language: text.format(**values) for language, text in said.items()}


def _notation(publication: Publication, table: PrintedTable) -> Field:
    """Find the field that the rows of a printed table are told by."""
    for column in table.columns:
        if column.cube is not None:
            return publication.resource(column.cube).field(table.dimension)
    links = next(column.links for column in table.columns if column.links is not None)
    (subject,) = publication.resource(links).fields_of(FieldRole.SUBJECT)
    return subject


def _scheme(notation: Field) -> str:
    assert notation.scheme is not None
    return notation.scheme


def _labels(publication: Publication, notation: Field) -> tuple[tuple[Labels, ...], ...]:
    """List the labels of the rows: a column for each language that the list speaks to a reader."""
    chains = (shown(publication, _scheme(notation), said) for said in publication.spoken)
    return tuple(dict.fromkeys(filter(None, chains)))


def _label_field(publication: Publication, chain: tuple[Labels, ...]) -> Field:
    return publication.resource(chain[0].table).field(chain[0].field)


def _label_cells(tables: Tables, notation: Field, chain: tuple[Labels, ...]) -> dict[str, str]:
    found = concept_texts(tables, _scheme(notation))
    tags = [labels.language for labels in chain]
    return {code: next((t[tag] for tag in tags if tag in t), "") for code, t in found.items()}


def _field(publication: Publication, column: PrintedColumn) -> Field:
    headings = _texts(publication, "heading", heading=column.printed)
    if column.cube is None:
        return Field(column.name, "string", FieldRole.PROPERTY, column.titles, headings)
    cube = publication.resource(column.cube)
    unit = _unit(cube, column.at)
    units = _texts(publication, "unit", unit=unit) if unit else {}
    return Field(
        name=column.name,
        type=cube.measure.type,
        role=FieldRole.MEASURE,
        titles=column.titles,
        descriptions={k: " ".join([v, units[k]] if units else [v]) for k, v in headings.items()},
        scale=cube.measure.scale,
    )


def _unit(cube: Resource, at: Mapping[str, str]) -> str | None:
    """Tell the unit of a column's values where it is the same for all of them."""
    field = next(iter(cube.stating(UNIT_MEASURE)), None)
    return at.get(field.name, field.constant) if field else None


def _cells(tables: Tables, table: PrintedTable, column: PrintedColumn) -> dict[str, str]:
    """Look up the cells of a printed column by the notation of the row."""
    if column.cube is not None:
        return _observed(tables, table, column, column.cube)
    if column.links is not None:
        return _linked(tables, column.links)
    notation = _notation(tables.publication, table)
    first = tables.publication.spoken[0]
    return _label_cells(tables, notation, shown(tables.publication, _scheme(notation), first))


def _observed(
    tables: Tables, table: PrintedTable, column: PrintedColumn, cube: str
) -> dict[str, str]:
    measure = tables.publication.resource(cube).measure.name
    conditions = [f"{quoted(name)} = ?" for name in column.at]
    places = ", ".join("?" for _ in table.rows)
    where = " AND ".join([*conditions, f"{quoted(table.dimension)} IN ({places})"])
    found = tables.query(
        f"SELECT {quoted(table.dimension)}, {quoted(measure)} FROM {quoted(cube)} WHERE {where}",
        [*column.at.values(), *(row.notation for row in table.rows)],
    )
    values = dict(found)
    assert len(values) == len(found), f"{column.name} of {table.name} finds two values for one row"
    return values


def _linked(tables: Tables, links: str) -> dict[str, str]:
    resource = tables.publication.resource(links)
    (subject,) = resource.fields_of(FieldRole.SUBJECT)
    linked = next(f for f in resource.columns if f != subject)
    # Notations hold no space, so a space parts them.
    return dict(
        tables.query(
            f"SELECT {quoted(subject.name)}, "
            f"string_agg({quoted(linked.name)}, ' ' ORDER BY {quoted(ROW)}) "
            f"FROM {quoted(links)} GROUP BY 1 ORDER BY 1"
        )
    )
