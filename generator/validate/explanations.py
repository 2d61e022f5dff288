"""What is said about rule results: messages in the printed unit, and the explanations that `filing.toml` gives.

An explanation names one rule instance and both of its values as they are printed; one that no longer fits is an error.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from generator.diagnostics import Diagnostic, Location, Severity, error, quoted
from generator.filing import Explanation
from generator.model import Fact
from generator.records import NamedTuple, replace
from generator.rule import Cell, Expression, RuleResult, Verdict, cells, is_linear
from generator.schedule import BoundSchedule, NumberFormat


class Printer(NamedTuple):
    """Prints values in the unit that the filing prints them in."""

    schedules: Mapping[str, BoundSchedule]
    facts: Mapping[str, Fact]

    def anchor(self, result: RuleResult) -> Cell | None:
        """The cell whose unit both sides are in: the first of a linear side, the left before the right."""
        both = (result.instance.left, result.instance.right)
        for side in (*filter(is_linear, both), *both):
            for cell in cells(side):
                if cell.fact_id in self.facts:
                    return cell
        return None

    def format(self, cell: Cell | None) -> "Shown":
        """How numbers in the unit of `cell` are shown."""
        if cell is None:
            return Shown(NumberFormat(), "")
        aspects = self.schedules[cell.schedule].cells[cell.row, cell.column]
        numerators = aspects.unit.numerators if aspects.unit else ()
        measure = numerators[0].local if len(numerators) == 1 and aspects.unit and not aspects.unit.denominators else ""
        return Shown(aspects.format, measure)

    def operands(self, expression: Expression) -> str:
        """The operands of `expression` with their printed values, at most eight."""
        named = []
        for cell in cells(expression):
            fact = self.facts.get(cell.fact_id)
            known = fact is not None and isinstance(fact.value, Decimal)
            named.append(f"{cell.fact_id} {self.format(cell).text(fact.value) if known else 'without a value'}")  # type: ignore[union-attr, arg-type]
        more = [f"and {len(named) - 8} more"] if len(named) > 8 else []
        return ", ".join(named[:8] + more) or "a constant"


class Shown(NamedTuple):
    """How numbers of one cell are shown: its format, and the measure of its unit ("" for none)."""

    format: NumberFormat
    measure: str

    def number(self, value: Decimal) -> Decimal:
        """`value` in the printed unit."""
        return value.scaleb(-self.format.scale)

    def text(self, value: Decimal) -> str:
        """`value` as printed, with its unit; where it has more places than the format, up to four more."""
        shown = self.number(value)
        exponent = shown.normalize().as_tuple().exponent
        extra = -exponent - self.format.places if isinstance(exponent, int) else 0
        return f"{shown:,.{self.format.places + min(max(extra, 0), 4)}f}{self.suffix}"

    @property
    def suffix(self) -> str:
        """The unit after the number: `%`, or the scale and the measure where there is one to name."""
        if self.format.percent:
            return "%"
        scale = {0: "", 3: "千", 4: "万", 6: "百万", 8: "亿"}.get(self.format.scale)
        if scale is None:
            scale = f"×10^{self.format.scale} "
        measure = "" if self.measure == "pure" else "元" if self.measure == "CNY" else self.measure
        return f" {scale}{measure}" if scale or measure else ""


def explain(
    results: Sequence[RuleResult], explanations: Sequence[Explanation], printer: Printer
) -> tuple[tuple[RuleResult, ...], tuple[Diagnostic, ...]]:
    """`results` with the violated ones that an explanation fits turned into EXPLAINED, and the diagnostics of both.

    A violation is an error `filing.rule`, or an info where it is explained; a difference that rounding explains is an info
    `filing.rounding`, since no difference in the source is hidden (DESIGN: Invariants, 7); an explanation that covers none is an error
    `filing.stale-explanation`.
    """
    diagnostics: list[Diagnostic] = []
    by_instance: dict[str, list[Explanation]] = {}
    for explanation in explanations:
        by_instance.setdefault(explanation.instance, []).append(explanation)
    judged: list[RuleResult] = []
    used: set[str] = set()
    for result in results:
        if result.verdict is Verdict.VIOLATED:
            fitting = [e for e in by_instance.get(result.instance.id, ()) if _fits(e, result, printer)]
            if fitting:
                used.add(fitting[0].name)
                result = replace(result, verdict=Verdict.EXPLAINED, explanation=fitting[0].name)
            diagnostics.append(_violation(result, fitting[0] if fitting else None, printer))
        elif result.verdict is Verdict.WITHIN_ROUNDING:
            diagnostics.append(_rounding(result, printer))
        judged.append(result)
    known = {r.instance.id: r for r in judged}
    diagnostics += [_stale(e, known.get(e.instance), printer) for e in explanations if e.name not in used]
    return tuple(judged), tuple(diagnostics)


def _fits(explanation: Explanation, result: RuleResult, printer: Printer) -> bool:
    shown = printer.format(printer.anchor(result))
    sides = ((explanation.left, result.left), (explanation.right, result.right))
    return all(value is not None and _number(text) == shown.number(value) for text, value in sides)


def _number(text: str) -> Decimal | None:
    """A number as a document prints it, thousands separators, percent sign and parentheses included."""
    plain = text.strip().replace(",", "").replace("，", "").rstrip("%％ ")
    if plain[:1] in "(（" and plain[-1:] in ")）" and len(plain) > 2:
        plain = "-" + plain[1:-1]
    try:
        return Decimal(plain) if plain.isascii() else None
    except InvalidOperation:
        return None


def _rounding(result: RuleResult, printer: Printer) -> Diagnostic:
    instance = result.instance
    shown = printer.format(printer.anchor(result))
    left, right, gap, tolerance = (d if d is not None else Decimal(0) for d in (result.left, result.right, result.gap, result.tolerance))
    first = next((c for side in (instance.left, instance.right) for c in cells(side) if c.fact_id in printer.facts), None)
    wanted = "" if instance.rule.operator == "=" else f" (wanted: left {instance.rule.operator} right)"
    return Diagnostic(
        code="filing.rounding",
        severity=Severity.INFO,
        message=(
            f"{instance.rule.label.en or instance.rule.label.zh} [{instance.id}]: the left side is {shown.text(left)}, the right side "
            f"{shown.text(right)}{wanted}; rounding explains the difference of {shown.text(gap)} "
            f"(it explains up to {shown.text(tolerance)})."
        ),
        hint="Nothing to do; compare with the source if it surprises you.",
        location=Location(fact=first.fact_id if first else None),
        rule=instance.id,
    )


def _violation(result: RuleResult, explanation: Explanation | None, printer: Printer) -> Diagnostic:
    instance = result.instance
    anchor = printer.anchor(result)
    shown = printer.format(anchor)
    left, right, gap, tolerance = (d if d is not None else Decimal(0) for d in (result.left, result.right, result.gap, result.tolerance))
    first = next((c for side in (instance.left, instance.right) for c in cells(side) if c.fact_id in printer.facts), None)
    return Diagnostic(
        code="filing.rule",
        severity=Severity.INFO if explanation else Severity.ERROR,
        message=(
            f"{instance.rule.label.en or instance.rule.label.zh} [{instance.id}]: the left side is {shown.text(left)}, the right side "
            f"{shown.text(right)} (wanted: left {instance.rule.operator} right); the difference is {shown.text(gap)}, "
            f"of which rounding explains {shown.text(tolerance)}."
        ),
        hint=(
            f"Explained: {explanation.reason.en or explanation.reason.zh}"
            if explanation
            else f"Compare {printer.operands(instance.left)} with {printer.operands(instance.right)}."
        ),
        location=Location(fact=first.fact_id if first else None),
        explained=explanation.name if explanation else None,
        rule=instance.id,
    )


def _stale(explanation: Explanation, result: RuleResult | None, printer: Printer) -> Diagnostic:
    """The error of an explanation that covers no violated instance, saying why it does not."""
    hint = "Delete the explanation, or correct it."
    if result is None:
        why = f"no rule has an instance {quoted(explanation.instance)}"
    elif result.verdict is Verdict.EXPLAINED:
        why = f"{explanation.instance} is already explained by “{result.explanation}”"
    elif result.verdict is Verdict.VIOLATED and result.left is not None and result.right is not None:
        shown = printer.format(printer.anchor(result))
        why = (
            f"it names the values {quoted(explanation.left)} and {quoted(explanation.right)}, but {explanation.instance} "
            f"compares {shown.number(result.left):f} with {shown.number(result.right):f}"
        )
        hint = "Look at the difference again; if it stands in the source, give both values as they are now."
    elif result.verdict is Verdict.NOT_EVALUATED:
        why = f"{explanation.instance} is not evaluated: {result.reason}"
    else:
        why = f"{explanation.instance} holds"
    return error(
        "filing.stale-explanation",
        f"The explanation “{quoted(explanation.name)}” explains nothing: {why}.",
        hint=hint,
        location=explanation.location,
    )
