"""Every IRI of ours is minted here, and nowhere else.

An IRI is written as a *template*: text with the names of fields in braces, such as
`https://example.org/axis/{axis}`. A notation needs no escaping in an IRI, because
`NOTATION` allows unreserved characters only (RFC 3986, section 2.3).
"""

import re
from collections.abc import Mapping, Sequence

DEF = "https://w3id.org/coesa/def/"
"""What all publications share lives under this IRI."""

UNIT_MEASURE = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
"""The attribute of an observation that tells its unit (SDMX)."""

OBS_VALUE = "http://purl.org/linked-data/sdmx/2009/measure#obsValue"
"""The measure of every cube: what an observation is (SDMX)."""

NOTATION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._~-]*", re.ASCII)
"""The notations that may stand in an IRI."""

_VARIABLE = re.compile(r"\{([^{}]+)\}")


TOTAL, NOT_PRINTED, NOT_APPLICABLE = "_T", "_U", "_Z"
"""Notations of a total, of what the document does not print, of what does not apply."""


def is_notation(text: str) -> bool:
    """Tell whether `text` may be a notation, and so a step of an IRI.

    >>> [is_notation(t) for t in ("II", "_T", "2022-12-31", "", "-1", "a b", "à", ".")]
    [True, True, True, False, False, False, False, False]
    """
    return NOTATION.fullmatch(text) is not None


def last_step(iri: str) -> str:
    """Give what an IRI ends with, which is the notation of a concept, the name of a cube.

    >>> last_step("https://example.org/axis/II")
    'II'
    """
    return iri.rpartition("/")[2]


def scheme_iri(base: str, scheme: str) -> str:
    """Name a concept scheme.

    >>> scheme_iri("https://example.org/", "axis")
    'https://example.org/axis'
    """
    return base + scheme


def concept_template(base: str, scheme: str, field: str) -> str:
    """Name the concepts, or entities, that `field` holds the notations of."""
    return f"{scheme_iri(base, scheme)}/{{{field}}}"


def cube_iri(base: str, cube: str) -> str:
    """Name a cube (`qb:DataSet`)."""
    return f"{base}cube/{cube}"


def structure_iri(base: str, cube: str) -> str:
    """Name the structure of a cube (`qb:DataStructureDefinition`)."""
    return f"{cube_iri(base, cube)}/structure"


def component_iri(base: str, cube: str, field: str) -> str:
    """Name one component specification of a structure, so that no blank node is needed."""
    return f"{structure_iri(base, cube)}/{field}"


def observation_template(base: str, cube: str, dimensions: Sequence[str]) -> str:
    """Name the observations of a cube by their dimensions, in the order of the structure.

    >>> observation_template("https://example.org/", "amounts", ["axis", "statistic"])
    'https://example.org/obs/amounts/{axis}/{statistic}'
    """
    return f"{base}obs/{cube}/" + "/".join(f"{{{name}}}" for name in dimensions)


def figure_template(base: str, figure: str, document: str | None) -> str:
    """Name the figures of a ledger by the fields that hold the document and the figure.

    Where the name of the figure begins with the document already, no field holds it.

    >>> figure_template("https://example.org/", "figure", "document")
    'https://example.org/figure/{document}/{figure}'
    """
    before = f"{{{document}}}/" if document else ""
    return f"{base}figure/{before}{{{figure}}}"


def document_template(base: str, document: str) -> str:
    """Name the documents that `document` holds the notations of."""
    return f"{base}doc/{{{document}}}"


def catalogue_iri(base: str) -> str:
    """Name the catalogue (`dcat:Catalog`)."""
    return f"{base}catalogue"


def catalogue_part_iri(base: str, part: str) -> str:
    """Name what the catalogue describes and every edition shares, so that no blank node is needed.

    >>> catalogue_part_iri("https://example.org/", "series")
    'https://example.org/catalogue/series'
    """
    return f"{catalogue_iri(base)}/{part}"


def edition_part_iri(base: str, edition: str, part: str) -> str:
    """Name what the catalogue describes of one edition, and nobody else names.

    >>> edition_part_iri("https://example.org/", "report-2023", "temporal")
    'https://example.org/catalogue/report-2023/temporal'
    """
    return catalogue_part_iri(base, f"{edition}/{part}")


def dataset_iri(base: str, edition: str, cube: str = "") -> str:
    """Name an edition of what is published, or one cube of it (`dcat:Dataset`).

    The next edition, of another name, is another dataset of the same series.

    >>> dataset_iri("https://example.org/", "report-2023")
    'https://example.org/dataset/report-2023'
    """
    return f"{base}dataset/{edition}/{cube}" if cube else f"{base}dataset/{edition}"


def distribution_iri(base: str, edition: str, path: str) -> str:
    """Name a distribution by its path in `dist/`; two paths never share a name.

    >>> distribution_iri("https://example.org/", "report-2023", "rdf/all.nt")
    'https://example.org/distribution/report-2023/rdf/all.nt'
    """
    return f"{base}distribution/{edition}/{path}"


def checksum_iri(base: str, edition: str, path: str) -> str:
    """Name the checksum of a distribution (`spdx:Checksum`)."""
    return f"{base}checksum/{edition}/{path}"


def void_iri(base: str, path: str = "") -> str:
    """Name the triples of the publication, or of one file in `dist/` (`void:Dataset`)."""
    return f"{base}void/{path}" if path else f"{base}void"


def variables(template: str) -> tuple[str, ...]:
    """List the fields that a template names, in order.

    >>> variables("https://example.org/{a}/x/{b}")
    ('a', 'b')
    """
    return tuple(_VARIABLE.findall(template))


def steps(template: str) -> list[str]:
    """Cut a template at its variables: text, field, text, field, ... text.

    >>> steps("https://example.org/{a}/{b}")
    ['https://example.org/', 'a', '/', 'b', '']
    """
    return _VARIABLE.split(template)


def expand(template: str, row: Mapping[str, str]) -> str:
    """Fill a template from a row.

    >>> expand("https://example.org/axis/{axis}", {"axis": "II"})
    'https://example.org/axis/II'
    """
    return _VARIABLE.sub(lambda match: row[match[1]], template)


def rename(template: str, names: Mapping[str, str]) -> str:
    """Put other names, or fixed text, for the variables of a template.

    A name that is not in `names` stays; a value with braces is a variable, without is text.

    >>> rename("f/{document}/{figure}", {"document": "raa", "figure": "{printed_as}"})
    'f/raa/{printed_as}'
    """
    return _VARIABLE.sub(lambda match: names.get(match[1], match[0]), template)
