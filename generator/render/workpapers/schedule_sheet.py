"""The detail sheet (明细表) of a schedule: the table as printed, figures fetched from the lead sheet, every relation live."""

from collections.abc import Sequence
from functools import partial

from generator.render.workpapers import styles
from generator.render.workpapers.book import Page, Sheet
from generator.render.workpapers.checks import Check
from generator.render.workpapers.frame import Head, conclusion, finish, header, register_link
from generator.render.workpapers.grid import Figure, address
from generator.render.workpapers.layout import HEADING_ROW, LEAD_SHEET, LONG_TABLE, Layout, Pack
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import MACHINE_MARK, RELATIONS, covered, value_words
from generator.rule import Cell, cells
from generator.schedule import CellAspects, Column, Content, Row, Text

_TEXTS_WIDTH = 150.0  # of all columns of texts together: the table is printed across one page
_LONG_TEXT = 400
CHECK_HEADS = (
    Text(zh="报告数", en="Reported"),
    Text(zh="复算数", en="Recomputed"),
    Text(zh="差异", en="Difference"),
    Text(zh="舍入容差", en="Rounding tolerance"),
    Text(zh="结论", en="Verdict"),
    Text(zh="差异处理", en="Handling"),
    Text(zh="程序标记", en="Program's mark"),
    Text(zh="人工复核", en="Reviewer's mark"),
    Text(zh="备注", en="Remarks"),
    Text(zh="可评价", en="Can be judged"),
    Text(zh="规则实例", en="Rule instance"),
)
_CHECK_TITLE = Text(
    zh="程序重算：下列公式逐项重新计算上表，随上表数字变动；“差异处理”与红色单元格标示未解释差异",
    en="Recomputed by program: these formulas recompute the table and follow its figures; the handling and red cells show open differences",
)
_NO_CHECKS = Text(zh="本表无程序重算规则", en="No rule recomputes this table")
_ROW_CODE, _COLUMN_CODE = Text(zh="行代码", en="Row code"), Text(zh="列代码", en="Column code")
_REGISTER, _RELATION, _STATEMENT = Text(zh="事实登记", en="Fact"), Text(zh="关系", en="Relation"), Text(zh="勾稽关系", en="Statement")
_OWN_UNIT, _SEE = Text(zh="（按事实本位单位）", en=" (in the facts' own units)"), Text(zh="见 E-1：", en="See E-1: ")
_EMPTY = Text(zh="", en="")


def write_schedule(sheet: Sheet, pack: Pack, layout: Layout) -> None:
    """The whole sheet."""
    widths = _widths(pack, layout)
    sheet.widths(widths)
    bound = layout.bound
    right = layout.value_column + 7
    source = "  |  ".join(x for x in (bound.source.document, bound.source.heading, bound.source.table) if x)
    period = covered([aspects.period for aspects in bound.cells.values()], pack.tongue)
    name = SheetName(layout.index, pack.tongue.say(bound.schedule.title), layout.sheet)
    header(sheet, pack, Head(sheet=name, right=right, reach=sum(widths[:right]), period=period, source=source))
    if bound.schedule.unit_note:
        sheet.text(HEADING_ROW - 1, 1, pack.tongue.say(bound.schedule.unit_note), styles.SECTION)
    if layout.lead_sheet:
        lead = f"{layout.name}-1 {pack.tongue.say(LEAD_SHEET)}"
        sheet.link(HEADING_ROW - 1, layout.value_column, layout.lead_sheet, "A1", lead, styles.LINK)
    _heading(sheet, pack, layout, widths)
    _body(sheet, pack, layout, widths)
    _checks(sheet, pack, layout, widths)
    conclusion(sheet, pack, layout.last_check_row + 2, (0, 1, layout.value_column + 8))
    end = _notes(sheet, pack, layout, sum(widths[1 : layout.value_column + 9]))
    long = len(bound.rows) > LONG_TABLE
    head = (HEADING_ROW, layout.code_row) if long else (layout.check_row - 1, layout.check_row - 1)
    page = Page(
        freeze=(layout.code_row + 1 if long else 1, layout.value_column),
        repeat=head if long or layout.results else (0, 0),
        print_to=(end, max(layout.link_column, layout.value_column + 8)),
    )
    finish(sheet, pack, layout.index, page)


