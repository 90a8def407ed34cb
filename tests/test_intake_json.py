"""JSON that is read without doubt: texts and numbers in, values or one issue out."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coesa.errors import PublicationError
from coesa.intake import json_files, limits, read_json, read_text
from coesa.intake.folder import unreadable
from coesa.model import Issue


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A place for a file, in a folder of the publication."""
    (tmp_path / "in").mkdir()
    return tmp_path / "in" / "a.json"


def issues(file: Path, text: str | bytes) -> list[tuple[int, str, str, str]]:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(PublicationError) as error:
        read_json(file, "in/a.json", "file_is_json")
    assert {issue.path for issue in error.value.issues} == {"in/a.json"}
    return [(i.row, i.column, i.rule, i.message) for i in error.value.issues]


def only(file: Path, text: str | bytes) -> tuple[int, str, str, str]:
    (issue,) = issues(file, text)
    return issue


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='aè"\\ {}[]:,', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab:", max_size=3), inner),
    max_leaves=8,
)


@given(VALUES, st.sampled_from([None, 1]))
def test_what_is_written_is_read(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)

    assert json_files._parsed(text, "a.json", "file_is_json") == value


@pytest.mark.parametrize(
    "text", ["0.1", "-1.50", "1e3", "1E-3", "0.0", "12345678901234567890", "[1.5, -0.25]", "5e-324"]
)
def test_a_number_that_can_be_held_is_read(text: str, file: Path) -> None:
    file.write_text(text, "utf-8")

    assert read_json(file, "in/a.json", "file_is_json") == json.loads(text)


DIGITS = limits.JSON_DIGITS


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ("1e400", "1e400"),
        ("-1E400", "-1E400"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("1" * (DIGITS + 1), "1" * 40 + "..."),
        ("1" * 60, "1" * 40 + "..."),
        ("0." + "5" * DIGITS, "0." + "5" * 38 + "..."),
    ],
)
def test_a_number_that_cannot_be_held_is_found(written: str, told: str, file: Path) -> None:
    row, column, rule, message = only(file, f'\n\n{{"a": 1.5,\n "{written}": {written}}}\n\n')

    assert (row, column, rule) == (4, "", "json_numbers_are_exact")
    expected = "expected a number of at most 15 digits; write it so, or as a text"
    assert message == f"{told} found; {expected}"


def test_a_number_has_no_more_digits_than_it_may_have(file: Path) -> None:
    for text in ("1" * DIGITS, "1." + "0" * (DIGITS - 2)):
        file.write_text(text, "utf-8")
        assert read_json(file, "in/a.json", "r") == json.loads(text)
    assert math.isfinite(json.loads("1." + "0" * (DIGITS - 1)))
    assert only(file, "1." + "0" * (DIGITS - 1))[2] == "json_numbers_are_exact"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('\n{"a": 1, "a": 2}', 2, "a"),
        ('{"a": {"a": 1},\n "b": ["a", "a"],\n "a": 2}', 3, "a"),
        ('{"b": {"x": 1,\n "x": 1},\n "c": 1}', 2, "x"),
        ('{"\\u0061": 1,\n "a": 2}', 2, "a"),
        ('{"a:": [{"k": 1}, {"k": 1}, {"k": 2,\n\n "k": 3}]}', 3, "k"),
        ('{"a\\nb": 1,\n "a\\nb": 2}', 2, "a b"),
    ],
)
def test_a_key_that_stands_twice_is_found(text: str, line: int, key: str, file: Path) -> None:
    message = f'the key "{key}" stands twice in one object; expected it once; keep one'

    assert only(file, text) == (line, "", "json_keys_are_unique", message)


def test_the_first_key_that_stands_twice_is_named(file: Path) -> None:
    found = only(file, '{"c": 0, "b": 1, "a": 2, "b": 3, "a": 4, "d": 5, "d": 6}')

    assert found[3].startswith('the key "b" stands twice')


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_what_lies_too_deep_is_found(opened: str, file: Path) -> None:
    closed = "]" if opened == "[" else "}"
    depth = limits.JSON_DEPTH
    inner = "1" if opened != "[" else ""
    file.write_text(opened * depth + inner + closed * depth, "utf-8")
    read_json(file, "in/a.json", "r")

    row, column, rule, message = only(
        file, f"\n{opened}\n" * (depth + 1) + inner + closed * (depth + 1)
    )

    assert (row, column, rule) == (2 * depth + 2, "", "sizes_are_within_limits")
    assert message == (
        "objects and lists lie more than 50 deep in each other; "
        "no such file needs that; take some out"
    )


