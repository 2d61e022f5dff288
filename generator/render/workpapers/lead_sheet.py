"""The lead sheet (审定表) of a schedule: a line a figure, unaudited amount and adjustments, the audited amount as a formula.

The sheet is not protected: it sorts and filters, and adjustments are entered here. Every formula stays right under sorting: it
refers to its own line, or fetches by key.
"""

from collections.abc import Container
from fractions import Fraction
from functools import partial

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook
from generator.render.workpapers.formula import NUMERIC, PLUS, Formula
from generator.render.workpapers.frame import Head, conclusion, finish, header, heads
from generator.render.workpapers.grid import address, quoted_sheet
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.render.workpapers.lead import (
    AUDIT,
    AUDITED,
    COLUMN,
    ITEM,
    KEY,
    PLACE,
    PRIOR,
    RECLASSIFICATION,
    REMARK,
    UNAUDITED,
    Lead,
    LeadLine,
)
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import covered
from generator.schedule import Text

HEADS = (
    Text(zh="键", en="Key"),
    Text(zh="项目", en="Item"),
    Text(zh="栏目", en="Column"),
    Text(zh="未审数", en="Unaudited"),
    Text(zh="审计调整", en="Audit adjustment"),
    Text(zh="重分类调整", en="Reclassification"),
    Text(zh="审定数", en="Audited"),
    Text(zh="上期数", en="Prior period"),
    Text(zh="索引号", en="Index no."),
    Text(zh="备注", en="Remarks"),
)
_TITLE = Text(zh="{title}　审定表", en="{title}: lead sheet")
_HOW = Text(
    zh="在“审计调整”“重分类调整”中按表内单位录入带符号的金额；审定数、明细表、勾稽关系和索引随之重算。公司自身的更正不在此录入。",
    en="Enter signed amounts in the unit of the table as audit adjustments or reclassifications; audited amounts, the detail sheet, "
    "its checks and the index follow. The company's own corrections are not entered here.",
)
_TOTAL = {**styles.CELL, "bold": True}
_WIDTHS = (4.0, 34.0, 26.0, 18.0, 16.0, 16.0, 18.0, 18.0, 13.0, 30.0)


def write_lead(sheet: Sheet, pack: Pack, layout: Layout, lead: Lead) -> None:
    """The whole sheet."""
    widths = _widths(pack, lead)
    sheet.widths(widths)
    sheet.hide(KEY)
    bound = layout.bound
    title = pack.tongue.each(lambda one: _TITLE.get(one).replace("{title}", bound.schedule.title.get(one)), stacked=False)
    source = "  |  ".join(x for x in (bound.source.document, bound.source.heading, bound.source.table) if x)
    period = covered([aspects.period for aspects in bound.cells.values()], pack.tongue)
    name = SheetName(lead.index, title, lead.sheet)
    header(sheet, pack, Head(sheet=name, right=PLACE, reach=sum(widths[1:PLACE]), period=period, source=source, left=ITEM))
    if bound.schedule.unit_note:
        sheet.text(TABLE_ROW - 2, ITEM, pack.tongue.say(bound.schedule.unit_note), styles.SECTION)
    how = pack.tongue.say(_HOW, stacked=True)
    sheet.merged((TABLE_ROW - 2, COLUMN), (TABLE_ROW - 2, REMARK), how, {**styles.NOTE, "text_wrap": True})
    sheet.height(TABLE_ROW - 2, styles.lines(how, sum(widths[COLUMN:]), 9))
    heads(sheet, TABLE_ROW - 1, tuple(pack.tongue.say(text, stacked=True) for text in HEADS), widths)
    totals = {row.code for row in bound.rows if row.total}
    for line in lead.lines:
        _line(sheet, pack, layout, line, widths, totals)
    first, last = TABLE_ROW, lead.last_row
    sheet.filter((first - 1, KEY), (last, REMARK))
    entered = f"COUNTIF(${address(first, AUDIT)}:${address(first, RECLASSIFICATION)}"
    sheet.red_if((first, AUDIT), (last, RECLASSIFICATION), f"{_no_numbers(address(first, AUDIT))}>0", styles.RED_CELL)
    sheet.red_if((first, AUDITED), (last, AUDITED), f"{entered},{NUMERIC})>0", styles.AMBER_CELL)
    conclusion(sheet, pack, last + 2, (ITEM, COLUMN, REMARK))
    page = Page(freeze=(TABLE_ROW, UNAUDITED), repeat=(TABLE_ROW - 1, TABLE_ROW - 1), protected=False, print_to=(last + 4, REMARK))
    finish(sheet, pack, lead.index, page)


