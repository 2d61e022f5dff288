"""The fact register: every fact with its aspects, its value in its own unit, and its place in the source.

The sheet is not protected: spreadsheets refuse to sort locked cells. Values refer to the schedules' cells
by fixed references, so that sorting keeps every line whole.
"""

from decimal import Decimal
from fractions import Fraction

from generator.model import Fact
from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import finish, header, heads
from generator.render.workpapers.grid import Figure, address, fits, reference
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.render.workpapers.words import (
    column_words,
    dimension_words,
    period_words,
    qname_words,
    row_words,
    unit_words,
    value_words,
)

HEADS = (
    "序号",
    "事实ID",
    "概念",
    "标签",
    "维度",
    "期间",
    "数值（本位单位）",
    "精度decimals",
    "单位",
    "原文",
    "来源文件",
    "来源标题",
    "来源表",
    "行",
    "列",
    "所在单元格",
    "精确值（超过15位）",
)
WIDTHS = (5.0, 27.0, 30.0, 20.0, 26.0, 23.0, 18.0, 9.0, 13.0, 15.0, 30.0, 30.0, 26.0, 26.0, 22.0, 12.0, 20.0)
NUMBER, VALUE, DECIMALS, SOURCE, PLACE, EXACT = 0, 6, 7, 10, 15, 16
_EXACT_DIGITS = 15


def write_register(sheet: Sheet, pack: Pack) -> None:
    """The whole sheet."""
    sheet.widths(WIDTHS)
    header(sheet, pack, "T-1", "事实登记表", right=8, period=pack.period, reach=sum(WIDTHS[:8]))
    heads(sheet, TABLE_ROW - 1, HEADS, WIDTHS)
    layouts = {layout.bound.id: layout for layout in pack.layouts}
    rows = {name: row_words(layout.bound) for name, layout in layouts.items()}
    columns = {name: {c.code: column_words(c) for c in layout.bound.columns} for name, layout in layouts.items()}
    small = {**styles.CELL, "font_size": 9}
    for number, (fact_id, row) in enumerate(pack.register.items(), start=1):
        fact = pack.facts[fact_id]
        cell = pack.cells.get(fact_id)
        texts = _aspects(fact, pack, number)
        source = ("", "", "", "", "")
        if cell is not None:
            place = layouts[cell.schedule].bound.source
            source = (place.document, place.heading, place.table, rows[cell.schedule][cell.row], columns[cell.schedule][cell.column])
        texts |= dict(enumerate(source, start=SOURCE))
        for column, text in texts.items():
            if column in (NUMBER, DECIMALS) and text not in ("", "INF"):
                sheet.number(row, column, Decimal(text), {**small, "align": "center"})
            else:
                sheet.text(row, column, text, small)
        _value(sheet, pack, fact, row)
        if cell is not None:
            _link(sheet, layouts[cell.schedule], pack.grid[cell], row)
        else:
            sheet.text(row, PLACE, "叙述", small)
        sheet.height(row, min(4, max(styles.lines(t, WIDTHS[c], 9) for c, t in texts.items())), 13)
    last = TABLE_ROW + max(0, len(pack.register) - 1)
    sheet.filter((TABLE_ROW - 1, 0), (last, EXACT))
    head = (TABLE_ROW - 1, TABLE_ROW - 1)
    finish(sheet, pack, "T-1", Page(freeze=(TABLE_ROW, 2), repeat=head, protected=False, wide=2, print_to=(last, PLACE), break_at=SOURCE))


def _aspects(fact: Fact, pack: Pack, number: int) -> dict[int, str]:
    """The texts of a fact's line by column."""
    numeric = fact.unit is not None
    exact = fact.value if isinstance(fact.value, Decimal) and len(fact.value.normalize().as_tuple().digits) > _EXACT_DIGITS else None
    return {
        NUMBER: str(number),
        1: fact.id,
        2: qname_words(fact.concept, pack.prefixes),
        3: pack.taxonomy.label(fact.concept, "zh"),
        4: dimension_words(fact, pack.taxonomy),
        5: period_words(fact.period),
        DECIMALS: "" if not numeric or fact.value is None else "INF" if fact.decimals is None else str(fact.decimals),
        8: unit_words(fact.unit, pack.prefixes),
        9: pack.printed.get(fact.id, ""),
        EXACT: f"{exact:f}" if exact is not None else "",
    }


def _value(sheet: Sheet, pack: Pack, fact: Fact, row: int) -> None:
    """The fact's value in its own unit: for a figure of a table, the table's cell times its scale."""
    cell = pack.cells.get(fact.id)
    if not isinstance(fact.value, Decimal) or not fits(fact.value):
        sheet.text(row, VALUE, value_words(fact, pack.taxonomy), {**styles.CELL, "font_size": 9})
        return
    exponent = fact.value.normalize().as_tuple().exponent
    places = max(0, fact.decimals or 0, -exponent if isinstance(exponent, int) else 0)
    style = styles.number(places, font_name="Arial", font_size=9, font_color=styles.GREEN)
    if cell is None:
        sheet.number(row, VALUE, fact.value, {**style, "font_color": styles.BLUE})
        return
    figure = pack.grid[cell]
    value = Formula(reference(figure.place, None, fixed=True), figure.exact)
    if figure.scale:
        value = f.rounded(f.times(value, f.constant(Fraction(10) ** figure.scale)), places)
    sheet.formula(row, VALUE, value, style)


def _link(sheet: Sheet, layout: Layout, figure: Figure, row: int) -> None:
    place = address(figure.place.row, figure.place.column)
    sheet.link(row, PLACE, figure.place.sheet, place, f"{layout.index}!{place}", {**styles.LINED_LINK, "font_size": 9})
