"""The command line: parse, call, report; the only module that knows Click.

What a command needs is imported inside it, so that `coesa --help` does not wait for engines.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coesa.errors import CoesaError, NotFoundError, PublicationError

if TYPE_CHECKING:
    from coesa.compare import Comparison
    from coesa.model import Validation
    from coesa.synthetic import Fault
    from coesa.tables import Tables


class Group(click.Group):
    """A group that shows our own errors as one line, not a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a CoesaError ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except PublicationError as error:
            click.echo(str(error), err=True)
            _echo_count(len(error.issues))
            ctx.exit(error.exit_code)
        except CoesaError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 issues found, 2 wrong usage, 3 the folder to write to refuses.",
)
@click.version_option(package_name="coesa")
def main() -> None:
    """Publish a cohesion-policy programme's report as open data.

    The commands work on the publication folder they are run in, or on its subfolder
    datapackage/, or on the one that --publication names.
    """


def publication_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the publication folder."""
    return click.option(
        "--publication",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder with datapackage.json (default: this folder, or ./datapackage).",
    )(command)


def out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names the folder of what is built."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("dist"),
        show_default=True,
        help="The folder of what is built.",
    )(command)


def document_option(
    told: str, *, required: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the option that names the texts of the reports."""
    return click.option(
        "--document",
        "documents",
        multiple=True,
        required=required,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=f"{told} May be given for each of several.",
    )


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that asks for JSON."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(command)


@main.command()
@publication_option
@out_option
@document_option("The text of a report: build only if every figure stands in it as we say.")
@click.option(
    "--skip",
    "skipped",
    multiple=True,
    type=click.Choice(["office", "bundle"]),
    help="Leave a part out (may be given twice).",
)
def build(
    folder: Path | None, out: Path, documents: tuple[Path, ...], skipped: tuple[str, ...]
) -> None:
    """Validate a publication and build all of dist/.

    With any issue nothing is written and dist/ stays as it was.
    """
    from coesa.build import stages
    from coesa.coverage import coverage as cover
    from coesa.read import read_document
    from coesa.validate import validate as validate_tables
    from coesa.write import write

    with _progress() as say, _opened(folder) as tables:
        say("validating")
        validation = validate_tables(tables)
        issues = validation.issues
        if documents and not issues:
            issues = cover(tables, [read_document(path) for path in documents]).issues
        if issues:
            raise PublicationError(issues)
        say("building")
        written = write(stages(tables, validation, frozenset(skipped)), out)
    size = sum(file.size for file in written.values()) / 1e6
    click.echo(f"{out}: {len(written)} files, {size:.1f} MB, no issues")


@main.command()
@publication_option
@document_option("The text of a report: hold every figure against it too.")
@json_option
def validate(folder: Path | None, documents: tuple[Path, ...], as_json: bool) -> None:
    """Check a publication against every rule.

    Prints what was checked, with counts, then the issues as file:row:column rule message.
    """
    from coesa.coverage import coverage as cover
    from coesa.intake import unnamed_files
    from coesa.read import read_document
    from coesa.validate import validate as validate_tables

    with _progress() as say, _opened(folder) as tables:
        say("validating")
        validation = validate_tables(tables)
        issues = list(validation.issues)
        if documents:
            say("reading the documents")
            issues += cover(tables, [read_document(path) for path in documents]).issues
    if as_json:
        _echo_json(_validation_json(validation, issues))
    else:
        for line in _checked(validation):
            click.echo(line)
        for path in unnamed_files(tables.publication.folder, tables.publication.descriptor):
            click.echo(f"note: no resource names {path}; add one, or take the file out")
        for issue in issues:
            click.echo(str(issue))
        _echo_count(len(issues), err=False)
    sys.exit(1 if issues else 0)


