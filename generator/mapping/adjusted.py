"""Reviewers' adjustments on top of the facts: the reported value is what the table prints plus all that is added to it."""

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal

from generator.diagnostics import Diagnostic, error
from generator.facts.adjustments import AdjustmentTable
from generator.filing import Adjustment
from generator.mapping.report import Mapped
from generator.printed import figure_text
from generator.records import replace
from generator.schedule import BoundSchedule, NumberFormat

_EXACT = Context(prec=120)  # 38 digits and a scale on either side; sums are never rounded


def with_adjustments(mapped: Mapped, table: AdjustmentTable, schedules: Sequence[BoundSchedule]) -> Mapped:
    """`mapped` with every adjustment of `table` applied; those that do not fit are diagnostics at their lines, and change nothing.

    An adjusted figure prints as its column declares; its place stays the cell of its table.
    """
    if not table.adjustments:
        return mapped
    found: list[Diagnostic] = []
    forms = {s.fact_id(row, column): aspects.format for s in schedules for (row, column), aspects in s.cells.items()}
    positions = {fact.id: at for at, fact in enumerate(mapped.report.facts)}
    facts = list(mapped.report.facts)
    printed = dict(mapped.printed)
    for identifier, lines in _by_fact(table.adjustments).items():
        at = positions.get(identifier)
        if at is None:
            found += [] if identifier not in mapped.places else _refused(table, lines, "is printed as a dash that stands for no fact")
            continue  # what the tables lack, or what they get wrong, is said already
        value = facts[at].value
        if not isinstance(value, Decimal):
            what = "is nil" if value is None else "is no number"
            found += _refused(table, lines, what)
            continue
        form = forms[identifier]
        adjusted = _sum(value, lines, form)
        if adjusted == value:
            continue
        if form.negative == "words" and adjusted > 0:
            found += _refused(table, lines, "would become positive, although the words around it say that it is negative")
            continue
        facts[at] = facts[at]._replace(value=adjusted)
        printed[identifier] = figure_text(adjusted, form, None)
    report = replace(mapped.report, facts=tuple(facts))
    return replace(mapped, report=report, printed=printed, diagnostics=(*mapped.diagnostics, *found))


def _by_fact(adjustments: Sequence[Adjustment]) -> Mapping[str, list[Adjustment]]:
    """The adjustments that have an amount, by the fact that they are about, in the order of their lines."""
    grouped: dict[str, list[Adjustment]] = {}
    for one in adjustments:
        if one.kind != "note":
            grouped.setdefault(one.fact_id, []).append(one)
    return grouped


def _sum(value: Decimal, adjustments: Sequence[Adjustment], form: NumberFormat) -> Decimal:
    total = value
    for one in adjustments:
        total = _EXACT.add(total, _EXACT.scaleb(one.amount, form.scale))
    return total


def _refused(table: AdjustmentTable, lines: Sequence[Adjustment], what: str) -> list[Diagnostic]:
    hint = "Delete the line, or change the figure in the schedule's own table."
    message = f"{lines[0].fact_id} {what}: nothing can be added to it."
    return [error("filing.adjustment", message, hint=hint, location=table.place(one.line, "column")) for one in lines]
