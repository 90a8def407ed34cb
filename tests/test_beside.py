import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coesa.beside import beside
from coesa.errors import FactsDifferError
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")


@pytest.fixture(autouse=True)
def nothing_threaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a copy be made, whatever other tests have loaded: it does not ask it."""
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)


def raising(error: BaseException) -> Callable[[], None]:
    def make() -> None:
        raise error

    return make


def is_there(process: int) -> bool:
    """Tell whether a process is there and has not ended."""
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_copy_makes_it_from_what_is_at_hand_here() -> None:
    here = {"rows": 3}

    with beside(lambda: (os.getpid(), here["rows"] + 1)) as answer:
        here["rows"] = 100
        process, made = answer()

    assert process != os.getpid()
    assert made == 4


def test_an_answer_may_be_longer_than_a_pipe() -> None:
    with beside(lambda: b"x" * 10_000_000) as answer:
        assert len(answer()) == 10_000_000


def test_several_copies_work_at_once() -> None:
    with beside(lambda: "one") as one, beside(lambda: "other") as other:
        assert (other(), one()) == ("other", "one")


def test_a_copy_may_be_copied() -> None:
    def make() -> str:
        with beside(lambda: "in the") as answer:
            return answer() + " copy"

    with beside(make) as answer:
        assert answer() == "in the copy"


@pytest.mark.parametrize(
    "error", [FactsDifferError("a.csv: row 2"), OSError(28, "No space left on device")]
)
def test_an_error_is_raised_where_the_answer_is_asked_for(
    error: Exception, capfd: pytest.CaptureFixture[str]
) -> None:
    with beside(raising(error)) as answer, pytest.raises(type(error)) as raised:
        answer()

    assert str(raised.value) == str(error)
    assert capfd.readouterr().err == ""


def test_a_fault_of_ours_is_told_whole(capfd: pytest.CaptureFixture[str]) -> None:
    with beside(raising(ZeroDivisionError("fault"))) as answer, pytest.raises(ChildProcessError):
        answer()

    assert "ZeroDivisionError: fault" in capfd.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_copy_that_ends_early_has_no_answer(
    number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    def make() -> None:
        # Whoever runs the tests in the background has them ignore what breaks off.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.kill(os.getpid(), number)
        time.sleep(60)

    with beside(make) as answer, pytest.raises(ChildProcessError, match="before it had answered"):
        answer()

    assert capfd.readouterr().err == ""


def test_half_an_answer_is_none() -> None:
    # What a copy tells is cut off where the first megabytes fill the pipe.
    with (
        beside(lambda: b"x" * 10_000_000) as answer,
        pytest.raises(ChildProcessError, match="before it had answered"),
    ):
        time.sleep(0.1)
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        for process in children:
            if _is_copy(int(process)):
                os.kill(int(process), signal.SIGKILL)
        answer()


def _is_copy(process: int) -> bool:
    own = Path("/proc/self/cmdline").read_bytes()
    return Path(f"/proc/{process}/cmdline").read_bytes() == own


def test_a_copy_that_nobody_asks_is_ended() -> None:
    out, into = os.pipe()

    def make() -> None:
        os.write(into, str(os.getpid()).encode())
        time.sleep(60)

    with beside(make):
        process = int(os.read(out, 20))
        assert is_there(process)

    assert not is_there(process)


def test_what_goes_wrong_here_ends_the_copy() -> None:
    began = time.monotonic()

    with pytest.raises(KeyError), beside(lambda: time.sleep(60)):
        raise KeyError

    assert time.monotonic() - began < 30


SCRIPT = """
import os, sys, time
from coesa.beside import beside
def make():
    sys.stdout.write(f"{os.getpid()}\\n")
    sys.stdout.flush()
    time.sleep(60)
with beside(make) as answer:
    answer()
"""


def test_a_copy_ends_with_a_process_that_is_killed() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        copy = int(process.stdout.readline())
        assert is_there(copy)
        process.kill()
        process.wait()
    waited = time.monotonic()
    while is_there(copy) and time.monotonic() - waited < 5:
        time.sleep(0.01)

    assert not is_there(copy)


REFUSED = """
import os, resource
from coesa.beside import beside

if os.getuid() == 0:  # whom no limit holds
    os.setuid(65534)
resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
before = os.listdir("/proc/self/fd")
try:
    with beside(os.getpid):
        print("copied")
except BlockingIOError:
    print("refused", os.listdir("/proc/self/fd") == before)
"""


def test_a_copy_that_the_system_refuses_leaves_nothing_open() -> None:
    ended = subprocess.run([sys.executable, "-c", REFUSED], capture_output=True, text=True)

    assert (ended.stdout, ended.stderr) == ("refused True\n", "")


def test_where_no_copy_is_wanted_it_is_made_here_when_asked_for() -> None:
    made: list[int] = []

    with beside(lambda: made.append(os.getpid()), copied=False) as answer:
        assert made == []
        answer()

    assert made == [os.getpid()]


def test_a_process_that_has_drawn_a_chart_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """What draws them has threads of its own, which a copy would wait for."""
    monkeypatch.setitem(sys.modules, "vl_convert", sys)

    with beside(os.getpid) as answer:
        assert answer() == os.getpid()
