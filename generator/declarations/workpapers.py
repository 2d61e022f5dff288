"""The keys `workpaper`, `parts` and `chart` of `schedules/*.toml`: what the workpapers make of a schedule beside its own sheet."""

import re
from collections.abc import Collection, Iterator, Mapping

from generator.declarations.reading import CODE, Section, repeated
from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.records import NamedTuple
from generator.rule import Cell, RuleSyntaxError, cells, is_linear, parse_statement
from generator.schedule import ChartOf, OpenRows, Part, Schedule, Workpaper

CHARTS = ("column", "stacked", "line", "bridge")
LEAST_YEARS = 3
"""A migration rate is the average of at least so many years."""

_COLUMN = re.compile(r"(?:([A-Za-z][A-Za-z0-9_-]{0,63})!)?([A-Za-z][A-Za-z0-9_-]{0,63})")
_HINT = "A part is a column (rate), a column of another schedule (other!balance), or cells as in rules (total.rate, x!{r}.a - x!{r}.b)."


class Use(NamedTuple):
    """The parts of a use: those that must be, those that may be; `single` ones are one cell, `series` ones a list."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    series: tuple[str, ...] = ()


USES: Mapping[str, Use] = {
    "restatement": Use(("before", "correction", "after")),
    "ageing": Use(
        ("balance", "rate"),
        ("reference", "allowance", "total_balance", "total_allowance"),
        single=("total_balance", "total_allowance"),
    ),
    "migration": Use(("balances", "write_offs"), ("forward", "expected"), series=("balances", "write_offs")),
    "forward-looking": Use(("adjustment",), ("weight", "total"), single=("total",)),
    "roll-forward": Use(("opening", "closing"), ("provision", "reversal", "write_off", "other")),
}


# ---------------------------------------------------------------- reading


def read_workpaper(top: Section, schedule: str, rows: Collection[str]) -> Workpaper | None:
    """The workpaper declared in a schedule's file, None without one; `rows` are the schedule's row codes."""
    use = top.choice("workpaper", tuple(USES), None)
    section = top.section("parts")
    if use is None:
        if section.table and not top.has("workpaper"):
            top.wrong("parts", "says the parts of no workpaper.", hint='Add: workpaper = "…", one of ' + ", ".join(USES))
        return None
    reader = _Reader(schedule, USES[use])
    known = (*USES[use].required, *USES[use].optional)
    parts = {name: found for name in known if (found := reader.parts(section, name))}
    lines = section.strings("rows")
    for code in lines:
        if code not in rows:
            section.wrong("rows", f"“{quoted(code)}” is no row of the schedule.", hint="It lists the codes of the lines, in order.")
    for code in repeated(lines):
        section.wrong("rows", f"“{quoted(code)}” stands twice.", hint="Delete one of the two.")
    instead: dict[tuple[str, str], Part] = {}
    for row, inner in section.section("instead").named_sections():
        if row not in rows:
            inner.wrong(None, f"“{quoted(row)}” is no row of the schedule.", hint='Write: [parts.instead.ROW], then PART = "…"')
        for name in inner.table:
            if name not in parts or name in (*reader.use.single, *reader.use.series):
                inner.wrong(name, "is no part that differs by row.", hint="Name a part that the schedule declares for all rows.")
                inner.used.add(name)
            elif part := reader.part(inner, name, inner.text(name)):
                instead[row, name] = part
    oldest = (section.choice("oldest", ("own", "full"), "own") if use == "migration" else None) or "own"
    section.done()
    return Workpaper(use=use, parts=parts, instead=instead, rows=lines, oldest=oldest, location=top.place("workpaper"))


class _Reader:
    """Reads the parts of one use."""

    def __init__(self, schedule: str, use: Use) -> None:
        self.schedule = schedule
        self.use = use

    def parts(self, section: Section, name: str) -> tuple[Part, ...]:
        """The part `name`: one, or several where it is a series."""
        if name in self.use.series:
            return self._series(section, name)
        text = section.text(name, None if name in self.use.required else "")
        part = self.part(section, name, text) if text else None
        return (part,) if part else ()

    def _series(self, section: Section, name: str) -> tuple[Part, ...]:
        """Balances at the ends of four years or more, or the write-offs of the years between them."""
        texts = section.strings(name)
        balances = len(section.strings("balances"))
        least = LEAST_YEARS + 1 if name == "balances" else max(LEAST_YEARS, balances - 1)
        most = 40 if name == "balances" else least
        if not section.has(name):
            section.wrong(None, f"the key “{name}” is missing; it should be a list of columns.", hint=f'Add: {name} = ["…", "…"]')
        elif not least <= len(texts) <= most:
            hint = "Balances stand at year-ends, the oldest first, four or more; write-offs are those of the years between them."
            section.wrong(name, f"has {len(texts)} columns; {least}{'' if least == most else ' or more'} are needed.", hint=hint)
        return tuple(part for text in texts if (part := self.part(section, name, text)))

    def part(self, section: Section, name: str, text: str) -> Part | None:
        """A part by its text; None where that does not read."""
        column = _COLUMN.fullmatch(text.strip())
        if column and name in self.use.single:
            section.wrong(name, f"“{quoted(text)}” is a column; this part is one cell.", hint="Write: row.column, or schedule!row.column")
            return None
        statement = f"{column[1] + '!' if column[1] else ''}{{r}}.{column[2]}" if column else text
        try:
            _, left, _ = parse_statement(f"{statement} = 0", self.schedule)
        except RuleSyntaxError as problem:
            section.wrong(name, f"“{quoted(text)}” does not read: {problem}.", hint=_HINT)
            return None
        if not is_linear(left) or not any(cells(left)):
            section.wrong(name, f"“{quoted(text)}” is no cell, and no sum or difference of cells.", hint=_HINT)
            return None
        return Part(statement, section.place(name))


def read_chart(top: Section, workpaper: Workpaper | None, schedule: Schedule) -> ChartOf | None:
    """The chart declared in a schedule's file, None without one."""
    if not top.has("chart"):
        return None
    section = top.section("chart")
    kind = section.choice("kind", CHARTS, "column") or "column"
    chart = ChartOf(
        kind=kind,
        rows=section.strings("rows"),
        columns=section.strings("columns"),
        series=section.choice("series", ("rows", "columns"), "rows") or "rows",
        title=section.both("title", required=False),
        location=top.place("chart"),
    )
    if kind == "bridge":
        if workpaper is None or workpaper.use != "restatement":
            hint = "Known: " + ", ".join(CHARTS[:-1])
            section.wrong("kind", "“bridge” draws before, correction and after: the schedule is no restatement.", hint=hint)
        if chart.columns:
            section.wrong("columns", "is not used by a bridge.", hint="Delete it: a bridge draws before, correction and after.")
    elif not chart.columns:
        section.wrong(None, "the list “columns” is missing.", hint='Add: columns = ["…"], codes of columns or "[group]"')
    if not chart.rows:
        section.wrong(None, "the list “rows” is missing.", hint='Add: rows = ["…"], codes of rows or "[group]"')
    opened = {row.code for row in schedule.rows if isinstance(row, OpenRows)}
    rows = {row.code for row in schedule.rows} - opened
    _refuse_unknown(section, "rows", chart.rows, rows, {*schedule.row_groups, *opened})
    _refuse_unknown(section, "columns", chart.columns, {c.code for c in schedule.columns}, set(schedule.column_groups))
    section.done()
    return chart


