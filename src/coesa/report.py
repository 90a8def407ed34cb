"""What validation found, for people and for machines."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import jinja2

from coesa.model import Finding, Identity, Publication, Resource, Role, Validation
from coesa.numbers import is_canonical, localised
from coesa.rules.equations import Equation, Verdict, checked, equations
from coesa.rules.errata import ERRATUM_PLACE, errata
from coesa.sample import labels_of, sample
from coesa.tables import Row, Tables

LANGUAGES = ("en", "it")
"""The languages that there are texts for; English is the one that notes are made in."""

_EQUATIONS = 200
Json = dict[str, Any]


def report(publication: Publication, validation: Validation, tables: Tables) -> dict[str, bytes]:
    """Write the report of a validation as JSON and as a page, and the auditor's sample.

    Identities, errata and sample are looked up only where no rule has issues.
    """
    texts = {language: _texts(language) for language in _spoken(publication)}
    account = _account(publication, validation, texts)
    if not validation.issues:
        account |= {
            "identities": [_identity(tables, i) for i in publication.identities],
            "errata": [e for r in publication.of_role(Role.ERRATA) for e in _errata(tables, r)],
            "sample": sample(tables),
        }
    pages = {
        f"report/{kind}.html": _page(account, texts, kind) for kind in ("validation", "sample")
    }
    return {"report/validation.json": _json(account), **pages}


def _json(account: Json) -> bytes:
    return (json.dumps(account, ensure_ascii=False, indent=2) + "\n").encode()


def _spoken(publication: Publication) -> list[str]:
    return [language for language in publication.languages if language in LANGUAGES] or ["en"]


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("coesa"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )


def _texts(language: str) -> Json:
    """Take the texts of a language from beside the pages they are for."""
    environment = _environment()
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, f"report.{language}.json")
    texts: Json = json.loads(source)
    return texts


def _account(publication: Publication, validation: Validation, texts: Mapping[str, Json]) -> Json:
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
        "rules": [_rule(name, found, texts) for name, found in validation.findings.items()],
        "identities": [],
        "errata": [],
        "sample": {"drawn": [], "outOf": 0},
    }


def _rule(name: str, finding: Finding, texts: Mapping[str, Json]) -> Json:
    return {
        "rule": name,
        "sentence": {lang: t["rules"][name]["sentence"] for lang, t in texts.items()},
        "clause": {lang: t["rules"][name]["clause"] for lang, t in texts.items()},
        "checked": finding.checked,
        "counted": {lang: t["counted"][finding.counted] for lang, t in texts.items()},
        "issues": [str(issue) for issue in finding.issues],
        "notes": [
            {lang: translated(note, _texts("en")["notes"], t["notes"]) for lang, t in texts.items()}
            for note in finding.notes
        ],
    }


def translated(note: str, patterns: list[str], translations: list[str]) -> str:
    """Say a note in another language, by the pattern that it was made from.

    >>> translated("p02-001: 9 is 9.5 cut off", ["{a}: {b} is {c} cut off"], ["{a}: {c} → {b}"])
    'p02-001: 9.5 → 9'
    """
    for pattern, translation in zip(patterns, translations, strict=True):
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
            "fields": _cells(resource, row, labels, titles),
            "places": [
                _cells(place, found, labels_of(tables, place), {}, (key,))
                for place, key in placed
                for found in tables.rows(place.name)
                if found[key] == notation
            ],
        }


def _cells(
    resource: Resource, row: Row, labels: Json, titles: Json, without: tuple[str, ...] = ()
) -> list[Json]:
    """Give the filled cells of a row with their titles, and what their codes are called."""
    return [
        {
            "field": field.name,
            "titles": dict(field.titles),
            "language": field.language,
            "value": row[field.name],
            "labels": {**titles, **labels.get(field.name, {})}.get(str(row[field.name]), {}),
        }
        for field in resource.columns
        if field.name not in (*resource.primary_key[:1], *without) and row[field.name] is not None
    ]


def _page(account: Json, texts: Mapping[str, Json], kind: str) -> bytes:
    parts = [_part(account, language, told) for language, told in texts.items()]
    page = _environment().get_template(f"{kind}.html")
    landscape = " landscape" if kind == "sample" else ""
    return page.render(
        kind=kind,
        parts=parts,
        version=account["version"],
        date=account["created"][:10],
        orientation=landscape,
    ).encode()


def _part(account: Json, language: str, told: Json) -> Json:
    """Put the account into the words and numbers of one language."""
    return {
        "language": language,
        "texts": told["page"],
        "title": _in(account["titles"], language),
        "failed": not account["valid"],
        "documents": [{**d, "title": _in(d["titles"], language)} for d in account["documents"]],
        "rules": [_rule_in(rule, language, told) for rule in account["rules"]],
        "identities": [_identity_in(i, language, told) for i in account["identities"]],
        "errata": [_erratum_in(e, language) for e in account["errata"]],
        "notes": [note[language] for rule in account["rules"] for note in rule["notes"]],
        "sample": [_figure_in(f, language, told) for f in account["sample"]["drawn"]],
        "data": _number(str(account["sample"]["outOf"]), told),
    }


def _in(texts: Mapping[str, str], language: str) -> str:
    """Take the text of a language, or of the first where that is missing."""
    return texts.get(language) or next(iter(texts.values()), "")


def _number(value: str, told: Json) -> str:
    return localised(value, told["decimal"], told["group"]) if is_canonical(value) else value


def _rule_in(rule: Json, language: str, told: Json) -> Json:
    words = {key: rule[key][language] for key in ("sentence", "clause", "counted")}
    return {**words, "checked": _number(str(rule["checked"]), told), "issues": rule["issues"]}


def _identity_in(identity: Json, language: str, told: Json) -> Json:
    return {
        "title": _in(identity["titles"], language),
        "checked": identity["checked"],
        "equations": [
            {
                "at": ", ".join(_in(texts, language) for texts in e["labels"]),
                "figure": e["figure"],
                "printed": e["printed"],
                "terms": " ".join(_number(term, told) for term in e["terms"].split(" ")),
                "recomputed": _number(e["recomputed"], told),
                "difference": _number(e["difference"], told),
                "verdict": told["verdicts"][e["verdict"]],
                "broken": e["verdict"] in (Verdict.BROKEN, Verdict.MISSING),
                "erratum": e["erratum"],
            }
            for e in identity["equations"]
        ],
    }


def _erratum_in(erratum: Json, language: str) -> Json:
    return {
        "notation": erratum["erratum"],
        "fields": _cells_in(erratum["fields"], language),
        "places": [_cells_in(place, language) for place in erratum["places"]],
    }


def _cells_in(cells: list[Json], language: str) -> list[Json]:
    return [
        {
            "title": _in(cell["titles"], language),
            "text": _in(cell["labels"], language) or cell["value"],
        }
        for cell in cells
        if cell["language"] in (None, language)
    ]


def _figure_in(figure: Json, language: str, told: Json) -> Json:
    kept = ("page", "section", "figure", "printed", "observation")
    return {
        **{key: figure[key] for key in kept},
        "value": _number(figure["value"], told),
        "unit": _in(figure["units"], language) or figure["unit"],
        "states": "; ".join(_in(texts, language) for texts in figure["labels"] if texts),
        "note": _in(figure["notes"], language),
    }
