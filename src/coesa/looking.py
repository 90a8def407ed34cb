"""Look at the files of tables through the gate, while others do something else."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from coesa.errors import PublicationError
from coesa.intake import file_issues
from coesa.model import Issue, Publication, Resource

LARGE = 4_000_000
"""Bytes of a file from which on it takes long enough to do something else meanwhile."""

Looked = Callable[[str], None]
"""What waits until the file of a table, by its name, has been looked at."""


@contextmanager
def looked_at(publication: Publication) -> Iterator[Looked]:
    """Look at the files of the tables, the smallest first: at most of the large ones meanwhile.

    Small files and the first large one have been looked at before anything else is done. Gives
    what waits until the file of a table has been looked at; at the first that has issues it waits
    for all, and raises PublicationError with every issue there is. The shared tables come with
    the tool.
    """
    own = {resource.name: resource for resource in publication.resources}
    with ThreadPoolExecutor(1) as pool:
        found = {
            name: pool.submit(_looked_at, own[name])
            for name, _ in smallest_first(publication)
            if name in own
        }

        def looked(name: str) -> None:
            if name in found and found[name].result():
                issues = (issue for looking in found.values() for issue in looking.result())
                raise PublicationError(sorted(issues))

        try:
            for name in found:
                looked(name)
                if size(own[name].location) >= LARGE:
                    break
            yield looked
        finally:
            pool.shutdown(cancel_futures=True)


def _looked_at(resource: Resource) -> list[Issue]:
    return list(file_issues(resource))


def smallest_first(publication: Publication) -> list[tuple[str, Resource]]:
    """Put every table with the name it goes by in the order of the sizes of their files."""
    return sorted(publication.tables(), key=lambda table: size(table[1].location))


def size(path: Path) -> int:
    """Tell how many bytes a file has, none if it is not there; a link is not followed."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0
