"""Migration matrix: rates from one age to the next over three years or more, historical loss rates, expected credit loss rates.

The migration rate of a bucket is the next bucket's closing balance, with that year's write-offs added back, over this bucket's balance
a year earlier. The oldest bucket has no next one: its own closing balance over the opening balances of itself and the one before.
A historical loss rate is the product of a bucket's own and all later migration rates; the expected credit loss rate is that × (1 + the
forward-looking adjustment).
"""

from decimal import Decimal
from fractions import Fraction

from generator.render.workpapers import formula as f
from generator.render.workpapers import styles
from generator.render.workpapers.draft import TAIL, TAIL_WIDTHS, Draft, Tail
from generator.render.workpapers.formula import NUMERIC, Formula
from generator.render.workpapers.grid import address
from generator.render.workpapers.purposes import Line, Purpose
from generator.render.workpapers.words import NOT_PROVIDED
from generator.rule import Average, Expression, Number, Product, Quotient, Sum, cells
from generator.schedule import Text

LEAST_YEARS = 3
_ONE = Number(Decimal(1))
_CODE, _AGE = Text(zh="行代码", en="Row code"), Text(zh="账龄", en="Age")
_AVERAGE, _HISTORICAL = Text(zh="平均迁徙率", en="Average migration rate"), Text(zh="历史损失率", en="Historical loss rate")
_FORWARD, _EXPECTED = Text(zh="前瞻性调整", en="Forward-looking adjustment"), Text(zh="预期信用损失率", en="Expected credit loss rate")
_PRINTED = Text(zh="列示损失率", en="Rate as printed")
_RATES = Text(
    zh="三、迁徙率（列于期末余额之年）、历史损失率、预期信用损失率",
    en="3. Migration rates (under the year of the closing balance), historical and expected credit loss rates",
)
_COMPARISON = Text(zh="四、与列示的损失率核对", en="4. Beside the loss rates as printed")
_BALANCES, _WRITE_OFFS = Text(zh="一、各年末余额", en="1. Balances at year-ends"), Text(zh="二、各年核销", en="2. Write-offs of the years")
_NOTE = Text(
    zh="迁徙率 = （下一账龄段期末余额 + 该段当年核销）÷ 本账龄段上年末余额；平均迁徙率至少取三年；"
    "历史损失率 = 本段及以后各段平均迁徙率之积；预期信用损失率 = 历史损失率 ×（1 + 前瞻性调整）。黄色：迁徙率超过 100%，请复核。",
    en="Migration rate = (closing balance of the next age + write-offs of the year there) ÷ balance of this age a year earlier; averaged "
    "over at least three years. Historical loss rate = product of the average rates of this and all later ages. Expected credit loss rate "
    "= historical loss rate × (1 + forward-looking adjustment). Amber: a migration rate above 100% to look into.",
)
_OLDEST = {
    "own": Text(
        zh="最长账龄段：期末余额 ÷（上一账龄段期初余额 + 本段期初余额）。",
        en="Oldest age: its closing balance ÷ (opening balance of the age before + its own).",
    ),
    "full": Text(
        zh="进入最长账龄段的迁徙率：（期末余额 + 当年核销）÷（上一账龄段期初余额 + 本段期初余额）；最长账龄段按 100% 计。",
        en="Rate into the oldest age: (its closing balance + write-offs) ÷ (opening balance of the age before + its own); the oldest age "
        "is at 100%.",
    ),
}
_NO_OPENING = Text(zh="无期初余额", en="no opening balance")
WIDTH = 16.0
_TAIL = Tail(reported=3, first=4)
_NARROW = 10  # columns before this one hold rates of four year-ends
_RATE = styles.number(2, True, font_name="Arial")


def widths(matrices: tuple[Purpose, ...]) -> tuple[float, ...]:
    """The columns' widths: labels, year-ends and the four columns after the rates, or those of the checks; one more that is not printed."""
    count = max(_TAIL.last - 1, max((len(purpose.workpaper.parts["balances"]) for purpose in matrices), default=0) + 4)
    tail = dict(enumerate(TAIL_WIDTHS, start=_TAIL.first))
    return (17.0, 24.0, *(max(WIDTH, tail.get(2 + i, 0.0)) if 2 + i < _NARROW else tail.get(2 + i, WIDTH) for i in range(count)), 10.0)


