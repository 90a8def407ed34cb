"""What the validation looked at and found, as measurements of quality."""

from collections.abc import Iterator

from pyoxigraph import Triple

from coesa import iris, rdf
from coesa.model import Publication, Validation

MEASUREMENTS = ("rulesApplied", "thingsChecked", "issuesFound")
"""What is told of the validation: metrics of the shared vocabulary (DQV)."""


def measurements(publication: Publication, validation: Validation) -> Iterator[Triple]:
    """State what the validation looked at and found (DQV, section 4.5)."""
    findings = validation.findings.values()
    values = (len(findings), sum(f.checked for f in findings), len(validation.issues))
    metrics = {iris.DEF + metric for metric in MEASUREMENTS}
    terms = rdf.read_turtle(publication.vocabulary.terms)
    yield from (t for t in terms if str(t.subject)[1:-1] in metrics)
    for metric, value in zip(MEASUREMENTS, values, strict=True):
        yield from rdf.node(
            measurement_iri(publication, metric),
            ("dqv:QualityMeasurement",),
            [
                ("dqv:computedOn", iris.dataset_iri(publication.base)),
                ("dqv:isMeasurementOf", iris.DEF + metric),
                ("dqv:value", rdf.literal(str(value), "integer")),
            ],
        )


def measurement_iri(publication: Publication, metric: str) -> str:
    """Name one measurement of the quality of the dataset."""
    return iris.catalogue_part_iri(publication.base, metric)
