"""What a template may put on the page, as frozen records: sections, notes, the statement of checks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

from generator.filing import Filing
from generator.model import Period
from generator.printed import shown_number
from generator.render.ixbrl.fit import Fit, fit
from generator.render.ixbrl.tables import bilingual, note_mark, shown_fact, table
from generator.render.ixbrl.tagging import Tagger
from generator.render.ixbrl.wording import chinese_number, period_text, source_text
from generator.rule import RuleResult, Verdict, cells
from generator.schedule import BoundSchedule, NumberFormat, Row, Text

WIDE = 8
"""A table with more columns than this is printed across a landscape page, where the page is no more than tables."""

SHORT = 24
"""A table of no more rows than this stays on one page."""

SHORT_WITHIN = 6
"""So does one within a text, where a table that must not break leaves the end of a page empty …"""

LINES_WITHIN = 30
"""… unless a cell holds more characters than this."""

VERDICTS: tuple[tuple[Verdict, Text], ...] = (
    (Verdict.EXACT, Text(zh="一致", en="exact")),
    (Verdict.WITHIN_ROUNDING, Text(zh="舍入内一致", en="within rounding")),
    (Verdict.VIOLATED, Text(zh="不一致", en="violated")),
    (Verdict.EXPLAINED, Text(zh="已说明差异", en="violated, explained")),
    (Verdict.NOT_EVALUATED, Text(zh="未核对", en="not evaluated")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A numbered note below a table; `texts` are inline elements, one a language."""

    number: int
    texts: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A schedule on the page. `numeral` is 一, 二 …; `periods` are the days that its figures cover, named as in the head."""

    id: str
    numeral: str
    title: Text
    unit_note: Text | None
    periods: tuple[Text, ...]
    table: Markup
    source: str
    notes: tuple[Note, ...]
    wide: bool
    short: bool
    dense: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An explained difference: which relation, both sides and their distance as printed, and the reason."""

    name: str
    rule: Text
    where: Text
    unit_note: Text | None
    left: str
    right: str
    gap: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One relation of `rules.csv` and its instances by verdict, in the order of VERDICTS."""

    label: Text
    section: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many instances it has."""
        return sum(self.counts)


class Sections:
    """Makes the sections of a page in the order in which it shows them, and numbers them: 一, 二 …; within a text 表1, 表2 …"""

    def __init__(
        self, schedules: Sequence[BoundSchedule], tagger: Tagger, printed: Mapping[str, str], *, english: bool, within: bool
    ) -> None:
        self._schedules = {s.id: s for s in schedules}
        self._tagger = tagger
        self._printed = printed
        self._english = english
        self._within = within
        self._noted = frozenset(fact.id for fact in tagger.facts if fact.links)
        self.made: dict[str, Section] = {}

    def make(self, name: str) -> Section:
        """The section of the schedule `name`."""
        schedule = self._schedules[name]
        number = len(self.made) + 1
        shown = table(schedule, self._tagger, self._printed, english=self._english)
        declared = schedule.schedule
        look = fit(schedule, self._printed, self._noted, english=self._english)
        section = Section(
            id=schedule.id,
            numeral=f"表{number}" if self._within else chinese_number(number),
            title=declared.title,
            unit_note=declared.unit_note,
            periods=_periods(aspects.period for aspects in schedule.cells.values()),
            table=Markup(shown),
            source=source_text(schedule.source),
            notes=self.pending_notes(),
            wide=look is Fit.WIDE if self._within else len(schedule.columns) + len(declared.label_headings) > WIDE,
            dense=self._within and look is Fit.DENSE,
            short=self._is_short_within(schedule) if self._within else len(schedule.rows) <= SHORT,
        )
        self.made[name] = section
        return section

    def _is_short_within(self, schedule: BoundSchedule) -> bool:
        keys = (schedule.fact_id(*cell) for cell in schedule.cells)
        return len(schedule.rows) <= SHORT_WITHIN and all(len(self._printed.get(key, "")) <= LINES_WITHIN for key in keys)

    def pending_notes(self) -> tuple[Note, ...]:
        """The notes on what has been shown since the last call."""
        return tuple(Note(number=n, texts=tuple(map(Markup, texts))) for n, texts in self._tagger.pending_notes())


