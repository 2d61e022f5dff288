"""Calculations in instances with tuples.

In XBRL 2.1 a total takes in what stands beside it, and in tuples beside it (5.2.5.2); Calculations 1.1 leaves tuples out.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, warning
from generator.model import Fact, Report, Taxonomy
from generator.qname import SUMMATION_ITEM_2003, SUMMATION_ITEM_2023, QName
from generator.validate.binding import calculations
from generator.validate.calculation import Bound, check_10
from generator.validate.calculation import check as check_facts
from generator.validate.instance.view import TUPLE, View
from generator.xmltree import Node


def check(view: View, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """The inconsistent calculations, each at its total."""
    found = list(calculations(taxonomy, SUMMATION_ITEM_2003))
    involved = {c.total for c in found} | {part for c in found for part, _ in c.parts}
    totals: dict[QName, dict[int, list[Fact]]] = {name: {} for name in involved}
    parts: dict[QName, dict[int, list[Fact]]] = {name: {} for name in involved}
    parents: dict[str, int] = {}
    keys: dict[object, int] = {}
    for item in view.items:
        fact = item.fact
        if fact is None or item.context is None or item.concept.qname not in involved:
            continue
        parents[fact.id] = id(item.node.parent)
        ancestor: Node | None = item.node.parent
        while ancestor is not None:
            key = keys.setdefault((id(ancestor), item.context.key, item.unit), len(keys))
            if ancestor is item.node.parent:
                totals[item.concept.qname].setdefault(key, []).append(fact)
            parts[item.concept.qname].setdefault(key, []).append(fact)
            ancestor = ancestor.parent
    for calculation in found:
        yield from check_10(calculation, Bound(totals, parts, parents))


def check_11(report: Report, taxonomy: Taxonomy, mode: str) -> Iterator[Diagnostic]:
    """The inconsistent calculations by Calculations 1.1, which leaves out the facts in tuples; a warning where a calculation would take
    such a fact."""
    facts = [fact for fact in report.facts if all(name != TUPLE for name, _ in fact.dimensions)]
    found = [one for arcrole in (SUMMATION_ITEM_2003, SUMMATION_ITEM_2023) for one in calculations(taxonomy, arcrole)]
    involved = {one.total for one in found} | {part for one in found for part, _ in one.parts}
    if any(fact.concept in involved and any(name == TUPLE for name, _ in fact.dimensions) for fact in report.facts):
        message = "The report has tuples: calculations with what stands in them are not checked."
        yield warning("calc11e:tuplesInReportWarning", message, hint="Check it with --calc 1.0, which takes tuples in.")
    yield from check_facts(Report(facts=facts, taxonomy=report.taxonomy, prefixes=report.prefixes), taxonomy, mode)
