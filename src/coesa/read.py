"""Read a publication folder into a Publication; the only module that reads the disk.

The descriptor is read whole. Of a table the header, the encoding and the shape of every row are
looked at, and its place is kept: what is in it is read by `coesa.tables`.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources as package_files
from pathlib import Path
from typing import Any

from coesa.agreement import agreement_issues
from coesa.errors import NotFoundError, PublicationError
from coesa.example_queries import read_example_queries
from coesa.intake import (
    DESCRIPTOR,
    cut_short,
    read_descriptor,
    reading_of,
    rows_of,
)
from coesa.intake.limits import COUNTED_BY_PROFILE
from coesa.language import Language, LanguageFiles, PrintedNumbers, Words
from coesa.looking import looked_at
from coesa.model import (
    SHARED,
    Document,
    Field,
    FieldRole,
    ForeignKey,
    Identity,
    Issue,
    PrintedColumn,
    PrintedRow,
    PrintedTable,
    Publication,
    Reading,
    Resource,
    Role,
    Texts,
    Vocabulary,
)
from coesa.profile import profile_issues
from coesa.references import reference_issues
from coesa.words import language_of, read_languages, read_own_languages, scales

Json = Mapping[str, Any]


def read_publication(folder: Path) -> Publication:
    """Read the descriptor and the shape of every table of a publication.

    Raises:
        PublicationError: with every issue that keeps the folder from being read.
    """
    publication = read_described(folder)
    with looked_at(publication) as looked:
        for resource in publication.resources:
            looked(resource.name)
    return publication


def read_described(folder: Path) -> Publication:
    """Read the descriptor of a publication and its second readings; `looked_at` is for its tables.

    Raises:
        PublicationError: with every issue that keeps them from being read.
    """
    vocabulary = read_vocabulary()
    descriptor = read_descriptor(folder)
    if faults := list(cut_short(profile_issues(descriptor, _profile()), COUNTED_BY_PROFILE)):
        raise PublicationError(sorted(faults))
    coesa = descriptor["coesa"]
    languages = tuple(coesa["languages"])
    resources = _resources(folder, descriptor, languages)
    layers = _layers(folder, vocabulary, descriptor)
    documents = tuple(_documents(descriptor, languages, layers))
    publication = Publication(
        folder=folder,
        descriptor=descriptor,
        name=descriptor["name"],
        version=descriptor["version"],
        created=descriptor["created"],
        base=coesa["base"],
        languages=languages,
        spoken=tuple(_language(tag, vocabulary, layers[tag]) for tag in languages),
        titles=_texts(descriptor, "title", languages),
        descriptions=_texts(descriptor, "description", languages),
        keywords=_keywords(descriptor, languages),
        catalogue=coesa["catalogue"],
        documents=documents,
        resources=resources,
        identities=tuple(_identity(i, languages) for i in coesa.get("identities", ())),
        printed_tables=tuple(
            _printed_table(t, languages, documents[0].notation if documents else None)
            for t in coesa.get("tables", ())
        ),
        vocabulary=vocabulary,
    )
    issues = [*reference_issues(publication), *agreement_issues(publication)]
    issues += _number_issues(descriptor)
    # A file is held against its schema only where the schema can be trusted.
    if issues:
        raise PublicationError(sorted(issues))
    readings, queries = _readings(folder, resources), read_example_queries(folder, languages)
    return replace(publication, readings=readings, queries=queries)


def _readings(folder: Path, resources: Sequence[Resource]) -> dict[str, Reading]:
    told = {r.name: r.descriptor["coesa"].get("secondReading") for r in resources}
    return {name: reading_of(folder, path) for name, path in told.items() if path is not None}


@cache
def read_vocabulary() -> Vocabulary:
    """Read the vocabulary that is shipped with the tool, once.

    That its descriptor follows its profile is held by a test, not looked at again at every start.
    """
    folder = vocabulary_folder()
    descriptor = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    languages = tuple(descriptor["coesa"]["languages"])
    shapes = [f.read_text("utf-8") for f in sorted((folder / "shapes").glob("*.ttl"))]
    return Vocabulary(
        base=descriptor["coesa"]["base"],
        languages=languages,
        fallback=descriptor["coesa"]["fallback"],
        words=read_languages(folder),
        resources=_resources(folder, descriptor, languages, SHARED),
        terms=(folder / "terms.ttl").read_text("utf-8"),
        shapes="\n".join(shapes),
        context=json.loads((folder / "context.jsonld").read_text("utf-8")),
    )


def vocabulary_folder() -> Path:
    """Find the shared vocabulary: inside the installed package, or beside `src/`."""
    installed = Path(str(package_files.files("coesa"))) / "vocab"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "vocab"


def words_of(folder: Path) -> Words:
    """Read our words in the first language of a publication, as far as that can be told."""
    vocabulary = read_vocabulary()
    try:
        said = read_descriptor(folder).get("coesa")
    except PublicationError:
        said = None
    languages = said.get("languages") if isinstance(said, dict) else None
    first = str(languages[0]) if isinstance(languages, list) and languages else ""
    return vocabulary.words.get(first, vocabulary.words[vocabulary.fallback]).words


def rule_page(code: str) -> str:
    """Read the page of a rule: inside the installed package, or in `docs/` beside `src/`.

    Raises:
        NotFoundError: if the rule has no page.
    """
    installed = Path(str(package_files.files("coesa"))) / "docs" / "rules"
    folder = installed if installed.is_dir() else Path(__file__).parents[2] / "docs" / "rules"
    page = folder / f"{code}.md"
    if not page.is_file():
        raise NotFoundError(f"{code}: there is no page on this rule")
    return page.read_text("utf-8")


def read_document(path: Path) -> bytes:
    """Read the text of a document whole."""
    return path.read_bytes()


def read_rows(path: Path, columns: Sequence[str], further: str = "") -> list[dict[str, str]]:
    """Read a small table that is no resource of a publication.

    Args:
        path: the file.
        columns: its first columns.
        further: what the name of each column after them begins with; empty if there may be none.

    Raises:
        PublicationError: the file does not pass the gate, or has other columns.
    """
    found, rows = rows_of(path)
    others = found[len(columns) :]
    named = all(further and name.startswith(further) for name in others)
    if found[: len(columns)] != tuple(columns) or not named:
        wanted = ", ".join([*columns, *([f"{further}..."] if further else [])])
        message = f"{', '.join(found)} found, {wanted} expected; write these columns"
        raise PublicationError([Issue(path.name, 1, "", "columns_are_those_expected", message)])
    return rows


def verifier() -> bytes:
    """Read the program that checks a bundle, to be put inside it."""
    return Path(str(package_files.files("coesa"))).joinpath("verify.py").read_bytes()


def digest(path: Path) -> tuple[int, str]:
    """Measure a file of any size: its bytes and its SHA-256 digest, in hexadecimal digits."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return stream.tell(), sha256


