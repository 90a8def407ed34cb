import re
from pathlib import Path

import pytest

from coesa.model import Publication, Validation
from coesa.read import read_publication
from coesa.tables import open_tables
from coesa.validate import NOT_RUN, RULES, STAGES, validate
from tests.conftest import Edit


def test_the_publication_has_no_issues(validation: Validation) -> None:
    assert [str(issue) for issue in validation.issues] == []
    assert list(validation.findings) == [rule.__name__ for rule in RULES]


def test_every_rule_looks_at_something_but_what_the_publication_does_not_have(
    validation: Validation,
) -> None:
    idle = [name for name, finding in validation.findings.items() if finding.checked == 0]
    assert idle in ([], ["qualifiers_qualify_a_number"])


def test_every_rule_says_what_must_hold_and_by_which_clause() -> None:
    for rule in RULES:
        first = (rule.__doc__ or "").splitlines()[0]
        assert re.fullmatch(r"[A-Z][^()]+ \(.+\)\.", first), rule.__name__


def test_no_two_rules_have_the_same_name() -> None:
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_what_rests_on_a_broken_rule_is_not_run(edit: Edit) -> None:
    publication = read_publication(edit("axis.csv", 2, "label_en", ""))

    with open_tables(publication) as tables:
        validation = validate(tables)

    assert validation.issues
    for rule in STAGES[-1]:
        assert validation.findings[rule.__name__].notes == (NOT_RUN,)


def test_issues_are_the_same_on_every_run(edit: Edit) -> None:
    publication = read_publication(edit("financial-amounts.csv", 3, "axis", "VI"))

    runs = []
    for _ in range(2):
        with open_tables(publication) as tables:
            runs.append(validate(tables).issues)

    assert runs[0] == runs[1] != ()


def test_faults_of_the_data_are_never_tracebacks(folder: Path) -> None:
    nasty = ("", "-", "1,5", "NaN", "9" * 60, "a b", "à", "'\"", "{x}", "_T", "2022-02-31")
    for shift, path in enumerate(sorted((folder / "data").glob("*.csv"))):
        text = path.read_text("utf-8")
        head, _, *rest = text.split("\n")
        row = [nasty[(n + 4 * shift) % len(nasty)] for n in range(len(head.split(",")))]
        cells = ['"' + value.replace('"', '""') + '"' if value else "" for value in row]
        path.write_text("\n".join([head, ",".join(cells), *rest]), "utf-8")
        with open_tables(read_publication(folder)) as tables:
            assert validate(tables).issues, path.name
        path.write_text(text, "utf-8")
