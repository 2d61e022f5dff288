"""The change log: the adjustments that the book was built with, who made them, when and why; then empty lines for what changes next."""

from collections.abc import Mapping

from generator.filing import Adjustment
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.grid import address
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.rule import Cell
from generator.schedule import Text

HEADS = (
    (Text(zh="序号", en="No."), 6.0),
    (Text(zh="日期", en="Date"), 13.0),
    (Text(zh="人员", en="By"), 16.0),
    (Text(zh="索引号", en="Index no."), 16.0),
    (Text(zh="事实ID或单元格", en="Fact id or cell"), 36.0),
    (Text(zh="性质", en="Kind"), 18.0),
    (Text(zh="金额（表内单位）", en="Amount (in the table's unit)"), 18.0),
    (Text(zh="变更内容", en="What changed"), 36.0),
    (Text(zh="原因", en="Reason"), 40.0),
)
_NUMBER, _DATE, _BY, _INDEX, _FACT, _KIND, _AMOUNT, _WHAT, _REASON = range(9)
KINDS: Mapping[str, Text] = {
    "audit": Text(zh="审计调整", en="Audit adjustment"),
    "reclassification": Text(zh="重分类调整", en="Reclassification"),
    "note": Text(zh="备注", en="Note"),
}
_OTHER = Text(zh="其他", en="Other")
_RULE = Text(
    zh="归档后只可增加，不得删改：每项变更写明时间、人员和原因。",
    en="After the file is assembled nothing is deleted; every addition says when, by whom and why.",
)
_EMPTY_LINES = 25
_WIDTHS = tuple(width for _, width in HEADS)


def write_log(sheet: Sheet, pack: Pack) -> None:
    """The whole sheet. It is not protected: lines are entered and sorted."""
    sheet.widths(_WIDTHS)
    header(sheet, pack, Head(sheet=pack.sheets.log, right=_WHAT, reach=sum(_WIDTHS[:_WHAT]), period=pack.period))
    sheet.text(TABLE_ROW - 2, 0, pack.tongue.say(_RULE), styles.NOTE)
    heads(sheet, TABLE_ROW - 1, tuple(pack.tongue.say(text, stacked=True) for text, _ in HEADS), _WIDTHS)
    layouts = {layout.bound.id: layout for layout in pack.layouts}
    for i, adjustment in enumerate(pack.adjustments):
        _adjustment(sheet, pack, layouts, TABLE_ROW + i, adjustment)
    first = TABLE_ROW + len(pack.adjustments)
    for row in range(first, first + _EMPTY_LINES):
        for column in range(len(HEADS)):
            sheet.text(row, column, "", styles.ENTRY)
    last = first + _EMPTY_LINES - 1
    sheet.choices((TABLE_ROW, _KIND), (last, _KIND), [pack.tongue.word(text) for text in (*KINDS.values(), _OTHER)])
    sheet.filter((TABLE_ROW - 1, 0), (last, _REASON))
    page = Page(freeze=(TABLE_ROW, 0), repeat=(TABLE_ROW - 1, TABLE_ROW - 1), protected=False, print_to=(last, _REASON))
    finish(sheet, pack, pack.sheets.log.index, page)


def _adjustment(sheet: Sheet, pack: Pack, layouts: Mapping[str, Layout], row: int, adjustment: Adjustment) -> None:
    """The line of an adjustment, with the way to its line on the lead sheet."""
    cell = Cell(adjustment.schedule, adjustment.row, adjustment.column)
    said = f"{pack.speaker.row(cell.schedule, cell.row)} {pack.speaker.column(cell.schedule, cell.column)}"
    texts = {
        _DATE: adjustment.date,
        _BY: adjustment.by,
        _INDEX: "",
        _FACT: cell.fact_id,
        _KIND: pack.tongue.word(KINDS[adjustment.kind]),
        _AMOUNT: "",
        _WHAT: said,
        _REASON: adjustment.note,
    }
    sheet.text(row, _NUMBER, str(row - TABLE_ROW + 1), styles.CENTRED)
    for column, text in texts.items():
        sheet.text(row, column, text, styles.CELL)
    if adjustment.kind != "note":
        exponent = adjustment.amount.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        sheet.number(row, _AMOUNT, adjustment.amount, styles.number(places, font_name="Arial"))
    line = pack.lines.get(cell)
    if line is not None:
        layout = layouts[cell.schedule]
        target = address(line.row, 1)
        sheet.link(row, _INDEX, layout.lead_sheet, target, f"{layout.name}-1!{target}", styles.LINED_LINK)
    sheet.height(row, max(styles.lines(t, _WIDTHS[c]) for c, t in texts.items()), 16)
