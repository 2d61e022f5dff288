"""The special sheets: restatement bridge, expected credit losses, migration, forward-looking adjustment, roll-forward, charts.

A schedule declares what it is for. Where no schedule of a filing gives the base of a sheet, that is said, and no figure is made up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from generator.render.workpapers import allowance, bridge, charts, ecl, migration, styles
from generator.render.workpapers import formula as f
from generator.render.workpapers.book import Page, Workbook
from generator.render.workpapers.draft import Draft, Materials, half_units, materials
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.frame import Head, finish, header
from generator.render.workpapers.grid import address, half_name, quoted_sheet
from generator.render.workpapers.index import Entry
from generator.render.workpapers.layout import TABLE_ROW, Pack
from generator.render.workpapers.purposes import Purpose, purposes
from generator.render.workpapers.sheets import SheetName
from generator.render.workpapers.words import NOT_PROVIDED, covered
from generator.rule import cells
from generator.schedule import Text

_COLOUR = "#7030A0"
_NEEDED = Text(
    zh="本表需要的基础数据：{needed}。来源文件未提供，不作推算。",
    en="Base data needed here: {needed}. The source gives none; nothing is made up.",
)
_CHARTS = ("D-1", Text(zh="图表", en="Charts"))
_CHARTS_CONTENT = Text(zh="列示数字的图表（数据为公式）", en="Charts of printed figures (their data are formulas)")


class _Kind(NamedTuple):
    """A special sheet: the use that schedules declare, its number and titles, what it holds and needs, whether it is listed regardless."""

    use: str
    number: str
    title: Text
    content: Text
    needed: Text
    draft: Callable[[Draft, tuple[Purpose, ...]], None]
    widths: Callable[[tuple[Purpose, ...]], tuple[float, ...]]
    listed: bool = True


_KINDS = (
    _Kind(
        "restatement",
        "B-1",
        Text(zh="更正桥接表", en="Restatement bridge"),
        Text(
            zh="公司更正：更正前 + 更正金额 = 更正后（不是审计调整）",
            en="The company's corrections: before + correction = after (no audit adjustments)",
        ),
        Text(zh="更正前、更正金额、更正后", en="figures before, as corrected and after"),
        bridge.draft_bridge,
        lambda _: bridge.WIDTHS,
        listed=False,
    ),
    _Kind(
        "ageing",
        "C-1",
        Text(zh="预期信用损失", en="Expected credit losses"),
        Text(
            zh="各账龄余额 × 损失率 = 坏账准备；适用率与迁徙率对比",
            en="Balance of each age × rate = allowance; rates applied and from migration",
        ),
        Text(zh="各账龄的账面余额与适用损失率", en="balances by age and the rates applied"),
        ecl.draft_ageing,
        lambda _: ecl.WIDTHS,
    ),
    _Kind(
        "migration",
        "C-2",
        Text(zh="迁徙率矩阵", en="Migration matrix"),
        Text(zh="迁徙率、历史损失率、预期信用损失率", en="Migration rates, historical and expected credit loss rates"),
        Text(
            zh="至少四个年末的各账龄余额及其间各年的核销",
            en="balances by age at four year-ends or more, and the write-offs of the years between",
        ),
        migration.draft_migration,
        migration.widths,
    ),
    _Kind(
        "forward-looking",
        "C-3",
        Text(zh="前瞻性调整", en="Forward-looking adjustment"),
        Text(zh="各情景权重 × 调整 = 前瞻性调整", en="Weight × adjustment over scenarios = forward-looking adjustment"),
        Text(zh="各情景的前瞻性调整及其权重", en="adjustments of scenarios and their weights"),
        allowance.draft_forward,
        lambda _: allowance.FORWARD_WIDTHS,
    ),
    _Kind(
        "roll-forward",
        "C-4",
        Text(zh="坏账准备变动表", en="Allowance roll-forward"),
        Text(
            zh="期初 + 计提 − 收回或转回 − 核销 + 其他变动 = 期末",
            en="Opening + provision − reversal − write-off + other changes = closing",
        ),
        Text(zh="坏账准备的期初余额、本期变动、期末余额", en="the allowance's opening balance, changes and closing balance"),
        allowance.draft_roll_forward,
        lambda _: allowance.ROLL_WIDTHS,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """A special sheet, drafted; without a draft it is a line of the index alone: the filing gives no base for it.

    `last` is the last column that is printed.
    """

    sheet: SheetName
    content: str
    widths: tuple[float, ...]
    last: int
    period: str
    draft: Draft | None

    @property
    def name(self) -> str:
        """The index number as part of a defined name."""
        return self.sheet.index.replace("-", "")


# ---------------------------------------------------------------- drafting


def plan_special(pack: Pack) -> tuple[Special, ...]:
    """The special sheets of a filing, in order. Their products and quotients join the workings."""
    stuff = materials(pack)
    given = {kind.use: purposes(pack, kind.use) for kind in _KINDS}
    losses = any(given[kind.use] for kind in _KINDS if kind.listed)
    planned = [_special(stuff, kind, given[kind.use], wanted=losses) for kind in _KINDS if given[kind.use] or kind.listed]
    drawn = [layout for layout in pack.layouts if charts.is_drawn(layout)]
    if drawn:
        draft = _draft(stuff, _CHARTS)
        charts.draft_charts(draft, drawn)
        content = pack.tongue.say(_CHARTS_CONTENT, stacked=True)
        period = covered([a.period for layout in drawn for a in layout.bound.cells.values()], pack.tongue)
        widths = charts.widths(drawn)
        planned.append(Special(sheet=draft.sheet, content=content, widths=widths, last=len(widths) - 1, period=period, draft=draft))
    return tuple(planned)


def _draft(stuff: Materials, titles: tuple[str, Text]) -> Draft:
    index, title = titles
    tongue = stuff.pack.tongue
    return Draft(stuff, SheetName(index, tongue.say(title), f"{index} {tongue.word(title)}"))


def _special(stuff: Materials, kind: _Kind, given: tuple[Purpose, ...], *, wanted: bool) -> Special:
    """One sheet; without what it needs a sheet that says so where the filing is about losses (`wanted`), else no sheet."""
    tongue = stuff.pack.tongue
    draft = _draft(stuff, (kind.number, kind.title))
    widths = kind.widths(given)
    last = len(widths) - 2  # the evaluability of checks stands behind what is printed
    if given:
        kind.draft(draft, given)
    else:
        draft.missing = True
        needed = Text(zh=_NEEDED.zh.format(needed=kind.needed.zh), en=_NEEDED.en.format(needed=kind.needed.en))
        draft.note(needed, (0, last), sum(widths[: last + 1]))
        draft.text(draft.row, 0, tongue.say(NOT_PROVIDED), styles.SECTION)
        draft.row += 1
    if given and not draft.concluded:
        draft.conclusion(last)
    return Special(
        sheet=draft.sheet,
        content=tongue.say(kind.content, stacked=True),
        widths=widths,
        last=last,
        period=_period(stuff.pack, given),
        draft=draft if given or wanted else None,
    )


def _period(pack: Pack, given: tuple[Purpose, ...]) -> str:
    """The time that the figures of a sheet cover."""
    layouts = {layout.bound.id: layout for layout in pack.layouts}
    parts = [part for purpose in given for line in purpose.lines for several in line.parts.values() for part in several]
    named = [cell for part in parts if part is not None for cell in cells(part)]
    periods = [layouts[c.schedule].bound.cells[c.row, c.column].period for c in named]
    return covered(periods, pack.tongue) if periods else pack.period


# ---------------------------------------------------------------- the index


def special_entries(pack: Pack, specials: Sequence[Special]) -> list[Entry]:
    """The index's lines: counted live where a sheet has checks, 未提供基础数据 where the filing gives no base."""
    return [_entry(pack, special) for special in specials]


