"""What codes are called: where the labels of a list are, and which one a reader is shown.

A list whose notations belong to a shared scheme may leave its labels to that scheme, or bring
labels of its own, in a language that the scheme does not speak.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from coesa.language import Language
from coesa.model import FieldRole, Publication, Role
from coesa.syntax import quoted
from coesa.tables import Tables


@dataclass(frozen=True, slots=True)
class Labels:
    """A field that labels codes in a language, in a table that is looked up by its key.

    Attributes:
        complete: no code of the list is without a label there.
    """

    table: str
    key: str
    field: str
    language: str
    complete: bool


def labels_of_list(
    publication: Publication, scheme: str, role: FieldRole = FieldRole.LABEL
) -> tuple[Labels, ...]:
    """List where the labels, or definitions, of a list are; its own first, in each language."""
    return tuple(
        Labels(
            table=name,
            key=resource.primary_key[0],
            field=field.name,
            language=field.language or publication.language,
            complete=field.required and complete,
        )
        for name, complete in _tables(publication, scheme)
        for resource in (publication.resource(name),)
        for field in resource.fields_of(role)
    )


def _tables(publication: Publication, scheme: str) -> Iterator[tuple[str, bool]]:
    """List the tables that may label a code of a list, and whether each has all of its codes."""
    shared = publication.resource(scheme).notations_from or scheme
    yield scheme, True
    if shared != scheme:
        yield shared, True
    for resource in publication.of_role(Role.CONCEPT_SCHEME):
        if resource.notations_from == shared and resource.name != scheme:
            yield resource.name, False


def shown(publication: Publication, scheme: str, language: Language) -> tuple[Labels, ...]:
    """List the labels that a reader of a language is shown: each where those before it lack one."""
    found = labels_of_list(publication, scheme)
    wanted = dict.fromkeys((language.tag, language.fallback, *(f.language for f in found)))
    chain: list[Labels] = []
    for labels in (f for tag in wanted for f in found if f.language == tag):
        chain.append(labels)
        if labels.complete:
            break
    return tuple(chain)


def concept_texts(
    tables: Tables, scheme: str, role: FieldRole = FieldRole.LABEL, notation: str | None = None
) -> dict[str, dict[str, str]]:
    """Look up the labels, or definitions, of a list: by notation and language, or of one only."""
    found: dict[str, dict[str, str]] = {}
    for labels in labels_of_list(tables.publication, scheme, role):
        one = f"{quoted(labels.key)} = ? AND" if notation is not None else ""
        rows = tables.query(
            f"SELECT {quoted(labels.key)}, {quoted(labels.field)} FROM {quoted(labels.table)} "
            f"WHERE {one} {quoted(labels.field)} IS NOT NULL",
            [notation] if notation is not None else [],
        )
        for code, text in rows:
            found.setdefault(str(code), {}).setdefault(labels.language, str(text))
    return found
