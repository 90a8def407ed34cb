"""Work done in a copy of our process, which has all at hand that is open here, and gives a value.

A build of a small publication asks and writes with one thread, and Python lets one thread compute
at a time: what does not rest on each other is made by copies (fork), so that every processor works.
"""

import contextlib
import ctypes
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import IO, Any, Never

from coesa.errors import CoesaError
from coesa.model import Made

Answer = Callable[[], Made]
"""Waits for what is made, and gives it; raises what was raised when it was made."""

_PR_SET_PDEATHSIG = 1

_THREADED = ("vl_convert",)
"""Libraries whose threads a copy would lack, and wait for: what has loaded one is not copied."""


@contextlib.contextmanager
def beside(make: Callable[[], Made], copied: bool = True) -> Iterator[Answer[Made]]:
    """Have something made beside us until it is asked for; at the end the copy is there no more.

    A copy has none of our threads: nobody may be asking the tables when it begins. What is made is
    pickled. Unless it is to be `copied`, or where that cannot be, it is made here when asked for.

    Raises:
        OSError: the system does not let a copy be made; or, from the answer, it has ended early.
    """
    if not copied or not _is_possible():
        yield make
        return
    out, into = os.pipe()
    with (
        os.fdopen(out, "rb") as answer,
        os.fdopen(into, "wb") as told,
        _copied(make, answer, told),
    ):
        told.close()
        yield lambda: _answered(answer)


def _is_possible() -> bool:
    return sys.platform == "linux" and not any(name in sys.modules for name in _THREADED)


@contextlib.contextmanager
def _copied(make: Callable[[], object], answer: IO[bytes], told: IO[bytes]) -> Iterator[None]:
    """Let a copy make something and tell it, and end it."""
    parent = os.getpid()
    with warnings.catch_warnings():
        # Later Pythons warn of threads, whoever's they are: those of DuckDB wait for files of the
        # web, and nobody's ask or write when a copy begins.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        _tell(make, parent, answer, told)
    try:
        yield
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _tell(make: Callable[[], object], parent: int, answer: IO[bytes], told: IO[bytes]) -> Never:
    """Make it and tell it, as a copy."""
    try:
        answer.close()
        _end_with(parent)
        with told:
            told.write(_pickled(make))
    finally:
        # Nothing of what our process does at its end: files of its own, and other processes.
        os._exit(0)


def _pickled(make: Callable[[], object]) -> bytes:
    """Make it, and pickle it or its error; a fault of ours is told here, and whole."""
    try:
        try:
            return pickle.dumps((make(), None), pickle.HIGHEST_PROTOCOL)
        except (CoesaError, OSError) as error:
            return pickle.dumps((None, error))
    finally:
        fault = sys.exception()
        if fault is not None and not isinstance(fault, KeyboardInterrupt):
            sys.excepthook(type(fault), fault, fault.__traceback__)


def _end_with(parent: int) -> None:
    """Have the system end us when our process ends, however it does (prctl, Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _answered(answer: IO[bytes]) -> Any:
    try:
        made, refused = pickle.load(answer)
    except (EOFError, pickle.UnpicklingError):
        message = "a copy of this process ended before it had answered"
        raise ChildProcessError(message) from None
    if refused is not None:
        raise refused
    return made
