"""A taxonomy's page in headless Chromium: silent, without requests, and searched as one types."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.pipeline.settings import Settings
from generator.pipeline.taxonomy import write_page
from tests.support.browser import Opened, opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PACKAGE = Path(__file__).resolve().parents[2] / "taxonomy" / "package"


@pytest.fixture
def opened(browser: "Browser", tmp_path: Path) -> Iterator[Opened]:
    file = tmp_path / "taxonomy.html"
    assert write_page(str(PACKAGE), file, "zh", Settings()) == ()
    with opened_page(browser, file) as found:
        yield found


def test_the_page_is_silent_and_asks_for_nothing(opened: Opened) -> None:
    opened.page.fill("#wanted", "收入")
    assert opened.said == []
    assert opened.asked == [opened.url]


def test_a_search_leaves_what_was_searched_for(opened: Opened) -> None:
    page = opened.page
    before = page.locator("article:visible").count()
    page.fill("#wanted", "operatingrevenue 营业收入")
    assert "cni:OperatingRevenue" in page.locator("article:visible .name").all_inner_texts()
    found = page.locator("article:visible").count()
    assert 0 < found < before
    assert page.inner_text("#count") == f"{found} / {before}"
    page.fill("#wanted", "")
    assert page.locator("article:visible").count() == before


def test_a_tree_leads_to_its_concepts_and_back(opened: Opened) -> None:
    page = opened.page
    page.locator("nav summary").first.click()
    link = page.locator("nav details[open] a").first
    target = link.get_attribute("href") or ""
    link.click()
    assert page.locator(f"article{target}").is_visible()
    page.locator(f"article{target} .used a").first.click()
    assert page.evaluate("document.querySelector(location.hash).open")


def test_nothing_is_cut_off_on_a_narrow_screen(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 380, "height": 700})
    assert opened.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    opened.page.fill("#wanted", "收入")
    assert not opened.page.locator("nav").is_visible()
