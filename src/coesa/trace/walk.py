"""From the row that is wanted to the ink, and to every file that carries it."""

from collections.abc import Iterator, Sequence

from coesa import iris
from coesa.errors import NotFoundError
from coesa.iris import DEF, UNIT_MEASURE
from coesa.labels import concept_texts
from coesa.model import Document, Field, FieldRole, Publication, Resource, Role, Texts
from coesa.statements import SKOS, subject_template
from coesa.tables import ROW, Tables
from coesa.trace.carriers import carriers
from coesa.trace.find import Row, find, references, rows
from coesa.trace.model import Concept, Erratum, Figure, Observation, Trace


def trace(tables: Tables, wanted: str) -> Trace:
    """Trace a figure (`p05-050`), an observation or figure by its IRI, or a row (`table:9`).

    Raises:
        NotFoundError: with the nearest names, if there is no such thing.
    """
    publication = tables.publication
    table, row = find(tables, wanted)
    if table.role is Role.CUBE:
        table, row = _figure_of(tables, table, row)
    ledger, asked = table, _figure(tables, table, row)
    row = _datum(tables, ledger, row)
    figure = _figure(tables, ledger, row)
    observation = _observation(tables, ledger, row)
    restatements = _figures_that(tables, ledger, row, "restates")
    names = [figure.name, *(r.name for r in restatements)]
    files = set(carriers(publication, ledger.name))
    if observation is not None:
        at = {d.field: d.notation for d in observation.dimensions}
        files |= set(carriers(publication, observation.table, at))
    return Trace(
        wanted=wanted,
        asked=asked,
        figure=figure,
        document=_document(publication, figure.document),
        observation=observation,
        restatements=restatements,
        qualifiers=_figures_that(tables, ledger, row, "qualifies"),
        errata=tuple(_errata(tables, ledger, names)),
        files=tuple(sorted(files)),
    )


def _figure_of(tables: Tables, cube: Resource, row: Row) -> tuple[Resource, Row]:
    """Find the figure that an observation is derived from."""
    for ledger in tables.publication.of_role(Role.LEDGER):
        for names in references(cube, ledger):
            for found in rows(tables, ledger, {there: row[here] for there, here in names.items()}):
                return ledger, found
    raise NotFoundError(f"{cube.name}:{row[ROW]} names no figure of a ledger; mend it there")


def _datum(tables: Tables, ledger: Resource, row: Row) -> Row:
    """Follow a restatement to what it restates."""
    key = ledger.fields_of(FieldRole.NOTATION)[0].name
    seen: set[str] = set()
    while row[key] not in seen:
        seen.add(row[key])
        restated = _cell(ledger, row, "restates")
        row = next(rows(tables, ledger, {key: restated}), row) if restated else row
    return row


def _observation(tables: Tables, ledger: Resource, figure: Row) -> Observation | None:
    publication = tables.publication
    for cube in publication.of_role(Role.CUBE):
        for names in references(cube, ledger):
            where = {here: figure[there] for there, here in names.items()}
            for row in rows(tables, cube, where):
                units = [f for f in cube.stating(UNIT_MEASURE) if row[f.name] is not None]
                return Observation(
                    iri=iris.expand(subject_template(publication, cube.name), row),
                    table=cube.name,
                    row=row[ROW],
                    value=row[cube.measure.name],
                    unit=_concept(tables, units[0], row[units[0].name]) if units else None,
                    dimensions=tuple(_concept(tables, f, row[f.name]) for f in cube.dimensions),
                )
    return None


def _figures_that(tables: Tables, ledger: Resource, row: Row, name: str) -> tuple[Figure, ...]:
    """Find the figures that restate or qualify a figure."""
    key = ledger.fields_of(FieldRole.NOTATION)[0].name
    (field,) = ledger.stating(DEF + name)
    return tuple(
        _figure(tables, ledger, found) for found in rows(tables, ledger, {field.name: row[key]})
    )