def test_brackets_that_are_closed_or_quoted_do_not_lie_in_each_other(file: Path) -> None:
    text = json.dumps([[], {}, "[[[{{{", '\\"[', {"[": {}}] * 40)
    file.write_text(text, "utf-8")
    assert read_json(file, "in/a.json", "r") == json.loads(text)

    deep = f'[{text[1:-1]},\n"[[",\n{"[" * limits.JSON_DEPTH}{"]" * limits.JSON_DEPTH}]'

    assert only(file, deep)[:3] == (3, "", "sizes_are_within_limits")


def test_what_is_deeper_than_python_goes_is_found(file: Path) -> None:
    assert only(file, "[" * 100_000)[:3] == (1, "", "sizes_are_within_limits")


NOTHING = "expected none; take it out"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, "the file is empty; expected JSON; write it"),
        (" \n ", 0, "the file is empty; expected JSON; write it"),
        (
            '{}\n "a"',
            2,
            "column 2: more found after the end of the object; expected one object; take it out",
        ),
        (
            '{"a": "b\n"}',
            1,
            "column 9: a line end or a tab found in a text; expected \\n; close the quote",
        ),
        (
            '{"a": "\\x"}',
            1,
            'column 8: a backslash found that begins no sign; expected "/" or "\\\\"; replace it',
        ),
        ('{"a": "b', 1, 'column 7: a quote opens and is not closed; expected "; close it'),
        (
            '{"a": 1\n',
            2,
            "column 1: the file ends too early; expected the rest; add what closes the object",
        ),
        ('{"a": 1, }', 1, f"column 10: a comma found with nothing after it; {NOTHING}"),
        ("[1, \n]", 2, f"column 1: a comma found with nothing after it; {NOTHING}"),
        ("[1,, 2]", 1, f"column 4: a comma found with nothing after it; {NOTHING}"),
        ("[1, // x\n 2]", 1, "column 5: a comment found; JSON has none; take it out"),
        ("[/* x */]", 1, "column 2: a comment found; JSON has none; take it out"),
        ("['a']", 1, "column 2: a single quote found; JSON has double ones; replace it"),
        ("[“a”]", 1, 'column 2: a printed quote found; expected "; replace it'),
        ("[«a»]", 1, 'column 2: a printed quote found; expected "; replace it'),
        (
            "[True]",
            1,
            "column 2: a word of Python found; JSON has true, false and null; write so",
        ),
        (
            "[None]",
            1,
            "column 2: a word of Python found; JSON has true, false and null; write so",
        ),
        (
            "[Nonesuch]",
            1,
            "column 2: a word without quotes found; keys and texts have double quotes; add them",
        ),
        (
            "[.5]",
            1,
            "column 2: a number without a digit before its point found; write one such as 0.5",
        ),
        (
            "[-.5]",
            1,
            "column 2: a number without a digit before its point found; write one such as 0.5",
        ),
        ("[01]", 1, "column 3: expecting ',' delimiter; mend the JSON there"),
        ("[+01]", 1, 'column 2: a number with a leading zero found; quote a code such as "01"'),
        (
            "[1,X]",
            1,
            "column 4: a word without quotes found; keys and texts have double quotes; add them",
        ),
        ("[+1]", 1, "column 2: a plus sign found; a number has none in JSON; take it out"),
        (
            "{a: 1}",
            1,
            "column 2: a word without quotes found; keys and texts have double quotes; add them",
        ),
        ('{"a" 1}', 1, "column 6: expecting ':' delimiter; mend the JSON there"),
        # What is no blank of JSON is none of ours.
        ("[\u00a0'a']", 1, "column 2: expecting value; mend the JSON there"),
    ],
)
def test_what_is_no_json_is_told_in_words(text: str, line: int, message: str, file: Path) -> None:
    assert only(file, text) == (line, "", "file_is_json", message)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b'\n\n{"a": "Forl\xec"}\n', 3, 'the byte 0xEC after "{"a": "Forl" is not UTF-8'),
        (b"\xef\xbb\xbf{}", 1, "a byte order mark (EF BB BF) found before the text"),
        (b"\xff\xfe{\0}\0", 1, "text in UTF-16 found"),
    ],
)
def test_what_is_no_utf8_is_told(content: bytes, line: int, told: str, file: Path) -> None:
    row, column, rule, message = only(file, content)

    assert (row, column, rule) == (line, "", "text_is_utf8")
    assert message.startswith(f"{told}; expected UTF-8")


