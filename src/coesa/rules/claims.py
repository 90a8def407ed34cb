"""Rules on what ties figures to each other and to observations: the links of the chain of trust."""

from collections.abc import Iterator

from coesa import iris
from coesa.iris import UNIT_MEASURE
from coesa.model import Field, FieldRole, Finding, Issue, Resource, Role
from coesa.rules.ledger import column, figures, ledgers
from coesa.rules.places import LISTED, ledger_of, path_of, property_field, scheme_of
from coesa.syntax import quoted, text
from coesa.tables import ROW, Tables

_CUT_OFF = "abs(d.value_number) - abs(r.value_number)"
_NEAR = (
    "abs(d.value_number - r.value_number) * 2 <= r.resolution_number "
    f"OR ({_CUT_OFF} >= 0 AND abs(d.value_number - r.value_number) < r.resolution_number)"
)
_FAULTS = f"""CASE
    WHEN d.{quoted("figureClass")} <> 'datum' THEN 'class'
    WHEN d.unit <> r.unit THEN 'unit'
    WHEN NOT ({_NEAR}) THEN 'value'
    WHEN d.resolution_number > r.resolution_number THEN 'precision'
    WHEN d.resolution_number = r.resolution_number AND d.{quoted(ROW)} > r.{quoted(ROW)}
        THEN 'order'
    END"""


