"""The nouns of a trace: concept, figure, observation, erratum, and the trace that ties them."""

from dataclasses import dataclass

from coesa.model import Document, Texts


@dataclass(frozen=True, slots=True)
class Concept:
    """A code that a field holds: what the field is called, and what the code stands for."""

    field: str
    titles: Texts
    property_iri: str | None
    notation: str
    iri: str
    labels: Texts
    definitions: Texts


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the ledger; `kind` is its class, `codes` its class, unit, hedge and reason."""

    name: str
    iri: str
    row: int
    document: str
    page: str
    section: str | None
    printed: str
    kind: str
    value: str | None
    resolution: str | None
    restates: str | None
    qualifies: str | None
    codes: tuple[Concept, ...]
    notes: Texts


@dataclass(frozen=True, slots=True)
class Observation:
    """A row of a cube: its value, its unit, and a concept for each dimension."""

    iri: str
    table: str
    row: int
    value: str
    unit: Concept | None
    dimensions: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Erratum:
    """A place where the document does not hold, with our judgement."""

    name: str
    iri: str
    printed: str | None
    corrected: str | None
    codes: tuple[Concept, ...]
    judgements: Texts
    consequences: Texts


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of one value.

    Attributes:
        wanted: what was asked for.
        asked: the figure that was asked for, by itself or by its observation.
        figure: the same; for a restatement, the datum that it restates.
        observation: the observation that claims the figure; None if it states no datum.
        restatements: the other figures that state the same datum.
        qualifiers: the figures that qualify it.
        files: the files of `dist/` that carry it.
    """

    wanted: str
    asked: Figure
    figure: Figure
    document: Document
    observation: Observation | None
    restatements: tuple[Figure, ...]
    qualifiers: tuple[Figure, ...]
    errata: tuple[Erratum, ...]
    files: tuple[str, ...]
