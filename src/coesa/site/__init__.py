"""The web site for readers: pages in every language, with Turtle and JSON-LD beside each node.

Read in this order: `addresses` (where a node has its page), `nodes` (what is stated of it),
`model`, `layout` (pages to HTML), then a file a type of page.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape as html_text
from importlib import resources

import pyoxigraph as ox

from coesa import iris, rdf
from coesa.iris import last_step
from coesa.language import Language
from coesa.model import Batch, Content, Role, Validation, Written
from coesa.serialized import rows_text
from coesa.site.addresses import ASSETS, HOME, addresses, page
from coesa.site.card import card, card_path
from coesa.site.chart_pages import chart_pages, pictured
from coesa.site.downloads import downloads
from coesa.site.figures_page import figures_page
from coesa.site.home import home
from coesa.site.layout import html
from coesa.site.model import Page, Site
from coesa.site.named import FIGURE
from coesa.site.node_pages import node_pages
from coesa.site.nodes import Nodes, nodes
from coesa.site.observation_pages import embed_pages, observation_pages
from coesa.site.pages import pages
from coesa.site.query_page import examples, query_data, query_page
from coesa.site.quoted import quotes
from coesa.site.related import related
from coesa.site.search import search_index
from coesa.site.servers import server_files
from coesa.site.web import web_files
from coesa.statements import subject_template
from coesa.syntax import NTriples
from coesa.tables import Tables, is_streamed
from coesa.triples import small_graph

FOLDER = "site/"

MOST = 5_000
"""Rows of a cube or ledger that have pages at most."""


def site(
    tables: Tables, validation: Validation, catalogue: rdf.Graph, written: Mapping[str, Written]
) -> list[Batch]:
    """Make every file of the site, by path in `dist/`: what is in no language, and languages."""
    data = _graph(tables)
    shown = _site(tables, validation, data | catalogue, written)
    shown = replace(shown, quotes=quotes(shown))
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in data)
    spoken = shown.publication.spoken
    count = min(len(spoken), os.cpu_count() or 1)
    made: list[Callable[[], Iterator[tuple[str, bytes]]]] = [partial(_common, shown, data)]
    made += [partial(_spoken, shown, store, spoken[n::count]) for n in range(count)]
    return [partial(_in_folder, batch) for batch in made]


def _in_folder(made: Callable[[], Iterable[tuple[str, bytes]]]) -> dict[str, Content]:
    return {FOLDER + path: content for path, content in made()}


def _common(site: Site, data: rdf.Graph) -> Iterator[tuple[str, bytes]]:
    """Make what is no page: assets, data, files to download and rules for servers."""
    yield from _assets()
    yield from _data(site)
    yield from query_data(site, data)
    yield "index.html", _entrance(site)
    yield from server_files(site)
    yield from downloads(site)


def _spoken(
    site: Site, store: ox.Store, languages: Sequence[Language]
) -> Iterator[tuple[str, bytes]]:
    """Make the pages of languages, and with the first what lists all pages: it has each of them."""
    for language in languages:
        addresses: dict[str, None] = {}
        for path, content in _pages(site, store, language):
            if isinstance(content, Page):
                addresses |= {} if content.template == "embed.html" else {content.address: None}
            yield path, content if isinstance(content, bytes) else html(site, content)
        yield card_path(language), card(site, language)
        if language == site.publication.spoken[0]:
            yield from web_files(site, tuple(addresses))


def _site(
    tables: Tables, validation: Validation, graph: rdf.Graph, written: Mapping[str, Written]
) -> Site:
    known, publication = nodes(graph), tables.publication
    return Site(
        tables=tables,
        validation=validation,
        nodes=known,
        addresses=addresses(publication.base, known.stated),
        related=related(publication, known),
        order={iri: place for place, iri in enumerate(_observations(tables))},
        key=publication.descriptor["coesa"].get("site", {}),
        written=written,
        figures=_figures(known),
    )


def _figures(nodes: Nodes) -> dict[str, str]:
    """Find the figures by their names, where no two have one."""
    found = [(last_step(iri), iri) for iri in nodes.of_type(FIGURE)]
    often = Counter(name for name, _ in found)
    return {name: iri for name, iri in found if often[name] == 1}


def _observations(tables: Tables) -> Iterator[str]:
    """Name the observations in the order of the tables and their rows."""
    publication = tables.publication
    for cube in (r for r in publication.of_role(Role.CUBE) if tables.count(r.name) <= MOST):
        template = subject_template(publication, cube.name)
        for row in tables.rows(cube.name):
            yield iris.expand(template, {name: cell or "" for name, cell in row.items()})


def _graph(tables: Tables) -> rdf.Graph:
    """Collect all triples: of what is small, and of the rows of cubes and ledgers.

    A table of more rows than `MOST` has no pages of its rows: who wants it takes the files.
    """
    rows = (
        rows_text(tables, resource.name, NTriples())
        for resource in tables.publication.resources
        if is_streamed(resource) and tables.count(resource.name) <= MOST
    )
    parsed = (q.triple for text in rows for q in ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES))
    return small_graph(tables) | frozenset(parsed)


def _pages(site: Site, store: ox.Store, language: Language) -> Iterator[tuple[str, Page | bytes]]:
    """Make every page of a language, and the pictures in it, by path in the site."""
    answered = {example.name: example for example in examples(site, store, language)}
    made = (
        home(site, answered, language),
        figures_page(site, language),
        query_page(tuple(answered.values()), len(store), language),
        *pages(site, language),
        *observation_pages(site, language),
        *node_pages(site, language),
    )
    shown = pictured(site, language)
    for one in made:
        own = replace(one, picture=shown.get(one.iri or ""))
        yield page(one.address, language.tag), own
    yield f"{ASSETS}index.{language.tag}.js", search_index(site, made, language)
    yield from chart_pages(site, language)
    yield from ((page(one.address, language.tag), one) for one in embed_pages(site, language))


def _entrance(site: Site) -> bytes:
    """Lead whoever opens the folder to the first page of the first language."""
    first = page(HOME, site.publication.language)
    title = html_text(site.publication.spoken[0].of(site.publication.titles))
    return (
        f'<!doctype html>\n<html lang="{site.publication.language}">\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={first}">\n'
        f'<p><a href="{first}">{title}</a></p>\n</html>\n'
    ).encode()


def _data(site: Site) -> Iterator[tuple[str, bytes]]:
    """Write each node as Turtle and as JSON-LD."""
    names, context = rdf.prefixes(site.publication), site.publication.vocabulary.context
    for iri, address in site.addresses.of.items():
        graph = site.nodes.triples(iri)
        yield f"{address}.ttl", rdf.turtle(graph, names)
        yield f"{address}.jsonld", f"{rdf.node_jsonld(graph, context)}\n".encode()


def _assets() -> Iterator[tuple[str, bytes]]:
    folder = resources.files("coesa.site") / "assets"
    for file in folder.iterdir():
        yield f"assets/{file.name}", file.read_bytes()
