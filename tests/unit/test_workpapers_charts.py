"""Charts: native, over live cells, as schedules declare them."""

from pathlib import Path

import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.filings import SAMPLES, change
from tests.support.losses import BALANCES, write_losses
from tests.support.special import Written, checked, index_line, written

BRIDGE, CHARTS = "B-1 更正桥接表", "D-1 图表"


def charts(sheet: Worksheet) -> list[BarChart]:
    """The charts of a sheet, in order. openpyxl keeps them in a place without a public name."""
    return list(sheet._charts)  # type: ignore[attr-defined]


def drawn(book: Written, chart: BarChart) -> dict[str, list[object]]:
    """The values that each series of a chart draws, by its name; its categories by ""."""
    first: dict[str, list[object]] = {}
    for series in chart.series:
        first.setdefault("", values(book, series.cat.strRef.f if series.cat.strRef else series.cat.numRef.f))
        first[str(series.tx.v or series.tx.strRef.f)] = values(book, series.val.numRef.f)
    return first


def values(book: Written, reference: str) -> list[object]:
    sheet, _, block = reference.rpartition("!")
    rows = book.values[sheet.strip("'")][block.replace("$", "")]
    return [cell.value for row in rows for cell in row]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(write_losses(tmp_path_factory.mktemp("charts") / "filing"))


def test_a_table_is_drawn_from_formulas(book: Written) -> None:
    (chart,) = charts(book.formulas[CHARTS])
    assert chart.grouping == "clustered"
    found = drawn(book, chart)
    assert found[""] == ["1年以内", "1-2年", "2-3年", "3-4年", "4-5年", "5年以上"]
    for year, at in (("2020年末余额", 2), ("2021年末余额", 3)):
        assert found[year] == [float(texts[at].replace(",", "")) for texts in BALANCES.values()]
    reference = chart.series[0].val.numRef.f.rpartition("!")[2].replace("$", "")
    formulas = [str(cell.value) for row in book.formulas[CHARTS][reference] for cell in row]
    assert all(text.startswith("=INDEX('N1-2 应收账款账龄'!") for text in formulas)
    assert index_line(book, "D-1")[-1] is None


def test_the_bridge_stands_on_a_base_that_is_not_seen(book: Written) -> None:
    (chart,) = charts(book.formulas[BRIDGE])
    assert (chart.grouping, chart.overlap) == ("stacked", 100)
    found = drawn(book, chart)
    assert chart.series[0].spPr.noFill
    labels, base, printed, up, down, below = found.values()
    assert (
        labels
        == [f"{x} 更正前" if i == 0 else ("更正金额", "更正后", None)[i - 1] for x in ("revenue", "profit", "loss") for i in range(4)][:-1]
    )
    assert printed == [200, None, 150, None, 30, None, -15, None, -20, None, -25]
    assert [base[i] for i in (1, 5, 9)] == [150, 0, -20]
    assert [up[i] for i in (1, 5, 9)] == [0, 0, 0]
    assert [down[i] for i in (1, 5, 9)] == [50, 30, -5]
    assert [below[i] for i in (1, 5, 9)] == [0, -15, 0]


def test_a_rise_is_drawn_as_one(tmp_path: Path) -> None:
    filing = write_losses(tmp_path / "filing")
    change(filing / "own" / "schedules" / "restated.toml", '["revenue", "profit", "loss"]', '["tax", "revenue"]')
    book = written(filing)
    (chart,) = charts(book.formulas[BRIDGE])
    found = drawn(book, chart)
    assert "零以下部分" not in found
    assert (found["底座（不显示）"][1], found["调增"][1], found["调减"][1]) == (1, 2, 0)


def test_the_samples_main_corrections_are_drawn() -> None:
    book = written(SAMPLES / "qingcloud-2021-inquiry-reply")
    first, second = charts(book.formulas[BRIDGE])
    found = drawn(book, first)
    assert found["更正前、更正后"][8] == pytest.approx(37_196.297053)
    assert found["更正前、更正后"][10] == pytest.approx(29_477.458438)
    assert found["调减"][9] == pytest.approx(7_718.838615)
    assert found[""][0] == "2021年一季报 更正前"
    assert drawn(book, second)["调增"][5] == pytest.approx(7_284.960032)
    (ages,) = charts(book.formulas[CHARTS])
    assert list(drawn(book, ages).values())[1] == [1886.72, 1777.17, 545.07, 569.32, 71.25]


def test_revenue_by_segment_is_drawn_over_the_periods() -> None:
    book = written(SAMPLES / "qingcloud-2020-ipo-reply")
    first, second = charts(book.formulas[CHARTS])
    assert (first.grouping, second.grouping) == ("stacked", "stacked")
    found = drawn(book, first)
    assert list(found)[1:] == ["云产品", "云服务", "其他业务"]
    assert found[""] == ["2017年度", "2018年度", "2019年度", "2020年1-6月"]
    assert [len(x) for x in found.values()] == [4] * 4
    facts = {fact.id: fact.value for fact in checked(SAMPLES / "qingcloud-2020-ipo-reply").report.facts}
    for name, row in (("云产品", "cloud-products"), ("云服务", "cloud-services"), ("其他业务", "other")):
        shown = [facts[f"revenue-composition.{row}.amount-{period}"] for period in ("fy3", "fy2", "fy1", "current")]
        assert found[name] == [pytest.approx(float(str(value)) / 10_000) for value in shown]
    assert len(drawn(book, second)) == 8


def test_only_what_is_declared_is_drawn(tmp_path: Path) -> None:
    filing = write_losses(tmp_path / "filing")
    for name in ("restated", "receivables"):
        path = filing / "own" / "schedules" / f"{name}.toml"
        path.write_text(
            "".join(x for x in path.read_text(encoding="utf-8").splitlines(True) if not x.startswith("chart")), encoding="utf-8"
        )
    book = written(filing)
    assert CHARTS not in book.formulas.sheetnames
    assert not charts(book.formulas[BRIDGE])
    assert "D-1" not in [c.value for c in book.values["A 索引"]["A"]]