def draft_migration(draft: Draft, matrices: tuple[Purpose, ...]) -> None:
    """The whole sheet below its header: for each matrix its balances, write-offs and rates."""
    reach = sum(widths(matrices)[: _TAIL.last + 1])
    draft.note(_NOTE, (0, _TAIL.last), reach)
    for purpose in matrices:
        draft.row += 1
        draft.section(purpose.layout)
        draft.note(_OLDEST[purpose.workpaper.oldest], (0, _TAIL.last), reach)
        _Matrix(draft, purpose).write()


class _Matrix:
    """One matrix: balances and write-offs by (bucket, year), and their cells where the filing holds them."""

    def __init__(self, draft: Draft, purpose: Purpose) -> None:
        self.draft = draft
        self.purpose = purpose
        self.lines = purpose.lines
        self.years = len(purpose.workpaper.parts["balances"])
        self.full = purpose.workpaper.oldest == "full"
        self.scale = max((draft.scale(part) for line in self.lines for part in line.parts["balances"]), default=0)
        self.cells: dict[tuple[str, int, int], Formula] = {}
        self.averages: dict[int, Formula] = {}
        self.historical: dict[int, Formula] = {}
        self.expected: dict[int, Formula] = {}

    def write(self) -> None:
        """Balances, write-offs, rates."""
        draft = self.draft
        self._inputs("balances", _BALANCES, 0)
        self._inputs("write_offs", _WRITE_OFFS, 1)
        draft.text(draft.row, 0, draft.say(_RATES), styles.SECTION)
        draft.row += 1
        self._rate_heads()
        first = draft.row
        for i in reversed(range(len(self.lines))):  # a bucket's loss rate takes in those of the later ones
            self._rates(i, first + i)
        draft.row = first + len(self.lines)
        over = address(first, 3)
        block = (first, 3), (draft.row - 1, 2 + self.years)
        draft.red(*block, f"COUNTIF({over},{NUMERIC})*({over}>1)", styles.AMBER_CELL)
        if self.purpose.workpaper.parts.get("expected"):
            self._compared()

    # ------------------------------------------------------------ what the filing holds

    def _inputs(self, name: str, title: Text, shift: int) -> None:
        """A table of inputs, a column a year; that of the second year-end stands under the second balance."""
        draft = self.draft
        draft.text(draft.row, 0, draft.say(title), styles.SECTION)
        draft.row += 1
        count = self.years - shift
        self._head(name, shift)
        for i, line in enumerate(self.lines):
            row = draft.row
            draft.row += 1
            draft.named(row, self.purpose.bound, line.row, 24.0)
            for k in range(self.years):
                if k < shift:
                    draft.text(row, 2 + k, "", styles.CENTRED)
            for k, part in enumerate(line.parts[name][:count], start=shift):
                if draft.held(part):
                    key = (line.row, f"${address(row, 0)}")
                    self.cells[name, i, k] = draft.figure(row, 2 + k, part, key, self.scale)
                else:
                    draft.not_provided(row, 2 + k)

    def _head(self, name: str, shift: int) -> None:
        """The heading of a table of inputs: what the schedule's columns say."""
        draft, row = self.draft, self.draft.row
        draft.row += 1
        draft.text(row, 0, draft.say(_CODE), styles.HEAD)
        draft.text(row, 1, draft.say(_AGE), styles.HEAD)
        needed = 1
        for k in range(self.years):
            text = self._year(name, k - shift) if k >= shift else ""
            draft.text(row, 2 + k, text, styles.HEAD)
            needed = max(needed, styles.lines(text, WIDTH))
        draft.height(row, needed)

    def _year(self, name: str, k: int) -> str:
        """What the column of a balance or of write-offs is called."""
        parts = [line.parts[name][k] for line in self.lines if k < len(line.parts[name])]
        cell = next((cell for part in parts if part is not None for cell in cells(part)), None)
        return self.draft.pack.speaker.column(cell.schedule, cell.column) if cell else ""

    # ------------------------------------------------------------ rates

    def _rate_heads(self) -> None:
        draft = self.draft
        empty = Text(zh="", en="")
        texts = [_CODE, _AGE, empty]
        years = [self._year("balances", k) for k in range(1, self.years)]
        texts += [Text(zh=year, en=year) for year in years]
        texts += [_AVERAGE, _HISTORICAL, _FORWARD, _EXPECTED]
        draft.heads(tuple(texts), (17.0, 24.0, *(WIDTH,) * (len(texts) - 2)))

    def _rates(self, i: int, row: int) -> None:
        """A bucket's line: yearly rates, average, historical and expected loss rate, beside the printed one."""
        draft, line = self.draft, self.lines[i]
        draft.named(row, self.purpose.bound, line.row, 24.0)
        draft.text(row, 2, "", styles.CENTRED)
        rates = [self._rate(i, k, row) for k in range(1, self.years)]
        column = 2 + self.years
        if self.full and i == len(self.lines) - 1:
            draft.text(row, column, "", styles.CENTRED)
            self.historical[i] = draft.formula(row, column + 1, f.constant(1), _RATE)
            draft.text(row, column + 2, "", styles.CENTRED)
            self.expected[i] = draft.formula(row, column + 3, self.historical[i], _RATE)
        else:
            self.averages[i] = draft.formula(row, column, self._average(rates, row), _RATE)
            self.historical[i] = draft.formula(row, column + 1, self._loss(i), _RATE)
            forward = self._forward(row, column + 2, line)
            self.expected[i] = draft.formula(row, column + 3, self._times(self.historical[i], forward, one_more=True), _RATE)

    def _rate(self, i: int, k: int, row: int) -> Formula:
        """The migration rate of a bucket in year k, or a text where it cannot be had."""
        draft, column = self.draft, 2 + k
        last = len(self.lines) - 1
        if self.full and i == last:
            draft.text(row, column, "", styles.CENTRED)
            return f.text("")
        above = self._above(i, k)
        opening = [self.cells.get(key) for key in self._opening(i, k)]
        if any(x is None for x in (*above, *opening)):
            draft.not_provided(row, column)
            return Formula(address(row, column), draft.say(NOT_PROVIDED))
        base = f.total(x for x in opening if x is not None)
        rate = f.over(f.total(x for x in above if x is not None), base)
        formula = f.choose(f.compared(base, "=", f.constant(0)), f.text(draft.say(_NO_OPENING)), rate)
        return draft.formula(row, column, formula, _RATE)

    def _above(self, i: int, k: int) -> list[Formula | None]:
        """What stands above the line: closing balance and write-offs of the next bucket."""
        last = len(self.lines) - 1
        if i == last:
            return [self.cells.get(("balances", last, k))]
        return [self.cells.get(("balances", i + 1, k)), self.cells.get(("write_offs", i + 1, k))]

    def _opening(self, i: int, k: int) -> list[tuple[str, int, int]]:
        """What stands below the line: the balance, or both of those that end in the oldest bucket."""
        last = len(self.lines) - 1
        if i == last:
            return [("balances", last - 1, k - 1), ("balances", last, k - 1)]
        if self.full and i == last - 1:
            return [("balances", i, k - 1), ("balances", last, k - 1)]
        return [("balances", i, k - 1)]

    def _average(self, rates: list[Formula], row: int) -> Formula:
        """The average of the yearly rates, of three or more."""
        span = f"{address(row, 3)}:{address(row, 1 + self.years)}"
        held = [x.number for x in rates if isinstance(x.value, Fraction)]
        count = Formula(f"COUNTIF({span},{NUMERIC})", Fraction(len(held)))
        total = Formula(f"SUM({span})", sum(held, Fraction(0)))
        enough = f.compared(count, ">=", f.constant(LEAST_YEARS))
        return f.choose(enough, f.over(total, count), f.text(self.draft.say(NOT_PROVIDED)))

    def _loss(self, i: int) -> Formula:
        """The product of a bucket's own and all later average rates."""
        return self._times(self.averages[i], self.historical[i + 1]) if i + 1 < len(self.lines) else self.averages[i]

    def _times(self, a: Formula, b: Formula, *, one_more: bool = False) -> Formula:
        """a × b, or a × (1 + b), where both are numbers."""
        both = [Formula(f"COUNTIF({x.text},{NUMERIC})", Fraction(isinstance(x.value, Fraction))) for x in (a, b)]
        held = f.compared(f.plus(*both), "=", f.constant(2))
        product = f.times(a, f.plus(f.constant(1), b) if one_more else b)
        return f.choose(held, product, f.text(self.draft.say(NOT_PROVIDED)))

    def _forward(self, row: int, column: int, line: Line) -> Formula:
        """The forward-looking adjustment, from where the schedule says that it stands."""
        part = line.part("forward")
        if self.draft.held(part):
            return self.draft.figure(row, column, part, (line.row, f"${address(row, 0)}"), 0)
        self.draft.not_provided(row, column)
        return Formula(address(row, column), self.draft.say(NOT_PROVIDED))

    # ------------------------------------------------------------ beside the printed rates

    def _compared(self) -> None:
        """The printed loss rates beside the computed ones."""
        draft = self.draft
        draft.text(draft.row, 0, draft.say(_COMPARISON), styles.SECTION)
        draft.row += 1
        texts = (_CODE, _AGE, _EXPECTED, _PRINTED, *TAIL)
        draft.heads(texts, (17.0, 24.0, WIDTH, WIDTH, *TAIL_WIDTHS))
        first = draft.row
        for i, line in enumerate(self.lines):
            draft.named(draft.row, self.purpose.bound, line.row, 24.0)
            self._compare(i, draft.row, line.part("expected"))
            draft.row += 1
        draft.marks((first, draft.row - 1), _TAIL)

    def _compare(self, i: int, row: int, printed: Expression | None) -> None:
        draft, line = self.draft, self.lines[i]
        expected = draft.formula(row, 2, self.expected[i], _RATE)
        draft.index(row, _TAIL, printed)
        if draft.held(printed):
            draft.figure(row, _TAIL.reported, printed, (line.row, f"${address(row, 0)}"), 0)
        else:
            draft.not_provided(row, _TAIL.reported)
        computed = self._expected(i)
        if not draft.held(printed) or computed is None or not isinstance(expected.value, Fraction):
            draft.unchecked(row, _TAIL, NOT_PROVIDED)
            return
        draft.check(row, _TAIL, f"{self.purpose.bound.id}.{line.row}", (printed, computed), expected)

    # ------------------------------------------------------------ the same as an expression, for the check's bounds

    def _expected(self, i: int) -> Expression | None:
        """The expected credit loss rate over the figures themselves; None where one is missing."""
        if self.full and i == len(self.lines) - 1:
            return _ONE
        forward = self.lines[i].part("forward")
        historical = self._historical(i)
        if historical is None or not self.draft.held(forward):
            return None
        return Product(historical, Sum(((1, _ONE), (1, forward))))

    def _historical(self, first: int) -> Expression | None:
        result: Expression | None = _ONE if self.full else None
        for i in reversed(range(first, len(self.lines) - self.full)):
            terms = [self._quotient(i, k) for k in range(1, self.years)]
            if any(term is None for term in terms):
                return None
            average = Average(tuple(term for term in terms if term is not None))
            result = average if result is None else Product(average, result)
        return result

    def _quotient(self, i: int, k: int) -> Expression | None:
        last = len(self.lines) - 1
        above = [self._part("balances", last if i == last else i + 1, k)]
        if i < last:
            above.append(self._part("write_offs", i + 1, k))
        below = [self._part(*key) for key in self._opening(i, k)]
        if not all(self.draft.held(x) for x in (*above, *below)):
            return None
        return Quotient(_sum(above), _sum(below))

    def _part(self, name: str, i: int, k: int) -> Expression | None:
        parts = self.lines[i].parts[name]
        at = k - (name == "write_offs")
        return parts[at] if at < len(parts) else None


def _sum(parts: list[Expression | None]) -> Expression:
    held = [part for part in parts if part is not None]
    return held[0] if len(held) == 1 else Sum(tuple((1, part) for part in held))
