from pathlib import Path

import pytest

from coesa import looking
from coesa.errors import PublicationError
from coesa.looking import looked_at, size, smallest_first
from coesa.read import read_described
from coesa.tables import open_tables
from tests.test_read import issues_of


@pytest.mark.parametrize("large", [0, 3000, looking.LARGE])
def test_files_that_are_looked_at_meanwhile_have_the_same_issues(
    large: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "LARGE", large)
    for name in ("axis", "figures"):
        with (folder / "data" / f"{name}.csv").open("a") as stream:
            stream.write("short\n")
    publication = read_described(folder)

    with pytest.raises(PublicationError) as caught:  # noqa: SIM117
        with looked_at(publication) as looked, open_tables(publication, looked):
            pytest.fail("a table with a fault was opened")

    assert caught.value.issues == issues_of(folder)
    assert [issue.path for issue in caught.value.issues] == ["data/axis.csv", "data/figures.csv"]


@pytest.mark.parametrize("large", [0, 3000, looking.LARGE])
def test_a_table_is_waited_for_before_it_is_read(
    large: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []
    monkeypatch.setattr(looking, "LARGE", large)
    publication = read_described(folder)

    with looked_at(publication) as looked:

        def waits(name: str) -> None:
            looked(name)
            waited.append(name)

        with open_tables(publication, waits) as tables:
            assert tables.count("figures") > 300

    assert waited == [name for name, _ in smallest_first(publication)]


def test_nothing_is_opened_before_small_files_are_looked_at(folder: Path) -> None:
    (folder / "data" / "figures.csv").unlink()

    with pytest.raises(PublicationError, match="files_are_there"):  # noqa: SIM117
        with looked_at(read_described(folder)):
            pytest.fail("it could have been opened")


def test_of_a_link_only_the_link_is_measured(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1000))
    (tmp_path / "link").symlink_to("file")

    assert (size(tmp_path / "file"), size(tmp_path / "none")) == (1000, 0)
    assert size(tmp_path / "link") == len("file")
