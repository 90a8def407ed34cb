"""Rules on how many there are, where the descriptor says so: rows, and places of an identity."""

from coesa.intake import DESCRIPTOR
from coesa.model import Finding, Issue
from coesa.rules.equations import checked as concerned
from coesa.rules.places import json_path
from coesa.syntax import quoted
from coesa.tables import Tables


def tables_have_as_many_rows_as_they_say(tables: Tables) -> Finding:
    """Let a table have the rows that the descriptor counts (descriptor: coesa.rows)."""
    rule = tables_have_as_many_rows_as_they_say.__name__
    checked, issues = 0, list[Issue]()
    for name, resource in tables.publication.tables():
        said = resource.descriptor["coesa"].get("rows")
        if said is None:
            continue
        checked += 1
        found = tables.count(name)
        if found != said:
            path, place = json_path(tables.publication, name)
            message = (
                f"{resource.path} has {found} rows; expected {said}; look whether a row is lost "
                "or stands twice, then mend the file, or the number here"
            )
            issues.append(Issue(path, 0, f"{place}.coesa.rows", rule, message))
    return Finding(checked, "tables", tuple(issues))


def codes_come_as_often_as_the_descriptor_says(tables: Tables) -> Finding:
    """Let a code stand in as many rows as the descriptor counts (descriptor: coesa.counts).

    An empty cell is counted as `-`. Columns that are counted together are told with a comma.
    """
    rule = codes_come_as_often_as_the_descriptor_says.__name__
    checked, issues = 0, list[Issue]()
    for name, resource in tables.publication.tables():
        for told, said in resource.descriptor["coesa"].get("counts", {}).items():
            checked += len(said)
            path, place = json_path(tables.publication, name)
            columns = [column.strip() for column in told.split(",")]
            there = {f.name for f in resource.fields}
            where = f"{place}.coesa.counts[{told!r}]"
            if not there.issuperset(columns):
                message = f'"{told}" names no columns of {resource.path}; expected some; mend it'
                issues.append(Issue(path, 0, where, rule, message))
                continue
            cells = ", ".join(f"coalesce({quoted(column)}, '-')" for column in columns)
            found = dict(
                tables.query(
                    f"SELECT concat_ws(', ', {cells}) AS codes, count(*) FROM {quoted(name)} "
                    "GROUP BY codes ORDER BY codes"
                )
            )
            for codes in sorted(found.keys() | said.keys()):
                if found.get(codes, 0) != said.get(codes, 0):
                    message = (
                        f"rows of {resource.path} with {codes} in {told}: "
                        f"{found.get(codes, 0)}; expected {said.get(codes, 0)}; mend the rows, "
                        "or the number here"
                    )
                    issues.append(Issue(path, 0, where, rule, message))
    return Finding(checked, "codes", tuple(issues))


def identities_are_about_as_many_as_they_say(tables: Tables) -> Finding:
    """Let an identity be about as many observations as it says (descriptor: observations).

    So none has left its group, where no identity would look at it any more.
    """
    rule = identities_are_about_as_many_as_they_say.__name__
    described = tables.publication.descriptor["coesa"].get("identities", ())
    counted = 0
    issues: list[Issue] = []
    for place, identity in enumerate(tables.publication.identities):
        said = described[place].get("observations")
        if said is None:
            continue
        counted += 1
        found = concerned(tables, identity)
        if found != said:
            message = (
                f"{identity.name} is about {found} observations; expected {said}; look whether one "
                "has lost a part or a total, then mend its codes, or the number here"
            )
            where = f"$.coesa.identities[{place}].observations"
            issues.append(Issue(DESCRIPTOR, 0, where, rule, message))
    return Finding(counted, "identities", tuple(issues))
