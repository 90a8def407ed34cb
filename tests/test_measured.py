import hashlib
import io
from pathlib import Path

import pytest

from coesa.measured import Measured
from coesa.model import Written


def test_what_is_written_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "file"

    with path.open("wb", buffering=0) as file:
        target = Measured(file)
        counts = [target.write(content) for content in (b"one ", b"", b"two")]

    assert counts == [4, 0, 3]
    assert path.read_bytes() == b"one two"
    assert target.written == Written(7, hashlib.sha256(b"one two").hexdigest())


def test_a_file_that_takes_a_part_at_once_gets_all_of_it() -> None:
    class Slow(io.BytesIO):
        def write(self, content: memoryview, /) -> int:  # type: ignore[override]
            return super().write(content[:3])

    file = Slow()
    target = Measured(file)

    assert target.write(b"all of it") == 9
    assert file.getvalue() == b"all of it"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told() -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OSError, match="No space left"),
    ):
        Measured(full).write(b"more than it takes")
