"""Tell a rehearsal: as tables for people, as JSON for machines."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from coesa.language import Language
from coesa.rehearse.model import Opinion, Severity, Shortfall
from coesa.rehearse.quality import FULL, mean, rating, total

_STYLES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def rehearsal_lines(
    opinions: Iterable[Opinion], language: Language, console: Console, *, own: bool
) -> None:
    """Print what each consumer says: first all of them, then what each misses.

    Args:
        opinions: what the consumers say.
        language: the language to tell it in.
        console: where to print.
        own: whether the catalogue was built from a descriptor, whose keys can be named.
    """
    told = tuple(opinions)
    words = language.words["rehearsal"]
    console.print(_summary(told, words))
    for opinion in told:
        if opinion.scores:
            console.print()
            console.print(_score_table(opinion, language))
            if not opinion.measured:
                console.print(words["assumed"], style="dim", highlight=False)
        if opinion.shortfalls:
            console.print()
            console.print(f"{opinion.consumer}: {words['misses']}", style="bold", highlight=False)
            for shortfall in opinion.shortfalls:
                console.print(_line(shortfall, language, own=own), highlight=False)


def rehearsal_json(opinions: Iterable[Opinion]) -> list[dict[str, Any]]:
    """Give what each consumer says as JSON."""
    return [
        {
            "consumer": opinion.consumer,
            "asked": opinion.asked,
            "accepts": opinion.accepts,
            "checks": dict(opinion.checks),
            "score": _score_json(opinion),
            "shortfalls": [_shortfall_json(s) for s in opinion.shortfalls],
        }
        for opinion in opinions
    ]


def _summary(opinions: tuple[Opinion, ...], words: Mapping[str, str]) -> Table:
    columns = ("consumer", "verdict", "violations", "warnings", "notes", "checked")
    table = Table(box=None, pad_edge=False)
    for name in columns:
        justify: Any = "right" if name in ("violations", "warnings", "notes") else "left"
        table.add_column(words[name], no_wrap=name != "checked", justify=justify)
    for opinion in opinions:
        counts = [sum(s.severity is severity for s in opinion.shortfalls) for severity in Severity]
        checked = ", ".join(f"{words[name]}: {n}" for name, n in opinion.checks.items())
        verdict, style = _verdict(opinion, words)
        if opinion.scores:
            points = mean(opinion.scores)
            verdict += f", {_number(points)}/{FULL} ({words[rating(points)]})"
        table.add_row(opinion.consumer, Text(verdict, style), *map(str, counts), checked)
    return table


def _verdict(opinion: Opinion, words: Mapping[str, str]) -> tuple[str, str]:
    if not opinion.asked:
        return words["nothing"], "dim"
    return (words["takes"], "green") if opinion.accepts else (words["refuses"], "red")


def _score_table(opinion: Opinion, language: Language) -> Table:
    words = language.words["rehearsal"]
    table = Table(words["indicator"], words["points"], box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    table.columns[1].justify = "right"
    scored = list(opinion.scores.values())
    dimension = ""
    for number, indicator in enumerate(scored[0]):
        if indicator.dimension != dimension:
            dimension = indicator.dimension
            table.add_row(Text(words[dimension], "bold"), "")
        got = sum((s[number].got for s in scored), Fraction(0)) / len(scored)
        style = "green" if got == indicator.points else "yellow"
        name = language.words["indicators"][indicator.name]
        table.add_row(f"  {name}", Text(f"{_number(got)}/{indicator.points}", style))
    return table


def _line(shortfall: Shortfall, language: Language, *, own: bool) -> Text:
    words = language.words["rehearsal"]
    line = Text("  ")
    line.append(words[shortfall.severity], _STYLES[shortfall.severity])
    if shortfall.points:
        line.append(f" +{_number(shortfall.points)}", "bold")
    line.append(f" {words['expected']}: {language.of(shortfall.expected)}")
    if shortfall.found:
        line.append(f"; {words['found']}: {shortfall.found}")
    if shortfall.nodes:
        line.append(f"; {words['at']} {shortfall.nodes[0]}")
    if len(shortfall.nodes) > 1:
        line.append(f" {words['in_all'].format(n=len(shortfall.nodes))}")
    if own and shortfall.key:
        line.append(f"; {words['write']} {shortfall.key}: {shortfall.example}", "cyan")
    elif shortfall.named:
        line.append(f"; {words['property']} {shortfall.named}")
    return line


def _score_json(opinion: Opinion) -> dict[str, Any] | None:
    if not opinion.scores:
        return None
    points = mean(opinion.scores)
    return {
        "points": float(points),
        "of": FULL,
        "measured": opinion.measured,
        "rating": rating(points),
        "datasets": [
            {
                "dataset": dataset,
                "points": float(total(indicators)),
                "rating": rating(total(indicators)),
                "indicators": {i.name: [float(i.got), i.points] for i in indicators},
            }
            for dataset, indicators in opinion.scores.items()
        ],
    }


def _shortfall_json(shortfall: Shortfall) -> dict[str, Any]:
    return {
        "severity": str(shortfall.severity),
        "rule": shortfall.rule,
        "property": shortfall.named,
        "found": shortfall.found,
        "expected": dict(shortfall.expected),
        "nodes": list(shortfall.nodes),
        "points": float(shortfall.points),
        "key": shortfall.key,
        "example": shortfall.example,
    }


def _number(points: Any) -> str:
    """Write points, with one decimal where they are no whole number."""
    return f"{float(points):.1f}".removesuffix(".0")
