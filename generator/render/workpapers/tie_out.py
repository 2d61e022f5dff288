"""The XBRL tie-out: every fact with its aspects, what is reported, what it comes to again, and where it stands in source, book and page.

The sheet is not protected: it sorts and filters. Formulas refer to their own line, fetch by key, or refer to cells that
stay where they are.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from generator.model import Fact
from generator.printed import figure_text
from generator.qname import DOCUMENTATION, QName
from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet, Workbook
from generator.render.workpapers.checks import Check
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import Head, finish, header, heads
from generator.render.workpapers.grid import Place, address, fits, quoted_sheet, reference
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.render.workpapers.words import MACHINE_MARK, dimension_words, period_words, qname_words, unit_words, value_words
from generator.rule import Cell
from generator.schedule import Text

HEADS = (
    (Text(zh="序号", en="No."), 5.0),
    (Text(zh="事实ID", en="Fact id"), 27.0),
    (Text(zh="概念", en="Concept"), 28.0),
    (Text(zh="标签", en="Label"), 20.0),
    (Text(zh="定义", en="Definition"), 34.0),
    (Text(zh="维度", en="Dimensions"), 26.0),
    (Text(zh="期间", en="Period"), 23.0),
    (Text(zh="单位", en="Unit"), 14.0),
    (Text(zh="精度decimals", en="decimals"), 9.0),
    (Text(zh="报告数（本位单位）", en="Reported (own unit)"), 24.0),
    (Text(zh="印列", en="As printed"), 24.0),
    (Text(zh="复算数", en="Recomputed"), 24.0),
    (Text(zh="差异", en="Difference"), 18.0),
    (Text(zh="标记", en="Mark"), 14.0),
    (Text(zh="来源文件", en="Source document"), 23.0),
    (Text(zh="来源标题", en="Heading"), 28.0),
    (Text(zh="来源表", en="Table"), 24.0),
    (Text(zh="行", en="Row"), 22.0),
    (Text(zh="列", en="Column"), 16.0),
    (Text(zh="底稿位置", en="Workpaper"), 12.0),
    (Text(zh="网页位置", en="Page"), 10.0),
    (Text(zh="精确值（超过15位）", en="Exact value (over 15 digits)"), 20.0),
)
NUMBER, ID, CONCEPT, LABEL, DEFINITION, DIMENSIONS, PERIOD, UNIT, DECIMALS, REPORTED, PRINTED, RECOMPUTED, GAP, MARK, SOURCE = range(15)
SOURCE_ROW, SOURCE_COLUMN, PLACE, PAGE, EXACT = range(17, 22)
_NARRATIVE, _ON_PAGE = Text(zh="叙述", en="narrative"), "iXBRL"
_EXACT_DIGITS = 15
_MAX_CHECKS = 6  # of one figure, that its mark speaks of
_WIDTHS = tuple(width for _, width in HEADS)
_SMALL = {**styles.CELL, "font_size": 9}
_CENTRED = {**_SMALL, "align": "center"}
_ROWS_AT_ONCE = 1000
_RIGHT = {**_SMALL, "align": "right"}
_LINK = {**styles.LINED_LINK, "font_size": 9}

Checked = Mapping[Cell, tuple[tuple[Layout, Check], ...]]
"""By cell: the checks that recompute it."""


def write_tie_out(sheet: Sheet, pack: Pack, book: Workbook) -> None:
    """The whole sheet; the names of its fact ids and marks."""
    sheet.widths(_WIDTHS)
    header(sheet, pack, Head(sheet=pack.sheets.register, right=DIMENSIONS, reach=sum(_WIDTHS[:DIMENSIONS]), period=pack.period))
    heads(sheet, TABLE_ROW - 1, tuple(pack.tongue.say(text, stacked=True) for text, _ in HEADS), _WIDTHS)
    checked = checks_by_cell(pack)
    layouts = {layout.bound.id: layout for layout in pack.layouts}
    say = _Words(pack)
    for number, (fact_id, row) in enumerate(pack.register.items(), start=1):
        fact, cell = pack.facts[fact_id], pack.cells.get(fact_id)
        texts = _aspects(fact, pack, say) | _source(pack, layouts, cell) | _before(pack, layouts, cell)
        sheet.texts(row, texts, _SMALL)
        if fact.unit is not None:
            sheet.text(row, PRINTED, texts[PRINTED], _RIGHT)
        sheet.number(row, NUMBER, Decimal(number), _CENTRED)
        _decimals(sheet, fact, row)
        reported = _reported(sheet, pack, fact, row)
        _recomputed(sheet, pack, fact, row, reported, checked.get(cell, ()) if cell else ())
        _links(sheet, pack, layouts, fact, row)
        sheet.height(row, min(4, max(styles.lines(t, _WIDTHS[c], 9) for c, t in texts.items())), 13)
        if number % _ROWS_AT_ONCE == 0:
            sheet.done()
    last = TABLE_ROW + max(0, len(pack.register) - 1)
    sheet.filter((TABLE_ROW - 1, 0), (last, EXACT))
    _red(sheet, pack, last)
    for name, column in (("fact_ids", ID), ("tie_marks", MARK)):
        block = address(TABLE_ROW, column, fixed=True), address(last, column, fixed=True)
        book.name(name, f"{quoted_sheet(sheet.name)}!{block[0]}:{block[1]}")
    head = (TABLE_ROW - 1, TABLE_ROW - 1)
    page = Page(freeze=(TABLE_ROW, 2), repeat=head, protected=False, wide=3, print_to=(last, PAGE), break_at=(UNIT, SOURCE))
    finish(sheet, pack, pack.sheets.register.index, page)


def checks_by_cell(pack: Pack) -> Checked:
    """The checks of each cell that stands alone on the left of an equation."""
    found: dict[Cell, list[tuple[Layout, Check]]] = {}
    for layout in pack.layouts:
        for check in pack.checks[layout.bound.id]:
            instance = check.result.instance
            if isinstance(instance.left, Cell) and instance.rule.operator == "=":
                found.setdefault(instance.left, []).append((layout, check))
    return {cell: tuple(checks[:_MAX_CHECKS]) for cell, checks in found.items()}


def marks(pack: Pack) -> list[str]:
    """The marks of all figures that are recomputed, as the formulas come to."""
    return [str(_mark(pack, checks).value) for cell, checks in checks_by_cell(pack).items() if cell in pack.lines]


# ---------------------------------------------------------------- texts


class _Words:
    """Says what facts share, once."""

    def __init__(self, pack: Pack) -> None:
        tongue, taxonomy = pack.tongue, pack.taxonomy
        self.concept = cache(lambda name: qname_words(name, pack.prefixes))
        self.label = cache(lambda name: tongue.label(taxonomy, name, stacked=True))
        self.definition = cache(lambda name: _definition(name, pack))
        self.period = cache(lambda period: period_words(period, tongue))
        self.unit = cache(lambda unit: unit_words(unit, pack.prefixes))


def _aspects(fact: Fact, pack: Pack, say: _Words) -> dict[int, str]:
    """The texts of a fact's line by column."""
    exact = fact.value if isinstance(fact.value, Decimal) and len(fact.value.normalize().as_tuple().digits) > _EXACT_DIGITS else None
    return {
        ID: fact.id,
        CONCEPT: say.concept(fact.concept),
        LABEL: say.label(fact.concept),
        DEFINITION: say.definition(fact.concept),
        DIMENSIONS: dimension_words(fact, pack.taxonomy, pack.tongue),
        PERIOD: say.period(fact.period),
        UNIT: say.unit(fact.unit),
        PRINTED: pack.printed.get(fact.id, ""),
        EXACT: f"{exact:f}" if exact is not None else "",
    }


