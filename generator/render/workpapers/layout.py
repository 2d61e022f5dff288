"""Where everything will stand: sheets, index numbers, every figure's cell, every check's line. Pure; nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from generator.filing import Adjustment, Filing, Kind
from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT
from generator.render.workpapers.checks import Check, CheckColumns, build_check
from generator.render.workpapers.grid import Figure, Place, fits
from generator.render.workpapers.lead import Lead, LeadLine, lead_lines
from generator.render.workpapers.sheets import Sheets, common_sheets, sheet_name
from generator.render.workpapers.tongue import Tongue
from generator.render.workpapers.words import Judgements, Speaker, covered, judgements, known_prefixes
from generator.render.workpapers.workings import Book
from generator.rule import Cell, RuleResult
from generator.schedule import BoundSchedule, Content, Text

HEADING_ROW = 7
TABLE_ROW = 8  # first line below the heading, on sheets with a single heading line
LONG_TABLE = 25


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A schedule's detail sheet: column A holds row codes, then the label columns, then the printed columns, then the register links.

    The check lines stand below the table from `check_row` on, their words under the labels. `name` ("N1") ends the defined names of
    the schedule's sheets; `lead_sheet` is the name of its lead sheet, "" where it has no figures.
    """

    bound: BoundSchedule
    name: str
    index: str
    sheet: str
    results: tuple[RuleResult, ...]
    lead_sheet: str

    @cached_property
    def labels(self) -> int:
        """How many label columns the table has."""
        return max(1, len(self.bound.schedule.label_headings), *(len(r.label) for r in self.bound.rows), 1)

    @cached_property
    def value_column(self) -> int:
        """The first printed column."""
        return 1 + self.labels

    @cached_property
    def link_column(self) -> int:
        """The column of links to the register."""
        return self.value_column + len(self.bound.columns)

    @cached_property
    def code_row(self) -> int:
        """The line with the columns' codes, below the heading."""
        return HEADING_ROW + self.bound.heading_depth

    @cached_property
    def body_row(self) -> int:
        """The first row of the table's body."""
        return self.code_row + 1

    @cached_property
    def check_row(self) -> int:
        """The first check line; its heading is the line above."""
        return self.body_row + len(self.bound.rows) + 3

    @cached_property
    def last_check_row(self) -> int:
        """The last check line (the first, where there is none)."""
        return self.check_row + max(0, len(self.results) - 1)

    @cached_property
    def columns(self) -> CheckColumns:
        """The columns of the check lines."""
        v = self.value_column
        return CheckColumns(reported=v, recomputed=v + 1, gap=v + 2, tolerance=v + 3, verdict=v + 4, handling=v + 5, evaluable=v + 9)

    @cached_property
    def last_column(self) -> int:
        """The last column that the sheet uses."""
        return max(self.link_column, self.value_column + 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything that the sheets are written from. `register` maps a fact's id to its row in the register.

    `leads` are the lead sheets by schedule, `lines` their lines by cell. `words` are those that formulas compare.
    """

    tongue: Tongue
    sheets: Sheets
    words: Judgements
    report: Report
    filing: Filing
    kind: Kind
    taxonomy: Taxonomy
    version: str
    inputs: Sequence[tuple[str, str]]
    printed: Mapping[str, str]
    layouts: tuple[Layout, ...]
    leads: Mapping[str, Lead]
    lines: Mapping[Cell, LeadLine]
    adjustments: Sequence[Adjustment]
    facts: Mapping[str, Fact]
    grid: Mapping[Cell, Figure]
    cells: Mapping[str, Cell]
    register: Mapping[str, int]
    checks: Mapping[str, tuple[Check, ...]]
    workings: Book
    speaker: Speaker
    prefixes: Mapping[str, str]

    @property
    def period(self) -> str:
        """The time that the tables cover; figures in the text reach beyond it (forecasts), and count only where no table is."""
        tables = [a.period for layout in self.layouts if layout.bound.schedule.layout == "table" for a in layout.bound.cells.values()]
        return covered(tables or [fact.period for fact in self.facts.values()], self.tongue)


def plan(
    report: Report,
    filing: Filing,
    kind: Kind,
    schedules: Sequence[BoundSchedule],
    taxonomy: Taxonomy,
    results: Sequence[RuleResult],
    printed: Mapping[str, str],
    inputs: Sequence[tuple[str, str]],
    version: str,
    *,
    adjustments: Sequence[Adjustment] = (),
) -> Pack:
    """The whole workbook, laid out."""
    tongue = Tongue(filing.workpapers.language)
    sheets, words = common_sheets(tongue), judgements(tongue)
    facts = {fact.id: fact for fact in report.facts if fact.concept != NOTE_CONCEPT}
    layouts = tuple(_layouts(schedules, results, facts, tongue, sheets))
    grid = {cell: figure for layout in layouts for cell, figure in _figures(layout, facts)}
    leads = _leads(layouts, grid, adjustments)
    percent = frozenset(Cell(b.id, row, column) for b in schedules for (row, column), a in b.cells.items() if a.format.percent)
    workings = Book(sheets.workings.name, TABLE_ROW)
    checks = {layout.bound.id: tuple(_checks(layout, grid, workings, percent, words)) for layout in layouts}
    return Pack(
        tongue=tongue,
        sheets=sheets,
        words=words,
        report=report,
        filing=filing,
        kind=kind,
        taxonomy=taxonomy,
        version=version,
        inputs=inputs,
        printed=printed,
        layouts=layouts,
        leads=leads,
        lines={line.cell: line for lead in leads.values() for line in lead.lines},
        adjustments=adjustments,
        facts=facts,
        grid=grid,
        cells={cell.fact_id: cell for cell in grid},
        register={name: TABLE_ROW + i for i, name in enumerate(facts)},
        checks=checks,
        workings=workings,
        speaker=Speaker({b.id: b for b in schedules}, {layout.bound.id: layout.index for layout in layouts}, tongue),
        prefixes=known_prefixes(report, taxonomy),
    )


LEAD_SHEET = Text(zh="审定表", en="lead")


def _layouts(
    schedules: Sequence[BoundSchedule], results: Sequence[RuleResult], facts: Mapping[str, Fact], tongue: Tongue, sheets: Sheets
) -> Iterable[Layout]:
    """The detail sheets; a schedule with figures has two, the lead sheet -1 and the detail sheet -2, another has one."""
    by_schedule: dict[str, list[RuleResult]] = {}
    for result in results:
        by_schedule.setdefault(home(result), []).append(result)
    taken = {name.casefold() for name in sheets.names}
    for bound in schedules:
        if bound.schedule.layout == "narrative":
            continue  # the register lists its texts
        name, title = f"N{bound.number}", tongue.word(bound.schedule.title)
        has_lead = any(_number(facts.get(bound.fact_id(*cell))) is not None for cell in bound.cells)
        index = f"{name}-2" if has_lead else name
        yield Layout(
            bound=bound,
            name=name,
            index=index,
            lead_sheet=sheet_name(f"{name}-1 {tongue.word(LEAD_SHEET)} {title}", taken) if has_lead else "",
            sheet=sheet_name(f"{index} {title}", taken),
            results=tuple(by_schedule.get(bound.id, ())),
        )


def _leads(layouts: Iterable[Layout], grid: Mapping[Cell, Figure], adjustments: Sequence[Adjustment]) -> dict[str, Lead]:
    return {
        layout.bound.id: Lead(
            index=f"{layout.name}-1",
            sheet=layout.lead_sheet,
            name=layout.name,
            lines=lead_lines(layout.bound, grid, adjustments, layout.name, TABLE_ROW),
        )
        for layout in layouts
        if layout.lead_sheet
    }


def _number(fact: Fact | None) -> Decimal | None:
    """The value of a fact that a cell can hold as a number."""
    return fact.value if fact is not None and isinstance(fact.value, Decimal) and fits(fact.value) else None


def home(result: RuleResult) -> str:
    """The schedule on whose sheet an instance is checked: its left cell's, else its rule's."""
    left = result.instance.left
    return left.schedule if isinstance(left, Cell) else result.instance.rule.schedule


def _figures(layout: Layout, facts: Mapping[str, Fact]) -> Iterable[tuple[Cell, Figure]]:
    """Every cell of a schedule with its figure in the unit shown."""
    bound = layout.bound
    rows = {row.code: layout.body_row + i for i, row in enumerate(bound.rows)}
    columns = {column.code: layout.value_column + i for i, column in enumerate(bound.columns)}
    for (row, column), aspects in bound.cells.items():
        cell = Cell(bound.id, row, column)
        fact = facts.get(cell.fact_id)
        scale = 0 if aspects.format.percent else aspects.format.scale
        value = _number(fact)
        declared = aspects.format.decimals if aspects.content is Content.NUMBER else None
        decimals = fact.decimals if fact and value is not None else declared
        yield (
            cell,
            Figure(
                place=Place(layout.sheet, rows[row], columns[column]),
                value=None if value is None else value.scaleb(-scale),
                decimals=None if decimals is None else decimals + scale,
                scale=scale,
            ),
        )


def _checks(layout: Layout, grid: Mapping[Cell, Figure], workings: Book, percent: frozenset[Cell], words: Judgements) -> Iterable[Check]:
    for i, result in enumerate(layout.results):
        place = Place(layout.sheet, layout.check_row + i, 0)
        yield build_check(result, grid, place, layout.columns, workings, percent, words)
