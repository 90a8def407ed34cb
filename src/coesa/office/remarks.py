"""What is to be remarked on the places of a printed table: its errata, and notes on its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coesa.iris import DEF
from coesa.model import Field, FieldRole, PrintedTable, Resource, Role, Texts
from coesa.syntax import quoted, text
from coesa.tables import ROW, Row, Tables

_NOTE = "http://www.w3.org/2004/02/skos/core#note"


@dataclass(frozen=True, slots=True)
class Erratum:
    """An erratum of the document: the figure it is about, what should stand there, and why."""

    notation: str
    figure: str
    corrected: str
    judgement: Texts


def errata(tables: Tables) -> dict[str, Erratum]:
    """Read the errata by their notation."""
    return {
        erratum.notation: erratum
        for resource in tables.publication.of_role(Role.ERRATA)
        for erratum in _errata(tables, resource)
    }


def _errata(tables: Tables, resource: Resource) -> Iterator[Erratum]:
    figures = figure_field(tables, resource)
    corrected = _by_language(resource, DEF + "corrected")
    judgements = _by_language(resource, DEF + "judgement")
    for row in tables.rows(resource.name):
        yield Erratum(
            notation=row[resource.primary_key[0]] or "",
            figure=(figures and row[figures.name]) or "",
            corrected="".join(_texts(row, corrected).values()),
            judgement=_texts(row, judgements),
        )


def figure_field(tables: Tables, resource: Resource) -> Field | None:
    """Find the field that leads from a row to the figure it comes from."""
    ledgers = [ledger.name for ledger in tables.publication.of_role(Role.LEDGER)]
    return next((f for f in resource.fields if f.scheme in ledgers), None)


def remarks(tables: Tables, figures: set[str], table: PrintedTable) -> dict[str, Texts]:
    """Read what the ledger notes on those of the figures that stand on a table's page, by figure.

    A value may be taken from a figure of another page: what is noted there is of that place.
    """
    found: dict[str, Texts] = {}
    wanted = ", ".join(text(figure) for figure in sorted(figures))
    for ledger in tables.publication.of_role(Role.LEDGER) if wanted else ():
        notes = _by_language(ledger, _NOTE)
        key, *fields = (quoted(f) for f in (ledger.primary_key[0], *notes.values()))
        for figure, *cells in tables.query(
            f"SELECT {', '.join([key, *fields])} FROM {quoted(ledger.name)} "
            f"WHERE {key} IN ({wanted}) AND {_on_page(ledger, table)} ORDER BY {quoted(ROW)}"
        ):
            found[figure] = {tag: cell for tag, cell in zip(notes, cells, strict=True) if cell}
    return found


def _on_page(ledger: Resource, table: PrintedTable) -> str:
    """Give the SQL condition that a figure stands on the page of a printed table."""
    on_page = f"{quoted(ledger.stating(DEF + 'page')[0].name)} = {text(str(table.page))}"
    if table.document is None:
        return on_page
    (document,) = ledger.fields_of(FieldRole.KEY)
    return f"{on_page} AND {quoted(document.name)} = {text(table.document)}"


def _by_language(resource: Resource, property_iri: str) -> dict[str, str]:
    """Name the fields that state a property, by the language of their cells; "" for none."""
    found = (f for f in resource.columns if f.property_iri == property_iri)
    return {f.language or "": f.name for f in found}


def _texts(row: Row, fields: Mapping[str, str]) -> dict[str, str]:
    return {tag: row[name] or "" for tag, name in fields.items()}
