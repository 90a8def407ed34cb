"""Rules on people: no small count of them is told, nor can be computed from what is told.

The threshold is three at least (Regole deontologiche per trattamenti a fini statistici o di ricerca
scientifica, G.U. 14 January 2019, art. 5: no aggregate below it, and none that linked tables give).
What the report itself prints is told as printed, if the curator says so with a reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coesa.intake import DESCRIPTOR
from coesa.iris import TOTAL, UNIT_MEASURE
from coesa.model import Finding, Identity, Issue, Resource, Role
from coesa.numbers import canonical
from coesa.rules.ledger import DECIMAL
from coesa.rules.places import LISTED, json_path, path_of, property_field, scheme_of, suppressed_of
from coesa.rules.solved import Cell, Equation, determined
from coesa.rules.sums import incomplete_sums
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

THRESHOLD = 3
"""People that a count tells of at least, where the publication asks for no more."""

PERSON = "PERSON"
_UNIT, _SEX = "def:unit", "def:sex"
_EQUATIONS = 20_000


@dataclass(frozen=True, slots=True)
class SmallCount:
    """A small count of people: where it is told, or what it follows from.

    Attributes:
        row: the row of the cube that tells it, or that it is computed from.
    """

    row: int
    told: str


def threshold(tables: Tables) -> int:
    """Tell how many people a count must tell of at least."""
    asked = tables.publication.descriptor["coesa"].get("disclosure", {}).get("threshold")
    return int(asked or THRESHOLD)


def no_small_count_of_people_is_told(tables: Tables) -> Finding:
    """Let no count of people be below the threshold, but as printed (Regole deontologiche)."""
    rule = no_small_count_of_people_is_told.__name__
    cubes = list(_cubes_of_people(tables))
    issues = [
        issue
        for cube, condition in cubes
        for issue in _judged(tables, cube, "told", list(_told(tables, cube, condition)), rule)
    ]
    count = sum(
        int(tables.query(f"SELECT count(*) FROM {quoted(c.name)} WHERE {condition}")[0][0])
        for c, condition in cubes
    )
    return Finding(count, "counts of people", tuple(issues))


def no_small_count_of_people_can_be_computed(tables: Tables) -> Finding:
    """Let no small count follow from totals and other parts, but as printed (as above)."""
    rule = no_small_count_of_people_can_be_computed.__name__
    issues: list[Issue] = []
    notes: list[str] = []
    count = 0
    for cube, condition in _cubes_of_people(tables):
        found: list[Equation] = []
        for identity in _sums(tables, cube):
            found += incomplete_sums(tables, identity, condition, _EQUATIONS + 1)
        count += len(found)
        if len(found) > _EQUATIONS:
            notes.append(f"{cube.name}: only the first {_EQUATIONS} incomplete sums are looked at")
        computed = list(_computed(found[:_EQUATIONS], threshold(tables)))
        issues += _judged(tables, cube, "computed", computed, rule)
    return Finding(count, "incomplete sums", tuple(issues), tuple(notes))


def suppressed_cells_have_no_value(tables: Tables) -> Finding:
    """Let a cell that is said to be suppressed have no observation in its cube (as above)."""
    rule = suppressed_cells_have_no_value.__name__
    count, issues = 0, list[Issue]()
    for name, cube in _suppressed(tables):
        resource = tables.publication.resource(name)
        columns = {f.name for f in resource.fields}
        missing = [d.name for d in cube.dimensions if d.name not in columns and not d.constant]
        if missing:
            path, place = json_path(tables.publication, name)
            message = (
                f"{name} has no column {missing[0]}; expected every dimension of {cube.name} that "
                "is no constant, so that each row names one cell; add it"
            )
            issues.append(Issue(path, 0, f"{place}.schema.fields", rule, message))
            continue
        same = " AND ".join(
            f"o.{quoted(d.name)} = s.{quoted(d.name)}" for d in cube.dimensions if d.name in columns
        )
        count += tables.count(name)
        for row, value in tables.query(
            f"SELECT s.{quoted(ROW)}, o.{quoted(cube.measure.name)} FROM {quoted(name)} s "
            f"JOIN {quoted(cube.name)} o ON {same} ORDER BY 1 LIMIT {LISTED}"
        ):
            message = (
                f"{cube.name} tells this cell: {value}; expected no observation of a suppressed "
                "cell; take one of the two rows out"
            )
            issues.append(Issue(path_of(tables.publication, name), row, "", rule, message))
    return Finding(count, "suppressed cells", tuple(issues))


def _suppressed(tables: Tables) -> Iterator[tuple[str, Resource]]:
    """List the tables of suppressed cells, each with the cube that lacks them."""
    for cube in tables.publication.of_role(Role.CUBE):
        for name in suppressed_of(tables.publication, cube.name):
            yield name, cube


def _cubes_of_people(tables: Tables) -> Iterator[tuple[Resource, str]]:
    """List the cubes that count people, each with the SQL condition of the rows that do."""
    for cube in tables.publication.of_role(Role.CUBE):
        said = cube.descriptor["coesa"].get("people")
        unit = property_field(cube, UNIT_MEASURE)
        if said:
            yield cube, "true"
            continue
        if said is not None or unit is None or unit.constant not in (None, PERSON):
            continue
        if scheme_of(tables.publication, unit) == _UNIT:
            yield cube, f"{quoted(unit.name)} = {text(PERSON)}"


def _told(tables: Tables, cube: Resource, condition: str) -> Iterator[SmallCount]:
    """Find the counts below the threshold; none is of nobody, and tells of nobody."""
    value = f"TRY_CAST({quoted(cube.measure.name)} AS {DECIMAL})"
    for row, found in tables.query(
        f"SELECT {quoted(ROW)}, {quoted(cube.measure.name)} FROM {quoted(cube.name)} "
        f"WHERE {condition} AND {value} > 0 AND {value} < {threshold(tables)} "
        f"ORDER BY 1 LIMIT {LISTED}"
    ):
        yield SmallCount(row, str(found))


def _sums(tables: Tables, cube: Resource) -> Iterator[Identity]:
    """List the sums that hold in a cube: those declared, and that of the sexes."""
    declared = [i for i in tables.publication.identities if i.kind == "sum" and i.cube == cube.name]
    yield from declared
    for field in cube.dimensions:
        whole = any(i.over == field.name and not i.where for i in declared)
        if scheme_of(tables.publication, field) == _SEX and not whole and not field.constant:
            yield Identity(field.name, "sum", {}, cube.name, {}, over=field.name, total=TOTAL)


def _computed(found: Sequence[Equation], least: int) -> Iterator[SmallCount]:
    """Find the counts below the threshold that follow from sums, alone or together."""
    known: set[Cell] = set()
    for equation in found:
        rest = equation.rest
        if rest is not None and 0 < rest < least and not known.issuperset(equation.unknown):
            known.update(equation.unknown)
            named = ", ".join(_at(cell) for cell in equation.unknown)
            yield SmallCount(equation.row, f"{named}: {equation.terms} = {canonical(rest)}")
    for cell, value, row in determined(found):
        if 0 < value < least and cell not in known:
            named = f"{_at(cell)}: {canonical(value)}"
            yield SmallCount(row, f"{named}, from {len(found)} incomplete sums together")


def _at(cell: Cell) -> str:
    return "/".join(cell)


def _judged(
    tables: Tables, cube: Resource, key: str, found: list[SmallCount], rule: str
) -> Iterator[Issue]:
    """Hold what was found against what the curator says that the document prints."""
    said = cube.descriptor["coesa"].get("smallCounts", {})
    allowed = int(said.get(key, 0))
    if len(found) == allowed:
        return
    path, place = json_path(tables.publication, cube.name)
    least = threshold(tables)
    if len(found) < allowed:
        message = (
            f"{cube.name} has {len(found)} small counts {key}; expected {allowed}, as said here; "
            "mend the number, or take the key out"
        )
        yield Issue(path or DESCRIPTOR, 0, f"{place}.coesa.smallCounts.{key}", rule, message)
        return
    verb = "is told" if key == "told" else "can be computed"
    for small in found:
        message = (
            f"a small count of people {verb} ({small.told}); expected none between 0 and {least}; "
            f"suppress it, and another part of its total, or say in coesa.smallCounts of "
            f"{cube.name} how many the document prints itself, and the reason to tell them"
        )
        file = path_of(tables.publication, cube.name)
        yield Issue(file, small.row, cube.measure.name, rule, message)