# ---------------------------------------------------------------- widths


def _widths(pack: Pack, layout: Layout) -> list[float]:
    """Every column's width: codes, labels (wide enough for the checks' words), figures."""
    bound = layout.bound
    codes = max([8, *(styles.width(row.code) * 0.85 for row in bound.rows)])
    labels: list[float] = []
    for i in range(layout.labels):
        needed = [_width(pack, row.label[i]) + 2 * row.level + 2 for row in bound.rows if i < len(row.label)]
        labels.append(min(float(max([8, *needed])), 36.0))
    labels[-1] = max(labels[-1], 50 - sum(labels[:-1]))
    texts = {column for (_, column), aspects in bound.cells.items() if aspects.content is not Content.NUMBER}
    room = max(20.0, min(40.0, _TEXTS_WIDTH / max(1, len(texts))))
    figures = [max(13.0, *(_shown_width(pack, layout, row, column, room) for row in bound.rows)) for column in bound.columns]
    rest = [13.0] * (layout.last_column + 1 - layout.value_column - len(figures))
    widths = [min(codes, 20.0), *labels, *figures, *rest]
    widths[layout.value_column + 8] = max(widths[layout.value_column + 8], 18.0)
    widths[layout.last_column] = max(widths[layout.last_column], 34.0)
    return widths


def _width(pack: Pack, text: Text) -> int:
    """The width of the longest line of a text."""
    return max(map(styles.width, pack.tongue.say(text, stacked=True).split("\n")))


def _shown_width(pack: Pack, layout: Layout, row: Row, column: Column, room: float) -> float:
    """The width that a cell wants; a text wraps at `room`."""
    figure = pack.grid.get(Cell(layout.bound.id, row.code, column.code))
    if figure is None or figure.value is None:
        longest = max(map(styles.width, _text(pack, Cell(layout.bound.id, row.code, column.code)).split("\n")))
        return min(longest + 2.0, room if longest < _LONG_TEXT else 1.75 * room)
    places = max(0, figure.decimals or 0)
    return len(f"{figure.value:,.{places}f}") + 4.0


# ---------------------------------------------------------------- the table


def _heading(sheet: Sheet, pack: Pack, layout: Layout, widths: Sequence[float]) -> None:
    """The heading levels, equal neighbours under one head as in print, then the columns' codes."""
    depth = layout.bound.heading_depth
    first, last = HEADING_ROW, HEADING_ROW + depth - 1
    heads = list(layout.bound.schedule.label_headings) + [_EMPTY] * layout.labels
    say = partial(pack.tongue.say, stacked=True)
    sheet.merged((first, 0), (last, 0), say(_ROW_CODE), {**styles.HEAD, "font_size": 8, "font_color": styles.GREY})
    for i in range(layout.labels):
        sheet.merged((first, 1 + i), (last, 1 + i), say(heads[i]), styles.HEAD)
    columns = layout.bound.columns
    for level in range(depth):
        start = 0
        while start < len(columns):
            end = start
            while end + 1 < len(columns) and _same_head(columns[start], columns[end + 1], level):
                end += 1
            if level < len(columns[start].heading) and (level == 0 or columns[start].heading[level].zh):
                below = last if all(_ends(columns[i], level) for i in range(start, end + 1)) else first + level
                place = layout.value_column + start, layout.value_column + end
                sheet.merged((first + level, place[0]), (below, place[1]), say(columns[start].heading[level]), styles.HEAD)
            start = end + 1
    sheet.merged((first, layout.link_column), (last, layout.link_column), say(_REGISTER), styles.HEAD)
    for level, lines in enumerate(_heading_lines(pack, columns, depth, widths[layout.value_column :])):
        sheet.height(first + level, lines)
    for i, column in enumerate(columns):
        sheet.text(layout.code_row, layout.value_column + i, column.code, styles.CODE)
    sheet.text(layout.code_row, 0, pack.tongue.say(_COLUMN_CODE), styles.CODE)


