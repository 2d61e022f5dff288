"""The index: every sheet with its index number, its status, and what stands open on it, counted live."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import LEAD_SHEET, TABLE_ROW, Layout, Pack
from generator.render.workpapers.lead_sheet import adjusted_lines, unreadable_entries
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.tie_out import marks
from generator.schedule import Text

HEADS = (
    (Text(zh="索引号", en="Index no."), 9.0),
    (Text(zh="工作表", en="Sheet"), 46.0),
    (Text(zh="内容或来源", en="Content or source"), 54.0),
    (Text(zh="检查数", en="Checks"), 9.0),
    (Text(zh="一致", en="Agree"), 9.0),
    (Text(zh="舍入内一致", en="Within rounding"), 11.0),
    (Text(zh="不一致", en="Differ"), 9.0),
    (Text(zh="其中已解释", en="of these explained"), 11.0),
    (Text(zh="未评价", en="Not evaluated"), 10.0),
    (Text(zh="调整笔数", en="Adjust-ments"), 9.0),
    (Text(zh="未解释（红）", en="Open (red)"), 12.0),
    (Text(zh="状态", en="Status"), 20.0),
)
SHEET, CONTENT, CHECKS, UNJUDGED, ADJUSTED, OPEN, STATUS = 1, 2, 3, 8, 9, 10, 11
_WIDTHS = tuple(width for _, width in HEADS)
_STATUS = {
    "open": Text(zh="有未解释差异", en="Open differences"),
    "unjudged": Text(zh="有未评价项", en="Not all evaluated"),
    "agreed": Text(zh="程序检查相符", en="Program's checks agree"),
    "none": Text(zh="无程序检查", en="No program's checks"),
    "unreadable": Text(zh="调整数不是数字", en="Adjustment is no number"),
    "adjusted": Text(zh="有调整", en="Adjusted"),
    "unadjusted": Text(zh="无调整", en="No adjustments"),
}
_TITLE = Text(zh="{title}　工作底稿索引", en="{title}: index of workpapers")
_TOTAL = Text(zh="合计", en="Total")
_CONTENTS = {
    "legend": Text(
        zh="资料提供声明、标记与颜色图例、重要性与可容忍差异、舍入半单位",
        en="Statement of the provider, marks and colours, materiality and tolerance, half units of rounding",
    ),
    "lead": Text(zh="{count} 项：未审数、调整、审定数、上期数", en="{count} figures: unaudited, adjustments, audited, prior"),
    "register": Text(
        zh="全部 {count} 项事实：概念、定义、维度、报告数、印列、复算数、差异、来源位置",
        en="All {count} facts: concept, definition, dimensions, reported, as printed, recomputed, difference, source",
    ),
    "workings": Text(
        zh="比率、增速、乘积的区间运算（舍入容差的计算过程）",
        en="Bounds of ratios, growth, products: how tolerances come about",
    ),
    "differences": Text(zh="来源文件中的差异及其说明；未完全一致的项目", en="Differences in the source, their reasons; what is not exact"),
    "assumptions": Text(zh="编制时采用的既定假设", en="Stated assumptions"),
    "log": Text(zh="调整与变更：时间、人员、原因", en="Adjustments and changes: when, by whom, why"),
    "inputs": Text(zh="输入文件及其 SHA-256", en="Input files and their SHA-256"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the index. `counts` stand from the column 检查数 to 未评价, none where there are no checks.

    `status` is a text, or a formula over the line; `adjusted` and `open` count adjustments and what is open. `title` names the
    sheet in words ("": its name without the index number); a line without a sheet has nothing else.
    """

    index: str
    sheet: str
    content: str
    counts: tuple[Formula, ...] = ()
    adjusted: Formula | None = None
    open: Formula | None = None
    status: Formula | str = ""
    title: str = ""


