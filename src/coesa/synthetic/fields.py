"""Describe the tables of a synthetic publication, field by field, as a descriptor does."""

from collections.abc import Mapping, Sequence
from typing import Any

from coesa.iris import DEF, OBS_VALUE, UNIT_MEASURE
from coesa.statements import PROV, SKOS

Json = dict[str, Any]
Pair = tuple[str, str]
"""A text in English and in Italian."""


def titled(pair: Pair, described: Pair | None = None) -> tuple[Json, Json]:
    """Give the English standard keys, and the translations for the coesa object."""
    english, italian = {"title": pair[0]}, {"title": pair[1]}
    if described is not None:
        english["description"], italian["description"] = described
    return english, {"translations": {"it": italian}}


def field(
    name: str,
    title: Pair,
    role: str,
    *,
    kind: str = "string",
    required: bool = True,
    **coesa: str | int,
) -> Json:
    """Describe a column."""
    english, translations = titled(title)
    constraints = {"constraints": {"required": True}} if required else {}
    told = {"role": role, **coesa, **translations}
    return {"name": name, "type": kind, **english, **constraints, "coesa": told}


def constant(name: str, title: Pair, role: str, value: str, **coesa: str) -> Json:
    """Describe a constant: it stands in the descriptor, not in the file."""
    described = field(name, title, role, required=False, **coesa)
    return {**described, "value": value}


def resource(
    name: str,
    title: Pair,
    described: Pair,
    fields: Sequence[Json],
    keys: Mapping[str, str],
    *,
    key: Sequence[str],
    coesa: Json,
) -> Json:
    """Describe a table; `keys` tells by field which table it refers to, itself being empty."""
    english, translations = titled(title, described)
    foreign = [
        {
            "fields": own,
            "reference": {"resource": target, "fields": _KEY_OF.get(target, "notation")},
        }
        for own, target in keys.items()
    ]
    schema: Json = {"fields": list(fields), "primaryKey": list(key)}
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "name": name,
        "path": f"data/{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        **english,
        "schema": schema,
        "coesa": {**coesa, **translations},
    }


_KEY_OF = {"figures": "figure", "": "figure", "errata": "erratum"}


def concept_fields() -> list[Json]:
    """Describe what every code list has; a definition may be empty as far as the schema goes."""
    return [
        field("notation", ("Code", "Codice"), "notation"),
        field("label_en", ("Label (en)", "Etichetta (en)"), "label", language="en"),
        field("label_it", ("Label (it)", "Etichetta (it)"), "label", language="it"),
        *(
            field(
                f"definition_{language}",
                (f"Definition ({language})", f"Definizione ({language})"),
                "definition",
                required=False,
                language=language,
            )
            for language in ("en", "it")
        ),
    ]


def dimension(name: str, title: Pair, scheme: str | None = None) -> Json:
    """Describe a dimension, by the property of its name."""
    iri = f"{DEF}dimension/{name.replace('_', '-')}"
    told = {} if scheme is None else {"scheme": scheme}
    described = field(name, title, "dimension", property=iri)
    return {**described, "coesa": {**described["coesa"], **told}}


def stating(name: str, title: Pair, term: str, vocabulary: str = DEF, **more: Any) -> Json:
    """Describe a field that states a property of ours, or of another vocabulary."""
    return field(name, title, "property", property=vocabulary + term, **more)


def broader(name: str, title: Pair) -> Json:
    """Describe the field that names what is broader (SKOS)."""
    return field(name, title, "property", property=SKOS + "broader")


def measure() -> Json:
    """Describe the one measure of a cube."""
    return field(
        "value", ("Value", "Valore"), "measure", kind="number", property=OBS_VALUE, scale=2
    )


def unit(value: str | None = None) -> Json:
    """Describe the unit of a cube: a constant if every observation has the same."""
    title = ("Unit", "Unità di misura")
    if value is None:
        return field("unit", title, "attribute", property=UNIT_MEASURE, scheme="def:unit")
    iri = UNIT_MEASURE
    return constant("unit", title, "attribute", value, property=iri, scheme="def:unit")


def claim() -> Json:
    """Describe the field that names the figure an observation was taken from."""
    title = ("Figure of the document", "Cifra del documento")
    return field("figure", title, "property", property=PROV + "wasDerivedFrom")
