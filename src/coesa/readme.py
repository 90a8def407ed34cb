"""The README of what was built: what each file holds and who wants it, in every language."""

from collections.abc import Mapping

import jinja2

from coesa.cite import citation
from coesa.model import Content, Distribution, Publication, Resource, Role
from coesa.tables import Tables

LANGUAGES = ("en", "it")
"""The languages that there is a template for."""


def readme(tables: Tables, distributions: Mapping[str, Distribution]) -> dict[str, Content]:
    """Write README.md, a part for each language of the publication that we speak."""
    publication = tables.publication
    spoken = [language for language in publication.languages if language in LANGUAGES]
    parts = [_part(tables, distributions, language) for language in spoken or ["en"]]
    return {"README.md": "\n".join(parts).encode()}


def _part(tables: Tables, distributions: Mapping[str, Distribution], language: str) -> str:
    publication = tables.publication
    # Markdown, not HTML: nothing is to be escaped.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("coesa"), autoescape=False, keep_trailing_newline=True
    )
    return environment.get_template(f"readme.{language}.md").render(
        titles=publication.titles,
        descriptions=publication.descriptions,
        version=publication.version,
        date=publication.created[:10],
        licence=publication.descriptor["licenses"][0],
        citation=citation(publication, language),
        language=publication.language,
        workbook=distributions.get(_office(publication, "xlsx")),
        database=distributions.get(_office(publication, "sqlite")),
        cubes=[_cube(tables, cube) for cube in publication.of_role(Role.CUBE)],
    )


def _office(publication: Publication, suffix: str) -> str:
    return f"office/{publication.name}.{suffix}"


def _cube(tables: Tables, cube: Resource) -> dict[str, object]:
    return {
        "name": cube.name,
        "titles": cube.titles,
        "descriptions": cube.descriptions,
        "rows": tables.count(cube.name),
    }
