"""A page in headless Chromium, and what it said and asked for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The path of Chromium; where there is none, the test that asks is skipped."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return found


@dataclass
class Opened:
    """A page in a browser, its console and its requests."""

    page: "Page"
    url: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def opened_page(browser: "Browser", file: Path) -> Iterator[Opened]:
    """The file, open in a window of its own."""
    page = browser.new_page(viewport={"width": 1000, "height": 1300})
    found = Opened(page, file.as_uri())
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda problem: found.said.append(str(problem)))
    page.on("request", lambda request: found.asked.append(request.url))
    page.goto(found.url)
    yield found
    page.close()
