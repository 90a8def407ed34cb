"""The report as a page: the account in the words and the numbers of each language."""

from collections.abc import Sequence
from typing import Any

import jinja2
from markupsafe import Markup

from coesa.language import Language
from coesa.locales import convention, language_name
from coesa.markup import html_environment
from coesa.numbers import is_canonical, localised
from coesa.registry import FAMILIES
from coesa.rules.equations import Verdict

Json = dict[str, Any]


def _environment() -> jinja2.Environment:
    environment = html_environment("coesa")
    environment.filters["css"] = css_text
    return environment


def css_text(text: str) -> Markup:
    r"""Write a text as a string of CSS, in which nothing ends the string or the style.

    >>> print(css_text('a"b</style>'))
    "a\22 b\3c \2f style\3e "
    """
    signs = (c if c.isalnum() or c in " .,-:" else f"\\{ord(c):x} " for c in text)
    return Markup(f'"{"".join(signs)}"')


def page(account: Json, languages: Sequence[Language], kind: str) -> bytes:
    """Write a page of the report, a part for each language: `validation` or `sample`."""
    parts = [_part(account, language) for language in languages]
    template = _environment().get_template(f"{kind}.html")
    landscape = " landscape" if kind == "sample" else ""
    return template.render(
        kind=kind,
        parts=parts,
        base=account["base"],
        tool=account["tool"],
        digest=account["inputsDigest"],
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
        "families": [_family_in(letter, account["rules"], language) for letter in FAMILIES],
        "broken": [_rule_in(rule, language) for rule in account["rules"] if rule["issues"]],
        "counts": _counts(account["rules"], language),
        "inputs": account["inputs"],
        "tables": [_table_in(table, language) for table in account["tables"]],
        "facts": account["facts"] and _facts_in(account["facts"], language),
        "statements": [_statement_in(s, language) for s in account["statements"]],
        "ruledOut": [_ruled_out_in(r, language) for r in account["notComputable"]],
        "identities": [_identity_in(i, language) for i in account["identities"]],
        "errata": [_erratum_in(e, language) for e in account["errata"]],
        "notes": [note[language.tag] for rule in account["rules"] for note in rule["notes"]],
        "sample": [_figure_in(f, language) for f in account["sample"]["drawn"]],
        "data": _number(str(account["sample"]["outOf"]), language),
    }


def _number(value: str, language: Language) -> str:
    signs = convention(language.tag)
    return localised(value, signs.decimal, signs.group) if is_canonical(value) else value


def _facts_in(facts: Json, language: Language) -> Json:
    counted = {key: _number(str(facts[key]), language) for key in ("observations", "figures")}
    forms = [
        {**form, **{key: _number(str(form[key]), language) for key in ("files", "cells")}}
        for form in facts["forms"]
    ]
    return {**facts, **counted, "forms": forms}


def _counts(rules: Sequence[Json], language: Language) -> Json:
    """Count the rules that were held, the things that were looked at and the issues."""
    counted = {
        "rules": len(rules),
        "things": sum(rule["checked"] for rule in rules),
        "issues": sum(len(rule["issues"]) for rule in rules),
    }
    return {name: _number(str(count), language) for name, count in counted.items()}


def _family_in(letter: str, rules: Sequence[Json], language: Language) -> Json:
    found = [rule for rule in rules if rule["code"][0] == letter]
    return {
        "letter": letter,
        "name": language.words["families"][letter],
        "rules": [_rule_in(rule, language) for rule in found],
    }


def _table_in(table: Json, language: Language) -> Json:
    rows = _number(str(table["rows"]), language)
    return {**table, "title": language.of(table["titles"]), "rows": rows}


def _statement_in(statement: Json, language: Language) -> Json:
    figures = [
        {
            "pair": figure["pair"],
            "role": language.of(figure["roles"]) or figure["role"],
            "figure": figure["figure"],
            "printed": figure["printed"],
        }
        for figure in statement["figures"]
    ]
    return {
        **{key: statement[key] for key in ("statement", "page", "section", "errata")},
        "figures": figures,
        "fails": statement["fails"],
        **{
            name: language.of(statement[name])
            for name in ("paraphrase", "kind", "verdict", "finding")
        },
    }


def _ruled_out_in(pair: Json, language: Language) -> Json:
    return {
        "first": pair["first"],
        "second": pair["second"],
        "operation": language.of(pair["operations"]) or pair["operation"],
        "why": language.of(pair["why"]),
    }


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
