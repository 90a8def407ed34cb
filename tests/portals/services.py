"""Start the servers of consumers on loopback, and stop each one, whatever happens."""

import contextlib
import functools
import http.server
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"

_PATIENCE = 120


def free_port() -> int:
    """Find a port of loopback that nothing listens on."""
    with socket.create_server((LOOPBACK, 0)) as bound:
        return int(bound.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[object], port: int, log: Path) -> Iterator[None]:
    """Run a server until it answers on its port; stop it and its children at the end.

    Raises:
        RuntimeError: with the end of its log, if it stops or never answers.
    """
    program = str(command[0])
    if shutil.which(program) is None:
        raise RuntimeError(f"there is no {program}; .ci/run tells the Debian package to install")
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=log.parent,
            start_new_session=True,
        )
    try:
        _wait_for(process, port, log)
        yield
    finally:
        _stop(process)


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
            return
        time.sleep(0.1)
    told = log.read_text("utf-8", "replace")[-2000:]
    raise RuntimeError(f"{process.args!r} does not answer on port {port}: {told}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign, patience in ((signal.SIGINT, 10), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        del format, args


_Quiet.extensions_map |= {
    ".rdf": "application/rdf+xml",
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
}


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Put a folder on the web, on loopback; give its address, with a slash at its end."""
    with listening(functools.partial(_Quiet, directory=str(folder))) as address:
        yield address


@contextlib.contextmanager
def listening(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """Answer requests on loopback; give the address, with a slash at its end."""
    with http.server.ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
