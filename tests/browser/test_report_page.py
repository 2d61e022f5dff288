"""The page in headless Chromium: nothing asked of the network, nothing in the console, and it prints as a filing should.

`FILING_PICTURES=FOLDER` keeps the screenshots and the printed pages, for people to look at.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.builds import Build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

_CHROMIUM = "/usr/bin/chromium"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    if not Path(_CHROMIUM).exists():
        pytest.skip(f"Chromium is not installed at {_CHROMIUM} (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield launched
        launched.close()


@dataclass
class Opened:
    """The report in a browser, and what it said and asked for."""

    page: "Page"
    url: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: "Browser", built_sample: Build) -> Iterator[Opened]:
    file = built_sample.out / f"{built_sample.id}.xhtml"
    page = browser.new_page(viewport={"width": 1000, "height": 1300})
    found = Opened(page, file.as_uri())
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda problem: found.said.append(str(problem)))
    page.on("request", lambda request: found.asked.append(request.url))
    page.goto(found.url)
    yield found
    page.close()


def _measure(page: "Page", script: str) -> Any:
    return page.evaluate(script)


def test_the_page_is_silent_and_asks_for_nothing(opened: Opened) -> None:
    assert opened.said == []
    assert opened.asked == [opened.url]


def test_every_figure_is_seen_and_the_header_is_not(opened: Opened, built_sample: Build) -> None:
    seen = _measure(
        opened.page,
        "Array.from(document.getElementsByTagName('*')).filter(e => e.localName === 'nonFraction' && e.getClientRects().length).length",
    )
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
    assert "规则核对" in squeezed[-1]
    _keep(opened, pdf, built_sample.id)


def _keep(opened: Opened, pdf: Path, name: str) -> None:
    folder = os.environ.get("FILING_PICTURES")
    if folder:
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        opened.page.screenshot(path=str(target / f"{name}.png"), full_page=True)
        subprocess.run(["pdftoppm", "-r", "70", "-png", str(pdf), str(target / name)], check=True)
