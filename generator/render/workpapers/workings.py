"""The workings of products and quotients: bounds of both operands, the four corners, the least and the greatest.

One row a product or quotient, so that an auditor can follow the interval arithmetic of a ratio, a growth
rate or rate × balance with nothing but multiplications, divisions and IF.
"""

from typing import NamedTuple

from generator.render.workpapers import formula as f
from generator.render.workpapers.formula import Formula
from generator.render.workpapers.grid import Place, reference
from generator.render.workpapers.translate import Bounds, Node, Translator, flag
from generator.rule import Expression, Product, Quotient

PRESENT, LEFT_LOW, LEFT_HIGH, RIGHT_LOW, RIGHT_HIGH, VALID, CORNER, LOW, HIGH = 3, 4, 5, 6, 7, 8, 9, 13, 14
WIDTH = HIGH + 1


class Working(NamedTuple):
    """One row of the workings sheet: the instance, the operator, and the formulas of columns PRESENT to HIGH in order."""

    instance: str
    operator: str
    formulas: tuple[Formula, ...]


class Book:
    """Collects the workings of all instances, which will stand on `sheet` from `first_row` on."""

    def __init__(self, sheet: str, first_row: int) -> None:
        self.sheet = sheet
        self.first_row = first_row
        self.rows: list[Working] = []

    def of(self, instance: str) -> "InstanceWorkings":
        """The workings of one instance."""
        return InstanceWorkings(self, instance)

    def add(self, instance: str, expression: Product | Quotient, operands: tuple[Bounds, Bounds], present: Formula) -> Node:
        """A new row, and references to it."""
        row = self.first_row + len(self.rows)
        formulas: dict[int, Formula] = {}

        def place(column: int, formula: Formula) -> Formula:
            formulas[column] = formula
            return Formula(reference(Place(self.sheet, row, column), self.sheet), formula.value)

        one = f.constant(1)
        quotient = isinstance(expression, Quotient)
        held = f.compared(place(PRESENT, present), "=", one)
        low, high, right_low, right_high = (
            place(LEFT_LOW + i, f.choose(held, bound, f.constant(0))) for i, bound in enumerate((*operands[0], *operands[1]))
        )
        apart = f.choose(f.compared(f.times(right_low, right_high), ">", f.constant(0)), one, f.constant(0))
        valid = place(VALID, f.choose(held, apart, one) if quotient else one)
        usable = f.compared(f.times(Formula(reference(Place(self.sheet, row, PRESENT), self.sheet), present.value), valid), "=", one)
        corners: list[Formula] = []
        for a, b in ((low, right_low), (low, right_high), (high, right_low), (high, right_high)):
            corner = f.choose(usable, f.over(a, b), f.constant(0)) if quotient else f.times(a, b)
            corners.append(place(CORNER + len(corners), corner))
        place(LOW, f.least(corners))
        place(HIGH, f.greatest(corners))
        self.rows.append(Working(instance, "÷" if quotient else "×", tuple(formulas[c] for c in range(PRESENT, WIDTH))))
        refer = {c: Formula(reference(Place(self.sheet, row, c), None), formulas[c].value) for c in (LOW, HIGH, VALID)}
        return Node(Bounds(refer[LOW], refer[HIGH]), refer[VALID])


class InstanceWorkings:
    """The workings of one instance: each product and quotient once."""

    def __init__(self, book: Book, instance: str) -> None:
        self.book = book
        self.instance = instance
        self.known: dict[Expression, Node] = {}

    def node(self, expression: Product | Quotient, translator: Translator) -> Node:
        """The node of `expression`, made at the first asking."""
        if expression not in self.known:
            here = translator.on(self.book.sheet)
            operands = here.bounds(expression.left, True), here.bounds(expression.right, True)
            self.known[expression] = self.book.add(self.instance, expression, operands, flag(here.present(expression)))
        return self.known[expression]
