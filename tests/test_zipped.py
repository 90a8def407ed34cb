import zipfile
from pathlib import Path

from coesa.zipped import store_again

FILES = {"b/è.txt": b"due", "b/z.txt": b"tre", "a.txt": b"uno" * 1000}


def stored(folder: Path, names: list[str], compression: int) -> Path:
    """Let zipfile pack files in an order of its own, then store them again."""
    source, path = folder / f"{compression}-{names[0][0]}.zip", folder / "stored.zip"
    with zipfile.ZipFile(source, "w", compression=compression) as packed:
        for name in names:
            packed.writestr(name, FILES[name])
    store_again(source, path)
    return path


def test_members_are_in_the_order_of_their_utf8_bytes_and_stored(tmp_path: Path) -> None:
    path = stored(tmp_path, list(FILES), zipfile.ZIP_DEFLATED)

    with zipfile.ZipFile(path) as read:
        infos = read.infolist()
        contents = {info.filename: read.read(info) for info in infos}
    assert [info.filename for info in infos] == ["a.txt", "b/z.txt", "b/è.txt"]
    assert contents == FILES
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {3}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}


def test_order_and_compression_of_the_source_make_no_difference(tmp_path: Path) -> None:
    one = stored(tmp_path, list(FILES), zipfile.ZIP_DEFLATED).read_bytes()

    other = stored(tmp_path, list(reversed(FILES)), zipfile.ZIP_STORED).read_bytes()

    assert one == other
