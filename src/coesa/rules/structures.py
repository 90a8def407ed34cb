"""Rules on the structures of cubes, asked in SPARQL of the small graph of structures and terms.

The normal form comes first: without it the constraints of the standard hold for want of matches.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from coesa import cube, iris, rdf
from coesa.advice import meant, right
from coesa.iris import OBS_VALUE, UNIT_MEASURE
from coesa.jsonpath import field_path
from coesa.model import SHARED, Field, FieldRole, Finding, Issue, Publication, Resource, Role
from coesa.rules.places import json_path
from coesa.statements import RDF_TYPE
from coesa.tables import Tables

_PREFIXES = "".join(
    f"PREFIX {p}: <{rdf.PREFIXES[p]}>\n"
    for p in ("qb", "rdf", "rdfs", "skos", "sdmx-attribute", "sdmx-measure")
)
_CODE_LIST = rdf.PREFIXES["qb"] + "codeList"
_COMPONENTS = "?set qb:structure ?structure . ?structure qb:component ?component . "


def structures(publication: Publication) -> rdf.Graph:
    """Put the structures of all cubes and the terms that they use into one graph."""
    graph = rdf.read_turtle(publication.vocabulary.terms)
    for resource in publication.of_role(Role.CUBE):
        graph |= cube.structure(publication, resource)
    return graph


def _stored(tables: Tables) -> ox.Store:
    store = ox.Store()
    graph = structures(tables.publication)
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in graph)
    return store


def _asked(tables: Tables, rule: str, pattern: str, message: str) -> Iterator[Issue]:
    """Make an issue of each `?set` (and `?node`) that matches what must not be."""
    publication = tables.publication
    store = tables.once("structures", _stored)
    query = f"{_PREFIXES}SELECT DISTINCT ?set ?node WHERE {{ {pattern} }} ORDER BY ?set ?node"
    cubes = {
        iris.cube_iri(publication.base, r.name): r.name for r in publication.of_role(Role.CUBE)
    }
    answers = store.query(query)
    assert isinstance(answers, ox.QuerySolutions)
    for answer in answers:
        name = cubes[answer["set"].value]
        path, place = json_path(publication, name)
        node = answer["node"]
        resource = publication.resource(name)
        stating = resource.stating(node.value) if node is not None else ()
        if stating:
            (field, *_) = stating
            place = f"{place}.{field_path(resource, field.name)}.coesa.property"
            told = f"{field.name} ({field.role}) states <{node.value}>, which {message}. "
            told += meant("property", node.value, _properties(store, publication, field))
        else:
            found = f"<{node.value}>" if node is not None else name
            told = f"{found} {message}. {right('property', OBS_VALUE)}"
        yield Issue(path, 0, place, rule, told)


def _properties(store: ox.Store, publication: Publication, field: Field) -> list[str]:
    """List the properties that a field of its role may state, those that fit its name first."""
    _, kind = cube.COMPONENTS[field.role]
    typed = ox.NamedNode(rdf.PREFIXES["qb"] + kind)
    found = store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), typed)
    names = sorted(quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode))
    return [*names, f"{publication.base}property/{field.name}"]


def _finding(tables: Tables, rule: str, pattern: str, message: str) -> Finding:
    checked = sum(len(cube.components(r)) for r in tables.publication.of_role(Role.CUBE))
    return Finding(checked, "components", tuple(_asked(tables, rule, pattern, message)))


def components_are_in_normal_form(tables: Tables) -> Finding:
    """Name each component, with its property stated twice over (Data Cube, section 10.1)."""
    return _finding(
        tables,
        components_are_in_normal_form.__name__,
        "?set qb:structure ?structure . ?structure qb:component ?node . "
        "FILTER (!isIRI(?node) || !EXISTS { ?node a qb:ComponentSpecification ; "
        "qb:componentProperty ?p ; (qb:dimension|qb:measure|qb:attribute) ?p })",
        "is no component in normal form; expected an IRI with qb:componentProperty and one of "
        "qb:dimension, qb:measure, qb:attribute",
    )


def component_properties_are_typed(tables: Tables) -> Finding:
    """Type each property as the component that it is (Data Cube, section 6.1)."""
    kinds = (("dimension", "Dimension"), ("measure", "Measure"), ("attribute", "Attribute"))
    wrong = " || ".join(
        f"(EXISTS {{ ?component qb:{kind} ?node }} && NOT EXISTS {{ ?node a qb:{name}Property }})"
        for kind, name in kinds
    )
    return _finding(
        tables,
        component_properties_are_typed.__name__,
        f"{_COMPONENTS} ?component qb:componentProperty ?node . FILTER ({wrong})",
        "is no property for its role in a cube; expected a shared one, or one of your own that "
        "begins with the base of the publication",
    )


def dimensions_are_coded(tables: Tables) -> Finding:
    """Give each dimension the range skos:Concept and a code list (Data Cube, section 7)."""
    return _finding(
        tables,
        dimensions_are_coded.__name__,
        # A property that is no dimension at all is told by the rule before.
        f"{_COMPONENTS} ?component qb:dimension ?node . ?node a qb:DimensionProperty . "
        "FILTER NOT EXISTS { ?node rdfs:range skos:Concept ; qb:codeList ?list . "
        "FILTER isIRI(?list) }",
        "has no rdfs:range skos:Concept with a qb:codeList; expected both",
    )


def cubes_measure_one_observed_value(tables: Tables) -> Finding:
    """Give each cube the one measure sdmx-measure:obsValue (Data Cube, section 6.5)."""
    rule = cubes_measure_one_observed_value.__name__
    issues = list(
        _asked(
            tables,
            rule,
            "?set qb:structure ?structure . OPTIONAL { ?structure qb:component/qb:measure ?node . "
            f"FILTER (?node != <{OBS_VALUE}>) }} FILTER (BOUND(?node) || NOT EXISTS "
            f"{{ ?structure qb:component/qb:measure <{OBS_VALUE}> }})",
            f"is not measured as expected; expected the one measure {OBS_VALUE}",
        )
    )
    return Finding(len(tables.publication.of_role(Role.CUBE)), "cubes", tuple(issues))


def units_are_required(tables: Tables) -> Finding:
    """Require a unit of every observation (Data Cube, section 6.5.1)."""
    issues = list(
        _asked(
            tables,
            units_are_required.__name__,
            "?set qb:structure ?structure . FILTER NOT EXISTS { ?structure qb:component ?c . "
            f"?c qb:attribute <{UNIT_MEASURE}> ; qb:componentRequired true }}",
            f"has no required {UNIT_MEASURE}; expected one, the unit",
        )
    )
    return Finding(len(tables.publication.of_role(Role.CUBE)), "cubes", tuple(issues))


def cubes_have_one_structure(tables: Tables) -> Finding:
    """Give each data set exactly one structure (Data Cube IC-2)."""
    issues = _asked(
        tables,
        cubes_have_one_structure.__name__,
        "?set a qb:DataSet . OPTIONAL { ?set qb:structure ?a, ?b . FILTER (?a != ?b) } "
        "FILTER (BOUND(?a) || NOT EXISTS { ?set qb:structure ?any })",
        "has not exactly one structure; expected one, and a name of its own for each resource",
    )
    return Finding(len(tables.publication.of_role(Role.CUBE)), "cubes", tuple(issues))


def structures_include_a_measure(tables: Tables) -> Finding:
    """Give each structure at least one measure (Data Cube IC-3)."""
    issues = _asked(
        tables,
        structures_include_a_measure.__name__,
        "?set qb:structure ?structure . FILTER NOT EXISTS { ?structure "
        "qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty }",
        "has no measure; expected one",
    )
    return Finding(len(tables.publication.of_role(Role.CUBE)), "cubes", tuple(issues))


def dimensions_have_a_range(tables: Tables) -> Finding:
    """Give each dimension a range (Data Cube IC-4)."""
    return _finding(
        tables,
        dimensions_have_a_range.__name__,
        f"{_COMPONENTS} ?component qb:componentProperty ?node . ?node a qb:DimensionProperty . "
        "FILTER NOT EXISTS { ?node rdfs:range ?range }",
        "has no rdfs:range; expected one",
    )


def concept_dimensions_have_a_code_list(tables: Tables) -> Finding:
    """Give each dimension over concepts a code list (Data Cube IC-5)."""
    return _finding(
        tables,
        concept_dimensions_have_a_code_list.__name__,
        f"{_COMPONENTS} ?component qb:componentProperty ?node . ?node a qb:DimensionProperty ; "
        "rdfs:range skos:Concept . FILTER NOT EXISTS { ?node qb:codeList ?list }",
        "has no qb:codeList; expected one",
    )


def only_attributes_are_optional(tables: Tables) -> Finding:
    """Let no component but an attribute be optional (Data Cube IC-6)."""
    return _finding(
        tables,
        only_attributes_are_optional.__name__,
        "?set qb:structure ?structure . ?structure qb:component ?component . "
        "?component qb:componentRequired false ; qb:componentProperty ?node . "
        "FILTER (NOT EXISTS { ?node a qb:AttributeProperty } || "
        "EXISTS { ?component (qb:dimension|qb:measure) ?node })",
        "is optional and no attribute; expected that every observation has it",
    )


def code_lists_are_those_of_the_property(tables: Tables) -> Finding:
    """Take the codes of a component from its property's code list (Data Cube IC-19)."""
    rule = code_lists_are_those_of_the_property.__name__
    publication = tables.publication
    lists = [t for t in structures(publication) if t.predicate.value == _CODE_LIST]
    checked, issues = 0, list[Issue]()
    for resource in publication.of_role(Role.CUBE):
        for field, property_iri, schemes in _coded(publication, resource):
            checked += 1
            wanted = {
                t.object.value
                for t in lists
                if t.subject == rdf.iri(property_iri) and isinstance(t.object, ox.NamedNode)
            }
            if wanted and not wanted & schemes:
                path, place = json_path(publication, resource.name)
                place = f"{place}.{field_path(resource, field.name)}.coesa.property"
                message = (
                    f"{field.name} takes its codes from {', '.join(sorted(schemes))}; expected "
                    f"{', '.join(sorted(wanted))}, the list of {property_iri}; let {field.scheme} "
                    "extend that list, or name another property. "
                    f"{right('extends', _name_of(publication, min(wanted)))}"
                )
                issues.append(Issue(path, 0, place, rule, message))
    return Finding(checked, "code lists", tuple(issues))


def _name_of(publication: Publication, scheme: str) -> str:
    """Name a list as the descriptor does, by its IRI."""
    shared = publication.vocabulary.base
    return scheme.replace(shared, SHARED).replace(publication.base, "")


def _coded(publication: Publication, resource: Resource) -> Iterator[tuple[Field, str, set[str]]]:
    """List the coded components with their property and the schemes that their codes are in."""
    for field in cube.components(resource):
        if field.role is FieldRole.MEASURE or field.scheme is None or field.property_iri is None:
            continue
        target = publication.resource(field.scheme)
        names = [target.notations_from or field.scheme]
        names += [target.extends] if target.extends else []
        schemes = {iris.scheme_iri(publication.base_of(n), n.rpartition(":")[2]) for n in names}
        yield field, field.property_iri, schemes
