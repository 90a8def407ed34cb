"""Descriptors that the gate refuses: no JSON, keys twice, numbers, texts, paths."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coesa.intake import limits
from coesa.read import read_publication
from coesa.rules.package import frictionless_agrees
from coesa.tables import open_tables
from tests.intake import (
    AXIS,
    DESCRIPTOR,
    MINIMAL,
    Case,
    case,
    copy_of,
    issues_of,
    issues_told,
    made,
    put,
    replaced,
    said_of,
)
from tests.intake_said import heading, said

NAME = b'"name": "example-programme"'
TITLE = b'"title": "Example programme: amounts paid"'
VERSION = b'"version": "1.0.0"'
PAGES = b'"pages": 1'

NO_JSON: tuple[tuple[str, bytes, bytes], ...] = (
    ("a comma too many in an object", VERSION, VERSION + b","),
    ("a comma at the end of a list", b'"cohesion policy"', b'"cohesion policy",'),
    (
        "a comma at the end of an object",
        b'"roles": [\n        "publisher"\n      ]',
        b'"roles": [],',
    ),
    ("no comma", VERSION + b",", VERSION),
    ("no colon", b'"version": ', b'"version" '),
    ("no value", VERSION, b'"version": '),
    ("no quotes around a key", b'"version"', b"version"),
    ("no quotes around a text", b'"1.0.0"', b"one"),
    ("single quotes", b'"1.0.0"', b"'1.0.0'"),
    ("printed quotes", b'"1.0.0"', "“1.0.0”".encode()),
    ("angle quotes", b'"1.0.0"', "«1.0.0»".encode()),
    ("a quote open", b'"1.0.0"', b'"1.0.0'),
    ("a quote inside", b'"1.0.0"', b'"1".0.0"'),
    ("a line comment", VERSION + b",", VERSION + b", // of the data"),
    ("a block comment", VERSION + b",", b"/* of the data */ " + VERSION + b","),
    ("a comment of a shell", VERSION + b",", VERSION + b", # of the data"),
    ("a word of Python", PAGES, b'"pages": None'),
    ("true of Python", PAGES, b'"pages": True'),
    ("undefined", PAGES, b'"pages": undefined'),
    ("a leading zero", PAGES, b'"pages": 01'),
    ("a plus", PAGES, b'"pages": +1'),
    ("a point first", PAGES, b'"pages": .5'),
    ("a point last", PAGES, b'"pages": 1.'),
    ("hexadecimal", PAGES, b'"pages": 0x1'),
    ("a decimal comma", PAGES, b'"pages": 1,5'),
    ("a line end in a text", b"an invented", b"an\ninvented"),
    ("a tab in a text", b"an invented", b"an\tinvented"),
    ("a NUL in a text", b"an invented", b"an\0invented"),
    ("a backslash", b"an invented", b"an\\invented\\d"),
    ("half an escape", b"an invented", b"an \\u12 invented"),
    ("a bracket of the other kind", b'"cohesion policy"\n  ]', b'"cohesion policy"\n  }'),
    ("a bracket too many", b'"cohesion policy"\n  ]', b'"cohesion policy"\n  ]]'),
)


def no_json() -> list[Case]:
    cases = []
    base = (MINIMAL / DESCRIPTOR).read_bytes()
    for name, old, new in NO_JSON:
        changed = base.replace(old, new, 1)
        line = error_line(changed)
        told = f"{DESCRIPTOR}:{line} descriptor_is_json"
        cases.append(case(name, replaced(DESCRIPTOR, old, new), told))
    line = base.count(b"\n", 0, base.index(b'"resources"')) + 1
    whole: dict[str, tuple[Callable[[bytes], bytes], str]] = {
        "nothing": (lambda _: b"", ""),
        "blanks": (lambda _: b" \n\t\n", ""),
        "a list": (lambda b: b"[" + b + b"]", ":1"),
        "a text": (lambda _: b'"descriptor"', ":1"),
        "a number": (lambda _: b"7", ":1"),
        "null": (lambda _: b"null", ":1"),
        "YAML": (lambda _: b"name: example\nresources: []\n", ":1"),
        "CSV": (lambda _: b"name,title\na,b\n", ":1"),
        "XML": (lambda _: b"<package/>", ":1"),
        "two objects": (lambda b: b.rstrip() + b"{}", f":{base.count(10)}"),
        "cut in the middle": (lambda b: b[: b.index(b'"resources"')], f":{line}"),
        "lines of objects": (lambda _: b'{"name": "a"}\n{"name": "b"}\n', ":2"),
        "a word behind": (lambda b: b.rstrip() + b" end", f":{base.count(10)}"),
    }
    cases += [
        case(name, made(DESCRIPTOR, make), f"{DESCRIPTOR}{where} descriptor_is_json")
        for name, (make, where) in whole.items()
    ]
    return cases


def error_line(content: bytes) -> int:
    """Tell where the standard library finds that a text is no JSON."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(content)
    return caught.value.lineno


