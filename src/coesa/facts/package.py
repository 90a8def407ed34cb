"""The Data Package read back: what was copied by Python, what Python wrote by DuckDB."""

from itertools import chain

from coesa.facts.account import Account, finish
from coesa.facts.forms import Files, FormFacts, Place
from coesa.facts.separated import copied_rows, published_constants, written_rows
from coesa.facts.wanted import own_rows
from coesa.printed import printed_fields, printed_rows
from coesa.statements import published_name, published_tables
from coesa.tables import Tables


def read_package(tables: Tables, files: Files) -> FormFacts:
    """Read every table of the package, with the constants that its descriptor tells."""
    publication, account = tables.publication, Account()
    constants = published_constants(files["datapackage/datapackage.json"])
    for name in published_tables(publication):
        resource, path = publication.resource(name), f"datapackage/{published_name(name)}.csv"
        columns = tuple(f.name for f in resource.fields)
        fixed = constants[published_name(name)]
        behind = tuple(fixed.get(f.name, "") for f in resource.constants)
        rows = copied_rows(files[path])
        header = next(rows, ()) + tuple(f.name for f in resource.constants)
        found = chain([header], (row + behind for row in rows))
        wanted = chain([columns], own_rows(tables, name))
        held = account.hold(Place(path, "", columns, 1, name), found, wanted)
        next(held)
        account.add(tables, name, columns, held)
        account.files += 1
    for table in publication.printed_tables:
        path = f"datapackage/{table.name}.csv"
        columns = tuple(f.name for f in printed_fields(publication, table))
        rows = written_rows(tables, files[path], path, len(columns))
        wanted = chain([columns], printed_rows(tables, table))
        finish(account.hold(Place(path, "", columns, 1, table.name), rows, wanted))
        account.files += 1
    return account.told("CSV", "Python csv, DuckDB")