def _definition(concept: QName, pack: Pack) -> str:
    """The concept's documentation in the book's languages; "" where the taxonomy has none."""
    labels = [label for label in pack.taxonomy.labels.get(concept, ()) if label.role == DOCUMENTATION]
    return pack.tongue.each(lambda one: next((x.text for x in labels if x.language.split("-")[0] == one), ""), stacked=True)


def _source(pack: Pack, layouts: Mapping[str, Layout], cell: Cell | None) -> dict[int, str]:
    """Where the figure stands in the source, as filing.toml and the table's labels say it."""
    texts = ("",) * 5
    if cell is not None:
        source = layouts[cell.schedule].bound.source
        place = pack.speaker.row(cell.schedule, cell.row), pack.speaker.column(cell.schedule, cell.column)
        texts = (source.document, source.heading, source.table, *place)
    return dict(enumerate(texts, start=SOURCE))


def _before(pack: Pack, layouts: Mapping[str, Layout], cell: Cell | None) -> dict[int, str]:
    """What the source prints for an adjusted figure: the report prints it with its adjustments."""
    line = pack.lines.get(cell) if cell is not None else None
    if line is None or not line.adjusted:
        return {}
    form = layouts[line.cell.schedule].bound.cells[line.cell.row, line.cell.column].format
    return {PRINTED: figure_text(line.unaudited.scaleb(pack.grid[line.cell].scale), form, None)}


def _decimals(sheet: Sheet, fact: Fact, row: int) -> None:
    style = _CENTRED
    if fact.unit is None or fact.value is None or fact.decimals is None:
        sheet.text(row, DECIMALS, "INF" if fact.unit is not None and fact.value is not None else "", style)
    else:
        sheet.number(row, DECIMALS, Decimal(fact.decimals), style)


# ---------------------------------------------------------------- figures


def _places(fact: Fact) -> int:
    """The decimal places that show a fact's value and its precision."""
    exponent = fact.value.normalize().as_tuple().exponent if isinstance(fact.value, Decimal) else 0
    return max(0, fact.decimals or 0, -exponent if isinstance(exponent, int) else 0)