def particulars(schedule: BoundSchedule, tagger: Tagger, printed: Mapping[str, str], *, english: bool) -> tuple[tuple[Markup, Markup], ...]:
    """The rows of the schedule that stands on the cover: (label, what its cells hold, one below the other); rows without facts left out."""
    rows = []
    for row in schedule.rows:
        shown = "<br/>".join(_on_the_cover(schedule, row, tagger, printed))
        if shown:
            rows.append((Markup("<br/>".join(bilingual(text, english) for text in row.label)), Markup(shown)))
    return tuple(rows)


def _on_the_cover(schedule: BoundSchedule, row: Row, tagger: Tagger, printed: Mapping[str, str]) -> Iterator[str]:
    """What the row's cells show."""
    for column in schedule.columns:
        aspects = schedule.cells.get((row.code, column.code))
        key = schedule.fact_id(row.code, column.code)
        index = tagger.take(key) if aspects else None
        if aspects and index is not None:
            yield shown_fact(tagger, index, aspects, printed.get(key)) + note_mark(tagger, index)


def _periods(periods: Iterable[Period]) -> tuple[Text, ...]:
    return tuple(map(period_text, sorted(dict.fromkeys(periods), key=lambda p: (p.end, p.start or ""))))


def checks(results: Sequence[RuleResult], titles: Mapping[str, str]) -> tuple[Check, ...]:
    """The relations in the order of their first instance, counted by verdict. `titles` names the part where a schedule stands."""
    counts: dict[str, list[int]] = {}
    labels: dict[str, tuple[Text, str]] = {}
    order = [verdict for verdict, _ in VERDICTS]
    for result in results:
        rule = result.instance.rule
        labels.setdefault(rule.id, (rule.label, titles.get(rule.schedule, "正文")))
        counts.setdefault(rule.id, [0] * len(order))[order.index(result.verdict)] += 1
    return tuple(Check(label=labels[r][0], section=labels[r][1], counts=tuple(counts[r])) for r in counts)


def differences(results: Sequence[RuleResult], filing: Filing, schedules: Sequence[BoundSchedule]) -> tuple[Difference, ...]:
    """The differences that filing.toml explains, with the figures as the tables print them."""
    reasons = {e.name: e.reason for e in filing.explanations}
    by_id = {s.id: s for s in schedules}
    found = []
    for result in results:
        if result.verdict is not Verdict.EXPLAINED or result.explanation is None:
            continue
        cell = next(cells(result.instance.left))
        schedule = by_id[cell.schedule]
        form = schedule.cells[cell.row, cell.column].format
        found.append(
            Difference(
                name=result.explanation,
                rule=result.instance.rule.label,
                where=_cell_name(schedule, cell.row, cell.column),
                unit_note=None if form.percent else schedule.schedule.unit_note,
                left=_printed(result.left, form),
                right=_printed(result.right, form),
                gap=_printed(result.gap, form),
                reason=reasons.get(result.explanation, Text(zh="", en="")),
            )
        )
    return tuple(found)


def _cell_name(schedule: BoundSchedule, row: str, column: str) -> Text:
    """Title, row and head of a cell: 云服务按类型收入构成 · 合计 · 2017年度 金额."""
    labels = next(r.label for r in schedule.rows if r.code == row)
    heading = next(c.heading for c in schedule.columns if c.code == column)

    def named(language: str) -> str:
        parts = (" ".join(t.get(language) for t in part if t.get(language)) for part in ((schedule.schedule.title,), labels, heading))
        return " · ".join(parts)

    return Text(zh=named("zh"), en=named("en"))


def _printed(value: Decimal | None, form: NumberFormat) -> str:
    """`value`, a computed figure, as the column prints its figures (a quotient is cut to two places more)."""
    if value is None:
        return "—"
    shown = value.scaleb(-form.scale)
    limit = Decimal(1).scaleb(-form.places - 2)
    if shown != shown.quantize(limit, ROUND_HALF_UP):
        value = shown.quantize(limit, ROUND_HALF_UP).scaleb(form.scale)
    text = shown_number(value, form.scale, form.places) + ("%" if form.percent else "")
    return f"-{text}" if value < 0 else text
