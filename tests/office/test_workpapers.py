"""The workpapers recalculated by LibreOffice, set to recalculate always: a second engine for every formula."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest

from generator.filing import Explanation
from generator.render.workpapers.checks import VERDICT_WORDS
from tests.support.builds import Build
from tests.support.libreoffice import SOFFICE, plant, recalculated
from tests.support.workpapers import YUAN, Made, both, every_shape

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]

Formulas = Mapping[tuple[str, str], object]


def formulas(book: Path) -> Formulas:
    """The stored value of every formula by sheet and cell; an empty text is None."""
    sheets = openpyxl.load_workbook(book)
    places = [(s.title, c.coordinate) for s in sheets for row in s.iter_rows() for c in row if c.data_type == "f"]
    return values_at(book, dict.fromkeys(places))


def values_at(book: Path, places: Formulas) -> Formulas:
    """What stands in the cells of `places`."""
    opened = openpyxl.load_workbook(book, data_only=True)
    found = {place: opened[place[0]][place[1]].value for place in places}
    return {place: None if value == "" else value for place, value in found.items()}


def differences(stored: Formulas, again: Formulas) -> Iterator[str]:
    """The cells whose recalculated value is an error, or is not the stored one within 1e-9 relative."""
    for place, value in stored.items():
        other = again[place]
        if isinstance(other, str) and other.startswith("#"):
            yield f"{place}: {other}"
        elif isinstance(value, int | float) and isinstance(other, int | float):
            if abs(value - other) > 1e-9 * max(abs(value), abs(other)):
                yield f"{place}: stored {value!r}, recalculated {other!r}"
        elif value != other:
            yield f"{place}: stored {value!r}, recalculated {other!r}"


def saved(made: Made, path: Path) -> Path:
    path.write_bytes(made.write()[0])
    return path


def verdicts(book: Path, sheet: str = "N-1 表main") -> Mapping[str, object]:
    """The verdicts in a book by rule instance."""
    opened = openpyxl.load_workbook(book, data_only=True)[sheet]
    head = next(c for row in opened.iter_rows() for c in row if c.value == "勾稽关系").row
    titles = {str(c.value): c.column for c in opened[head] if c.value}
    rows = range(head + 1, opened.max_row + 1)
    named = [(str(opened.cell(r, titles["规则实例"]).value or "").partition("　")[0], opened.cell(r, titles["结论"]).value) for r in rows]
    return {name: verdict for name, verdict in named if name}


def test_the_samples_recalculate_to_what_is_stored(built_sample: Build, tmp_path: Path) -> None:
    book = built_sample.out / f"{built_sample.id}-workpapers.xlsx"
    stored = formulas(book)
    assert len(stored) > 500
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
    place = next(p for p, value in stored.items() if p[0] == "N-1 表main" and isinstance(value, float))
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
    opened = openpyxl.load_workbook(book)["N-1 表main"]
    rows = {str(opened.cell(r, 1).value): r for r in range(9, opened.max_row + 1)}
    columns = {str(opened.cell(9, c).value): c for c in range(3, 12)}
    changes = {}
    for name, fact in list(made.facts.items()):
        schedule, row, column = name.split(".")
        if schedule == "main" and isinstance(fact.value, Decimal) and random.random() < 0.2:
            form = made.schedules["main"].cells[row, column].format
            value = fact.value + random.choice([1, -1, 2, 3, -50]) * Decimal(1).scaleb(form.scale - 2)
            made.facts[name] = fact._replace(value=value)
            shown = value if form.percent else value.scaleb(-form.scale)
            changes["N-1 表main", opened.cell(rows[row], columns[column]).coordinate] = f"{shown:f}"
    before = verdicts(book)
    plant(book, tmp_path / "changed.xlsx", changes)
    after = verdicts(recalculated(tmp_path / "changed.xlsx", tmp_path / "again"))
    assert after == {r.instance.id: VERDICT_WORDS[r.verdict] for r in made.results()}
    assert sum(before[name] != after[name] for name in before) > 10


def test_an_explanation_holds_for_its_own_difference_only(tmp_path: Path) -> None:
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("10.00",), "two": ("3.00",), "total": ("14.00",)})
    made.rule("total.x = one.x + two.x", "a")
    made.explanations.append(Explanation(name="known", instance="r1", left="14.00", right="13.00", reason=both("来源如此")))
    book = saved(made, tmp_path / "book.xlsx")
    plant(book, tmp_path / "changed.xlsx", {("N-1 表a", "C10"): "9"})
    handling, index = [], []
    for name, path in (("as-is", book), ("changed", tmp_path / "changed.xlsx")):
        opened = openpyxl.load_workbook(recalculated(path, tmp_path / name), data_only=True)
        sheet = opened["N-1 表a"]
        column = next(c.column for row in sheet.iter_rows() for c in row if c.value == "差异处理")
        handling.append([sheet.cell(r, column).value for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value][1:])
        index.append([opened["A 索引"].cell(10, c).value for c in (7, 8, 10, 11)])
    assert handling == [["已解释"], ["解释已失效"]]
    assert index == [[1, 1, 0, "程序检查相符"], [1, 0, 1, "有未解释差异"]]
