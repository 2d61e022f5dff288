"""The forward-looking adjustment over scenarios, and the roll-forward of the allowance."""

from decimal import Decimal
from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.draft import TAIL, TAIL_WIDTHS, Draft, Tail
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address
from generator.render.workpapers.purposes import Line, Purpose
from generator.render.workpapers.words import NOT_PROVIDED
from generator.rule import Expression, Number, Product, Sum
from generator.schedule import Text

_CODE = Text(zh="行代码", en="Row code")
_BOLD: styles.Style = {"bold": True, "top": 2, "top_color": "#000000"}
_NOTHING = Text(zh="", en="")


# ---------------------------------------------------------------- forward-looking adjustment

FORWARD_HEADS = (
    _CODE,
    Text(zh="情景", en="Scenario"),
    Text(zh="权重", en="Weight"),
    Text(zh="前瞻性调整", en="Forward-looking adjustment"),
    Text(zh="权重 × 调整", en="Weight × adjustment"),
    Text(zh="列示数或合计", en="As printed, or total"),
    *TAIL,
)
FORWARD_WIDTHS = (17.0, 32.0, 13.0, 16.0, 15.0, 16.0, *TAIL_WIDTHS)
_FORWARD_TAIL = Tail(reported=5, first=6)
_FORWARD_NOTE = Text(
    zh="前瞻性调整 = 各情景权重 × 调整之和；权重合计应为 100%。预期信用损失率 = 历史损失率 ×（1 + 前瞻性调整）。",
    en="Forward-looking adjustment = sum of weight × adjustment over the scenarios; weights add up to 100%. Expected credit loss rate = "
    "historical loss rate × (1 + adjustment).",
)
_WEIGHTS, _WEIGHTED = Text(zh="权重合计", en="Sum of weights"), Text(zh="加权平均前瞻性调整", en="Weighted forward-looking adjustment")
_NO_WEIGHTS = Text(zh="未提供权重，不复算", en="no weights given, not recomputed")


def draft_forward(draft: Draft, scenarios: tuple[Purpose, ...]) -> None:
    """The whole sheet below its header: for each schedule its scenarios, the sum of weights, the weighted adjustment."""
    tail = _FORWARD_TAIL
    draft.note(_FORWARD_NOTE, (0, tail.last), sum(FORWARD_WIDTHS[: tail.last + 1]))
    for purpose in scenarios:
        draft.row += 1
        draft.section(purpose.layout)
        draft.heads(FORWARD_HEADS, FORWARD_WIDTHS)
        first = draft.row
        terms = [_scenario(draft, purpose, line) for line in purpose.lines]
        _weights(draft, purpose, (first, draft.row - 1))
        _weighted(draft, purpose, (first, draft.row - 2), terms)
        draft.marks((first, draft.row - 1), tail)


def _scenario(draft: Draft, purpose: Purpose, line: Line) -> Formula | None:
    """A scenario's line; weight × adjustment, None where one is not there."""
    row = draft.row
    draft.row += 1
    key = (line.row, f"${address(row, 0)}")
    draft.named(row, purpose.bound, line.row, 32.0)
    weight, adjustment = line.part("weight"), line.part("adjustment")
    held: list[Formula] = []
    for column, part in ((2, weight), (3, adjustment)):
        if draft.held(part):
            held.append(draft.figure(row, column, part, key, 0))
        elif column == 2 and "weight" not in purpose.workpaper.parts:
            draft.text(row, column, "", styles.CENTRED)
        else:
            draft.not_provided(row, column)
    draft.text(row, 5, "", styles.CENTRED)
    draft.index(row, _FORWARD_TAIL, adjustment)
    draft.unchecked(row, _FORWARD_TAIL, _NOTHING)
    if len(held) < 2:
        draft.text(row, 4, "", styles.CENTRED)
        return None
    return draft.formula(row, 4, f.times(*held), styles.number(4, True, font_name="Arial"))


def _weights(draft: Draft, purpose: Purpose, rows: tuple[int, int]) -> None:
    """The weights add up to one."""
    row = _summed(draft, _WEIGHTS)
    parts = [part for line in purpose.lines if draft.held(part := line.part("weight"))]
    draft.index(row, _FORWARD_TAIL, None)
    if len(parts) < len(purpose.lines):
        draft.text(row, 5, "", styles.CENTRED)
        draft.unchecked(row, _FORWARD_TAIL, NOT_PROVIDED if "weight" in purpose.workpaper.parts else _NO_WEIGHTS)
        return
    total = Formula(f"SUM({address(rows[0], 2)}:{address(rows[1], 2)})", sum(map(draft.value, parts), Fraction(0)))
    draft.formula(row, 5, total, {**draft.look(parts[0]), "font_color": "#000000"})
    sides = Sum(tuple((1, part) for part in parts)), Number(Decimal(1))
    draft.check(row, _FORWARD_TAIL, f"{purpose.bound.id}.weights", sides, f.constant(1))


