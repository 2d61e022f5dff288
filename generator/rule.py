"""Rule: one relation that must hold between facts, declared once.

A rule is a statement over the cells of schedules, such as

    total.{c} = sum([buckets].{c})          for   c: balance collected
    {r}.ratio = {r}.collected / {r}.balance for   r: [buckets] total

`row.column` names a cell of the rule's schedule, `schedule!row.column` one of another; `{v}` stands for each value of a
variable, `[group]` inside `sum(…)` or `average(…)` for each code of a row or column group. One
declaration serves three engines: our validator, an XBRL assertion, and a live workbook formula.
Grammar (binary operators stand between spaces, because codes may hold hyphens):

    statement  = expression ("=" | "<" | ">" | "<=" | ">=") expression
    expression = term { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = base [ "^" integer ]
    base       = number | cell | ("sum" | "average") "(" cell ")" | "(" expression ")"
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from generator.diagnostics import NOWHERE, Location, quoted
from generator.records import NamedTuple, Record
from generator.schedule import BoundSchedule, Text


class Cell(NamedTuple):
    """A cell, by codes: in a declared rule they may hold `{v}` and `[group]`, in an instance not."""

    schedule: str
    row: str
    column: str

    @property
    def fact_id(self) -> str:
        """The id of the fact in the cell."""
        return f"{self.schedule}.{self.row}.{self.column}"


class Number(NamedTuple):
    """A constant."""

    value: Decimal


class Sum(NamedTuple):
    """Signed terms: (1, x) adds x, (-1, x) takes it away."""

    terms: tuple[tuple[int, "Expression"], ...]


class Average(NamedTuple):
    """The arithmetic mean of the terms."""

    terms: tuple["Expression", ...]


class Product(NamedTuple):
    """left × right."""

    left: "Expression"
    right: "Expression"


class Quotient(NamedTuple):
    """left ÷ right."""

    left: "Expression"
    right: "Expression"


class Power(NamedTuple):
    """base multiplied by itself, `exponent` (≥ 1) times."""

    base: "Expression"
    exponent: int


Expression = Cell | Number | Sum | Average | Product | Quotient | Power


class Rule(Record):
    """One declared relation, a line of `rules.csv`.

    `relation` names its kind ("sum", "restatement", "share", "growth", "ratio", "equality" …) for people and
    for the workpaper's layout; the verdict follows from the statement alone. `variables` maps each
    variable to its codes and groups, as declared.
    """

    id: str
    relation: str
    schedule: str
    statement: str
    operator: str
    left: Expression
    right: Expression
    variables: Mapping[str, tuple[str, ...]]
    label: Text
    location: Location = NOWHERE


class RuleInstance(Record):
    """A rule over concrete cells. `id` is `rule[value,value…]`, or `rule` where it has no variables."""

    id: str
    rule: Rule
    left: Expression
    right: Expression


class Verdict(StrEnum):
    """What an instance came to; five disjoint parts of the total (explained is a violated one)."""

    EXACT = "exact"
    WITHIN_ROUNDING = "within_rounding"
    VIOLATED = "violated"
    EXPLAINED = "explained"
    NOT_EVALUATED = "not_evaluated"


class RuleResult(Record):
    """The verdict on an instance, with both sides as printed values (None: not evaluated).

    `gap` is left − right of the printed values, `tolerance` how much of it rounding explains.
    `reason` says why nothing was evaluated; `explanation` names the entry of filing.toml.
    """

    instance: RuleInstance
    verdict: Verdict
    left: Decimal | None = None
    right: Decimal | None = None
    gap: Decimal | None = None
    tolerance: Decimal | None = None
    reason: str = ""
    explanation: str | None = None


def cells(expression: Expression) -> Iterator[Cell]:
    """Every cell of `expression`, from left to right."""
    match expression:
        case Cell():
            yield expression
        case Sum(terms):
            for _, term in terms:
                yield from cells(term)
        case Average(terms):
            for term in terms:
                yield from cells(term)
        case Product(left, right) | Quotient(left, right):
            yield from cells(left)
            yield from cells(right)
        case Power(base, _):
            yield from cells(base)
        case Number():
            pass


def is_linear(expression: Expression) -> bool:
    """Whether printed values can satisfy the expression without rounding: cells, constants, sums and differences."""
    if isinstance(expression, Sum):
        return all(is_linear(term) for _, term in expression.terms)
    return isinstance(expression, Cell | Number)


def flat_terms(terms: Sequence[tuple[int, Expression]], strict: bool) -> Iterator[tuple[int, Expression]]:
    """The signed terms of a sum, sums within it opened.

    `strict`, inside a ratio, product or power: a difference stays whole there, because it needs all its terms.
    """
    for sign, term in terms:
        if isinstance(term, Sum) and (not strict or all(s > 0 for s, _ in term.terms)):
            yield from ((sign * inner, t) for inner, t in flat_terms(term.terms, strict))
        else:
            yield sign, term


class RuleSyntaxError(ValueError):
    """A statement, a variable or a cell of a rule that does not read; the message says which part."""


# ---------------------------------------------------------------- statement -> expressions

_CODE = r"[A-Za-z0-9_{}\[\]*-]+"
_TOKEN = re.compile(
    rf"\s*(?:(?P<function>sum|average)\s*\(\s*|(?P<cell>(?:{_CODE}!)?{_CODE}\.(?=[A-Za-z_{{\[*]|[0-9]+[A-Za-z_-]){_CODE})"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<operator><=|>=|[=<>+*/^()-]))"
)
_MAX_DEPTH = 20
_MAX_TOKEN = 300
_MAX_WRITTEN_OUT = 2_500
_MAX_TOKENS = 200  # a statement is a tree that is walked by calls; this bounds it


def parse_statement(statement: str, schedule: str) -> tuple[str, Expression, Expression]:
    """(operator, left, right) of `statement`, cells without a schedule being `schedule`'s.

    Raises RuleSyntaxError.
    """
    tokens: list[tuple[str, str]] = []
    position = 0
    statement = statement.strip()
    while position < len(statement):
        found = _TOKEN.match(statement, position)
        if not found or not found.lastgroup:
            raise RuleSyntaxError(f"cannot read the statement from “{quoted(statement[position : position + 30].strip())}” on")
        if len(tokens) == _MAX_TOKENS:
            raise RuleSyntaxError(f"the statement has more parts than are read: at most {_MAX_TOKENS} (use a [group])")
        if found.end() - position > _MAX_TOKEN:
            raise RuleSyntaxError(f"“{quoted(found[0].strip(), 30)}” is longer than {_MAX_TOKEN} characters")
        tokens.append((found.lastgroup, found[found.lastgroup].strip()))
        position = found.end()
    parser = _Parser(tokens, schedule)
    left = parser.expression()
    _, operator = parser.next()
    if operator not in ("=", "<", ">", "<=", ">="):
        raise RuleSyntaxError("a statement is: expression = expression (or <, >, <=, >=)")
    right = parser.expression()
    if parser.tokens:
        raise RuleSyntaxError(f"nothing may follow the statement, found “{parser.tokens[0][1]}”")
    if _written_out(left) + _written_out(right) > _MAX_WRITTEN_OUT:
        raise RuleSyntaxError(f"with its powers written out it has more than {_MAX_WRITTEN_OUT:,} operands")
    return operator, left, right


def _written_out(expression: Expression) -> int:
    """How many operands `expression` has where powers are written as products, as a workbook's formula has to."""
    match expression:
        case Sum(terms):
            return sum(_written_out(term) for _, term in terms)
        case Average(terms):
            return sum(map(_written_out, terms))
        case Product(left, right) | Quotient(left, right):
            return _written_out(left) + _written_out(right)
        case Power(base, exponent):
            return _written_out(base) * exponent
        case _:
            return 1


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], schedule: str) -> None:
        self.tokens = tokens
        self.schedule = schedule
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[0][1] if self.tokens else ""

    def next(self) -> tuple[str, str]:
        if not self.tokens:
            raise RuleSyntaxError("the statement ends too early")
        return self.tokens.pop(0)

    def expression(self) -> Expression:
        terms: list[tuple[int, Expression]] = [(1, self.term())]
        while self.peek() in ("+", "-"):
            sign = 1 if self.next()[1] == "+" else -1
            terms.append((sign, self.term()))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms))

    def term(self) -> Expression:
        left = self.factor()
        while self.peek() in ("*", "/"):
            operator = self.next()[1]
            right = self.factor()
            left = Product(left, right) if operator == "*" else Quotient(left, right)
        return left

    def factor(self) -> Expression:
        base = self.base()
        if self.peek() == "^":
            self.next()
            kind, text = self.next()
            if kind != "number" or not text.isdigit() or len(text) > 2 or not 1 <= int(text) <= 50:
                raise RuleSyntaxError("an exponent is a whole number from 1 to 50")
            return Power(base, int(text))
        return base

    def base(self) -> Expression:
        kind, text = self.next()
        if kind == "number":
            return Number(Decimal(text))
        if kind == "cell":
            return self.cell(text)
        if kind == "function":
            kind, name = self.next()
            if kind != "cell":
                raise RuleSyntaxError(f"{text}(…) takes one cell with a [group]")
            self.expect(")")
            cell = self.cell(name)
            return Sum(((1, cell),)) if text == "sum" else Average((cell,))
        if text == "(":
            self.depth += 1
            if self.depth > _MAX_DEPTH:
                raise RuleSyntaxError(f"parentheses are nested more than {_MAX_DEPTH} deep")
            inner = self.expression()
            self.expect(")")
            self.depth -= 1
            return inner
        raise RuleSyntaxError(f"a cell or a number should stand where “{text}” does")

    def expect(self, text: str) -> None:
        if self.next()[1] != text:
            raise RuleSyntaxError(f"“{text}” is missing")

    def cell(self, text: str) -> Cell:
        schedule, _, rest = text.rpartition("!")
        row, _, column = rest.partition(".")
        return Cell(schedule or self.schedule, row, column)


