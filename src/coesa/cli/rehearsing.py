"""The command that rehearses: what each consumer of the catalogue would say."""

import sys
from pathlib import Path

import click

from coesa.cli.echo import echo_json
from coesa.cli.group import main
from coesa.cli.opened import language_of, progress
from coesa.cli.options import json_option, out_option

WIDTH = 200
"""Columns that tables may take where no terminal tells."""


@main.command()
@out_option
@click.argument(
    "catalogue",
    required=False,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--profiles",
    "official",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of official shapes, in folders dcat-ap-3..., dcat-ap-2..., ndc..., "
    "datapackage-2...",
)
@click.option(
    "--at",
    "at",
    multiple=True,
    metavar="[REAL=]URL",
    help="Ask the addresses at this server, which stands for every host, or for addresses that "
    "begin with REAL. May be given for each of several. No connection is opened without it.",
)
@click.option("--language", help="The language to tell it in, en or it (default: en).")
@json_option
def rehearse(
    out: Path,
    catalogue: Path | None,
    official: Path | None,
    at: tuple[str, ...],
    language: str | None,
    as_json: bool,
) -> None:
    """Tell what each consumer of the catalogue would say, before it is uploaded.

    CATALOGUE is a DCAT catalogue of anyone's (.ttl, .rdf, .jsonld, .nt); without it, what was
    built is rehearsed: its catalogue, its vocabularies, its tables and its descriptor. What is
    missing is listed by importance, with the points that it brings at data.europa.eu. The exit
    code is 1 if a consumer would refuse.
    """
    from rich.console import Console

    from coesa import rehearse as rehearsal
    from coesa.read import read_vocabulary
    from coesa.words import language_of as words_of

    vocabulary = read_vocabulary()
    known = [vocabulary.fallback, *(t for t in vocabulary.words if t != vocabulary.fallback)]
    tag = language_of(language, known)
    layers = vocabulary.words
    spoken = {
        t: words_of(t, vocabulary.fallback, (layers[t], layers[vocabulary.fallback])) for t in known
    }
    with progress() as say:
        subject = rehearsal.read_subject(out, catalogue)
        profiles = rehearsal.read_profiles(official)
        say("asking the addresses")
        answers = rehearsal.visited(subject, rehearsal.places(at)) if at else None
        say("holding the shapes against the catalogue")
        opinions = rehearsal.rehearse(subject, profiles, spoken.values(), answers)
    if as_json:
        echo_json(rehearsal.rehearsal_json(opinions))
    else:
        console = Console(soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
        rehearsal.rehearsal_lines(opinions, spoken[tag], console, own=catalogue is None)
    sys.exit(0 if all(opinion.accepts for opinion in opinions) else 1)
