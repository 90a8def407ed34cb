"""What other implementations say, asked in a process of its own.

frictionless and pyshacl take long to load and to answer, and memory that stays. So a process
beside ours loads them while we go on, answers while we do other things, and takes its memory with
it. Read `answering` (the process), then `of_tables` and `of_graphs` (what is asked in it).
"""

import contextlib
import json
import subprocess
import sys
import weakref
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any

from coesa.errors import OpinionError

_BEGINNING = """
import sys
sys.path[:] = sys.argv[1:]
from coesa.opinions.answering import answer_all
answer_all()
"""
"""The program: it finds what we have found where we have, and never in the folder we are run in."""

TABLES, GRAPH = "tables", "graph"
"""What an opinion is asked of."""


class Opinions:
    """A process that holds tables against frictionless, and graphs against shapes.

    It is asked one thing after the other, and ends when nobody holds this any more.
    """

    def __init__(self) -> None:
        # A session of its own: who breaks off the command breaks off us, and we this.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGINNING, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._lock = Lock()
        self.end = weakref.finalize(self, _end, self._process)

    @property
    def process(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, of: str, *asked: Any) -> "Future[Any]":
        """Ask for an opinion, which comes when it is there.

        Raises:
            OpinionError: from the future, if the process has ended.
        """
        answer: Future[Any] = Future()
        question = (self._process, self._lock, [of, *asked], answer)
        # Nobody waits for an answer that is wanted no more.
        Thread(target=_answer, args=question, daemon=True).start()
        return answer


def begin() -> Opinions:
    """Start the process.

    Raises:
        OpinionError: if the system does not let it start.
    """
    try:
        return Opinions()
    except OSError as error:
        raise OpinionError(
            f"{sys.executable}: {error.strerror or error}; frictionless and SHACL are asked in a "
            "process of their own; let it start and run the command again"
        ) from error


def _answer(
    process: subprocess.Popen[bytes], lock: Lock, question: Sequence[Any], answer: "Future[Any]"
) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    line = b""
    with lock, contextlib.suppress(BrokenPipeError, ValueError):
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
    if line.endswith(b"\n"):
        answer.set_result(json.loads(line))
        return
    answer.set_exception(
        OpinionError(
            "the process that asks frictionless and SHACL ended before it had answered "
            f"({process.wait()}); see that there is memory for it and run the command again"
        )
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, whatever it does."""
    process.kill()
    process.wait()
    for stream in filter(None, (process.stdout, process.stdin)):
        with contextlib.suppress(BrokenPipeError):
            stream.close()