# ---------------------------------------------------------------- rule -> instances

_MAX_INSTANCES = 100_000
_MAX_CELLS = 2_000_000  # that the instances of one rule name together: what bounds its work


def instances(rule: Rule, schedules: Mapping[str, BoundSchedule]) -> Iterator[RuleInstance]:
    """The instances of `rule` in a filing whose schedules are `schedules`, in declared order.

    Raises RuleSyntaxError for an unknown schedule, row, column, group or variable.
    """
    own = schedules.get(rule.schedule)
    if own is None:
        raise RuleSyntaxError(f"there is no schedule “{rule.schedule}”")
    names = list(rule.variables)
    values = [_values(rule, own, name) for name in names]
    count = 1
    for choice in values:
        count *= len(choice)
    if count > _MAX_INSTANCES:
        raise RuleSyntaxError(f"the rule has {count} instances; at most {_MAX_INSTANCES} are allowed")
    named = count * sum(_weight(cell, schedules) for cell in (*cells(rule.left), *cells(rule.right)))
    if named > _MAX_CELLS:
        raise RuleSyntaxError(f"its instances name {named:,} cells together; at most {_MAX_CELLS:,} are allowed")
    for index in range(count):
        binding = {}
        for name, choice in zip(reversed(names), reversed(values), strict=True):
            index, at = divmod(index, len(choice))
            binding[name] = choice[at]
        suffix = "[" + ",".join(binding[n] for n in names) + "]" if names else ""
        yield RuleInstance(
            id=rule.id + suffix,
            rule=rule,
            left=_bind(rule.left, binding, schedules),
            right=_bind(rule.right, binding, schedules),
        )


