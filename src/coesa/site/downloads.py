"""The files of tables, charts and nodes to download, each with what must be known of it.

The table of a node has the address of its page with `.csv`. The tables of the cubes are in a folder
of the version, whose files stay what they are, and in `latest`, which is that of the newest.
"""

import json
from collections.abc import Iterator

import pyoxigraph as ox

from coesa import rdf
from coesa.cite import citation
from coesa.iris import last_step
from coesa.rdf import PREFIXES
from coesa.site.charts import charts
from coesa.site.extracts import Extract, localised_csv, machine_csv, workbook
from coesa.site.model import Site
from coesa.site.nodes import CUBE, DESCRIPTIONS, OBSERVATION
from coesa.site.related import DERIVED
from coesa.statements import DCT, QB, RDFS, XSD

FOLDER = "download/"
LATEST = "latest"

_FILE = "file:///"
"""Stands for the file itself while its triples are put together; it is written as `<>`.

Of a scheme that no other IRI has: those of the same scheme would be written without it.
"""


def downloads(site: Site) -> Iterator[tuple[str, bytes]]:
    """Write every table to download, by path in the site."""
    for iri, address in site.addresses.of.items():
        if found := observations_of(site, iri):
            yield f"{address}.csv", machine_csv(site, _extract(site, iri, found))
    for cube in site.cubes:
        for path, content in cube_files(site, cube):
            for folder in (site.publication.version, LATEST):
                yield f"{FOLDER}{folder}/{path}", content


def observations_of(site: Site, iri: str) -> tuple[str, ...]:
    """List the observations that a node is, or has, or that are at it."""
    nodes = site.nodes
    if OBSERVATION in nodes.types(iri):
        return (iri,)
    if CUBE in nodes.types(iri):
        return tuple(site.ordered(nodes.from_nodes(iri, QB + "dataSet")))
    leading = (s.value for subjects in nodes.pointing.get(iri, {}).values() for s in subjects)
    return tuple(site.ordered({s for s in leading if OBSERVATION in nodes.types(s)}))


def cube_files(site: Site, cube: str) -> Iterator[tuple[str, bytes]]:
    """Write a table in every form, named after its cube."""
    name = last_step(cube)
    extract = _extract(site, cube, observations_of(site, cube))
    yield f"{name}.csv", machine_csv(site, extract)
    yield from _triples(site, extract, name)
    for language in site.publication.spoken:
        yield f"{name}.{language.tag}.csv", localised_csv(site, extract, language)
        yield f"{name}.{language.tag}.xlsx", workbook(site, extract, language)


def chart_files(site: Site, name: str, stem: str) -> Iterator[tuple[str, bytes]]:
    """Write the data of a chart in every form."""
    spoken = site.publication.spoken
    made = {said.tag: next(c for c in charts(site, said) if c.name == name) for said in spoken}
    first = made[site.publication.language]
    extract = Extract(
        observations=tuple(bar.iri for bar in first.bars),
        titles={tag: chart.title for tag, chart in made.items()},
        notes={tag: chart.note for tag, chart in made.items()},
    )
    yield f"{stem}.csv", machine_csv(site, extract)
    yield from _triples(site, extract, stem)
    for language in spoken:
        yield f"{stem}.{language.tag}.csv", localised_csv(site, extract, language)
        yield f"{stem}.{language.tag}.xlsx", workbook(site, extract, language)


def _triples(site: Site, extract: Extract, stem: str) -> Iterator[tuple[str, bytes]]:
    """Write all that the observations state and say in words, and what the file is."""
    publication = site.publication
    graphs = [_of_the_file(site, extract)]
    graphs += [site.nodes.triples(o) | _in_words(site, o) for o in extract.observations]
    whole: rdf.Graph = frozenset().union(*graphs)
    used = rdf.used_prefixes(rdf.namespaces(whole), rdf.prefixes(publication))
    turtle = rdf.turtle_head(used) + rdf.turtle_body(whole, used, _FILE)
    yield f"{stem}.ttl", turtle.encode()
    context = publication.vocabulary.context
    nodes = [json.loads(rdf.node_jsonld(graph, context)) for graph in graphs]
    nodes[0]["@id"] = ""
    merged = {name: value for node in nodes for name, value in node.pop("@context").items()}
    document = {"@context": merged, "@graph": nodes}
    yield f"{stem}.jsonld", (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _in_words(site: Site, observation: str) -> rdf.Graph:
    """Say an observation with its caveats, in every language."""
    comment, subject = ox.NamedNode(RDFS + "comment"), ox.NamedNode(observation)
    tags = [said.tag for said in site.publication.spoken]
    texts = [ox.Literal(site.quotes[tag, observation].whole, language=tag) for tag in tags]
    return frozenset(ox.Triple(subject, comment, text) for text in texts)


def _of_the_file(site: Site, extract: Extract) -> rdf.Graph:
    """State title, note, source, day, licence, version and citation of the file that is read."""
    publication, subject = site.publication, ox.NamedNode(_FILE)
    licence = publication.descriptor["licenses"][0]
    stated: list[tuple[str, ox.Literal | ox.NamedNode]] = [
        (PREFIXES["owl"] + "versionInfo", ox.Literal(publication.version)),
        (DCT + "issued", ox.Literal(publication.created[:10], datatype=ox.NamedNode(XSD + "date"))),
    ]
    if path := licence.get("path"):
        stated.append((DCT + "license", ox.NamedNode(path)))
    figures = [site.nodes.one(o, DERIVED) or "" for o in extract.observations]
    documents = sorted({site.nodes.one(figure, DERIVED) or "" for figure in figures} - {""})
    stated += [(DCT + "source", ox.NamedNode(document)) for document in documents]
    for said in publication.spoken:
        texts = {
            DCT + "title": extract.titles[said.tag],
            DCT + "description": extract.notes[said.tag],
            DCT + "bibliographicCitation": citation(publication, said),
            DCT + "rights": said.words["site"]["independent"],
        }
        stated += [(n, ox.Literal(t, language=said.tag)) for n, t in texts.items() if t]
    return frozenset(ox.Triple(subject, ox.NamedNode(name), value) for name, value in stated)


def _extract(site: Site, iri: str, observations: tuple[str, ...]) -> Extract:
    spoken = site.publication.spoken
    return Extract(
        observations=observations,
        titles={said.tag: site.nodes.label(iri, said) for said in spoken},
        notes={said.tag: site.nodes.text(iri, said, *DESCRIPTIONS) for said in spoken},
    )
