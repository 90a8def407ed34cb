"""Rules on the IRIs that are minted: each is legal, and names one thing."""

from collections.abc import Iterator

import pyoxigraph as ox

from coesa import iris
from coesa.model import Finding, Issue, Publication, Role
from coesa.rules.places import json_path, path_of, repeated
from coesa.statements import Node, statements, subject_template
from coesa.tables import Tables


def is_absolute(value: str) -> bool:
    """Tell whether a text is an absolute IRI that every RDF syntax can carry.

    >>> [is_absolute(t) for t in ("https://example.org/à", "example.org", "http://a b/", "")]
    [True, False, False, False]
    """
    try:
        ox.NamedNode(value)
    except ValueError:
        return False
    return True


def iris_are_legal(tables: Tables) -> Finding:
    """Mint legal IRIs only, of the fixed parts of each template (RFC 3987, section 2.2)."""
    rule = iris_are_legal.__name__
    publication = tables.publication
    checked, issues = 0, list[Issue]()
    for name, _ in publication.tables():
        path, place = json_path(publication, name)
        templates = list(dict.fromkeys(_templates(publication, name)))
        checked += len(templates)
        issues += [
            Issue(path, 0, place, rule, f'"{t}" makes no legal IRI; mend the base or the property')
            for t in templates
            if not is_absolute(iris.rename(t, dict.fromkeys(iris.variables(t), "x")))
        ]
    return Finding(checked, "templates of IRIs", tuple(issues))


def _templates(publication: Publication, name: str) -> Iterator[str]:
    resource = publication.resource(name)
    cells = {f"{{{f.name}}}" for f in resource.fields if f.is_iri}
    for statement in statements(publication, name):
        yield from (statement.subject, statement.predicate)
        if isinstance(statement.object, Node) and statement.object.template not in cells:
            yield statement.object.template


def subjects_are_unique(tables: Tables) -> Finding:
    """Give each row that mints an IRI one of its own (Linked Data: one name, one thing)."""
    rule = subjects_are_unique.__name__
    publication = tables.publication
    checked, issues = 0, list[Issue]()
    # Between tables the IRIs differ in the step after the base, which is the table's name; so
    # only the rows of one table can meet.
    for name, resource in publication.tables():
        if resource.role is Role.LINKS or resource.notations_from is not None:
            continue
        checked += tables.count(name)
        template = subject_template(publication, name)
        steps = tuple(dict.fromkeys(iris.variables(template)))
        issues += [
            Issue(
                path_of(publication, name),
                row,
                resource.primary_key[0],
                rule,
                f"the row has the IRI of row {first} ({template}); expected one of its own; "
                "tell the two rows apart, or take one out",
            )
            for row, first, _ in repeated(tables, name, steps)
        ]
    return Finding(checked, "subjects", tuple(issues))
