from dataclasses import replace

from coesa.cite import citation, document_holder, publisher
from coesa.model import Publication


def test_a_citation_says_who_when_what_which_version_which_licence_and_where(
    publication: Publication,
) -> None:
    cited = replace(
        publication,
        descriptor={**publication.descriptor, "id": "https://example.org/data/"},
        titles={"it": "I dati", "en": "The data"},
        version="1.2.0",
        created="2024-05-06T00:00:00Z",
        catalogue={"publisher": {"name": "Ufficio"}},
    )

    assert citation(cited, cited.spoken[0]) == (
        "Ufficio (2024), I dati, versione 1.2.0, CC-BY-4.0. https://example.org/data/"
    )
    assert citation(cited, cited.spoken[1]) == (
        "Ufficio (2024), The data, version 1.2.0, CC-BY-4.0. https://example.org/data/"
    )
    french = replace(cited.spoken[1], tag="fr")
    assert citation(cited, french).startswith("Ufficio (2024), The data, version 1.2.0")


def test_without_an_id_the_base_iri_is_cited(publication: Publication) -> None:
    descriptor = {k: v for k, v in publication.descriptor.items() if k != "id"}
    cited = replace(publication, descriptor=descriptor, base="https://example.org/base/")

    assert citation(cited, cited.spoken[0]).endswith(" https://example.org/base/")


def test_who_has_a_role_is_looked_for_among_the_contributors_too(publication: Publication) -> None:
    contributors = [
        {"title": "Redazione", "roles": ["creator", "publisher"]},
        {"title": "Ente", "roles": ["documentHolder"]},
    ]
    descriptor = {**publication.descriptor, "contributors": contributors}
    named = replace(publication, descriptor=descriptor, catalogue={})
    alone = replace(
        publication, descriptor={**descriptor, "contributors": [{"title": "Uno"}]}, catalogue={}
    )

    assert (publisher(named), document_holder(named)) == ("Redazione", "Ente")
    assert (publisher(alone), document_holder(alone)) == ("Uno", None)
