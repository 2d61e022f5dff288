"""The workings of products and quotients, a line each: how the bounds of ratios come about."""

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.layout import TABLE_ROW, Pack
from generator.render.workpapers.words import NONE
from generator.render.workpapers.workings import PRESENT, VALID
from generator.schedule import Text

_HEADS = (
    (Text(zh="序号", en="No."), 6.0),
    (Text(zh="规则实例", en="Rule instance"), 34.0),
    (Text(zh="运算", en="Op."), 6.0),
    (Text(zh="可计算", en="Computable"), 10.0),
    (Text(zh="左下限", en="Left low"), 15.0),
    (Text(zh="左上限", en="Left high"), 15.0),
    (Text(zh="右下限", en="Right low"), 15.0),
    (Text(zh="右上限", en="Right high"), 15.0),
    (Text(zh="除数不含零", en="Divisor is not 0"), 10.0),
    (Text(zh="左下∘右下", en="low ∘ low"), 15.0),
    (Text(zh="左下∘右上", en="low ∘ high"), 15.0),
    (Text(zh="左上∘右下", en="high ∘ low"), 15.0),
    (Text(zh="左上∘右上", en="high ∘ high"), 15.0),
    (Text(zh="结果下限", en="Result low"), 15.0),
    (Text(zh="结果上限", en="Result high"), 15.0),
)


def write_workings(sheet: Sheet, pack: Pack) -> None:
    """Every product and quotient of the rules: bounds of the operands, corners, least and greatest."""
    widths = tuple(width for _, width in _HEADS)
    sheet.widths(widths)
    header(sheet, pack, Head(sheet=pack.sheets.workings, right=7, reach=sum(widths[:7]), period=pack.period))
    heads(sheet, TABLE_ROW - 1, tuple(pack.tongue.say(text, stacked=True) for text, _ in _HEADS), widths)
    small = {**styles.CELL, "font_size": 9}
    flags, figures = (styles.number(places, font_name="Arial", font_size=9) for places in (0, 6))
    for i, working in enumerate(pack.workings.rows):
        row = TABLE_ROW + i
        sheet.text(row, 0, str(i + 1), styles.CENTRED)
        sheet.text(row, 1, working.instance, small)
        sheet.text(row, 2, working.operator, styles.CENTRED)
        for column, formula in enumerate(working.formulas, start=PRESENT):
            style = flags if column in (PRESENT, VALID) else figures
            sheet.formula(row, column, formula, {**style, "font_color": styles.GREEN} if "!" in formula.text else style)
        sheet.height(row, styles.lines(working.instance, widths[1], 9), 14)
    if not pack.workings.rows:
        sheet.text(TABLE_ROW, 1, pack.tongue.say(NONE), styles.CELL)
    finish(sheet, pack, pack.sheets.workings.index, Page(freeze=(TABLE_ROW, 3), repeat=(TABLE_ROW - 1, TABLE_ROW - 1)))
