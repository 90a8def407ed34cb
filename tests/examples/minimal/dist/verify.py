"""Check a built folder, an unpacked bundle or a zipped one, byte by byte, against its SHA256SUMS.

This file stands in every bundle and needs nothing but Python: `python verify.py [FOLDER | ZIP]`.
Where SHA256SUMS names a file of that name in a folder, the files of the folder are listed there.
A zip is read here, not by a library: it must be, header for header, the one zip that coesa makes of
its files, so that no byte of it can be another. Nothing is unpacked.
"""

import hashlib
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from struct import pack, unpack
from typing import IO

SUMS = "SHA256SUMS"
MEMBERS = 20_000
"""The most files that a zip may hold."""
NAME_BYTES = 1_024
"""The longest name that a file in a zip may have."""
SUMS_BYTES = MEMBERS * (64 + 2 + NAME_BYTES + 1)

_AT_ONCE = 2
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LOCAL = b"PK\x03\x04"
# From here on zipfile writes sizes in 64 bits (APPNOTE.TXT 4.5.3), and so must the zip.
_WIDE = 2**31 - 1
_FULL = 0xFFFFFFFF
_DATE = 1 << 5 | 1  # 1980-01-01
_UNIX = 3
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: its name and CRC-32 there, where it begins, its size and SHA-256 digest."""

    name: str
    crc: int
    offset: int
    size: int
    sha256: str = ""


class BundleError(ValueError):
    """The file is not a zip that coesa made: nothing more can be said about it."""


def verify(target: Path, digests: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Count the files that were checked, and say what is wrong with the bundle.

    `digests` are SHA-256 of files of a folder that were read just now, by name; all others are
    read here.

    Raises:
        OSError: there is nothing at `target`, or it cannot be read.
    """
    if target.is_dir():
        return _check_folder(target, digests or {})
    try:
        members, sums = _read_zip(target)
    except BundleError as error:
        return 0, [f"{target.name}: {error}"]
    return _check(sums, _digests(members), set())


def _check(
    sums: Mapping[str, bytes], found: Mapping[str, str], known: set[str]
) -> tuple[int, list[str]]:
    """Hold the digests that were found against SHA256SUMS; `known` files need no line there.

    `sums` are the files of that name, by their names in the bundle.
    """
    if SUMS not in sums:
        return 0, [f"{SUMS}: is missing; this is no bundle"]
    wrong: list[str] = []
    listed: dict[str, str] = {}
    _list(SUMS, sums[SUMS], listed, wrong)
    for name in [n for n in listed if _is_list(n) and n in sums]:
        _list(name, sums[name], listed, wrong)
    return len(listed), [*wrong, *_differences(listed, found, known)]


def _is_list(name: str) -> bool:
    """Tell whether a file lists the digests of the files of its folder."""
    return name.rpartition("/")[2] == SUMS


def _list(name: str, content: bytes, listed: dict[str, str], wrong: list[str]) -> None:
    """Read a list of digests; its names are seen from its own folder."""
    folder = name[: -len(SUMS)]
    *lines, last = content.decode("utf-8", "replace").split("\n")
    if last:
        wrong.append(f"{name}: does not end with a line break")
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or folder + match[2] in listed or not _is_safe(folder + match[2]):
            wrong.append(f"{name}: line {number} is not one digest and the name of another file")
        else:
            listed[folder + match[2]] = match[1]


def _differences(
    listed: Mapping[str, str], found: Mapping[str, str], known: set[str]
) -> Iterator[str]:
    for name, digest in listed.items():
        if name not in found:
            yield f"{shown(name)}: is missing"
        elif found[name] != digest:
            yield f"{shown(name)}: has been changed (SHA-256 {found[name]}, expected {digest})"
    for name in sorted(found.keys() - listed.keys() - known - {SUMS}):
        yield f"{shown(name)}: is not in {SUMS}"