def twice() -> list[Case]:
    rule = "json_keys_are_unique"
    base = (MINIMAL / DESCRIPTOR).read_bytes()
    last = base.count(b"\n", 0, base.index(b'\n  "coesa": {') + 1) + 1
    return [
        case(name, replaced(DESCRIPTOR, old, new), f"{DESCRIPTOR}:{line} {rule}")
        for name, old, new, line in (
            ("one after the other", VERSION, VERSION + b", " + VERSION, 7),
            ("with another value", NAME, NAME + b',\n  "name": "other"', 4),
            ("far away", VERSION, b'"title": "x"', 7),
            ("in an escape", NAME, NAME + b',\n  "n\\u0061me": "other"', 4),
            ("an object and a text", NAME, b'"coesa": 1, ' + NAME, last),
            ("in a list", b'"roles": [', b'"title": "x", "roles": [', 22),
            ("three times", VERSION, b", ".join([VERSION] * 3), 7),
            ("the empty key", VERSION, b'"": 1, "": 2, ' + VERSION, 7),
            ("beside a bracket in a text", VERSION, b'"]}": "{[", "]}": 2, ' + VERSION, 7),
        )
    ]


NUMBERS = {
    "not a number": b"NaN",
    "no end": b"Infinity",
    "no end below": b"-Infinity",
    "too large for any": b"1e400",
    "too large below": b"-1e999",
    "5,000 digits": b"9" * 5000,
    "5,000 decimals": b"0." + b"3" * 5000,
    "more digits than are kept": b"1.00000000000000000001",
    "a whole of 41 digits": b"1" + b"0" * 40,
    "lost below": b"1e-400",
}


def numbers() -> list[Case]:
    line = (MINIMAL / DESCRIPTOR).read_bytes().split(PAGES)[0].count(b"\n") + 1
    told = f"{DESCRIPTOR}:{line} json_numbers_are_exact"
    return [
        case(name, replaced(DESCRIPTOR, PAGES, b'"pages": ' + number), told)
        for name, number in NUMBERS.items()
    ]


ESCAPES: dict[str, tuple[bytes, str]] = {
    "NUL": (b"\\u0000", "characters_are_visible"),
    "a tab": (b"\\t", "characters_are_visible"),
    "a carriage return": (b"\\r", "characters_are_visible"),
    "an escape": (b"\\u001b", "characters_are_visible"),
    "a control of Latin-1": (b"\\u0085", "characters_are_visible"),
    "an override": (b"\\u202e", "characters_are_visible"),
    "a zero-width space": (b"\\u200b", "characters_are_visible"),
    "a BOM": (b"\\ufeff", "characters_are_visible"),
    "a no-break space": (b"\\u00a0", "characters_are_visible"),
    "a line separator": (b"\\u2028", "characters_are_visible"),
    "a noncharacter": (b"\\uffff", "characters_are_visible"),
    "a sign of private use": (b"\\uf0b7", "characters_are_visible"),
    "a tag": (b"\\udb40\\udc41", "characters_are_visible"),
    "half a character": (b"\\ud800", "text_is_utf8"),
    "the other half": (b"\\udc00", "text_is_utf8"),
    "halves the wrong way round": (b"\\udc00\\ud800", "text_is_utf8"),
    "an accent of its own": (b"e\\u0301", "text_is_nfc"),
    "the sign of the ohm": (b"\\u2126", "text_is_nfc"),
    "mojibake": (b"\\u00c3\\u00ac", "text_is_no_mojibake"),
    "a sign that was lost": (b"\\ufffd", "text_is_no_mojibake"),
    "a zero-width space as it is": ("\u200b".encode(), "characters_are_visible"),
    "an override as it is": ("\u202e".encode(), "characters_are_visible"),
    "mojibake as it is": ("â€™".encode(), "text_is_no_mojibake"),
    "an accent of its own as it is": ("e\u0300".encode(), "text_is_nfc"),
}


def texts() -> list[Case]:
    places = (
        (b"example programme: the smallest", b"smallest", None),
        (b"amounts paid by", b"paid", "$.description"),
        (b'"cohesion policy"', b"policy", "$.keywords[0]"),
        (b'"Example Office",\n      "roles"', b"Office", "$.contributors[0].title"),
        (b'"description": "The priority axes', b"priority", "$.resources[0].description"),
        (b'"note": 1', b"note", "$"),
    )
    cases = []
    for number, (name, (sign, rule)) in enumerate(ESCAPES.items()):
        old, word, place = places[1 + number % 5]
        if place == "$":
            edit = replaced(DESCRIPTOR, VERSION, b'"no%ste": 1, ' % sign + VERSION)
        else:
            edit = replaced(DESCRIPTOR, old, old.replace(word, word[:2] + sign + word[2:]))
        cases.append(case(f"{name} at {place}", edit, f"{DESCRIPTOR}:{place} {rule}"))
    return cases


