"""Commands that ask a publication, or what was built of it: trace, query."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from coesa.cli.echo import aligned, echo_json
from coesa.cli.group import main
from coesa.cli.opened import folder_of, language_of, opened
from coesa.cli.options import json_option, out_option, publication_option
from coesa.errors import NotFoundError


@main.command()
@publication_option
@click.argument("wanted")
@click.option("--language", help="The language of the answer (default: the publication's first).")
@json_option
def trace(folder: Path | None, wanted: str, language: str | None, as_json: bool) -> None:
    """Walk a value back to the printed page.

    WANTED is a figure (p05-050), an IRI, or a table and the row of its file
    (financial-amounts:9, the header being row 1).
    """
    from coesa.trace import trace as walk
    from coesa.trace import trace_json, trace_lines

    with opened(folder) as tables:
        tag = language_of(language, tables.publication.languages)
        spoken = next(said for said in tables.publication.spoken if said.tag == tag)
        result = walk(tables, wanted)
    if as_json:
        echo_json(trace_json(result))
    else:
        for line in trace_lines(result, spoken):
            click.echo(line)


@main.command()
@publication_option
@out_option
@click.argument("query", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "ttl"]),
    default="table",
    show_default=True,
    help="How to print the answer (ttl for CONSTRUCT and DESCRIBE).",
)
@click.option("--language", help="The language of an example (default: the publication's first).")
def query(folder: Path | None, out: Path, query: Path, form: str, language: str | None) -> None:
    """Ask what was built a question in SPARQL.

    QUERY is a file, - for standard input, or the name of an example in the publication's queries/
    folder, which has one folder a language. Common prefixes need no declaration.
    """
    from coesa import query as engine
    from coesa.rdf import prefixes
    from coesa.read import read_publication

    place = folder_of(folder)
    publication = read_publication(place)
    spoken = language_of(language, publication.languages)
    languages = (spoken,) if language else publication.languages
    triples = out / "rdf" / "all.nt"
    if not triples.is_file():
        raise NotFoundError(f"{triples}: there is no such file; run coesa build first")
    names = prefixes(publication)
    question = _query_text(query, place, languages)
    answer = engine.answer(engine.load([triples]), question, names)
    if form == "table":
        for line in aligned(engine.as_table(answer, names)):
            click.echo(line)
    else:
        click.echo(engine.as_text(answer, form, names), nl=False)


def _query_text(query: Path, place: Path, languages: Sequence[str]) -> str:
    if str(query) == "-":
        return sys.stdin.read()
    name = f"{query.name.removesuffix('.rq')}.rq"
    examples = [place / "queries" / language / name for language in languages]
    for candidate in (query, *examples):
        if candidate.is_file():
            return candidate.read_text("utf-8")
    known = sorted({path.stem for path in (place / "queries").glob("*/*.rq")})
    raise NotFoundError(f"{query}: there is no such file; the examples are {', '.join(known)}")