def copied(path: Path) -> Callable[[Path], None]:
    """Give a file of any size as content: what copies it, byte by byte, to another path."""

    def copy(to: Path) -> None:
        shutil.copyfile(path, to)

    return copy


@cache
def _profile() -> Json:
    profile: Json = json.loads((vocabulary_folder() / "profile.json").read_text("utf-8"))
    return profile


def _texts(described: Json, key: str, languages: tuple[str, ...]) -> Texts:
    """Take a standard key and its translations as one text in several languages."""
    translations = described.get("coesa", {}).get("translations", {})
    texts = {languages[0]: described.get(key, "")}
    texts.update({lang: translations.get(lang, {}).get(key, "") for lang in languages[1:]})
    return {language: text for language, text in texts.items() if text}


def _keywords(descriptor: Json, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    translations = descriptor["coesa"].get("translations", {})
    keywords = {languages[0]: tuple(descriptor.get("keywords", ()))}
    for language in languages[1:]:
        keywords[language] = tuple(translations.get(language, {}).get("keywords", ()))
    return keywords


def _layers(
    folder: Path, vocabulary: Vocabulary, descriptor: Json
) -> dict[str, tuple[LanguageFiles, ...]]:
    """Tell where the words of each language are: the publication's own first, if it has some."""
    told = (s["coesa"]["language"] for s in descriptor.get("sources", ()) if "coesa" in s)
    tags = tuple(dict.fromkeys((*descriptor["coesa"]["languages"], *told)))
    own = read_own_languages(folder, vocabulary.words[vocabulary.fallback], tags)
    sources = (own, vocabulary.words)
    return {tag: tuple(files[tag] for files in sources if tag in files) for tag in tags}


def _language(tag: str, vocabulary: Vocabulary, layers: Sequence[LanguageFiles]) -> Language:
    return language_of(tag, vocabulary.fallback, (*layers, vocabulary.words[vocabulary.fallback]))


def _numbers(coesa: Json, layers: Sequence[LanguageFiles]) -> PrintedNumbers:
    told = coesa.get("numbers", {})
    return PrintedNumbers(
        decimal=told.get("decimal"),
        groups=tuple(told["group"]) if "group" in told else None,
        scales=told.get("scales", scales(layers)),
    )


def _number_issues(descriptor: Json) -> Iterator[Issue]:
    """Find documents of which one sign would both group thousands and begin decimals."""
    for place, source in enumerate(descriptor.get("sources", ())):
        numbers = source.get("coesa", {}).get("numbers", {})
        if numbers.get("decimal") in numbers.get("group", ()):
            where = f"$.sources[{place}].coesa.numbers.group"
            message = (
                f'"{numbers["decimal"]}" found, which begins the decimals; expected signs that '
                "only group thousands; take it out"
            )
            yield Issue(DESCRIPTOR, 0, where, "numbers_are_read_in_one_way", message)


def _documents(
    descriptor: Json,
    languages: tuple[str, ...],
    layers: Mapping[str, Sequence[LanguageFiles]],
) -> Iterator[Document]:
    for source in descriptor.get("sources", ()):
        if "coesa" in source:
            coesa = source["coesa"]
            yield Document(
                notation=coesa["document"],
                titles=_texts(source, "title", languages),
                sha256=coesa["sha256"],
                pages=coesa["pages"],
                language=coesa["language"],
                date=coesa["date"],
                path=source.get("path"),
                numbers=_numbers(coesa, layers[coesa["language"]]),
            )


def _resources(
    folder: Path, descriptor: Json, languages: tuple[str, ...], mark: str = ""
) -> tuple[Resource, ...]:
    return tuple(_resource(folder, r, languages, mark) for r in descriptor["resources"])


def _resource(folder: Path, resource: Json, languages: tuple[str, ...], mark: str) -> Resource:
    """Make a resource of its description; `mark` goes before the names of tables it refers to."""
    coesa, schema = resource["coesa"], resource["schema"]
    own = mark + resource["name"]
    keys = tuple(_foreign_key(key, own, mark) for key in schema.get("foreignKeys", ()))
    schemes = {key.fields[0]: key.resource for key in keys if len(key.fields) == 1}
    columns = tuple(_field(f, schemes, languages) for f in schema["fields"])
    constants = tuple(_field(f, schemes, languages) for f in coesa.get("constants", ()))
    return Resource(
        name=resource["name"],
        path=resource["path"],
        role=Role(coesa["role"]),
        titles=_texts(resource, "title", languages),
        descriptions=_texts(resource, "description", languages),
        fields=columns + constants,
        primary_key=_names(schema.get("primaryKey", ())),
        foreign_keys=keys,
        notations_from=coesa.get("notationsFrom"),
        extends=coesa.get("extends"),
        location=folder / resource["path"],
        descriptor=resource,
    )


def _field(described: Json, schemes: Mapping[str, str], languages: tuple[str, ...]) -> Field:
    coesa = described.get("coesa", {})
    return Field(
        name=described["name"],
        type=described.get("type", "string"),
        role=FieldRole(coesa["role"]),
        titles=_texts(described, "title", languages),
        descriptions=_texts(described, "description", languages),
        property_iri=coesa.get("property"),
        inverse_iri=coesa.get("inverse"),
        language=coesa.get("language"),
        scheme=coesa.get("scheme", schemes.get(described["name"])),
        required=described.get("constraints", {}).get("required", "value" in described),
        constant=described.get("value"),
        scale=coesa.get("scale", 0),
        is_iri=described.get("format") == "uri",
    )


def _foreign_key(key: Json, own: str, mark: str) -> ForeignKey:
    reference = key["reference"]
    target = reference.get("resource")
    return ForeignKey(
        fields=_names(key["fields"]),
        resource=mark + target if target else own,
        reference=_names(reference["fields"]),
    )


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _identity(identity: Json, languages: tuple[str, ...]) -> Identity:
    return Identity(
        name=identity["name"],
        kind=identity["kind"],
        titles=_texts({"coesa": identity, **identity}, "title", languages),
        cube=identity["cube"],
        where=identity.get("where", {}),
        over=identity.get("over"),
        total=identity.get("total", "_T"),
        operands=identity.get("operands"),
        statistic=identity.get("statistic"),
        fractions=identity.get("fractions"),
        operand_at=identity.get("operandAt", {}),
        denominator_at=identity.get("denominatorAt", {}),
        partial=identity.get("partial", False),
    )


def _printed_table(table: Json, languages: tuple[str, ...], first: str | None) -> PrintedTable:
    return PrintedTable(
        name=table["name"],
        titles=_texts({"coesa": table, **table}, "title", languages),
        document=table.get("document", first),
        page=table["page"],
        dimension=table["dimension"],
        rows=tuple(
            PrintedRow(row["notation"], row["printed"], row.get("erratum")) for row in table["rows"]
        ),
        columns=tuple(
            PrintedColumn(
                name=column["name"],
                printed=column["printed"],
                titles=_texts({"coesa": column, **column}, "title", languages),
                cube=column.get("cube"),
                at=column.get("at", {}),
                links=column.get("links"),
            )
            for column in table["columns"]
        ),
    )
