"""Commands that ask a publication, or what was built of it: trace, query."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from coesa.cli.echo import aligned, echo_json
from coesa.cli.group import main
from coesa.cli.opened import folder_of, language_of, opened
from coesa.cli.options import json_option, out_option, publication_option
from coesa.errors import NotFoundError, QueryError
from coesa.model import ExampleQuery


@main.command()
@publication_option
@click.argument("wanted")
@click.option("--language", help="The language of the answer (default: the publication's first).")
@json_option
def trace(folder: Path | None, wanted: str, language: str | None, as_json: bool) -> None:
    """Walk a value back to the printed page.

    WANTED is a figure (p05-050), the IRI of an observation or figure, or a table of these and the
    row of its file (financial-amounts:9, the header being row 1).
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

    publication = read_publication(folder_of(folder))
    spoken = language_of(language, publication.languages)
    languages = (spoken,) if language else publication.languages
    triples = out / "rdf" / "all.nt"
    if not triples.is_file():
        raise NotFoundError(f"{triples}: there is no such file; run coesa build first")
    names = prefixes(publication)
    question = _query_text(query, publication.queries, languages)
    answer = engine.answer(engine.load([triples]), question, names)
    if form == "table":
        for line in aligned(engine.as_table(answer, names)):
            click.echo(line)
    else:
        click.echo(engine.as_text(answer, form, names), nl=False)


def _query_text(query: Path, examples: Sequence[ExampleQuery], languages: Sequence[str]) -> str:
    if str(query) == "-":
        return _as_text(sys.stdin.buffer.read(), "standard input")
    if query.is_file():
        return _as_text(query.read_bytes(), str(query))
    name = query.name.removesuffix(".rq")
    texts = {example.language: example.text for example in examples if example.name == name}
    for language in languages:
        if language in texts:
            return texts[language]
    known = ", ".join(sorted({example.name for example in examples}))
    told = f"the examples are {known}" if known else "the publication has no examples"
    raise NotFoundError(f"{query}: there is no such file; {told}")


def _as_text(content: bytes, named: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{named}: line {line} is not UTF-8; save the query in that encoding"
        raise QueryError(message) from error
