"""The statement and the legend: what the book is, its marks, words and colours, the auditor's amounts, half a unit of every precision."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from generator.filing import Threshold
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook
from generator.render.workpapers.frame import Head, finish, header
from generator.render.workpapers.grid import Place, half_name, half_unit, reference
from generator.render.workpapers.layout import TABLE_ROW, Pack
from generator.render.workpapers.words import EXACT, MACHINE_MARK, NOT_EVALUATED, VIOLATED, WITHIN
from generator.schedule import Text

_STATEMENT = (
    Text(
        zh="1. 本册由被审计单位资料自动生成，供审计人员复核使用，属被审计单位提供资料（PBC）的草稿，不构成审计证据结论。",
        en="1. This book is made by a program from the client's data, for auditors to review. It is a draft prepared by the client (PBC) "
        "and concludes nothing.",
    ),
    Text(
        zh="2. 审定表的蓝色未审数照录来源文件，未经修改；程序不补充来源文件未载明的数字。审定数＝未审数＋审计调整＋重分类调整；"
        "明细表按键取审定数，所有公式随之重算。",
        en="2. The blue unaudited amounts of the lead sheets are those of the source, unchanged; the program adds no figure that the "
        "source does not state. Audited = unaudited + audit adjustment + reclassification; detail sheets fetch the audited amounts by "
        "key, and every formula follows.",
    ),
    Text(
        zh="3. “程序重算”仅表示程序 {version} 按所列公式重新计算过，不代替任何人工程序；人工标记、复核人、复核日期、审计说明、审计结论"
        "均留空待填。",
        en="3. “recomputed by program” says only that program {version} recomputed the formula shown; it replaces no person's procedure. "
        "Reviewers' marks, reviewer, date of review, audit notes and conclusions are left empty.",
    ),
    Text(
        zh="4. 公司自身的更正（更正前、更正金额、更正后）不是审计调整。",
        en="4. The company's own corrections (before, correction, after) are no audit adjustments.",
    ),
)
_PERSON = Text(zh="人工", en="person")
_MARKS = (
    (
        MACHINE_MARK,
        Text(zh="程序 {version} 按所列公式重新计算", en="Program {version} recomputed the formula shown"),
        Text(zh="程序", en="program"),
    ),
    ("∧", Text(zh="纵向加总核对", en="Footed"), _PERSON),
    ("<", Text(zh="横向加总核对", en="Cross-footed"), _PERSON),
    ("√", Text(zh="与来源文件核对相符", en="Agreed to the source"), _PERSON),
    ("R", Text(zh="重新计算", en="Recalculated"), _PERSON),
    ("PY", Text(zh="与上期数核对相符", en="Agreed to the prior period"), _PERSON),
    ("PBC", Text(zh="被审计单位提供", en="Prepared by the client"), _PERSON),
)
_VERDICTS = (
    (
        EXACT,
        Text(
            zh="按印列数字恰好成立（比率先按报告数的小数位四舍五入）",
            en="Holds exactly for the printed figures (a ratio: rounded to the decimals reported)",
        ),
    ),
    (
        WITHIN,
        Text(
            zh="印列数字不恰好相等，但差异不超过各数四舍五入可能造成的范围",
            en="Not exact for the printed figures, but no further off than their rounding explains",
        ),
    ),
    (
        VIOLATED,
        Text(
            zh="差异超过舍入可以解释的范围；红色表示未解释，黄色表示已在 E-1 说明",
            en="Further off than rounding explains; red while open, amber where E-1 explains it",
        ),
    ),
    (
        NOT_EVALUATED,
        Text(zh="缺少数字，或除数可能为零，无法判断", en="A figure is missing, or a divisor may be zero: it cannot be judged"),
    ),
)
_COLOURS = (
    (
        Text(zh="蓝色", en="Blue"),
        Text(zh="录入数（来源文件的数字、调整数）", en="Entered: figures of the source, adjustments"),
        styles.BLUE,
    ),
    (Text(zh="黑色", en="Black"), Text(zh="本表公式", en="Formula over this sheet"), "#000000"),
    (Text(zh="绿色", en="Green"), Text(zh="引用其他工作表的公式", en="Formula over other sheets"), styles.GREEN),
    (Text(zh="红底", en="Red fill"), Text(zh="未解释的不一致", en="Open difference"), styles.RED),
)
_HEADINGS = {
    "marks": (
        Text(zh="标记", en="Mark"),
        Text(zh="含义", en="Meaning"),
        Text(zh="使用者", en="Used by"),
        Text(zh="本册使用人及日期", en="Used here by, on"),
    ),
    "verdicts": (Text(zh="结论", en="Verdict"), Text(zh="含义", en="Meaning")),
    "colours": (Text(zh="颜色", en="Colour"), Text(zh="含义", en="Meaning")),
    "amounts": (
        Text(zh="项目", en="Amount"),
        Text(zh="用途", en="Use"),
        Text(zh="金额", en="Amount set"),
        Text(zh="单位", en="Unit"),
        Text(zh="名称", en="Name"),
    ),
    "halves": (
        Text(zh="小数位", en="Places"),
        Text(zh="表内单位的半个末位单位（舍入区间的半宽）", en="Half a unit of the last place shown (half the rounding interval)"),
        Text(zh="数值", en="Value"),
        Text(zh="名称", en="Name"),
    ),
}
_ROUNDING = Text(
    zh="每个印列数代表一个区间：数字 ± 半个末位单位。关系两边的区间相交即“舍入内一致”。相同精度下同一数字两次列示必须完全相同。"
    "比较前对差异再取整（末位后两位，比率为后六位），以消除表格软件二进制运算的误差。",
    en="Every printed figure stands for an interval: the figure ± half a unit of its last place. A relation holds within rounding when the "
    "intervals of both sides meet. One figure printed twice to the same precision must be identical. Differences are rounded before they "
    "are compared (two places finer, six for ratios), to be rid of the errors of binary arithmetic.",
)
_AMOUNTS = {
    "materiality": (Text(zh="重要性水平", en="Materiality"), Text(zh="财务报表整体", en="Financial statements as a whole")),
    "performance_materiality": (
        Text(zh="实际执行的重要性", en="Performance materiality"),
        Text(zh="由审计人员确定；不改变任何程序结论", en="Set by the auditor; changes no verdict of the program"),
    ),
    "tolerance": (Text(zh="可容忍差异", en="Tolerance"), Text(zh="明显微小错报的临界值", en="Below it a misstatement is clearly trivial")),
}
_PLACES = Text(zh="精确到小数点后 {places} 位", en="To {places} decimal places")
_UNITS = Text(zh="精确到个位", en="To whole units")
_POWERS = Text(zh="精确到 10 的 {places} 次方", en="To 10 to the power of {places}")
_WIDTHS = (20.0, 66.0, 16.0, 22.0, 26.0)


class _Line(NamedTuple):
    """A line of a small table, and the colour of its texts."""

    texts: tuple[str, ...]
    colour: str = "#000000"


def write_legend(sheet: Sheet, pack: Pack, book: Workbook) -> None:
    """The whole sheet; half units and the auditor's amounts as named cells."""
    sheet.widths(_WIDTHS)
    header(sheet, pack, Head(sheet=pack.sheets.legend, right=2, reach=sum(_WIDTHS[:2]), period=pack.period))
    say = pack.tongue.say
    row = TABLE_ROW - 1
    for text in _STATEMENT:
        row = _paragraph(sheet, row, say(text, stacked=True, version=pack.version))
    marks = [
        _Line((mark if isinstance(mark, str) else say(mark), say(text, stacked=True, version=pack.version), say(who), ""))
        for mark, text, who in _MARKS
    ]
    row = _table(sheet, pack, row + 1, "marks", marks)
    row = _amounts(sheet, pack, book, row + 1)
    row = _table(sheet, pack, row + 1, "verdicts", [_Line((say(a), say(b, stacked=True))) for a, b in _VERDICTS])
    row = _table(sheet, pack, row + 1, "colours", [_Line((say(a), say(b, stacked=True)), colour) for a, b, colour in _COLOURS])
    row = _paragraph(sheet, row + 1, say(_ROUNDING, stacked=True))
    _halves(sheet, pack, book, row)
    finish(sheet, pack, pack.sheets.legend.index, Page(freeze=(1, 0), tall=1))