def _same_head(a: Column, b: Column, level: int) -> bool:
    """Whether two columns stand under one head at `level`: equal texts there and above, and a level below to part them."""
    if level >= len(a.heading) or level >= len(b.heading):
        return False
    return [t.zh for t in a.heading[: level + 1]] == [t.zh for t in b.heading[: level + 1]] and a.heading[level].zh != ""


def _ends(column: Column, level: int) -> bool:
    """Whether a column has no head below `level`."""
    return not any(text.zh for text in column.heading[level + 1 :])


def _heading_lines(pack: Pack, columns: Sequence[Column], depth: int, widths: Sequence[float]) -> list[int]:
    """How many lines each heading level needs; a head that spans levels to the bottom may use all of them."""
    found = [1] * depth
    for i, column in enumerate(columns):
        for level in range(len(column.heading)):
            beside = [columns[j] for j in (i - 1, i + 1) if 0 <= j < len(columns)]
            if any(_same_head(column, other, level) for other in beside):
                continue  # a head over several columns has room enough
            needed = styles.lines(pack.tongue.say(column.heading[level], stacked=True), widths[i] - 1)
            if _ends(column, level):
                found[-1] = max(found[-1], needed - sum(found[level:-1]))
                break
            found[level] = max(found[level], needed)
    return found


def _body(sheet: Sheet, pack: Pack, layout: Layout, widths: Sequence[float]) -> None:
    bound = layout.bound
    checked = _lines_of_cells(pack.checks[bound.id])
    _labels(sheet, pack, layout)
    for i, row in enumerate(bound.rows):
        line = layout.body_row + i
        sheet.text(line, 0, row.code, {**styles.CODE, "align": "left"})
        sheet.height(line, _row_lines(pack, layout, row, widths), 17)
        linked = False
        for column in bound.columns:
            aspects = bound.cells.get((row.code, column.code))
            cell = Cell(bound.id, row.code, column.code)
            if aspects is None:
                continue
            figure = pack.grid[cell]
            _figure(sheet, pack, cell, figure, aspects, row)
            _red(sheet, pack, layout, figure, checked.get(cell, ()))
            if not linked and cell.fact_id in pack.register:
                register_link(sheet, pack, line, layout.link_column, cell.fact_id)
                linked = True


def _row_lines(pack: Pack, layout: Layout, row: Row, widths: Sequence[float]) -> int:
    """How many lines a row's labels and texts need; a sheet's rows cannot be higher than 24 of ours."""
    labels = [styles.lines(pack.tongue.say(text, stacked=True), widths[1 + j] - 2 * row.level) for j, text in enumerate(row.label)]
    texts = [
        styles.lines(_text(pack, Cell(layout.bound.id, row.code, column.code)), widths[layout.value_column + i])
        for i, column in enumerate(layout.bound.columns)
        if (aspects := layout.bound.cells.get((row.code, column.code))) and aspects.content is not Content.NUMBER
    ]
    return min(24, max([1, *labels, *texts]))


def _labels(sheet: Sheet, pack: Pack, layout: Layout) -> None:
    """The label columns; equal labels of following rows (but in the last column) under one another as in print."""
    rows = layout.bound.rows
    for column in range(layout.labels):
        start = 0
        while start < len(rows):
            end = start
            if column < layout.labels - 1:
                while end + 1 < len(rows) and _continues(rows[start], rows[end + 1], column):
                    end += 1
            row = rows[start]
            text = pack.tongue.say(row.label[column], stacked=True) if column < len(row.label) else ""
            style = {**styles.CELL, **_emphasis(row), "indent": row.level if column == layout.labels - 1 else 0}
            first, last = layout.body_row + start, layout.body_row + end
            sheet.merged((first, 1 + column), (last, 1 + column), text, style)
            start = end + 1


