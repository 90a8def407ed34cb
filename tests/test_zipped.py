import zipfile
from io import BytesIO
from pathlib import Path

from coesa.zipped import store_again, stored_zip

FILES = {"b/è.txt": b"due", "b/z.txt": b"tre", "a.txt": b"uno" * 1000}


def test_members_are_in_the_order_of_their_utf8_bytes_and_stored() -> None:
    packed = stored_zip(FILES)

    with zipfile.ZipFile(BytesIO(packed)) as read:
        infos = read.infolist()
        contents = {info.filename: read.read(info) for info in infos}
    assert [info.filename for info in infos] == ["a.txt", "b/z.txt", "b/è.txt"]
    assert contents == FILES
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {3}
    assert {info.external_attr >> 16 for info in infos} == {0o100644}


def test_the_order_in_which_files_are_given_makes_no_difference() -> None:
    assert stored_zip(FILES) == stored_zip(dict(reversed(FILES.items())))


def test_a_deflated_zip_stored_again_has_the_bytes_of_one_stored_at_once(tmp_path: Path) -> None:
    source, path = tmp_path / "deflated.zip", tmp_path / "stored.zip"
    with zipfile.ZipFile(source, "w", compression=zipfile.ZIP_DEFLATED) as deflated:
        for name, content in FILES.items():
            deflated.writestr(name, content)

    store_again(source, path)

    assert path.read_bytes() == stored_zip(FILES)
