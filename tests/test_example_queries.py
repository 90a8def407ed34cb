"""Example queries: what they must be, before anybody asks them."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from coesa.cli import main
from coesa.errors import PublicationError
from coesa.example_queries import read_example_queries
from coesa.read import read_publication
from coesa.rules.examples import example_queries_can_be_asked
from tests.conftest import ROOT
from tests.opened import open_tables
from tests.opened import read_publication as read_again

MINIMAL = ROOT / "tests" / "examples" / "minimal"
GOOD = "# Every label\nSELECT ?label WHERE { ?concept skos:prefLabel ?label }\n"
TITLE = "# Every label\n"


@pytest.fixture
def queried(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Give a publication that has one query, by the path of its file and its content."""

    def give(path: str, content: str | bytes) -> Path:
        ignored = shutil.ignore_patterns("dist")
        folder = Path(shutil.copytree(MINIMAL, tmp_path / "publication", ignore=ignored))
        place = folder / path
        place.parent.mkdir(parents=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return give


Queried = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize(
    ("path", "content", "place", "rule", "told"),
    [
        ("queries/en/a.rq", b"# \xe8\n", ("queries/en/a.rq", 1), "text_is_utf8", "0xE8"),
        ("queries/en/a.rq", b"\xef\xbb\xbf# A\n", ("queries/en/a.rq", 1), "text_is_utf8", "mark"),
        (
            "queries/en/a.rq",
            "# A\n\u202eSELECT",
            ("queries/en/a.rq", 2),
            "characters_are_visible",
            "U+202E",
        ),
        ("queries/en/a.rq", "# Cafe\u0301\n", ("queries/en/a.rq", 1), "text_is_nfc", "U+0301"),
        (
            "queries/fr/a.rq",
            GOOD,
            ("queries/fr/a.rq", 0),
            "example_queries_can_be_asked",
            "a query found in queries/fr; expected in queries/en, queries/it; move it",
        ),
        (
            "queries/a.rq",
            GOOD,
            ("queries/a.rq", 0),
            "example_queries_can_be_asked",
            "a query found in queries; expected in queries/en, queries/it; move it",
        ),
        (
            "queries/en/deeper/a.rq",
            GOOD,
            ("queries/en/deeper/a.rq", 0),
            "example_queries_can_be_asked",
            "a query found in queries/en/deeper",
        ),
        (
            "queries/en/A b.rq",
            GOOD,
            ("queries/en/A b.rq", 0),
            "example_queries_can_be_asked",
            'the name "A b.rq" found',
        ),
    ],
)
def test_what_is_no_text_of_a_query_is_not_read(
    queried: Queried,
    path: str,
    content: str | bytes,
    place: tuple[str, int],
    rule: str,
    told: str,
) -> None:
    with pytest.raises(PublicationError) as refused:
        read_publication(queried(path, content))

    (issue,) = refused.value.issues
    assert (issue.path, issue.row, issue.rule) == (*place, rule)
    assert told in issue.message


def test_a_link_is_no_query(queried: Queried, tmp_path: Path) -> None:
    folder = queried("queries/en/a.rq", GOOD)
    other = tmp_path / "other.rq"
    other.write_text(GOOD)
    (folder / "queries/en/b.rq").symlink_to(other)

    with pytest.raises(PublicationError) as refused:
        read_publication(folder)

    assert [(i.path, i.rule) for i in refused.value.issues] == [
        ("queries/en/b.rq", "files_are_plain")
    ]


@pytest.mark.parametrize("name", [b"a\nb.rq", b"a\xffb.rq", b"\x1b[31m.rq"])
def test_a_name_that_is_no_text_is_told_in_one_line(queried: Queried, name: bytes) -> None:
    folder = queried("queries/en/a.rq", GOOD)
    (folder / "queries" / "en" / os.fsdecode(name)).write_text(GOOD)

    with pytest.raises(PublicationError) as refused:
        read_publication(folder)

    (issue,) = refused.value.issues
    assert issue.path.isprintable() and issue.message.isprintable()
    assert issue.path.startswith("queries/en/") and "rename the file" in issue.message


@pytest.mark.parametrize("name", [b"a\nb", b"a\xffb"])
def test_other_names_that_are_no_text_are_told_in_one_line(queried: Queried, name: bytes) -> None:
    folder = queried("queries/en/a.rq", GOOD)
    (folder / "data" / f"{os.fsdecode(name)}.csv").write_text("a\n")
    valid = CliRunner().invoke(main, ["validate", "--publication", str(folder)])
    place = folder / "languages" / os.fsdecode(name) / "words.json"
    place.parent.mkdir(parents=True)
    place.write_text("{")
    broken = CliRunner().invoke(main, ["validate", "--publication", str(folder)])

    assert valid.exit_code == 0
    (note,) = (
        x for x in valid.stdout.split("\n") if x.startswith("note: no resource names data/a")
    )
    assert note.isprintable() and note.endswith("b.csv; add one, or take the file out")
    (told,) = (x for x in broken.stdout.split("\n") if x.startswith("languages/a"))
    assert told.isprintable() and "is no language of the publication" in told


def test_every_query_that_cannot_be_read_is_told(queried: Queried) -> None:
    folder = queried("queries/en/a.rq", b"# \xe8\n")
    (folder / "queries/en/b.rq").write_bytes(b"# \xe9\n")

    with pytest.raises(PublicationError) as refused:
        read_example_queries(folder, ("en", "it"))

    assert [i.path for i in refused.value.issues] == ["queries/en/a.rq", "queries/en/b.rq"]


@pytest.mark.parametrize(
    ("content", "row", "told"),
    [
        ("SELECT * { ?s ?p ?o }", 1, "no title found"),
        ("", 1, "no title found"),
        ("#\nSELECT * { ?s ?p ?o }", 1, "no title found"),
        (f"{TITLE}SELECT ?label WHERE {{ ?c skos:prefLabel }}", 2, 'after "'),
        (f"{TITLE}", 2, "wrong or incomplete"),
        (f"{TITLE}SELECT * {{ ?s mine:p ?o }}", 2, "at column "),
        (
            f"{TITLE}SELECT * {{ SERVICE <https://example.org/sparql> {{ ?s ?p ?o }} }}",
            2,
            "SERVICE",
        ),
        (f"{TITLE}SELECT * {{ ?s ?p '{'x' * 9000}' }}", 0, "8192 are allowed"),
        (f"{TITLE}SELECT * {'{' * 100}{'}' * 100}", 0, "nest it less"),
        (f"{TITLE}ASK {{ ?s ?p ?o }}", 0, "answers with yes or no; expected SELECT"),
        (f"{TITLE}CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", 0, "answers with triples"),
        (f"{TITLE}INSERT DATA {{ <urn:a> <urn:b> <urn:c> }}", 2, "at column 1"),
    ],
)
def test_what_is_no_example_is_told(queried: Queried, content: str, row: int, told: str) -> None:
    folder = queried("queries/en/a.rq", content)

    with open_tables(read_again(folder)) as tables:
        finding = example_queries_can_be_asked(tables)

    (issue,) = finding.issues
    assert (issue.path, issue.row) == ("queries/en/a.rq", row)
    assert told in issue.message


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(" WHERE", "\tWHERE"),
        f"# Più di un'etichetta «€»\n# con una nota\n\n{GOOD}",
        f"{TITLE}PREFIX : <https://example.org/>\nSELECT (COUNT(*) AS ?n) {{ ?s :service ?o }}",
    ],
)
def test_what_is_odd_and_good_is_kept_as_it_is(queried: Queried, content: str) -> None:
    folder = queried("queries/it/a-1.rq", content)

    publication = read_again(folder)
    with open_tables(publication) as tables:
        finding = example_queries_can_be_asked(tables)

    assert finding.issues == ()
    assert finding.checked == 1
    (query,) = publication.queries
    assert (query.path, query.language, query.name) == ("queries/it/a-1.rq", "it", "a-1")
    assert query.text == content


def test_a_title_is_the_first_comment_and_others_explain_it(queried: Queried) -> None:
    folder = queried("queries/en/a.rq", "# A title\nSELECT * { ?s ?p ?o }\n# and more\n")

    (query,) = read_again(folder).queries

    assert query.title == "A title"
    assert query.remarks == ("A title", "and more")


def test_queries_come_in_the_order_of_their_paths(queried: Queried) -> None:
    folder = queried("queries/it/b.rq", GOOD)
    (folder / "queries/en").mkdir()
    for path in ("queries/it/a.rq", "queries/en/c.rq", "queries/it/README.md"):
        (folder / path).write_text(GOOD)

    assert [q.path for q in read_again(folder).queries] == [
        "queries/en/c.rq",
        "queries/it/a.rq",
        "queries/it/b.rq",
    ]
