"""The special sheets recalculated by LibreOffice: what stands is what comes out, and a changed figure goes through them."""

from pathlib import Path

import openpyxl
import pytest

from tests.office.test_workpapers import differences, formulas, values_at
from tests.support.filings import SAMPLES
from tests.support.libreoffice import SOFFICE, plant, recalculated
from tests.support.losses import write_losses
from tests.support.special import Written, opened, written

pytestmark = [pytest.mark.office, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]

AGEING, MIGRATION, FORWARD, ROLL, BRIDGE = "C-1 预期信用损失", "C-2 迁徙率矩阵", "C-3 前瞻性调整", "C-4 坏账准备变动表", "B-1 更正桥接表"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("special")
    path = folder / "book.xlsx"
    path.write_bytes(written(write_losses(folder / "filing")).data)
    return path


def again(path: Path, folder: Path) -> Written:
    """The book recalculated."""
    return opened(recalculated(path, folder).read_bytes())


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_the_special_sheets_recalculate_to_what_is_stored(language: str, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(written(write_losses(tmp_path / "filing"), language).data)
    stored = formulas(book)
    special = [place for place in stored if place[0][:2] in ("B-", "C-", "D-")]
    assert len(special) > 300
    assert not list(differences(stored, values_at(recalculated(book, tmp_path / "again"), stored)))


@pytest.mark.parametrize(("name", "special"), [("qingcloud-2021-inquiry-reply", 400), ("qingcloud-2020-ipo-reply", 40)])
def test_the_samples_special_sheets_recalculate_to_what_is_stored(name: str, special: int, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(written(SAMPLES / name).data)
    stored = formulas(book)
    assert sum(place[0][:2] in ("B-", "C-", "D-") for place in stored) >= special
    assert not list(differences(stored, values_at(recalculated(book, tmp_path / "again"), stored)))


def unaudited(book: Path, sheet: str, key: str) -> tuple[str, str]:
    """Where the unaudited amount of a fact stands on a lead sheet."""
    opened_sheet = openpyxl.load_workbook(book)[sheet]
    column = next(c.column for row in opened_sheet.iter_rows() for c in row if c.value == "未审数")
    row = next(c.row for row in opened_sheet.iter_rows() for c in row if c.value == key)
    return sheet, opened_sheet.cell(row, column).coordinate


def test_a_changed_figure_goes_through_every_special_sheet(book: Path, tmp_path: Path) -> None:
    sheets = {str(n).split(" ")[0]: str(n) for n in openpyxl.load_workbook(book, read_only=True).sheetnames}
    changes = {
        unaudited(book, sheets["N5-1"], "restated.revenue.correction"): "-499000",
        unaudited(book, sheets["N1-1"], "receivables.y2-3.b-2021"): "900",
        unaudited(book, sheets["N3-1"], "scenarios.base.weight"): "0.5",
        unaudited(book, sheets["N4-1"], "allowance.total.reversal"): "44",
    }
    plant(book, tmp_path / "changed.xlsx", changes)
    before, after = again(book, tmp_path / "a"), again(tmp_path / "changed.xlsx", tmp_path / "b")
    assert [x.line(BRIDGE, "revenue")["结论"] for x in (before, after)] == ["一致", "不一致"]
    assert after.line(BRIDGE, "revenue")["差异"] == -1000
    aged = [x.line(AGEING, "y2-3") for x in (before, after)]
    assert [line["复算数"] for line in aged] == [70, 90]
    assert [line["结论"] for line in aged] == ["一致", "不一致"]
    assert after.labelled(AGEING, "合计")["复算数"] == 500
    start = next(str(c.value) for c in before.formulas[MIGRATION]["A"] if str(c.value).startswith("三、"))
    assert after.line(MIGRATION, "y1-2", after=start)["2021年末余额"] == pytest.approx(906 / 1750)
    assert after.labelled(FORWARD, "权重合计")["结论"] == "不一致"
    assert after.line(ROLL, "total")["差异"] == pytest.approx(-1)
    chart = [c.value for c in after.values["D-1 图表"]["D"] if isinstance(c.value, int | float)]
    assert 900 in chart
    index = after.values["A 索引"]
    status = {str(index.cell(r, 1).value): index.cell(r, 12).value for r in range(1, index.max_row + 1)}
    assert {status[n] for n in ("B-1", "C-1", "C-2", "C-3", "C-4")} == {"有未解释差异"}


def test_an_opening_balance_that_becomes_zero_leaves_no_error_cell(book: Path, tmp_path: Path) -> None:
    sheet = next(n for n in openpyxl.load_workbook(book, read_only=True).sheetnames if n.startswith("N1-1"))
    plant(book, tmp_path / "zero.xlsx", {unaudited(book, sheet, "receivables.y3-4.b-2018"): "0"})
    after = again(tmp_path / "zero.xlsx", tmp_path / "b")
    start = next(str(c.value) for c in after.formulas[MIGRATION]["A"] if str(c.value).startswith("三、"))
    line = after.line(MIGRATION, "y3-4", after=start)
    assert (line["2019年末余额"], line["平均迁徙率"], line["历史损失率"]) == ("无期初余额", "未提供基础数据", "未提供基础数据")
    errors = [c.coordinate for c in (c for row in after.values[MIGRATION].iter_rows() for c in row) if str(c.value).startswith("#")]
    assert not errors
