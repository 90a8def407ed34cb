"""Hold a publication against every rule: tables to findings, with nothing thrown for bad data."""

from collections.abc import Callable, Mapping

from coesa.model import Finding, Validation
from coesa.registry import HELD, REGISTRY, Stage
from coesa.rules import (
    cells,
    claims,
    concepts,
    dated,
    declared,
    descriptor,
    disclosure,
    errata,
    fields,
    forms,
    hierarchies,
    identities,
    keys,
    ledger,
    matches,
    minted,
    named,
    observations,
    package,
    printed,
    readings,
    remarks,
    rows,
    ruled_out,
    schemes,
    sections,
    shapes,
    statements,
    structures,
)
from coesa.rules.asked import begin_early
from coesa.rules.places import LISTED
from coesa.tables import Tables

Rule = Callable[[Tables], Finding]

_FAMILIES = (
    cells,
    claims,
    concepts,
    dated,
    declared,
    descriptor,
    disclosure,
    errata,
    fields,
    forms,
    hierarchies,
    identities,
    keys,
    ledger,
    matches,
    minted,
    named,
    observations,
    package,
    printed,
    readings,
    remarks,
    rows,
    ruled_out,
    schemes,
    sections,
    shapes,
    statements,
    structures,
)
_FUNCTIONS: Mapping[str, Rule] = {
    name: function for family in _FAMILIES for name, function in vars(family).items()
}

STAGES: tuple[tuple[Rule, ...], ...] = tuple(
    tuple(_FUNCTIONS[entry.name] for entry in REGISTRY if entry.stage is stage) for stage in HELD
)
"""The rules that are held against tables, in running order, stage by stage."""

_AHEAD: Mapping[Stage, tuple[Callable[[Tables], object], ...]] = {
    Stage.TABLES: (begin_early,),
    Stage.GRAPH: (package.ask_frictionless, shapes.ask_about_shapes),
}
"""What is begun before a stage, so that another process is at work meanwhile."""

RULES: tuple[Rule, ...] = tuple(rule for stage in STAGES for rule in stage)

NOT_RUN = "not run, because earlier rules have issues; mend those first"


def validate(tables: Tables) -> Validation:
    """Hold every rule against the tables; what rests on a rule with issues is not run."""
    findings: dict[str, Finding] = {}
    for stage, rules in zip(HELD, STAGES, strict=True):
        stopped = any(finding.issues for finding in findings.values())
        for ahead in () if stopped else _AHEAD.get(stage, ()):
            ahead(tables)
        for rule in rules:
            findings[rule.__name__] = (
                Finding(0, "things", notes=(NOT_RUN,)) if stopped else _cut(rule(tables))
            )
    return Validation(findings)


def _cut(finding: Finding) -> Finding:
    """Say so where more is wrong than is listed."""
    if len(finding.issues) < LISTED:
        return finding
    note = f"only the first {LISTED} issues of a column are listed"
    return Finding(finding.checked, finding.counted, finding.issues, (*finding.notes, note))
