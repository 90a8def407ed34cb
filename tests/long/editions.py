"""Two editions of a small `dist/`, made by our own stages: what takes its place is told apart."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from coesa import bundle
from coesa.model import Batch, Content, Written
from coesa.write import Stage, alone

Edition = dict[str, bytes]


def stages(number: int) -> tuple[Stage, ...]:
    """List the stages of one edition; files and folders differ from those of the next."""
    zipped = alone(partial(_zip, number)), alone(partial(_zip_sum, number))
    return (partial(_batches, number), alone(_sums), *zipped)


def files_of(folder: Path) -> Edition:
    """Read a folder: what is in it, by name."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def told_apart(folder: Path, editions: Mapping[int, Edition]) -> int | None:
    """Tell which edition a folder holds, to the byte; none, if it holds a mix or nothing."""
    found = files_of(folder)
    return next((number for number, files in editions.items() if files == found), None)


def _batches(number: int, _: Mapping[str, Written]) -> Sequence[Batch]:
    """Make two batches, one of them in a copy of the process."""
    return partial(_files, number), partial(_more_files, number)


def _files(number: int) -> Mapping[str, Content]:
    return {
        "README.md": f"edition {number}\n".encode(),
        "datapackage/rows.csv": f"{number}\n".encode() * 5000,
        f"rdf/only-{number}.ttl": b"<a> <b> <c> .\n",
        "rdf/cube/all.nt": _streamed(number),
    }


def _more_files(number: int) -> Mapping[str, Content]:
    return {
        "office/book.xlsx": f"{number}".encode() * 5000,
        f"office/only-{number}/rows.csv": _streamed(number),
    }


def _streamed(number: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("w") as stream:
            stream.writelines(f"<{number}> <b> <{row}> .\n" for row in range(5000))

    return write


def _sums(written: Mapping[str, Written]) -> Mapping[str, Content]:
    return {bundle.SUMS: bundle.checksums(written)}


def _zip(number: int, written: Mapping[str, Written]) -> Mapping[str, Content]:
    return {f"edition-{number}.zip": bundle.bundle(tuple(written))}


def _zip_sum(number: int, written: Mapping[str, Written]) -> Mapping[str, Content]:
    name = f"edition-{number}.zip"
    return {f"{name}.sha256": bundle.zip_checksum(name, written[name])}
