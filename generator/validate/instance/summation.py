"""Calculations of XBRL 2.1 in instances with tuples (5.2.5.2): a total takes in what stands beside it, and in tuples beside it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.model import Fact, Taxonomy
from generator.qname import SUMMATION_ITEM_2003, QName
from generator.validate.calculation import Bound, calculations, check_10
from generator.validate.instance.view import View
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
