"""A special sheet in the making: where its figures stand, its checks, and what is to be written once its turn comes.

The index counts the checks of every sheet before any other sheet is written. So these sheets are drafted first and written later.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeGuard

from generator.qname import ISO4217
from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.book import Chart, Sheet
from generator.render.workpapers.checks import Check, CheckColumns, build_check
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import conclusion, heads
from generator.render.workpapers.grid import Figure, Place, address
from generator.render.workpapers.layout import TABLE_ROW, Layout, Pack
from generator.render.workpapers.purposes import Fetcher, explained_relations, relation
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import MACHINE_MARK, NOT_PROVIDED, row_words
from generator.rule import Cell, Expression, Rule, RuleInstance, RuleResult, Verdict, cells, is_linear
from generator.schedule import BoundSchedule, CellAspects, Text

TAIL = (
    Text(zh="复算数", en="Recomputed"),
    Text(zh="差异", en="Difference"),
    Text(zh="舍入容差", en="Rounding tolerance"),
    Text(zh="结论", en="Verdict"),
    Text(zh="差异处理", en="Handling"),
    Text(zh="程序标记", en="Program mark"),
    Text(zh="人工复核", en="Reviewed"),
    Text(zh="索引号", en="Index no."),
    Text(zh="备注", en="Remark"),
    Text(zh="可评价", en="Evaluable"),
)
TAIL_WIDTHS = (17.0, 13.0, 11.0, 12.0, 11.0, 11.0, 10.0, 12.0, 14.0, 9.0)
_SEE = Text(zh="见 {sheet}：{name}", en="see {sheet}: {name}")
_EMPTY = Text(zh="", en="")
_FINER = 6  # places beyond the printed ones to which a product or quotient is rounded first
_NO_TEXT: styles.Style = {**styles.CENTRED, "font_size": 9, "font_color": styles.GREY, "text_wrap": True}


class Tail(NamedTuple):
    """The columns of a check: what was reported stands in `reported`, the others follow one another from `first` on."""

    reported: int
    first: int

    @property
    def columns(self) -> CheckColumns:
        """The columns that the check's formulas refer to."""
        first = self.first
        return CheckColumns(
            reported=self.reported,
            recomputed=first,
            gap=first + 1,
            tolerance=first + 2,
            verdict=first + 3,
            handling=first + 4,
            evaluable=first + 9,
        )

    @property
    def last(self) -> int:
        """The last column that is printed."""
        return self.first + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What all drafts are made from.

    `labels` are the rows' labels of the schedules that have a special sheet, a language a line; `totals` the rows of totals.
    `explained` names the explanation of a relation that a rule states, "" for none.
    """

    pack: Pack
    fetcher: Fetcher
    layouts: Mapping[str, Layout]
    grid: dict[Cell, Figure]
    labels: Mapping[str, Mapping[str, str]]
    totals: frozenset[tuple[str, str]]
    explained: Mapping[frozenset[str], str]

    def aspects(self, cell: Cell) -> CellAspects:
        """What a cell of a schedule means."""
        return self.layouts[cell.schedule].bound.cells[cell.row, cell.column]


def materials(pack: Pack) -> Materials:
    """What the drafts of a book are made from."""
    special = [layout for layout in pack.layouts if _is_special(layout)]
    return Materials(
        pack=pack,
        fetcher=Fetcher(pack),
        layouts={layout.bound.id: layout for layout in pack.layouts},
        grid=dict(pack.grid),
        totals=frozenset((layout.bound.id, row.code) for layout in special for row in layout.bound.rows if row.total),
        labels={layout.bound.id: _labels(pack, layout.bound) for layout in special},
        explained=explained_relations(pack) if special else {},
    )


def _is_special(layout: Layout) -> bool:
    return layout.bound.schedule.workpaper is not None or layout.bound.schedule.chart is not None


def _labels(pack: Pack, bound: BoundSchedule) -> dict[str, str]:
    said = {language: row_words(bound, language) for language in pack.tongue.languages}
    texts = {row.code: Text(zh=said.get("zh", {}).get(row.code, ""), en=said.get("en", {}).get(row.code, "")) for row in bound.rows}
    return {code: pack.tongue.say(text, stacked=True) for code, text in texts.items()}


@dataclass(slots=True)
class Draft:
    """One sheet: `row` is the next free one; `verdicts` the columns where verdicts and handlings stand, None without a check."""

    materials: Materials
    sheet: SheetName
    row: int = TABLE_ROW - 1
    checks: list[Check] = field(default_factory=list)
    verdicts: tuple[int, int] | None = None
    figures: dict[Cell, Figure] = field(default_factory=dict)
    missing: bool = False
    concluded: bool = False
    breaks: list[int] = field(default_factory=list)
    _steps: list[Callable[[Sheet], None]] = field(default_factory=list)

    @property
    def pack(self) -> Pack:
        """The workbook that it belongs to."""
        return self.materials.pack

    def say(self, text: Text, **values: object) -> str:
        """`text` in the book's language."""
        return self.pack.tongue.say(text, stacked=False, **values)

    def write(self, sheet: Sheet) -> None:
        """Everything drafted, onto its sheet."""
        for step in self._steps:
            step(sheet)

    # ------------------------------------------------------------ cells

    def text(self, row: int, column: int, text: str, style: styles.Style) -> None:
        """A text."""
        self._steps.append(lambda sheet: sheet.text(row, column, text, style))

    def formula(self, row: int, column: int, formula: Formula, style: styles.Style) -> Formula:
        """A formula; a reference to its cell."""
        self._steps.append(lambda sheet: sheet.formula(row, column, formula, style))
        return Formula(address(row, column), formula.value)

    def link(self, row: int, column: int, layout: Layout, cell: str, text: str, style: styles.Style = styles.LINED_LINK) -> None:
        """A link to a cell of a schedule's detail sheet."""
        self._steps.append(lambda sheet: sheet.link(row, column, layout.sheet, cell, text, style))

    def merged(self, row: int, columns: tuple[int, int], text: str, style: styles.Style) -> None:
        """One text over some columns of a row."""
        self._steps.append(lambda sheet: sheet.merged((row, columns[0]), (row, columns[1]), text, style))

    def named(self, row: int, bound: BoundSchedule, code: str, width: float, *beside: tuple[str, float]) -> None:
        """A row's code and label in the first two columns, and the height that it needs beside small texts (text, width)."""
        total = (bound.id, code) in self.materials.totals
        label = self.materials.labels[bound.id][code]
        self.text(row, 0, code, {**styles.CODE, "align": "left"})
        self.text(row, 1, label, {**styles.CELL, "bold": True} if total else styles.CELL)
        self.height(row, 1, max(16 * styles.lines(label, width), 12 * self._small((self.say(MACHINE_MARK), TAIL_WIDTHS[5]), *beside) + 2))

    def totalled(self, row: int) -> None:
        """The height of a line of totals that is checked."""
        self.height(row, 1, max(16, 12 * self._small((self.say(MACHINE_MARK), TAIL_WIDTHS[5])) + 2))

    def _small(self, *texts: tuple[str, float]) -> int:
        """The lines that the longest of some small texts needs."""
        return max(styles.lines(text, width, 9) for text, width in texts)

    def height(self, row: int, lines: int, line: int = 16) -> None:
        """A row's height in lines."""
        self._steps.append(lambda sheet: sheet.height(row, lines, line))

    def chart(self, row: int, column: int, chart: Chart) -> None:
        """A chart with its upper left corner in a cell."""
        self._steps.append(lambda sheet: sheet.chart(row, column, chart))

    def heads(self, texts: tuple[Text, ...], widths: tuple[float, ...], first: int = 0) -> None:
        """A heading line in the next row."""
        row, said = self.row, tuple(self.pack.tongue.say(text, stacked=True) for text in texts)
        self._steps.append(lambda sheet: heads(sheet, row, said, widths, first))
        self.row += 1

    def note(self, text: Text, columns: tuple[int, int], width: float, **values: object) -> None:
        """A note over some columns, in the next row."""
        said = self.pack.tongue.say(text, stacked=True, **values)
        self.merged(self.row, columns, said, {**styles.NOTE, "text_wrap": True})
        self.height(self.row, styles.lines(said, width, 9), 14)
        self.row += 1

    def section(self, layout: Layout, amounts: Iterable[Expression | None] = ()) -> None:
        """The title of a schedule's part, in the next row: its index number, title and unit, linked to its sheet.

        The unit is that of the schedules that `amounts` come from, where the schedule itself states none.
        """
        schedule = layout.bound.schedule
        named = [self.materials.layouts[cell.schedule].bound.schedule for part in amounts if part is not None for cell in cells(part)]
        note = next((x.unit_note for x in (schedule, *named) if x.unit_note), None)
        unit = f"　{self.say(note)}" if note else ""
        title = f"{layout.index} {self.say(schedule.title)}{unit}"
        self.link(self.row, 0, layout, "A1", title, {**styles.SECTION, **styles.LINK_LOOK})
        self.row += 1

    def conclusion(self, last: int) -> None:
        """The human's part, in the next rows: empty."""
        row = self.row + 1
        self._steps.append(lambda sheet: conclusion(sheet, self.pack, row, (0, 1, last)))
        self.row += 4
        self.concluded = True

    def page_break(self) -> None:
        """The next row begins a page."""
        self.breaks.append(self.row)

    def red(self, first: tuple[int, int], last: tuple[int, int], formula: str, style: styles.Style = styles.RED_CELL) -> None:
        """A conditional format."""
        self._steps.append(lambda sheet: sheet.red_if(first, last, formula, style))

    # ------------------------------------------------------------ figures

    def scale(self, expression: Expression | None) -> int:
        """The power of ten of the unit that an expression's first figure is shown in."""
        return next((self.pack.grid[cell].scale for cell in cells(expression)), 0) if expression is not None else 0

    def look(self, expression: Expression) -> styles.Style:
        """How the numbers of an expression are shown: as its first figure; green, since they come from another sheet."""
        form = self.materials.aspects(next(iter(cells(expression)))).format
        return styles.number(form.places, form.percent, font_name="Arial", font_color=styles.GREEN)

    def value(self, expression: Expression) -> Fraction:
        """What a linear expression whose figures are all there comes to, in the unit of its first figure."""
        return self.materials.fetcher.value(expression, self.scale(expression)).number

    def is_money(self, expression: Expression) -> bool:
        """Whether all figures of `expression` are amounts of a currency."""
        units = [self.materials.aspects(cell).unit for cell in cells(expression)]
        return all(unit is not None and all(name.namespace == ISO4217 for name in unit.numerators) for unit in units)

    def held(self, expression: Expression | None) -> TypeGuard[Expression]:
        """Whether the filing holds every figure of `expression`."""
        return expression is not None and all(self.pack.grid[cell].value is not None for cell in cells(expression))

    def figure(self, row: int, column: int, expression: Expression, key: tuple[str, str] | None, scale: int) -> Formula:
        """A figure fetched from its detail sheet, in units of 10^`scale`; a reference to its cell, which later checks use.

        What is derived from several figures stands in italics.
        """
        formula = self.materials.fetcher.value(expression, scale, key)
        if isinstance(expression, Cell):
            found = self.pack.grid[expression]
            shift = found.scale - scale
            self.figures[expression] = replace(
                found,
                place=Place(self.sheet.name, row, column),
                value=None if found.value is None else found.value.scaleb(shift),
                decimals=None if found.decimals is None else found.decimals - shift,
                scale=scale,
            )
        derived = {} if isinstance(expression, Cell) else {"italic": True}
        return self.formula(row, column, formula, {**self.look(expression), **derived})

    def not_provided(self, row: int, column: int) -> None:
        """未提供基础数据 in a cell: nothing is computed there."""
        self.missing = True
        self.text(row, column, self.say(NOT_PROVIDED), _NO_TEXT)

    # ------------------------------------------------------------ checks

    def check(self, row: int, tail: Tail, name: str, sides: tuple[Expression, Expression], recomputed: Formula | None = None) -> Check:
        """The line's check of left = right, written into the columns of `tail`; the left side stands in `tail.reported`.

        `recomputed` is the right side as this sheet's own cells give it, before it is rounded.
        """
        rule = Rule(
            id=name, relation="", schedule="", statement="", operator="=", left=sides[0], right=sides[1], variables={}, label=_EMPTY
        )
        result = RuleResult(
            instance=RuleInstance(id=f"{self.sheet.index}[{name}]", rule=rule, left=sides[0], right=sides[1]),
            verdict=Verdict.NOT_EVALUATED,
            explanation=self.materials.explained.get(relation(*sides)) or None,
        )
        pack = self.pack
        percent = frozenset(c for side in sides for c in cells(side) if self.materials.aspects(c).format.percent)
        place = Place(self.sheet.name, row, 0)
        check = build_check(result, ChainMap(self.figures, self.materials.grid), place, tail.columns, pack.workings, percent, pack.words)
        if recomputed is not None and isinstance(check.recomputed.value, Fraction):
            check = replace(check, recomputed=recomputed if is_linear(sides[1]) else self._as_printed(row, tail, check, recomputed))
        self._tail(row, tail, check)
        self.checks.append(check)
        self.verdicts = (tail.columns.verdict, tail.columns.handling)
        return check

    def _as_printed(self, row: int, tail: Tail, check: Check, recomputed: Formula) -> Formula:
        """A product or quotient rounded as the left side is printed; finely first, since binary fractions misjudge halves.

        It is kept only while it can be judged: a quotient may lose its divisor once somebody changes a figure.
        """
        left = check.result.instance.left
        places = self.figures[left].decimals if isinstance(left, Cell) and left in self.figures else None
        if places is not None:
            recomputed = f.rounded(f.rounded(recomputed, places + _FINER), places)
        evaluable = Formula(address(row, tail.columns.evaluable), check.evaluable.value)
        return f.choose(f.compared(evaluable, "=", f.constant(1)), recomputed, f.text(""))

    def _tail(self, row: int, tail: Tail, check: Check) -> None:
        columns = tail.columns
        places = max(0, check.places - 2 if check.percent else check.places)
        shown = styles.number(places, check.percent, font_name="Arial")
        finer = styles.number(places + 2, check.percent, font_name="Arial")
        self.formula(row, columns.recomputed, check.recomputed, shown)
        self.formula(row, columns.gap, check.gap, shown)
        self.formula(row, columns.tolerance, check.tolerance, finer)
        self.formula(row, columns.verdict, check.verdict, styles.CENTRED)
        self.formula(row, columns.handling, check.handling, styles.CENTRED)
        self.formula(row, columns.evaluable, check.evaluable, {**styles.CENTRED, "font_color": styles.GREY})
        self.text(row, columns.handling + 1, self.say(MACHINE_MARK), {**styles.CENTRED, "font_size": 9, "text_wrap": True})
        self.text(row, columns.handling + 2, "", styles.ENTRY)
        remark = columns.handling + 4
        if check.explanation:
            sheet = self.pack.sheets.differences
            text, name = self.say(_SEE, sheet=sheet.index, name=check.explanation), sheet.name
            self._steps.append(lambda sheet: sheet.link(row, remark, name, "A1", text, {**styles.ENTRY, **styles.LINK_LOOK}))
        else:
            self.text(row, remark, "", styles.ENTRY)

    def index(self, row: int, tail: Tail, expression: Expression | None) -> None:
        """The index number of the sheet where a figure stands, linked to its cell; empty where there is no single one."""
        column = tail.columns.handling + 3
        if isinstance(expression, Cell):
            place, layout = self.pack.grid[expression].place, self.materials.layouts[expression.schedule]
            self.link(row, column, layout, address(place.row, place.column), layout.index)
        else:
            self.text(row, column, "", styles.CENTRED)

    def unchecked(self, row: int, tail: Tail, text: Text) -> None:
        """A line without a check; `text` says why."""
        for column in range(tail.first, tail.last + 1):
            if column == tail.columns.verdict:
                self.text(row, column, self.say(text), _NO_TEXT)
            elif column != tail.columns.handling + 3:
                self.text(row, column, "", styles.CENTRED if column <= tail.columns.handling + 1 else styles.ENTRY)

    def marks(self, rows: tuple[int, int], tail: Tail) -> None:
        """Lines turn red where they differ without an explanation, amber where with one, grey where they cannot be judged."""
        if rows[1] < rows[0]:
            return
        verdict, handling = f"${address(rows[0], tail.columns.verdict)}", f"${address(rows[0], tail.columns.handling)}"
        block = (rows[0], tail.columns.gap), (rows[1], tail.columns.handling)
        words = self.pack.words
        self.red(*block, f'({verdict}="{words.violated}")*({handling}="{words.explained}")', styles.AMBER_CELL)
        self.red(*block, f'{verdict}="{words.violated}"')
        self.red(*block, f'{verdict}="{words.not_evaluated}"', styles.GREY_CELL)


def half_units(drafts: list[Draft], pack: Pack) -> dict[int, Decimal]:
    """Half a unit of every precision that drafts brought about by showing a figure in another unit than its schedule."""
    stated = {figure.decimals for figure in pack.grid.values() if figure.decimals is not None}
    new = {x.decimals for draft in drafts for x in draft.figures.values() if x.decimals is not None} - stated
    return {places: Decimal(5).scaleb(-places - 1) for places in sorted(new)}
