"""Rules on the hierarchies of concepts, held against the graph that is published."""

from coesa.model import Finding, Issue
from coesa.rules.vocabularies import inverse, pairs, reached, row_of
from coesa.statements import SKOS
from coesa.tables import Tables


def concepts_are_reached_from_the_top(tables: Tables) -> Finding:
    """Lead from a top concept of each scheme to all of its concepts (SKOS 4.6.3; Data Cube IC-20).

    So each code of an observation, being of its list, is reached from a root of the hierarchy.
    """
    rule = concepts_are_reached_from_the_top.__name__
    narrower, tops = pairs(tables, SKOS + "narrower"), pairs(tables, SKOS + "hasTopConcept")
    checked, issues = 0, list[Issue]()
    for scheme, concepts in sorted(inverse(pairs(tables, SKOS + "inScheme")).items()):
        checked += len(concepts)
        for concept in sorted(concepts - reached(narrower, tops.get(scheme, ()))):
            path, row = row_of(tables, concept)
            message = (
                f"<{concept}> is not reached from a top concept of <{scheme}>; expected a way "
                "down to it by skos:narrower; mend the links that say what is broader"
            )
            issues.append(Issue(path, row, "", rule, message))
    return Finding(checked, "concepts in schemes", tuple(issues))