def _refuse_unknown(section: Section, key: str, codes: Collection[str], known: Collection[str], groups: Collection[str]) -> None:
    for code in codes:
        inner = code[1:-1] if code.startswith("[") and code.endswith("]") else None
        if code not in known and (inner is None or inner not in {"*", *groups}):
            hint = "It lists codes of the schedule, or groups in brackets: [buckets]."
            section.wrong(key, f"“{quoted(code)}” is neither a code nor a [group] of the schedule.", hint=hint)


# ---------------------------------------------------------------- across schedules


def check_workpapers(schedules: Mapping[str, Schedule]) -> Iterator[Diagnostic]:
    """What the parts of workpapers name and no schedule of the kind has."""
    for schedule in schedules.values():
        if schedule.workpaper is None:
            continue
        named = [(name, part) for name, several in schedule.workpaper.parts.items() for part in several]
        named += [(name, part) for (_, name), part in schedule.workpaper.instead.items()]
        for name, part in named:
            _, left, _ = parse_statement(f"{part.statement} = 0", schedule.id)
            for cell in cells(left):
                if problem := _unknown(cell, schedules):
                    yield _wrong(schedule.id, name, problem, part.location)


def _unknown(cell: Cell, schedules: Mapping[str, Schedule]) -> str:
    """What of `cell` is not there; "" where all is. Rows of open lists are known to the filing alone."""
    schedule = schedules.get(cell.schedule)
    if schedule is None:
        return f"there is no schedule “{quoted(cell.schedule)}”"
    columns = {c.code for c in schedule.columns} | {f"[{g}]" for g in ("*", *schedule.column_groups)}
    if cell.column not in columns:
        return f"schedule “{schedule.id}” has no column “{quoted(cell.column)}”"
    opened = [row for row in schedule.rows if isinstance(row, OpenRows)]
    rows = {row.code for row in schedule.rows} | {f"[{g}]" for g in ("*", *schedule.row_groups, *(o.code for o in opened))}
    if cell.row != "{r}" and cell.row not in rows and (not opened or not CODE.match(cell.row)):
        return f"schedule “{schedule.id}” has no row “{quoted(cell.row)}”; {{r}} is the line's own"
    return ""


def _wrong(schedule: str, name: str, problem: str, place: Location) -> Diagnostic:
    message = f"The part “{name}” of the workpaper of “{schedule}” does not stand: {problem}."
    return error("filing.declaration", message, hint=_HINT, location=place)
