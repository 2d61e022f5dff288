"""Expressions of rules as XPath 2.0 over fact variables: what they come to, and within which bounds.

The arithmetic is that of `validate/rules.py` (DESIGN.md, "Rules, exactly"), said once more in XPath, which has
neither powers nor roots: half a unit of a fact's decimals is written digit by digit. Every interim result is a
general variable of the assertion (Variables 1.0), so that expressions stay short and messages can show them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from generator.rule import Average, Cell, Expression, Number, Power, Product, Quotient, RuleInstance, Sum, cells, flat_terms, is_linear
from generator.schedule import CellAspects

_COARSEST, _FINEST = 18, 18
HALVES = f"({', '.join(f'{Decimal(5).scaleb(-d - 1):f}' for d in range(-_COARSEST, _FINEST + 1))})"
"""Half a unit of each number of decimals from −18 to 18, written out: XPath 2.0 has no powers."""

Aspects = Callable[[Cell], CellAspects]
"""The aspects of a cell."""


class Operand(NamedTuple):
    """What one fact variable stands for: a cell, or several of a sum that differ in one dimension only, as a sequence.

    `optional`: a sum may do without it, so that the variable falls back on the empty sequence.
    """

    cells: tuple[Cell, ...]
    optional: bool


class Bounds(NamedTuple):
    """XPath expressions of the least, the printed and the greatest value."""

    low: str
    value: str
    high: str


@dataclass(slots=True, kw_only=True)
class Statement:
    """A rule instance as an assertion's parts, all XPath.

    `operands` are the fact variables `c1`, `c2` … in order. `general` holds the general variables (name -> select), each after those
    that it uses: `h1` … for how far the operands may be from their values (half a unit of their decimals; for a sequence the
    sum of these), interim results, and what a reader wants to know: `left` and `right` as printed, `gap` between them, whether they
    are `exact`, whether the relation `holds`. All of `preconditions` must hold for a verdict. Instances of one rule have
    the same texts, so that a linkbase can share them.
    """

    operands: list[Operand] = field(default_factory=list)
    general: dict[str, str] = field(default_factory=dict)
    preconditions: list[str] = field(default_factory=list)


def half_unit(fact: str) -> str:
    """Half a unit of the decimals of `fact`, exactly: 0.005 for decimals 2, 50 for −2, 0 for INF (Calculations 1.1).

    It counts on the variable `halves`, whose select is HALVES.
    """
    decimals = f"xfi:decimals({fact})"
    return f"if (string({decimals}) eq 'INF') then 0 else subsequence($halves, {decimals} + {_COARSEST + 1}, 1)"


def statement_of(instance: RuleInstance, aspects: Aspects) -> Statement:
    """The parts of the value assertion that says what `instance` says."""
    writer = _Writer(aspects)
    writer.write(instance)
    return writer.statement


class _Writer:
    """Writes one statement: interim results become general variables, in the order of their use."""

    def __init__(self, aspects: Aspects) -> None:
        self.statement = Statement(general={"halves": HALVES})
        self.aspects = aspects
        self.operand_of: dict[Cell, int] = {}
        self.count = 0

    def write(self, instance: RuleInstance) -> None:
        left, right = self.bounds(instance.left), self.bounds(instance.right)
        operator = instance.rule.operator
        x, y = left.value, right.value
        if operator == "=":
            x, y = self.printed(instance.left, x, instance.right), self.printed(instance.right, y, instance.left)
        self.name("left", x)
        self.name("right", y)
        self.name("gap", "$left - $right")
        self.name("exact", f"$left {_WORDS[operator]} $right")
        meets = _possible(operator, left, right)
        if isinstance(instance.left, Cell) and isinstance(instance.right, Cell) and operator == "=":
            alike = f"string(xfi:decimals({left.value})) eq string(xfi:decimals({right.value}))"
            meets = f"not({alike}) and {meets}"
        self.name("holds", f"$exact or ({meets})")

    # -------------------------------------------------------- names

    def name(self, name: str, select: str) -> str:
        """A general variable; what it is called in expressions."""
        self.statement.general[name] = select
        return f"${name}"

    def interim(self, select: str) -> str:
        self.count += 1
        return self.name(f"t{self.count}", select)

    def operand(self, group: tuple[Cell, ...], optional: bool) -> int:
        """The number of the operand of `group`, with its half unit."""
        operand = Operand(group, optional)
        if operand not in self.statement.operands:
            self.statement.operands.append(operand)
            number = len(self.statement.operands)
            several = len(group) > 1 or optional
            self.name(f"h{number}", f"sum(for $f in $c{number} return ({half_unit('$f')}))" if several else half_unit(f"$c{number}"))
        number = self.statement.operands.index(operand) + 1
        self.operand_of.update(dict.fromkeys(group, number))
        return number

    # -------------------------------------------------------- values and bounds

    def printed(self, side: Expression, value: str, other: Expression) -> str:
        """The value as printed, or as the linear other side would print it: halves away from zero."""
        numbers = dict.fromkeys(self.operand_of[cell] for cell in cells(other))
        if is_linear(side) or not is_linear(other) or not numbers:
            return value
        unit = self.interim(f"2 * max(for $f in {_sequence([f'$c{n}' for n in numbers])} return ({half_unit('$f')}))")
        size = f"floor(abs({value}) div {unit} + 0.5) * {unit}"
        return self.interim(f"if ({unit} eq 0) then {value} else if ({value} lt 0) then -({size}) else {size}")

    def bounds(self, expression: Expression, strict: bool = False) -> Bounds:
        match expression:
            case Cell():
                number = self.operand((expression,), False)
                return _around(f"$c{number}", f"$h{number}")
            case Number(value):
                return Bounds(*(f"{value:f}",) * 3)
            case Sum(terms):
                return self.sum(list(flat_terms(terms, strict)), strict)
            case Average(parts):
                total = self.sum([(1, part) for part in parts], strict)
                numbers = dict.fromkeys(self.operand_of[p] for p in parts if isinstance(p, Cell))
                others = sum(not isinstance(p, Cell) for p in parts)
                count = self.interim(f"count({_sequence([f'$c{n}' for n in numbers])}) + {others}")
                # Arelle evaluates it with the fallback, the empty sequence, too.
                return Bounds(*(self.interim(f"if ({count} eq 0) then 0 else {part} div {count}") for part in total))
            case Product(left, right):
                return self.product(self.bounds(left, True), self.bounds(right, True), "*")
            case Quotient(left, right):
                return self.quotient(self.bounds(left, True), self.bounds(right, True))
            case Power(base, exponent):
                once = result = self.bounds(base, True)
                for _ in range(exponent - 1):
                    result = self.product(result, once, "*")
                return result

    def sum(self, terms: Sequence[tuple[int, Expression]], strict: bool) -> Bounds:
        """The figures together, then the other terms one by one, bounds swapped where they are taken away.

        A difference inside a ratio needs all its terms; any other sum needs one of them.
        """
        low, value, high = ["0"], ["0"], ["0"]
        figures = [(sign, term) for sign, term in terms if isinstance(term, Cell)]
        if figures:
            optional = not (strict and any(sign < 0 for sign, _ in terms)) and len(figures) > 1
            numbers = [(sign, self.operand(group, optional)) for sign, group in _groups(figures, self.aspects, optional)]
            if optional and len(figures) == len(terms) and len(numbers) > 1:
                self.statement.preconditions.append(f"exists({_sequence([f'$c{n}' for _, n in numbers])})")
            plus, minus = ([f"$c{n}" for s, n in numbers if s == sign] for sign in (1, -1))
            middle = self.interim(f"{_total(plus)} - {_total(minus)}" if minus else _total(plus))
            half = self.interim(_total([f"$h{n}" for _, n in numbers]))
            low, value, high = ([part] for part in _around(middle, half))
        for sign, term in terms:
            if isinstance(term, Cell):
                continue
            inner = self.bounds(term, strict)
            if sign < 0:
                inner = Bounds(inner.high, inner.value, inner.low)
            for parts, part in zip((low, value, high), inner, strict=True):
                parts += ["+" if sign > 0 else "-", part]
        return Bounds(*(f"({' '.join(parts)})" if len(parts) > 1 else parts[0] for parts in (low, value, high)))

    def product(self, a: Bounds, b: Bounds, operator: str, unless: str = "") -> Bounds:
        """a × b or a ÷ b: the least and the greatest of the four corners; 0 where `unless` holds."""
        a, b = self.named(a), self.named(b)
        corners = ", ".join(f"{x} {operator} {y}" for x in (a.low, a.high) for y in (b.low, b.high))
        guard = f"if ({unless}) then 0 else " if unless else ""
        low, high = (self.interim(f"{guard}{choice}(({corners}))") for choice in ("min", "max"))
        return Bounds(low, self.interim(f"{guard}{a.value} {operator} {b.value}"), high)

    def quotient(self, a: Bounds, b: Bounds) -> Bounds:
        """a ÷ b; no verdict where b may be zero (variables are evaluated before preconditions, so that the quotient is guarded too)."""
        b = self.named(b)
        zero = self.interim(f"{b.low} le 0 and {b.high} ge 0")
        self.statement.preconditions.append(f"not({zero})")
        return self.product(a, b, "div", unless=zero)

    def named(self, bounds: Bounds) -> Bounds:
        return Bounds(*(part if len(part) <= _SHORT else self.interim(part) for part in bounds))


_WORDS: Mapping[str, str] = {"=": "eq", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}
_SHORT = 40  # an expression that is longer is written once


def _possible(operator: str, a: Bounds, b: Bounds) -> str:
    """Whether some pair of values within the intervals satisfies the relation."""
    if operator == "=":
        return f"{a.low} le {b.high} and {b.low} le {a.high}"
    if operator in ("<", "<="):
        return f"{a.low} {_WORDS[operator]} {b.high}"
    return f"{a.high} {_WORDS[operator]} {b.low}"


def _around(value: str, half: str) -> Bounds:
    return Bounds(f"({value} - {half})", value, f"({value} + {half})")


def _total(items: Sequence[str]) -> str:
    return f"sum({_sequence(items)})" if items else "0"


def _sequence(items: Sequence[str]) -> str:
    return f"({', '.join(items)})"


def _groups(figures: Sequence[tuple[int, Cell]], aspects: Aspects, together: bool) -> list[tuple[int, tuple[Cell, ...]]]:
    """Terms of a sum that one variable can bind: of one sign, alike but for their members on one and the same dimension.

    A cell that stands twice is a term twice, so it is never part of a group.
    """
    if not together or len({cell for _, cell in figures}) < len(figures):
        return [(sign, (cell,)) for sign, cell in figures]
    groups: dict[object, tuple[int, list[Cell]]] = {}
    for sign, cell in figures:
        known = aspects(cell)
        groups.setdefault((sign, known.concept, known.period, frozenset(a for a, _ in known.dimensions)), (sign, []))[1].append(cell)
    result: list[tuple[int, tuple[Cell, ...]]] = []
    for sign, members in groups.values():
        varied = _varied([dict(aspects(cell).dimensions) for cell in members])
        result += [(sign, tuple(members))] if varied <= 1 else [(sign, (cell,)) for cell in members]
    return result


def _varied(dimensions: Sequence[Mapping[object, object]]) -> int:
    """How many of the common dimensions have more than one member."""
    return sum(len({d[axis] for d in dimensions}) > 1 for axis in dimensions[0])
