"""The tables of the report as they were printed, filled from the facts."""

from collections.abc import Mapping

from coesa.model import (
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

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "it": {
        "description": (
            "La tabella di pagina {page} del documento come è stampata, ricostruita dai dati "
            "pubblicati. L'etichetta stampata di ogni riga sta accanto al codice corretto."
        ),
        "printed": "Etichetta stampata",
        "row": "L'etichetta della riga come è stampata, refusi compresi.",
        "notation": "Il codice a cui la riga si riferisce, corretto dove l'etichetta è errata.",
        "heading": "Colonna stampata come «{heading}».",
        "unit": "Unità di misura: {unit}.",
    },
    "en": {
        "description": (
            "The table on page {page} of the document as printed, rebuilt from the published "
            "data. The printed label of each row stands beside the corrected code."
        ),
        "printed": "Printed label",
        "row": "The label of the row as printed, misprints included.",
        "notation": "The code that the row is about, corrected where the label is wrong.",
        "heading": "Column printed as “{heading}”.",
        "unit": "Unit of measure: {unit}.",
    },
}


def printed_descriptions(publication: Publication, table: PrintedTable) -> Texts:
    """Describe a printed table in every language of the publication."""
    return _texts(publication, "description", page=str(table.page))


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
        *_labels(publication, notation),
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
    labels = [_column_of_labels(tables, notation, f.name) for f in _labels(publication, notation)]
    cells = [_cells(tables, table, column) for column in table.columns]
    return tuple(
        (row.printed, row.notation, *(c.get(row.notation) or "" for c in (*labels, *cells)))
        for row in table.rows
    )


def _texts(publication: Publication, key: str, **values: str) -> Texts:
    # A language that the tool does not speak gets the English text.
    return {
        language: _TEXTS.get(language, _TEXTS["en"])[key].format(**values)
        for language in publication.languages
    }


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


def _labelled(publication: Publication, notation: Field) -> str:
    """Name the table with the labels of the rows: their list, or the shared one it is from."""
    name = _scheme(notation)
    resource = publication.resource(name)
    return name if resource.notations_from is None else resource.notations_from


def _labels(publication: Publication, notation: Field) -> tuple[Field, ...]:
    resource = publication.resource(_labelled(publication, notation))
    fields = {f.language: f for f in resource.fields_of(FieldRole.LABEL)}
    return tuple(fields[language] for language in publication.languages if language in fields)


def _column_of_labels(tables: Tables, notation: Field, label: str) -> dict[str, str]:
    name = _labelled(tables.publication, notation)
    (key,) = tables.publication.resource(name).fields_of(FieldRole.NOTATION)
    return dict(tables.query(f"SELECT {quoted(key.name)}, {quoted(label)} FROM {quoted(name)}"))


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
    for field in cube.fields_of(FieldRole.ATTRIBUTE):
        if (field.property_iri or "").endswith("#unitMeasure"):
            return at.get(field.name, field.constant)
    return None


def _cells(tables: Tables, table: PrintedTable, column: PrintedColumn) -> dict[str, str]:
    """Look up the cells of a printed column by the notation of the row."""
    if column.cube is not None:
        return _observed(tables, table, column, column.cube)
    if column.links is not None:
        return _linked(tables, column.links)
    notation = _notation(tables.publication, table)
    first = _labels(tables.publication, notation)[0]
    return _column_of_labels(tables, notation, first.name)


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
