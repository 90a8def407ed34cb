"""Give the command every malformed publication that the tests know, with two seconds and 300 MB.

`python -m tests.long.malformed` prints how many there are of each rule, and how many odd but good.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests import (
    test_intake_descriptor,
    test_intake_folder,
    test_intake_good,
    test_intake_numbers,
    test_intake_tables,
    test_intake_text,
)
from tests.intake import LIMITED, MINIMAL, Case, copy_of, issues_told, state
from tests.long.swept import Swept, swept


def cases() -> list[Case]:
    """List the malformed publications that the gate refuses."""
    families = (test_intake_descriptor, test_intake_tables, test_intake_text)
    listed = [case for family in families for kind in family.CASES.values() for case in kind]
    return [*listed, *test_intake_folder.CASES]


def counts() -> Counter[str]:
    """Count the malformed inputs of each rule: publications, and cells that are no numbers.

    Each has a name of its own, for what is wrong differs in structure and not only in value.
    """
    named = {(case.expected[0].rpartition(" ")[2], case.name) for case in cases()}
    counted = Counter(rule for rule, _ in named)
    counted["files_are_readable"] += len(test_intake_folder.LOCKED)
    counted["cells_fit_their_type"] += len(set(test_intake_numbers.NO_NUMBERS))
    return counted


def good() -> int:
    """Count the inputs that are odd and good: texts of cells, and layouts of files."""
    return len(set(test_intake_good.LABELS)) + len(test_intake_good.LAYOUTS)


def malformed(size: int | None, seed: int, folder: Path) -> Swept:
    """Validate `size` malformed publications by chance, or all there are."""
    listed = cases()
    chosen = listed if size is None else random.Random(seed).sample(listed, size)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(partial(_told, folder), range(len(chosen)), chosen)
        return swept(found, f"of {sum(counts().values())} inputs for {len(counts())} rules")


def _told(folder: Path, number: int, case: Case) -> str | None:
    """Run the command on a case; say what is not as it should be."""
    place = copy_of(MINIMAL, folder / f"{number}" / "publication")
    case.edit(place)
    before = state(place.parent)
    command = [sys.executable, "-c", LIMITED, str(place)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    if ended.returncode != 1 or ended.stderr:
        return f"{case.name}: exit code {ended.returncode}: {ended.stderr[-300:]}"
    told = tuple(issues_told(ended.stdout))
    if told != case.expected:
        return f"{case.name}: {told} told, {case.expected} expected"
    return f"{case.name}: something was written" if state(place.parent) != before else None


def main() -> None:
    """Print the counts."""
    for rule, number in sorted(counts().items()):
        sys.stdout.write(f"{number:5} {rule}\n")
    total = sum(counts().values())
    sys.stdout.write(f"{total:5} malformed inputs, {good()} odd but good\n")


if __name__ == "__main__":
    main()