def restatements_agree_with_their_data(tables: Tables) -> Finding:
    """Let a restatement repeat a datum within one unit of its last digit (chain of trust).

    The datum is the more precise or the first printed. Rounded or cut off, both are in use; what
    is cut off is noted, unless it says "over", for then it is right.
    """
    rule = restatements_agree_with_their_data.__name__
    checked, issues, notes = 0, list[Issue](), list[str]()
    for name, path in ledgers(tables):
        source = figures(tables, name)
        pairs = f"{_that_have(source, 'restates')} r JOIN {source} d ON r.restates = d.figure"
        checked += tables.query(f"SELECT count(*) FROM {pairs}")[0][0]
        found = tables.query(
            f"SELECT r.{quoted(ROW)}, d.figure, d.{quoted('figureClass')}, d.value, d.unit, "
            f"r.value, {_FAULTS} AS fault FROM {pairs} WHERE fault IS NOT NULL "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        place = column(tables, name, "restates")
        issues += [Issue(path, row, place, rule, _restated(*rest)) for row, *rest in found]
        cut = tables.query(
            f"SELECT r.figure, r.printed, d.value FROM {pairs} WHERE {_FAULTS} IS NULL "
            "AND abs(d.value_number - r.value_number) * 2 > r.resolution_number "
            "AND r.hedge <> 'over' "
            f"ORDER BY r.{quoted(ROW)} LIMIT {LISTED}"
        )
        notes += [cut_off(figure, printed, exact) for figure, printed, exact in cut]
    return Finding(checked, "restatements", tuple(issues), tuple(notes))


def _that_have(source: str, column_name: str) -> str:
    """Select the few figures that point to another before they are looked up among all."""
    return f"(SELECT * FROM {source} WHERE {column_name} IS NOT NULL)"


def cut_off(figure: str, printed: str, exact: str) -> str:
    """Note that a printed figure was cut off, not rounded."""
    return f"{figure}: {printed} is {exact} cut off, not rounded"


def _restated(figure: str, class_: str, value: str, unit: str, restated: str, fault: str) -> str:
    found = {
        "class": f"{figure} is a {class_}; expected a datum",
        "unit": f"{figure} is in {unit}; expected the unit of this figure",
        "value": f"{figure} is {value}; expected {restated} within its last printed digit",
        "precision": f"{figure} is less precise; expected a datum at least as precise",
        "order": f"{figure} is printed later; expected the first printed to be the datum",
    }[fault]
    return f"{found}; name another datum, or change the class of one of the two"


def qualifiers_qualify_a_number(tables: Tables) -> Finding:
    """Let a qualifier point to a datum, a restatement or a parameter (chain of trust)."""
    rule = qualifiers_qualify_a_number.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        source = figures(tables, name)
        pairs = f"{_that_have(source, 'qualifies')} q JOIN {source} t ON q.qualifies = t.figure"
        checked += tables.query(f"SELECT count(*) FROM {pairs}")[0][0]
        found = tables.query(
            f"SELECT q.{quoted(ROW)}, t.figure, t.{quoted('figureClass')} FROM {pairs} "
            f"WHERE t.{quoted('figureClass')} NOT IN ('datum', 'restatement', 'parameter') "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        place = column(tables, name, "qualifies")
        issues += [
            Issue(
                path,
                row,
                place,
                rule,
                f"{figure} is a {class_}; expected a datum, a restatement or a parameter; "
                "name the figure that this one qualifies",
            )
            for row, figure, class_ in found
        ]
    return Finding(checked, "qualifiers", tuple(issues))


def qualifiers_stand_by_their_number(tables: Tables) -> Finding:
    """Let a qualifier be in the section of its number, a page away at most (chain of trust)."""
    rule = qualifiers_stand_by_their_number.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        source = figures(tables, name)
        pairs = f"{_that_have(source, 'qualifies')} q JOIN {source} t ON q.qualifies = t.figure"
        checked += tables.query(f"SELECT count(*) FROM {pairs}")[0][0]
        found = tables.query(
            f"SELECT q.{quoted(ROW)}, t.figure, q.section, t.section, t.page FROM {pairs} "
            "WHERE q.document <> t.document OR q.section <> t.section "
            "OR abs(TRY_CAST(q.page AS INTEGER) - TRY_CAST(t.page AS INTEGER)) > 1 "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path,
                row,
                column(tables, name, "qualifies"),
                rule,
                f"{figure} found, in section {there} on page {page}; expected a number of section "
                f"{here}, on the same page or the next; name the one that is qualified",
            )
            for row, figure, here, there, page in found
        ]
    return Finding(checked, "qualifiers", tuple(issues))


def _cubes(tables: Tables) -> Iterator[tuple[Resource, str, str]]:
    """List the cubes with the field that names figures and the ledger they stand in."""
    for cube in tables.publication.of_role(Role.CUBE):
        claim = ledger_of(tables.publication, cube)
        assert claim is not None, "a rule on the descriptor sees to it"
        yield cube, *claim


def _claims(tables: Tables, ledger: str) -> str:
    """Give the SQL of every claim on a ledger: the cube, the row, the figure."""
    selects = [
        f"SELECT {text(cube.name)} AS cube, {number} AS position, {quoted(ROW)}, "
        f"{quoted(field)} AS figure FROM {quoted(cube.name)}"
        for number, (cube, field, of) in enumerate(_cubes(tables))
        if of == ledger
    ]
    nothing = f"SELECT '' AS cube, 0 AS position, 0 AS {quoted(ROW)}, '' AS figure WHERE false"
    return "(" + " UNION ALL ".join(selects or [nothing]) + ")"


def data_are_claimed_once(tables: Tables) -> Finding:
    """Let exactly one observation, over all cubes, claim each datum (chain of trust)."""
    rule = data_are_claimed_once.__name__
    checked, issues = 0, list[Issue]()
    for name, path in ledgers(tables):
        data = f"(SELECT * FROM {figures(tables, name)} WHERE {quoted('figureClass')} = 'datum')"
        checked += tables.query(f"SELECT count(*) FROM {data}")[0][0]
        unclaimed = tables.query(
            f"SELECT f.{quoted(ROW)}, f.figure, f.printed FROM {data} f ANTI JOIN "
            f"{_claims(tables, name)} c ON c.figure = f.figure ORDER BY 1 LIMIT {LISTED}"
        )
        (notation,) = tables.publication.resource(name).fields_of(FieldRole.NOTATION)
        issues += [
            Issue(
                path,
                row,
                notation.name,
                rule,
                f'no observation claims {figure} ("{printed}"); expected exactly one; add it to '
                "its cube, or change the class of the figure",
            )
            for row, figure, printed in unclaimed
        ]
        issues += _claimed_twice(tables, name)
    return Finding(checked, "data", tuple(issues))


def _claimed_twice(tables: Tables, ledger: str) -> Iterator[Issue]:
    claims = _claims(tables, ledger)
    again = tables.query(
        f"SELECT cube, {quoted(ROW)}, figure, first_cube, first_row FROM (SELECT *, "
        f"first(cube) OVER w AS first_cube, first({quoted(ROW)}) OVER w AS first_row, "
        f"row_number() OVER w AS nth FROM {claims} SEMI JOIN (SELECT figure FROM {claims} "
        "GROUP BY figure HAVING count(*) > 1) USING (figure) "
        f"WINDOW w AS (PARTITION BY figure ORDER BY position, {quoted(ROW)})) "
        f"WHERE nth > 1 ORDER BY position, {quoted(ROW)} LIMIT {LISTED}"
    )
    publication = tables.publication
    for cube, row, figure, first, first_row in again:
        claim = ledger_of(publication, publication.resource(cube))
        message = (
            f"{figure} is claimed by {path_of(publication, first)}:{first_row} already; expected "
            "exactly one observation; name another figure"
        )
        place = claim[0] if claim else ""
        yield Issue(path_of(publication, cube), row, place, data_are_claimed_once.__name__, message)


def observations_claim_data(tables: Tables) -> Finding:
    """Let observations claim data only (chain of trust)."""
    rule = observations_claim_data.__name__
    checked, issues = 0, list[Issue]()
    for cube, field, ledger in _cubes(tables):
        checked += tables.count(cube.name)
        found = tables.query(
            f"SELECT o.{quoted(ROW)}, f.figure, f.{quoted('figureClass')} "
            f"FROM {quoted(cube.name)} o JOIN {figures(tables, ledger)} f "
            f"ON o.{quoted(field)} = f.figure WHERE f.{quoted('figureClass')} <> 'datum' "
            f"ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(tables.publication, cube.name),
                row,
                field,
                rule,
                f"{figure} is a {class_}; expected a datum; name the datum that it stands for",
            )
            for row, figure, class_ in found
        ]
    return Finding(checked, "observations", tuple(issues))