def _weight(cell: Cell, schedules: Mapping[str, BoundSchedule]) -> int:
    """How many cells the pattern `cell` opens to in one instance."""
    schedule = schedules.get(cell.schedule)
    if schedule is None:
        return 1
    rows, columns = schedule.row_groups.get(cell.row[1:-1], ()), schedule.column_groups.get(cell.column[1:-1], ())
    return (len(rows) if cell.row.startswith("[") else 1) * (len(columns) if cell.column.startswith("[") else 1)


def _values(rule: Rule, schedule: BoundSchedule, name: str) -> list[str]:
    """The codes that variable `name` runs over, its `[group]`s opened: row groups where the statement
    uses it for rows, else column groups."""
    used = [*cells(rule.left), *cells(rule.right)]
    for_rows = any(f"{{{name}}}" in cell.row for cell in used)
    groups = schedule.row_groups if for_rows else schedule.column_groups
    what = f"{'row' if for_rows else 'column'} group of “{schedule.id}”"
    codes = [code for value in rule.variables[name] for code in _codes(value, groups, what)]
    return list(dict.fromkeys(codes))  # a code named twice would make one instance twice


def _bind(expression: Expression, binding: Mapping[str, str], schedules: Mapping[str, BoundSchedule]) -> Expression:
    match expression:
        case Cell():
            opened = list(_open(expression, binding, schedules))
            if len(opened) != 1:
                raise RuleSyntaxError("a [group] stands only inside sum(…) or average(…)")
            return opened[0]
        case Sum(terms):
            return Sum(tuple((sign, e) for sign, term in terms for e in _bind_term(term, binding, schedules, len(terms) == 1)))
        case Average(terms):
            return Average(tuple(e for term in terms for e in _bind_term(term, binding, schedules, True)))
        case Product(left, right):
            return Product(_bind(left, binding, schedules), _bind(right, binding, schedules))
        case Quotient(left, right):
            return Quotient(_bind(left, binding, schedules), _bind(right, binding, schedules))
        case Power(base, exponent):
            return Power(_bind(base, binding, schedules), exponent)
        case Number():
            return expression


