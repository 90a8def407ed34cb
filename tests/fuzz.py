"""Spoil a valid publication at random, many times: no traceback, no hang, nothing touched outside.

Run as `python -m tests.fuzz N [SEED]`; `make fuzz N=100000` does. A case is told by its seed and
its number, and `python -m tests.fuzz 1 SEED NUMBER` runs it again.
"""

import faulthandler
import os
import random
import signal
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from coesa.errors import PublicationError
from coesa.intake import file_issues, read_descriptor
from coesa.model import Issue, Publication
from coesa.read import read_publication
from coesa.rules.examples import query_issues
from coesa.tables import open_tables
from coesa.validate import STAGES
from tests.conftest import ROOT
from tests.intake import AMOUNTS, AXIS, DESCRIPTOR, FIGURES, MINIMAL

QUERY = "queries/en/labels.rq"
ASKED = b"""# Labels of the axes
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?code (SAMPLE(?label) AS ?name) WHERE {
  ?concept skos:notation ?code ; skos:prefLabel ?label .  # in any language
  FILTER(lang(?label) = "en" || !CONTAINS(STR(?label), '\\u0041 "B"'))
} GROUP BY ?code ORDER BY DESC(?code) LIMIT 10
"""

FILES = (AXIS, AMOUNTS, FIGURES, DESCRIPTOR, QUERY)
HANG, DEADLOCK = 5, 120
"""Seconds of computing, and of any time, after which a case counts as hung."""

RULED, WHOLE = 50, 500
"""One of so many cases is held against the rules, if it is read, and against the slow ones too."""

PART = 500
"""Cases that a process runs at a time: to begin takes as long as hundreds of them."""

PREFIX = "coesa-fuzz-"

TOKENS = (
    *(
        b'"',
        b'""',
        b'"""',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\t",
        b" ",
        b"\0",
        b"\\",
        b"'",
    ),
    *(
        b"=",
        b"+",
        b"-",
        b"@",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"null",
        b"true",
        b"NaN",
        b"1e999",
        b"-0",
    ),
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xc3",
        b"\xe2\x80\x8b",
        b"\xe2\x80\xae",
        b"\xc2\xa0",
        b"\xcc\x80",
    ),
    *(
        b"\xed\xa0\x80",
        b"\\ud800",
        b"\\u0000",
        b"../",
        b"/etc/passwd",
        b"http://",
        b"..",
        b"#",
        b"_T",
    ),
    *("€".encode(), "é".encode(), b"9" * 40, b"[" * 60, b'{"a":' * 60, b"A" * 40_000, b"NA", b"0"),
)
"""What means something to one reader or another."""

Files = Mapping[str, bytes]


@cache
def originals() -> Files:
    """Read the files that are spoilt."""
    tables = {path: (MINIMAL / path).read_bytes() for path in FILES if path != QUERY}
    return {**tables, QUERY: ASKED}


def spoilt(files: Files, choice: random.Random) -> dict[str, bytes]:
    """Change one file, or now and then two, in one to four places."""
    changed = dict(files)
    for path in choice.sample(FILES, choice.choice((1, 1, 1, 2))):
        content = changed[path]
        for _ in range(choice.randint(1, 4)):
            content = _edited(content, files, choice)
        changed[path] = content
    return changed


def _edited(content: bytes, files: Files, choice: random.Random) -> bytes:
    start = choice.randint(0, len(content))
    end = min(len(content), start + choice.choice((1, 1, 2, 8, 64, 1000)))
    before, piece, after = content[:start], content[start:end], content[end:]
    other = files[choice.choice(FILES)]
    at = choice.randint(0, len(other))
    token = choice.choice(TOKENS)
    pieces = (
        bytes(byte ^ (1 << choice.randrange(8)) for byte in piece[:1]) + piece[1:],
        bytes([choice.randrange(256)]) + piece[1:],
        b"",
        piece * choice.choice((2, 3, 50)),
        token + piece,
        token,
        other[at : at + len(piece)],
    )
    return choice.choice(
        (*(before + changed + after for changed in pieces), before, _swapped(content, choice))
    )