def test_a_text_is_a_plain_file_and_may_have_a_second_name(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("forlì\n", "utf-8")
    file.with_name("second-name").hardlink_to(file)
    assert read_text(file, "in/a.json") == "forlì\n"

    monkeypatch.setattr(limits, "JSON_BYTES", 6)
    with pytest.raises(PublicationError) as large:
        read_text(file, "in/a.json")
    file.unlink()
    with pytest.raises(PublicationError) as gone:
        read_text(file, "in/a.json")

    advice = "7 bytes found; expected at most 6; take out what it can do without"
    assert large.value.issues == (Issue("in/a.json", 0, "", "sizes_are_within_limits", advice),)
    assert [(i.path, i.rule) for i in gone.value.issues] == [("in/a.json", "files_are_there")]


def test_a_file_that_is_another_by_the_time_it_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_files, "file_fault", lambda *_, **__: None)
    file.mkdir()

    with pytest.raises(PublicationError) as error:
        read_text(file, "in/a.json")

    message = (
        "the file cannot be opened: is a directory; expected one that may be read; mend its rights"
    )
    assert error.value.issues == (Issue("in/a.json", 0, "", "files_are_readable", message),)


def test_a_reason_is_told_even_where_the_system_gives_none() -> None:
    found = unreadable("a.csv", OSError(13, "Permission denied")), unreadable("b.csv", OSError())

    told = "expected one that may be read; mend its rights"
    assert found == (
        Issue(
            *("a.csv", 0, "", "files_are_readable"),
            f"the file cannot be opened: permission denied; {told}",
        ),
        Issue(
            *("b.csv", 0, "", "files_are_readable"),
            f"the file cannot be opened: it cannot be read; {told}",
        ),
    )


def test_every_text_and_key_is_looked_at(file: Path) -> None:
    found = issues(
        file,
        json.dumps({"a": [1, "x\0", {"b": "y\u200b", "\u200b": "\0"}], "c": "\ud800"}),
    )

    assert [(row, column, rule) for row, column, rule, _ in found] == [
        (0, "$.a[1]", "characters_are_visible"),
        (0, "$.a[2].b", "characters_are_visible"),
        # Of a key that cannot be seen, what it holds is looked at no further.
        (0, "$.a[2]", "characters_are_visible"),
        (0, "$.c", "text_is_utf8"),
    ]
    assert found[3][3] == ("U+D800 is half a character; expected the whole one; write it")


@pytest.mark.parametrize("sign", ["\t", "\u00a0", "\u2007", "\u2009", "\u202f"])
def test_a_blank_may_stand_alone_for_it_names_a_sign(sign: str, file: Path) -> None:
    file.write_text(json.dumps({"groupChar": sign}), "utf-8")
    assert read_json(file, "in/a.json", "r") == {"groupChar": sign}

    assert only(file, json.dumps([f"a{sign}"]))[1:3] == ("$[0]", "characters_are_visible")


def test_a_text_and_a_key_are_no_longer_than_they_may_be(file: Path) -> None:
    most, key = limits.CELL_CHARACTERS, limits.KEY_CHARACTERS
    file.write_text(json.dumps({"k" * key: "x" * most}), "utf-8")
    read_json(file, "in/a.json", "r")

    found = issues(file, json.dumps({"k" * (key + 1): 1, "t": "x" * (most + 1)}))

    rule = "sizes_are_within_limits"
    assert found == [
        (0, "$", rule, "201 characters found; expected at most 200; shorten the text"),
        (0, "$.t", rule, "32768 characters found; expected at most 32767; shorten the text"),
    ]
