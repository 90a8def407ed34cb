"""Look at a template of the README before it is filled: names, conditions and one loop, no more.

A publication may bring such a template, so it is a stranger's program (Jinja). What could run on,
or make a text of any size, is refused by name before anything of it runs.
"""

from collections.abc import Iterator
from typing import TypeGuard

import jinja2
from jinja2 import nodes

from coesa.intake import nearest
from coesa.intake.characters import text_fault
from coesa.intake.words import shown
from coesa.model import Issue

FILLED = (
    *("title", "description", "version", "date", "licence", "citation"),
    *("language", "site", "workbook", "database", "cubes"),
)
"""What a template may name."""

LIST = "cubes"
"""The one of them that is a list: what a loop may go over."""

FILTERS = ("capitalize", "default", "length", "lower", "trim", "upper")
TESTS = ("defined", "none", "undefined")

CHARACTERS = 20_000
"""Our own templates have some 2,000."""

DEPTH = 40
"""Conditions, loops and terms in each other."""

_ALLOWED = (
    *(nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or),
    *(nodes.Not, nodes.Filter, nodes.Test),
)
_WORDS = {
    nodes.Assign: "an assignment (set)",
    nodes.AssignBlock: "an assignment (set)",
    nodes.Call: "a call",
    nodes.Concat: "a concatenation (~)",
    nodes.Include: "another template (include)",
    nodes.Import: "another template (import)",
    nodes.Extends: "another template (extends)",
    nodes.Macro: "a macro",
}


def template_issues(path: str, template: str, rule: str) -> Iterator[Issue]:
    """Find what keeps a template from being filled, or might keep it from ever being done.

    `rule` is the sentence that a template does not follow which cannot be filled.
    """
    if len(template) > CHARACTERS:
        message = f"{len(template)} characters found; expected at most {CHARACTERS}; shorten it"
        yield Issue(path, 0, "", "sizes_are_within_limits", message)
        return
    for number, line in enumerate(template.split("\n"), start=1):
        if fault := text_fault(line.removesuffix("\r")):
            yield Issue(path, number, "", *fault)
            return
    try:
        parsed = jinja2.Environment(autoescape=False).parse(template)
    except jinja2.TemplateSyntaxError as error:
        message = f"{error.message}; expected a Jinja template; mend it"
        yield Issue(path, error.lineno, "", rule, message)
    except ValueError as error:
        message = f"{shown(str(error))}; expected a Jinja template; mend it"
        yield Issue(path, 0, "", rule, message)
    except RecursionError:
        yield _too_deep(path, 0)
    else:
        yield from _issues(path, parsed, rule)


def _issues(path: str, parsed: nodes.Template, rule: str) -> Iterator[Issue]:
    """Walk over a template without recursion, for it may be as deep as it likes."""
    told: set[str] = set()
    waiting = [(node, 1, frozenset[str]()) for node in parsed.body]
    while waiting:
        node, depth, own = waiting.pop()
        if depth > DEPTH:
            yield _too_deep(path, node.lineno)
            return
        if found := _refused(node, own):
            message = f"{found} found; expected names, conditions and a loop over {LIST}; "
            yield Issue(path, node.lineno, "", rule, message + "take it out")
            return
        if isinstance(node, nodes.For):
            own = frozenset(["loop", *(name.name for name in [node.target] if _is_name(name))])
        elif _is_name(node) and node.name not in {*FILLED, *own, *told}:
            told.add(node.name)
            yield _unknown(path, node, rule)
        waiting += [(child, depth + 1, own) for child in node.iter_child_nodes()]


def _is_name(node: nodes.Node) -> TypeGuard[nodes.Name]:
    return isinstance(node, nodes.Name)


def _refused(node: nodes.Node, own: frozenset[str]) -> str | None:
    """Tell what a template may not have: what calculates, calls, or goes on by itself."""
    if not isinstance(node, _ALLOWED):
        return _WORDS.get(type(node), f'"{type(node).__name__.lower()}"')
    if isinstance(node, nodes.Filter):
        return None if node.name in FILTERS else f'the filter "{shown(node.name)}"'
    if isinstance(node, nodes.Test):
        return None if node.name in TESTS else f'the test "{shown(node.name)}"'
    if isinstance(node, nodes.For):
        if own:
            return "a loop in a loop"
        over = node.iter
        if not (_is_name(over) and over.name == LIST and _is_name(node.target)) or node.recursive:
            return "another loop"
    return None


def _unknown(path: str, node: nodes.Name, rule: str) -> Issue:
    names = sorted(FILLED)
    message = (
        f'"{shown(node.name)}" is nothing that can be filled in; expected one of '
        f"{', '.join(names)}.{nearest(node.name[:100], names)}"
    )
    return Issue(path, node.lineno, shown(node.name), rule, message)


def _too_deep(path: str, line: int) -> Issue:
    message = f"terms lie more than {DEPTH} deep in each other; take some out"
    return Issue(path, line, "", "sizes_are_within_limits", message)
