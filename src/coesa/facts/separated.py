"""CSV files read back: by Python what was copied, by DuckDB what Python wrote."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from coesa.errors import FactsDifferError
from coesa.facts.forms import Cells
from coesa.syntax import text
from coesa.tables import Tables

_FETCHED = 4096


def copied_rows(path: Path) -> Iterator[Cells]:
    """Read a file of the Data Package by Python's csv, the header first."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from map(tuple, csv.reader(stream, strict=True))


def published_constants(path: Path) -> dict[str, dict[str, str]]:
    """Read the constants of each table from the published descriptor."""
    descriptor: Mapping[str, Any] = json.loads(path.read_bytes())
    return {
        resource["name"]: {
            constant["name"]: constant["value"]
            for constant in resource.get("coesa", {}).get("constants", ())
        }
        for resource in descriptor["resources"]
    }


def written_rows(
    tables: Tables, path: Path, name: str, width: int, delimiter: str = ","
) -> Iterator[Cells]:
    """Read a CSV file of so many columns by DuckDB, the header first.

    Raises:
        FactsDifferError: it is no such file; `name` is what it is called in `dist/`.
    """
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(width))
    sql = (
        f"SELECT * FROM read_csv({text(str(path))}, columns = {{{columns}}}, header = false, "
        f"delim = {text(delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
        "auto_detect = false, max_line_size = 16000000)"
    )
    try:
        result = tables.connection.cursor().execute(sql)
        while rows := result.fetchmany(_FETCHED):
            for row in rows:
                yield tuple(cell or "" for cell in row)
    except duckdb.Error as error:
        told = str(error).split("\n")[0]
        message = f"{name}: cannot be read: {told}; nothing was changed; build again"
        raise FactsDifferError(message) from error
