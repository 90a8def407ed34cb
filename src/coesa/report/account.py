"""The report as an account: what was held against which rules, what was found, and in what."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coesa.issues import line
from coesa.language import Language, worded
from coesa.model import (
    Field,
    FieldRole,
    Finding,
    Identity,
    Publication,
    Resource,
    Role,
    Texts,
    Validation,
)
from coesa.registry import REGISTRY, Entry, Stage
from coesa.report.statements import ruled_out_told, statements_told
from coesa.rules.equations import Equation, Verdict, checked, equations
from coesa.rules.errata import ERRATUM_PLACE, errata
from coesa.rules.ledger import figures
from coesa.rules.places import ledger_of
from coesa.sample import labels_of, sample
from coesa.tables import Row, Tables

_EQUATIONS = 200
Json = dict[str, Any]


def account_of(
    tables: Tables,
    validation: Validation,
    inputs: Mapping[str, str],
    tool: str,
) -> Json:
    """Tell what was held against which rules, and what was found; what was read back comes later.

    Identities, statements, errata and sample are looked up only where no rule has issues.
    """
    publication = tables.publication
    return {
        "name": publication.name,
        "version": publication.version,
        "created": publication.created,
        "base": publication.base,
        "titles": dict(publication.titles),
        "documents": [
            {"document": d.notation, "titles": dict(d.titles), "sha256": d.sha256, "pages": d.pages}
            for d in publication.documents
        ],
        "valid": not validation.issues,
        "tool": f"coesa {tool}",
        "rules": [
            _rule(entry, found, publication.spoken)
            for entry, found in held(publication, validation)
        ],
        "tables": [_table(tables, resource, inputs) for resource in publication.resources],
        **(_NOTHING if validation.issues else _looked_up(tables)),
        "inputs": dict(sorted(inputs.items())),
        "inputsDigest": _digest_of(inputs),
    }


def _digest_of(inputs: Mapping[str, str]) -> str:
    """Make one digest of all inputs: of the list of them as sha256sum writes it."""
    listed = "".join(f"{inputs[name]}  {name}\n" for name in sorted(inputs))
    return hashlib.sha256(listed.encode()).hexdigest()


_NOTHING: Json = {
    "identities": [],
    "statements": [],
    "errata": [],
    "notComputable": [],
    "sample": {"drawn": [], "outOf": 0},
}


def _looked_up(tables: Tables) -> Json:
    publication = tables.publication
    return {
        "identities": [_identity(tables, i) for i in publication.identities],
        "statements": list(statements_told(tables)),
        "errata": [e for r in publication.of_role(Role.ERRATA) for e in _errata(tables, r)],
        "notComputable": list(ruled_out_told(tables)),
        "sample": sample(tables),
    }


def held(publication: Publication, validation: Validation) -> Iterator[tuple[Entry, Finding]]:
    """List the rules that were held, those that reading has held before among them.

    What they would have found keeps a publication from being read, and so from having a report.
    """
    read = {
        Stage.FILES: Finding(1 + len(publication.resources), "files"),
        Stage.DESCRIPTOR: Finding(1, "descriptors"),
    }
    for entry in REGISTRY:
        finding = validation.findings.get(entry.name, read.get(entry.stage))
        if finding is not None:
            yield entry, finding


def _table(tables: Tables, resource: Resource, inputs: Mapping[str, str]) -> Json:
    return {
        "table": resource.name,
        "path": resource.path,
        "titles": dict(resource.titles),
        "rows": tables.count(resource.name),
        "sha256": inputs.get(resource.path),
    }


def _rule(entry: Entry, finding: Finding, languages: Sequence[Language]) -> Json:
    return {
        "rule": entry.name,
        "code": entry.code,
        "sentence": worded(languages, "rules", entry.name),
        "clause": entry.clause,
        "checked": finding.checked,
        "counted": worded(languages, "counted", finding.counted),
        "issues": [line(issue) for issue in finding.issues],
        "notes": [
            {said.tag: translated(note, said.words["notes"]) for said in languages}
            for note in finding.notes
        ],
    }


def translated(note: str, translations: Mapping[str, str]) -> str:
    """Say a note in a language, by the pattern that it was made from.

    >>> translated("p02-001: 9 is 9.5 cut off", {"{a}: {b} is {c} cut off": "{a}: {c} → {b}"})
    'p02-001: 9.5 → 9'
    """
    for pattern, translation in translations.items():
        steps = re.split(r"\\\{(\w+)\\\}", re.escape(pattern))
        expression = "".join(s if i % 2 == 0 else f"(?P<{s}>.+)" for i, s in enumerate(steps))
        match = re.fullmatch(expression, note)
        if match:
            return translation.format(**match.groupdict())
    return note


def _identity(tables: Tables, identity: Identity) -> Json:
    """Evaluate an identity and show both sides of its first equations."""
    told = {(e.identity, e.figure): e.notation for e in errata(tables)}
    cube = tables.publication.resource(identity.cube)
    labels = labels_of(tables, cube)
    # What every equation has in common is said by the title: only what differs is shown.
    shown = [d.name for d in cube.dimensions if d.name not in identity.where and not d.constant]
    return {
        "identity": identity.name,
        "kind": identity.kind,
        "titles": dict(identity.titles),
        "checked": checked(tables, identity),
        "equations": [
            _equation(e, cube, labels, shown, told.get((identity.name, e.figure)))
            for e in equations(tables, identity, _EQUATIONS)
        ],
    }


def _equation(
    equation: Equation, cube: Resource, labels: Json, shown: list[str], erratum: str | None
) -> Json:
    at = dict(zip((d.name for d in cube.dimensions), equation.at, strict=True))
    return {
        "at": at,
        "labels": [labels[name].get(at[name], {}) for name in shown],
        "figure": equation.figure,
        "printed": equation.printed,
        "value": equation.value,
        "terms": equation.terms,
        "recomputed": equation.recomputed,
        "difference": equation.difference,
        "verdict": str(equation.verdict),
        "erratum": erratum if equation.verdict is Verdict.BROKEN else None,
    }


def _errata(tables: Tables, resource: Resource) -> Iterator[Json]:
    """Give the errata of a table in full, each with the places that it is about."""
    publication = tables.publication
    titles = {i.name: dict(i.titles) for i in publication.identities}
    placed = [
        (place, key.fields[0])
        for place in publication.of_role(Role.ENTITIES)
        if place.descriptor["coesa"].get("class") == ERRATUM_PLACE
        for key in place.foreign_keys
        if key.resource == resource.name
    ]
    labels = labels_of(tables, resource)
    for row in tables.rows(resource.name):
        notation = row[resource.primary_key[0]]
        yield {
            "erratum": notation,
            "fields": [
                *_document(tables, resource, row),
                *_cells(resource, row, labels, titles),
            ],
            "places": [
                [
                    *_document(tables, place, found),
                    *_cells(place, found, labels_of(tables, place), {}, (key,)),
                ]
                for place, key in placed
                for found in tables.rows(place.name)
                if found[key] == notation
            ],
        }


def _document(tables: Tables, resource: Resource, row: Row) -> Iterator[Json]:
    """Tell which document the figure of a row stands in, as a cell, where there are several."""
    documents, claim = tables.publication.documents, ledger_of(tables.publication, resource)
    if len(documents) == 1 or claim is None:
        return
    name, ledger = claim
    (field,) = tables.publication.resource(ledger).fields_of(FieldRole.KEY)
    told = tables.query(
        f"SELECT document FROM {figures(tables, ledger)} WHERE figure = ?", [row[name]]
    )
    labels = {document.notation: document.titles for document in documents}
    for (notation,) in told:
        yield _cell(field, notation, labels.get(notation, {}))


def _cells(
    resource: Resource, row: Row, labels: Json, titles: Json, without: tuple[str, ...] = ()
) -> list[Json]:
    """Give the filled cells of a row with their titles, and what their codes are called."""
    return [
        _cell(field, value, {**titles, **labels.get(field.name, {})}.get(value, {}))
        for field in resource.columns
        if field.name not in (*resource.primary_key[:1], *without)
        and (value := row[field.name]) is not None
    ]


def _cell(field: Field, value: str, labels: Texts) -> Json:
    return {
        "field": field.name,
        "titles": dict(field.titles),
        "type": field.type,
        "language": field.language,
        "value": value,
        "labels": dict(labels),
    }
