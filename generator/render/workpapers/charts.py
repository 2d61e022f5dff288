"""Native charts over live cells: tables of a schedule over periods or ages, and the bridge from before to after correction.

Charts draw cells of their own: rows and columns that stand apart on a detail sheet are fetched side by side, as formulas.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Chart, Range, Series
from generator.render.workpapers.draft import Draft
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import Layout
from generator.render.workpapers.purposes import Line, Purpose
from generator.render.workpapers.words import column_words, row_words
from generator.rule import Cell, Expression
from generator.schedule import ChartOf, Text

_LABELS, _WIDTH, _LEAST = (16.0, 46.0), 19.0, 6
COLOURS = ("#2E75B6", "#ED7D31", "#70AD47", "#FFC000", "#7F7F7F", "#5B9BD5", "#A5A5A5", "#264478")
_SIZE = (1100, 360)
_LINES = 19  # rows of usual height that a chart covers
_TEN_THOUSAND = 4
_LARGE = 1_000_000
_DATA = Text(zh="图表数据", en="Data of the chart")
_UNIT = Text(zh="单位：万元", en="Unit: CNY 10,000")
_ITEM, _NOTHING = Text(zh="项目", en="Item"), Text(zh="", en="")
_BEFORE, _CORRECTION, _AFTER = Text(zh="更正前", en="before"), Text(zh="更正金额", en="correction"), Text(zh="更正后", en="after")
_BASE, _PRINTED = Text(zh="底座（不显示）", en="Base (not shown)"), Text(zh="更正前、更正后", en="Before, after")
_UP, _DOWN, _BELOW = Text(zh="调增", en="Increase"), Text(zh="调减", en="Decrease"), Text(zh="零以下部分", en="Part below zero")
_BRIDGE = Text(zh="更正桥接：", en="Restatement bridge:")
_CODE, _COLUMN_CODE = Text(zh="行代码", en="Row code"), Text(zh="列代码", en="Column code")


# ---------------------------------------------------------------- a table of a schedule


def draft_charts(draft: Draft, layouts: Sequence[Layout]) -> None:
    """The sheet of charts below its header: for each schedule its data and its chart."""
    for layout in layouts:
        chart = layout.bound.schedule.chart
        if chart is not None and chart.kind != "bridge":
            draft.row += 1
            _table(draft, layout, chart)


def widths(layouts: Sequence[Layout]) -> tuple[float, ...]:
    """The columns' widths: labels, then the series of the widest chart."""
    return (*_LABELS, *(_WIDTH,) * max([_LEAST, *(len(_series(layout)[1]) for layout in layouts)]))


def is_drawn(layout: Layout) -> bool:
    """Whether a schedule has a chart on the sheet of charts: a bridge stands beside the corrections."""
    chart = layout.bound.schedule.chart
    return chart is not None and chart.kind != "bridge"


def _table(draft: Draft, layout: Layout, chart: ChartOf) -> None:
    """A schedule's rows and columns side by side, series as columns, and their chart."""
    bound = layout.bound
    lines, series = _series(layout)
    draft.section(layout)
    said = row_words(bound, _language(draft))
    columns = {column.code: column_words(column, _language(draft)) for column in bound.columns}
    heads = _apart({code: columns[code] for code in (series if chart.series == "columns" else lines)})
    names = [heads[code] if chart.series == "columns" else said[code] for code in series]
    draft.text(draft.row, 0, draft.say(_CODE if chart.series == "columns" else _COLUMN_CODE), styles.HEAD)
    draft.text(draft.row, 1, draft.say(_ITEM), styles.HEAD)
    for i, name in enumerate(names):
        draft.text(draft.row, 2 + i, name, styles.HEAD)
    draft.height(draft.row, max(styles.lines(name, _WIDTH) for name in names))
    first = draft.row + 1
    draft.row = first
    for code in lines:
        draft.text(draft.row, 0, code, {**styles.CODE, "align": "left"})
        name = said[code] if chart.series == "columns" else heads[code]
        draft.text(draft.row, 1, name, styles.CELL)
        draft.height(draft.row, styles.lines(name, _LABELS[1]))
        for i, other in enumerate(series):
            key = (code, f"${address(draft.row, 0)}") if chart.series == "columns" else None
            cell = Cell(bound.id, code, other) if chart.series == "columns" else Cell(bound.id, other, code)
            _value(draft, cell, key, 2 + i)
        draft.row += 1
    percent = all(a.format.percent for (row, column), a in bound.cells.items() if {row, column} <= {*lines, *series})
    title = _word(draft, chart.title or bound.schedule.title) + _in(draft, bound.schedule.unit_note)
    _draw(draft, chart.kind, title, names, (first, draft.row - 1), "0%" if percent else "#,##0")


