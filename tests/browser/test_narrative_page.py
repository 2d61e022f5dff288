"""A page with a text in headless Chromium, and what `--pdf` prints: figures found by their ids, none missing, the same bytes again."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.diagnostics import InputError
from generator.pipeline.build import build
from generator.pipeline.settings import Settings
from generator.render.pdf import find_browser, print_page, with_dates
from tests.support.browser import Opened, chromium, opened_page
from tests.support.builds import Build
from tests.support.filings import change, run_filing
from tests.support.narrative import write_filing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small filing with a text, built with its PDF."""
    chromium()
    folder = tmp_path_factory.mktemp("text")
    made = build(write_filing(folder / "small"), folder / "out", Settings(pdf=True))
    assert made.manifest is not None, [d.message for d in made.diagnostics]
    return folder / "out"


@pytest.fixture
def opened(browser: "Browser", built: Path) -> Iterator[Opened]:
    with opened_page(browser, built / "small.xhtml") as found:
        yield found


def test_the_page_is_silent_and_asks_for_nothing(opened: Opened) -> None:
    assert (opened.said, opened.asked) == ([], [opened.url])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("figures.north.value", "1,234.50"),
        ("figures.share.value", "44"),
        ("figures.signed.value", "2022年6月30日"),
        ("figures.listed.value", "是"),
        ("sales.total.amount", "1,200.00"),
        ("text.conclusion.text", "公司于2022年6月30日签署，上市：是，A & B。"),
    ],
)
def test_a_fact_is_found_by_its_id_and_seen(key: str, text: str, opened: Opened) -> None:
    assert opened.page.evaluate(f"document.getElementById({key!r}).textContent") == text
    assert opened.page.evaluate(f"document.getElementById({key!r}).getClientRects().length") > 0


def test_what_a_hidden_fact_means_is_seen_where_the_text_says_it(opened: Opened) -> None:
    assert opened.page.evaluate("document.getElementById('figures.kind.value').getClientRects().length") == 0
    marked = "Array.from(document.querySelectorAll('[style*=\"-ix-hidden:figures.kind.value\"]'))"
    assert opened.page.evaluate(f"{marked}.map(e => [e.textContent, e.getClientRects().length])") == [["意见 [成员]", 1]]


def test_blocks_stand_below_one_another_and_inside_one_another(opened: Opened) -> None:
    box = "(k) => { const b = document.getElementById(k).getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"
    reply, question, answer, table = (opened.page.evaluate(box, key) for key in
                                      ("text.reply.text", "text.question.text", "text.answer.text", "s-sales"))  # fmt: skip
    assert reply[1] < question[1] < question[3] <= answer[1] < table[1] < table[3] < answer[3] <= reply[3]
    assert reply[0] <= question[0]
    assert table[2] <= reply[2] + 1


def test_contents_lead_to_the_blocks(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 1000, "height": 500})
    opened.page.click("text=问题一 >> nth=0")
    assert opened.page.evaluate("Math.abs(document.getElementById('text.question.text').getBoundingClientRect().top)") < 60


def test_the_signature_page_is_for_paper(opened: Opened) -> None:
    assert opened.page.evaluate("document.querySelector('.signature').getClientRects().length") == 0


# ---------------------------------------------------------------- paper


def _pages(file: Path) -> list[str]:
    """The pages' texts without white space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in text.rstrip("\f").split("\f")]


def test_the_pdf_holds_the_text_numbered_and_the_signature_page_last(built: Path) -> None:
    pages = _pages(built / "small.pdf")
    for number, page in enumerate(pages[1:], 2):
        assert f"第{number}页，共{len(pages)}页" in page
    whole = "".join(pages)
    assert "北方销售1,234.50注1万元，占44%，较上年上升<5%。" in whole
    assert "文号[2022]1号。" in whole
    assert "之签署页" in pages[-1]
    assert "某某会计师事务所（盖章）" in pages[-1]
    assert re.search(r"[^0-9]年月日", pages[-1])


def test_no_figure_of_a_sample_is_missing_from_its_pdf(built_sample: Build, tmp_path: Path) -> None:
    page = (built_sample.out / f"{built_sample.id}.xhtml").read_bytes()
    target = tmp_path / "sample.pdf"
    target.write_bytes(print_page(page, chromium()))
    whole = "".join(_pages(target))
    elements = re.findall(r"<ix:nonFraction[^>]*[^/]>([^<]+)<", page.decode())
    assert len(elements) > 50
    for figure in set(elements):
        assert whole.count(figure) >= elements.count(figure), figure


def test_the_same_filing_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    made = build(write_filing(tmp_path / "small"), tmp_path / "out", Settings(pdf=True))
    assert made.manifest is not None
    assert (tmp_path / "out" / "small.pdf").read_bytes() == (built / "small.pdf").read_bytes()
    (listed,) = [output for output in made.manifest["outputs"] if output["role"] == "pdf"]
    assert (listed["path"], listed["facts"]) == ("small.pdf", None)


def test_dates_are_the_filings(built: Path, tmp_path: Path) -> None:
    filing = write_filing(tmp_path / "small")
    change(filing / "filing.toml", 'currency = "CNY"\n', 'currency = "CNY"\nprepared_on = 2022-06-30\n')
    made = build(filing, tmp_path / "out", Settings(pdf=True))
    assert made.manifest is not None
    data = (tmp_path / "out" / "small.pdf").read_bytes()
    assert set(re.findall(rb"Date \(D:([0-9]{8})", data)) == {b"20220630"}
    assert len(with_dates(data, date(1970, 1, 1))) == len(data)


def test_without_a_browser_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FILING_CHROMIUM", "no-such-browser")
    ran = run_filing(capsys, "build", write_filing(tmp_path / "small"), "-o", tmp_path / "out", "--pdf", "--format", "json")
    (wrong,) = ran.errors
    assert (ran.code, wrong["code"]) == (1, "filing.pdf")
    assert "no-such-browser" in wrong["message"]
    assert not (tmp_path / "out").exists()


def test_a_browser_that_prints_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\necho 'no fonts here' >&2\nexit 1\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("FILING_CHROMIUM", str(fake))
    assert find_browser() == str(fake)
    ran = run_filing(capsys, "build", write_filing(tmp_path / "small"), "-o", tmp_path / "out", "--pdf", "--format", "json")
    (wrong,) = ran.errors
    assert wrong["code"] == "filing.pdf"
    assert "no fonts here" in wrong["message"]
    assert not (tmp_path / "out").exists()


def test_a_browser_that_never_ends(tmp_path: Path) -> None:
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n", encoding="utf-8")
    fake.chmod(0o755)
    with pytest.raises(InputError, match="seconds"):
        print_page(b"<html/>", str(fake), timeout=0.5)
