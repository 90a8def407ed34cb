"""What the example queries must answer, recomputed from the CSV files without the triples."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[1]
LANGUAGES = ["it", "en"]
BASE = "https://w3id.org/coesa/por-fse-lombardia-2014-2020/"
REACHED, TARGET = "cumulative-2022-12-31", "target-2023"
Rows = list[list[str]]


def table(name: str, folder: Path = ROOT / "datapackage") -> "pd.DataFrame":
    import pandas as pd  # imported here: of the processes that test one needs it

    path = folder / "data" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    return [
        {str(column): str(cell) for column, cell in row.items()}
        for row in table(name).to_dict("records")
    ]


def by_figure(column: str) -> dict[str, str]:
    return {row["figure"]: row[column] for row in rows("figures")}


def values(cube: str) -> dict[tuple[str, str], str]:
    """The values of a cube by axis and statistic."""
    return {(row["axis"], row["statistic"]): row["value"] for row in rows(cube)}


def axes(language: str) -> Iterator[tuple[str, str]]:
    """The axes of the programme, without the total and what has no axis."""
    for row in rows("axis"):
        if not row["notation"].startswith("_"):
            yield row["notation"], row[f"label_{language}"]


def labels(name: str, language: str) -> dict[str, str]:
    """The labels of a list of the publication or, if it tells none, of the shared one."""
    own = ROOT / "datapackage" / "data" / f"{name}.csv"
    listed = table(name) if own.is_file() else table(name, ROOT / "vocab")
    if "label_en" not in listed:
        listed = table(name, ROOT / "vocab")
    return dict(zip(listed["notation"], listed[f"label_{language}"], strict=True))


def paid_by_axis(language: str) -> Rows:
    amount, ratio = values("financial-amounts"), values("financial-ratios")
    return [
        [axis, label, amount[axis, "paid"], ratio[axis, "paid-of-committed"]]
        for axis, label in axes(language)
    ]


def chain_of_an_axis(language: str) -> Rows:
    steps = {
        "allocation": None,
        "programmed": "programmed-of-allocation",
        "committed": "committed-of-programmed",
        "paid": "paid-of-committed",
        "certified": "certified-of-paid",
    }
    names = labels("statistic", language)
    amount, ratio = values("financial-amounts"), values("financial-ratios")
    return [
        [names[step], amount["II", step], ratio["II", of] if of else ""]
        for step, of in steps.items()
    ]


def over_programmed(language: str) -> Rows:
    amount = values("financial-amounts")
    found = []
    for axis, label in axes(language):
        allocation, programmed = amount[axis, "allocation"], amount[axis, "programmed"]
        difference = Decimal(programmed) - Decimal(allocation)
        if difference > 0:
            found.append((difference, [axis, label, allocation, programmed, str(difference)]))
    return [row for _, row in sorted(found, key=lambda pair: -pair[0])]


def where_is_it_printed(language: str) -> Rows:
    assert language in LANGUAGES
    found = []
    for row in table("financial-amounts").to_dict("records"):
        if (row["axis"], row["statistic"]) == ("II", "paid"):
            figures = table("figures").set_index("figure")
            printed, page = figures.loc[row["figure"], ["printed", "page"]]
            key = f"2014IT05SFOP007/{row['reference_period']}/II/paid"
            observation = f"<{BASE}obs/financial-amounts/{key}>"
            figure = f"<{BASE}figure/raa-2022/{row['figure']}>"
            found.append([row["value"], printed, page, observation, figure])
    return found


def errata(language: str) -> Rows:
    kinds = labels("erratum-kind", language)
    pages = table("figures").set_index("figure")["page"]
    return [
        [
            row["erratum"],
            kinds[row["kind"]],
            row["printed"],
            row["corrected"],
            pages[row["figure"]] if row["figure"] else "",
            row[f"judgement_{language}"],
        ]
        for row in table("errata").to_dict("records")
    ]


def share_of_allocation_by_thematic_objective(language: str) -> Rows:
    share, objectives = values("financial-ratios"), labels("thematic-objective", language)
    links = table("axis-thematic-objective").to_dict("records")
    of = {link["axis"]: objectives[link["thematic_objective"]] for link in links}
    return [
        [axis, label, of.get(axis, ""), share[axis, "share-of-allocation"]]
        for axis, label in axes(language)
    ]


def targets_and_values(language: str) -> Rows:
    names, units = labels("indicator", language), labels("unit", language)
    priorities = labels("investment-priority", language)
    value, target = indicators("indicator-values", REACHED), indicators("indicator-targets", TARGET)
    found = [
        [axis, priority, names[indicator], units[unit], value.get(key, ""), target.get(key, "")]
        for key in {*value, *target}
        for axis, priority, indicator, unit in [key]
    ]
    return [
        [axis, priorities[code] if code.startswith("_") else code, *rest]
        for axis, code, *rest in sorted(found)
    ]


def indicators(cube: str, period: str) -> dict[tuple[str, ...], str]:
    """The values of a cube by axis, priority, indicator and unit."""
    key = ("axis", "investment_priority", "indicator", "unit")
    return {
        tuple(row[column] for column in key): row["value"]
        for row in rows(cube)
        if row["reference_period"] == period
    }


def targets_missed(language: str) -> Rows:
    return [
        [axis, priority, indicator, value, target, str(Decimal(target) - Decimal(value)), unit]
        for axis, priority, indicator, unit, value, target in targets_and_values(language)
        if value and target and Decimal(value) < Decimal(target)
    ]


def persons(cube: str) -> dict[tuple[str, str, str], dict[str, str]]:
    """The participants, or their shares, by axis, sex and vulnerability."""
    return {
        (row["axis"], row["sex"], row["vulnerability"]): row
        for row in rows(cube)
        if (row["population"], row["reference_period"]) == ("participants", REACHED)
    }


def women_among_participants_by_axis(language: str) -> Rows:
    count, share = persons("participants"), persons("participant-shares")
    return [
        [
            axis,
            label,
            count[axis, "F", "_T"]["value"],
            count[axis, "_T", "_T"]["value"],
            share[axis, "F", "_T"]["value"],
        ]
        for axis, label in axes(language)
        if (axis, "F", "_T") in count
    ]


def vulnerable_participants(language: str) -> Rows:
    count, share = persons("participants"), persons("participant-shares")
    groups, wholes = labels("vulnerability", language), labels("statistic", language)
    found = []
    for axis, label in axes(language):
        for group in ("vulnerable", "disability", "migrants", "other-disadvantaged"):
            counted, part = count.get((axis, "_T", group)), share.get((axis, "_T", group))
            if counted or part:
                told = [part["value"], wholes[part["statistic"]]] if part else ["", ""]
                number = counted["value"] if counted else ""
                found.append([axis, label, groups[group], number, *told])
    return found


def initiatives_above_a_million(language: str) -> Rows:
    names, periods = labels("initiative", language), labels("reference-period", language)
    statistics, page = labels("statistic", language), by_figure("page")
    pairs = {(row["notation"], row["axis"]) for row in rows("initiative")}
    pairs |= {(row["initiative"], row["axis"]) for row in rows("initiative-axis")}
    found = [
        [
            names[row["initiative"]],
            axis,
            statistics[row["statistic"]],
            row["value"],
            periods[row["reference_period"]],
            page[row["figure"]],
        ]
        for row in rows("initiative-amounts")
        for initiative, axis in pairs
        if row["initiative"] == initiative and Decimal(row["value"]) > 1_000_000
    ]
    return sorted(found, key=lambda row: (-Decimal(row[3]), row[0], int(row[5]), row[1]))


def what_an_act_paid_for(language: str) -> Rows:
    names, statistics = labels("initiative", language), labels("statistic", language)
    acts = {row["act"]: row for row in rows("act")}
    amounts, page = {row["figure"]: row for row in rows("initiative-amounts")}, by_figure("page")
    effects = {(row["act"], row["initiative"]) for row in rows("act-initiative")}
    found = []
    for link in rows("act-figure"):
        act, amount = acts[link["act"]], amounts[link["figure"]]
        assert (link["act"], amount["initiative"]) in effects
        paid = [names[amount["initiative"]], statistics[amount["statistic"]], amount["value"]]
        told = [act["printed"], act["date"], act[f"did_{language}"]]
        found.append([*told, *paid, page[link["figure"]]])
    return sorted(found, key=lambda row: (row[1], row[0], row[3], int(row[6])))


def what_may_not_be_compared(language: str) -> Rows:
    operations, printed, page = (
        labels("operation", language),
        by_figure("printed"),
        by_figure("page"),
    )
    return [
        [
            row["notation"],
            printed[row["first"]],
            page[row["first"]],
            operations[row["operation"]],
            printed[row["second"]],
            page[row["second"]],
            row[f"why_{language}"],
        ]
        for row in rows("not-comparable")
    ]


def statements_that_do_not_hold(language: str) -> Rows:
    verdicts = labels("verdict", language)
    links = {(row["statement"], row["erratum"]) for row in rows("statement-erratum")}
    found = []
    for verdict in ("fails", "in-part", "not-checkable"):
        for row in rows("statement"):
            errata = sorted(erratum for of, erratum in links if of == row["statement"])
            if row["holds"] == verdict:
                told = [
                    row[f"paraphrase_{language}"],
                    verdicts[verdict],
                    row[f"finding_{language}"],
                ]
                found += [[row["statement"], row["page"], *told, e] for e in errata or [""]]
    return found


def statuses_that_disagree(language: str) -> Rows:
    names, statuses = labels("initiative", language), labels("status", language)
    groups = {(row["group"], row["initiative"]) for row in rows("initiative-group")}

    def told(row: dict[str, str]) -> list[str]:
        status = [statuses[row["status"]], row["printed"]]
        return [names[row["initiative"]], row["section"], row["page"], *status]

    found = [
        [*told(one), *told(other)]
        for one in rows("initiative-status")
        for other in rows("initiative-status")
        for pair in [(one["initiative"], other["initiative"])]
        if pair[0] == pair[1] or pair in groups or pair[::-1] in groups
        if one["section"] != other["section"] and int(one["page"]) < int(other["page"])
        if one["status"] != other["status"]
    ]
    found.sort(key=lambda row: (row[0], int(row[2]), row[5], int(row[7])))
    return found


def every_place_of_a_number(language: str) -> Rows:
    classes, units = labels("figure-class", language), labels("unit", language)
    observations = {}
    for row in rows("initiative-amounts"):
        key = f"{row['reference_period']}/{row['initiative']}/{row['statistic']}"
        observations[row["figure"]] = f"<{BASE}obs/initiative-amounts/2014IT05SFOP007/{key}>"
    return [
        [
            row["page"],
            row["section"],
            row["printed"],
            classes[row["class"]],
            units[row["unit"]],
            f"<{BASE}figure/raa-2022/{row['figure']}>",
            observations[row["restates"] or row["figure"]],
        ]
        for row in rows("figures")
        if row["value"] == "1400000"
    ]


EXPECTED: dict[str, Callable[[str], Rows]] = {
    "chain-of-an-axis.rq": chain_of_an_axis,
    "errata.rq": errata,
    "every-place-of-a-number.rq": every_place_of_a_number,
    "initiatives-above-a-million.rq": initiatives_above_a_million,
    "over-programmed.rq": over_programmed,
    "paid-by-axis.rq": paid_by_axis,
    "share-of-allocation-by-thematic-objective.rq": share_of_allocation_by_thematic_objective,
    "statements-that-do-not-hold.rq": statements_that_do_not_hold,
    "statuses-that-disagree.rq": statuses_that_disagree,
    "targets-and-values.rq": targets_and_values,
    "targets-missed.rq": targets_missed,
    "vulnerable-participants.rq": vulnerable_participants,
    "what-an-act-paid-for.rq": what_an_act_paid_for,
    "what-may-not-be-compared.rq": what_may_not_be_compared,
    "women-among-participants-by-axis.rq": women_among_participants_by_axis,
    "where-is-it-printed.rq": where_is_it_printed,
}