ENCODINGS: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "a mark": (lambda b: b"\xef\xbb\xbf" + b, 1),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), 1),
    "UTF-16 without a mark": (lambda b: b.decode().encode("utf-16-be"), 1),
    "UTF-32": (lambda b: b.decode().encode("utf-32"), 1),
    "Latin-1": (lambda b: b.decode().encode("latin-1"), 0),
    "a byte in a key": (lambda b: b.replace(b'"version"', b'"vers\xffion"'), 7),
    "a byte between": (lambda b: b.replace(b'"version"', b'\xe8 "version"'), 7),
    "cut in a letter": (lambda b: b.rstrip()[:-1] + b"\xc3", 0),
}


def encodings() -> list[Case]:
    base = (MINIMAL / DESCRIPTOR).read_bytes()
    cases = []
    for name, (make, told) in ENCODINGS.items():
        line = told or utf8_line(make(base))
        expected = f"{DESCRIPTOR}:{line} text_is_utf8"
        cases.append(case(name, made(DESCRIPTOR, make), expected))
    return cases


def utf8_line(content: bytes) -> int:
    with pytest.raises(UnicodeDecodeError) as caught:
        content.decode("utf-8")
    return content.count(b"\n", 0, caught.value.start) + 1


PATHS = (
    *("http://example.org/axis.csv", "https://example.org/axis.csv", "HTTPS://EXAMPLE.ORG/A.CSV"),
    *("ftp://example.org/axis.csv", "file:///etc/passwd", "s3://bucket/axis.csv", "data:,a%2Cb"),
    *("//example.org/axis.csv", "\\\\server\\share\\axis.csv", "C:\\data\\axis.csv", "c:/axis.csv"),
    *(
        "/etc/passwd",
        "/data/axis.csv",
        "../axis.csv",
        "data/../../axis.csv",
        "data/../data/axis.csv",
    ),
    *("..", "data\\axis.csv", "data\\..\\..\\axis.csv", "~/axis.csv", "~root/axis.csv"),
)


def paths() -> list[Case]:
    rule = "paths_stay_in_the_folder"
    cases = []
    for number, path in enumerate(PATHS):
        which, old = (("0", b"data/axis.csv"), ("1", b"data/amounts.csv"))[number % 2]
        edit = replaced(DESCRIPTOR, b'"%s"' % old, json.dumps(path).encode())
        told = f"{DESCRIPTOR}:$.resources[{which}].path {rule}"
        cases.append(case(path, edit, told))
    return cases


def with_resources(change: Callable[[list[dict[str, Any]]], object]) -> Callable[[bytes], bytes]:
    def make(content: bytes) -> bytes:
        descriptor = json.loads(content)
        change(descriptor["resources"])
        return json.dumps(descriptor).encode()

    return make


def named_once() -> list[Case]:
    rule = "files_are_named_once"

    def path(number: int, text: str) -> Callable[[list[dict[str, Any]]], object]:
        return lambda resources: resources[number].update(path=text)

    return [
        case(name, made(DESCRIPTOR, with_resources(change)), f"{DESCRIPTOR}:{place} {rule}")
        for name, change, place in (
            ("a file in capitals", path(1, "data/AXIS.csv"), "$.resources[1].path"),
            ("a folder in capitals", path(2, "DATA/axis.csv"), "$.resources[2].path"),
            ("an ending in capitals", path(1, "data/axis.CSV"), "$.resources[1].path"),
            ("another way there", path(1, "./data//Axis.csv"), "$.resources[1].path"),
            ("the first in capitals", path(0, "data/FIGURES.csv"), "$.resources[2].path"),
        )
    ]


def sizes() -> list[Case]:
    rule = "sizes_are_within_limits"
    deep = limits.JSON_DEPTH + 1

    def large(folder: Path) -> None:
        with (folder / DESCRIPTOR).open("r+b") as stream:
            stream.truncate(limits.JSON_BYTES + 1)

    many = with_resources(lambda r: r.extend([r[0]] * limits.RESOURCES))
    nested = {
        "lists": b"[" * deep + b"]" * deep,
        "objects": b'{"a":' * deep + b"1" + b"}" * deep,
        "both, one in the other": b'[{"a":' * deep + b"1" + b"}]" * deep,
        "lists that are not closed": b"[" * 100_000,
        "objects that are not closed": b'{"a":' * 100_000,
    }
    return [
        *(
            case(name, put(DESCRIPTOR, text), f"{DESCRIPTOR}:1 {rule}")
            for name, text in nested.items()
        ),
        case(
            "lists in a key",
            replaced(DESCRIPTOR, VERSION, b'"x": ' + b"[" * deep + b"]" * deep + b", " + VERSION),
            f"{DESCRIPTOR}:7 {rule}",
        ),
        case(
            "a long key",
            replaced(DESCRIPTOR, VERSION, b'"%s": 1, ' % (b"k" * 201) + VERSION),
            f"{DESCRIPTOR}:$ {rule}",
        ),
        case(
            "a long text",
            replaced(DESCRIPTOR, b"an invented", b"x" * 32_768),
            f"{DESCRIPTOR}:$.description {rule}",
        ),
        case("many resources", made(DESCRIPTOR, many), f"{DESCRIPTOR}:$.resources {rule}"),
        case("a large file", large, f"{DESCRIPTOR} {rule}"),
    ]


