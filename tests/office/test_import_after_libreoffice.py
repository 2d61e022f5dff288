"""Workpapers that were opened, recalculated and saved by LibreOffice: only what was edited has changed."""

from pathlib import Path

import pytest

from generator.pipeline.build import build
from generator.pipeline.import_workpapers import Imported, import_workpapers
from generator.pipeline.settings import Settings
from tests.support.builds import Build
from tests.support.filings import SAMPLES, change
from tests.support.libreoffice import SOFFICE, recalculated
from tests.support.returned import adjustment_lines, beside, edited, entered, receivables, sorted_by_amount

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def test_saving_changes_nothing(built_sample: Build, tmp_path: Path) -> None:
    book = recalculated(built_sample.out / f"{built_sample.id}-workpapers.xlsx", tmp_path)
    ran = import_workpapers(book, SAMPLES / built_sample.id, tmp_path / "adjustments.csv", Settings())
    assert ran == Imported(diagnostics=())


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_an_edited_book_comes_back_with_its_edits_alone(tmp_path: Path, language: str) -> None:
    """An amount, a formula that LibreOffice computes, sorted lines, a signature: in every language of the book."""
    filing = receivables(tmp_path)
    text = (filing / "filing.toml").read_text(encoding="utf-8")
    change(filing / "filing.toml", text, f'{text}\n[workpapers]\nlanguage = "{language}"\n')
    assert build(filing, tmp_path / "out", Settings()).manifest is not None
    edits = [
        sorted_by_amount(2),
        entered(1, "collection.y1-2.collected", "audit", 10),
        entered(1, "collection.total.collected", "reclassification", "=4+6"),
        entered(1, "collection.total.collected", "remark", "=合计"),
        beside("Reviewed by" if language == "en" else "复核人", "王五", 1),
    ]
    book = edited(tmp_path / "out" / f"{filing.name}-workpapers.xlsx", tmp_path / "edited.xlsx", *edits)
    ran = import_workpapers(recalculated(book, tmp_path / "saved"), filing, None, Settings())
    assert [(d.severity, d.message) for d in ran.diagnostics] == []
    assert [(c.what, c.fact, c.applied) for c in ran.changes] == [
        ("audit", "collection.y1-2.collected", True),
        ("reclassification", "collection.total.collected", True),
        ("note", "collection.total.collected", True),
        ("sign-off", "", False),
        ("rows-sorted", "", False),
    ]
    assert [(one["kind"], one["amount"], one["note"]) for one in adjustment_lines(filing)] == [
        ("audit", "10.00", ""),
        ("reclassification", "10.00", "=合计"),
    ]
