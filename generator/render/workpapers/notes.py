"""The sheets around the tables: statement and legend, workings, differences, assumptions, inputs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook
from generator.render.workpapers.checks import Check
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import finish, header, heads
from generator.render.workpapers.grid import Place, address, half_name, half_unit, reference
from generator.render.workpapers.layout import ASSUMPTIONS, EXPLANATIONS, INPUTS, LEGEND, TABLE_ROW, WORKINGS, Layout, Pack
from generator.render.workpapers.words import EXACT, MACHINE_MARK, NOT_EVALUATED, VIOLATED, WITHIN
from generator.render.workpapers.workings import PRESENT

_STATEMENT = (
    "1. 本册由被审计单位资料自动生成，供审计人员复核使用，属被审计单位提供资料（PBC）的草稿，不构成审计证据结论。",
    "2. 蓝色数字照录来源文件，未经修改；程序不补充来源文件未载明的数字。带公式的单元格随蓝色数字重新计算。",
    "3. “{mark}”仅表示程序 {version} 按所列公式重新计算过，不代替任何人工程序；人工标记、复核人、复核日期、审计说明、审计结论均留空待填。",
    "4. 公司自身的更正（更正前、更正金额、更正后）不是审计调整。",
)
_MARKS = (
    (MACHINE_MARK, "程序 {version} 按所列公式重新计算", "程序"),
    ("∧", "纵向加总核对", "人工"),
    ("＜", "横向加总核对", "人工"),
    ("√", "与来源文件核对相符", "人工"),
    ("R", "重新计算", "人工"),
    ("PY", "与上期数核对相符", "人工"),
    ("PBC", "被审计单位提供", "人工"),
)
_VERDICTS = (
    (EXACT, "按印列数字恰好成立（比率先按报告数的小数位四舍五入）"),
    (WITHIN, "印列数字不恰好相等，但差异不超过各数四舍五入可能造成的范围"),
    (VIOLATED, "差异超过舍入可以解释的范围；红色表示未解释，黄色表示已在 E-1 说明"),
    (NOT_EVALUATED, "缺少数字，或除数可能为零，无法判断"),
)
_COLOURS = (
    ("蓝色", "录入数（来源文件的数字）", styles.BLUE),
    ("黑色", "本表公式", "#000000"),
    ("绿色", "引用其他工作表的公式", styles.GREEN),
    ("红底", "未解释的不一致", styles.RED),
)
_LEGEND_WIDTHS = (16.0, 70.0, 14.0, 22.0)
_ROUNDING = (
    "每个印列数代表一个区间：数字 ± 半个末位单位。关系两边的区间相交即“舍入内一致”。相同精度下同一数字两次列示必须完全相同。"
    "比较前对差异再取整（末位后两位，比率为后六位），以消除表格软件二进制运算的误差。"
)


def write_legend(sheet: Sheet, pack: Pack, book: Workbook) -> None:
    """The statement, the marks, the verdicts, the colours; and half a unit of every precision, as named cells."""
    sheet.widths(_LEGEND_WIDTHS)
    _header(sheet, pack, LEGEND, 2, sum(_LEGEND_WIDTHS[:2]))
    row = TABLE_ROW - 1
    for text in _STATEMENT:
        said = text.format(mark=MACHINE_MARK, version=pack.version)
        sheet.merged((row, 0), (row, 3), said, {**styles.PLAIN, "text_wrap": True})
        sheet.height(row, styles.lines(said, sum(_LEGEND_WIDTHS)), 16)
        row += 1
    marks = [(mark, text.format(version=pack.version), who, "") for mark, text, who in _MARKS]
    row = _table(sheet, row + 1, ("标记", "含义", "使用者", "本册使用人及日期"), marks)
    row = _table(sheet, row + 1, ("结论", "含义"), _VERDICTS)
    row = _table(sheet, row + 1, ("颜色", "含义"), [(name, text) for name, text, _ in _COLOURS], [colour for _, _, colour in _COLOURS])
    sheet.merged((row + 1, 0), (row + 1, 3), _ROUNDING, {**styles.PLAIN, "text_wrap": True})
    sheet.height(row + 1, styles.lines(_ROUNDING, sum(_LEGEND_WIDTHS)), 16)
    _halves(sheet, pack, book, row + 2)
    finish(sheet, pack, "A-1", Page(freeze=(1, 0), tall=1))


def _header(sheet: Sheet, pack: Pack, name: str, right: int, reach: float) -> None:
    index, _, title = name.partition(" ")
    header(sheet, pack, index, title, right=right, period=pack.period, reach=reach)


def _table(sheet: Sheet, row: int, titles: Sequence[str], lines: Sequence[Sequence[str]], colours: Sequence[str] = ()) -> int:
    """A small table of texts; the row after it."""
    for column, title in enumerate(titles):
        sheet.text(row, column, title, styles.HEAD)
    for i, line in enumerate(lines, start=1):
        for column, text in enumerate(line):
            style = styles.CENTRED if column == 0 else styles.CELL
            sheet.text(row + i, column, text, {**style, "font_color": colours[i - 1]} if colours else style)
        sheet.height(row + i, max(styles.lines(t, w) for t, w in zip(line, _LEGEND_WIDTHS, strict=False)), 16)
    return row + len(lines) + 1


def _halves(sheet: Sheet, pack: Pack, book: Workbook, row: int) -> None:
    for column, title in enumerate(("小数位", "表内单位的半个末位单位（舍入区间的半宽）", "数值", "名称")):
        sheet.text(row, column, title, styles.HEAD)
    stated = {figure.decimals for figure in pack.grid.values() if figure.decimals is not None}
    for i, places in enumerate(sorted(stated), start=1):
        half = half_unit(places).number
        sheet.text(row + i, 0, str(places), styles.CENTRED)
        precision = f"小数点后 {places} 位" if places > 0 else "个位" if places == 0 else f"10 的 {-places} 次方"
        sheet.text(row + i, 1, f"精确到{precision}", styles.CELL)
        sheet.number(row + i, 2, Decimal(half.numerator) / Decimal(half.denominator), styles.number(max(0, places + 1)))
        sheet.text(row + i, 3, half_name(places), styles.CENTRED)
        book.name(half_name(places), reference(Place(LEGEND, row + i, 2), None, fixed=True))


# ---------------------------------------------------------------- workings

_WORKING_HEADS = (
    ("序号", 6),
    ("规则实例", 34),
    ("运算", 6),
    ("可计算", 8),
    ("左下限", 15),
    ("左上限", 15),
    ("右下限", 15),
    ("右上限", 15),
    ("除数不含零", 10),
    ("左下∘右下", 15),
    ("左下∘右上", 15),
    ("左上∘右下", 15),
    ("左上∘右上", 15),
    ("结果下限", 15),
    ("结果上限", 15),
)


def write_workings(sheet: Sheet, pack: Pack) -> None:
    """Every product and quotient of the rules: bounds of the operands, corners, least and greatest."""
    widths = tuple(float(w) for _, w in _WORKING_HEADS)
    sheet.widths(widths)
    _header(sheet, pack, WORKINGS, 7, sum(widths[:7]))
    heads(sheet, TABLE_ROW - 1, tuple(t for t, _ in _WORKING_HEADS), widths)
    for i, working in enumerate(pack.workings.rows):
        row = TABLE_ROW + i
        sheet.text(row, 0, str(i + 1), styles.CENTRED)
        sheet.text(row, 1, working.instance, {**styles.CELL, "font_size": 9})
        sheet.text(row, 2, working.operator, styles.CENTRED)
        for column, formula in enumerate(working.formulas, start=PRESENT):
            flagged = _WORKING_HEADS[column][0] in ("可计算", "除数不含零")
            style = styles.number(0 if flagged else 6, font_name="Arial", font_size=9)
            outside = "!" in formula.text
            sheet.formula(row, column, formula, {**style, "font_color": styles.GREEN} if outside else style)
        sheet.height(row, styles.lines(working.instance, widths[1], 9), 14)
    if not pack.workings.rows:
        sheet.text(TABLE_ROW, 1, "无", styles.CELL)
    finish(sheet, pack, "T-2", Page(freeze=(TABLE_ROW, 3), repeat=(TABLE_ROW - 1, TABLE_ROW - 1)))


# ---------------------------------------------------------------- differences

_DIFFERENCE_HEADS = ("名称", "规则实例", "报告数", "复算数", "差异（现值）", "结论（现值）", "处理（现值）", "说明", "底稿位置")
_DIFFERENCE_WIDTHS = (22.0, 34.0, 15.0, 15.0, 15.0, 13.0, 13.0, 60.0, 14.0)


def write_differences(sheet: Sheet, pack: Pack) -> None:
    """The explanations of filing.toml with their reasons; then every instance that is not exact."""
    sheet.widths(_DIFFERENCE_WIDTHS)
    _header(sheet, pack, EXPLANATIONS, 7, sum(_DIFFERENCE_WIDTHS[:7]))
    checks = {c.result.instance.id: (layout, c) for layout in pack.layouts for c in pack.checks[layout.bound.id]}
    heads(sheet, TABLE_ROW - 1, _DIFFERENCE_HEADS, _DIFFERENCE_WIDTHS)
    row = TABLE_ROW
    for explanation in pack.filing.explanations:
        texts = {0: explanation.name, 1: explanation.instance, 2: explanation.left, 3: explanation.right, 7: explanation.reason.zh}
        _difference(sheet, row, texts, checks.get(explanation.instance))
        row += 1
    if not pack.filing.explanations:
        sheet.text(row, 0, "无", styles.CELL)
        row += 1
    sheet.text(row + 1, 0, "未完全一致的项目（生成时）", styles.SECTION)
    heads(sheet, row + 2, _DIFFERENCE_HEADS, _DIFFERENCE_WIDTHS)
    row += 3
    found = [(name, placed) for name, placed in checks.items() if placed[1].verdict.value != EXACT]
    for name, placed in found:
        _difference(sheet, row, {0: placed[1].explanation, 1: name, 7: _why(pack, placed[1])}, placed)
        row += 1
    if not found:
        sheet.text(row, 0, "无", styles.CELL)
    finish(sheet, pack, "E-1", Page(freeze=(1, 0), repeat=(0, 0)))


def _why(pack: Pack, check: Check) -> str:
    words = pack.speaker.say(check.result.instance)
    return f"{words}（{check.result.reason}）" if check.result.reason else words


def _difference(sheet: Sheet, row: int, texts: Mapping[int, str], placed: tuple[Layout, Check] | None) -> None:
    for column in range(len(_DIFFERENCE_HEADS)):
        style = {**styles.CELL, "font_size": 9, **({"align": "right"} if column in (2, 3) else {})}
        sheet.text(row, column, texts.get(column, ""), style)
    sheet.height(row, max(styles.lines(t, _DIFFERENCE_WIDTHS[c], 9) for c, t in texts.items()), 14)
    if placed is None:
        return
    layout, check = placed
    places = max(0, check.places - 2 if check.percent else check.places)
    number = styles.number(places, check.percent, font_name="Arial", font_color=styles.GREEN)
    columns = layout.columns

    def live(column: int, source: int, value: Formula, style: styles.Style) -> None:
        sheet.formula(row, column, Formula(reference(Place(layout.sheet, check.row, source), None, fixed=True), value.value), style)

    if 2 not in texts:
        live(2, columns.reported, check.reported, number)
        live(3, columns.recomputed, check.recomputed, number)
    live(4, columns.gap, check.gap, number)
    green = {**styles.CENTRED, "font_color": styles.GREEN}
    live(5, columns.verdict, check.verdict, green)
    live(6, columns.handling, check.handling, green)
    place = address(check.row, columns.verdict)
    sheet.link(row, 8, layout.sheet, place, f"{layout.index}!{place}", styles.LINED_LINK)


# ---------------------------------------------------------------- assumptions and inputs


def write_assumptions(sheet: Sheet, pack: Pack) -> None:
    """What the documents leave open and the filer decided."""
    lines = [(a.id, a.text.zh) for a in pack.filing.assumptions]
    _listing(sheet, pack, ASSUMPTIONS, ("编号", "假设"), lines, (30.0, 100.0, 12.0, 14.0))


def write_inputs(sheet: Sheet, pack: Pack) -> None:
    """Every file that the book was made from, with its hash."""
    _listing(sheet, pack, INPUTS, ("文件", "SHA-256"), list(pack.inputs), (60.0, 70.0, 12.0, 14.0))


def _listing(
    sheet: Sheet, pack: Pack, name: str, titles: tuple[str, str], lines: Sequence[tuple[str, str]], widths: tuple[float, ...]
) -> None:
    sheet.widths(widths)
    _header(sheet, pack, name, 2, widths[0] + widths[1])
    heads(sheet, TABLE_ROW - 1, titles, widths[:2])
    for i, line in enumerate(lines or [("无", "")]):
        for column, text in enumerate(line):
            sheet.text(TABLE_ROW + i, column, text, styles.CELL)
        sheet.height(TABLE_ROW + i, max(styles.lines(t, w) for t, w in zip(line, widths, strict=False)), 16)
    finish(sheet, pack, name.partition(" ")[0], Page(freeze=(TABLE_ROW, 0), repeat=(0, TABLE_ROW - 1)))
