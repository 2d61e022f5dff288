"""Both shapes of a table give the same facts."""

from dataclasses import replace

from generator.facts.table import Sheet, read_sheet
from generator.model import PURE, Period
from generator.qname import QName
from generator.schedule import BoundSchedule, CellAspects, Column, NumberFormat, Row, Schedule, Source, Text
from generator.tabular import column_letters, csv_rows


def both(text: str) -> Text:
    return Text(zh=text, en=text)


COLUMNS = (
    Column(code="a19", heading=(both("2019年度"), both("金额")), format=NumberFormat()),
    Column(code="s19", heading=(both("2019年度"), both("占比")), format=NumberFormat()),
    Column(code="a18", heading=(both("2018年度"), both("金额")), format=NumberFormat()),
)
ROWS = (
    Row(code="q1-r", label=(both("一季报"), both("收入"))),
    Row(code="q1-c", label=(both("一季报"), both("成本"))),
    Row(code="h1-r", label=(both("半年报"), both("收入"))),
    Row(code="sum", label=(both("合计"),), without=("s19",)),
)
ASPECTS = CellAspects(concept=QName("n", "x"), period=Period(None, "2020-01-01T00:00:00"), unit=PURE, dimensions=(), format=NumberFormat())
SCHEDULE = BoundSchedule(
    schedule=Schedule(id="t", title=both("t"), role="t", label_headings=(both("期间"), both("项目")), columns=COLUMNS, rows=ROWS),
    number=1,
    rows=ROWS,
    cells={(r.code, c.code): ASPECTS for r in ROWS for c in COLUMNS if c.code not in r.without},
    row_groups={},
    column_groups={},
    source=Source(document="d", heading="h", table="t"),
)
EXPECTED = {
    ("q1-r", "a19"): "1",
    ("q1-r", "s19"): "2%",
    ("q1-r", "a18"): "3",
    ("q1-c", "a19"): "4",
    ("q1-c", "s19"): "5%",
    ("q1-c", "a18"): "-",
    ("h1-r", "a19"): "7",
    ("h1-r", "s19"): "8%",
    ("h1-r", "a18"): "1,009",
    ("sum", "a19"): "10",
    ("sum", "a18"): "11",
}
ONE_LINE = """期间,项目,2019 年度/金额,2019年度/占 比,2018年度/金额
一季报,收入,1,2%,3
,成本,4,5%,-
半年 报,收入,7,8%,"1,009"
合计,,10,,11
"""
TWO_LINES = """期间,项目,2019年度,,2018年度
,,金额,占比,金额
一季报,收入,1,2%,3
一季报,成本,4,5%,-
半年报,收入,7,8%,"1,009"
合计,,10,,11
"""
MOVED = """期间,项目,2018年度/金额,2019年度/金额,2019年度/占比
合计,,11,10,
半年报,收入,"1,009",7,8%
一季报,成本,-,4,5%
一季报,收入,3,1,2%
"""
LONG = "row,column,value\n" + "".join(f'{r},{c},"{v}"\n' for (r, c), v in EXPECTED.items())


def read(text: str) -> tuple[dict[tuple[str, str], str], list[str]]:
    facts, found = read_sheet(Sheet("t.csv", None, list(csv_rows(text, "t.csv"))), SCHEDULE)
    return {(f.row, f.column): f.text for f in facts}, [d.code for d in found]


def test_every_shape_gives_the_same() -> None:
    for text in (LONG, ONE_LINE, TWO_LINES, MOVED):
        assert read(text) == (EXPECTED, [])


def test_places() -> None:
    facts, _ = read_sheet(Sheet("t.csv", None, list(csv_rows(TWO_LINES, "t.csv"))), SCHEDULE)
    place = next(f.location for f in facts if (f.row, f.column) == ("h1-r", "a18"))
    assert (place.line, place.column, place.fact) == (5, 5, "t.h1-r.a18")
    facts, _ = read_sheet(Sheet("b.xlsx", "t", list(csv_rows(TWO_LINES, "b.xlsx"))), SCHEDULE)
    place = next(f.location for f in facts if (f.row, f.column) == ("h1-r", "a18"))
    assert (place.sheet, place.cell, place.line) == ("t", "E5", None)


def test_a_figure_where_nothing_is_printed() -> None:
    assert read(ONE_LINE.replace("合计,,10,,11", "合计,,10,9%,11"))[1] == ["filing.unknown-cell"]


def test_column_letters() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_a_column_of_one_level_beside_columns_of_two() -> None:
    growth = Column(code="g", heading=(both("复合增长率"),), format=NumberFormat())
    columns = (*COLUMNS, growth)
    schedule = replace(
        SCHEDULE,
        schedule=replace(SCHEDULE.schedule, columns=columns),
        cells={("q1-r", c.code): ASPECTS for c in columns},
        rows=ROWS[:1],
    )
    wanted = {("q1-r", "a19"): "1", ("q1-r", "s19"): "2%", ("q1-r", "a18"): "3", ("q1-r", "g"): "4%"}
    for head in (
        "期间,项目,2019年度,,2018年度,复合增长率\n,,金额,占比,金额,\n",
        "期间,项目,2019年度/金额,2019年度/占比,2018年度/金额,复合增长率\n",
    ):
        facts, found = read_sheet(Sheet("t.csv", None, list(csv_rows(f"{head}一季报,收入,1,2%,3,4%\n", "t.csv"))), schedule)
        assert found == []
        assert {(f.row, f.column): f.text for f in facts} == wanted
