"""Zip files with the same bytes on every machine: members in order, stored, without a clock.

Deflated bytes differ between zlib implementations, so nothing is compressed; the date is the
first that a zip can hold (APPNOTE.TXT 4.4.6), the system is Unix, the mode a plain file's.
"""

import shutil
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_UNIX = 3
_MODE = 0o100644 << 16


def store_again(source: Path, path: Path) -> None:
    """Write the members of a zip to another, stored and in order, member by member.

    For a zip that another library has made and that may outgrow memory.
    """
    with ZipFile(source) as members, ZipFile(path, "w") as to:
        for name in sorted(members.namelist(), key=str.encode):
            member = zip_member(name)
            # With the size known, zipfile needs no header for large files.
            member.file_size = members.getinfo(name).file_size
            with members.open(name) as read, to.open(member, "w") as written:
                shutil.copyfileobj(read, written)


def zip_member(name: str) -> ZipInfo:
    """Describe a member so that it is the same on every machine and at any time."""
    member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_STORED
    member.create_system = _UNIX
    member.external_attr = _MODE
    return member