def _style(places: int) -> styles.Style:
    return styles.number(places, font_name="Arial", font_size=9, font_color=styles.GREEN)


def _reported(sheet: Sheet, pack: Pack, fact: Fact, row: int) -> Formula | None:
    """Write the fact's value in its own unit: the lead sheet's audited amount, fetched by key, times its scale; None for no number."""
    cell = pack.cells.get(fact.id)
    if not isinstance(fact.value, Decimal) or not fits(fact.value):
        sheet.text(row, REPORTED, value_words(fact, pack.taxonomy, pack.tongue), _SMALL)
        return None
    places = _places(fact)
    line = pack.lines.get(cell) if cell else None
    if cell is None or line is None:
        sheet.number(row, REPORTED, fact.value, {**_style(places), "font_color": styles.BLUE})
        return None
    value = line.fetched(address(row, ID) if line.key == fact.id else None)
    scale = pack.grid[cell].scale
    if scale:
        value = f.rounded(f.times(value, f.power_of_ten(scale)), places)
    sheet.formula(row, REPORTED, value, _style(places))
    return Formula(address(row, REPORTED), value.value)


def _recomputed(sheet: Sheet, pack: Pack, fact: Fact, row: int, reported: Formula | None, checks: tuple[tuple[Layout, Check], ...]) -> None:
    """Write what the figure comes to by the first of its checks, the difference, and a mark that speaks of all of them."""
    if reported is None or not checks:
        for column in (RECOMPUTED, GAP, MARK):
            sheet.text(row, column, "", _SMALL)
        return
    layout, check = checks[0]
    cell = pack.cells[fact.id]
    places = _places(fact)
    verdict = _at(layout, check.row, layout.columns.verdict, check.verdict)
    unheld = f.compared(verdict, "=", f.text(pack.words.not_evaluated))
    again = _at(layout, check.row, layout.columns.recomputed, check.recomputed)
    if check.shown:
        again = f.times(again, f.power_of_ten(pack.grid[cell].scale))
    again = f.choose(unheld, f.text(""), f.rounded(again, places + 2))
    gap = f.rounded(f.minus(reported, Formula(address(row, RECOMPUTED), again.value)), places + 2)
    sheet.formula(row, RECOMPUTED, again, _style(places))
    sheet.formula(row, GAP, f.choose(unheld, f.text(""), gap), {**_style(places), "font_color": "#000000"})
    sheet.formula(row, MARK, _mark(pack, checks), _CENTRED)


def _at(layout: Layout, row: int, column: int, formula: Formula) -> Formula:
    """A fixed reference to a cell of a check line."""
    return Formula(reference(Place(layout.sheet, row, column), None, fixed=True), formula.value)


def _mark(pack: Pack, checks: tuple[tuple[Layout, Check], ...]) -> Formula:
    """The handling of the first check that differs; else that one could not be judged; else the program's mark."""
    words = pack.words
    mark = f.text(pack.tongue.word(MACHINE_MARK))
    verdicts = [(layout, check, _at(layout, check.row, layout.columns.verdict, check.verdict)) for layout, check in checks]
    for _, _, verdict in reversed(verdicts):
        mark = f.choose(f.compared(verdict, "=", f.text(words.not_evaluated)), f.text(words.not_evaluated), mark)
    for layout, check, verdict in reversed(verdicts):
        handling = _at(layout, check.row, layout.columns.handling, check.handling)
        mark = f.choose(f.compared(verdict, "=", f.text(words.violated)), handling, mark)
    return mark


def _red(sheet: Sheet, pack: Pack, last: int) -> None:
    words, mark = pack.words, f"${address(TABLE_ROW, MARK)}"
    block = (TABLE_ROW, REPORTED), (last, MARK)
    sheet.red_if(*block, f'({mark}="{words.unexplained}")+({mark}="{words.stale}")>0', styles.RED_CELL)
    sheet.red_if(*block, f'{mark}="{words.explained}"', styles.AMBER_CELL)


# ---------------------------------------------------------------- links


def _links(sheet: Sheet, pack: Pack, layouts: Mapping[str, Layout], fact: Fact, row: int) -> None:
    """The ways to the figure's cell in the book and to the fact on the page beside it."""
    cell = pack.cells.get(fact.id)
    if cell is None:
        sheet.text(row, PLACE, pack.tongue.say(_NARRATIVE), _SMALL)
    else:
        place = pack.grid[cell].place
        target = address(place.row, place.column)
        sheet.link(row, PLACE, place.sheet, target, f"{layouts[cell.schedule].index}!{target}", _LINK)
    if "ixbrl" in pack.filing.outputs:
        sheet.outside(row, PAGE, f"{pack.filing.id}.xhtml", fact.id, _ON_PAGE, _LINK)
    else:
        sheet.text(row, PAGE, "", _SMALL)
