"""Which files of `dist/` carry the rows of a table."""

from collections.abc import Mapping

from coesa.model import PrintedTable, Publication, Role
from coesa.statements import published_name


def carriers(
    publication: Publication, table: str, at: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """List the files of `dist/` that carry the rows of a cube or ledger.

    With the notations `at` of an observation, the printed tables that show it are among them.
    """
    name, folder = publication.name, f"office/csv-{publication.language}"
    role = publication.resource(table).role
    printed = [t.name for t in publication.printed_tables if at and _shows(t, table, at)]
    return tuple(
        sorted(
            [
                f"rdf/{'cube/' if role is Role.CUBE else ''}{table}.ttl",
                "rdf/all.nt",
                f"office/{name}.xlsx",
                f"office/{name}.sqlite",
                *(f"datapackage/{n}.csv" for n in (published_name(table), *printed)),
                *(f"{folder}/{n}.csv" for n in (table, *printed)),
            ]
        )
    )


def _shows(printed: PrintedTable, cube: str, at: Mapping[str, str]) -> bool:
    rows = {row.notation for row in printed.rows}
    columns = (c for c in printed.columns if c.cube == cube and c.at.items() <= at.items())
    return at.get(printed.dimension) in rows and any(columns)