def observations_equal_their_figures(tables: Tables) -> Finding:
    """Let value and unit of an observation be those of its figure (chain of trust)."""
    rule = observations_equal_their_figures.__name__
    checked, issues = 0, list[Issue]()
    for cube, field, ledger in _cubes(tables):
        checked += tables.count(cube.name)
        unit = property_field(cube, UNIT_MEASURE)
        assert unit is not None, "a rule on the descriptor sees to it"
        pairs = (
            f"{quoted(cube.name)} o JOIN {figures(tables, ledger)} f "
            f"ON o.{quoted(field)} = f.figure"
        )
        compared = ((cube.measure, "value"), (unit, "unit"))
        differences = [f"o.{quoted(held.name)} <> f.{name}" for held, name in compared]
        counted = ", ".join(f"coalesce(count_if({d}), 0)" for d in differences)
        (counts,) = tables.query(f"SELECT {counted} FROM {pairs}")
        for (held, property_name), difference, count in zip(
            compared, differences, counts, strict=True
        ):
            if not count:
                continue
            found = tables.query(
                f"SELECT o.{quoted(ROW)}, o.{quoted(held.name)}, f.{property_name}, f.figure, "
                f"f.printed FROM {pairs} WHERE {difference} ORDER BY 1 LIMIT {LISTED}"
            )
            issues += [
                Issue(
                    path_of(tables.publication, cube.name),
                    row,
                    held.name,
                    rule,
                    f'{value} found; expected {wanted}, because {figure} is printed "{printed}"; '
                    "mend it, or name another figure",
                )
                for row, value, wanted, figure, printed in found
            ]
    return Finding(checked, "observations", tuple(issues))


def units_are_those_of_the_statistic(tables: Tables) -> Finding:
    """Let an observation have the unit that the list gives its statistic (chain of trust)."""
    rule = units_are_those_of_the_statistic.__name__
    checked, issues = 0, list[Issue]()
    for cube, _, _ in _cubes(tables):
        unit = property_field(cube, UNIT_MEASURE)
        assert unit is not None, "a rule on the descriptor sees to it"
        for dimension in cube.dimensions:
            found, count = _other_units(tables, cube, dimension, unit)
            checked += count
            issues += [
                Issue(
                    path_of(tables.publication, cube.name),
                    row,
                    dimension.name,
                    rule,
                    f'"{code}" is in {wanted}, this observation in {has}; expected one unit; '
                    "mend the code or the unit",
                )
                for row, code, wanted, has in found
            ]
    return Finding(checked, "observations", tuple(issues))


def _other_units(
    tables: Tables, cube: Resource, dimension: Field, unit: Field
) -> tuple[list[tuple[int, str, str, str]], int]:
    """Find the observations in another unit than the list of a dimension gives their code."""
    scheme = scheme_of(tables.publication, dimension)
    resource = tables.publication.resource(scheme) if scheme else None
    told = property_field(resource, iris.DEF + "measuredIn") if resource else None
    if scheme is None or resource is None or told is None:
        return [], 0
    found = tables.query(
        f"SELECT o.{quoted(ROW)}, s.{quoted(resource.primary_key[0])}, s.{quoted(told.name)}, "
        f"o.{quoted(unit.name)} FROM {quoted(cube.name)} o JOIN {quoted(scheme)} s "
        f"ON o.{quoted(dimension.name)} = s.{quoted(resource.primary_key[0])} "
        f"WHERE s.{quoted(told.name)} <> o.{quoted(unit.name)} ORDER BY 1 LIMIT {LISTED}"
    )
    return [tuple(row) for row in found], tables.count(cube.name)
