"""A publication to every file of `dist/`: the table of contents of what is made.

Files come in stages, so that no digest is of a file that holds it: distributions; catalogue and
report; the site, and its checksums; provenance; checksums; the zip; its checksum.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import metadata
from pathlib import Path

from coesa import bundle, rdf, read
from coesa.beside import beside
from coesa.csvw import csvw
from coesa.datapackage import published_package
from coesa.datasets import OPEN, Dataset, count_series, datasets, vocabularies
from coesa.dcat import catalogue, catalogue_files, vocabulary_catalogue
from coesa.facts import read_back
from coesa.intake import DESCRIPTOR
from coesa.language import Language
from coesa.media_types import MEDIA_TYPES
from coesa.model import (
    Batch,
    Content,
    Distribution,
    Publication,
    Texts,
    Validation,
    Written,
)
from coesa.office import office, workbook_file
from coesa.portals import portals, socrata_tables
from coesa.readme import readme
from coesa.report import VALIDATION, report
from coesa.site import FOLDER as SITE
from coesa.site import site
from coesa.tables import Tables
from coesa.triples import rdf_files, triple_counts
from coesa.void import WHOLE, void, void_files
from coesa.words import language_files
from coesa.write import Stage, alone

PARTS = ("office", "facts", "site", "bundle")
"""What a build may leave out; what was not read back for its facts is not bundled either."""

FORMS = {
    "csv": "CSV",
    "ttl": "RDF Turtle",
    "nt": "RDF N-Triples",
    "json": "Data Package",
    "xlsx": "Excel",
    "sqlite": "SQLite",
}
"""Endings of the forms of a dataset, with what each is called."""

Files = Mapping[str, Content]
Digests = Callable[[], Mapping[str, str]]
"""What the build is made of, looked at once, when first asked: SHA-256 by name."""

ACCOUNTS = ("catalog", "vocabularies", "void")
"""What in `rdf/` describes the dataset and is no form of it."""

REPORTS = ("report/validation.html", "report/sample.html")
"""Pages about the dataset, for people."""


def stages(tables: Tables, validation: Validation, skip: frozenset[str]) -> tuple[Stage, ...]:
    """List what is made in the order of digests, less the parts to skip."""
    digests = cache(lambda: inputs(tables.publication))
    made: tuple[Stage, ...] = (
        partial(_distributions, tables, skip),
        alone(partial(_accounts, tables, validation, skip, digests)),
        *(() if "site" in skip else (partial(_site, tables, validation), alone(_site_checksums))),
        alone(partial(_provenance, tables.publication, digests)),
        alone(_checksums),
    )
    if skip & {"facts", "bundle"}:
        return made
    zipped = (partial(_zip, tables.publication), partial(_zip_checksum, tables.publication))
    return (*made, *map(alone, zipped))


def _distributions(
    tables: Tables, skip: frozenset[str], _: Mapping[str, Written]
) -> Sequence[Batch]:
    if "office" in skip:
        return [partial(_data, tables)]
    ours = partial(_together, [partial(_data, tables), partial(office, tables)])
    return _beside(tables, [ours, partial(workbook_file, tables)])


def _beside(tables: Tables, batches: Sequence[Batch]) -> Sequence[Batch]:
    """Let batches be made beside each other, where tables allow it."""
    return batches if tables.can_be_copied else [partial(_together, batches)]


def _together(batches: Sequence[Batch]) -> Files:
    return {path: content for batch in batches for path, content in batch().items()}


def _data(tables: Tables) -> Files:
    return {
        **published_package(tables),
        **csvw(tables.publication),
        **rdf_files(tables),
        **socrata_tables(tables),
    }


def _accounts(
    tables: Tables,
    validation: Validation,
    skip: frozenset[str],
    digests: Digests,
    written: Mapping[str, Written],
) -> Files:
    publication = tables.publication
    files = {path: file.location for path, file in written.items()}
    offered = distributions(publication, written)
    back = partial(read_back, tables, files)
    with beside(back, tables.can_be_copied and "facts" not in skip) as facts:
        lists = vocabulary_catalogue(publication, offered)
        made = {
            **catalogue_files(publication, _catalogue(tables, validation, offered)),
            **catalogue_files(publication, lists, "vocabularies"),
            **void_files(publication, triple_counts(tables)),
            **portals(tables, _datasets(tables, offered), offered),
            **readme(tables, {d.path: d for d in offered}, "site" not in skip),
            "verify.py": read.verifier(),
        }
        found = (lambda: None) if "facts" in skip else facts
        tool = metadata.version("coesa")
        return {**made, **report(tables, validation, digests(), tool, found)}


def _datasets(tables: Tables, offered: tuple[Distribution, ...]) -> tuple[Dataset, ...]:
    return datasets(tables.publication, offered, tables.once("series", count_series))


def _catalogue(
    tables: Tables, validation: Validation, offered: tuple[Distribution, ...]
) -> rdf.Graph:
    """Describe the datasets, with their triples; what is no distribution is a page."""
    publication, counts = tables.publication, triple_counts(tables)
    pages = [*(d.path for d in offered if d.media_type not in OPEN), *REPORTS]
    graph = catalogue(publication, _datasets(tables, offered), validation, pages)
    return graph | void(publication, {WHOLE: counts[WHOLE]})


def _site(
    tables: Tables, validation: Validation, written: Mapping[str, Written]
) -> Sequence[Batch]:
    graph = _catalogue(tables, validation, distributions(tables.publication, written))
    return _beside(tables, site(tables, validation, graph, written))


def _site_checksums(written: Mapping[str, Written]) -> Files:
    return {SITE + bundle.SUMS: bundle.folder_checksums(SITE, written)}


def _provenance(
    publication: Publication, digests: Digests, written: Mapping[str, Written]
) -> Files:
    tool, made = metadata.version("coesa"), bundle.summarised(SITE, written)
    return {bundle.PROVENANCE: bundle.provenance(publication, digests(), made, tool)}


def _checksums(written: Mapping[str, Written]) -> Files:
    return {bundle.SUMS: bundle.checksums(bundle.summarised(SITE, written))}


def _zip(publication: Publication, written: Mapping[str, Written]) -> Files:
    return {publication.archive: bundle.bundle(tuple(written))}


def _zip_checksum(publication: Publication, written: Mapping[str, Written]) -> Files:
    name = publication.archive
    return {f"{name}.sha256": bundle.zip_checksum(name, written[name])}


def facts_told(out: Path) -> str:
    """Say what the report of a build tells of the facts, in one line."""
    facts = json.loads((out / VALIDATION).read_bytes())["facts"]
    if facts is None:
        return "nothing was read back, so there is no fact digest and no bundle"
    return (
        f"{facts['observations']} observations and {facts['figures']} figures, the same in "
        f"{len(facts['forms'])} forms; fact digest {facts['digest']}"
    )


def inputs(publication: Publication) -> dict[str, str]:
    """List what the build is made of: SHA-256 by name."""
    digests = {DESCRIPTOR: read.digest(publication.folder / DESCRIPTOR)[1]}
    digests |= {r.path: read.digest(r.location)[1] for r in publication.resources}
    again = (publication.folder / r.path for r in publication.readings.values())
    digests |= {
        path.relative_to(publication.folder).as_posix(): read.digest(path)[1] for path in again
    }
    digests |= {q.path: read.digest(publication.folder / q.path)[1] for q in publication.queries}
    digests |= {f"doc/{d.notation}": d.sha256 for d in publication.documents}
    own = language_files(publication.folder)
    digests |= {path: read.digest(publication.folder / path)[1] for path in own}
    folder = read.vocabulary_folder()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digests[f"vocab/{path.relative_to(folder).as_posix()}"] = read.digest(path)[1]
    return digests


def distributions(
    publication: Publication, written: Mapping[str, Written]
) -> tuple[Distribution, ...]:
    """Describe the written files that are forms of the dataset; shared lists are none."""
    described = []
    for path in sorted(written):
        ending = path.rpartition(".")[2]
        folder, _, name = path.rpartition("/")
        if ending not in FORMS or not _is_offered(publication, folder, name):
            continue
        about, titles = _about(publication, name.partition(".")[0])
        titles = {
            said.tag: f"{said.of(titles)} ({_form(path, said)})" for said in publication.spoken
        }
        file = written[path]
        described.append(
            Distribution(path, MEDIA_TYPES[ending], titles, file.size, file.sha256, about)
        )
    return tuple(described)


def _is_offered(publication: Publication, folder: str, name: str) -> bool:
    """Tell whether a file is a form of the dataset, or of a code list of its own."""
    if folder == "rdf" and name.partition(".")[0] in ACCOUNTS:
        return False
    if folder == "rdf/vocab":
        return name.removesuffix(".ttl") in {r.name for r in vocabularies(publication)}
    if name.endswith(".json"):
        return f"{folder}/{name}" == f"datapackage/{DESCRIPTOR}"
    localised = f"office/csv-{publication.language}"
    folders = ("datapackage", "office", localised, "rdf", "rdf/cube")
    return folder in folders and not name.startswith("def-")


def _about(publication: Publication, stem: str) -> tuple[str | None, Texts]:
    """Tell which table a file holds; none, if it holds the whole publication."""
    titles = {table.name: table.titles for table in publication.printed_tables}
    titles |= {resource.name: resource.titles for resource in publication.resources}
    return (stem, titles[stem]) if stem in titles else (None, publication.titles)


def _form(path: str, language: Language) -> str:
    """Name the form of a file, for its title."""
    if path.startswith("office/csv-"):
        return language.words["forms"]["csv"]
    return FORMS[path.rpartition(".")[2]]
