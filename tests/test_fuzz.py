"""A slice of the fuzzing that `make fuzz` does, and what hypothesis makes of the same edits."""

import io
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coesa.intake.table import table_issues
from tests.conftest import ROOT, examples
from tests.fuzz import PREFIX, originals, spoilt, verdict

SLICE = 100
"""Cases that the tests run."""


def test_a_slice_is_refused_or_read() -> None:
    # In a process of its own: what it opens is watched until it ends.
    result = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", str(SLICE), "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert f"{SLICE} cases" in result.stdout
    assert "files_are_csv" in result.stdout


@settings(max_examples=examples(20))
@given(st.randoms(use_true_random=False))
def test_what_hypothesis_makes_is_refused_or_read(choice: random.Random) -> None:
    with tempfile.TemporaryDirectory(prefix=PREFIX) as root:
        assert verdict(spoilt(originals(), choice), Path(root) / "case", 0)


CELLS = st.text(st.sampled_from('ab01 ,;"\n\r=+-@é\u200b\xa0\ufffd\uff1dÃ¬'), max_size=6)
"""Cells of little but what may be odd."""


@settings(max_examples=examples(100))
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4), st.booleans())
@example(rows=[["", '-0"=']], quoted=True)
@example(rows=[["", '+1 "a"|x']], quoted=True)
@example(rows=[["", '-5 "a" %']], quoted=True)
def test_the_quick_look_passes_nothing_that_the_close_one_refuses(
    rows: list[list[str]], quoted: bool
) -> None:
    lines = [["a", "b"], *rows]
    written = "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' if quoted else cell for cell in row)
        for row in lines
    )
    assume(not written.endswith("\r"))
    quick = list(table_issues("t.csv", io.BytesIO(written.encode()), ["a", "b"]))
    # A tab in the last row makes the whole block odd: then every row is looked at closely.
    odd = written.removesuffix("\n") + "\nodd\t,x\n"
    close = table_issues("t.csv", io.BytesIO(odd.encode()), ["a", "b"])

    assert quick == [issue for issue in close if "a tab" not in issue.message]
