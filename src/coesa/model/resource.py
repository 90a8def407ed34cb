"""Resources and their fields: a descriptor's tables, as read and not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

Texts = Mapping[str, str]
"""One text in several languages: language tag to text."""


class Role(StrEnum):
    """What a resource is for (`coesa.role` of a resource)."""

    CONCEPT_SCHEME = "concept-scheme"
    LINKS = "links"
    MATCHES = "matches"
    CUBE = "cube"
    ENTITIES = "entities"
    LEDGER = "ledger"
    ERRATA = "errata"


class FieldRole(StrEnum):
    """What a field is for (`coesa.role` of a field)."""

    NOTATION = "notation"
    LABEL = "label"
    DEFINITION = "definition"
    WORDING = "wording"
    SUBJECT = "subject"
    DIMENSION = "dimension"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"
    PROPERTY = "property"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table, or a constant that every row of it has.

    Attributes:
        type: a Table Schema type; every cell is read as text all the same.
        property_iri: the property that a cell states of its row.
        inverse_iri: the property that the cell's node states back, if any.
        scheme: the table whose notations the field holds, `def:` before a shared one.
        constant: the one value of every row; the field is then no column of the file.
        scale: decimals that a number may have at most.
        is_iri: the cell is an IRI itself (Table Schema: type string, format uri).
    """

    name: str
    type: str
    role: FieldRole
    titles: Texts
    descriptions: Texts
    property_iri: str | None = None
    inverse_iri: str | None = None
    language: str | None = None
    scheme: str | None = None
    required: bool = False
    constant: str | None = None
    scale: int = 0
    is_iri: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Fields whose cells must be found together in the fields of another table."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody else read for a table: some of its columns, every row.

    Attributes:
        path: where the file is, seen from the publication's folder.
        columns: names of the table's fields, or `field.column`: a column of what a field refers to.
        rows: the cells, empty ones as empty texts.
    """

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """One table: its file and its description.

    Attributes:
        path: where the file is, seen from the publication's folder.
        fields: the columns in the order of the file, then the constants.
        notations_from: the shared scheme whose notations these are (role concept-scheme).
        extends: the shared scheme that these concepts belong to as well.
        descriptor: the resource as the descriptor has it.
    """

    name: str
    path: str
    role: Role
    titles: Texts
    descriptions: Texts
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    notations_from: str | None
    extends: str | None
    location: Path
    descriptor: Mapping[str, Any]

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that are columns of the file, in its order."""
        return tuple(f for f in self.fields if f.constant is None)

    @property
    def constants(self) -> tuple[Field, ...]:
        """The fields that have one value in every row."""
        return tuple(f for f in self.fields if f.constant is not None)

    @property
    def dimensions(self) -> tuple[Field, ...]:
        """The dimensions of a cube in the order of its structure: constants first."""
        return tuple(f for f in (*self.constants, *self.columns) if f.role is FieldRole.DIMENSION)

    @property
    def measure(self) -> Field:
        """The one measure of a cube."""
        return next(f for f in self.fields if f.role is FieldRole.MEASURE)

    def field(self, name: str) -> Field:
        """Find a field by its name; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def fields_of(self, role: FieldRole) -> tuple[Field, ...]:
        """The fields of one role, in order."""
        return tuple(f for f in self.fields if f.role is role)

    def stating(self, property_iri: str) -> tuple[Field, ...]:
        """The fields that state one property, in order: several where it has several languages."""
        return tuple(f for f in self.fields if f.property_iri == property_iri)
