"""A process that starts builds and lets them be stopped: each is forked, halted, then let go.

Everything is imported before a build is forked, so that a kill or a fault of the file system meets
the build and not the start of Python. Run as `python -m tests.long.forge` by `Forge`.
"""

import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build ended: its exit code (less than 0: the signal), and what it told."""

    code: int
    told: str

    @property
    def is_refusal(self) -> bool:
        """Tell whether it ended as it should when it cannot write: one line, exit code 3."""
        return self.code == 3 and self.told.startswith("Error: ") and self.told.count("\n") == 1


class Forge:
    """Starts builds, halted before their first step; a context."""

    def __init__(self, folder: Path, before: Sequence[str] = ()) -> None:
        self._told = folder / "told"
        self._running: int | None = None
        self._command = [*before, sys.executable, "-m", "tests.long.forge"]

    def __enter__(self) -> "Forge":
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == "ready", "the builds cannot be started"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._running is not None:
            os.kill(self._running, signal.SIGKILL)
        self._in.close()
        self._process.wait()
        self._out.close()

    def start(self, what: str, number: int, out: Path, largest: int = -1) -> int:
        """Start a build, halted; give its process."""
        self._told.unlink(missing_ok=True)
        self._in.write(f"{what}\t{number}\t{out}\t{self._told}\t{largest}\n")
        self._in.flush()
        self._running = int(self._answer())
        return self._running

    def end(self) -> Ended:
        """Wait until the build ends; until then its process is nobody else's."""
        self._in.write("end\n")
        self._in.flush()
        code, self._running = int(self._answer()), None
        return Ended(code, self._told.read_text("utf-8", "replace"))

    def run(self, what: str, number: int, out: Path, largest: int = -1) -> Ended:
        """Let a build run to its end."""
        os.kill(self.start(what, number, out, largest), signal.SIGCONT)
        return self.end()

    @property
    def _in(self) -> IO[str]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _answer(self) -> str:
        return self._out.readline().strip()


def _build(what: str, number: int, out: Path) -> int:
    from coesa.cli import main
    from coesa.errors import CoesaError
    from coesa.write import write
    from tests.long.editions import stages

    if what != "edition":
        try:
            main(["build", "--publication", what, "--out", str(out)])
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0
    try:
        write(stages(number), out)
    except CoesaError as error:
        _tell(f"Error: {error}\n".encode())
        return error.exit_code
    return 0


def _tell(text: bytes) -> None:
    """Say it again where the call that is made to fail is the one that says it."""
    try:
        os.write(2, text)
    except OSError:
        os.write(2, text)


def _child(what: str, number: int, out: Path, told: str, largest: int) -> None:
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.kill(os.getpid(), signal.SIGSTOP)
    if largest >= 0:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    code = 70
    try:
        code = _build(what, number, out)
    finally:
        error = sys.exception()
        if error is not None:
            traceback.print_exception(error)
        sys.stderr.flush()
        os._exit(code)


def serve(lines: IO[str]) -> None:
    """Fork a build for every line; answer its process when it is halted, and how it ended."""
    with TemporaryDirectory() as folder:
        _build("edition", 0, Path(folder) / "dist")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in lines:
        what, number, out, told, largest = line.rstrip("\n").split("\t")
        if what != "edition":
            for module in ("build", "coverage", "read", "validate"):
                import_module(f"coesa.{module}")
        process = os.fork()
        if process == 0:
            _child(what, int(number), Path(out), told, int(largest))
        os.waitpid(process, os.WUNTRACED)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        next(lines, None)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.stdin)