def shown(name: str) -> str:
    """Show a name that may hold anything on one line."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)


def _is_safe(name: str) -> bool:
    """Tell whether a name leads to a file inside the bundle, on every system."""
    return (
        name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and not {"", ".", ".."} & set(name.split("/"))
        and len(name.encode("utf-8", "surrogatepass")) <= NAME_BYTES
    )


def _check_folder(folder: Path, digests: Mapping[str, str]) -> tuple[int, list[str]]:
    files = dict(_files(folder))
    odd = [f"{shown(name)}: is no plain file" for name, path in files.items() if path is None]
    # The bundle's own zip and what is made of it cannot be in SHA256SUMS, which the zip holds.
    zips = [n for n, path in files.items() if path and "/" not in n and n.endswith(".zip")]
    known = {f"{name}{suffix}" for name in zips for suffix in ("", ".sha256", ".minisig")}
    plain = {name: path for name, path in files.items() if path is not None}
    unread = {name: path for name, path in plain.items() if name not in digests}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        read = dict(zip(unread, pool.map(_sha256, unread.values()), strict=True))
    found = {name: read.get(name) or digests[name] for name in plain}
    sums = {name: (folder / name).read_bytes() for name in found if _is_list(name)}
    count, wrong = _check(sums, found, known)
    if sums:
        wrong += [line for name in zips for line in _check_own_zip(folder, name, found, sums)]
    return count, [*odd, *wrong]


def _files(folder: Path) -> Iterator[tuple[str, Path | None]]:
    """Find everything in a folder, in order; what is neither folder nor plain file has no path."""
    with os.scandir(folder) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            yield from ((f"{entry.name}/{name}", path) for name, path in _files(Path(entry.path)))
        else:
            plain = entry.is_file(follow_symlinks=False)
            yield entry.name, Path(entry.path) if plain else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_own_zip(
    folder: Path, name: str, found: Mapping[str, str], sums: Mapping[str, bytes]
) -> Iterator[str]:
    """Hold the zip beside the files it was made of against them, and against its checksum."""
    checksum = folder / f"{name}.sha256"
    if checksum.name not in found:
        yield f"{checksum.name}: is missing"
    elif checksum.read_bytes() != f"{found[name]}  {name}\n".encode():
        yield f"{checksum.name}: does not hold the SHA-256 digest of {name} ({found[name]})"
    try:
        members, inside = _read_zip(folder / name)
    except BundleError as error:
        yield f"{name}: {error}"
        return
    if inside != sums or members[0].name.partition("/")[0] != Path(name).stem:
        yield f"{name}: is not the zip of these files"
    for line in _check(inside, _digests(members), set())[1]:
        yield f"{name}: {line}"


def _read_zip(path: Path) -> tuple[list[Member], dict[str, bytes]]:
    """Read a zip from its first byte to its last: its members, and its lists of digests."""
    members: list[Member] = []
    names: set[str] = set()
    sums = {}
    with path.open("rb") as stream:
        while (head := stream.read(30))[:4] == _LOCAL:
            member = _header(stream, head)
            _refuse(member, names, members)
            member, content = _content(stream, member)
            members.append(member)
            if _is_list(member.name):
                sums[member.name.partition("/")[2]] = content
        if not members:
            raise BundleError("is no zip of coesa; unpack it and check the folder")
        end = directory(members)
        if head + stream.read(len(end) - len(head) + 1) != end:
            raise BundleError("its table of contents, at the end, has been changed")
    return members, sums


def _header(stream: IO[bytes], head: bytes) -> Member:
    offset = stream.tell() - len(head)
    if len(head) < 30:
        raise BundleError("ends too early")
    crc, _, size, length, more = unpack("<3L2H", head[14:30])
    name, extra = stream.read(length), stream.read(more)
    if size == _FULL and len(extra) == 20:
        (size,) = unpack("<Q", extra[4:12])
    member = Member(name.decode("utf-8", "replace"), crc, offset, size)
    if head + name + extra != header(member):
        raise BundleError(
            f"{shown(member.name)}: is not stored as coesa stores it; unpack the zip and check "
            "the folder"
        )
    return member


def _refuse(member: Member, names: set[str], members: list[Member]) -> None:
    """Refuse a name that could do harm, stands twice on some system, or is out of order."""
    folder, _, name = member.name.partition("/")
    if not _is_safe(member.name) or not name:
        raise BundleError(f"{shown(member.name)}: is no name of a file in a bundle")
    if member.name.casefold() in names:
        raise BundleError(f"{member.name}: stands twice in the zip")
    names.add(member.name.casefold())
    if members and (
        members[0].name.partition("/")[0] != folder
        or members[-1].name.encode() > member.name.encode()
    ):
        raise BundleError(f"{member.name}: is not in the one folder, or not in order")
    if len(members) == MEMBERS:
        raise BundleError(f"holds more than {MEMBERS} files")


def _content(stream: IO[bytes], member: Member) -> tuple[Member, bytes]:
    """Measure a member; keep the content of a list of digests."""
    digester, crc, left, kept = hashlib.sha256(), 0, member.size, b""
    is_sums = _is_list(member.name)
    if is_sums and left > SUMS_BYTES:
        raise BundleError(f"{member.name}: is larger than {SUMS_BYTES} bytes")
    while left:
        block = stream.read(min(left, 1 << 20))
        if not block:
            raise BundleError(f"{member.name}: ends too early")
        digester.update(block)
        crc = zlib.crc32(block, crc)
        left -= len(block)
        if is_sums:
            kept += block
    if crc != member.crc:
        raise BundleError(f"{member.name}: has been changed (CRC-32)")
    measured = Member(member.name, crc, member.offset, member.size, digester.hexdigest())
    return measured, kept


def _digests(members: Iterable[Member]) -> dict[str, str]:
    return {member.name.partition("/")[2]: member.sha256 for member in members}


def header(member: Member) -> bytes:
    """Give the bytes that stand before the content of a member (APPNOTE.TXT 4.3.7)."""
    wide = member.size * 1.05 > _WIDE
    size = _FULL if wide else member.size
    extra = pack("<2H2Q", 1, 16, member.size, member.size) if wide else b""
    name = member.name.encode("utf-8", "replace")
    version = 45 if wide else 20
    fixed = pack("<5H", version, _flags(member), 0, 0, _DATE)
    return (
        _LOCAL + fixed + pack("<3L2H", member.crc, size, size, len(name), len(extra)) + name + extra
    )


def _flags(member: Member) -> int:
    return 0 if member.name.isascii() else 1 << 11


def directory(members: list[Member]) -> bytes:
    """Give the bytes that end a zip of these members (APPNOTE.TXT 4.3.12, 14, 15, 16)."""
    entries = b"".join(_entry(member) for member in members)
    last = members[-1]
    start, size, count = last.offset + len(header(last)) + last.size, len(entries), len(members)
    more = b""
    if start > _WIDE or size > _WIDE:
        more = b"PK\x06\x06" + pack("<Q2H2L4Q", 44, 45, 45, 0, 0, count, count, size, start)
        more += b"PK\x06\x07" + pack("<LQL", 0, start + size, 1)
        start, size = min(start, _FULL), min(size, _FULL)
    return entries + more + b"PK\x05\x06" + pack("<4H2LH", 0, 0, count, count, size, start, 0)


def _entry(member: Member) -> bytes:
    wide = member.size > _WIDE
    size = _FULL if wide else member.size
    far = member.offset > _WIDE
    numbers = ([member.size] * 2 if wide else []) + ([member.offset] if far else [])
    extra = pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
    version = 45 if numbers or member.size * 1.05 > _WIDE else 20
    name = member.name.encode("utf-8", "replace")
    made = pack("<2B5H", version, _UNIX, version, _flags(member), 0, 0, _DATE)
    sizes = pack("<3L", member.crc, size, size)
    rest = pack("<5H2L", len(name), len(extra), 0, 0, 0, _MODE, _FULL if far else member.offset)
    return b"PK\x01\x02" + made + sizes + rest + name + extra


def main(arguments: list[str]) -> int:
    """Check the bundle named by the arguments, by default the folder that this file is in."""
    target = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        count, wrong = verify(target)
    except OSError as error:
        sys.stderr.write(f"{target}: {error.strerror or error}\n")
        return 3
    for line in wrong:
        sys.stdout.write(line.encode("ascii", "backslashreplace").decode() + "\n")
    sys.stdout.write(f"{count} files checked, {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
