"""What the validation looked at and found, as measurements of quality."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.model import Publication, Validation
from coesa.registry import BY_NAME, FAMILIES, HELD, REGISTRY

_FAMILIES = tuple(f for f in FAMILIES if any(e.family == f and e.stage in HELD for e in REGISTRY))

MEASUREMENTS = (
    *("rulesApplied", "thingsChecked", "issuesFound"),
    *(f"checked{family}" for family in _FAMILIES),
)
"""What is told of the validation: metrics of the shared vocabulary (DQV), one for each family."""


def measurements(publication: Publication, validation: Validation) -> Iterator[Triple]:
    """State what the validation looked at and found, in all and by family (DQV, section 4.5).

    An erratum is no certificate or annotation of the dataset's quality: it is about the document.
    """
    findings = validation.findings.values()
    checked = {
        family: sum(f.checked for name, f in validation.findings.items() if _is_of(name, family))
        for family in _FAMILIES
    }
    totals = (len(findings), sum(f.checked for f in findings), len(validation.issues))
    dimensions = {iris.DEF + f"rules{family}" for family in _FAMILIES}
    told = dimensions | {iris.DEF + metric for metric in MEASUREMENTS}
    terms = rdf.read_turtle(publication.vocabulary.terms)
    yield from (t for t in terms if str(t.subject)[1:-1] in told)
    for metric, value in zip(MEASUREMENTS, (*totals, *checked.values()), strict=True):
        yield from rdf.node(
            measurement_iri(publication, metric),
            ("dqv:QualityMeasurement",),
            [
                ("dqv:computedOn", iris.dataset_iri(publication.base, publication.name)),
                ("dqv:isMeasurementOf", iris.DEF + metric),
                ("dqv:value", rdf.literal(str(value), "integer")),
            ],
        )


def _is_of(name: str, family: str) -> bool:
    return name in BY_NAME and BY_NAME[name].family == family


def measurement_iri(publication: Publication, metric: str) -> str:
    """Name one measurement of the quality of the dataset."""
    return iris.edition_part_iri(publication.base, publication.name, metric)
