"""The README of what was built: what each file holds and who wants it, in every language."""

from collections.abc import Iterator, Mapping

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from coesa.cite import citation
from coesa.errors import PublicationError
from coesa.language import Language
from coesa.model import Content, Distribution, Issue, Publication, Resource, Role
from coesa.tables import Tables
from coesa.words import FOLDER, README, RULE

CHARACTERS = 1_000_000
"""What the README may have in a language; ours has some 5,000."""


def readme(
    tables: Tables, distributions: Mapping[str, Distribution], site: bool = False
) -> dict[str, Content]:
    """Write README.md, a part for each language of the publication; `site` says if there is one.

    Raises:
        PublicationError: a template that the publication brings cannot be filled.
    """
    parts = [_part(tables, distributions, site, language) for language in tables.publication.spoken]
    return {"README.md": "\n".join(parts).encode()}


def _part(
    tables: Tables, distributions: Mapping[str, Distribution], site: bool, language: Language
) -> str:
    publication = tables.publication
    # Markdown, not HTML: nothing is to be escaped. A publication's template may be a stranger's.
    environment = SandboxedEnvironment(autoescape=False, keep_trailing_newline=True)
    try:
        pieces = environment.from_string(language.readme).generate(
            title=language.of(publication.titles),
            description=language.of(publication.descriptions),
            version=publication.version,
            date=publication.created[:10],
            licence=publication.descriptor["licenses"][0],
            citation=citation(publication, language),
            language=publication.language,
            site=site,
            workbook=distributions.get(_office(publication, "xlsx")),
            database=distributions.get(_office(publication, "sqlite")),
            cubes=[_cube(tables, cube, language) for cube in publication.of_role(Role.CUBE)],
        )
        return "".join(_bounded(pieces))
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        path = f"{FOLDER}/{language.tag}/{README}"
        message = f"{error}; expected a template that can be filled; mend it"
        raise PublicationError([Issue(path, 0, "", RULE, message)]) from error


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    """Give the pieces of a text on, as long as they are no more than anybody would read."""
    characters = 0
    for piece in pieces:
        characters += len(piece)
        if characters > CHARACTERS:
            raise ValueError(f"it gives more than {CHARACTERS} characters")
        yield piece


def _office(publication: Publication, suffix: str) -> str:
    return f"office/{publication.name}.{suffix}"


def _cube(tables: Tables, cube: Resource, language: Language) -> dict[str, object]:
    return {
        "name": cube.name,
        "title": language.of(cube.titles),
        "description": language.of(cube.descriptions),
        "rows": tables.count(cube.name),
    }
