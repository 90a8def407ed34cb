"""What messages are made of: the nearest word, a text in one line, lists that are cut short."""

import pytest

from coesa.intake import cut_short, limits, nearest
from coesa.intake.words import shown
from coesa.model import Issue


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("figur", ' Did you mean "figure"?'),
        ("vlaue", ' Did you mean "value"?'),
        ("ab", ' Did you mean "abcdef"?'),
        ("a", ""),
        ("x" * 100, ""),
    ],
)
def test_the_nearest_word_is_near(found: str, expected: str) -> None:
    assert nearest(found, iter(["axis", "value", "figure", "abcdef"])) == expected


def test_words_are_compared_by_so_many_characters() -> None:
    assert nearest("a" * 100 + "b" * 400, ["a" * 100]) == f' Did you mean "{"a" * 100}"?'
    assert nearest("b" * 50 + "a" * 49 + "c" * 900, ["a" * 50]) != ""
    assert nearest("b" * 76 + "a" * 400, ["a" * 25]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\n\tb", "a   b"),
        ("a\0b\u200bc", "a?b?c"),
        ("è", "è"),
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 40 + "..."),
        ("", ""),
    ],
)
def test_a_text_is_shown_in_one_line(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_text_is_shown_as_long_as_is_asked() -> None:
    assert shown("abcd", 4) == "abcd"
    assert shown("abcde", 4) == "abcd..."


def issues(rule: str, count: int, first: int = 1) -> list[Issue]:
    return [Issue("t.csv", row, "c", rule, "m") for row in range(first, first + count)]


def test_as_many_issues_as_are_listed_are_listed() -> None:
    found = issues("one", limits.LISTED)

    assert list(cut_short(iter(found))) == found


def test_what_is_beyond_is_counted_by_rule_from_its_first_place() -> None:
    one, two = issues("one", limits.LISTED + 1), issues("two", limits.LISTED + 3, first=50)
    few = issues("few", 1, first=99)

    *listed, of_one, of_two = cut_short([*one, *two, *few])

    assert listed == [*one[:-1], *two[:-3], *few]
    told = "more such issues from here on; mend those above first"
    assert of_one == Issue("t.csv", 1 + limits.LISTED, "c", "one", f"1 {told}")
    assert of_two == Issue("t.csv", 50 + limits.LISTED, "c", "two", f"3 {told}")


def test_after_so_many_no_more_are_looked_for() -> None:
    looked = iter(issues("one", limits.LISTED + 9))

    *listed, rest = cut_short(looked, limits.LISTED + 2)

    assert len(listed) == limits.LISTED
    assert rest.message == (
        "2 more such issues from here on at least, for the file was looked at no further; "
        "mend those above first"
    )
    assert len(list(looked)) == 7


def test_a_thousand_issues_of_a_file_are_looked_for() -> None:
    looked = iter(issues("one", limits.COUNTED + 1))

    assert len(list(cut_short(looked))) == limits.LISTED + 1
    assert len(list(looked)) == 1