def _entry(pack: Pack, special: Special) -> Entry:
    index, draft = special.sheet.index, special.draft
    missing = pack.tongue.word(NOT_PROVIDED)
    if draft is None:
        return Entry(index=index, sheet="", title=special.sheet.title, content=special.content, status=missing)
    if not draft.checks:
        status = missing if draft.missing else ""
        return Entry(index=index, sheet=special.sheet.name, content=special.content, status=status)
    words = pack.words

    def count(column: str, *wanted: str) -> Formula:
        found = [getattr(check, column).value for check in draft.checks]
        return f.total(Formula(f'COUNTIF({column}_{special.name},"{word}")', Fraction(found.count(word))) for word in wanted)

    verdicts = (words.exact, words.within, words.violated)
    counts = (
        count("verdict", *verdicts, words.not_evaluated),
        *(count("verdict", word) for word in verdicts),
        count("handling", words.explained),
        count("verdict", words.not_evaluated),
    )
    open_ones = count("handling", words.unexplained, words.stale)
    return Entry(index=index, sheet=special.sheet.name, content=special.content, counts=counts, open=open_ones)


# ---------------------------------------------------------------- writing


def write_special(book: Workbook, pack: Pack, specials: Sequence[Special]) -> None:
    """Every special sheet, with the names of its verdicts and handlings, which the index counts."""
    drafted = [(special, special.draft) for special in specials if special.draft is not None]
    for special, draft in drafted:
        sheet = book.sheet(special.sheet.name, _COLOUR)
        sheet.widths(special.widths)
        right = special.last - 1
        header(sheet, pack, Head(sheet=special.sheet, right=right, reach=sum(special.widths[:right]), period=special.period))
        draft.write(sheet)
        finish(
            sheet,
            pack,
            special.sheet.index,
            Page(freeze=(1, 2), repeat=(0, 0), print_to=(draft.row, special.last), break_rows=tuple(draft.breaks)),
        )
        if draft.verdicts is None:
            continue
        for name, column in zip(("verdict", "handling"), draft.verdicts, strict=True):
            first, last = address(TABLE_ROW, column, fixed=True), address(draft.row, column, fixed=True)
            book.name(f"{name}_{special.name}", f"{quoted_sheet(special.sheet.name)}!{first}:{last}")
    for places, half in half_units([draft for _, draft in drafted], pack).items():
        book.name(half_name(places), f"{half:f}")
