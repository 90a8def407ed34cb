"""What commands open: the publication folder, its tables, a language, a line of progress."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from coesa.errors import NotFoundError

if TYPE_CHECKING:
    from coesa.tables import Tables


def folder_of(folder: Path | None) -> Path:
    """Find the publication folder: the one named, this one, or its subfolder datapackage/."""
    if folder is not None:
        return folder
    here = Path()
    inside = here / "datapackage"
    descriptor = "datapackage.json"
    return inside if not (here / descriptor).is_file() and (inside / descriptor).is_file() else here


def language_of(language: str | None, known: Sequence[str]) -> str:
    """Take the language asked for, or the first; NotFoundError if there is no text in it."""
    if language is not None and language not in known:
        raise NotFoundError(f"there is no text in {language}; expected {', '.join(known)}")
    return language or known[0]


@contextmanager
def opened(folder: Path | None) -> Iterator["Tables"]:
    """Open the tables of a publication, and close them at the end."""
    from coesa.looking import looked_at
    from coesa.read import read_described
    from coesa.tables import open_tables

    publication = read_described(folder_of(folder))
    with looked_at(publication) as looked, open_tables(publication, looked) as tables:
        yield tables


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update
