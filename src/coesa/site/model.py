"""The nouns of the site: what all pages draw on, and a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coesa import iris
from coesa.language import Language
from coesa.model import Publication, Validation, Written
from coesa.site.addresses import Addresses
from coesa.site.nodes import SCHEME, Nodes
from coesa.site.quotes import Quote
from coesa.site.related import Related
from coesa.tables import Tables


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages draw on.

    Attributes:
        related: the ratios and the target of each observation.
        order: the place of each observation in the tables, as the curator has put them.
        figures: the figures by their names, where no two have one.
        quotes: each observation in words, by language tag and IRI.
        key: `coesa.site` of the descriptor; empty if there is none.
        written: the files of `dist/` that are not the site's, by path.
    """

    tables: Tables
    validation: Validation
    nodes: Nodes
    addresses: Addresses
    related: Related
    order: Mapping[str, int]
    key: Mapping[str, Any]
    written: Mapping[str, Written]
    figures: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[tuple[str, str], Quote] = field(default_factory=dict)

    @property
    def cubes(self) -> list[str]:
        """The cubes, as the descriptor has put them."""
        base, known = self.publication.base, self.nodes.stated
        own = (iris.cube_iri(base, r.name) for r in self.publication.resources)
        return [cube for cube in own if cube in known]

    @property
    def schemes(self) -> list[str]:
        """The code lists of the publication's own."""
        base = self.publication.base
        return [scheme for scheme in self.nodes.of_type(SCHEME) if scheme.startswith(base)]

    def ordered(self, observations: Iterable[str]) -> list[str]:
        """Put observations in the order of their tables."""
        return sorted(observations, key=lambda iri: (self.order.get(iri, 0), iri))

    @property
    def address(self) -> str | None:
        """Where the site is served, with a slash at its end; None if that is not known."""
        address: str | None = self.key.get("address")
        return address

    @property
    def publication(self) -> Publication:
        """The publication that the site shows."""
        return self.tables.publication


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language, before it is laid out.

    Attributes:
        address: where it is, without language and ending.
        description: what it is about, in one sentence: for search engines and previews.
        template: the file that lays it out.
        values: what the template shows.
        iri: the node that it is about; None if it is about none.
        formats: the other files of the same content, by their ending (`ttl`).
        trail: the pages above it, from the top: title and address.
        picture: the file that shows it in previews of other sites; None for that of the site.
    """

    address: str
    language: Language
    title: str
    description: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    iri: str | None = None
    formats: tuple[str, ...] = ()
    trail: tuple[tuple[str, str], ...] = ()
    picture: str | None = None