@main.command()
@publication_option
@document_option("The text of a report, a form feed between pages.", required=True)
@json_option
def coverage(folder: Path | None, documents: tuple[Path, ...], as_json: bool) -> None:
    """Prove that every numeral of the report is accounted for, once.

    Names page, line and token of each that is unclaimed, claimed twice, or not where the ledger
    says. The last line is the count.
    """
    from coesa.coverage import coverage as cover
    from coesa.read import read_document

    with _opened(folder) as tables:
        result = cover(tables, [read_document(path) for path in documents])
    if as_json:
        counts = {"claimed": result.claimed, "numerals": result.numerals}
        _echo_json({**counts, "issues": [_issue_json(issue) for issue in result.issues]})
    else:
        for issue in result.issues:
            click.echo(str(issue))
        click.echo(f"{result.claimed} of {result.numerals} numerals claimed")
    sys.exit(1 if result.issues else 0)


@main.command()
@publication_option
@click.argument("reading", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--settled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The differences that have been settled against the page (CSV).",
)
@click.option(
    "--of", "document", help="The document that was read again (default: the first in sources)."
)
@json_option
def compare(
    folder: Path | None, reading: Path, settled: Path | None, document: str | None, as_json: bool
) -> None:
    """Compare the ledger with a second reading of the report.

    READING is a CSV file made by someone who has not seen the ledger: page, token, value, unit,
    states. Every difference is listed; one that nobody has settled is an issue.
    """
    from coesa import compare as two
    from coesa.read import read_rows

    second = read_rows(reading, two.COLUMNS)
    settlements = read_rows(settled, two.SETTLEMENT_COLUMNS, two.REASON) if settled else []
    with _opened(folder) as tables:
        result = two.compare(tables, second, settlements, document)
    if as_json:
        listed = [{**asdict(d), "settlement": d.settlement} for d in result.differences]
        counts = {"figures": result.figures, "agreeing": result.agreeing}
        issues = [_issue_json(issue) for issue in result.issues]
        _echo_json({**counts, "differences": listed, "issues": issues})
    else:
        _echo_differences(result)
    sys.exit(1 if result.issues else 0)


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

    with _opened(folder) as tables:
        tag = _language(language, tables.publication.languages)
        spoken = next(said for said in tables.publication.spoken if said.tag == tag)
        result = walk(tables, wanted)
    if as_json:
        _echo_json(trace_json(result))
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

    place = _folder(folder)
    publication = read_publication(place)
    spoken = _language(language, publication.languages)
    languages = (spoken,) if language else publication.languages
    triples = out / "rdf" / "all.nt"
    if not triples.is_file():
        raise NotFoundError(f"{triples}: there is no such file; run coesa build first")
    names = prefixes(publication)
    question = _query_text(query, place, languages)
    answer = engine.answer(engine.load([triples]), question, names)
    if form == "table":
        for line in _aligned(engine.as_table(answer, names)):
            click.echo(line)
    else:
        click.echo(engine.as_text(answer, form, names), nl=False)


@main.command()
@click.argument("target", type=click.Path(path_type=Path), default=Path("dist"))
@click.option(
    "--public-key",
    "key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check the minisign signature beside the zip too, by this key.",
)
def verify(target: Path, key: Path | None) -> None:
    """Check a built folder, or its zip, against its SHA256SUMS.

    The same program stands in every bundle as verify.py and needs only Python.
    """
    from coesa.sign import check_signature, signature_of
    from coesa.verify import main as verify_bundle

    if not target.exists():
        raise NotFoundError(f"{target}: there is nothing to check; run coesa build first")
    code = verify_bundle([str(target)])
    if key is None and (signed := signature_of(target)):
        click.echo(f"{signed}: was not checked; name the key with --public-key", err=True)
    elif key is not None and code == 0:
        click.echo(f"{check_signature(target, key)}: is the signature of this key")
    sys.exit(code)


