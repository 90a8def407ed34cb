import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coesa.coverage import Coverage, coverage
from coesa.errors import DocumentError
from coesa.figures import FigurePlace, figure_name
from coesa.model import Document, Publication, Role
from coesa.tables import Tables
from tests.conftest import examples
from tests.opened import open_tables

Row = tuple[str, str, str]
PAGES = ["1. Avanzamento \nal 31.12.\n2022", "Spesi 1.234,50 €\n(24,39%) su 1.234,50 €"]
LEDGER: list[Row] = [
    ("p01-001", "1", "1"),
    ("p01-002", "1", "31.12. 2022"),
    ("p02-001", "2", "1.234,50 €"),
    ("p02-004", "2", "24,39%"),
    ("p02-006", "2", "1.234,50 €"),
]


@contextmanager
def opened(
    publication: Publication, folder: Path, text: str, ledger: list[Row], document: str = "raa"
) -> Iterator[Tables]:
    """The tables of a publication that has one document and its ledger, and nothing else."""
    (figures,) = publication.of_role(Role.LEDGER)
    location = folder / "figures.csv"
    with location.open("w", encoding="utf-8", newline="") as stream:
        columns = [f.name for f in figures.columns]
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        for figure, page, printed in ledger:
            writer.writerow({"figure": figure, "page": page, "printed": printed})
    constants = tuple(replace(f, constant=document) for f in figures.constants)
    described = Document(
        notation="raa",
        titles={"it": "Relazione"},
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        pages=text.count("\f") + 1,
        language="it",
        date="2022-12-31",
        path=None,
    )
    small = replace(
        publication,
        documents=(described,),
        resources=(replace(figures, location=location, fields=figures.columns + constants),),
        vocabulary=replace(publication.vocabulary, resources=()),
    )
    with open_tables(small) as tables:
        yield tables


Covered = Callable[..., Coverage]


@pytest.fixture
def covered(publication: Publication, tmp_path: Path) -> Covered:
    def cover(ledger: list[Row], pages: list[str] = PAGES, document: str = "raa") -> Coverage:
        text = "\f".join(pages)
        with opened(publication, tmp_path, text, ledger, document) as tables:
            return coverage(tables, [text.encode()])

    return cover


def put(number: int, row: Row) -> list[Row]:
    return [*LEDGER[:number], row, *LEDGER[number + 1 :]]


def test_every_numeral_of_a_right_ledger_is_claimed(covered: Covered) -> None:
    assert covered(LEDGER) == Coverage(claimed=12, numerals=12, issues=())


def test_numeral_that_no_row_claims_is_found_with_its_page_and_line(covered: Covered) -> None:
    found = covered([*LEDGER[:3], *LEDGER[4:]])

    assert (found.claimed, found.numerals) == (10, 12)
    assert [str(issue) for issue in found.issues] == [
        'raa:4 every_numeral_is_claimed page 2, line 2: "24" in "Spesi 1.234,50 € (24,39%) su '
        '1.234,50 €" is in no row of the ledger; add p02-004, or lengthen the token it is part of',
        'raa:4 every_numeral_is_claimed page 2, line 2: "39" in "Spesi 1.234,50 € (24,39%) su '
        '1.234,50 €" is in no row of the ledger; add p02-005, or lengthen the token it is part of',
    ]


def test_numeral_that_two_rows_claim_is_found_with_both(covered: Covered) -> None:
    found = covered([*LEDGER, ("p01-004", "1", "2022")])

    assert found.claimed == 12
    assert [str(issue) for issue in found.issues] == [
        "data/figures.csv:7:figure no_numeral_is_claimed_twice page 1, line 3: "
        '"2022" in ". Avanzamento al 31.12. 2022" belongs to p01-002 and p01-004; '
        "take one row out, or mend its name or token"
    ]


def test_token_that_is_not_at_its_place_is_found_with_what_stands_there(covered: Covered) -> None:
    found = covered(put(3, ("p02-004", "2", "1.234,50 €")))

    assert str(found.issues[0]) == (
        "data/figures.csv:5:printed printed_tokens_stand_where_the_ledger_says page 2, line 2: "
        '"24,39%) su" stands there, "1.234,50 €" expected. It is printed at p02-001, p02-006'
    )
    assert found.claimed == 10


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        (("p02-04", "2", "24,39%"), "figures_are_named_by_page_and_ordinal", "figure"),
        (("p002-004", "2", "24,39%"), "figures_are_named_by_page_and_ordinal", "figure"),
        (("p02-004", "1", "24,39%"), "figures_are_named_by_page_and_ordinal", "page"),
        (("p03-004", "3", "24,39%"), "printed_tokens_stand_where_the_ledger_says", "figure"),
        (("p00-004", "0", "24,39%"), "printed_tokens_stand_where_the_ledger_says", "figure"),
        (("p02-000", "2", "24,39%"), "printed_tokens_stand_where_the_ledger_says", "figure"),
        (("p02-099", "2", "24,39%"), "printed_tokens_stand_where_the_ledger_says", "figure"),
        (("p02-004", "2", "24,38%"), "printed_tokens_stand_where_the_ledger_says", "printed"),
        (("p02-004", "2", "24,3"), "printed_tokens_stand_where_the_ledger_says", "printed"),
        (("p02-004", "2", "24,39"), "printed_tokens_are_whole", "printed"),
        (("p02-004", "2", "24,39%)"), "printed_tokens_are_whole", "printed"),
        (("p02-004", "2", "(24,39%"), "printed_tokens_are_whole", "printed"),
        (("p02-004", "2", " 24,39%"), "printed_tokens_stand_where_the_ledger_says", "printed"),
        (("p02-004", "2", "per cento"), "printed_tokens_are_whole", "printed"),
    ],
)
def test_row_that_is_not_right_is_an_issue(
    covered: Covered, row: Row, rule: str, column: str
) -> None:
    found = covered(put(3, row))

    assert (5, column, rule) in {(i.row, i.column, i.rule) for i in found.issues}


