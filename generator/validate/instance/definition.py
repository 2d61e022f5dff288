"""What definition arcs ask of the facts of an instance (XBRL 2.1, 5.2.6.2.2 essence-alias and 5.2.6.2.4 requires-element)."""

from collections.abc import Hashable, Iterator

from generator.diagnostics import quoted
from generator.model import Taxonomy
from generator.qname import QName
from generator.validate.instance.view import Problem, View, ViewItem
from generator.xmltree import Node

ESSENCE_ALIAS = "http://www.xbrl.org/2003/arcrole/essence-alias"
REQUIRES_ELEMENT = "http://www.xbrl.org/2003/arcrole/requires-element"


def check(view: View, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Where an alias differs from its essence, and where a required element is missing."""
    yield from aliases_agree(view, taxonomy)
    yield from required_elements_are_there(view, taxonomy)


def aliases_agree(view: View, taxonomy: Taxonomy) -> Iterator[Problem]:
    """An alias and its essence in one place and of s-equal contexts have one unit and one value; nil says nothing."""
    sets = taxonomy.relationships.get(ESSENCE_ALIAS, {})
    if not sets:
        return
    bound: dict[QName, dict[tuple[int, Hashable], list[ViewItem]]] = {}
    for item in view.items:
        if item.fact is not None and item.fact.value is not None and item.context is not None:
            places = bound.setdefault(item.concept.qname, {})
            places.setdefault((id(item.node.parent), item.context.key), []).append(item)
    for arc in (arc for base_set in sets.values() for arc in base_set):
        aliases = bound.get(arc.target, {})
        for place, essences in bound.get(arc.source, {}).items() if aliases else ():
            for alias in aliases.get(place, ()):
                for essence in essences:
                    what = _difference(essence, alias)
                    if what:
                        message = f"{alias.concept.qname.local} is an alias of {essence.concept.qname.local}, but their {what} differ."
                        yield "xbrl.5.2.6.2.2", message, alias.node


def _difference(one: ViewItem, other: ViewItem) -> str:
    assert one.fact is not None
    assert other.fact is not None
    if one.unit != other.unit:
        return "units"
    return "" if one.fact.value == other.fact.value else "values"


def required_elements_are_there(view: View, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Where a concept is reported that requires another, the other is reported too, somewhere in the instance."""
    sets = taxonomy.relationships.get(REQUIRES_ELEMENT, {})
    reported: dict[QName, Node] = {}
    for node in (*(item.node for item in view.items), *view.tuples) if sets else ():
        reported.setdefault(node.qname, node)
    for arc in (arc for base_set in sets.values() for arc in base_set):
        if arc.source in reported and arc.target not in reported:
            message = f"{arc.source.local} requires {quoted(arc.target.local)}, which is not reported."
            yield "xbrl.5.2.6.2.4", message, reported[arc.source]