def write_index(sheet: Sheet, pack: Pack, special: Sequence[Entry] = ()) -> None:
    """The whole sheet; `special` are the lines of the special schedules, which stand after the tables."""
    sheet.widths(_WIDTHS)
    title = pack.tongue.each(lambda one: _TITLE.get(one).replace("{title}", pack.filing.title.get(one)), stacked=True)
    header(sheet, pack, Head(sheet=pack.sheets.index, right=OPEN, reach=sum(_WIDTHS[:OPEN]), period=pack.period, title=title))
    if "\n" in title:
        sheet.height(0, 2, 20)
    heads(sheet, TABLE_ROW - 1, tuple(pack.tongue.say(text, stacked=True) for text, _ in HEADS), _WIDTHS)
    lines = [entry for build in (_first, _tables) for entry in build(pack)]
    lines = [*lines, *special, *_last(pack)]
    for i, entry in enumerate(lines):
        _line(sheet, pack, TABLE_ROW + i, entry)
    last = TABLE_ROW + len(lines) - 1
    _totals(sheet, pack, last + 1, lines)
    sheet.red_if((TABLE_ROW, OPEN), (last + 1, STATUS), f"SUM(${address(TABLE_ROW, OPEN)})>0", styles.RED_CELL)
    status = f"${address(TABLE_ROW, STATUS)}"
    open_words, waiting = pack.tongue.word(_STATUS["open"]), pack.tongue.word(_STATUS["unjudged"])
    sheet.red_if((TABLE_ROW, STATUS), (last + 1, STATUS), f'{status}="{open_words}"', styles.RED_CELL)
    sheet.red_if((TABLE_ROW, STATUS), (last + 1, STATUS), f'{status}="{waiting}"', styles.AMBER_CELL)
    finish(sheet, pack, pack.sheets.index.index, Page(freeze=(TABLE_ROW, 0), repeat=(0, TABLE_ROW - 1)))


# ---------------------------------------------------------------- lines


def _common(pack: Pack, sheet: SheetName, content: str, status: Formula | str = "") -> Entry:
    text = pack.tongue.say(_CONTENTS[content], stacked=True, count=len(pack.facts))
    return Entry(index=sheet.index, sheet=sheet.name, content=text, status=status)


def _first(pack: Pack) -> list[Entry]:
    return [_common(pack, pack.sheets.legend, "legend")]


def _tables(pack: Pack) -> list[Entry]:
    """The lead sheet and the detail sheet of every schedule."""
    found: list[Entry] = []
    for layout in pack.layouts:
        if layout.bound.id in pack.leads:
            found.append(_lead(pack, layout))
        source = layout.bound.source
        content = "  ".join(x for x in (source.document, source.table) if x)
        counts = _counts(pack, layout)
        status = "" if counts else pack.tongue.word(_STATUS["none"])
        open_ones = _count(pack, layout, "handling", pack.words.unexplained, pack.words.stale) if counts else None
        title = pack.tongue.word(layout.bound.schedule.title)
        content = _with_title(pack, layout.bound.schedule.title, content)
        found.append(
            Entry(index=layout.index, sheet=layout.sheet, content=content, counts=counts, open=open_ones, status=status, title=title)
        )
    return found


def _with_title(pack: Pack, title: Text, content: str) -> str:
    """`content` below the title in the book's other language: the link has one, since not every spreadsheet breaks a link's line."""
    others = [title.get(language) for language in pack.tongue.languages[1:]]
    return "\n".join([*others, content])


def _count(pack: Pack, layout: Layout, column: str, *words: str) -> Formula:
    """How many checks of a sheet have one of `words` as their verdict or handling."""
    found = [getattr(check, column).value for check in pack.checks[layout.bound.id]]
    return f.total(Formula(f'COUNTIF({column}_{layout.name},"{w}")', Fraction(found.count(w))) for w in words)


def _counts(pack: Pack, layout: Layout) -> tuple[Formula, ...]:
    """The counts from 检查数 to 未评价; none where the sheet has no checks."""
    if not layout.results:
        return ()
    words, checks = pack.words, pack.checks[layout.bound.id]
    return (
        Formula(f'COUNTIF(verdict_{layout.name},"?*")', Fraction(len(checks))),
        *(_count(pack, layout, "verdict", word) for word in (words.exact, words.within, words.violated)),
        _count(pack, layout, "handling", words.explained),
        _count(pack, layout, "verdict", words.not_evaluated),
    )


