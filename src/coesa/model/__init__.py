"""The field's nouns as frozen values: what a publication is, and what an issue is."""

from coesa.model.findings import Finding, Issue, Validation
from coesa.model.publication import (
    SHARED,
    Document,
    ExampleQuery,
    Identity,
    Made,
    PrintedColumn,
    PrintedRow,
    PrintedTable,
    Publication,
    Vocabulary,
)
from coesa.model.resource import Field, FieldRole, ForeignKey, Reading, Resource, Role, Texts
from coesa.model.written import Batch, Content, Distribution, Written

__all__ = [
    "SHARED",
    "Batch",
    "Content",
    "Distribution",
    "Document",
    "ExampleQuery",
    "Field",
    "FieldRole",
    "Finding",
    "ForeignKey",
    "Identity",
    "Issue",
    "Made",
    "PrintedColumn",
    "PrintedRow",
    "PrintedTable",
    "Publication",
    "Reading",
    "Resource",
    "Role",
    "Texts",
    "Validation",
    "Vocabulary",
    "Written",
]
