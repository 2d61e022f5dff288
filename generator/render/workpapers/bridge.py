"""The restatement bridge: every restated figure before, as corrected, and after, recomputed by key from the detail sheets.

A company's own correction is no audit adjustment: it stands here, and never under 审计调整.
"""

from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.charts import draw_bridge
from generator.render.workpapers.draft import TAIL, TAIL_WIDTHS, Draft, Tail
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address
from generator.render.workpapers.purposes import Line, Purpose
from generator.render.workpapers.words import NOT_PROVIDED
from generator.rule import Expression, Sum, cells
from generator.schedule import Text

PARTS = ("before", "correction", "after")
HEADS = (
    Text(zh="行代码", en="Row code"),
    Text(zh="项目", en="Item"),
    Text(zh="更正前", en="Before correction"),
    Text(zh="更正金额", en="Correction"),
    Text(zh="更正后", en="After correction"),
    *TAIL,
)
WIDTHS = (17.0, 46.0, 19.0, 19.0, 19.0, *TAIL_WIDTHS)
_TAIL = Tail(reported=4, first=5)
_NOTE = Text(
    zh="公司自身的更正（更正前、更正金额、更正后）不是审计调整。各数按行代码、列代码取自明细表；复算数 = 更正前 + 更正金额。"
    "小计为控制数：各期、各项目相加，无会计含义，仅供核对加总。",
    en="The company's own corrections are no audit adjustments. Figures are fetched from the detail sheets by the codes of row and column; "
    "recomputed = before + correction. Subtotals are control totals: periods and items added up, without accounting meaning.",
)
_SUBTOTAL = Text(
    zh="小计（{count} 项的控制数）",
    en="Subtotal (control total of {count} lines)",
)


def draft_bridge(draft: Draft, restated: tuple[Purpose, ...]) -> None:
    """The whole sheet below its header: a part for each schedule, then the charts."""
    draft.note(_NOTE, (0, _TAIL.last), sum(WIDTHS[: _TAIL.last + 1]))
    for purpose in restated:
        draft.row += 1
        _schedule(draft, purpose)
    draft.conclusion(_TAIL.last)
    drawn = [(p, p.bound.schedule.chart) for p in restated]
    if any(chart and chart.kind == "bridge" for _, chart in drawn):
        draft.row += 1
        draft.page_break()
    for purpose, chart in drawn:
        if chart is not None and chart.kind == "bridge":
            draft.row += 1
            draw_bridge(draft, purpose, chart, len(WIDTHS) + 1)


def _schedule(draft: Draft, purpose: Purpose) -> None:
    """A restated schedule: a line a figure, and the subtotal."""
    draft.section(purpose.layout)
    draft.heads(HEADS, WIDTHS)
    first = draft.row
    whole = [line for line in purpose.lines if _line(draft, purpose, line)]
    alike = _alike(draft, whole)
    if len(alike) > 1:
        _subtotal(draft, purpose, first, alike)
    draft.marks((first, draft.row - 1), _TAIL)


def _line(draft: Draft, purpose: Purpose, line: Line) -> bool:
    """One restated figure; whether the filing holds all three parts of it."""
    row = draft.row
    draft.row += 1
    draft.named(row, purpose.bound, line.row, WIDTHS[1])
    draft.index(row, _TAIL, line.part("after"))
    parts = [line.part(name) for name in PARTS]
    there: list[tuple[Expression, Formula]] = []
    for column, part in enumerate(parts, start=2):
        if draft.held(part):
            there.append((part, draft.figure(row, column, part, (line.row, f"${address(row, 0)}"), draft.scale(parts[0]))))
        else:
            draft.not_provided(row, column)
    if len(there) < len(PARTS):
        draft.unchecked(row, _TAIL, NOT_PROVIDED)
        return False
    (before, first), (correction, second), (after, _) = there
    sides = after, Sum(((1, before), (1, correction)))
    draft.check(row, _TAIL, f"{purpose.bound.id}.{line.row}", sides, f.plus(first, second))
    return True


def _alike(draft: Draft, lines: list[Line]) -> list[Line]:
    """The lines whose figures can be added up: amounts of the first line's unit and scale."""
    units = [_unit(draft, line) for line in lines]
    return [line for line, unit in zip(lines, units, strict=True) if unit is not None and unit == units[0]]


def _unit(draft: Draft, line: Line) -> object:
    """The unit and scale that all figures of a line share; None where they do not, or where they are percentages."""
    aspects = [draft.materials.aspects(cell) for name in PARTS for part in line.parts[name] if part is not None for cell in cells(part)]
    found = {(a.unit, a.format.scale, a.format.percent) for a in aspects}
    return found.pop() if len(found) == 1 and not aspects[0].format.percent else None


def _subtotal(draft: Draft, purpose: Purpose, first: int, lines: list[Line]) -> None:
    """The control totals of before, correction and after, and whether they agree."""
    row = draft.row
    draft.row += 1
    bold = {"bold": True, "top": 2, "top_color": "#000000"}
    label = draft.say(_SUBTOTAL, count=len(lines))
    draft.text(row, 0, "", {**styles.CODE, **bold})
    draft.text(row, 1, label, {**styles.CELL, **bold, "font_size": 9})
    draft.totalled(row)
    draft.index(row, _TAIL, None)
    rows = {line.row: first + i for i, line in enumerate(purpose.lines)}
    totals: list[Formula] = []
    sums: list[Sum] = []
    for column, name in enumerate(PARTS, start=2):
        parts = [part for line in lines if (part := line.part(name)) is not None]
        sums.append(Sum(tuple((1, part) for part in parts)))
        total = sum((draft.value(part) for part in parts), Fraction(0))
        style = {**draft.look(parts[0]), "font_color": "#000000", **bold}
        totals.append(draft.formula(row, column, Formula(f"SUM({_span([rows[line.row] for line in lines], column)})", total), style))
    right = Sum((*sums[0].terms, *sums[1].terms))
    draft.check(row, _TAIL, f"{purpose.bound.id}.subtotal", (sums[2], right), f.plus(totals[0], totals[1]))


def _span(rows: list[int], column: int) -> str:
    """The cells of a column in `rows`, neighbours as ranges."""
    parts: list[str] = []
    start = rows[0]
    for row, following in zip(rows, [*rows[1:], -1], strict=True):
        if following != row + 1:
            parts.append(f"{address(start, column)}:{address(row, column)}")
            start = following
    return ",".join(parts)
