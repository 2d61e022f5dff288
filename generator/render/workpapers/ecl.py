"""Expected credit losses by age: rate × balance is the allowance, beside what is printed; rates applied beside those from migration."""

from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.draft import TAIL, TAIL_WIDTHS, Draft, Tail
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import address
from generator.render.workpapers.purposes import Line, Purpose
from generator.render.workpapers.words import NOT_PROVIDED
from generator.rule import Cell, Expression, Product, Sum, flat_terms
from generator.schedule import Text

_CODE, _AGE = Text(zh="行代码", en="Row code"), Text(zh="账龄", en="Age")
_BALANCE, _RATE = Text(zh="账面余额", en="Balance"), Text(zh="适用损失率", en="Rate applied")
HEADS = (_CODE, _AGE, _BALANCE, Text(zh="占比", en="Share"), _RATE, Text(zh="列示坏账准备", en="Allowance as printed"), *TAIL)
WIDTHS = (17.0, 24.0, 17.0, 12.0, 13.0, 17.0, *TAIL_WIDTHS)
_TAIL = Tail(reported=5, first=6)
_COMPARED = (
    _CODE,
    _AGE,
    _RATE,
    Text(zh="按迁徙率计算的损失率（列示）", en="Rate from migration, as printed"),
    Text(zh="适用率 − 迁徙率", en="Applied − migration"),
    _BALANCE,
    Text(zh="按适用率", en="At rates applied"),
    Text(zh="按迁徙率测算", en="At migration rates"),
    Text(zh="差额", en="Difference"),
)
_NOTE = Text(
    zh="复算坏账准备 = 各账龄账面余额 × 适用损失率；舍入容差按余额与损失率的舍入区间计算（见 {workings}）。",
    en="Allowance recomputed = balance of each age × rate applied; the tolerance follows from the rounding of both ({workings}).",
)
_DERIVED = Text(
    zh="{age}：余额由 {words} 推算，来源文件未直接列示。", en="{age}: the balance is {words}; the source does not print it itself."
)
_TOTAL, _CHECKED = Text(zh="合计", en="Total"), Text(zh="余额合计（与列示数核对）", en="Total balance, against the printed one")
_NOT_ALONE = Text(zh="未单独列示", en="not printed by age")
_COMPARISON = Text(
    zh="适用损失率与按迁徙率计算的损失率（均为列示数；黄色：适用率低于迁徙率）",
    en="Rates applied beside those from migration, both as printed (amber: the rate applied is the lower)",
)
_BOLD: styles.Style = {"bold": True, "top": 2, "top_color": "#000000"}
_GREY: styles.Style = {**styles.CENTRED, "font_size": 9, "font_color": styles.GREY, "text_wrap": True}


def draft_ageing(draft: Draft, aged: tuple[Purpose, ...]) -> None:
    """The whole sheet below its header: for each schedule of rates the recomputation, then the comparison with migration."""
    draft.note(_NOTE, (0, _TAIL.last), sum(WIDTHS[: _TAIL.last + 1]), workings=draft.pack.sheets.workings.index)
    for purpose in aged:
        draft.row += 1
        _Ageing(draft, purpose).write()


