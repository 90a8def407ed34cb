"""The gate: look at bytes before any library does.

Read `folder` (plain files inside the folder), `descriptor` and `json_files` (JSON), `gate` and
`table` (CSV), then what they share: `encoding` and `characters` (text), `records` and `header`
(CSV), `limits`, `words`. `as_they_are` reads tables that may be broken, to show where.
"""

from coesa.intake.as_they_are import tables_as_they_are
from coesa.intake.descriptor import read_descriptor
from coesa.intake.folder import unnamed_files
from coesa.intake.gate import file_issues, reading_of, rows_of
from coesa.intake.json_files import read_json, read_text
from coesa.intake.words import DESCRIPTOR, cut_short, nearest

__all__ = [
    "DESCRIPTOR",
    "cut_short",
    "file_issues",
    "nearest",
    "read_descriptor",
    "read_json",
    "read_text",
    "reading_of",
    "rows_of",
    "tables_as_they_are",
    "unnamed_files",
]
