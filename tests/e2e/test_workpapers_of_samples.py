"""The samples' workpapers beside what else a build leaves: which filing they are of, where their links lead, what their formulas use."""

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from generator.pipeline.filing import check_filing
from generator.pipeline.settings import Settings
from tests.support.books import PORTABLE, cells, functions
from tests.support.builds import Build
from tests.support.filings import SAMPLES
from tests.support.verdicts import figure_cells

TIE = "T-1 XBRL勾稽表"


def book_of(build: Build) -> Path:
    return build.out / f"{build.id}-workpapers.xlsx"


@pytest.fixture(scope="module")
def book(built_sample: Build) -> Workbook:
    return openpyxl.load_workbook(book_of(built_sample))


def test_the_book_says_which_filing_it_was_made_from(built_sample: Build, book: Workbook) -> None:
    named = {}
    for name in ("filing_id", "content_hash"):
        ((sheet, cell),) = book.defined_names[name].destinations
        named[name] = book[sheet][cell.replace("$", "")].value
    assert named == {"filing_id": built_sample.id, "content_hash": built_sample.manifest["content_hash"]}


def test_every_fact_leads_to_its_anchor_on_the_page(built_sample: Build, book: Workbook) -> None:
    page = (built_sample.out / f"{built_sample.id}.xhtml").read_text(encoding="utf-8")
    anchors = set(re.findall(r' id="([^"]+)"', page))
    links = [c.hyperlink for c in cells(book[TIE]) if c.hyperlink and c.hyperlink.target]
    assert len(links) == built_sample.manifest["facts"]
    assert {link.target for link in links} == {f"{built_sample.id}.xhtml"}
    assert {link.location for link in links} <= anchors


def test_only_functions_on_which_spreadsheets_agree_are_used(book: Workbook) -> None:
    used = {name for sheet in book for cell in cells(sheet) if cell.data_type == "f" for name in functions(str(cell.value))}
    assert used <= PORTABLE
    assert {"SUM", "ROUND", "ABS", "IF", "COUNTIF", "INDEX", "MATCH"} <= used


def test_every_figure_stands_on_a_lead_sheet_with_its_key(built_sample: Build, book: Workbook) -> None:
    checked = check_filing(SAMPLES / built_sample.id, Settings())
    places = figure_cells(checked)
    assert len(places) > 200
    for fact_id, (sheet, cell, _) in places.items():
        row = book[sheet][cell].row
        assert book[sheet].cell(row, 1).value == fact_id
        assert isinstance(book[sheet][cell].value, int | float)
        assert book[sheet].cell(row, 7).value == f"=SUM(D{row}:F{row})"