def _series(layout: Layout) -> tuple[list[str], list[str]]:
    """The codes of the categories and of the series of a schedule's chart."""
    bound, chart = layout.bound, layout.bound.schedule.chart
    if chart is None:
        return [], []
    rows, columns = _codes(chart.rows, bound.row_groups), _codes(chart.columns, bound.column_groups)
    return (rows, columns) if chart.series == "columns" else (columns, rows)


def _in(draft: Draft, unit: Text | None) -> str:
    """The unit in brackets, for a title; "" for none."""
    return _word(draft, Text(zh=f"（{unit.zh}）", en=f" ({unit.en})")) if unit else ""


def _language(draft: Draft) -> str:
    """The one language in which a chart speaks: it has no room for two."""
    return draft.pack.tongue.languages[0]


def _word(draft: Draft, text: Text) -> str:
    return text.get(_language(draft))


def _codes(declared: Sequence[str], groups: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The codes that a chart names, its groups opened."""
    found = [code for name in declared for code in (groups.get(name[1:-1], ()) if name.startswith("[") else (name,))]
    return list(dict.fromkeys(found))


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """Headings without the levels that all of them share: `2019年度·金额` is 2019年度 among amounts."""
    levels = {code: name.split("·") for code, name in names.items()}
    depths = {len(x) for x in levels.values()}
    if len(levels) < 2 or len(depths) != 1:
        return dict(names)
    kept = [i for i in range(depths.pop()) if len({x[i] for x in levels.values()}) > 1]
    return {code: "·".join(x[i] for i in kept) or names[code] for code, x in levels.items()}


def _value(draft: Draft, cell: Cell, key: tuple[str, str] | None, column: int) -> None:
    """A figure by key; empty where there is none, so that the chart leaves a gap."""
    if cell in draft.materials.grid and draft.held(cell):
        draft.formula(draft.row, column, draft.materials.fetcher.value(cell, draft.scale(cell), key), draft.look(cell))
    else:
        draft.text(draft.row, column, "", styles.CENTRED)


def _draw(draft: Draft, kind: str, title: str, names: Sequence[str], rows: tuple[int, int], form_of_numbers: str) -> None:
    form: Literal["column", "stacked", "line"] = "stacked" if kind == "stacked" else "line" if kind == "line" else "column"
    categories = Range(draft.sheet.name, rows[0], 1, rows[1], 1)
    series = tuple(
        Series(
            name=name,
            categories=categories,
            values=Range(draft.sheet.name, rows[0], 2 + i, rows[1], 2 + i),
            colour=COLOURS[i % len(COLOURS)],
        )
        for i, name in enumerate(names)
    )
    draft.row += 1
    draft.chart(draft.row, 1, Chart(kind=form, title=title, series=series, size=_SIZE, number_format=form_of_numbers))
    draft.row += _LINES


# ---------------------------------------------------------------- the bridge


def draw_bridge(draft: Draft, purpose: Purpose, chart: ChartOf, column: int) -> None:
    """Before, correction and after of a restatement's main figures: stacked columns on a base that is not seen.

    Their data stand beside the chart from `column` on, outside of what is printed.
    """
    wanted = _codes(chart.rows, purpose.bound.row_groups)
    known = {line.row: line for line in purpose.lines}
    lines = [known[row] for row in wanted if row in known and _whole(draft, known[row])]
    if not lines:
        return
    divisor = _divisor(draft, lines)
    common, names = _names(draft, purpose, lines)
    top = draft.row
    unit = draft.say(_UNIT) if divisor > 1 else draft.say(purpose.bound.schedule.unit_note or _NOTHING)
    draft.text(top, column, f"{draft.say(_DATA)}　{unit}", styles.NOTE)
    draft.row += 1
    for i, head in enumerate((_CODE, _ITEM, _BASE, _PRINTED, _UP, _DOWN, _BELOW)):
        draft.text(draft.row, column + i, draft.say(head), styles.HEAD)
    draft.row += 1
    first = draft.row
    crosses = [_bars(draft, line, names[line.row], divisor, column) for line in lines]
    shown = [(2, _BASE, None), (3, _PRINTED, COLOURS[0]), (4, _UP, COLOURS[2]), (5, _DOWN, COLOURS[1])]
    if any(crosses):
        shown.append((6, _BELOW, COLOURS[4]))
    rows = first, draft.row - 2
    series = tuple(
        Series(
            name=_word(draft, name),
            categories=Range(draft.sheet.name, rows[0], column + 1, rows[1], column + 1),
            values=Range(draft.sheet.name, rows[0], column + i, rows[1], column + i),
            colour=colour,
            invisible=colour is None,
        )
        for i, name, colour in shown
    )
    said = " · ".join(x for x in (_word(draft, chart.title or purpose.bound.schedule.title), common) if x)
    title = f"{_word(draft, _BRIDGE)} {said}{_in(draft, _UNIT if divisor > 1 else purpose.bound.schedule.unit_note)}"
    draft.chart(top, 1, Chart(kind="stacked", title=title, series=series, size=_SIZE))
    draft.row = max(draft.row, top + _LINES)


def _names(draft: Draft, purpose: Purpose, lines: Sequence[Line]) -> tuple[str, dict[str, str]]:
    """What the labels of all lines share, and what is left of each line's own."""
    wanted = {line.row for line in lines}
    above: list[str] = []
    levels: dict[str, list[str]] = {}
    for row in purpose.bound.rows:
        said = [_word(draft, text) for text in row.label]
        above = [text or (above[i] if i < min(len(above), len(said) - 1) else "") for i, text in enumerate(said)]
        if row.code in wanted:
            levels[row.code] = above
    depth = max(map(len, levels.values()))
    shared = [i for i in range(depth) if len(levels) > 1 and len({tuple(x[i : i + 1]) for x in levels.values()}) == 1]
    first = next(iter(levels.values()))
    names = {row: " ".join(text for i, text in enumerate(found) if text and i not in shared) for row, found in levels.items()}
    return " ".join(first[i] for i in shared if i < len(first) and first[i]), names


def _parts(line: Line) -> list[Expression | None]:
    return [line.part(name) for name in ("before", "correction", "after")]


def _whole(draft: Draft, line: Line) -> bool:
    return all(draft.held(part) for part in _parts(line))


def _divisor(draft: Draft, lines: Sequence[Line]) -> int:
    """10,000 where amounts in whole units of money are large, so that the axis can be read; else 1."""
    amounts = [draft.value(part) for line in lines for part in _parts(line) if part is not None]
    money = all(draft.is_money(part) for line in lines for part in _parts(line) if part is not None)
    plain = all(draft.scale(part) == 0 for line in lines for part in _parts(line))
    return 10**_TEN_THOUSAND if money and plain and max(map(abs, amounts)) >= _LARGE else 1


def _bars(draft: Draft, line: Line, name: str, divisor: int, column: int) -> bool:
    """The three bars of a line, and an empty one after them; whether the correction crosses zero."""
    row = draft.row
    key = (line.row, f"${address(row, column)}")
    scale = draft.scale(line.part("before"))
    amounts = [draft.materials.fetcher.value(part, scale, key) for part in _parts(line) if part is not None]
    if divisor > 1:
        amounts = [f.over(amount, f.constant(divisor)) for amount in amounts]
    style = styles.number(0 if divisor > 1 else 2, font_name="Arial", font_color=styles.GREEN)
    for i, text in enumerate((f"{name} {_word(draft, _BEFORE)}", _word(draft, _CORRECTION), _word(draft, _AFTER))):
        draft.text(row + i, column, line.row, {**styles.CODE, "align": "left"})
        draft.text(row + i, column + 1, text, styles.CELL)
        for other in (3,) if i == 1 else (2, 4, 5, 6):
            draft.text(row + i, column + other, "", styles.CENTRED)
    before = draft.formula(row, column + 3, amounts[0], style)
    after = draft.formula(row + 2, column + 3, amounts[2], style)
    steps = _floating(before, after)
    for other, step in zip((2, 4, 5, 6), steps, strict=True):
        draft.formula(row + 1, column + other, step, {**style, "font_color": "#000000"})
    draft.row = row + 4
    return steps[3].number != 0


def _floating(before: Formula, after: Formula) -> tuple[Formula, ...]:
    """The bar between two heights: its base, its increase or decrease above (or wholly below) zero, and the part below where it crosses.

    With the higher end h and the lower end l, the base is max(l, 0) + min(h, 0), and the bar is h − l from there, downwards below zero.
    """
    zero = f.constant(0)
    high, low = f.greatest([before, after]), f.least([before, after])
    above, beneath = f.compared(low, ">=", zero), f.compared(high, "<=", zero)
    base = f.choose(above, low, f.choose(beneath, high, zero))
    bar = f.choose(above, f.minus(high, low), f.choose(beneath, f.minus(low, high), high))
    rises = f.compared(after, ">=", before)
    crossing = f.choose(above, zero, f.choose(beneath, zero, low))
    return base, f.choose(rises, bar, zero), f.choose(rises, zero, bar), crossing
