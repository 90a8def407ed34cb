"""What a row of a table states: the one mapping from the descriptor to triples.

`coesa.tables` turns it into N-Triples, `coesa.csvw` into CSVW metadata; so both say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from coesa import iris
from coesa.model import SHARED, Field, FieldRole, ForeignKey, Publication, Resource, Role

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = RDF + "type"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
QB = "http://purl.org/linked-data/cube#"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ADMS = "http://www.w3.org/ns/adms#"
DCAT = "http://www.w3.org/ns/dcat#"
ELI = "http://data.europa.eu/eli/ontology#"
FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = "http://schema.org/"
OWL = "http://www.w3.org/2002/07/owl#"
SSSOM = "https://w3id.org/sssom/"

MAPPINGS = tuple(
    SKOS + kind
    for kind in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
)
"""The properties that match a concept with one of another vocabulary (SKOS, section 10)."""

DATATYPES = {"number": "decimal", "integer": "integer", "date": "date", "boolean": "boolean"}
"""Table Schema type to the XSD (and CSVW) datatype; whatever is not here is text."""

_CONCEPT_PROPERTIES = {
    FieldRole.NOTATION: SKOS + "notation",
    FieldRole.LABEL: SKOS + "prefLabel",
    FieldRole.DEFINITION: SKOS + "definition",
    FieldRole.WORDING: iris.DEF + "wording",
}
_ENTITY_PROPERTIES = {
    FieldRole.NOTATION: DCT + "identifier",
    FieldRole.LABEL: RDFS + "label",
    FieldRole.DEFINITION: DCT + "description",
    FieldRole.WORDING: iris.DEF + "wording",
}
INVERSES = {
    SKOS + "broader": SKOS + "narrower",
    SKOS + "narrower": SKOS + "broader",
    SKOS + "related": SKOS + "related",
}
"""What a node states back whether a field says so or not (SKOS S23, S25)."""

_CLASSES = {
    Role.CONCEPT_SCHEME: (SKOS + "Concept",),
    Role.CUBE: (QB + "Observation", PROV + "Entity"),
    Role.LEDGER: (iris.DEF + "Figure", PROV + "Entity"),
    Role.ERRATA: (iris.DEF + "Erratum",),
    Role.LINKS: (),
    Role.MATCHES: (OWL + "Axiom",),
    Role.ENTITIES: (),
}


@dataclass(frozen=True, slots=True)
class Node:
    """An IRI, as a template over the fields of the row."""

    template: str


@dataclass(frozen=True, slots=True)
class Text:
    """A literal: the cell of a field, with a datatype (`decimal`, ...) or a language tag."""

    field: str
    datatype: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple that every row states in which none of the fields it needs is empty.

    Attributes:
        column: the column of the file that it belongs to; None if it belongs to the row.
        is_of_the_row: its subject is the node that the row is about.
    """

    subject: str
    predicate: str
    object: Node | Text
    column: str | None
    is_of_the_row: bool = True

    @property
    def is_the_same_in_every_row(self) -> bool:
        """Whether its object has nothing of the row in it."""
        return isinstance(self.object, Node) and not iris.variables(self.object.template)

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields whose cells the triple is made of."""
        own = (
            iris.variables(self.object.template)
            if isinstance(self.object, Node)
            else (self.object.field,)
        )
        return (*iris.variables(self.subject), *own)


def subject_template(publication: Publication, name: str) -> str:
    """Name the node that a row of the table is about, as a template over its fields."""
    resource, base = publication.resource(name), publication.base_of(name)
    match resource.role:
        case Role.CUBE:
            dimensions = [field.name for field in resource.dimensions]
            return iris.observation_template(base, resource.name, dimensions)
        case Role.LEDGER:
            (document,) = resource.fields_of(FieldRole.KEY)
            (figure,) = resource.fields_of(FieldRole.NOTATION)
            before = document.name if document.constant is not None else None
            return iris.figure_template(base, figure.name, before)
        case Role.LINKS:
            return matched_template(publication, resource)
        case Role.CONCEPT_SCHEME if resource.notations_from is not None:
            (notation,) = resource.fields_of(FieldRole.NOTATION)
            return _concepts(publication, resource.notations_from, notation.name)
        case _:
            steps = "/".join(f"{{{key}}}" for key in resource.primary_key)
            return f"{iris.scheme_iri(base, resource.name)}/{steps}"


def statements(publication: Publication, name: str) -> tuple[Statement, ...]:
    """List what each row of the table states: its classes, its whole, its constants, its cells."""
    if name.startswith(SHARED):
        # They are the same for every publication that stands on the vocabulary.
        known = publication.vocabulary.once
        return known(f"statements {name}", lambda: _statements(publication, name))
    return _statements(publication, name)


def _statements(publication: Publication, name: str) -> tuple[Statement, ...]:
    resource = publication.resource(name)
    fields = (*resource.constants, *resource.columns)
    subject = subject_template(publication, name)
    return (
        *(Statement(subject, RDF_TYPE, Node(c), None) for c in _classes(resource)),
        *_row_statements(publication, name, resource, subject),
        *(s for f in fields for s in _field_statements(publication, resource, f, subject)),
    )


def fixed_statements(publication: Publication, name: str) -> tuple[Statement, ...]:
    """List what each row states, with the constants of the table put in as fixed text."""
    resource = publication.resource(name)
    constants = {f.name: f.constant for f in resource.constants if f.constant is not None}
    return tuple(
        replace(
            statement,
            subject=iris.rename(statement.subject, constants),
            object=Node(iris.rename(statement.object.template, constants))
            if isinstance(statement.object, Node)
            else statement.object,
        )
        for statement in statements(publication, name)
    )


def _classes(resource: Resource) -> tuple[str, ...]:
    if resource.notations_from is not None:
        return ()
    own = resource.descriptor["coesa"].get("class")
    return _CLASSES[resource.role] + ((own,) if own else ())


def _row_statements(
    publication: Publication, name: str, resource: Resource, subject: str
) -> Iterator[Statement]:
    base = publication.base_of(name)
    if resource.role is Role.CUBE:
        yield Statement(subject, QB + "dataSet", Node(iris.cube_iri(base, resource.name)), None)
    elif resource.role is Role.CONCEPT_SCHEME and resource.notations_from is None:
        own = iris.scheme_iri(base, resource.name)
        yield Statement(subject, SKOS + "inScheme", Node(own), None)
        if resource.extends is not None:
            yield Statement(
                subject, SKOS + "inScheme", Node(_scheme(publication, resource.extends)), None
            )
    elif resource.role is Role.MATCHES:
        kind = match_field(resource).property_iri
        assert kind is not None
        yield Statement(subject, OWL + "annotatedProperty", Node(kind), None)
    elif resource.role is Role.LEDGER:
        (document,) = resource.fields_of(FieldRole.KEY)
        derived = iris.document_template(base, document.name)
        yield Statement(subject, PROV + "wasDerivedFrom", Node(derived), None)


def _field_statements(
    publication: Publication, resource: Resource, field: Field, subject: str
) -> Iterator[Statement]:
    predicate = property_of(resource, field)
    if predicate is None:
        return
    column = field.name if field.constant is None else None
    if field.is_iri:
        value = Node(f"{{{field.name}}}")
        if resource.role is Role.MATCHES and predicate in MAPPINGS:
            # The row is about the match; what is matched states it as well.
            yield Statement(subject, OWL + "annotatedTarget", value, column)
            yield Statement(
                matched_template(publication, resource), predicate, value, None, is_of_the_row=False
            )
            return
        yield Statement(subject, predicate, value, column)
        return
    if not _refers(resource, field):
        language = field.language
        datatype = None if language else DATATYPES.get(field.type)
        yield Statement(subject, predicate, Text(field.name, datatype, language), column)
        return
    node = _reference(publication, resource, field)
    yield Statement(subject, predicate, Node(node), column)
    inverse = field.inverse_iri or INVERSES.get(predicate)
    if inverse is not None:
        yield Statement(node, inverse, Node(subject), None, is_of_the_row=False)


def names_figures(publication: Publication, resource: Resource, field: Field) -> bool:
    """Tell whether the cells of a field name figures with their document before, as paths do."""
    if resource.role is Role.LEDGER and field.role is FieldRole.NOTATION:
        return any(f.constant is None for f in resource.fields_of(FieldRole.KEY))
    ledgers = (
        publication.resource(key.resource)
        for key in resource.foreign_keys
        if key.fields == (field.name,)
    )
    return any(
        f.constant is None
        for ledger in ledgers
        if ledger.role is Role.LEDGER
        for f in ledger.fields_of(FieldRole.KEY)
    )


def property_of(resource: Resource, field: Field) -> str | None:
    """Tell the property that a field states; None if it states nothing of its own."""
    if field.property_iri is not None:
        return field.property_iri
    if resource.role is Role.MATCHES and field.role is FieldRole.SUBJECT:
        return OWL + "annotatedSource"
    if resource.role is Role.CONCEPT_SCHEME:
        return _CONCEPT_PROPERTIES.get(field.role)
    return _ENTITY_PROPERTIES.get(field.role)


def match_field(resource: Resource) -> Field:
    """Find the field of a table of matches that holds the IRIs of other vocabularies."""
    (field,) = (f for f in resource.fields if f.property_iri in MAPPINGS)
    return field


def matched_template(publication: Publication, resource: Resource) -> str:
    """Name the concept that a row of links or matches is about, as a template over its fields."""
    (subject,) = resource.fields_of(FieldRole.SUBJECT)
    return _reference(publication, resource, subject)


def code_list_iri(publication: Publication, field: Field) -> str:
    """Name the scheme whose concepts a dimension or attribute has as values."""
    assert field.scheme is not None
    resource = publication.resource(field.scheme)
    shared = (field.property_iri or "").startswith(iris.DEF)
    extended = resource.extends if shared else None
    return _scheme(publication, extended or resource.notations_from or field.scheme)


def _scheme(publication: Publication, name: str) -> str:
    return iris.scheme_iri(publication.base_of(name), bare_name(name))


def bare_name(name: str) -> str:
    """Take the mark of a shared table off its name."""
    return name.split(":", 1)[-1]


def _concepts(publication: Publication, name: str, field: str) -> str:
    return iris.concept_template(publication.base_of(name), bare_name(name), field)


def _refers(resource: Resource, field: Field) -> bool:
    return field.scheme is not None or any(field.name in k.fields for k in resource.foreign_keys)


def _reference(publication: Publication, resource: Resource, field: Field) -> str:
    """Name the node that a cell refers to, through its foreign key or its scheme."""
    for key in resource.foreign_keys:
        if field.name in key.fields:
            target = publication.resource(key.resource)
            names = {f.name: f.constant for f in target.constants if f.constant is not None}
            pairs = zip(key.reference, key.fields, strict=True)
            names.update({there: f"{{{here}}}" for there, here in pairs})
            return iris.rename(subject_template(publication, key.resource), names)
    assert field.scheme is not None
    target = publication.resource(field.scheme)
    return iris.rename(
        subject_template(publication, field.scheme), {target.primary_key[0]: f"{{{field.name}}}"}
    )


def shared_tables(publication: Publication) -> tuple[str, ...]:
    """List the shared tables that a publication uses, directly or through others, in order.

    Used are the lists its fields and lists name, the lists those refer to in turn, the matches of
    their concepts, and the links between concepts of used lists.
    """
    used = {"def:special-code"}
    # A shared scheme that only publications fill, such as that of the axes, has no table.
    known = {SHARED + r.name for r in publication.vocabulary.resources}
    matches = _matches_of_lists(publication)
    waiting = [name for r in publication.resources for name in _referred(r)]
    while waiting:
        name = waiting.pop()
        if name in known - used:
            used.add(name)
            waiting += [*_referred(publication.resource(name)), *matches.get(name, ())]
    links = {
        SHARED + r.name
        for r in publication.vocabulary.resources
        if r.role is Role.LINKS and used.issuperset(_referred(r))
    }
    shared = (SHARED + r.name for r in publication.vocabulary.resources)
    return tuple(name for name in shared if name in used | links)


def _matches_of_lists(publication: Publication) -> dict[str, list[str]]:
    """List the shared tables of matches by the list whose concepts they match."""
    found: dict[str, list[str]] = {}
    for resource in publication.vocabulary.resources:
        if resource.role is Role.MATCHES:
            (subject,) = resource.fields_of(FieldRole.SUBJECT)
            (matched,) = (k.resource for k in resource.foreign_keys if subject.name in k.fields)
            found.setdefault(matched, []).append(SHARED + resource.name)
    return found


def _referred(resource: Resource) -> list[str]:
    """List the tables that the rows of a table refer to."""
    schemes = [f.scheme for f in resource.fields]
    keys = [key.resource for key in resource.foreign_keys]
    named = (*schemes, *keys, resource.notations_from, resource.extends)
    return [name for name in named if name is not None]


def published_tables(publication: Publication) -> tuple[str, ...]:
    """List the tables whose files are published: the publication's own, then the shared ones."""
    return (*(r.name for r in publication.resources), *shared_tables(publication))