@main.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A secret key of minisign; its password is asked for, if it has one.",
)
def sign(bundle: Path, key: Path) -> None:
    """Sign a zipped bundle, in the format of minisign.

    BUNDLE is checked first. The signature is written beside it, as BUNDLE.minisig.
    """
    from coesa.sign import SUFFIX, signature
    from coesa.write import write_beside

    made = signature(bundle, key, lambda: click.prompt("Password", hide_input=True, err=True))
    click.echo(f"{write_beside(bundle, SUFFIX, made)}: written")


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
        _echo_json([{**_fault_json(e.fault), "issues": _issues_json(e)} for e in expected])
    else:
        for issue in (issue for e in expected for issue in e.issues):
            click.echo(str(issue))
    counted = {
        "observation": written.shape.observations,
        "document": len(written.documents),
        "fault": len(expected),
    }
    told = ", ".join(f"{n or 'no'} {name}{'' if n == 1 else 's'}" for name, n in counted.items())
    click.echo(f"{out}: {told}", err=True)


def _folder(folder: Path | None) -> Path:
    if folder is not None:
        return folder
    here = Path()
    inside = here / "datapackage"
    descriptor = "datapackage.json"
    return inside if not (here / descriptor).is_file() and (inside / descriptor).is_file() else here


def _language(language: str | None, known: Sequence[str]) -> str:
    if language is not None and language not in known:
        raise NotFoundError(f"there is no text in {language}; expected {', '.join(known)}")
    return language or known[0]


@contextmanager
def _opened(folder: Path | None) -> Iterator["Tables"]:
    from coesa.read import read_publication
    from coesa.tables import open_tables

    with open_tables(read_publication(_folder(folder))) as tables:
        yield tables


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


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


def _checked(validation: "Validation") -> Iterable[str]:
    from coesa.registry import code_of

    rows = [
        [str(f.checked), f.counted, code_of(name), name, _issues(len(f.issues))]
        for name, f in validation.findings.items()
    ]
    yield from _aligned([["checked", "what", "code", "rule", "found"], *rows])
    for name, finding in validation.findings.items():
        for note in finding.notes:
            yield f"note: {name} {note}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _validation_json(validation: "Validation", issues: Iterable[Any]) -> dict[str, Any]:
    from coesa.registry import code_of

    rules = [
        {
            "rule": name,
            "code": code_of(name),
            "checked": f.checked,
            "counted": f.counted,
            "issues": len(f.issues),
            "notes": list(f.notes),
        }
        for name, f in validation.findings.items()
    ]
    return {"rules": rules, "issues": [_issue_json(issue) for issue in issues]}


def _issue_json(issue: Any) -> dict[str, Any]:
    from coesa.registry import code_of

    names = ("path", "row", "column", "rule", "message")
    return {**{name: getattr(issue, name) for name in names}, "code": code_of(issue.rule)}


def _issues_json(carrier: Any) -> list[dict[str, Any]]:
    return [_issue_json(issue) for issue in carrier.issues]


def _fault_json(fault: "Fault") -> dict[str, Any]:
    return {
        "fault": fault.name,
        "told": fault.told,
        "rule": fault.rule,
        "follows": list(fault.follows),
        "with_document": fault.in_document,
    }


def _echo_faults(faults: "Sequence[Fault]", as_json: bool) -> None:
    if as_json:
        _echo_json([_fault_json(fault) for fault in faults])
        return
    rows = [[f.name, f.rule + (" (--document)" * f.in_document), f.told] for f in faults]
    for line in _aligned([["fault", "rule", "what it does"], *rows]):
        click.echo(line)


def _echo_differences(result: "Comparison") -> None:
    for d in result.differences:
        if d.settlement is not None:
            told = f'"{d.first}" / "{d.second}" settled for the {d.settlement["settled"]}'
            click.echo(f"{d.figure} {d.what} {told}: {d.reason}".rstrip(": "))
    for issue in result.issues:
        click.echo(str(issue))
    click.echo(
        f"{result.agreeing} of {result.figures} figures agree, "
        f"{len(result.differences)} differences, {len(result.issues)} not settled"
    )


def _echo_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _echo_count(count: int, err: bool = True) -> None:
    click.echo(_issues(count), err=err)


def _issues(count: int) -> str:
    return f"{count or 'no'} issue{'' if count == 1 else 's'}"
