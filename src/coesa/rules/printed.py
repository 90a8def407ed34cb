"""Rules on the tables as printed: each observation stands in the cell it is printed in."""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa import iris
from coesa.advice import meant
from coesa.intake import DESCRIPTOR
from coesa.model import Finding, Issue, PrintedColumn, PrintedTable, Resource, Role
from coesa.rules.errata import ERRATUM_PLACE, errata
from coesa.rules.ledger import figures
from coesa.rules.places import LISTED, ledger_of, path_of, property_field
from coesa.syntax import quoted
from coesa.tables import ROW, Tables


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """An observation in a cell of a printed table, and the figure on the table's page.

    Attributes:
        row: the record of the observation in the file of its cube.
        figure: the figure on the page, the observation's own or one that restates it.
    """

    cube: str
    row: int
    column: str
    own: str
    figure: str | None


def printed_cells_are_in_reading_order(tables: Tables) -> Finding:
    """Let the cells of a printed table follow each other as on its page (chain of trust).

    So no two rows or columns of it can have changed places.
    """
    rule = printed_cells_are_in_reading_order.__name__
    checked, issues = 0, list[Issue]()
    for table in tables.publication.printed_tables:
        before = ""
        for cell in _cells(tables, table):
            checked += 1
            path = path_of(tables.publication, cell.cube)
            if cell.figure is None:
                message = (
                    f"{cell.own} is in {table.name} and is not printed on page {table.page}; "
                    "expected a figure of that page; mend the figure, or the page of the table"
                )
            elif cell.figure <= before:
                message = (
                    f"{cell.figure} stands after {before} in {table.name}; expected the order of "
                    "reading, row by row; look whether rows or columns have changed places"
                )
            else:
                before = cell.figure
                continue
            issues.append(Issue(path, cell.row, cell.column, rule, message))
    return Finding(checked, "printed cells", tuple(issues))


def _cells(tables: Tables, table: PrintedTable) -> Iterator[PrintedCell]:
    """List the cells of a table that hold observations, as one reads it."""
    columns = [(c, _column(tables, table, c)) for c in table.columns if c.cube is not None]
    for row in table.rows:
        for column, cells in columns:
            if row.notation in cells:
                number, own, figure = cells[row.notation]
                cube = tables.publication.resource(str(column.cube))
                claim = ledger_of(tables.publication, cube)
                assert claim is not None, "a rule on the descriptor sees to it"
                yield PrintedCell(cube.name, number, claim[0], own, figure)


def _column(
    tables: Tables, table: PrintedTable, column: PrintedColumn
) -> dict[str, tuple[int, str, str | None]]:
    """Look up row, figure, and figure on the page, by the notation of the printed row."""
    cube = tables.publication.resource(str(column.cube))
    claim = ledger_of(tables.publication, cube)
    assert claim is not None, "a rule on the descriptor sees to it"
    field, ledger = claim
    where = " AND ".join(["true", *(f"o.{quoted(name)} = ?" for name in column.at)])
    found = tables.query(
        f"SELECT o.{quoted(table.dimension)}, o.{quoted(ROW)}, o.{quoted(field)}, "
        f"min(f.figure) FROM {quoted(cube.name)} o LEFT JOIN {figures(tables, ledger)} f "
        f"ON (f.figure = o.{quoted(field)} OR f.restates = o.{quoted(field)}) "
        "AND f.document = ? AND f.page = ? "
        f"WHERE {where} GROUP BY ALL ORDER BY 2 LIMIT {LISTED}",
        [table.document, str(table.page), *column.at.values()],
    )
    return {notation: (row, own, figure) for notation, row, own, figure in found}


def misprinted_labels_have_their_erratum(tables: Tables) -> Finding:
    """Let a row that names an erratum be printed and corrected as that tells (chain of trust)."""
    rule = misprinted_labels_have_their_erratum.__name__
    known = {e.notation: e for e in errata(tables)}
    rows = [
        (f"$.coesa.tables[{number}].rows[{place}]", row)
        for number, table in enumerate(tables.publication.printed_tables)
        for place, row in enumerate(table.rows)
        if row.erratum is not None
    ]
    issues = []
    for where, row in rows:
        erratum = known.get(str(row.erratum))
        if erratum is None:
            message = (
                f'"{row.erratum}" is no erratum; expected one of the table of errata; add it, or '
                f"take it out of the row. {meant('erratum', str(row.erratum), known, 'E01')}"
            )
        elif (erratum.printed, erratum.corrected) != (row.printed, row.notation):
            message = (
                f'{erratum.notation} tells "{erratum.printed}" is to be "{erratum.corrected}"; '
                f'expected "{row.printed}" and "{row.notation}", as the row has; mend one of them'
            )
        else:
            continue
        issues.append(Issue(DESCRIPTOR, 0, where, rule, message))
    return Finding(len(rows), "misprinted labels", tuple(issues))


def errata_stand_on_their_pages(tables: Tables) -> Finding:
    """Let the page of each place of an erratum be that of its figure (chain of trust)."""
    rule = errata_stand_on_their_pages.__name__
    checked, issues = 0, list[Issue]()
    for resource in _places(tables):
        claim, page = ledger_of(tables.publication, resource), _page(resource)
        checked += tables.count(resource.name)
        pages = max(document.pages for document in tables.publication.documents)
        found = tables.query(
            f"SELECT {quoted(ROW)}, {quoted(page)} FROM {quoted(resource.name)} "
            f"WHERE NOT coalesce(TRY_CAST({quoted(page)} AS INTEGER) BETWEEN 1 AND {pages}, false) "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        told = [(row, f"page {it} found; expected 1 to {pages}; mend it") for row, it in found]
        if claim is not None:
            others = tables.query(
                f"SELECT p.{quoted(ROW)}, p.{quoted(page)}, f.figure, f.page "
                f"FROM {quoted(resource.name)} p JOIN {figures(tables, claim[1])} f "
                f"ON p.{quoted(claim[0])} = f.figure WHERE p.{quoted(page)} <> f.page "
                f"ORDER BY 1 LIMIT {LISTED}"
            )
            told += [
                (row, f"page {it} found; expected {there}, the page of {figure}; mend one of them")
                for row, it, figure, there in others
            ]
        path = path_of(tables.publication, resource.name)
        issues += [Issue(path, row, page, rule, message) for row, message in told]
    return Finding(checked, "places of errata", tuple(issues))


def _places(tables: Tables) -> list[Resource]:
    entities = tables.publication.of_role(Role.ENTITIES)
    return [r for r in entities if r.descriptor["coesa"].get("class") == ERRATUM_PLACE]


def _page(resource: Resource) -> str:
    field = property_field(resource, iris.DEF + "page")
    assert field is not None, "a rule on the descriptor sees to it"
    return field.name
