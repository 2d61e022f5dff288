"""Schedule: one table of a filing, declared once.

The same declaration reads the clerk's table, renders the iXBRL table and lays out the workpaper.
A Schedule belongs to a kind of filing and names periods and open rows; a BoundSchedule is the
same table in one filing, with the periods resolved, the open rows listed, and every cell's
aspects known.
"""

from collections.abc import Mapping
from enum import Enum

from generator.diagnostics import NOWHERE, Location
from generator.model import Member, Period, Unit
from generator.qname import QName
from generator.records import NamedTuple, Record, field


class Text(Record):
    """A text in the languages of the product."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        """The text in `language` ("zh" or "en")."""
        return self.en if language == "en" else self.zh


class NumberFormat(Record):
    """How a column's numbers are printed: value = shown × 10^scale, with `places` decimal places.

    万元 has scale 4, 亿元 8, percent −2 with `percent` True. `decimals` follows: places − scale; or
    infinite where `exact` is True: a count of customers is no rounded number.
    `dash` says what a dash stands for: "zero", "nil", "none", or None when undeclared.
    `negative` is how a negative number is printed: "minus", "parentheses", or "words": without a sign, since the words
    around it say so (调减 7,718.84 万元); "" in a row's own format leaves it to the column.
    """

    scale: int = 0
    places: int = 0
    percent: bool = False
    exact: bool = False
    dash: str | None = None
    negative: str = "minus"

    @property
    def decimals(self) -> int | None:
        """The `decimals` of a fact printed so; None (INF) for an exact one."""
        return None if self.exact else self.places - self.scale


class Content(Enum):
    """What a cell holds, by its concept's type (XBRL 2.1, 5.1.1.3; Extensible Enumerations 2.0)."""

    NUMBER = "number"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    BOOLEAN = "boolean"
    MEMBER = "member"
    MEMBERS = "list of members"
    TEXT = "text"


class Column(Record):
    """A printed column: its codes, its heading levels from the top down, and its aspects.

    `measure` chooses among a row's concepts where a row declares several ("amount", "share").
    `period` is a name that filing.toml resolves. An empty `heading` level repeats nothing: the
    levels of neighbours that are equal are printed as one spanning head. `merged` says that cells of the column may be
    merged over several rows: one that is empty repeats the one above.
    """

    code: str
    heading: tuple[Text, ...]
    format: NumberFormat
    measure: str = ""
    concept: QName | None = None
    period: str | None = None
    unit: str | None = None
    dimensions: Mapping[QName, Member] = field(default_factory=dict)
    merged: bool = False
    location: Location = NOWHERE


class Row(Record):
    """A printed row: its code, its labels in the label columns, and its aspects.

    `concepts` maps a column's measure to the row's concept ("" for every measure). `level` is the
    indentation, `total` marks a total row (bold, ruled). `format` overrides the columns' number format
    (a share row in a table of amounts), `unit` their unit; `without` lists columns where nothing is printed.
    """

    code: str
    label: tuple[Text, ...]
    concepts: Mapping[str, QName] = field(default_factory=dict)
    period: str | None = None
    unit: str | None = None
    dimensions: Mapping[QName, Member] = field(default_factory=dict)
    format: NumberFormat | None = None
    level: int = 0
    total: bool = False
    without: tuple[str, ...] = ()
    location: Location = NOWHERE


class OpenRows(Record):
    """A place for rows that only the filing knows (customers, projects): each is a value of `dimension`,
    the row's label being the typed member. `code` names the group in rules."""

    code: str
    dimension: QName
    location: Location = NOWHERE


class Part(NamedTuple):
    """A part of a schedule's workpaper: one side of a relation over cells, as rules write it, `{r}` being the row."""

    statement: str
    location: Location = NOWHERE


