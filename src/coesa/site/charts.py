"""Charts from the descriptor: Vega-Lite specifications, and what they are drawn as."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from coesa import iris
from coesa.errors import NotFoundError
from coesa.intake import DESCRIPTOR
from coesa.iris import OBS_VALUE, UNIT_MEASURE, last_step
from coesa.language import Language
from coesa.model import Resource
from coesa.site.amounts import amount
from coesa.site.model import Site
from coesa.statements import subject_template
from coesa.tables import Row

FONT = "Coesa Titillium, Titillium Web, sans-serif"
"""Our fonts are registered under a family of their own, so that none of the system is taken."""

PALETTE = ("#0066cc", "#17324d", "#b45f06", "#007a52", "#7a3e9d")
"""Colours that stand out on white by 3 to 1 at least, and from each other without red and green."""

MISSED = "#b45f06"
_WIDE, _NARROW = 720, 300
_LINE = 16
_LINES = {"lineBreak": "|", "lineHeight": _LINE}
Place = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An observation as a mark.

    Attributes:
        row: the label of the concept that it stands at.
        series: the label of the concept that tells it from others of its row; empty if none.
        label: the value as readers see it.
        target: the value of the target that it is held against.
        target_short: the target in fewer words.
        target_label: the target in words, and whether it is reached.
        apart: the codes that tell it from others that would read alike.
    """

    iri: str
    row: str
    series: str
    value: str
    label: str
    target: str | None = None
    target_label: str | None = None
    target_short: str | None = None
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in one language."""

    name: str
    title: str
    note: str
    kind: str
    bars: tuple[Bar, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The series in the order in which they come."""
        return tuple(dict.fromkeys(bar.series for bar in self.bars))


def charts(site: Site, language: Language) -> Iterator[Chart]:
    """Make the charts that the descriptor asks for."""
    for number, key in enumerate(site.key.get("charts", ())):
        bars = tuple(_bars(site, key, language))
        if not bars:
            where = f"{DESCRIPTOR}:$.coesa.site.charts[{number}]"
            message = "no observation is drawn; expected one at least; look at cube, at and targets"
            raise NotFoundError(f"{where}: {message}")
        yield Chart(
            name=key["name"],
            title=language.of(key["title"]),
            note=language.of(key.get("note", {})),
            kind=key["kind"],
            bars=bars,
        )


def _bars(site: Site, key: Mapping[str, Any], language: Language) -> Iterator[Bar]:
    nodes, cube = site.nodes, site.publication.resource(key["cube"])
    dimensions = {f.name: f.property_iri or "" for f in cube.dimensions}
    template = subject_template(site.publication, cube.name)
    targets = _targets(site, key)
    found = []
    for row in site.tables.rows(cube.name):
        if not _is_at(row, key.get("at", {})):
            continue
        iri = iris.expand(template, {name: cell or "" for name, cell in row.items()})
        row_iri = nodes.one(iri, dimensions[key["rows"]]) or ""
        series = nodes.one(iri, dimensions[key["series"]]) if "series" in key else None
        unit = nodes.one(iri, UNIT_MEASURE)
        value = nodes.one(iri, OBS_VALUE) or ""
        target = targets.get(_place(row, cube, key))
        if targets and target is None:
            continue
        found.append(
            Bar(
                iri=iri,
                row=nodes.label(row_iri, language),
                series=nodes.label(series, language) if series else "",
                value=value,
                label=_amount(site, value, unit, language),
                target=target,
                target_label=_target_words(site, value, target, unit, language) if target else None,
                target_short=language.words["site"]["target-short"].format(
                    target=amount(target, None, "", language)
                )
                if target
                else None,
            )
        )
    found = _told_apart(
        site, found, [d for d in dimensions.values() if d != dimensions[key["rows"]]]
    )
    if key["kind"] == "ranking":
        found.sort(key=lambda bar: -float(bar.value))
    yield from found


def _amount(site: Site, value: str, unit: str | None, language: Language) -> str:
    return amount(value, unit, site.nodes.label(unit or "", language), language)


