"""The workpapers recalculated by formualizer, which knows no stored value: an engine beside LibreOffice, of other make."""

from pathlib import Path

import formualizer
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tests.support.builds import Build
from tests.support.libreoffice import plant
from tests.support.stored import Formulas, differences, formulas
from tests.support.workpapers import YUAN, Made, every_shape


def recalculated(book: Path, places: Formulas) -> Formulas:
    """What formualizer makes of the cells at `places`: nothing has a value there before it has evaluated the whole workbook."""
    opened = formualizer.load_workbook(str(book))
    before = [opened.get_value(sheet, *coordinate_to_tuple(cell)) for sheet, cell in places]
    assert set(before) == {None}, "stored values were taken over, so that nothing is shown"
    opened.evaluate_all()
    found = {(sheet, cell): opened.get_value(sheet, *coordinate_to_tuple(cell)) for sheet, cell in places}
    return {place: _plain(value) for place, value in found.items()}


def _plain(value: object) -> object:
    """An empty text is None; an error, which formualizer gives as a record, is a text with its kind."""
    if isinstance(value, dict):
        return f"#{value}"
    return None if value == "" else value


def saved(made: Made, path: Path) -> Path:
    path.write_bytes(made.write()[0])
    return path


def test_the_samples_recalculate_to_what_is_stored(built_sample: Build) -> None:
    book = built_sample.out / f"{built_sample.id}-workpapers.xlsx"
    stored = formulas(book)
    assert len(stored) > 500
    assert not list(differences(stored, recalculated(book, stored)))


@pytest.mark.parametrize("seed", [101, 102])
def test_every_shape_of_rule_recalculates_to_what_is_stored(seed: int, tmp_path: Path) -> None:
    book = saved(every_shape(seed, 12), tmp_path / "book.xlsx")
    stored = formulas(book)
    assert len(stored) > 5_000
    assert not list(differences(stored, recalculated(book, stored)))


def test_a_planted_wrong_value_is_caught(tmp_path: Path) -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("10.00",), "two": ("3.00",), "total": ("13.00",)})
    made.rule("total.x = one.x + two.x", "a")
    book = saved(made, tmp_path / "book.xlsx")
    places = [place for place, value in formulas(book).items() if value == 13]
    assert places
    plant(book, tmp_path / "wrong.xlsx", {places[0]: "13.01"})
    wrong = formulas(tmp_path / "wrong.xlsx")
    found = list(differences(wrong, recalculated(tmp_path / "wrong.xlsx", wrong)))
    assert found == [f"{places[0]}: stored 13.01, recalculated 13.0"]
