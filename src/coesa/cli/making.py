"""Commands that make a folder, and look at it: build, preview, synthetic."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coesa.cli.echo import aligned, echo_json, echo_lines, issue_json
from coesa.cli.group import main
from coesa.cli.opened import folder_of, opened, progress
from coesa.cli.options import document_option, json_option, out_option, publication_option
from coesa.errors import NotFoundError, PublicationError, TargetError

if TYPE_CHECKING:
    from coesa.synthetic import Fault


@main.command()
@publication_option
@out_option
@document_option("The text of a report: build only if every figure stands in it as we say.")
@click.option(
    "--skip",
    "skipped",
    multiple=True,
    type=click.Choice(["office", "facts", "site", "bundle"]),
    help="Leave a part out (may be given again). Without facts nothing is read back, nor bundled.",
)
def build(
    folder: Path | None, out: Path, documents: tuple[Path, ...], skipped: tuple[str, ...]
) -> None:
    """Validate a publication and build all of dist/.

    With any issue nothing is written and dist/ stays as it was.
    """
    from coesa.build import facts_told, stages
    from coesa.coverage import coverage as cover
    from coesa.read import read_document
    from coesa.rules.asked import end_opinions
    from coesa.validate import validate as validate_tables
    from coesa.write import write

    with progress() as say, opened(folder) as tables:
        say("validating")
        validation = validate_tables(tables)
        end_opinions(tables)
        issues = validation.issues
        if documents and not issues:
            issues = cover(tables, [read_document(path) for path in documents]).issues
        if issues:
            raise PublicationError(issues)
        say("building")
        written = write(stages(tables, validation, frozenset(skipped)), out)
    size = sum(file.size for file in written.values()) / 1e6
    click.echo(f"{out}: {len(written)} files, {size:.1f} MB, no issues")
    click.echo(facts_told(out))


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("synthetic"),
    show_default=True,
    help="The folder to write, new or empty or made by this command before.",
)
@click.option("--observations", type=int, metavar="N", help="Write exactly so many.")
@click.option("--programmes", type=int, metavar="N", help="Each has a report of its own.")
@click.option("--axes", type=int, metavar="N", help="Axes of a programme.")
@click.option("--years", type=int, metavar="N", help="Years that a report tells of.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other numbers.")
@click.option(
    "--language",
    type=click.Choice(["en", "it"]),
    default="en",
    show_default=True,
    help="The language of the reports, and of the numbers they print.",
)
@click.option("--fault", "names", multiple=True, metavar="NAME", help="Plant a fault (repeatable).")
@click.option("--faults", "listed", is_flag=True, help="List the faults, and write nothing.")
@json_option
def synthetic(
    out: Path,
    observations: int | None,
    programmes: int | None,
    axes: int | None,
    years: int | None,
    seed: int,
    language: str,
    names: tuple[str, ...],
    listed: bool,
    as_json: bool,
) -> None:
    """Write a synthetic publication, to test software with.

    It is valid, and its documents are written beside it as document-1.txt and so on; what is not
    asked for is chosen as small as can be. With faults, prints what coesa validate must find.
    """
    from coesa import synthetic as made

    if listed:
        _echo_faults(list(made.FAULTS.values()), as_json)
        return
    faults = made.faults_named(names)
    parameters = made.Parameters(observations, programmes, axes, years, seed, language)
    written = made.write_synthetic(parameters, out)
    expected = made.plant(faults, out, seed)
    if as_json:
        echo_json([{**_fault_json(e.fault), "issues": _issues_json(e)} for e in expected])
    else:
        echo_lines(issue for e in expected for issue in e.issues)
    counted = {
        "observation": written.shape.observations,
        "document": len(written.documents),
        "fault": len(expected),
    }
    told = ", ".join(f"{n or 'no'} {name}{'' if n == 1 else 's'}" for name, n in counted.items())
    click.echo(f"{out}: {told}", err=True)


def _fault_json(fault: "Fault") -> dict[str, Any]:
    return {
        "fault": fault.name,
        "told": fault.told,
        "rule": fault.rule,
        "follows": list(fault.follows),
        "with_document": fault.in_document,
    }


def _issues_json(carrier: Any) -> list[dict[str, Any]]:
    return [issue_json(issue) for issue in carrier.issues]


def _echo_faults(faults: "Sequence[Fault]", as_json: bool) -> None:
    if as_json:
        echo_json([_fault_json(fault) for fault in faults])
        return
    rows = [[f.name, f.rule + (" (--document)" * f.in_document), f.told] for f in faults]
    for line in aligned([["fault", "rule", "what it does"], *rows]):
        click.echo(line)


@main.command()
@publication_option
@out_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def preview(folder: Path | None, out: Path, port: int) -> None:
    """Look at what was built in a browser, on this computer alone.

    Addresses of nodes lead to the page or the data that is asked for, as on a web server with the
    rules of the site; so do the paths of permanent addresses. Ctrl+C ends it.
    """
    from coesa.preview import server
    from coesa.read import read_publication

    publication = read_publication(folder_of(folder))
    languages = publication.languages
    first = out / "site" / f"index.{languages[0]}.html"
    if not first.is_file():
        raise NotFoundError(f"{first}: there is no such file; run coesa build first")
    try:
        held = server(out, port, languages, publication.base)
    except OSError as error:
        raise TargetError(f"port {port}: {error.strerror}; name another with --port") from error
    click.echo(f"http://127.0.0.1:{held.server_address[1]}/site/{first.name}", err=True)
    with held, contextlib.suppress(KeyboardInterrupt):
        held.serve_forever()
