"""Read every form of the data back from its files, and hold each against the tables."""

from functools import partial

from coesa.beside import beside
from coesa.facts.database import read_database
from coesa.facts.digest import digest
from coesa.facts.forms import Facts, Files, FormFacts, Place, refuse
from coesa.facts.localised import read_localised
from coesa.facts.package import read_package
from coesa.facts.sheets import read_sheets
from coesa.facts.triples import Wanted, read_triples, wanted_triples
from coesa.facts.wanted import PublishedLists
from coesa.model import Role
from coesa.tables import Tables


def read_back(tables: Tables, files: Files) -> Facts:
    """Read all written forms of the data back; `files` tells where each file of `dist/` is.

    Raises:
        FactsDifferError: a file does not say what the tables say; names its first wrong cell.
    """
    publication = tables.publication
    lists, wanted = PublishedLists(files), wanted_triples(tables)
    graphs = partial(_graphs, tables, wanted, files)
    with beside(graphs, tables.can_be_copied) as read_graphs:
        forms = [read_package(tables, files)]
        if f"office/{publication.name}.xlsx" in files:
            forms += [
                read_localised(tables, lists, files, publication.spoken[0]),
                read_sheets(tables, lists, files),
                read_database(tables, lists, files),
            ]
        forms += read_graphs()
    return _same(tables, wanted, tuple(forms))


def _graphs(tables: Tables, wanted: Wanted, files: Files) -> list[FormFacts]:
    turtle = {path: file for path, file in files.items() if path.endswith(".ttl")}
    # The terms of the vocabulary are no rows of a table.
    turtle.pop("rdf/vocab/terms.ttl", None)
    triples = {path: file for path, file in files.items() if path.endswith(".nt")}
    return [
        read_triples(tables, wanted, "RDF Turtle", "pyoxigraph, rdflib", turtle),
        read_triples(tables, wanted, "RDF N-Triples", "pyoxigraph, Python re", triples),
    ]


def _same(tables: Tables, wanted: Wanted, forms: tuple[FormFacts, ...]) -> Facts:
    """Give the one digest of all forms; each may lack only what it says that it leaves out."""
    for form in forms:
        for found in form.tables:
            if found != wanted.facts[found.name]:
                place = Place(form.form, "", (), 0, found.name)
                refuse(place, found.name, f"{found.total:x}", f"{wanted.facts[found.name].total:x}")
        missing = wanted.facts.keys() - {f.name for f in form.tables} - set(form.left_out)
        if missing:
            name = min(missing)
            refuse(Place(form.form, "", (), 0, name), name, "no facts", "those of the table")
    cubes = {resource.name for resource in tables.publication.of_role(Role.CUBE)}
    counts = {name: facts.count for name, facts in wanted.facts.items()}
    return Facts(
        digest=digest(wanted.facts.values()),
        observations=sum(n for name, n in counts.items() if name in cubes),
        figures=sum(n for name, n in counts.items() if name not in cubes),
        forms=forms,
    )
