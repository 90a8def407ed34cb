"""What validation found, for people and for machines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jinja2

from coesa.language import Language, worded
from coesa.locales import convention, language_name
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
from coesa.numbers import is_canonical, localised
from coesa.registry import BY_NAME
from coesa.rules.equations import Equation, Verdict, checked, equations
from coesa.rules.errata import ERRATUM_PLACE, errata
from coesa.rules.ledger import figures
from coesa.rules.places import ledger_of
from coesa.sample import labels_of, sample
from coesa.tables import Row, Tables

_EQUATIONS = 200
Json = dict[str, Any]


def report(publication: Publication, validation: Validation, tables: Tables) -> dict[str, bytes]:
    """Write the report of a validation as JSON and as a page, and the auditor's sample.

    Identities, errata and sample are looked up only where no rule has issues.
    """
    account = _account(publication, validation)
    if not validation.issues:
        account |= {
            "identities": [_identity(tables, i) for i in publication.identities],
            "errata": [e for r in publication.of_role(Role.ERRATA) for e in _errata(tables, r)],
            "sample": sample(tables),
        }
    pages = {
        f"report/{kind}.html": _page(account, publication.spoken, kind)
        for kind in ("validation", "sample")
    }
    return {"report/validation.json": _json(account), **pages}


def _json(account: Json) -> bytes:
    return (json.dumps(account, ensure_ascii=False, indent=2) + "\n").encode()


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("coesa"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def _account(publication: Publication, validation: Validation) -> Json:
    """Tell what was held against which rules, and what was found."""
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
        "rules": [
            _rule(name, found, publication.spoken) for name, found in validation.findings.items()
        ],
        "identities": [],
        "errata": [],
        "sample": {"drawn": [], "outOf": 0},
    }


def _rule(name: str, finding: Finding, languages: Sequence[Language]) -> Json:
    return {
        "rule": name,
        "code": BY_NAME[name].code,
        "sentence": worded(languages, "rules", name),
        "clause": BY_NAME[name].clause,
        "checked": finding.checked,
        "counted": worded(languages, "counted", finding.counted),
        "issues": [str(issue) for issue in finding.issues],
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


def _page(account: Json, languages: Sequence[Language], kind: str) -> bytes:
    parts = [_part(account, language) for language in languages]
    page = _environment().get_template(f"{kind}.html")
    landscape = " landscape" if kind == "sample" else ""
    return page.render(
        kind=kind,
        parts=parts,
        version=account["version"],
        date=account["created"][:10],
        orientation=landscape,
    ).encode()


def _part(account: Json, language: Language) -> Json:
    """Put the account into the words and numbers of one language."""
    return {
        "language": language.tag,
        "name": language_name(language.tag),
        "texts": language.words["report"],
        "title": language.of(account["titles"]),
        "failed": not account["valid"],
        "documents": [{**d, "title": language.of(d["titles"])} for d in account["documents"]],
        "rules": [_rule_in(rule, language) for rule in account["rules"]],
        "identities": [_identity_in(i, language) for i in account["identities"]],
        "errata": [_erratum_in(e, language) for e in account["errata"]],
        "notes": [note[language.tag] for rule in account["rules"] for note in rule["notes"]],
        "sample": [_figure_in(f, language) for f in account["sample"]["drawn"]],
        "data": _number(str(account["sample"]["outOf"]), language),
    }


def _number(value: str, language: Language) -> str:
    signs = convention(language.tag)
    return localised(value, signs.decimal, signs.group) if is_canonical(value) else value


def _rule_in(rule: Json, language: Language) -> Json:
    return {
        **{key: rule[key] for key in ("code", "clause", "issues")},
        **{key: rule[key][language.tag] for key in ("sentence", "counted")},
        "checked": _number(str(rule["checked"]), language),
    }


def _identity_in(identity: Json, language: Language) -> Json:
    return {
        "title": language.of(identity["titles"]),
        "checked": identity["checked"],
        "equations": [
            {
                "at": ", ".join(language.of(texts) for texts in e["labels"]),
                "figure": e["figure"],
                "printed": e["printed"],
                "terms": " ".join(_number(term, language) for term in e["terms"].split(" ")),
                "recomputed": _number(e["recomputed"], language),
                "difference": _number(e["difference"], language),
                "verdict": language.words["verdicts"][e["verdict"]],
                "broken": e["verdict"] in (Verdict.BROKEN, Verdict.MISSING),
                "erratum": e["erratum"],
            }
            for e in identity["equations"]
        ],
    }


def _erratum_in(erratum: Json, language: Language) -> Json:
    return {
        "notation": erratum["erratum"],
        "fields": _cells_in(erratum["fields"], language),
        "places": [_cells_in(place, language) for place in _aligned(erratum["places"])],
    }


def _aligned(places: list[list[Json]]) -> list[list[Json]]:
    """Give every place of an erratum the same cells, as the columns of a table, some empty."""
    longest_first = sorted(places, key=len, reverse=True)
    columns = {cell["field"]: cell for place in longest_first for cell in place}
    return [
        [
            next(
                (cell for cell in place if cell["field"] == name),
                {**column, "value": "", "labels": {}},
            )
            for name, column in columns.items()
        ]
        for place in places
    ]


def _cells_in(cells: list[Json], language: Language) -> list[Json]:
    return [
        {"title": language.of(cell["titles"]), "text": _text_in(cell, language)}
        for cell in cells
        if cell["language"] in (None, language.tag)
    ]


def _text_in(cell: Json, language: Language) -> str:
    value = str(cell["value"])
    said = _number(value, language) if cell["type"] == "number" else value
    return language.of(cell["labels"]) or said


def _figure_in(figure: Json, language: Language) -> Json:
    kept = ("page", "section", "figure", "printed", "observation")
    return {
        **{key: figure[key] for key in kept},
        "value": _number(figure["value"], language),
        "unit": language.of(figure["units"]) or figure["unit"],
        "states": "; ".join(language.of(texts) for texts in figure["labels"] if texts),
        "note": language.of(figure["notes"]),
    }
