"""Rules on the observations of cubes: the constraints of the standard, in linear time."""

from collections.abc import Callable, Iterable

from coesa.model import Field, FieldRole, Finding, Issue, Resource, Role
from coesa.rules.places import LISTED, broken_cells, expected, known, path_of
from coesa.statements import QB, RDF_TYPE, Node, statements
from coesa.syntax import quoted
from coesa.tables import ROW, Tables


def observations_are_in_one_cube(tables: Tables) -> Finding:
    """Put each observation in exactly one data set (Data Cube IC-1)."""
    rule = observations_are_in_one_cube.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for cube in publication.of_role(Role.CUBE):
        checked += tables.count(cube.name)
        stated = [
            (s.predicate, s.object.template)
            for s in statements(publication, cube.name)
            if isinstance(s.object, Node) and s.predicate in (RDF_TYPE, QB + "dataSet")
        ]
        sets = [template for predicate, template in stated if predicate == QB + "dataSet"]
        if (RDF_TYPE, QB + "Observation") not in stated or len(sets) != 1 or "{" in sets[0]:
            message = (
                f"the rows state {len(sets)} data sets; expected one, and no field that states "
                "another; take qb:dataSet off the fields"
            )
            issues.append(Issue(path_of(publication, cube.name), 0, "", rule, message))
    return Finding(checked, "observations", tuple(issues))


def observations_have_every_dimension(tables: Tables) -> Finding:
    """Give each observation a value of every dimension (Data Cube IC-11)."""
    return _filled(
        tables,
        observations_have_every_dimension.__name__,
        lambda cube: cube.dimensions,
        "the observation has no notation here; expected one; fill it, with _T for a total, "
        "_U if not printed, _Z if it does not apply",
    )


def observations_differ_in_a_dimension(tables: Tables) -> Finding:
    """Let no two observations of a cube agree in every dimension (Data Cube IC-12)."""
    rule = observations_differ_in_a_dimension.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for cube in publication.of_role(Role.CUBE):
        checked += tables.count(cube.name)
        key = ", ".join(quoted(d.name) for d in cube.dimensions)
        again = tables.query(
            f"SELECT t.{quoted(ROW)}, g.first, concat_ws(', ', {key}) FROM {quoted(cube.name)} t "
            f"JOIN (SELECT {key}, min({quoted(ROW)}) AS first FROM {quoted(cube.name)} "
            f"GROUP BY {key} HAVING count(*) > 1) g USING ({key}) "
            f"WHERE t.{quoted(ROW)} > g.first ORDER BY 1 LIMIT {LISTED}"
        )
        issues += [
            Issue(
                path_of(publication, cube.name),
                row,
                cube.dimensions[-1].name,
                rule,
                f"the observation has every dimension of row {first} ({codes}); expected one "
                "value at a point; mend a dimension, or take one of the two out",
            )
            for row, first, codes in again
        ]
    return Finding(checked, "observations", tuple(issues))


def observations_have_their_required_attributes(tables: Tables) -> Finding:
    """Give each observation every attribute that its structure requires (Data Cube IC-13)."""
    return _filled(
        tables,
        observations_have_their_required_attributes.__name__,
        lambda cube: [f for f in cube.fields_of(FieldRole.ATTRIBUTE) if f.required],
        "the observation lacks an attribute that its structure requires; expected a code; "
        "fill it, or let the attribute be optional",
    )


def observations_have_their_measure(tables: Tables) -> Finding:
    """Give each observation a value of the measure (Data Cube IC-14)."""
    return _filled(
        tables,
        observations_have_their_measure.__name__,
        lambda cube: [cube.measure],
        "the observation has no value; expected one; fill it, or take the row out: what is not "
        "printed is no observation",
    )


def observations_use_their_code_lists(tables: Tables) -> Finding:
    """Take the notations of each dimension from its code list (Data Cube IC-19)."""
    rule = observations_use_their_code_lists.__name__
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for cube in publication.of_role(Role.CUBE):
        for dimension in cube.dimensions:
            assert dimension.scheme is not None, "a rule on the descriptor sees to it"
            checked += tables.count(cube.name)
            scheme = publication.resource(dimension.scheme)
            notation = scheme.primary_key[0]
            cell = quoted(dimension.name)
            unlisted = tables.query(
                f"SELECT o.{quoted(ROW)}, o.{cell} FROM {quoted(cube.name)} o "
                f"ANTI JOIN {quoted(dimension.scheme)} s ON o.{cell} = s.{quoted(notation)} "
                f"WHERE o.{cell} IS NOT NULL ORDER BY 1 LIMIT {LISTED}"
            )
            candidates = known(tables, dimension.scheme, notation) if unlisted else []
            issues += [
                Issue(
                    path_of(publication, cube.name),
                    row,
                    dimension.name,
                    rule,
                    expected(code, candidates, dimension.scheme),
                )
                for row, code in unlisted
            ]
    return Finding(checked, "codes", tuple(issues))


def _filled(
    tables: Tables, rule: str, fields: Callable[[Resource], Iterable[Field]], message: str
) -> Finding:
    """Let no observation leave one of these fields of its cube empty."""
    publication, checked = tables.publication, 0
    issues: list[Issue] = []
    for cube in publication.of_role(Role.CUBE):
        checked += tables.count(cube.name)
        conditions = {f.name: f"{quoted(f.name)} IS NULL" for f in fields(cube)}
        issues += [
            Issue(path_of(publication, cube.name), cell.row, cell.column, rule, message)
            for cell in broken_cells(tables, cube.name, conditions)
        ]
    return Finding(checked, "observations", tuple(issues))