def _paragraph(sheet: Sheet, row: int, text: str) -> int:
    """A text over all columns; the row after it."""
    sheet.merged((row, 0), (row, 3), text, {**styles.PLAIN, "text_wrap": True})
    sheet.height(row, styles.lines(text, sum(_WIDTHS[:4])), 16)
    return row + 1


def _table(sheet: Sheet, pack: Pack, row: int, name: str, lines: Sequence[_Line]) -> int:
    """A small table of texts; the row after it."""
    _titles(sheet, pack, row, name)
    for i, line in enumerate(lines, start=1):
        for column, text in enumerate(line.texts):
            style = {**(styles.CENTRED if column == 0 else styles.CELL), "font_color": line.colour, "text_wrap": True}
            sheet.text(row + i, column, text, styles.ENTRY if column == 3 else style)
        sheet.height(row + i, max(styles.lines(t, w) for t, w in zip(line.texts, _WIDTHS, strict=False)), 16)
    return row + len(lines) + 1


def _titles(sheet: Sheet, pack: Pack, row: int, name: str) -> None:
    for column, title in enumerate(_HEADINGS[name]):
        sheet.text(row, column, pack.tongue.say(title, stacked=True), styles.HEAD)
    sheet.height(row, max(styles.lines(pack.tongue.say(t, stacked=True), w) for t, w in zip(_HEADINGS[name], _WIDTHS, strict=False)))


