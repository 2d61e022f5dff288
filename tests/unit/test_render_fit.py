"""How a table lies on the page: ordinary where it fits, small print where that helps, else across."""

import pytest

from generator.render.ixbrl.fit import Fit, fit
from generator.schedule import BoundSchedule, CellAspects, Column, Content, NumberFormat, Row, Schedule, Source, Text
from tests.support.reports import CNY, YEAR, name


def both(text: str) -> Text:
    return Text(zh=text, en="Word")


def table(columns: int, label: str = "项目", content: Content = Content.NUMBER) -> BoundSchedule:
    heads = tuple(Column(code=f"c{i}", heading=(both("金额"),), format=NumberFormat()) for i in range(columns))
    row = Row(code="r", label=(both(label),))
    aspects = CellAspects(concept=name("Revenue"), period=YEAR, unit=CNY, dimensions=(), format=NumberFormat(), content=content)
    schedule = Schedule(id="s", title=both("表"), role="r", label_headings=(both("项目"),), columns=heads, rows=(row,))
    return BoundSchedule(
        schedule=schedule,
        number=1,
        rows=(row,),
        cells={("r", c.code): aspects for c in heads},
        row_groups={},
        column_groups={},
        source=Source(document="", heading="", table=""),
    )


@pytest.mark.parametrize(
    ("columns", "figure", "look"),
    [
        (4, "1,234.56", Fit.ORDINARY),
        (9, "1,234.56", Fit.ORDINARY),
        (11, "1,234.56", Fit.DENSE),
        (13, "1,234.56", Fit.WIDE),
        (5, "-74,878,386.15", Fit.ORDINARY),
        (7, "-74,878,386.15", Fit.DENSE),
        (9, "-74,878,386.15", Fit.WIDE),
    ],
)
def test_figures_never_wrap(columns: int, figure: str, look: Fit) -> None:
    schedule = table(columns)
    printed = {f"s.r.c{i}": figure for i in range(columns)}
    assert fit(schedule, printed, (), english=True) is look


def test_texts_wrap() -> None:
    long = {f"s.r.c{i}": "公司根据合同约定完成交付并取得验收单" * 9 for i in range(5)}
    assert fit(table(5, content=Content.TEXT), long, (), english=True) is Fit.ORDINARY
    assert fit(table(5), long, (), english=True) is Fit.WIDE


def test_labels_wrap_and_their_english_does_by_words() -> None:
    short = {f"s.r.c{i}": "1" for i in range(8)}
    assert fit(table(8, "项目" * 200), short, (), english=False) is Fit.ORDINARY
    word = Text(zh="项", en="x" * 300)
    schedule = table(1)
    row = Row(code="r", label=(word,))
    wide = BoundSchedule(**{f: getattr(schedule, f) for f in BoundSchedule.__slots__ if f != "rows"}, rows=(row,))
    assert fit(wide, {}, (), english=True) is Fit.WIDE
    assert fit(wide, {}, (), english=False) is Fit.ORDINARY
