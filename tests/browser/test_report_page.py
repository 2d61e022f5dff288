"""The page in headless Chromium: nothing asked of the network, nothing in the console, and it prints as a filing should.

`FILING_PICTURES=FOLDER` keeps the screenshots and the printed pages, for people to look at.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import Opened, opened_page
from tests.support.builds import Build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser: "Browser", built_sample: Build) -> Iterator[Opened]:
    with opened_page(browser, built_sample.out / f"{built_sample.id}.xhtml") as found:
        yield found


def _measure(page: "Page", script: str) -> Any:
    return page.evaluate(script)


def test_the_page_is_silent_and_asks_for_nothing(opened: Opened) -> None:
    assert opened.said == []
    assert opened.asked == [opened.url]


def test_every_fact_is_seen_and_the_header_is_not(opened: Opened, built_sample: Build) -> None:
    """A fact that no transformation makes, such as a member of an enumeration, is seen where words refer to it."""
    facts_seen = "Array.from(document.getElementsByTagName('*')).filter(e => ['nonFraction', 'nonNumeric'].includes(e.localName))"
    words_seen = "Array.from(document.querySelectorAll('[style*=\"-ix-hidden:\"]'))"
    seen = sum(_measure(opened.page, f"{elements}.filter(e => e.getClientRects().length).length") for elements in (facts_seen, words_seen))
    (facts,) = {output["facts"] for output in built_sample.manifest["outputs"] if output["role"] == "ixbrl"}
    assert seen == facts
    header = _measure(opened.page, "document.getElementsByTagName('ix:header')[0].getClientRects().length")
    assert header == 0


def test_figures_are_aligned_and_nothing_is_cut_off(opened: Opened) -> None:
    aligned = _measure(opened.page, "Array.from(document.querySelectorAll('.figures td')).map(e => getComputedStyle(e).textAlign)")
    assert set(aligned) <= {"right", "left", "center"}
    assert aligned.count("right") > 50
    wide = _measure(
        opened.page,
        "Array.from(document.querySelectorAll('.figures td, .figures th')).filter(e => e.scrollWidth > e.clientWidth + 1).length",
    )
    assert wide == 0
    beyond = _measure(opened.page, "document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0


def test_no_table_upright_is_wider_than_the_paper(opened: Opened) -> None:
    """A browser prints every page smaller where one table is too wide."""
    opened.page.set_viewport_size({"width": 1400, "height": 1300})
    upright = "Array.from(document.querySelectorAll('.section:not(.wide)'))"
    wider = _measure(opened.page, f"{upright}.filter(s => s.querySelector('table').offsetWidth > s.clientWidth).map(s => s.id)")
    assert wider == []


def test_it_prints_on_numbered_pages_with_its_heads(opened: Opened, built_sample: Build, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")
    pdf = tmp_path / "report.pdf"
    opened.page.pdf(path=str(pdf), prefer_css_page_size=True, print_background=True)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    pages = text.rstrip("\f").split("\f")
    assert len(pages) >= 3
    squeezed = ["".join(page.split()) for page in pages]
    for number, page in enumerate(squeezed[1:], 2):
        assert f"第{number}页，共{len(pages)}页" in page
    assert "规则核对" in "".join(squeezed[2:-1])
    assert "之签署页" in squeezed[-1]
    _keep(opened, pdf, built_sample.id)


def _keep(opened: Opened, pdf: Path, name: str) -> None:
    folder = os.environ.get("FILING_PICTURES")
    if folder:
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        opened.page.screenshot(path=str(target / f"{name}.png"), full_page=True)
        subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(target / name)], check=True)
