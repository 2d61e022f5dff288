"""What reviewers do in the open book, recalculated by LibreOffice: they type adjustments, change figures, enter texts, sort."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from generator.filing import Explanation
from tests.support.libreoffice import SOFFICE, plant, recalculated
from tests.support.stored import differences, formulas, values_at
from tests.support.verdicts import verdicts_of_book
from tests.support.workpapers import YUAN, Made, both, every_shape

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]

LEAD, TIE, INDEX, HEADING = "N1-1 审定表 表a", "T-1 XBRL勾稽表", "A 索引", 8
OWN_LINE = re.compile(r"(?<![A-Za-z0-9_$!'\"])([A-Z]{1,2})([0-9]+)(?![0-9A-Za-z_(\"])")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two parts and a total that is one too great, explained."""
    made = Made()
    made.table("a", {"x": YUAN}, {"one": ("10.00",), "two": ("3.00",), "total": ("14.00",)})
    made.rule("total.x = one.x + two.x", "a")
    made.explanations.append(Explanation(name="known", instance="r1", left="14.00", right="13.00", reason=both("来源如此")))
    path = tmp_path / "book.xlsx"
    path.write_bytes(made.write()[0])
    return path


def edited(book: Path, cells: Mapping[str, object]) -> Path:
    """The book with `cells` of the lead sheet typed in, recalculated."""
    opened = openpyxl.load_workbook(book)
    for cell, value in cells.items():
        opened[LEAD][cell] = value
    opened.save(book.with_name("edited.xlsx"))
    return recalculated(book.with_name("edited.xlsx"), book.parent / "again")


def line(book: Path, sheet: str, key: str, *headings: str) -> list[object]:
    """What stands under `headings` in the line in whose first or second column `key` stands."""
    opened = openpyxl.load_workbook(book, data_only=True)[sheet]
    row = next(r for r in range(HEADING + 1, opened.max_row + 1) if key in (opened.cell(r, 1).value, opened.cell(r, 2).value))
    titles = {str(c.value): c.column for c in opened[HEADING] if c.value}
    return [opened.cell(row, titles[heading]).value for heading in headings]


def handling(book: Path) -> object:
    """What became of the one check's difference."""
    sheet = openpyxl.load_workbook(book, data_only=True)["N1-2 表a"]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "差异处理")
    return sheet.cell(head.row + 1, head.column).value


def test_an_explanation_holds_for_its_own_difference_only(book: Path, tmp_path: Path) -> None:
    plant(book, tmp_path / "changed.xlsx", {(LEAD, "D9"): "9"})
    books = [recalculated(path, tmp_path / path.stem) for path in (book, tmp_path / "changed.xlsx")]
    assert [handling(b) for b in books] == ["已解释", "解释已失效"]
    counted = [line(b, INDEX, "N1-2", "不一致", "其中已解释", "未解释（红）", "状态") for b in books]
    assert counted == [[1, 1, 0, "程序检查相符"], [1, 0, 1, "有未解释差异"]]
    assert [line(b, INDEX, "T-1", "状态") for b in books] == [["程序检查相符"], ["有未解释差异"]]


def test_an_adjustment_that_is_typed_in_flows_through_the_book(book: Path) -> None:
    again = edited(book, {"E9": 0.75, "F9": 0.25})  # one: 10 becomes 11, so that the total agrees
    assert line(again, LEAD, "a.one.x", "未审数", "审计调整", "重分类调整", "审定数") == [10, 0.75, 0.25, 11]
    assert openpyxl.load_workbook(again, data_only=True)["N1-2 表a"]["C10"].value == 11
    assert verdicts_of_book(again) == {"r1": "一致"}
    assert line(again, INDEX, "N1-2", "一致", "不一致") == [1, 0]
    assert line(again, INDEX, "N1-1", "调整笔数", "未解释（红）", "状态") == [2, 0, "有调整"]
    assert line(again, TIE, "a.one.x", "报告数（本位单位）") == [11]
    assert line(again, TIE, "a.total.x", "报告数（本位单位）", "复算数", "差异", "标记") == [14, 14, 0, "程序重算"]


def test_a_text_among_the_adjustments_stands_open_and_breaks_nothing(book: Path) -> None:
    again = edited(book, {"F10": "1元"})
    assert line(again, LEAD, "a.two.x", "审定数") == [3]
    assert line(again, INDEX, "N1-1", "调整笔数", "未解释（红）", "状态") == [0, 1, "调整数不是数字"]
    assert verdicts_of_book(again) == {"r1": "不一致"}


def sort_lines(sheet: Worksheet, order: Sequence[int], first: int) -> None:
    """Put the lines of a table in another order, as a spreadsheet does: references to a line's own cells go with it."""
    width = sheet.max_column
    lines = [[sheet.cell(first + i, c).value for c in range(1, width + 1)] for i in range(len(order))]
    for target, source in enumerate(order):
        for c, value in enumerate(lines[source], start=1):
            sheet.cell(first + target, c).value = moved(value, first + source, first + target)


def moved(value: object, source: int, target: int) -> object:
    """A cell's content, its formula's references to cells of the row `source` (of the same sheet) now to `target`."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    return OWN_LINE.sub(lambda found: f"{found[1]}{target}" if int(found[2]) == source else found[0], value)


def test_sorted_lead_sheets_and_tie_out_change_nothing_else(tmp_path: Path) -> None:
    made = every_shape(33, 2)
    path = tmp_path / "book.xlsx"
    path.write_bytes(made.write()[0])
    opened = openpyxl.load_workbook(path)
    random = Random(1)
    lead = "N1-1 审定表 表main"
    for name in (lead, TIE):
        ids = [opened[name].cell(r, 1).value for r in range(HEADING + 1, opened[name].max_row + 1)]
        order = list(range(ids.index(None) if None in ids else len(ids)))
        random.shuffle(order)
        sort_lines(opened[name], order, HEADING + 1)
    opened.save(tmp_path / "sorted.xlsx")
    again = recalculated(tmp_path / "sorted.xlsx", tmp_path / "again")
    assert openpyxl.load_workbook(again)[lead]["A9"].value != openpyxl.load_workbook(path)[lead]["A9"].value
    rest = {place: value for place, value in formulas(path).items() if place[0] not in (lead, TIE)}
    assert len(rest) > 500
    assert not list(differences(rest, values_at(again, rest)))
    headings = ("报告数（本位单位）", "复算数", "差异", "标记", "来源表", "行")
    for name in ("main.sum-0.t", "main.share-0.p", "other.sum-0.y"):
        assert line(again, TIE, name, *headings) == pytest.approx(line(path, TIE, name, *headings))
