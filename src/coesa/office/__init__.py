"""Files for people: a workbook, CSV for the spreadsheets of a country, a database."""

from functools import partial

from coesa.model import Content
from coesa.office.database import write_database
from coesa.office.localised import delimiter, localised_csv
from coesa.office.small import small_workbook
from coesa.office.workbook import write_workbook
from coesa.statements import shared_tables
from coesa.tables import Tables

__all__ = ["delimiter", "office", "small_workbook", "workbook_file"]


def office(tables: Tables) -> dict[str, Content]:
    """Give the files for people by their path in `dist/`, but for the workbook.

    `office/csv-{language}/{table}.csv` in the first language of the publication, and
    `office/{name}.sqlite`. What may outgrow memory is a function that writes to a path, and needs
    the tables open while it does.
    """
    publication = tables.publication
    localised = localised_csv(tables, publication.spoken[0])
    database = partial(write_database, tables, shared_tables(publication))
    return {
        **{f"office/csv-{publication.language}/{n}": c for n, c in localised.items()},
        f"office/{publication.name}.sqlite": database,
    }


def workbook_file(tables: Tables) -> dict[str, Content]:
    """Give `office/{name}.xlsx` by its path in `dist/`: of all files, it takes the longest."""
    publication = tables.publication
    written = partial(write_workbook, tables, shared_tables(publication))
    return {f"office/{publication.name}.xlsx": written}
