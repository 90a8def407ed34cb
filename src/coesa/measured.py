"""Measure a file while it is written: its bytes and its SHA-256 digest."""

import hashlib
from typing import BinaryIO

from coesa.model import Written


class Measured:
    """What is written to it goes to a file and is measured on its way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = 0
        self._sha256 = hashlib.sha256()

    def write(self, content: bytes | memoryview, /) -> int:
        """Write all of the bytes, however many the file takes at once."""
        left = memoryview(content)
        while left:
            left = left[self._file.write(left) :]
        self._sha256.update(content)
        self._size += len(content)
        return len(content)

    @property
    def written(self) -> Written:
        """What has been written until now."""
        return Written(self._size, self._sha256.hexdigest())
