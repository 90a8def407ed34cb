"""No command opens a connection: each succeeds in a process that is refused every socket.

That `coesa build` does is tried in `test_build.py`, which builds once more anyway.
"""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import offline
from tests.conftest import ROOT

MINIMAL = ROOT / "tests" / "examples" / "minimal"
ASK = """
import sys, pyoxigraph
service = f"SERVICE <http://127.0.0.1:{sys.argv[1]}/> {{ ?s ?p ?o }}"
try:
    list(pyoxigraph.Store().query(f"SELECT * {{ {service} }}"))
except OSError as error:
    print(error)
"""

EACH = """
import json, runpy, sys
for words in json.loads(sys.argv[1]):
    sys.argv = words
    try:
        if words[0] == "coesa":
            runpy.run_module("coesa", run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(words[0], run_name="__main__")
    except SystemExit as ended:
        if ended.code:
            sys.exit(f"{words}: {ended.code}")
    print("over:", words[:2], flush=True)
"""
"""Runs one command after the other in one process: to start each anew takes longer than it."""

pytestmark = pytest.mark.skipif(not offline.is_possible(), reason="no filter for this system")


def run(*command: str, closed: bool = True) -> subprocess.CompletedProcess[str]:
    guard = [sys.executable, str(ROOT / "tests" / "offline.py")] if closed else []
    return subprocess.run([*guard, *command], capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture
def visits() -> Iterator[tuple[int, list[bytes]]]:
    """A server that counts its visitors: its port, and what each has asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                visitor, _ = server.accept()
                with visitor:
                    asked.append(visitor.recv(1000))
                    if asked[-1] == b"over":
                        return
                    visitor.sendall(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")

        waiting = threading.Thread(target=answer)
        waiting.start()
        port = server.getsockname()[1]
        yield port, asked
        with socket.create_connection(("127.0.0.1", port)) as last:
            last.sendall(b"over")
        waiting.join()


def test_the_guard_refuses_python_and_rust(visits: tuple[int, list[bytes]]) -> None:
    port, asked = visits

    run(sys.executable, "-c", ASK, str(port), closed=False)
    assert len(asked) == 1
    guarded = run(sys.executable, "-c", ASK, str(port))
    python = run(sys.executable, "-c", "import socket; socket.socket()")

    assert len(asked) == 1
    assert "not permitted" in guarded.stdout
    assert "PermissionError" in python.stderr


def test_no_command_needs_a_socket(tmp_path: Path) -> None:
    out = str(MINIMAL / "dist")
    question = tmp_path / "question.rq"
    question.write_text("ASK { ?s ?p ?o }")
    place = ("--publication", str(MINIMAL))
    commands = (
        ("coesa", "validate", *place),
        ("coesa", "coverage", *place, "--document", str(MINIMAL / "document.txt")),
        ("coesa", "verify", out),
        (f"{out}/verify.py",),
        ("coesa", "query", *place, "--out", out, str(question)),
        ("coesa", "rehearse", "--out", out),
    )

    ended = run(sys.executable, "-c", EACH, json.dumps(commands))

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("over: ") == len(commands)