class _Ageing:
    """One schedule of rates by age; the cells of its buckets by row code, where they are held."""

    def __init__(self, draft: Draft, purpose: Purpose) -> None:
        self.draft = draft
        self.purpose = purpose
        parts = [line.part(name) for line in purpose.lines for name in ("balance", "total_allowance")]
        self.scale = max(map(draft.scale, parts), default=0)
        self.balances: dict[str, Formula] = {}
        self.rates: dict[str, Formula] = {}
        self.allowances: dict[str, Formula] = {}
        self.first = self.last = 0

    def write(self) -> None:
        """The recomputation, what was derived, the comparison."""
        draft = self.draft
        draft.section(self.purpose.layout, [line.part("balance") for line in self.purpose.lines])
        draft.heads(HEADS, WIDTHS)
        self.first, self.last = draft.row, draft.row + len(self.purpose.lines) - 1
        for line in self.purpose.lines:
            self._bucket(line)
        self._total()
        self._total_balance()
        draft.marks((self.first, draft.row - 1), _TAIL)
        for line in self.purpose.lines:
            self._derived(line)
        if any(draft.held(line.part("reference")) for line in self.purpose.lines):
            draft.row += 1
            self._comparison()

    # ------------------------------------------------------------ balance × rate

    def _bucket(self, line: Line) -> None:
        draft, row = self.draft, self.draft.row
        draft.row += 1
        key = (line.row, f"${address(row, 0)}")
        self._named(row, line, (draft.say(_NOT_ALONE), WIDTHS[5]))
        balance, rate, printed = line.part("balance"), line.part("rate"), line.part("allowance")
        if draft.held(balance):
            self.balances[line.row] = draft.figure(row, 2, balance, key, self.scale)
            self._share(row, line)
        else:
            draft.not_provided(row, 2)
            draft.text(row, 3, "", styles.CENTRED)
        if draft.held(rate):
            self.rates[line.row] = draft.figure(row, 4, rate, key, 0)
        else:
            draft.not_provided(row, 4)
        if printed is None:
            draft.text(row, 5, draft.say(_NOT_ALONE), _GREY)
        elif draft.held(printed):
            draft.figure(row, 5, printed, key, self.scale)
        else:
            draft.not_provided(row, 5)
        self._allowance(row, line, balance, rate, printed)
        draft.index(row, _TAIL, rate)

    def _allowance(self, row: int, line: Line, balance: Expression | None, rate: Expression | None, printed: Expression | None) -> None:
        """Balance × rate of a bucket, where both are there; with its check, where its allowance is printed."""
        draft = self.draft
        if line.row not in self.balances or line.row not in self.rates or balance is None or rate is None:
            draft.unchecked(row, _TAIL, NOT_PROVIDED)
            return
        formula = f.times(self.balances[line.row], self.rates[line.row])
        if draft.held(printed):
            sides = printed, Product(balance, rate)
            draft.check(row, _TAIL, f"{self.purpose.bound.id}.{line.row}", sides, formula)
            self.allowances[line.row] = formula
            return
        draft.unchecked(row, _TAIL, Text(zh="", en=""))
        style = {**draft.look(balance), "font_color": "#000000"}
        self.allowances[line.row] = draft.formula(row, _TAIL.first, formula, style)

    def _share(self, row: int, line: Line) -> None:
        """The bucket's share of the total balance, which stands below the last bucket."""
        draft = self.draft
        if not all(draft.held(x.part("balance")) for x in self.purpose.lines):
            draft.text(row, 3, "", styles.CENTRED)
            return
        values = [draft.materials.fetcher.value(part, self.scale).number for x in self.purpose.lines if (part := x.part("balance"))]
        total = Formula(address(self.last + 1, 2, fixed=True), sum(values, Fraction(0)))
        zero = f.constant(0)
        share = f.choose(f.compared(total, "=", zero), zero, f.over(self.balances[line.row], total))
        draft.formula(row, 3, share, styles.number(2, True, font_name="Arial"))

    def _total(self) -> None:
        """The totals; computed only where every bucket is there, and checked where the whole allowance is printed."""
        draft, row = self.draft, self.draft.row
        draft.row += 1
        draft.text(row, 0, "", {**styles.CODE, **_BOLD})
        draft.text(row, 1, draft.say(_TOTAL), {**styles.CELL, **_BOLD})
        draft.totalled(row)
        printed = self.purpose.single("total_allowance")
        if draft.held(printed):
            draft.figure(row, 5, printed, None, self.scale)
        elif printed is None:
            draft.text(row, 5, "", {**styles.CENTRED, **_BOLD})
        else:
            draft.not_provided(row, 5)
        if not self.complete:
            for column in (2, 4):
                draft.not_provided(row, column)
            draft.text(row, 3, "", styles.CENTRED)
            draft.unchecked(row, _TAIL, NOT_PROVIDED)
            return
        style = {**self._amount(), **_BOLD}
        balance = draft.formula(row, 2, self._sum(2, self.balances), style)
        draft.formula(row, 3, Formula(f"SUM({self._span(3)})", Fraction(1 if balance.value else 0)), self._rate_style())
        products = f"SUMPRODUCT({self._span(2)},{self._span(4)})"
        computed = Formula(products, sum((x.number for x in self.allowances.values()), Fraction(0)))
        blended = f.choose(f.compared(balance, "=", f.constant(0)), f.constant(0), f.over(computed, balance))
        draft.formula(row, 4, blended, self._rate_style())
        draft.index(row, _TAIL, printed)
        if not draft.held(printed):
            draft.unchecked(row, _TAIL, Text(zh="", en=""))
            draft.formula(row, _TAIL.first, computed, style)
            return
        terms = [(1, Product(b, r)) for line in self.purpose.lines if (b := line.part("balance")) and (r := line.part("rate"))]
        draft.check(row, _TAIL, f"{self.purpose.bound.id}.total", (printed, Sum(tuple(terms))), computed)

    @property
    def complete(self) -> bool:
        """Whether every bucket has its balance and its rate."""
        return len(self.allowances) == len(self.purpose.lines)

    def _total_balance(self) -> None:
        """The sum of the balances against the printed total, where the schedule says where that stands."""
        draft, row, printed = self.draft, self.draft.row, self.purpose.single("total_balance")
        if printed is None:
            return
        draft.row += 1
        draft.text(row, 0, "", styles.CODE)
        draft.merged(row, (1, 4), draft.say(_CHECKED), styles.CELL)
        draft.totalled(row)
        draft.index(row, _TAIL, printed)
        parts = [part for line in self.purpose.lines if draft.held(part := line.part("balance"))]
        if not draft.held(printed) or len(parts) < len(self.purpose.lines):
            draft.not_provided(row, 5)
            draft.unchecked(row, _TAIL, NOT_PROVIDED)
            return
        draft.figure(row, 5, printed, None, self.scale)
        sides = printed, Sum(tuple((1, part) for part in parts))
        draft.check(row, _TAIL, f"{self.purpose.bound.id}.balance", sides, self._sum(2, self.balances))

    # ------------------------------------------------------------ applied and migration rates

    def _comparison(self) -> None:
        draft = self.draft
        draft.text(draft.row, 0, draft.say(_COMPARISON), styles.SECTION)
        draft.row += 1
        draft.heads(_COMPARED, WIDTHS[: len(_COMPARED)])
        first = draft.row
        at_migration: list[Formula] = []
        for line in self.purpose.lines:
            reference = self._compared(line)
            if reference is not None:
                at_migration.append(reference)
        lower = f"$E{first + 1}"
        draft.red((first, 2), (draft.row - 1, 4), f"COUNTIF({lower},{f.NUMERIC})*({lower}<0)", styles.AMBER_CELL)
        row, last = draft.row, draft.row - 1
        draft.row += 1
        draft.text(row, 0, "", {**styles.CODE, **_BOLD})
        draft.text(row, 1, draft.say(_TOTAL), {**styles.CELL, **_BOLD})
        for column in (2, 3, 4):
            draft.text(row, column, "", {**styles.CENTRED, **_BOLD})
        if not self.complete or len(at_migration) < len(self.purpose.lines):
            for column in (5, 6, 7, 8):
                draft.not_provided(row, column)
            return
        sums = [sum((x.number for x in found), Fraction(0)) for found in (self.balances.values(), self.allowances.values(), at_migration)]
        style = {**self._amount(), **_BOLD}
        cells = [
            draft.formula(row, column, Formula(f"SUM({address(first, column)}:{address(last, column)})", value), style)
            for column, value in zip((5, 6, 7), sums, strict=True)
        ]
        draft.formula(row, 8, f.minus(cells[1], cells[2]), style)

    def _compared(self, line: Line) -> Formula | None:
        """A bucket's two rates and allowances; the allowance at the migration rate, None where that cannot be had."""
        draft, row = self.draft, self.draft.row
        draft.row += 1
        self._named(row, line)
        applied, reference = self.rates.get(line.row), line.part("reference")
        rate = styles.number(2, True, font_name="Arial")
        if applied is not None:
            draft.formula(row, 2, applied, rate)
        else:
            draft.not_provided(row, 2)
        if not draft.held(reference):
            for column in range(3, 9):
                draft.not_provided(row, column)
            return None
        migration = draft.figure(row, 3, reference, (line.row, f"${address(row, 0)}"), 0)
        if applied is not None:
            draft.formula(row, 4, f.minus(applied, migration), rate)
        else:
            draft.not_provided(row, 4)
        balance, allowance = self.balances.get(line.row), self.allowances.get(line.row)
        if balance is None or allowance is None:
            for column in range(5, 9):
                draft.not_provided(row, column)
            return None
        style = self._amount()
        draft.formula(row, 5, balance, style)
        first = draft.formula(row, 6, allowance, style)
        second = draft.formula(row, 7, f.times(balance, migration), style)
        draft.formula(row, 8, f.minus(first, second), style)
        return second

    # ------------------------------------------------------------ words and looks

    def _derived(self, line: Line) -> None:
        """What a balance was derived from, where the schedule says that it is."""
        balance = line.part("balance")
        if isinstance(balance, Sum) and line.row in self.balances:
            draft, speaker = self.draft, self.draft.pack.speaker
            terms = list(flat_terms(balance.terms, strict=False))
            said = [f"{'+' if sign > 0 else '−'} {speaker.cell(t, self.purpose.bound.id)}" for sign, t in terms if isinstance(t, Cell)]
            words = " ".join(said).removeprefix("+ ")
            age = speaker.row(self.purpose.bound.id, line.row)
            draft.note(_DERIVED, (0, _TAIL.last), sum(WIDTHS[: _TAIL.last + 1]), age=age, words=words)

    def _named(self, row: int, line: Line, *beside: tuple[str, float]) -> None:
        """The line's code and label, the row as high as its texts need."""
        whole = all(self.draft.held(line.part(name)) for name in ("balance", "rate"))
        missing = () if whole else ((self.draft.say(NOT_PROVIDED), WIDTHS[3]),)
        self.draft.named(row, self.purpose.bound, line.row, WIDTHS[1], *beside, *missing)

    def _amount(self) -> styles.Style:
        part = next((p for line in self.purpose.lines if (p := line.part("balance")) is not None), None)
        return {**self.draft.look(part), "font_color": "#000000"} if part is not None else styles.number(2)

    def _rate_style(self) -> styles.Style:
        return {**styles.number(2, True, font_name="Arial"), **_BOLD}

    def _span(self, column: int) -> str:
        return f"{address(self.first, column)}:{address(self.last, column)}"

    def _sum(self, column: int, cells: dict[str, Formula]) -> Formula:
        return Formula(f"SUM({self._span(column)})", sum((x.number for x in cells.values()), Fraction(0)))