OTHERWISE: dict[str, object] = {
    "dialect": {"delimiter": ";"},
    "compression": "gz",
    "innerpath": "axis.csv",
    "extrapaths": ["/etc/passwd"],
    "data": [["notation"], ["A"]],
    "scheme": "http",
    "control": {"httpTimeout": 1},
}
NUMBERED: dict[str, object] = {"groupChar": ".", "decimalChar": ",", "bareNumber": False}


def read_otherwise() -> list[Case]:
    def with_key(key: str, value: object) -> Callable[[bytes], bytes]:
        return with_resources(lambda r: r[1].update({key: value}))

    def with_field_key(key: str, value: object) -> Callable[[bytes], bytes]:
        return with_resources(lambda r: r[1]["schema"]["fields"][1].update({key: value}))

    return [
        *(
            case(
                key,
                made(DESCRIPTOR, with_key(key, value)),
                f"{DESCRIPTOR}:$.resources[1].{key} files_are_csv",
            )
            for key, value in OTHERWISE.items()
        ),
        *(
            case(
                key,
                made(DESCRIPTOR, with_field_key(key, value)),
                f"{DESCRIPTOR}:$.resources[1].schema.fields[1].{key} numbers_are_read_in_one_way",
            )
            for key, value in NUMBERED.items()
        ),
    ]


CASES = {
    "read otherwise": read_otherwise(),
    "no JSON": no_json(),
    "twice": twice(),
    "numbers": numbers(),
    "texts": texts(),
    "encodings": encodings(),
    "paths": paths(),
    "named once": named_once(),
    "sizes": sizes(),
}


@pytest.mark.parametrize(
    ("named", "case"),
    [pytest.param(heading(k, c), c, id=heading(k, c)) for k in CASES for c in CASES[k]],
)
def test_a_descriptor_that_is_refused(named: str, case: Case, tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    case.edit(folder)

    told = said_of(folder)

    assert issues_told(told) == list(case.expected)
    assert told == said("descriptor")[named]


HOSTILE = "a" * 28 + "!"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(a+)+", 'does not match the pattern "(a+)+"'),
        ("(", "expected a pattern that RE2 takes"),
        (r"(a)\1", "expected a pattern that RE2 takes"),
        ("((a{100}){100}){100}", "expected a pattern that RE2 takes"),
        (7, "expected a pattern; write one"),
    ],
)
def test_a_pattern_of_a_stranger_is_matched_in_linear_time(
    pattern: object, said: str, tmp_path: Path
) -> None:
    # Python's own engine would take 2^28 steps for the first, and end with a traceback at others.
    folder = copy_of(MINIMAL, tmp_path / "publication")
    replaced(AXIS, b"Research", HOSTILE.encode())(folder)

    def constrain(resources: list[dict[str, Any]]) -> None:
        resources[0]["schema"]["fields"][1]["constraints"]["pattern"] = pattern

    made(DESCRIPTOR, with_resources(constrain))(folder)

    with open_tables(read_publication(folder)) as tables:
        issues = frictionless_agrees(tables).issues

    assert any(said in issue.message for issue in issues), issues


def test_a_descriptor_of_faults_only_is_told_in_few_lines(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    descriptor = json.loads((MINIMAL / DESCRIPTOR).read_bytes())
    descriptor["coesa"].update({f"languages_{number}": 1 for number in range(100_000)})
    put(DESCRIPTOR, json.dumps(descriptor).encode())(folder)

    assert len(issues_of(folder)) == limits.LISTED + 1


def test_a_key_that_stands_twice_is_found_among_many(tmp_path: Path) -> None:
    folder = copy_of(MINIMAL, tmp_path / "publication")
    keys = ",\n".join(f'"k{number}": 1' for number in range(200_000))
    put(DESCRIPTOR, f'{{{keys},\n"k199999": 2}}'.encode())(folder)

    assert issues_of(folder) == [f"{DESCRIPTOR}:200001 json_keys_are_unique"]