def published_name(name: str) -> str:
    """Name a table where it stands among others and no colon may be, as in the name of a file.

    >>> published_name("axis"), published_name("def:unit")
    ('axis', 'def-unit')
    """
    return name.replace(SHARED, "def-")


def references(publication: Publication, name: str) -> tuple[ForeignKey, ...]:
    """List every foreign key from the columns of a table: declared, or told by a scheme.

    Constants are no columns, so a key says nothing of them.
    """
    resource = publication.resource(name)
    keys = [_between_columns(publication, resource, key) for key in resource.foreign_keys]
    schemes = [(f.name, f.scheme) for f in resource.columns if f.scheme is not None]
    if resource.notations_from is not None:
        (notation,) = resource.fields_of(FieldRole.NOTATION)
        schemes.append((notation.name, resource.notations_from))
    keys += [
        ForeignKey((field,), scheme, publication.resource(scheme).primary_key[:1])
        for field, scheme in schemes
    ]
    return tuple(dict.fromkeys(key for key in keys if key.fields))


def _between_columns(publication: Publication, resource: Resource, key: ForeignKey) -> ForeignKey:
    here = {f.name for f in resource.columns}
    there = {f.name for f in publication.resource(key.resource).columns}
    pairs = [
        (own, other)
        for own, other in zip(key.fields, key.reference, strict=True)
        if own in here and other in there
    ]
    return ForeignKey(tuple(o for o, _ in pairs), key.resource, tuple(o for _, o in pairs))
