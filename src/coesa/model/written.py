"""Files of `dist/`, as they are written and as the catalogue describes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coesa.model.resource import Texts


@dataclass(frozen=True, slots=True)
class Distribution:
    """One downloadable form of the dataset, as the catalogue describes it.

    Attributes:
        path: where it is in `dist/`.
        about: the name of the table that it holds; None if it holds the whole dataset.
    """

    path: str
    media_type: str
    titles: Texts
    size: int
    sha256: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file of `dist/` as it was written: its size in bytes, its SHA-256 digest.

    Attributes:
        location: where it lies before it is put into `dist/`.
    """

    size: int
    sha256: str
    location: Path = field(default_factory=Path, compare=False)


Content = bytes | Callable[[Path], Written | None]
"""A file of `dist/`: its bytes; or what writes it to a path, and may measure it meanwhile."""

Batch = Callable[[], Mapping[str, Content]]
"""Makes some files of `dist/`, by path, and rests on no file of the batches beside it."""