def _continues(above: Row, row: Row, column: int) -> bool:
    texts = [r.label[column].zh if column < len(r.label) else None for r in (above, row)]
    return texts[0] is not None and texts[1] in (texts[0], "")


def _emphasis(row: Row) -> styles.Style:
    return {"bold": True, "top": 2, "top_color": "#000000"} if row.total else {}


def _figure(sheet: Sheet, pack: Pack, cell: Cell, figure: Figure, aspects: CellAspects, row: Row) -> None:
    """A figure as the lead sheet's audited amount, fetched by key; what is no number as its printed text."""
    place = figure.place.row, figure.place.column
    line = pack.lines.get(cell)
    numeric = partial(styles.number, aspects.format.places, aspects.format.percent, font_name="Arial", **_emphasis(row))
    if line is not None:
        sheet.formula(*place, line.fetched(), numeric(font_color=styles.GREEN))
    elif aspects.content is Content.NUMBER:
        sheet.text(*place, _text(pack, cell), {**numeric(font_color=styles.BLUE), "num_format": "@"})
    else:
        look = {"num_format": "@", "align": "left", "font_color": styles.BLUE, **_emphasis(row)}
        sheet.text(*place, _text(pack, cell), {**styles.CELL, **look})


def _text(pack: Pack, cell: Cell) -> str:
    """What a cell that shows no number prints."""
    fact = pack.facts.get(cell.fact_id)
    text = pack.printed.get(cell.fact_id, "")
    if fact is not None and not text:
        return "-" if fact.value is None else value_words(fact, pack.taxonomy, pack.tongue)
    return text


def _lines_of_cells(checks: Sequence[Check]) -> dict[Cell, tuple[int, ...]]:
    """The check lines whose left side is a cell, by cell."""
    found: dict[Cell, tuple[int, ...]] = {}
    for check in checks:
        left = check.result.instance.left
        if isinstance(left, Cell):
            found[left] = (*found.get(left, ()), check.row)
    return found


def _red(sheet: Sheet, pack: Pack, layout: Layout, figure: Figure, check_rows: Sequence[int]) -> None:
    """The cell turns red where one of its checks stands open, amber where all that differ are explained."""
    if not check_rows:
        return
    column, verdict = layout.columns.handling, layout.columns.verdict
    place = figure.place.row, figure.place.column
    violated = "+".join(f'({address(r, verdict, fixed=True)}="{pack.words.violated}")' for r in check_rows)
    explained = "+".join(f'({address(r, column, fixed=True)}="{pack.words.explained}")' for r in check_rows)
    sheet.red_if(place, place, f"({violated})>({explained})", styles.RED_CELL)
    sheet.red_if(place, place, f"({explained})>0", styles.AMBER_CELL)


# ---------------------------------------------------------------- the checks


def _checks(sheet: Sheet, pack: Pack, layout: Layout, widths: Sequence[float]) -> None:
    head = layout.check_row - 1
    first, last = layout.check_row, layout.last_check_row
    checks = pack.checks[layout.bound.id]
    say = partial(pack.tongue.say, stacked=True)
    title = say(_CHECK_TITLE if checks else _NO_CHECKS)
    sheet.merged((head - 1, 0), (head - 1, layout.value_column + 8), title, {**styles.SECTION, "text_wrap": True})
    sheet.height(head - 1, styles.lines(title, sum(widths[: layout.value_column + 9]), 11))
    if not checks:
        return
    sheet.text(head, 0, say(_RELATION), styles.HEAD)
    sheet.merged((head, 1), (head, layout.labels), say(_STATEMENT), styles.HEAD)
    texts = [say(text) for text in CHECK_HEADS]
    for i, text in enumerate(texts):
        sheet.text(head, layout.value_column + i, text, styles.HEAD)
    sheet.height(head, max(styles.lines(t, widths[layout.value_column + i]) for i, t in enumerate(texts)))
    for check in checks:
        _line(sheet, pack, layout, check, sum(widths[1 : layout.value_column]))
    columns, words, row = layout.columns, pack.words, first
    handling, verdict = f"${address(row, columns.handling)}", f"${address(row, columns.verdict)}"
    block = (first, columns.gap), (last, columns.handling)
    sheet.red_if(*block, f'({verdict}="{words.violated}")*({handling}="{words.explained}")', styles.AMBER_CELL)
    sheet.red_if(*block, f'{verdict}="{words.violated}"', styles.RED_CELL)
    sheet.red_if(*block, f'{verdict}="{words.not_evaluated}"', styles.GREY_CELL)


