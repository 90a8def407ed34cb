"""The auditor's sample: figures drawn by digest, each with what it states."""

from collections.abc import Mapping
from typing import Any

from coesa import iris
from coesa.labels import concept_texts
from coesa.model import FieldRole, Resource, Role
from coesa.rules.ledger import figures
from coesa.rules.places import ledger_of
from coesa.statements import SKOS, subject_template
from coesa.syntax import quoted, text
from coesa.tables import Tables

Json = dict[str, Any]

SAMPLE = 20
"""How many figures are drawn."""

_SHORT = 4


def sample(tables: Tables) -> Json:
    """Draw data figures in the order of digests, so that nobody chooses them."""
    publication = tables.publication
    drawn: list[tuple[str, Json]] = []
    count = 0
    for ledger in publication.of_role(Role.LEDGER):
        data = f"{figures(tables, ledger.name)} WHERE {quoted('figureClass')} = 'datum'"
        count += tables.query(f"SELECT count(*) FROM {data}")[0][0]
        digests = " ".join(
            f"WHEN {text(d.notation)} THEN {text(d.sha256)}" for d in publication.documents
        )
        rank = f"sha256(concat(CASE document {digests} END, figure))"
        rows = tables.query(
            f"SELECT {rank} AS drawn, document, figure, page, section, printed, value, unit "
            f"FROM {data} ORDER BY drawn LIMIT {SAMPLE}"
        )
        names = ("document", "figure", "page", "section", "printed", "value", "unit")
        notes = _notes(tables, ledger)
        for rank, *row in rows:
            figure = dict(zip(names, row, strict=True))
            drawn.append((rank, {**figure, "notes": notes.get(figure["figure"], {})}))
    chosen = [figure for _, figure in sorted(drawn, key=lambda pair: pair[0])[:SAMPLE]]
    ordered = sorted(chosen, key=lambda f: (f["document"], int(f["page"]), f["figure"]))
    return {"drawn": [_drawn(tables, figure) for figure in ordered], "outOf": count}


def _notes(tables: Tables, ledger: Resource) -> dict[str, dict[str, str]]:
    """Collect the notes on the figures of a ledger, by figure and language."""
    (key,) = ledger.fields_of(FieldRole.NOTATION)
    found: dict[str, dict[str, str]] = {}
    for field in ledger.stating(SKOS + "note"):
        rows = tables.query(
            f"SELECT {quoted(key.name)}, {quoted(field.name)} FROM {quoted(ledger.name)} "
            f"WHERE {quoted(field.name)} IS NOT NULL"
        )
        for figure, note in rows:
            found.setdefault(figure, {})[str(field.language)] = note
    return found


def _drawn(tables: Tables, figure: Json) -> Json:
    """Tell what a figure states: its observation, and what the dimensions of that are called."""
    publication = tables.publication
    for cube in publication.of_role(Role.CUBE):
        claim = ledger_of(publication, cube)
        assert claim is not None, "a rule on the descriptor sees to it"
        names = [d.name for d in cube.dimensions]
        found = tables.query(
            f"SELECT {', '.join(map(quoted, names))} FROM {quoted(cube.name)} "
            f"WHERE {quoted(claim[0])} = ?",
            [figure["figure"]],
        )
        for row in found:
            at = dict(zip(names, row, strict=True))
            labels = labels_of(tables, cube)
            return {
                **figure,
                "cube": cube.name,
                "titles": dict(cube.titles),
                "at": at,
                # A constant says the same of every row of the cube: its title says it already.
                "labels": [
                    _with_code(labels[d.name].get(at[d.name], {}), at[d.name])
                    for d in cube.dimensions
                    if not d.constant
                ],
                "units": _unit_labels(tables, cube, figure["unit"]),
                "observation": iris.expand(subject_template(publication, cube.name), at),
            }
    raise AssertionError("a rule sees to it that every datum is claimed")


def _with_code(labels: Mapping[str, str], code: str) -> dict[str, str]:
    """Put a code that the page may print, such as II, behind the label of its concept."""
    shown = f" ({code})" if len(code) <= _SHORT and not code.startswith("_") else ""
    return {language: label + shown for language, label in labels.items()}


def _unit_labels(tables: Tables, cube: Resource, unit: str) -> dict[str, str]:
    for field in cube.fields_of(FieldRole.ATTRIBUTE):
        labels = labels_in(tables, field.scheme).get(unit) if field.scheme else None
        if labels:
            return labels
    return {}


def labels_of(tables: Tables, resource: Resource) -> Json:
    """Look up the labels of every coded field of a table: by field, notation and language."""
    schemes = {f.name: f.scheme for f in resource.fields if f.scheme is not None}
    return {name: labels_in(tables, scheme) for name, scheme in schemes.items()}


def labels_in(tables: Tables, scheme: str) -> dict[str, dict[str, str]]:
    """Look up the labels of the concepts of a list, by notation and language."""
    if tables.publication.resource(scheme).role is not Role.CONCEPT_SCHEME:
        return {}
    return concept_texts(tables, scheme)
