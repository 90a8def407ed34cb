"""The field's nouns as frozen values: what a publication is, and what an issue is."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from coesa.language import Language, LanguageFiles, PrintedNumbers

Made = TypeVar("Made")
Texts = Mapping[str, str]
"""One text in several languages: language tag to text."""

SHARED = "def:"
"""Before the name of a table of the shared vocabulary, wherever a table is named."""


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


@dataclass(frozen=True, slots=True)
class Document:
    """A printed report that figures are taken from, held fast by the digest of its text."""

    notation: str
    titles: Texts
    sha256: str
    pages: int
    language: str
    date: str
    path: str | None
    numbers: PrintedNumbers = field(default_factory=PrintedNumbers)


@dataclass(frozen=True, slots=True)
class Identity:
    """An equation that must hold between observations, evaluated with exact decimals.

    Attributes:
        kind: `sum` (the parts over one dimension make its total), `ratio` (each value is
            numerator by denominator, at its printed resolution) or `equal` (each value is that
            of another observation, at the coarser of their printed resolutions).
        cube: the cube whose observations are held against the equation.
        where: notations by dimension that an observation must have to be concerned.
        over: the dimension that is added up (kind sum).
        total: the notation of the total; its parts are all others of the list for `_T`, and
            those right below it in the hierarchy for any other.
        operands: the cube of numerators and denominators, or of the equal values.
        statistic: the dimension that tells the operands, with `fractions` (kind ratio).
        fractions: the table statistic, numerator, denominator (kind ratio).
        operand_at: dimensions whose notation the numerator, or the equal value, has instead of
            the row's own.
        denominator_at: the same for the denominator.
        partial: an observation whose operands are not all printed is not concerned.
    """

    name: str
    kind: str
    titles: Texts
    cube: str
    where: Mapping[str, str]
    over: str | None = None
    total: str = "_T"
    operands: str | None = None
    statistic: str | None = None
    fractions: str | None = None
    operand_at: Mapping[str, str] = field(default_factory=dict)
    denominator_at: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of a printed table: the concept it is about and the label as printed."""

    notation: str
    printed: str
    erratum: str | None


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of a printed table.

    It shows the observations of `cube` at the notations `at`; or, without a cube, what the
    links table `links` ties to the row's concept; or, with neither, a text of the row.
    """

    name: str
    printed: str
    titles: Texts
    cube: str | None
    at: Mapping[str, str]
    links: str | None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table of a report as it was printed, to be filled from the facts.

    Attributes:
        document: the notation of the document that has it; None if the publication has none.
    """

    name: str
    titles: Texts
    document: str | None
    page: int
    dimension: str
    rows: tuple[PrintedRow, ...]
    columns: tuple[PrintedColumn, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What all publications share: code lists, terms, shapes, context.

    Attributes:
        fallback: the one of its languages that stands in where a text is missing.
        known: what was asked or made of it before, and holds for every publication that stands
            on it: a vocabulary that was read never changes.
    """

    base: str
    languages: tuple[str, ...]
    fallback: str
    words: Mapping[str, LanguageFiles]
    resources: tuple[Resource, ...]
    terms: str
    shapes: str
    context: Mapping[str, Any]
    known: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Make what is the same for every publication that stands on it, and keep it."""
        if name not in self.known:
            self.known[name] = make()
        made: Made = self.known[name]
        return made


@dataclass(frozen=True, slots=True)
class Publication:
    """A descriptor and its tables, as read and not yet judged.

    Attributes:
        languages: the first is the language of the descriptor's standard keys.
        spoken: the same languages, each with the words of ours in it.
        keywords: by language.
        catalogue: the keys for the catalogue (`coesa.catalogue`), as the descriptor has them.
    """

    folder: Path
    descriptor: Mapping[str, Any]
    name: str
    version: str
    created: str
    base: str
    languages: tuple[str, ...]
    spoken: tuple[Language, ...]
    titles: Texts
    descriptions: Texts
    keywords: Mapping[str, tuple[str, ...]]
    catalogue: Mapping[str, Any]
    documents: tuple[Document, ...]
    resources: tuple[Resource, ...]
    identities: tuple[Identity, ...]
    printed_tables: tuple[PrintedTable, ...]
    vocabulary: Vocabulary

    @property
    def language(self) -> str:
        """The first language, that of the report."""
        return self.languages[0]

    def resource(self, name: str) -> Resource:
        """Find a resource by its name, `def:` before a shared one; KeyError if there is none."""
        pool = self.vocabulary.resources if name.startswith(SHARED) else self.resources
        for candidate in pool:
            if candidate.name == name.removeprefix(SHARED):
                return candidate
        raise KeyError(name)

    def base_of(self, name: str) -> str:
        """Tell the base IRI of a table: the publication's, or that of the vocabulary."""
        return self.vocabulary.base if name.startswith(SHARED) else self.base

    def languages_of(self, name: str) -> tuple[str, ...]:
        """Tell the languages that the texts of a table are in: its own, or the vocabulary's."""
        return self.vocabulary.languages if name.startswith(SHARED) else self.languages

    def of_role(self, role: Role) -> tuple[Resource, ...]:
        """The publication's own resources of one role, in the descriptor's order."""
        return tuple(r for r in self.resources if r.role is role)

    def tables(self) -> Iterator[tuple[str, Resource]]:
        """Every table with the name it goes by, the publication's own first."""
        for resource in self.resources:
            yield resource.name, resource
        for resource in self.vocabulary.resources:
            yield SHARED + resource.name, resource


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One rule broken at one place.

    Attributes:
        path: the file, seen from the publication's folder.
        row: the record of the file, its header being 1; or the line of a JSON file; 0 if none.
        column: the field, or the JSON path; empty if none.
        rule: the sentence that does not hold.
        message: what was found, what was expected, and what to do.
    """

    path: str
    row: int
    column: str
    rule: str
    message: str

    def __str__(self) -> str:
        """Write the issue as `file:row:column rule message`, in one line."""
        place = ":".join(
            [self.path, *([str(self.row)] if self.row else []), *filter(None, [self.column])]
        )
        # A cell or a key that is repeated here may have lines, and may be long.
        where, told = (
            line if len(line) <= 1000 else f"{line[:500]} ... {line[-300:]}"
            for line in (place, " ".join(self.message.split()))
        )
        return f"{where} {self.rule} {told}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule looked at and what it found.

    Attributes:
        checked: how many things were looked at.
        counted: what they are, in the plural (`rows`, `cells`, `ratios`).
        notes: what a reader should know that is no issue, such as a value cut off, not rounded.
    """

    checked: int
    counted: str
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validation:
    """What every rule found, by the name of the rule, in the order in which they ran."""

    findings: Mapping[str, Finding]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All issues, in the order of files, rows and columns."""
        return tuple(sorted(i for finding in self.findings.values() for i in finding.issues))


@dataclass(frozen=True, slots=True)
class Distribution:
    """One downloadable form of the dataset, as the catalogue describes it.

    Attributes:
        path: where it is in `dist/`.
        about: the name of the table that it holds; None if it holds the whole dataset.
    """

    path: str
    media_type: str
    titles: Texts
    size: int
    sha256: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file of `dist/` as it was written: its size in bytes, its SHA-256 digest.

    Attributes:
        location: where it lies before it is put into `dist/`.
    """

    size: int
    sha256: str
    location: Path = field(default_factory=Path, compare=False)


Content = bytes | Callable[[Path], Written | None]
"""A file of `dist/`: its bytes; or what writes it to a path, and may measure it meanwhile."""