def _figure(tables: Tables, ledger: Resource, row: Row) -> Figure:
    (document,) = ledger.fields_of(FieldRole.KEY)
    (key,) = ledger.fields_of(FieldRole.NOTATION)
    return Figure(
        name=row[key.name],
        iri=iris.expand(subject_template(tables.publication, ledger.name), row),
        row=row[ROW],
        document=row[document.name],
        page=_cell(ledger, row, "page") or "",
        section=_cell(ledger, row, "section"),
        printed=_cell(ledger, row, "printed") or "",
        kind=_cell(ledger, row, "figureClass") or "",
        value=_cell(ledger, row, "value"),
        resolution=_cell(ledger, row, "resolution"),
        restates=_cell(ledger, row, "restates"),
        qualifies=_cell(ledger, row, "qualifies"),
        codes=_concepts(tables, ledger, row, ("figureClass", "unit", "hedge", "reason")),
        notes=_cells(ledger, row, SKOS + "note"),
    )


def _errata(tables: Tables, ledger: Resource, figures: Sequence[str]) -> Iterator[Erratum]:
    """Find the errata that are about one of the figures, or have a place beside one."""
    for errata in tables.publication.of_role(Role.ERRATA):
        (key,) = errata.primary_key
        names = set(_about(tables, errata, key, ledger, figures))
        for places in tables.publication.of_role(Role.ENTITIES):
            for reference in references(places, errata):
                names |= set(_about(tables, places, reference[key], ledger, figures))
        for row in (r for name in sorted(names) for r in rows(tables, errata, {key: name})):
            yield Erratum(
                name=row[key],
                iri=iris.expand(subject_template(tables.publication, errata.name), row),
                printed=_cell(errata, row, "printed"),
                corrected=_cell(errata, row, "corrected"),
                codes=_concepts(tables, errata, row, ("erratumKind", "certainty")),
                judgements=_cells(errata, row, DEF + "judgement"),
                consequences=_cells(errata, row, DEF + "consequence"),
            )


def _about(
    tables: Tables, table: Resource, key: str, ledger: Resource, figures: Sequence[str]
) -> Iterator[str]:
    for names in references(table, ledger):
        figure = names[ledger.fields_of(FieldRole.NOTATION)[0].name]
        for name in figures:
            yield from (row[key] for row in rows(tables, table, {figure: name}))


def _document(publication: Publication, notation: str) -> Document:
    for document in publication.documents:
        if document.notation == notation:
            return document
    raise NotFoundError(
        f'the ledger is about "{notation}", which is no document in sources; add it'
    )


def _concepts(
    tables: Tables, table: Resource, row: Row, properties: Sequence[str]
) -> tuple[Concept, ...]:
    fields = [f for name in properties for f in table.stating(DEF + name)]
    return tuple(
        _concept(tables, f, row[f.name]) for f in fields if f.scheme is not None and row[f.name]
    )


def _concept(tables: Tables, field: Field, notation: str) -> Concept:
    """Look up a code in its list, or in the shared list that its list takes codes from."""
    publication = tables.publication
    assert field.scheme is not None
    name = publication.resource(field.scheme).notations_from or field.scheme
    (key,) = publication.resource(name).fields_of(FieldRole.NOTATION)
    labels, definitions = (
        concept_texts(tables, field.scheme, role, notation).get(notation, {})
        for role in (FieldRole.LABEL, FieldRole.DEFINITION)
    )
    return Concept(
        field=field.name,
        titles=field.titles,
        property_iri=field.property_iri,
        notation=notation,
        iri=iris.expand(subject_template(publication, name), {key.name: notation}),
        labels=labels,
        definitions=definitions,
    )


def _cell(table: Resource, row: Row, name: str) -> str | None:
    fields = table.stating(DEF + name)
    return row[fields[0].name] if fields else None


def _cells(table: Resource, row: Row, property_iri: str) -> Texts:
    fields = table.stating(property_iri)
    return {f.language: row[f.name] for f in fields if f.language and row[f.name] is not None}