def test_numeral_that_is_only_white_space_away_is_another(covered: Covered) -> None:
    assert covered([("p01-001", "1", "1 2")], ["1\n \n2"]).issues == ()
    assert covered([("p01-001", "1", "12")], ["1\n2"]).claimed == 0


@pytest.mark.parametrize("sign", ["-", "−", "+"])
@pytest.mark.parametrize("before", ["", "al ", "("])
def test_a_number_without_the_sign_before_it_is_cut_out(
    covered: Covered, before: str, sign: str
) -> None:
    page = f"{before}{sign}12 % nel 2014{sign}2020"
    ledger: list[Row] = [("p01-001", "1", f"{sign}12 %"), ("p01-002", "1", f"2014{sign}2020")]

    found = covered([("p01-001", "1", "12 %"), ledger[1]], [page]).issues

    told = {(issue.row, issue.column, issue.rule) for issue in found}
    assert (2, "printed", "printed_tokens_are_whole") in told
    assert covered(ledger, [page]).issues == ()


def test_rows_of_another_document_are_ignored(covered: Covered) -> None:
    assert covered(LEDGER, document="raa-2021").claimed == 0


def test_form_feed_at_the_end_begins_no_page(publication: Publication) -> None:
    described = replace(publication.documents[0], pages=1)
    text = "nulla\f"
    described = replace(described, sha256=hashlib.sha256(text.encode()).hexdigest())

    with open_tables(replace(publication, documents=(described,))) as tables:
        found = coverage(tables, [text.encode()])

    assert found.numerals == 0


def test_text_that_is_not_the_document_is_refused(tables: Tables) -> None:
    found = hashlib.sha256(b"1").hexdigest()
    expected = tables.publication.documents[0].sha256

    with pytest.raises(DocumentError, match=f"{found}; the publication knows {expected}"):
        coverage(tables, [b"1"])


@pytest.mark.parametrize(
    ("text", "message"), [(b"1\f2", "has 2 pages .*, 13 expected"), (b"\xe0", "byte 0 .*UTF-8")]
)
def test_document_that_is_not_as_described_is_refused(
    publication: Publication, text: bytes, message: str
) -> None:
    document = replace(publication.documents[0], sha256=hashlib.sha256(text).hexdigest())

    with (
        open_tables(replace(publication, documents=(document,))) as tables,
        pytest.raises(DocumentError, match=message),
    ):
        coverage(tables, [text])


# Property: a right ledger is clean, whatever the text; no edit of one cell of it is.

WORDS = st.sampled_from(["al", "pari a", "(di cui", "euro;", "l’", "euro-\npeo", "–", "à"])
TOKENS = st.sampled_from(
    ["24,39%", "7 mln €", "31.12. 2022", "2014-2020", "OT 8", "9", "-1.234,50 €", "PI8ii"]
)
SPACES = st.sampled_from([" ", "\n", " \n", "\n\n ", "\t"])
PAGE = st.lists(st.tuples(WORDS, TOKENS, SPACES, SPACES), max_size=6)


def printed(page: list[tuple[str, str, str, str]], number: int) -> tuple[str, list[Row]]:
    """Print a page, every blank of a token as a space of its own, and keep its ledger."""
    text, rows, ordinal = "", [], 1
    for word, token, space, broken in page:
        rows.append((figure_name(FigurePlace(number, ordinal)), str(number), token))
        ordinal += len(re.findall("[0-9]+", token))
        text += word + space + token.replace(" ", broken) + space
    return text, rows


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    made = [
        printed(page, n) for n, page in enumerate(draw(st.lists(PAGE, min_size=1, max_size=3)), 1)
    ]
    return [text for text, _ in made], [row for _, rows in made for row in rows]


MANY = settings(
    deadline=None,
    derandomize=True,
    max_examples=examples(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@MANY
@given(documents())
def test_right_ledger_of_any_text_is_clean(
    covered: Covered, document: tuple[list[str], list[Row]]
) -> None:
    pages, ledger = document

    found = covered(ledger, pages)

    assert found.issues == ()
    assert found.claimed == found.numerals == len(re.findall("[0-9]+", "".join(pages)))


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    """A document and its ledger with one character of one cell changed, added or taken out."""
    pages, ledger = draw(documents().filter(lambda document: bool(document[1])))
    number = draw(st.integers(0, len(ledger) - 1))
    column = draw(st.sampled_from([0, 2]))
    cell = ledger[number][column]
    at = draw(st.integers(0, len(cell)))
    put_in = draw(st.sampled_from(["", "0", "9", "%", " ", "€", ".", "x", "-", ")"]))
    changed = cell[:at] + put_in + cell[at + draw(st.integers(0 if put_in else 1, 1)) :]
    row = tuple(changed if n == column else old for n, old in enumerate(ledger[number]))
    spoilt_ledger: list[Row] = [*ledger[:number], row, *ledger[number + 1 :]]  # type: ignore[list-item]
    return pages, spoilt_ledger if changed != cell else []


@MANY
@given(spoilt().filter(lambda document: bool(document[1])))
def test_no_edit_of_one_cell_goes_unseen(
    covered: Covered, document: tuple[list[str], list[Row]]
) -> None:
    pages, ledger = document

    assert covered(ledger, pages).issues
