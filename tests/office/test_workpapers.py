"""The workpapers recalculated by LibreOffice, set to recalculate always: a second engine for every formula."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest

from generator.filing import WorkpaperSettings
from generator.render.workpapers.checks import VERDICT_WORDS, verdict_words
from tests.support.builds import Build
from tests.support.libreoffice import SOFFICE, plant, recalculated
from tests.support.stored import differences, formulas, values_at
from tests.support.verdicts import verdicts_of_book
from tests.support.workpapers import Made, every_shape

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]

LEAD = "N1-1 审定表 表main"


def saved(made: Made, path: Path) -> Path:
    path.write_bytes(made.write()[0])
    return path


def unaudited(book: Path) -> Mapping[str, str]:
    """The cells of the lead sheet's unaudited amounts by key."""
    opened = openpyxl.load_workbook(book)[LEAD]
    rows = range(9, opened.max_row + 1)
    return {str(opened.cell(r, 1).value): opened.cell(r, 4).coordinate for r in rows if opened.cell(r, 1).value}


def test_the_samples_recalculate_to_what_is_stored(
    built_sample: Build, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    book = built_sample.out / f"{built_sample.id}-workpapers.xlsx"
    stored = formulas(book)
    counts = Counter(sheet for sheet, _ in stored)
    record_property("formulas", "; ".join(f"{sheet}: {count}" for sheet, count in counts.items()))
    details = [name for name in counts if re.match("N[0-9]+-2 ", name)]
    assert len(details) > 10
    assert sum(counts.values()) > 2_500
    assert not list(differences(stored, values_at(recalculated(book, tmp_path), stored)))


@pytest.mark.parametrize("seed", [101, 102])
def test_every_shape_of_rule_recalculates_to_what_is_stored(seed: int, tmp_path: Path) -> None:
    book = saved(every_shape(seed, 12), tmp_path / "book.xlsx")
    stored = formulas(book)
    assert len(stored) > 5_000
    assert not list(differences(stored, values_at(recalculated(book, tmp_path / "again"), stored)))


def test_a_planted_wrong_value_is_mended(tmp_path: Path) -> None:
    book = saved(every_shape(5, 1), tmp_path / "book.xlsx")
    stored = formulas(book)
    place = next(p for p, value in stored.items() if p[0] == "N1-2 表main" and isinstance(value, float))
    plant(book, tmp_path / "wrong.xlsx", {place: "123.456"})
    wrong = formulas(tmp_path / "wrong.xlsx")
    assert wrong[place] == 123.456
    again = values_at(recalculated(tmp_path / "wrong.xlsx", tmp_path / "again"), stored)
    assert [d for d in differences(wrong, again) if str(place) in d]
    assert not list(differences(stored, again))


def test_changed_figures_change_the_verdicts_as_the_validator_does(tmp_path: Path) -> None:
    made = every_shape(21, 6)
    book = saved(made, tmp_path / "book.xlsx")
    random = Random(4)
    cells = unaudited(book)
    changes = {}
    for name, fact in list(made.facts.items()):
        schedule, row, column = name.split(".")
        if schedule == "main" and isinstance(fact.value, Decimal) and random.random() < 0.2:
            form = made.schedules["main"].cells[row, column].format
            value = fact.value + random.choice([1, -1, 2, 3, -50]) * Decimal(1).scaleb(form.scale - 2)
            made.facts[name] = fact._replace(value=value)
            changes[LEAD, cells[name]] = f"{value if form.percent else value.scaleb(-form.scale):f}"
    before = verdicts_of_book(book)
    plant(book, tmp_path / "changed.xlsx", changes)
    after = verdicts_of_book(recalculated(tmp_path / "changed.xlsx", tmp_path / "again"))
    assert after == {r.instance.id: VERDICT_WORDS[r.verdict] for r in made.results()}
    assert sum(before[name] != after[name] for name in before) > 10


@pytest.mark.parametrize("language", ["en", "both"])
def test_other_languages_recalculate_to_what_is_stored(language: str, tmp_path: Path) -> None:
    made = every_shape(8, 2)
    made.settings = WorkpaperSettings(language=language)
    book = saved(made, tmp_path / "book.xlsx")
    stored = formulas(book)
    assert len(stored) > 1_000
    again = recalculated(book, tmp_path / "again")
    assert not list(differences(stored, values_at(again, stored)))
    words = verdict_words(language)
    assert verdicts_of_book(again) == {r.instance.id: words[r.verdict] for r in made.results()}
