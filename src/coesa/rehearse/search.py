"""What Google Dataset Search asks of a dataset (structured data of schema.org, class Dataset).

Where a description of schema.org was built it is judged; otherwise the catalogue, whose terms
Google reads as equivalents of schema.org's.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rdflib.term import Node

from coesa.language import Language, worded
from coesa.rehearse.keys import key_of
from coesa.rehearse.model import Severity, Shortfall
from coesa.rehearse.subject import Subject

SHORTEST, LONGEST = 50, 5000
"""Characters that a description may have."""

REQUIRED = ("name", "description")
RECOMMENDED = (
    *("distribution", "license", "keywords", "creator", "identifier", "temporalCoverage"),
    *("spatialCoverage", "version", "url", "variableMeasured", "isAccessibleForFree"),
    *("includedInDataCatalog",),
)
"""Properties of schema.org's Dataset, by importance."""

EQUIVALENTS: Mapping[str, tuple[str, ...]] = {
    "name": ("dct:title",),
    "description": ("dct:description",),
    "distribution": ("dcat:distribution",),
    "license": ("dct:license",),
    "keywords": ("dcat:keyword",),
    "creator": ("dct:creator", "dct:publisher"),
    "identifier": ("dct:identifier",),
    "temporalCoverage": ("dct:temporal",),
    "spatialCoverage": ("dct:spatial",),
    "version": ("dcat:version", "owl:versionInfo"),
    "url": ("dcat:landingPage", "foaf:page"),
    "isAccessibleForFree": ("dct:accessRights",),
}
"""What stands for them in DCAT; variableMeasured has no equivalent."""

Described = Mapping[str, list[str]]


def search_shortfalls(
    subject: Subject, languages: Iterable[Language]
) -> tuple[list[Shortfall], int]:
    """List what is missing for Google Dataset Search, and count the descriptions looked at."""
    described = dict(_pages(subject)) or {str(d): _dcat(subject, d) for d in subject.datasets}
    spoken = tuple(languages)
    found = [s for name in REQUIRED for s in _required(described, name, spoken)]
    wanted = RECOMMENDED if subject.pages else [n for n in RECOMMENDED if n in EQUIVALENTS]
    for name in wanted:
        lacking = sorted(node for node, said in described.items() if not said.get(name))
        if lacking:
            found.append(_shortfall(Severity.WARNING, name, name, "", lacking, spoken))
    without = sorted(
        node for node, said in described.items() if said.get("distribution") and "" in said["files"]
    )
    if without:
        named = "contentUrl"
        found.append(_shortfall(Severity.WARNING, named, "downloadURL", "", without, spoken))
    return found, len(described)


def _required(
    described: Mapping[str, Described], name: str, spoken: tuple[Language, ...]
) -> Iterator[Shortfall]:
    lacking = sorted(node for node, said in described.items() if not said.get(name))
    if lacking:
        yield _shortfall(Severity.VIOLATION, name, name, "", lacking, spoken)
    if name != "description":
        return
    wrong = {
        node: text
        for node, said in described.items()
        for text in said.get(name, [])
        if not SHORTEST <= len(text) <= LONGEST
    }
    if wrong:
        first = wrong[min(wrong)]
        shown = f"{len(first)}: {first[:SHORTEST]}"
        rule = "descriptionLength"
        yield _shortfall(Severity.VIOLATION, rule, name, shown, sorted(wrong), spoken)


def _shortfall(
    severity: Severity,
    rule: str,
    name: str,
    found: str,
    nodes: list[str],
    spoken: tuple[Language, ...],
) -> Shortfall:
    if name == "downloadURL":
        property_name, kind = "dcat:downloadURL", "distribution"
    else:
        property_name, kind = EQUIVALENTS.get(name, ("",))[0], "dataset"
    key, example = key_of("distribution" if name == "license" else kind, property_name)
    return Shortfall(
        severity=severity,
        rule=rule,
        named=f"schema:{name}" if name != "downloadURL" else "schema:contentUrl",
        found=found,
        expected=worded(spoken, "search", rule),
        nodes=tuple(nodes),
        key=key,
        example=example,
    )


def _dcat(subject: Subject, dataset: Node) -> Described:
    said = {
        name: [str(v) for path in paths for v in subject.values(dataset, path)]
        for name, paths in EQUIVALENTS.items()
    }
    files = subject.distributions(dataset)
    said["license"] += [str(v) for f in files for v in subject.values(f, "dct:license")]
    said["files"] = ["x" if subject.values(f, "dcat:downloadURL") else "" for f in files]
    return said


def _pages(subject: Subject) -> Iterator[tuple[str, Described]]:
    for number, page in enumerate(subject.pages):
        said = {_local(name): _texts(value) for name, value in page.items()}
        files = page.get("distribution", page.get("schema:distribution", []))
        listed = files if isinstance(files, list) else [files]
        said["files"] = [
            "x" if isinstance(f, dict) and any(_local(k) == "contentUrl" for k in f) else ""
            for f in listed
        ]
        yield str(page.get("@id") or page.get("url") or number), said


def _local(name: str) -> str:
    return name.rpartition(":")[2].rpartition("/")[2]


def _texts(value: Any) -> list[str]:
    """Collect the texts of a JSON-LD value, whatever its form."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, dict):
        inner = value.get("@value", value.get("@id"))
        return [str(inner)] if inner is not None else ["{}"] if value else []
    return [str(value)] if value is not None and str(value).strip() else []