def _bind_term(term: Expression, binding: Mapping[str, str], schedules: Mapping[str, BoundSchedule], grouped: bool) -> list[Expression]:
    if grouped and isinstance(term, Cell):
        return list(_open(term, binding, schedules))
    return [_bind(term, binding, schedules)]


_VARIABLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _open(cell: Cell, binding: Mapping[str, str], schedules: Mapping[str, BoundSchedule]) -> Iterator[Cell]:
    """The concrete cells of a pattern: variables replaced, groups opened, codes checked."""

    def replaced(text: str) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in binding:
                raise RuleSyntaxError(f"the variable {{{found[1]}}} has no values in the column “for”")
            return binding[found[1]]

        return _VARIABLE.sub(value, text) if "{" in text else text

    schedule = schedules.get(cell.schedule)
    if schedule is None:
        raise RuleSyntaxError(f"there is no schedule “{cell.schedule}”")
    rows = _codes(replaced(cell.row), schedule.row_groups, f"row group of “{schedule.id}”")
    columns = _codes(replaced(cell.column), schedule.column_groups, f"column group of “{schedule.id}”")
    for row in rows:
        for column in columns:
            if (row, column) not in schedule.cells:
                raise RuleSyntaxError(f"schedule “{schedule.id}” has no cell {row}.{column}")
            yield Cell(schedule.id, row, column)


def _codes(text: str, groups: Mapping[str, tuple[str, ...]], what: str) -> tuple[str, ...]:
    if text.startswith("[") and text.endswith("]"):
        if text[1:-1] not in groups:
            raise RuleSyntaxError(f"“{text[1:-1]}” is no {what}")
        return groups[text[1:-1]]
    return (text,)