def _amounts(sheet: Sheet, pack: Pack, book: Workbook, row: int) -> int:
    """The auditor's amounts as named cells, empty unless filing.toml gives them; the row after them."""
    _titles(sheet, pack, row, "amounts")
    settings = pack.filing.workpapers
    given: dict[str, Threshold | None] = {
        "materiality": settings.materiality,
        "performance_materiality": settings.performance_materiality,
        "tolerance": settings.tolerance,
    }
    for i, (name, threshold) in enumerate(given.items(), start=1):
        title, use = (pack.tongue.say(text, stacked=True) for text in _AMOUNTS[name])
        sheet.text(row + i, 0, title, {**styles.CENTRED, "text_wrap": True})
        sheet.text(row + i, 1, use, styles.CELL)
        entry = {**styles.number(2, font_name="Arial"), "locked": False, "bg_color": styles.ENTRY["bg_color"], "font_color": styles.BLUE}
        if threshold is None:
            sheet.text(row + i, 2, "", entry)
        else:
            sheet.number(row + i, 2, threshold.amount, entry)
        sheet.text(row + i, 3, threshold.unit if threshold else "", {**styles.ENTRY, "align": "center"})
        sheet.text(row + i, 4, name, styles.CENTRED)
        sheet.height(row + i, max(styles.lines(title, _WIDTHS[0]), styles.lines(use, _WIDTHS[1])), 16)
        book.name(name, reference(Place(pack.sheets.legend.name, row + i, 2), None, fixed=True))
    return row + len(given) + 1


def _halves(sheet: Sheet, pack: Pack, book: Workbook, row: int) -> None:
    """Half a unit of every precision that the figures have, as named cells."""
    _titles(sheet, pack, row, "halves")
    stated = {figure.decimals for figure in pack.grid.values() if figure.decimals is not None}
    for i, places in enumerate(sorted(stated), start=1):
        half = half_unit(places).number
        precision = _PLACES if places > 0 else _UNITS if places == 0 else _POWERS
        sheet.text(row + i, 0, str(places), styles.CENTRED)
        sheet.text(row + i, 1, pack.tongue.say(precision, places=abs(places)), styles.CELL)
        sheet.number(row + i, 2, Decimal(half.numerator) / Decimal(half.denominator), styles.number(max(0, places + 1)))
        sheet.text(row + i, 3, half_name(places), styles.CENTRED)
        book.name(half_name(places), reference(Place(pack.sheets.legend.name, row + i, 2), None, fixed=True))