def _is_at(row: Row, at: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a row has one of the notations asked for, in every dimension that is named."""
    return all(row[name] in notations for name, notations in at.items())


def _target_words(site: Site, value: str, target: str, unit: str | None, language: Language) -> str:
    words = language.words["site"]
    outcome = words["reached" if Decimal(value) >= Decimal(target) else "missed"]
    said = words["target-of"].format(target=_amount(site, target, unit, language))
    return f"{said}: {outcome}"


def _told_apart(site: Site, bars: Sequence[Bar], dimensions: Sequence[str]) -> list[Bar]:
    """Give bars that would read alike the codes of what else differs."""
    alike = Counter((bar.row, bar.series) for bar in bars)
    told = []
    for bar in bars:
        if alike[bar.row, bar.series] > 1:
            own = [b for b in bars if (b.row, b.series) == (bar.row, bar.series)]
            differing = [d for d in dimensions if len({site.nodes.one(b.iri, d) for b in own}) > 1]
            codes = [last_step(site.nodes.one(bar.iri, d) or "") for d in differing]
            told.append(replace(bar, apart=", ".join(codes)))
        else:
            told.append(bar)
    return told


def _targets(site: Site, key: Mapping[str, Any]) -> dict[Place, str | None]:
    """Collect the targets by where they stand, their unit included."""
    if "targets" not in key:
        return {}
    cube = site.publication.resource(key["targets"])
    return {_place(row, cube, key): row[cube.measure.name] for row in site.tables.rows(cube.name)}


def _place(row: Row, cube: Resource, key: Mapping[str, Any]) -> Place:
    apart = {key.get("period", "reference_period")}
    units = [f.name for f in cube.stating(UNIT_MEASURE)]
    names = sorted(f.name for f in cube.dimensions if f.name not in apart)
    return tuple(row[name] for name in (*names, *units))


def vega_lite(chart: Chart, narrow: bool = False) -> dict[str, Any]:
    """Specify a chart in Vega-Lite 5: horizontal bars with their labels and values beside them."""
    width = _NARROW if narrow else _WIDE
    spec = (
        _groups(chart, width, narrow) if chart.kind == "groups" else _stacked(chart, width, narrow)
    )
    specification: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": chart.title,
        "data": {"values": [_datum(bar, chart, narrow) for bar in chart.bars]},
        "config": _config(),
    }
    if chart.kind not in ("facets", "targets"):
        return specification | spec
    # A row of small charts, one below the other; each target has a scale of its own.
    header: dict[str, Any] = {
        "title": None,
        "labelOrient": "top",
        "labelAnchor": "start",
        "labelFontSize": 15,
    }
    header |= {"labelFontWeight": 700, "labelPadding": 4, "labelLimit": width}
    header |= {"labelExpr": "split(datum.label,'|')", "labelLineHeight": 18}
    order = list(dict.fromkeys(_head(bar, narrow) for bar in chart.bars))
    facet = {"field": "row", "type": "nominal", "sort": order, "header": header}
    scale = "independent" if chart.kind == "targets" else "shared"
    resolve = {"scale": {"x": scale, "y": "independent"}}
    return specification | {
        "facet": {"row": facet},
        "spec": spec,
        "resolve": resolve,
        "spacing": 14,
    }


def _head(bar: Bar, narrow: bool) -> str:
    return _broken(bar.row, 38 if narrow else 90)


def _datum(bar: Bar, chart: Chart, narrow: bool) -> dict[str, Any]:
    """Give a mark its fields; what would be too long is broken, or cut where the page says it."""
    value = float(bar.value)
    datum: dict[str, Any] = {"iri": bar.iri, "value": value, "label": bar.label, "line": bar.series}
    datum["said"] = ", ".join(filter(None, (bar.row, bar.series, bar.apart))) + f": {bar.label}"
    if chart.kind == "groups":
        return datum | {"row": _broken(bar.row, 14 if narrow else 30), "series": bar.series}
    datum["row"] = _head(bar, narrow)
    if chart.kind == "ranking":
        named = textwrap.shorten(bar.row, 42 if narrow else 70, placeholder="…")
        kind = textwrap.shorten(bar.series, 42 if narrow else 40, placeholder="…")
        datum["line"] = (f"{named}|{kind}" if narrow else f"{named}: {kind}") if kind else named
    if bar.target is not None:
        missed = Decimal(bar.value) < Decimal(bar.target)
        told = f"{bar.apart}: {bar.label}" if bar.apart else bar.label
        datum |= {"target": float(bar.target), "missed": missed}
        datum |= {"line": f"{told}; {bar.target_short if narrow else bar.target_label}"}
    return datum


def _broken(text: str, width: int) -> str:
    return "|".join(textwrap.wrap(text, width)) or " "


def _groups(chart: Chart, width: int, narrow: bool) -> dict[str, Any]:
    """Lay the bars of a row beside each other, in the colours of a legend."""
    axis: dict[str, Any] = {
        "title": None,
        "domain": False,
        "ticks": False,
        "labelExpr": "split(datum.label,'|')",
    }
    axis |= {"labelLimit": width, "labelPadding": 6}
    y = {"field": "row", "type": "nominal", "sort": None, "axis": axis}
    encoding: dict[str, Any] = {"y": y}
    colour: dict[str, Any] = {"value": PALETTE[0]}
    if len(chart.series) > 1:
        encoding["yOffset"] = {"field": "series", "sort": None}
        legend = {"title": None, "orient": "top", "columns": 1 if narrow else 0}
        scale = {"domain": list(chart.series), "range": list(PALETTE[: len(chart.series)])}
        colour = {"field": "series", "type": "nominal", "scale": scale, "legend": legend}
    x = _x(chart, width * (0.68 if narrow else 0.72))
    layers = [_bar(x, colour, {}), _text(x, "label", {"dx": 5, "fontWeight": 600})]
    inner = round(width * (0.68 if narrow else 0.72))
    # The bars of a row are together as high as its label, which is broken into lines.
    lines = max(_broken(bar.row, 14 if narrow else 30).count("|") + 1 for bar in chart.bars)
    step = max(19, round(lines * 17 / max(1, len(chart.series))))
    return {"width": inner, "height": {"step": step}, "encoding": encoding, "layer": layers}


def _stacked(chart: Chart, width: int, narrow: bool) -> dict[str, Any]:
    """Give every bar a line of its own, with its label above and its value at its end."""
    # What a bar is of has a line to itself where both are not to be cut.
    more = _LINE if narrow and chart.kind == "ranking" and any(b.series for b in chart.bars) else 0
    below, above = 9 + more // 2, -10 - more // 2
    y = {"field": "iri", "type": "nominal", "sort": None, "axis": None}
    x = _x(chart, width)
    colour: dict[str, Any] = {"value": PALETTE[0]}
    if chart.kind == "targets":
        scale = {"domain": [False, True], "range": [PALETTE[0], MISSED]}
        colour = {"field": "missed", "type": "nominal", "scale": scale, "legend": None}
    layers = [
        _bar(x, colour, {"size": 18, "yOffset": below}),
        _text(x, "label", {"dx": 5, "dy": below, "fontWeight": 600}),
        _text({"value": 0}, "line", {"dy": above, "limit": width, **_LINES}),
    ]
    if chart.kind == "targets":
        # Where each bar has a scale of its own there is no room beyond its end.
        layers = [layers[0], layers[2]]
        tick: dict[str, Any] = {
            "type": "tick",
            "thickness": 3,
            "color": "#000000",
            "size": 26,
            "yOffset": below,
        }
        target = {"field": "target", "type": "quantitative", "axis": None}
        layers.insert(1, {"mark": tick, "encoding": {"x": target}})
    return {"width": width, "height": {"step": 46 + more}, "encoding": {"y": y}, "layer": layers}


def _x(chart: Chart, width: float) -> dict[str, Any]:
    """Scale the bars so that the longest leaves room for its value."""
    x: dict[str, Any] = {"field": "value", "type": "quantitative", "axis": None}
    if chart.kind == "targets":
        return x | {"scale": {"domainMin": 0, "nice": False}}
    room = 1 - min(0.55, 7.6 * max(len(bar.label) for bar in chart.bars) / width)
    longest = max(float(bar.value) for bar in chart.bars)
    return x | {"scale": {"domain": [0, longest / room], "nice": False}}


def _bar(x: dict[str, Any], colour: dict[str, Any], mark: dict[str, Any]) -> dict[str, Any]:
    encoding = {"x": x, "color": colour, "href": {"field": "iri", "type": "nominal"}}
    encoding["description"] = {"field": "said", "type": "nominal"}
    return {"mark": {"type": "bar", "cornerRadiusEnd": 2, **mark}, "encoding": encoding}


def _text(x: dict[str, Any], name: str, mark: dict[str, Any]) -> dict[str, Any]:
    fixed: dict[str, Any] = {"type": "text", "align": "left", "baseline": "middle"}
    return {"mark": {**fixed, **mark}, "encoding": {"x": x, "text": {"field": name}}}


def _config() -> dict[str, Any]:
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 14, "labelColor": "#17324d"}
    return {
        "font": FONT,
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": text,
        "legend": {**text, "symbolType": "square"},
        "header": text,
        "text": {"font": FONT, "fontSize": 14, "fill": "#17324d"},
    }


def told(chart: Chart) -> str:
    """Tell a chart in words: every mark with its value, row by row."""
    rows: dict[str, list[str]] = {}
    for bar in chart.bars:
        words = " ".join(filter(None, (bar.series, bar.apart, bar.label)))
        if bar.target_label is not None:
            words += f" ({bar.target_label})"
        rows.setdefault(bar.row, []).append(words)
    return f"{chart.title}. " + " ".join(f"{row}: {', '.join(v)}." for row, v in rows.items())
