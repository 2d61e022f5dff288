"""The index: every sheet with its index number, and how many of its checks stand, counted live."""

from fractions import Fraction
from typing import NamedTuple

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import finish, header, heads
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import (
    ASSUMPTIONS,
    EXPLANATIONS,
    INPUTS,
    LEGEND,
    REGISTER,
    TABLE_ROW,
    WORKINGS,
    Layout,
    Pack,
)
from generator.render.workpapers.words import EXACT, EXPLAINED, NOT_EVALUATED, STALE, UNEXPLAINED, VIOLATED, WITHIN

HEADS = ("索引号", "工作表", "内容或来源", "检查数", "一致", "舍入内一致", "不一致", "其中已解释", "未评价", "未解释（红）", "状态")
WIDTHS = (9.0, 34.0, 56.0, 9.0, 9.0, 11.0, 9.0, 11.0, 9.0, 12.0, 18.0)
CHECKS, FIRST_COUNT, RED, STATUS = 3, 4, 9, 10
OPEN, UNEVALUATED, AGREED, NONE = "有未解释差异", "有未评价项", "程序检查相符", "无程序检查"


class Entry(NamedTuple):
    """A line of the index; `layout` is None for what has no checks."""

    sheet: str
    content: str
    layout: Layout | None


def entries(pack: Pack) -> list[Entry]:
    """The lines of the index in the order of the sheets."""
    return [
        Entry(LEGEND, "资料提供声明、标记与颜色图例、舍入半单位", None),
        *(Entry(layout.sheet, f"{layout.bound.source.document}　{layout.bound.source.table}", layout) for layout in pack.layouts),
        Entry(REGISTER, f"全部 {len(pack.facts)} 项事实：概念、维度、期间、数值、来源位置", None),
        Entry(WORKINGS, "比率、增速、乘积的区间运算（舍入容差的计算过程）", None),
        Entry(EXPLANATIONS, "来源文件中的差异及其说明；未完全一致的项目", None),
        Entry(ASSUMPTIONS, "编制时采用的既定假设", None),
        Entry(INPUTS, "输入文件及其 SHA-256", None),
    ]


def write_index(sheet: Sheet, pack: Pack) -> None:
    """The whole sheet."""
    sheet.widths(WIDTHS)
    title = f"{pack.filing.title.zh}　工作底稿索引"
    header(sheet, pack, "A", title, right=RED, period=pack.period, reach=sum(WIDTHS[:RED]))
    heads(sheet, TABLE_ROW - 1, HEADS, WIDTHS)
    lines = entries(pack)
    counts = [_line(sheet, pack, TABLE_ROW + i, entry) for i, entry in enumerate(lines)]
    last = TABLE_ROW + len(lines) - 1
    _totals(sheet, last + 1, counts)
    red = f"${address(TABLE_ROW, RED)}"
    sheet.red_if((TABLE_ROW, RED), (last + 1, STATUS), f"SUM({red})>0", styles.RED_CELL)
    waiting = f'${address(TABLE_ROW, STATUS)}="{UNEVALUATED}"'
    sheet.red_if((TABLE_ROW, STATUS), (last + 1, STATUS), waiting, styles.AMBER_CELL)
    finish(sheet, pack, "A", Page(freeze=(TABLE_ROW, 0), repeat=(0, TABLE_ROW - 1)))


def _line(sheet: Sheet, pack: Pack, row: int, entry: Entry) -> list[Formula]:
    """Write one line; its counts from 检查数 to 未解释, empty where there are no checks."""
    index, _, name = entry.sheet.partition(" ")
    sheet.text(row, 0, index, styles.CENTRED)
    sheet.link(row, 1, entry.sheet, "A1", name or entry.sheet, styles.LINED_LINK)
    sheet.text(row, 2, entry.content, styles.CELL)
    sheet.height(row, max(styles.lines(entry.content, WIDTHS[2]), styles.lines(name, WIDTHS[1])), 18)
    counts = _counts(pack, entry.layout) if entry.layout and entry.layout.results else []
    for i in range(CHECKS, STATUS):
        if counts:
            sheet.formula(row, i, counts[i - CHECKS], styles.number(0))
        else:
            sheet.text(row, i, "", styles.CENTRED)
    if counts:
        sheet.formula(row, STATUS, _status(row, counts), styles.CENTRED)
    else:
        sheet.text(row, STATUS, NONE if entry.layout else "", styles.CENTRED)
    return counts


def _counts(pack: Pack, layout: Layout) -> list[Formula]:
    checks = pack.checks[layout.bound.id]

    def count(column: str, *words: str) -> Formula:
        found = [getattr(c, column).value for c in checks]
        parts = [Formula(f'COUNTIF({column}_{layout.name},"{w}")', Fraction(found.count(w))) for w in words]
        return f.total(parts)

    every = Formula(f'COUNTIF(verdict_{layout.name},"?*")', Fraction(len(checks)))
    verdicts = [count("verdict", word) for word in (EXACT, WITHIN, VIOLATED)]
    return [
        every,
        *verdicts,
        count("handling", EXPLAINED),
        count("verdict", NOT_EVALUATED),
        count("handling", UNEXPLAINED, STALE),
    ]


def _status(row: int, counts: list[Formula]) -> Formula:
    def positive(column: int) -> Formula:
        return f.compared(Formula(address(row, column), counts[column - CHECKS].value), ">", f.constant(0))

    agreed = f.choose(positive(RED - 1), f.text(UNEVALUATED), f.text(AGREED))
    return f.choose(positive(RED), f.text(OPEN), agreed)


def _totals(sheet: Sheet, row: int, counts: list[list[Formula]]) -> None:
    bold = {"bold": True, "top": 2, "top_color": "#000000"}
    for column in range(len(HEADS)):
        if column < CHECKS or column == STATUS:
            sheet.text(row, column, "合计" if column == 1 else "", {**styles.CENTRED, **bold})
            continue
        total = sum((c[column - CHECKS].number for c in counts if c), Fraction(0))
        span = f"{address(TABLE_ROW, column)}:{address(row - 1, column)}"
        sheet.formula(row, column, Formula(f"SUM({span})", total), {**styles.number(0), **bold})
