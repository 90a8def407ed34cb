"""Look at a publication's folder: plain files inside it, each named once."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coesa.intake import limits
from coesa.intake.words import DESCRIPTOR, shown_name
from coesa.model import Issue

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a link to another file"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


def file_fault(folder: Path, path: str, largest: int, *, linked: bool = False) -> Issue | None:
    """Tell what keeps a file from being opened: no plain file inside the folder, or too large.

    Every step from the folder to the file is looked at, and none is followed. `linked`: the file
    may have a second name, as installed files have.
    """
    place = folder
    steps = Path(path).parts
    for number, step in enumerate(steps):
        place = place / step
        try:
            found = place.lstat()
        except (FileNotFoundError, NotADirectoryError):
            message = "there is no such file; add it, or take its name out of the descriptor"
            return Issue(path, 0, "", "files_are_there", message)
        except OSError as error:
            return unreadable(path, error)
        if stat.S_ISLNK(found.st_mode) or number == len(steps) - 1:
            named = "the file" if number == len(steps) - 1 else f'the folder "{step}"'
            fault = _kind_fault(found, named, linked)
            if fault is not None:
                return Issue(path, 0, "", "files_are_plain", fault)
    if found.st_size > largest:
        return too_large(path, found.st_size, largest)
    return None


def _kind_fault(found: os.stat_result, name: str, linked: bool) -> str | None:
    for is_kind, kind in _KINDS:
        if is_kind(found.st_mode):
            return f"{name} is {kind}; expected a plain file in the folder; put a copy there"
    if found.st_nlink > 1 and not linked:
        return (
            f"{name} is one with another elsewhere (a hard link); expected a file of its own; "
            "put a copy there"
        )
    return None


def unreadable(path: str, error: OSError) -> Issue:
    """Say that the system does not let a file be read."""
    reason = error.strerror.lower() if error.strerror else "it cannot be read"
    message = f"the file cannot be opened: {reason}; expected one that may be read; mend its rights"
    return Issue(path, 0, "", "files_are_readable", message)


def too_large(path: str, size: int, largest: int) -> Issue:
    """Say that a file is larger than any that is read."""
    advice = "split the table" if path.endswith(".csv") else "take out what it can do without"
    message = f"{size} bytes found; expected at most {largest}; {advice}"
    return Issue(path, 0, "", "sizes_are_within_limits", message)


def path_issues(descriptor: Mapping[str, Any]) -> Iterator[Issue]:
    """Find paths that lead out of the folder, addresses, and files that are named twice."""
    resources = descriptor.get("resources")
    if not isinstance(resources, list):
        return
    if len(resources) > limits.RESOURCES:
        message = (
            f"{len(resources)} resources found; expected at most {limits.RESOURCES}; "
            "split the publication"
        )
        yield Issue(DESCRIPTOR, 0, "$.resources", "sizes_are_within_limits", message)
        return
    named: dict[str, str] = {}
    for place, path in _paths(resources):
        if fault := _path_fault(path):
            yield Issue(DESCRIPTOR, 0, place, "paths_stay_in_the_folder", fault)
            continue
        plain = str(Path(path))
        other = named.setdefault(plain.casefold(), plain)
        if other != plain:
            message = (
                f'"{path}" differs from "{other}" in the case of letters only, which some systems '
                "do not tell apart; give the file another name"
            )
            yield Issue(DESCRIPTOR, 0, place, "files_are_named_once", message)


def _paths(resources: list[Any]) -> Iterator[tuple[str, str]]:
    """List the places of the descriptor that name a file: tables, and their second readings."""
    for number, resource in enumerate(resources):
        if isinstance(resource, dict):
            coesa = resource.get("coesa")
            again = coesa.get("secondReading") if isinstance(coesa, dict) else None
            for key, path in (("path", resource.get("path")), ("coesa.secondReading", again)):
                if isinstance(path, str):
                    yield f"$.resources[{number}].{key}", path


def _path_fault(path: str) -> str | None:
    """Tell how a path leads out of the folder, whatever the system that reads it."""
    if _SCHEME.match(path) or path.startswith("//"):
        what = "is an address or a drive"
    elif path.startswith(("/", "\\", "~")):
        what = "begins at the root of the disk or at a home folder"
    elif ".." in re.split(r"[/\\]", path):
        what = "leads out of the folder"
    elif "\\" in path:
        what = "has a backslash"
    else:
        return None
    return (
        f'"{path[:100]}" {what}; expected a path inside the publication\'s folder such as '
        "data/axis.csv; put the file there"
    )


def unnamed_files(folder: Path, descriptor: Mapping[str, Any]) -> tuple[str, ...]:
    """List the tables that no resource names, in the folders of those that are, to be told."""
    named = {str(Path(path)) for _, path in _paths(descriptor["resources"])}
    folders = sorted({str(Path(path).parent) for path in named})
    return tuple(
        shown_name(path)
        for inside in folders
        for found in sorted((folder / inside).glob("*.csv"))
        if (path := str(Path(inside) / found.name)) not in named
    )
