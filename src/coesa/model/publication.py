"""A publication and what it stands on: documents, identities, tables as printed, the vocabulary."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from coesa.language import Language, LanguageFiles, PrintedNumbers
from coesa.model.resource import Reading, Resource, Role, Texts

Made = TypeVar("Made")

SHARED = "def:"
"""Before the name of a table of the shared vocabulary, wherever a table is named."""


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
class ExampleQuery:
    """A question in SPARQL that a publication brings.

    Attributes:
        path: where the file is, seen from the publication's folder: `queries/{tag}/{name}.rq`.
    """

    path: str
    text: str

    @property
    def language(self) -> str:
        """The tag of the language that its title is in."""
        return self.path.split("/")[1]

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.path.rpartition("/")[2].removesuffix(".rq")

    @property
    def remarks(self) -> tuple[str, ...]:
        """The lines of comment, without their signs."""
        lines = self.text.splitlines()
        return tuple(line.removeprefix("#").strip() for line in lines if line.startswith("#"))

    @property
    def title(self) -> str:
        """What its first line says, if that is a comment."""
        return self.remarks[0] if self.text.startswith("#") else ""


@dataclass(frozen=True, slots=True)
class Publication:
    """A descriptor and its tables, as read and not yet judged.

    Attributes:
        languages: the first is the language of the descriptor's standard keys.
        spoken: the same languages, each with the words of ours in it.
        keywords: by language.
        catalogue: the keys for the catalogue (`coesa.catalogue`), as the descriptor has them.
        readings: the second readings by the table that they are of.
        queries: the example queries in the order of their paths.
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
    readings: Mapping[str, Reading] = field(default_factory=dict)
    queries: tuple[ExampleQuery, ...] = ()

    @property
    def language(self) -> str:
        """The first language, that of the report."""
        return self.languages[0]

    @property
    def archive(self) -> str:
        """The name of the zip that holds everything."""
        return f"{self.name}-{self.version}.zip"

    def resource(self, name: str) -> Resource:
        """Find a resource by its name, `def:` before a shared one; KeyError if there is none."""
        pool = self.vocabulary.resources if name.startswith(SHARED) else self.resources
        own = name.removeprefix(SHARED)
        for candidate in pool:
            if candidate.name == own:
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