def _lead(pack: Pack, layout: Layout) -> Entry:
    lead = pack.leads[layout.bound.id]
    adjusted, unreadable = adjusted_lines(lead), unreadable_entries(lead)
    words = {name: f.text(pack.tongue.word(text)) for name, text in _STATUS.items()}
    status = f.choose(_positive(adjusted), words["adjusted"], words["unadjusted"])
    return Entry(
        index=lead.index,
        sheet=lead.sheet,
        content=_with_title(pack, layout.bound.schedule.title, pack.tongue.say(_CONTENTS["lead"], count=len(lead.lines))),
        title=f"{pack.tongue.word(LEAD_SHEET)} {pack.tongue.word(layout.bound.schedule.title)}",
        adjusted=adjusted,
        open=unreadable,
        status=f.choose(_positive(unreadable), words["unreadable"], status),
    )


def _last(pack: Pack) -> list[Entry]:
    sheets, words = pack.sheets, pack.words
    found = marks(pack)
    counted = f.total(Formula(f'COUNTIF(tie_marks,"{word}")', Fraction(found.count(word))) for word in (words.unexplained, words.stale))
    agreed = f.text(pack.tongue.word(_STATUS["agreed"]))
    status = f.choose(_positive(counted), f.text(pack.tongue.word(_STATUS["open"])), agreed)
    return [
        _common(pack, sheets.register, "register", status),
        _common(pack, sheets.workings, "workings"),
        _common(pack, sheets.differences, "differences"),
        _common(pack, sheets.assumptions, "assumptions"),
        _common(pack, sheets.log, "log"),
        _common(pack, sheets.inputs, "inputs"),
    ]


# ---------------------------------------------------------------- writing


def _line(sheet: Sheet, pack: Pack, row: int, entry: Entry) -> None:
    """Write one line; its counts are empty where there is nothing to count."""
    name = entry.title or entry.sheet.removeprefix(entry.index).strip()
    sheet.text(row, 0, entry.index, styles.CENTRED)
    if entry.sheet:
        sheet.link(row, SHEET, entry.sheet, "A1", name or entry.sheet, {**styles.LINED_LINK, "text_wrap": True})
    else:
        sheet.text(row, SHEET, name, styles.CELL)
    sheet.text(row, CONTENT, entry.content, styles.CELL)
    sheet.height(row, max(styles.lines(entry.content, _WIDTHS[CONTENT]), styles.lines(name, _WIDTHS[SHEET])), 18)
    cells = _numbers(entry)
    for column in range(CHECKS, STATUS):
        if column in cells:
            sheet.formula(row, column, cells[column], styles.number(0))
        else:
            sheet.text(row, column, "", styles.CENTRED)
    status = _status(pack, row, entry) if entry.counts else entry.status
    if isinstance(status, Formula):
        sheet.formula(row, STATUS, status, styles.CENTRED)
    else:
        sheet.text(row, STATUS, status, styles.CENTRED)


def _numbers(entry: Entry) -> dict[int, Formula]:
    """The formulas of a line by column."""
    cells = dict(enumerate(entry.counts, start=CHECKS))
    for column, formula in ((ADJUSTED, entry.adjusted), (OPEN, entry.open)):
        if formula is not None:
            cells[column] = formula
    return cells


def _positive(formula: Formula) -> Formula:
    return f.compared(formula, ">", f.constant(0))


def _status(pack: Pack, row: int, entry: Entry) -> Formula:
    """The status of a sheet with checks, by the counts of its line."""
    words = {name: f.text(pack.tongue.word(text)) for name, text in _STATUS.items()}
    cells = {column: Formula(address(row, column), formula.value) for column, formula in _numbers(entry).items()}
    agreed = f.choose(_positive(cells[UNJUDGED]), words["unjudged"], words["agreed"])
    return f.choose(_positive(cells[OPEN]), words["open"], agreed)


def _totals(sheet: Sheet, pack: Pack, row: int, lines: Sequence[Entry]) -> None:
    bold = {"bold": True, "top": 2, "top_color": "#000000"}
    for column in range(len(HEADS)):
        if column < CHECKS or column == STATUS:
            sheet.text(row, column, pack.tongue.say(_TOTAL) if column == SHEET else "", {**styles.CENTRED, **bold})
            continue
        total = sum((cells[column].number for cells in map(_numbers, lines) if column in cells), Fraction(0))
        span = f"{address(TABLE_ROW, column)}:{address(row - 1, column)}"
        sheet.formula(row, column, Formula(f"SUM({span})", total), {**styles.number(0), **bold})
