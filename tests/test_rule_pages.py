"""Every rule has a page, whose sample breaks that rule, and says what else it breaks."""

from pathlib import Path

import pytest

from coesa.registry import REGISTRY, Entry, code_of
from tests.conftest import ROOT, part
from tests.rule_pages import (
    PAGES,
    codes_of_sample,
    has_sample,
    issues_of,
    issues_of_sample,
    page_of,
    written,
)

MINIMAL, ERDF = (ROOT / "tests" / "examples" / name for name in ("minimal", "erdf"))


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} - {"README"} == {e.code for e in REGISTRY}


@pytest.mark.in_part
@pytest.mark.parametrize("entry", part(REGISTRY, 8), ids=lambda entry: entry.code)
def test_the_sample_breaks_its_rule_and_no_other(entry: Entry) -> None:
    page = page_of(entry.code).read_text("utf-8")
    issues = issues_of_sample(entry, page) if has_sample(page) else ()

    expected = codes_of_sample(entry, page) if has_sample(page) else set()
    assert {code_of(issue.rule) for issue in issues} == expected
    assert written(entry, page, issues) == page, "make docs writes it anew"


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda entry: entry.code)
def test_a_page_tells_causes_in_both_languages_and_has_a_sample_or_its_reason(
    entry: Entry,
) -> None:
    page = page_of(entry.code).read_text("utf-8")

    assert "\n**Cause.** " in page
    assert "\n**Causa.** " in page
    assert has_sample(page) is not ("\nNo sample: " in page)


@pytest.mark.parametrize(("folder", "text"), [(MINIMAL, True), (ERDF, False)])
def test_a_sample_that_is_repaired_has_no_issue(folder: Path, text: bool) -> None:
    assert issues_of(folder, text) == ()
