"""Calculation inconsistencies that an explained rule already speaks of: one difference in the source is explained once.

A total that a rule compares with a sum of other concepts in the same period, unit and dimensions is the total of a calculation too, and a
difference in it breaks both. Where `filing.toml` explains the rule's, the calculation's is the same difference (DESIGN: Invariants, 7).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, Severity
from generator.model import Fact
from generator.records import replace
from generator.rule import Cell, Expression, RuleResult, Verdict, cells

_CALCULATIONS = ("calc11e:inconsistentCalculationUsingRounding", "calc11e:inconsistentCalculationUsingTruncation", "xbrl.5.2.5.2")


def explain_calculations(
    diagnostics: Iterable[Diagnostic], results: Sequence[RuleResult], facts: Mapping[str, Fact]
) -> Iterator[Diagnostic]:
    """`diagnostics`, the inconsistencies of explained totals as infos that name the explanation. `facts` are by id."""
    totals = explained_totals(results, facts)
    for diagnostic in diagnostics:
        name = totals.get(diagnostic.location.fact or "") if diagnostic.code in _CALCULATIONS else None
        yield replace(diagnostic, severity=Severity.INFO, explained=name) if name else diagnostic


def explained_totals(results: Sequence[RuleResult], facts: Mapping[str, Fact]) -> dict[str, str]:
    """The name of the explanation by the id of each fact whose sum over other concepts is explained."""
    found: dict[str, str] = {}
    for result in results:
        if result.verdict is Verdict.EXPLAINED and result.explanation is not None:
            for total, parts in ((result.instance.left, result.instance.right), (result.instance.right, result.instance.left)):
                if isinstance(total, Cell) and _is_calculation(facts.get(total.fact_id), parts, facts):
                    found.setdefault(total.fact_id, result.explanation)
    return found


def _is_calculation(total: Fact | None, parts: Expression, facts: Mapping[str, Fact]) -> bool:
    """Whether the facts of `parts` have the total's aspects, but for the concept."""
    found = [facts[c.fact_id] for c in cells(parts) if c.fact_id in facts]
    return total is not None and bool(found) and all(f.concept != total.concept and _others(f) == _others(total) for f in found)


def _others(fact: Fact) -> tuple[object, ...]:
    return fact.entity, fact.period, fact.unit, fact.dimensions
