"""Look at files before anything else does: RFC 4180, UTF-8, the columns of the schema."""

import csv
import difflib
from collections.abc import Iterable, Iterator

from coesa.model import Issue, Resource

DESCRIPTOR = "datapackage.json"


def nearest(found: str, expected: Iterable[str]) -> str:
    """Say which of the expected words is meant, where one is near enough.

    >>> nearest("axsi", ["axis", "value"])
    ' Did you mean "axis"?'
    """
    close = difflib.get_close_matches(found, list(expected), n=1, cutoff=0.5)
    return f' Did you mean "{close[0]}"?' if close else ""


def file_issues(resource: Resource) -> Iterator[Issue]:
    """Find what keeps a CSV file from being read: RFC 4180, UTF-8, the columns of its schema."""
    path = resource.path
    try:
        with resource.location.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            header = next(rows, [])
            issues = list(_header_issues(resource, header))
            yield from issues
            for number, row in enumerate(rows if not issues else (), start=2):
                if len(row) != len(header):
                    message = (
                        f"{len(row)} cells found, {len(header)} expected; "
                        "quote cells that hold a comma, and take out empty lines"
                    )
                    yield Issue(path, number, "", "rows_are_as_long_as_the_header", message)
    except (FileNotFoundError, IsADirectoryError):
        message = "there is no such file; add it, or take its resource out of the descriptor"
        yield Issue(path, 0, "", "files_are_there", message)
    except UnicodeDecodeError:
        yield _encoding_issue(resource)
    except csv.Error as error:
        line = rows.line_num
        yield Issue(path, line, "", "files_are_csv", f"{error}; mend the quotes (RFC 4180)")


def _encoding_issue(resource: Resource) -> Issue:
    before: bytes = b""
    for number, line in enumerate(resource.location.read_bytes().split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            before = line[: error.start]
            column = before.count(b",")
            fields = resource.columns
            name = fields[column].name if column < len(fields) else ""
            message = (
                f"byte 0x{line[error.start]:02X} after {before.decode()[-20:]!r} is not UTF-8; "
                "save the file as UTF-8"
            )
            return Issue(resource.path, number, name, "text_is_utf8", message)
    raise AssertionError("a file that cannot be decoded has a line that cannot")


def _header_issues(resource: Resource, header: list[str]) -> Iterator[Issue]:
    expected = [f.name for f in resource.columns]
    if header == expected:
        return
    rule = "columns_are_those_of_the_schema"
    for name in header:
        if name not in expected:
            shown = name if name else "(no name)"
            message = f'"{shown}" is no column of {resource.name}; expected {", ".join(expected)}.'
            yield Issue(resource.path, 1, shown, rule, message + nearest(name, expected))
    for name in expected:
        if name not in header:
            yield Issue(resource.path, 1, name, rule, "the column is missing; add it")
    if sorted(header) == sorted(expected):
        message = f"columns found in another order; expected {', '.join(expected)}"
        yield Issue(resource.path, 1, "", rule, message)
    elif set(header) == set(expected):
        twice = next(name for name in header if header.count(name) > 1)
        yield Issue(resource.path, 1, twice, rule, "the column stands twice; keep one of them")
