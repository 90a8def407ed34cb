"""Commands that check a publication: validate, explain, coverage, compare."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coesa.cli.echo import aligned, echo_issues, echo_json, echo_lines, issue_json
from coesa.cli.group import main
from coesa.cli.opened import folder_of, opened, progress
from coesa.cli.options import document_option, json_option, publication_option
from coesa.errors import NotFoundError, PublicationError

if TYPE_CHECKING:
    from coesa.compare import Comparison
    from coesa.model import Issue, Validation
    from coesa.tables import Tables


def _workbook(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file that is no workbook by its name: it would be replaced."""
    if path is not None and path.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{path} is no workbook; name a file that ends with .xlsx")
    return path


@main.command()
@publication_option
@document_option("The text of a report: hold every figure against it too.")
@click.option("--all", "every", is_flag=True, help="Show every issue, not three of each rule.")
@click.option(
    "--workbook",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_workbook,
    help="Write the tables to a workbook (.xlsx) with every cell that has an issue marked.",
)
@json_option
def validate(
    folder: Path | None,
    documents: tuple[Path, ...],
    every: bool,
    workbook: Path | None,
    as_json: bool,
) -> None:
    """Check a publication against every rule.

    Prints what was checked, with counts, then the issues rule by rule, three of each, as
    file:row:column code message.
    """
    from coesa.intake import unnamed_files
    from coesa.model import Validation

    notes: Sequence[str] = ()
    try:
        with progress() as say, opened(folder) as tables:
            validation, issues = _validated(tables, documents, say)
            notes = unnamed_files(tables.publication.folder, tables.publication.descriptor)
    except PublicationError as error:
        # What keeps a publication from being read is found before any table is looked at.
        validation, issues = Validation({}), list(error.issues)
    if workbook is not None:
        _write_marked(folder, issues, workbook)
    if as_json:
        echo_json(_validation_json(validation, issues))
    else:
        for line in _checked(validation):
            click.echo(line)
        for path in notes:
            click.echo(f"note: no resource names {path}; add one, or take the file out")
        echo_issues(issues, every=every)
    sys.exit(1 if issues else 0)


@main.command()
@click.argument("wanted", metavar="[RULE]", required=False)
def explain(wanted: str | None) -> None:
    """Tell what a rule means, how it breaks and how that is repaired.

    RULE is the code of a rule (C02) or its name; without it, the rules are listed.
    """
    from coesa.intake import nearest
    from coesa.read import rule_page
    from coesa.registry import BY_CODE, BY_NAME, REGISTRY

    if wanted is None:
        for line in aligned([[e.code, e.name, e.clause] for e in REGISTRY]):
            click.echo(line)
        return
    entry = BY_CODE.get(wanted.upper()) or BY_NAME.get(wanted.lower())
    if entry is None:
        hint = nearest(wanted, [*BY_CODE, *BY_NAME])
        raise NotFoundError(f"{wanted}: there is no such rule; coesa explain lists them.{hint}")
    click.echo(rule_page(entry.code), nl=False)


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

    with opened(folder) as tables:
        result = cover(tables, [read_document(path) for path in documents])
    if as_json:
        counts = {"claimed": result.claimed, "numerals": result.numerals}
        echo_json({**counts, "issues": [issue_json(issue) for issue in result.issues]})
    else:
        echo_lines(result.issues)
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
    with opened(folder) as tables:
        result = two.compare(tables, second, settlements, document)
    if as_json:
        listed = [{**asdict(d), "settlement": d.settlement} for d in result.differences]
        counts = {"figures": result.figures, "agreeing": result.agreeing}
        issues = [issue_json(issue) for issue in result.issues]
        echo_json({**counts, "differences": listed, "issues": issues})
    else:
        _echo_differences(result)
    sys.exit(1 if result.issues else 0)


def _validated(
    tables: "Tables", documents: Sequence[Path], say: Callable[[str], None]
) -> "tuple[Validation, list[Issue]]":
    """Hold a publication against every rule, and against its documents, if they are given."""
    from coesa.coverage import coverage as cover
    from coesa.read import read_document
    from coesa.validate import validate as validate_tables

    say("validating")
    validation = validate_tables(tables)
    issues = list(validation.issues)
    if documents:
        say("reading the documents")
        issues += cover(tables, [read_document(path) for path in documents]).issues
    return validation, issues


def _write_marked(folder: Path | None, issues: "Sequence[Issue]", workbook: Path) -> None:
    from coesa.intake import tables_as_they_are
    from coesa.office.marked import ROWS, marked_workbook
    from coesa.read import words_of
    from coesa.write import write_whole

    place = folder_of(folder)
    made = marked_workbook(tables_as_they_are(place, ROWS), issues, words_of(place))
    click.echo(f"{write_whole(workbook, made)}: written", err=True)


def _checked(validation: "Validation") -> Iterable[str]:
    from coesa.issues import counted
    from coesa.registry import code_of
    from coesa.validate import NOT_RUN

    rows = [
        ["-", "", code_of(name), name, "not run"]
        if NOT_RUN in f.notes
        else [str(f.checked), f.counted, code_of(name), name, counted(len(f.issues))]
        for name, f in validation.findings.items()
    ]
    if rows:
        yield from aligned([["checked", "what", "code", "rule", "found"], *rows])
    left = [name for name, f in validation.findings.items() if NOT_RUN in f.notes]
    if left:
        yield f"note: {len(left)} rules, from {left[0]} on, {NOT_RUN}"
    for name, finding in validation.findings.items():
        yield from (f"note: {name} {note}" for note in finding.notes if note != NOT_RUN)


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
    return {"rules": rules, "issues": [issue_json(issue) for issue in issues]}


def _echo_differences(result: "Comparison") -> None:
    for d in result.differences:
        if d.settlement is not None:
            told = f'"{d.first}" / "{d.second}" settled for the {d.settlement["settled"]}'
            click.echo(f"{d.figure} {d.what} {told}: {d.reason}".rstrip(": "))
    echo_lines(result.issues)
    click.echo(
        f"{result.agreeing} of {result.figures} figures agree, "
        f"{len(result.differences)} differences, {len(result.issues)} not settled"
    )
