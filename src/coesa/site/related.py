"""What stands beside an observation: ratios of which it is the numerator, its target, errata."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coesa.iris import DEF, UNIT_MEASURE, cube_iri, last_step
from coesa.model import Publication
from coesa.site.nodes import CUBE, Nodes
from coesa.statements import DCT, PROV, QB

STATISTIC = DEF + "dimension/statistic"
PERIOD = DEF + "dimension/reference-period"
INDICATOR = DEF + "dimension/indicator"
TARGET = DEF + "period-kind/target"
DERIVED = PROV + "wasDerivedFrom"

Place = frozenset[tuple[str, str]]
"""Where an observation stands: its concept in each of some dimensions."""


@dataclass(frozen=True, slots=True)
class Related:
    """What belongs to an observation, by the observation's IRI.

    Attributes:
        ratios: the observations that have it as their numerator, by a declared identity.
        targets: the target that an indicator's value is held against.
    """

    ratios: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, str]


def related(publication: Publication, nodes: Nodes) -> Related:
    """Find the ratios and the target of every observation."""
    at: dict[Place, list[str]] = defaultdict(list)
    targets: dict[Place, str] = {}
    stood = {}
    for cube in nodes.of_type(CUBE):
        dimensions = dimensions_of(nodes, cube)
        for iri in nodes.from_nodes(cube, QB + "dataSet"):
            stands = {d: code for d in dimensions if (code := nodes.one(iri, d)) is not None}
            stood[iri] = stands
            at[_place(stands, STATISTIC)].append(iri)
            if INDICATOR in stands and is_target(nodes, stands.get(PERIOD)):
                targets[_aim(nodes, iri, stands)] = iri
    ratios: dict[str, list[str]] = defaultdict(list)
    for ratio in _declared(publication, nodes):
        for iri in at[_place(stood[ratio], STATISTIC)]:
            if iri != ratio and _is_numerator(nodes, iri, stood[iri], stood[ratio][STATISTIC]):
                ratios[iri].append(ratio)
    return Related(
        ratios={iri: tuple(found) for iri, found in ratios.items()},
        targets={
            iri: targets[aim]
            for iri, stands in stood.items()
            if INDICATOR in stands
            and not is_target(nodes, stands.get(PERIOD))
            and (aim := _aim(nodes, iri, stands)) in targets
        },
    )


def dimensions_of(nodes: Nodes, cube: str) -> list[str]:
    """List the dimensions of a cube in the order of its structure."""
    structure = nodes.one(cube, QB + "structure") or ""
    components = [v.value for v in nodes.values(structure, QB + "component")]
    ordered = sorted(components, key=lambda c: int(nodes.one(c, QB + "order") or 0))
    return [d for c in ordered if (d := nodes.one(c, QB + "dimension")) is not None]


def is_target(nodes: Nodes, period: str | None) -> bool:
    """Tell whether a period is one by whose end a value is to be reached."""
    return nodes.one(period or "", DCT + "type") == TARGET


def errata_about(nodes: Nodes, figure: str) -> list[str]:
    """Find the errata that are about a figure itself."""
    named = nodes.from_nodes(figure, DEF + "aboutFigure")
    return sorted({one for one in named if DEF + "Erratum" in nodes.types(one)})


def errata_naming(nodes: Nodes, figure: str) -> list[str]:
    """Find the errata that are about another figure and name this one, or one that restates it."""
    about = errata_about(nodes, figure)
    return [erratum for erratum in errata_of(nodes, figure) if erratum not in about]


def errata_of(nodes: Nodes, figure: str) -> list[str]:
    """Find the errata that are about a figure, or one that restates it, or have a place there."""
    seen: set[str] = set()
    for about in (figure, *nodes.from_nodes(figure, DEF + "restates")):
        for one in nodes.from_nodes(about, DEF + "aboutFigure"):
            types = nodes.types(one)
            if DEF + "Erratum" in types:
                seen.add(one)
            elif DEF + "ErratumPlace" in types:
                seen |= {v.value for v in nodes.values(one, DEF + "erratum")}
    return sorted(seen)


def _place(stands: Mapping[str, str], *without: str) -> Place:
    return frozenset((d, code) for d, code in stands.items() if d not in without)


def _aim(nodes: Nodes, iri: str, stands: Mapping[str, str]) -> Place:
    unit = ("", nodes.one(iri, UNIT_MEASURE) or "")
    return _place(stands, STATISTIC, PERIOD) | {unit}


def _declared(publication: Publication, nodes: Nodes) -> Iterator[str]:
    """List the ratios that an identity of the publication holds against their operands."""
    for identity in publication.identities:
        if identity.kind != "ratio" or identity.operand_at:
            continue
        cube = cube_iri(publication.base, identity.cube)
        wanted = identity.where.get(identity.statistic or "")
        for iri in nodes.from_nodes(cube, QB + "dataSet"):
            statistic = nodes.one(iri, STATISTIC)
            if statistic and wanted in (None, last_step(statistic)):
                yield iri


def _is_numerator(nodes: Nodes, iri: str, stands: Mapping[str, str], ratio: str) -> bool:
    numerator = nodes.one(ratio, DEF + "numerator")
    if numerator is None:
        return False
    if STATISTIC in stands:
        return stands[STATISTIC] == numerator
    return nodes.one(numerator, DEF + "measuredIn") == nodes.one(iri, UNIT_MEASURE)