def _line(sheet: Sheet, pack: Pack, layout: Layout, check: Check, label_width: float) -> None:
    """One check line: words, formulas, the machine's mark; the human's column and remarks stay empty."""
    row, columns, instance = check.row, layout.columns, check.result.instance
    words = pack.speaker.say(instance) + ("" if check.shown else pack.tongue.say(_OWN_UNIT))
    sheet.height(row, styles.lines(words, label_width, 9), 15)
    relation = RELATIONS.get(instance.rule.relation)
    sheet.text(
        row, 0, pack.tongue.say(relation, stacked=True) if relation else instance.rule.relation, {**styles.CENTRED, "text_wrap": True}
    )
    sheet.merged((row, 1), (row, layout.labels), words, {**styles.CELL, "font_size": 9})
    places = check.places - 2 if check.percent else check.places
    far = any(c.schedule != layout.bound.id for side in (instance.left, instance.right) for c in cells(side))
    shown = styles.number(max(0, places), check.percent, font_name="Arial")
    finer = styles.number(max(0, places) + 2, check.percent, font_name="Arial")
    sheet.formula(row, columns.reported, check.reported, shown)
    sheet.formula(row, columns.recomputed, check.recomputed, {**shown, "font_color": styles.GREEN} if far else shown)
    sheet.formula(row, columns.gap, check.gap, shown)
    sheet.formula(row, columns.tolerance, check.tolerance, finer)
    sheet.formula(row, columns.verdict, check.verdict, styles.CENTRED)
    sheet.formula(row, columns.handling, check.handling, styles.CENTRED)
    sheet.text(
        row, columns.handling + 1, pack.tongue.say(MACHINE_MARK, stacked=True), {"text_wrap": True, **styles.CENTRED, "font_size": 9}
    )
    sheet.text(row, columns.handling + 2, "", styles.ENTRY)
    if check.explanation:
        sheet.link(
            row,
            columns.handling + 3,
            pack.sheets.differences.name,
            "A1",
            pack.tongue.say(_SEE) + check.explanation,
            {**styles.ENTRY, **styles.LINK_LOOK},
        )
    else:
        sheet.text(row, columns.handling + 3, "", styles.ENTRY)
    sheet.formula(row, columns.evaluable, check.evaluable, {**styles.CENTRED, "font_color": styles.GREY})
    name = f"{instance.id}　{pack.tongue.say(instance.rule.label)}"
    sheet.text(row, columns.evaluable + 1, name, {**styles.BASE, "font_size": 8, "font_color": styles.GREY})


def _notes(sheet: Sheet, pack: Pack, layout: Layout, width: float) -> int:
    """The notes that the source prints below the table; the last row of the sheet."""
    row = layout.last_check_row + 4
    for note in pack.filing.notes:
        if note.schedule == layout.bound.id:
            row += 2 if note.number == 1 else 1
            text = pack.tongue.say(note.text, stacked=True)
            sheet.text(row, 0, note.mark, styles.SECTION)
            sheet.merged((row, 1), (row, layout.value_column + 8), text, styles.CELL)
            sheet.height(row, min(24, styles.lines(text, width)), 17)
    return row
