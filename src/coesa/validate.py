"""Hold a publication against every rule: tables to findings, with nothing thrown for bad data."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from coesa import rules as rule_files
from coesa.model import Finding, Validation
from coesa.registry import HELD, REGISTRY
from coesa.rules import package, shapes
from coesa.rules.places import LISTED
from coesa.tables import Tables

Rule = Callable[[Tables], Finding]

_FUNCTIONS: Mapping[str, Rule] = {
    name: function
    for found in iter_modules(rule_files.__path__, f"{rule_files.__name__}.")
    for name, function in vars(import_module(found.name)).items()
}
"""What the files of `coesa.rules` hold, by name: the rules that are registered, and others."""

STAGES: tuple[tuple[Rule, ...], ...] = tuple(
    tuple(_FUNCTIONS[entry.name] for entry in REGISTRY if entry.stage is stage) for stage in HELD
)
"""The rules that are held against tables, in running order, stage by stage."""

_Asked = tuple[Callable[[Tables], object], ...]

AHEAD: Mapping[str, _Asked] = {
    "tables_have_as_many_rows_as_they_say": (package.ask_frictionless,),
    # By then all that the graph is made of was looked at: it can be made.
    "figures_are_named_by_page_and_ordinal": (shapes.ask_about_shapes,),
}
"""What another process is asked before a rule if none has an issue so far, to answer meanwhile."""

AHEAD_OF_LARGE: Mapping[str, _Asked] = {
    "hierarchies_have_no_cycles": (package.ask_frictionless, shapes.ask_about_shapes),
}
"""The same where tables are large, and memory is kept for what the rules before it look at."""

RULES: tuple[Rule, ...] = tuple(rule for stage in STAGES for rule in stage)

NOT_RUN = "not run, because earlier rules have issues; mend those first"


def validate(tables: Tables) -> Validation:
    """Hold every rule against the tables; what rests on a rule with issues is not run."""
    ahead = AHEAD if tables.threads == 1 else AHEAD_OF_LARGE
    findings: dict[str, Finding] = {}
    for rules in STAGES:
        stopped = _have_issues(findings)
        for rule in rules:
            for ask in () if _have_issues(findings) else ahead.get(rule.__name__, ()):
                ask(tables)
            findings[rule.__name__] = (
                Finding(0, "things", notes=(NOT_RUN,)) if stopped else _cut(rule(tables))
            )
    return Validation(findings)


def _have_issues(findings: Mapping[str, Finding]) -> bool:
    return any(finding.issues for finding in findings.values())


def _cut(finding: Finding) -> Finding:
    """Say so where more is wrong than is listed."""
    if len(finding.issues) < LISTED:
        return finding
    note = f"only the first {LISTED} issues of a column are listed"
    return Finding(finding.checked, finding.counted, finding.issues, (*finding.notes, note))