def _weighted(draft: Draft, purpose: Purpose, rows: tuple[int, int], terms: list[Formula | None]) -> None:
    """The weighted adjustment beside the printed one."""
    row, tail = _summed(draft, _WEIGHTED), _FORWARD_TAIL
    printed = purpose.single("total")
    draft.index(row, tail, printed)
    total = Formula(f"SUM({address(rows[0], 4)}:{address(rows[1], 4)})", sum((x.number for x in terms if x), Fraction(0)))
    complete = all(term is not None for term in terms)
    if complete:
        draft.formula(row, 4, total, {**styles.number(4, True, font_name="Arial"), **_BOLD})
    if not draft.held(printed):
        if printed is None:
            draft.text(row, 5, "", styles.CENTRED)
        else:
            draft.not_provided(row, 5)
        draft.unchecked(row, tail, _NOTHING if printed is None else NOT_PROVIDED)
        return
    draft.figure(row, 5, printed, None, 0)
    if not complete:
        draft.unchecked(row, tail, NOT_PROVIDED if "weight" in purpose.workpaper.parts else _NO_WEIGHTS)
        return
    pairs = [(line.part("weight"), line.part("adjustment")) for line in purpose.lines]
    products = tuple((1, Product(a, b)) for a, b in pairs if a is not None and b is not None)
    draft.check(row, tail, f"{purpose.bound.id}.total", (printed, Sum(products)), total)


def _summed(draft: Draft, text: Text) -> int:
    """A line of totals, its cells empty but for its words."""
    row = draft.row
    draft.row += 1
    draft.text(row, 0, "", {**styles.CODE, **_BOLD})
    draft.text(row, 1, draft.say(text), {**styles.CELL, **_BOLD})
    draft.totalled(row)
    for column in (2, 3, 4):
        draft.text(row, column, "", {**styles.CENTRED, **_BOLD})
    return row


# ---------------------------------------------------------------- roll-forward

MOVEMENTS = ("opening", "provision", "reversal", "write_off", "other")
_SIGNS = {"opening": 1, "provision": 1, "reversal": -1, "write_off": -1, "other": 1}
ROLL_HEADS = (
    _CODE,
    Text(zh="项目", en="Item"),
    Text(zh="期初余额", en="Opening balance"),
    Text(zh="本期计提", en="Provision"),
    Text(zh="收回或转回", en="Reversal"),
    Text(zh="核销", en="Write-off"),
    Text(zh="其他变动", en="Other changes"),
    Text(zh="期末余额", en="Closing balance"),
    *TAIL,
)
ROLL_WIDTHS = (17.0, 32.0, *(17.0,) * 6, *TAIL_WIDTHS)
_ROLL_TAIL = Tail(reported=7, first=8)
_ROLL_NOTE = Text(
    zh="复算期末余额 = 期初余额 + 本期计提 − 收回或转回 − 核销 + 其他变动；来源表没有的变动栏以“—”表示。",
    en="Closing balance recomputed = opening balance + provision − reversal − write-off + other changes; a dash marks a change that the "
    "source's table does not have.",
)


def draft_roll_forward(draft: Draft, rolled: tuple[Purpose, ...]) -> None:
    """The whole sheet below its header: for each schedule its lines from opening to closing balance."""
    tail = _ROLL_TAIL
    draft.note(_ROLL_NOTE, (0, tail.last), sum(ROLL_WIDTHS[: tail.last + 1]))
    for purpose in rolled:
        draft.row += 1
        draft.section(purpose.layout)
        draft.heads(ROLL_HEADS, ROLL_WIDTHS)
        first = draft.row
        for line in purpose.lines:
            _rolled(draft, purpose, line)
        draft.marks((first, draft.row - 1), tail)


def _rolled(draft: Draft, purpose: Purpose, line: Line) -> None:
    """One line: its movements as fetched, its closing balance recomputed."""
    row = draft.row
    draft.row += 1
    key = (line.row, f"${address(row, 0)}")
    draft.named(row, purpose.bound, line.row, 32.0)
    scale = draft.scale(line.part("opening"))
    terms: list[tuple[int, Expression]] = []
    recomputed: Formula | None = None
    whole = True
    for column, name in enumerate(MOVEMENTS, start=2):
        part = line.part(name)
        if name not in purpose.workpaper.parts or not purpose.workpaper.parts[name]:
            draft.text(row, column, "—", styles.CENTRED)
        elif draft.held(part):
            cell = draft.figure(row, column, part, key, scale)
            terms.append((_SIGNS[name], part))
            recomputed = cell if recomputed is None else f.plus(recomputed, cell) if _SIGNS[name] > 0 else f.minus(recomputed, cell)
        else:
            draft.not_provided(row, column)
            whole = False
    closing = line.part("closing")
    draft.index(row, _ROLL_TAIL, closing)
    if draft.held(closing):
        draft.figure(row, _ROLL_TAIL.reported, closing, key, scale)
    else:
        draft.not_provided(row, _ROLL_TAIL.reported)
    if not whole or not draft.held(closing):
        draft.unchecked(row, _ROLL_TAIL, NOT_PROVIDED)
        return
    draft.check(row, _ROLL_TAIL, f"{purpose.bound.id}.{line.row}", (closing, Sum(tuple(terms))), recomputed)