class Workpaper(Record):
    """What the workpapers make of a schedule beside its own sheet, and where the parts of that stand.

    `use` is "restatement", "ageing", "migration", "forward-looking" or "roll-forward". `parts` holds each part by its name
    ("before", "rate" …), several where it is a series (balances at year-ends, the oldest first); `instead` what a part is in one
    row, by (row, part). `rows` are the lines in order, empty for all that suit the use. `oldest` says how the last bucket migrates.
    """

    use: str
    parts: Mapping[str, tuple[Part, ...]]
    instead: Mapping[tuple[str, str], Part] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    oldest: str = "own"
    location: Location = NOWHERE


class ChartOf(Record):
    """The chart of a schedule: which rows and columns it draws, codes and `[group]`s.

    `kind` is "column", "stacked" or "line"; or "bridge": before, correction and after of the rows of a restatement. `series` says
    what makes a series: "rows" (the columns are the categories) or "columns".
    """

    kind: str
    rows: tuple[str, ...]
    columns: tuple[str, ...] = ()
    series: str = "rows"
    title: Text | None = None
    location: Location = NOWHERE


class Schedule(Record):
    """One table of a kind of filing, as declared in `schedules/*.toml`.

    `role` is the link role of its hypercube. `label_headings` head the label columns. `unit_note` is printed
    above the table (单位：万元). `row_groups` and `column_groups` name lists of codes for the rules.
    `concept`, `period`, `unit` and `dimensions` hold for every cell that neither row nor column says
    otherwise; a dimension said twice with different members is an error of the declaration. `layout` is "table",
    "prose" (figures that stand in running text) or "narrative" (the report's text, a block a row). `workpaper` and `chart` say what the
    workpapers make of it beside its own sheet.
    """

    id: str
    title: Text
    role: str
    label_headings: tuple[Text, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row | OpenRows, ...]
    unit_note: Text | None = None
    concept: QName | None = None
    period: str | None = None
    unit: str | None = None
    dimensions: Mapping[QName, Member] = field(default_factory=dict)
    row_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    column_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    layout: str = "table"
    workpaper: Workpaper | None = None
    chart: ChartOf | None = None
    location: Location = NOWHERE


class Source(Record):
    """Where a schedule's figures stand: document, heading and table, in words."""

    document: str
    heading: str
    table: str


class CellAspects(Record):
    """The aspects of one cell of a BoundSchedule, what it holds, and how its number is printed.

    `content` follows from the concept's type. `choices` are an enumeration's members by each of their labels, without white space and
    case; two members may share a label. `language` is that of the cell's text, None for what has none.
    """

    concept: QName
    period: Period
    unit: Unit | None
    dimensions: tuple[tuple[QName, Member], ...]
    format: NumberFormat
    content: Content = Content.NUMBER
    choices: Mapping[str, tuple[QName, ...]] = field(default_factory=dict)
    language: str | None = None


class BoundSchedule(Record):
    """A Schedule in one filing: open rows listed in `rows`, and `cells` by (row code, column code).

    `row_groups` and `column_groups` hold the declared groups, each open-row group, and "*" for all.
    Fact ids are `fact_id(row, column)`. `number` counts the filing's schedules from 1.
    """

    schedule: Schedule
    number: int
    rows: tuple[Row, ...]
    cells: Mapping[tuple[str, str], CellAspects]
    row_groups: Mapping[str, tuple[str, ...]]
    column_groups: Mapping[str, tuple[str, ...]]
    source: Source

    @property
    def id(self) -> str:
        """The schedule's code."""
        return self.schedule.id

    @property
    def columns(self) -> tuple[Column, ...]:
        """The printed columns."""
        return self.schedule.columns

    def fact_id(self, row: str, column: str) -> str:
        """The id of the fact in a cell: `schedule.row.column`."""
        return f"{self.schedule.id}.{row}.{column}"

    @property
    def heading_depth(self) -> int:
        """How many heading rows the printed table has."""
        return max(len(c.heading) for c in self.schedule.columns)