def name_lead(book: Workbook, lead: Lead) -> None:
    """The names that the rest of the book finds the lead sheet's figures by."""
    blocks = {
        f"lead_{lead.name}": (TABLE_ROW - 1, KEY, REMARK),
        f"key_{lead.name}": (TABLE_ROW, KEY, KEY),
        f"audited_{lead.name}": (TABLE_ROW, AUDITED, AUDITED),
        f"adjustments_{lead.name}": (TABLE_ROW, AUDIT, RECLASSIFICATION),
    }
    for name, (row, first, last) in blocks.items():
        corners = address(row, first, fixed=True), address(lead.last_row, last, fixed=True)
        book.name(name, f"{quoted_sheet(lead.sheet)}!{corners[0]}:{corners[1]}")


def _widths(pack: Pack, lead: Lead) -> tuple[float, ...]:
    """The columns' widths: words on one line where there is room, amounts as wide as the longest."""
    words = {
        line.cell: (pack.speaker.row(*line.cell[:2]), pack.speaker.column(line.cell.schedule, line.cell.column)) for line in lead.lines
    }
    items, columns = (max(styles.width(said[i]) for said in words.values()) + 3.0 for i in (0, 1))
    texts = {ITEM: min(44.0, max(16.0, items)), COLUMN: min(40.0, max(16.0, columns))}
    longest = max(len(f"{line.unaudited:,.{max(0, pack.grid[line.cell].decimals or 0)}f}") for line in lead.lines)
    amounts = max(0.0, longest + 4.0 - _WIDTHS[UNAUDITED])
    return tuple(texts.get(i, w + amounts if i in (UNAUDITED, AUDITED, PRIOR) else w) for i, w in enumerate(_WIDTHS))


def _line(sheet: Sheet, pack: Pack, layout: Layout, line: LeadLine, widths: tuple[float, ...], totals: Container[str]) -> None:
    """The line of a figure: blue constant, two entries, the audited amount, the comparative, the way to the detail, remarks."""
    row, cell = line.row, line.cell
    shown = layout.bound.cells[cell.row, cell.column].format
    item, column = pack.speaker.row(cell.schedule, cell.row), pack.speaker.column(cell.schedule, cell.column)
    look = partial(styles.number, shown.places, shown.percent, font_name="Arial")
    number = look()
    entry = look(bg_color=styles.ENTRY["bg_color"], font_color=styles.BLUE, locked=False)
    sheet.text(row, KEY, line.key, styles.CODE)
    words = _TOTAL if cell.row in totals else styles.CELL
    sheet.text(row, ITEM, item, words)
    sheet.text(row, COLUMN, column, words)
    sheet.number(row, UNAUDITED, line.unaudited, look(font_color=styles.BLUE))
    for place, amount in ((AUDIT, line.audit), (RECLASSIFICATION, line.reclassification)):
        if amount is None:
            sheet.text(row, place, "", entry)
        else:
            sheet.number(row, place, amount, entry)
    span = f"{address(row, UNAUDITED)}:{address(row, RECLASSIFICATION)}"
    sheet.formula(row, AUDITED, Formula(f"SUM({span})", line.audited), look(bold=True))
    if line.prior is not None:
        sheet.formula(row, PRIOR, pack.lines[line.prior].fetched(), number)
    else:
        sheet.text(row, PRIOR, "", number)
    detail = pack.grid[cell].place
    target = address(detail.row, detail.column)
    sheet.link(row, PLACE, layout.sheet, target, f"{layout.index}!{target}", styles.LINED_LINK)
    sheet.text(row, REMARK, line.remark, styles.ENTRY)
    needed = (styles.lines(item, widths[ITEM]), styles.lines(column, widths[COLUMN]), styles.lines(line.remark, widths[REMARK]))
    sheet.height(row, min(12, max(needed)), 16)


def adjusted_lines(lead: Lead) -> Formula:
    """How many adjustments the lead sheet holds, counted live."""
    held = sum((line.audit is not None) + (line.reclassification is not None) for line in lead.lines)
    return Formula(f"COUNTIF(adjustments_{lead.name},{NUMERIC})", Fraction(held))


def unreadable_entries(lead: Lead) -> Formula:
    """How many adjustments are no numbers, counted live: nothing adds them, so they stand open."""
    return Formula(_no_numbers(f"adjustments_{lead.name}"), Fraction(0), PLUS)


def _no_numbers(block: str) -> str:
    """How many cells of `block` hold something that is no number: "?*" would do in Excel, but elsewhere it matches numbers too."""
    return f'COUNTIF({block},"<>")-COUNTIF({block},{NUMERIC})'
