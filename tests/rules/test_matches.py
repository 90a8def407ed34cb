import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa import rdf, skos
from coesa.rules.matches import (
    matches_are_sourced,
    observations_use_no_retired_notation,
    retired_notations_have_their_replacement,
)
from coesa.statements import DCT, MAPPINGS, OWL, SKOS
from coesa.tables import Tables
from coesa.validate import Rule
from tests.conftest import value
from tests.opened import open_tables, read_publication
from tests.rules.conftest import Broken, Describe

BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
DEF = "https://w3id.org/coesa/def/"
Retire = Callable[..., Path]


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in descriptor["resources"] if r["name"] == name)
    return found


def _field(descriptor: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    fields = _resource(descriptor, table)["schema"]["fields"]
    found: dict[str, Any] = next(f for f in fields if f["name"] == name)
    return found


@pytest.mark.parametrize(
    "rule",
    [
        matches_are_sourced,
        retired_notations_have_their_replacement,
        observations_use_no_retired_notation,
    ],
)
def test_the_publication_passes(rule: Rule, tables: Tables) -> None:
    assert rule(tables).issues == ()


def test_a_match_is_stated_of_the_concept_and_told_of_by_a_node(tables: Tables) -> None:
    graph = skos.concept_scheme(tables, "def:unit")
    euro, authority = (
        f"{DEF}unit/EUR",
        "http://publications.europa.eu/resource/authority/currency/EUR",
    )
    match = f"{DEF}unit-match/EUR/eu-currency"

    told = {value(t.predicate): value(t.object) for t in graph if value(t.subject) == match}
    assert rdf.triple(euro, SKOS + "exactMatch", authority) in graph
    assert told[OWL + "annotatedSource"] == euro
    assert told[OWL + "annotatedProperty"] == SKOS + "exactMatch"
    assert told[OWL + "annotatedTarget"] == authority
    assert told["https://w3id.org/sssom/mapping_justification"] == f"{DEF}match-method/same-code"
    assert {DCT + "date", DCT + "source"} <= set(told)


def test_every_match_of_another_vocabulary_is_told_of(tables: Tables) -> None:
    names = [n for n, r in tables.publication.tables() if r.role == "concept-scheme"]
    graph = frozenset().union(*(skos.concept_scheme(tables, name) for name in names))

    stated = {
        (value(t.subject), value(t.object))
        for t in graph
        if t.predicate.value in MAPPINGS and not value(t.object).startswith((BASE, DEF))
    }
    sources = {t.subject: t.object for t in graph if t.predicate.value == OWL + "annotatedSource"}
    targets = {t.subject: t.object for t in graph if t.predicate.value == OWL + "annotatedTarget"}
    assert stated
    assert stated == {(value(sources[m]), value(targets[m])) for m in targets}


@pytest.mark.parametrize(
    ("column", "told"), [("method", "method"), ("date", "date"), ("source", "source")]
)
def test_a_match_may_go_without(column: str, told: str, describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        del _field(descriptor, "territory-match", column)["constraints"]

    (issue,) = broken(matches_are_sourced, describe(spoil))

    assert f"{column}, the {told} of a match, may be empty" in issue.message


def test_a_match_has_no_source(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        del _field(descriptor, "territory-match", "source")["coesa"]["property"]

    (issue,) = broken(matches_are_sourced, describe(spoil))

    assert "states the source of a match" in issue.message


def test_a_match_stands_in_a_table_of_links(describe: Describe, broken: Broken) -> None:
    def spoil(descriptor: dict[str, Any]) -> None:
        _resource(descriptor, "territory-match")["coesa"]["role"] = "links"

    (issue,) = broken(matches_are_sourced, describe(spoil))

    assert issue.column.endswith(".coesa.property")
    assert "in a table of role links" in issue.message


@pytest.fixture
def retire(folder: Path) -> Retire:
    """Retire axes of the copy in favour of others, and use them or not."""

    def change(*rows: tuple[str, str], deprecated: bool = True) -> Path:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        axes = folder / "data" / "axis.csv"
        with axes.open("a", encoding="utf-8") as stream:
            stream.write("old,Vecchio,Old,Asse di prima.,A former axis.,coesa\n")
            stream.write("older,Antico,Older,Asse ancora prima.,An older axis.,coesa\n")
        _resource(descriptor, "axis")["coesa"].pop("rows", None)
        text = {"type": "string", "constraints": {"required": True}}
        english = {"en": {"title": "Notation"}}
        to_axes = {"resource": "axis", "fields": "notation"}
        table = {
            **{k: v for k, v in _resource(descriptor, "axis").items() if k != "schema"},
            "name": "axis-retired",
            "path": "data/axis-retired.csv",
            "schema": {
                "fields": [
                    {
                        **text,
                        "name": "axis",
                        "title": "Codice",
                        "coesa": {"role": "subject", "translations": english},
                    },
                    {
                        **text,
                        "name": "replaced_by",
                        "title": "Sostituito da",
                        "coesa": {
                            "role": "property",
                            "property": DCT + "isReplacedBy",
                            "translations": english,
                        },
                    },
                ],
                "primaryKey": ["axis"],
                "foreignKeys": [
                    {"fields": "axis", "reference": to_axes},
                    {"fields": "replaced_by", "reference": to_axes},
                ],
            },
            "coesa": {
                "role": "links",
                "translations": {"en": {"title": "Retired axes", "description": "Retired axes."}},
            },
        }
        if deprecated:
            table["coesa"]["constants"] = [
                {
                    "name": "deprecated",
                    "type": "boolean",
                    "title": "Ritirato",
                    "value": "true",
                    "coesa": {
                        "role": "property",
                        "property": OWL + "deprecated",
                        "translations": {"en": {"title": "Retired"}},
                    },
                }
            ]
        descriptor["resources"].append(table)
        path.write_text(json.dumps(descriptor), "utf-8")
        with (folder / "data" / "axis-retired.csv").open("w", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([("axis", "replaced_by"), *rows])
        return folder

    return change


def test_a_retired_notation_stays_with_its_replacement(retire: Retire) -> None:
    with open_tables(read_publication(retire(("old", "I"), ("older", "old")))) as tables:
        finding = retired_notations_have_their_replacement(tables)
        graph = skos.concept_scheme(tables, "axis")

    assert (finding.issues, finding.checked) == ((), 2)
    assert rdf.triple(BASE + "axis/old", DCT + "isReplacedBy", BASE + "axis/I") in graph
    assert (
        rdf.triple(BASE + "axis/old", OWL + "deprecated", rdf.literal("true", "boolean")) in graph
    )


def test_two_retired_notations_replace_each_other(retire: Retire, broken: Broken) -> None:
    issues = broken(
        retired_notations_have_their_replacement, retire(("old", "older"), ("older", "old"))
    )

    assert [(i.path, i.row) for i in issues] == [("data/axis.csv", 10), ("data/axis.csv", 11)]
    assert all("leads to no notation in use" in i.message for i in issues)


def test_a_replaced_notation_is_not_deprecated(retire: Retire, broken: Broken) -> None:
    (issue,) = broken(
        retired_notations_have_their_replacement, retire(("old", "I"), deprecated=False)
    )

    assert "not owl:deprecated" in issue.message


def test_an_observation_uses_a_retired_notation(retire: Retire, broken: Broken) -> None:
    folder = retire(("old", "I"))
    amounts = folder / "data" / "financial-amounts.csv"
    lines = amounts.read_text("utf-8").split("\n")
    lines[1] = ",".join("old" if n == 1 else c for n, c in enumerate(lines[1].split(",")))
    amounts.write_text("\n".join(lines), "utf-8")

    (issue,) = broken(observations_use_no_retired_notation, folder)

    assert (issue.path, issue.row, issue.column) == ("data/financial-amounts.csv", 2, "axis")
    assert '"old" is retired; expected "I"' in issue.message
