"""What is stated of every node, ready to be shown: the published triples, by subject and object."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from coesa import rdf
from coesa.iris import last_step
from coesa.language import Language
from coesa.statements import DCT, QB, RDF_TYPE, RDFS, SKOS

NAMES = (SKOS + "prefLabel", RDFS + "label", DCT + "title", rdf.PREFIXES["foaf"] + "name")
"""The properties that name a node, the first that it has counting."""

DESCRIPTIONS = (SKOS + "definition", RDFS + "comment", DCT + "description")
"""The properties that tell in words what a node is."""

Stated = Mapping[str, Sequence[Any]]
"""What a node states: values by property."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The triples of a publication.

    Attributes:
        stated: what each node states.
        pointing: which nodes lead to a node, by the property that leads there.
    """

    stated: Mapping[str, Stated]
    pointing: Mapping[str, Stated]

    def values(self, iri: str, *properties: str) -> Iterator[Any]:
        """Give the values that a node has for some properties, in the order of the properties."""
        stated = self.stated.get(iri, {})
        for name in properties:
            yield from stated.get(name, ())

    def one(self, iri: str, *properties: str) -> str | None:
        """Give the first of these values as text; None if there is none."""
        return next((value.value for value in self.values(iri, *properties)), None)

    def text(self, iri: str, language: Language, *properties: str) -> str:
        """Give what a node says in a language, or else in another; empty if it says nothing."""
        for name in properties:
            found = {value.language or "": value.value for value in self.values(iri, name)}
            if found:
                return language.of(found)
        return ""

    def label(self, iri: str, language: Language) -> str:
        """Name a node; by the end of its IRI if nothing names it."""
        return self.text(iri, language, *NAMES) or last_step(iri.rstrip("/#"))

    def types(self, iri: str) -> frozenset[str]:
        """Tell the classes of a node."""
        return frozenset(value.value for value in self.values(iri, RDF_TYPE))

    def of_type(self, *classes: str) -> list[str]:
        """List the nodes of some classes, in the order of their IRIs."""
        found = {
            subject.value
            for name in classes
            for subject in self.pointing.get(name, {}).get(RDF_TYPE, ())
        }
        return sorted(found)

    def from_nodes(self, iri: str, name: str) -> list[str]:
        """List the nodes that lead to a node by a property, in the order of their IRIs."""
        return sorted(subject.value for subject in self.pointing.get(iri, {}).get(name, ()))

    def triples(self, iri: str) -> rdf.Graph:
        """Give all that a node states."""
        subject = ox.NamedNode(iri)
        return frozenset(
            ox.Triple(subject, ox.NamedNode(name), value)
            for name, values in self.stated[iri].items()
            for value in values
        )


def nodes(graph: rdf.Graph) -> Nodes:
    """Sort triples by what they are about, and by what they lead to."""
    stated: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    pointing: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in sorted(graph, key=str):
        subject: Any = triple.subject
        stated[subject.value][triple.predicate.value].append(triple.object)
        if isinstance(triple.object, ox.NamedNode):
            pointing[triple.object.value][triple.predicate.value].append(subject)
    return Nodes(stated, pointing)


OBSERVATION = QB + "Observation"
CUBE = QB + "DataSet"
CONCEPT = SKOS + "Concept"
SCHEME = SKOS + "ConceptScheme"
