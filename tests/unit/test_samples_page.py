"""docs/samples.md is what the sample filings make of it."""

import runpy

from tests.support.shared import REPOSITORY


def test_the_page_of_samples_is_in_step() -> None:
    made = runpy.run_path(str(REPOSITORY / "tools" / "samples_page.py"))["page"]()
    written = (REPOSITORY / "docs" / "samples.md").read_text(encoding="utf-8")
    assert written.splitlines() == made.splitlines(), "run: python tools/samples_page.py"