def _swapped(content: bytes, choice: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, two = choice.randrange(len(lines)), choice.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def verdict(files: Files, folder: Path, stages: int = len(STAGES)) -> str:
    """Read a publication, and hold it against the rules if it is read; tell how far it came.

    Any other exception than our own is a fault of ours, and goes up.

    Args:
        files: what the publication holds.
        folder: where it is written.
        stages: how many stages of rules are run.
    """
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    before = sorted(folder.rglob("*"))
    try:
        _pass_the_gate(files, folder)
        publication = read_publication(folder)
        issues = tuple(_issues(publication, stages))
        told = "read, and broken" if issues else f"read, and good in {stages} stages of rules"
    except PublicationError as error:
        issues, told = error.issues, error.issues[0].rule
    assert sorted(folder.rglob("*")) == before, "files have come or gone"
    odd = [issue for issue in issues if not is_readable(issue)]
    assert not odd, odd
    return told


def _pass_the_gate(files: Files, folder: Path) -> None:
    """Do what reading does first, as long as the descriptor is the valid one: it takes 1 ms."""
    read_descriptor(folder)
    publication = valid_publication()
    if files[DESCRIPTOR] == originals()[DESCRIPTOR]:
        tables = (replace(r, location=folder / r.path) for r in publication.resources)
        if issues := [issue for table in tables for issue in file_issues(table)]:
            raise PublicationError(issues)


@cache
def valid_publication() -> Publication:
    """Read the publication that is spoilt, as it is before."""
    return read_publication(MINIMAL)


def _issues(publication: Publication, stages: int) -> Iterator[Issue]:
    """Run the first stages of rules, as long as nothing is found; of none, that on queries."""
    if not stages:
        yield from query_issues(publication)
        return
    with open_tables(publication) as tables:
        for stage in STAGES[:stages]:
            found = [issue for rule in stage for issue in rule(tables).issues]
            yield from found
            if found:
                return


def _stages(number: int) -> int:
    """Tell how many stages of rules are run: they take a hundred times as long as the gate."""
    if number % WHOLE == 0:
        return len(STAGES)
    return len(STAGES) - 1 if number % RULED == 0 else 0


def is_readable(issue: Issue) -> bool:
    """Tell whether an issue is one line that can be read."""
    return str(issue).isprintable() and len(str(issue)) <= 2000


@cache
def watch() -> None:
    """End the process if a file outside is opened that is none of Python's or ours, or a socket."""
    scratch = str(Path(tempfile.gettempdir()) / PREFIX)
    stdlib = sysconfig.get_path("stdlib")
    fixed = ("/proc", "/dev", "/usr", "/sys", "/etc/mime.types")
    roots = (scratch, ROOT, sys.prefix, sys.base_prefix, stdlib, *fixed)
    allowed = tuple(str(root) for root in roots)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket.") and event != "socket.__new__":
            _end(f"{event} {arguments}")
        if event == "open" and isinstance(arguments[0], str | os.PathLike):
            path, flags = os.path.realpath(arguments[0]), arguments[2]
            assert isinstance(flags, int)
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            if not path.startswith(scratch if writes else allowed):
                _end(f"open {path} {flags}")

    sys.addaudithook(hook)


def _end(what: str) -> None:
    os.write(2, f"touched outside: {what}\n".encode())
    os._exit(70)


def run(seed: int, numbers: range) -> Counter[str]:
    """Run cases one by one in a process of their own; count the verdicts."""
    files, verdicts = originals(), Counter[str]()
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory(prefix=PREFIX) as root:
        verdict(files, Path(root) / "valid")  # what is imported late is imported now
        watch()
        # The C library tells where we are and ends the process, whatever it is busy with.
        faulthandler.register(signal.SIGPROF, chain=True)
        for number in numbers:
            signal.setitimer(signal.ITIMER_PROF, HANG)
            faulthandler.dump_traceback_later(DEADLOCK, exit=True)
            case = spoilt(files, random.Random(f"{seed}-{number}"))
            try:
                verdicts[verdict(case, Path(root) / "case", _stages(number))] += 1
            except Exception:
                sys.stderr.write(f"seed {seed}, case {number}\n")
                raise
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                faulthandler.cancel_dump_traceback_later()
    return verdicts


def main(count: int, seed: int, first: int = 0) -> None:
    """Run many cases on every core; print seed, rate and verdicts."""
    sys.stdout.write(f"seed {seed}\n")
    begun, verdicts, done = time.monotonic(), Counter[str](), 0
    parts = [range(n, min(n + PART, first + count)) for n in range(first, first + count, PART)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for part, future in [(part, pool.submit(run, seed, part)) for part in parts]:
            if error := future.exception():
                sys.stderr.write(f"seed {seed}: a fault in or beside {part}\n")
                pool.shutdown(cancel_futures=True)
                raise error
            verdicts += future.result()
            done += len(part)
            rate = done / (time.monotonic() - begun)
            sys.stdout.write(f"{done} cases, {rate:.0f} a second\n")
            sys.stdout.flush()
    for told, number in verdicts.most_common():
        sys.stdout.write(f"{number:8} {told}\n")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(numbers[0], *(numbers[1:] or [random.SystemRandom().randrange(10**6)]))
