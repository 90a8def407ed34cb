"""The gate: look at bytes before any library does.

Read `folder` (plain files inside the folder), `descriptor` and `json_files` (JSON), `gate` and
`table` (CSV), then what they share: `encoding` and `characters` (text), `records` and `header`
(CSV), `limits`, `words`.
"""

from coesa.intake.descriptor import read_descriptor
from coesa.intake.folder import unnamed_files
from coesa.intake.gate import file_issues, rows_of
from coesa.intake.json_files import read_json, read_text
from coesa.intake.words import DESCRIPTOR, nearest

__all__ = [
    "DESCRIPTOR",
    "file_issues",
    "nearest",
    "read_descriptor",
    "read_json",
    "read_text",
    "rows_of",
    "unnamed_files",
]
