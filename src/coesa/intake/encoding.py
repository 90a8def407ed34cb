"""Tell what a file is by its bytes, where it is no text in UTF-8."""

import re

from coesa.intake.words import shown

_MARKS = (
    (b"\xef\xbb\xbf", "a byte order mark (EF BB BF) found before the text"),
    (b"\xff\xfe\x00\x00", "text in UTF-32 found"),
    (b"\x00\x00\xfe\xff", "text in UTF-32 found"),
    (b"\xff\xfe", "text in UTF-16 found"),
    (b"\xfe\xff", "text in UTF-16 found"),
)

_OTHERS = (
    (b"PK\x03\x04", "a workbook or a zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old kind"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"%PDF-", "a PDF file"),
    (b"{\\rtf", "a text document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)

_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table)\b", re.IGNORECASE)


def encoding_fault(start: bytes) -> str | None:
    """Tell by the first bytes of a file how it is encoded, where that is not plain UTF-8.

    A byte order mark is refused: programs that do not expect one take it for a part of the
    first column's name, and what is published is the curated file, byte by byte.
    """
    for mark, found in _MARKS:
        if start.startswith(mark):
            return f"{found}; expected UTF-8 without such a mark; save the file so"
    sample = start[:1000]
    if len(sample) >= 4 and sample.count(b"\0") * 3 >= len(sample):
        return "text in UTF-16 or UTF-32 found; expected UTF-8; save the file so"
    return None


def other_format(start: bytes) -> str | None:
    """Tell by the first bytes of a file what it is, where it is well known and no CSV."""
    for mark, found in _OTHERS:
        if start.startswith(mark):
            return found
    return "a web page or XML" if _MARKUP.match(start) else None


def utf8_fault(content: bytes, position: int) -> str:
    """Say which byte is no UTF-8, and what stands before it."""
    before = content[max(0, position - 20) : position].decode("utf-8", "ignore")
    before = re.split(r"[\r\n]", before)[-1]
    where = f' after "{shown(before)}"' if before else ""
    return (
        f"the byte 0x{content[position]:02X}{where} is not UTF-8; expected UTF-8; save the file so"
    )
