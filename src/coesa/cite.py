"""How a publication is cited, in words."""

from coesa.language import Language
from coesa.model import Publication


def citation(publication: Publication, language: Language) -> str:
    """Cite the publication: who, when, what, which version, under which licence, where."""
    licence = publication.descriptor["licenses"][0]["name"]
    year = publication.created[:4]
    title = language.of(publication.titles)
    version = f"{language.words['citation']['version']} {publication.version}"
    address = publication.descriptor.get("id", publication.base)
    return f"{publisher(publication)} ({year}), {title}, {version}, {licence}. {address}"


def publisher(publication: Publication) -> str:
    """Name who publishes the data; the title of the first contributor where nobody is named."""
    return _contributor(publication, "publisher") or _contributors(publication)[0]["title"]


def document_holder(publication: Publication) -> str | None:
    """Name whose the documents are, if a contributor has that role."""
    return _contributor(publication, "documentHolder")


def _contributor(publication: Publication, role: str) -> str | None:
    """Find who has a role: in the catalogue's keys first, then among the contributors."""
    in_catalogue = publication.catalogue.get(role, {}).get("name")
    if isinstance(in_catalogue, str):
        return in_catalogue
    for contributor in _contributors(publication):
        if role in contributor.get("roles", ()):
            return str(contributor["title"])
    return None


def _contributors(publication: Publication) -> list[dict[str, str]]:
    return list(publication.descriptor["contributors"])
