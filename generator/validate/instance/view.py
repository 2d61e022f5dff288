"""An XBRL 2.1 instance as a tree with its contexts, units, items and tuples understood (XBRL 2.1, section 4).

The items become facts as in a Report, with what the model has no place for kept as further dimensions in no namespace: the free
content of segment and scenario, and the tuple that an item stands in. So the checks of facts judge them like any others.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from generator.dates import oim_date
from generator.diagnostics import quoted
from generator.model import Concept, Entity, Fact, Member, Period, Taxonomy, Unit, Value
from generator.qname import XBRLDI, XBRLI, XML, QName
from generator.validate.binding import NOTHING_KNOWN
from generator.validate.instance.equality import node_key
from generator.validate.schema_validity import Typed
from generator.xmltree import Node

Problem = tuple[str, str, Node]
"""Code, sentence, and where."""

TUPLE = QName("", "tuple")
_EXPLICIT, _TYPED = f"{XBRLDI}}}explicitMember", f"{XBRLDI}}}typedMember"
_XBRLI = f"{XBRLI}}}"
_FRACTION = "fractionItemType"


class ViewContext(NamedTuple):
    """A context. `key` is equal for s-equal contexts (4.10); `segment` and `scenario` are its dimensions as written, `free` the
    containers that hold anything else; `aspects` its dimensions as facts have them."""

    node: Node
    entity: Entity
    period: Period | None
    segment: tuple[tuple[QName, Member], ...]
    scenario: tuple[tuple[QName, Member], ...]
    free: frozenset[str]
    aspects: tuple[tuple[QName, Member], ...]
    key: Hashable


class ViewItem(NamedTuple):
    """An item with what it refers to; `fact` is None where one of these is missing or its value is not valid."""

    node: Node
    concept: Concept
    context: ViewContext | None
    unit: Unit | None
    fact: Fact | None


@dataclass(slots=True)
class View:
    """What an instance holds. Items and tuples are in document order, whatever they stand in."""

    root: Node
    contexts: dict[str, ViewContext] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    items: list[ViewItem] = field(default_factory=list)
    tuples: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    numbers: dict[Hashable, int] = field(default_factory=dict)

    def number(self, key: Hashable) -> str:
        """A short text that is equal for equal keys: content that the model has no place for, as a dimension's member."""
        return str(self.numbers.setdefault(key, len(self.numbers)))


def build_view(root: Node, taxonomy: Taxonomy, typed: Mapping[int, Typed]) -> View:
    """The view of an instance that has been through schema validation (`typed`), and what its parts refer to in vain."""
    view = View(root)
    for child in root.children:
        key = child.attributes.get("id", "").strip()
        if child.name == f"{_XBRLI}context" and key:
            context = _context(child, taxonomy, typed, view)
            if context is not None:
                view.contexts.setdefault(key, context)
        elif child.name == f"{_XBRLI}unit" and key:
            unit = _unit(child, view.problems)
            if unit is not None:
                view.units.setdefault(key, unit)
    known = {child.attributes.get("id", "").strip(): child.name for child in root.children}
    stack = list(reversed(root.children))
    while stack:
        node = stack.pop()
        concept = taxonomy.concepts.get(node.qname)
        if concept is None:
            continue
        if concept.base_type or concept.period_type:
            view.items.append(_item(node, concept, view, typed, known))
        else:
            view.tuples.append(node)
            stack.extend(reversed(node.children))
    return view


# ---------------------------------------------------------------- contexts and units (4.7, 4.8)


def _child(node: Node, local: str) -> Node | None:
    return next((child for child in node.children if child.name == f"{_XBRLI}{local}"), None)


def _context(node: Node, taxonomy: Taxonomy, typed: Mapping[int, Typed], view: View) -> ViewContext | None:
    entity, period = _child(node, "entity"), _child(node, "period")
    identifier = _child(entity, "identifier") if entity is not None else None
    if entity is None or period is None or identifier is None:
        return None  # schema validation says so
    try:
        when = _period(period)
    except ValueError as problem:
        view.problems.append(("xbrl.4.7.2", f"The context {quoted(node.attributes.get('id', ''))}: {problem}.", period))
        return None
    containers = {"segment": _child(entity, "segment"), "scenario": _child(node, "scenario")}
    dimensions: dict[str, tuple[tuple[QName, Member], ...]] = {}
    others: dict[str, list[Hashable]] = {}
    keys: list[Hashable] = []
    for name, container in containers.items():
        inside = container.children if container is not None else []
        dimensions[name] = tuple(pair for child in inside if (pair := _dimension(child, typed, view)) is not None)
        others[name] = [node_key(child, typed) for child in inside if child.name not in (_EXPLICIT, _TYPED)]
        members = frozenset(node_key(child, typed) for child in inside if child.name in (_EXPLICIT, _TYPED))
        keys.append((members, tuple(others[name])))
    who = Entity(identifier.attributes.get("scheme", "").strip(), identifier.text.strip())
    defaults = taxonomy.defaults
    aspects = [pair for pairs in dimensions.values() for pair in pairs if pair[1] is None or defaults.get(pair[0]) != pair[1]]
    aspects += [(QName("", name), view.number(tuple(found))) for name, found in others.items() if found]
    free = frozenset(name for name, found in others.items() if found)
    key = (who, when, tuple(keys))
    return ViewContext(node, who, when, dimensions["segment"], dimensions["scenario"], free, tuple(sorted(aspects, key=repr)), key)


def _period(node: Node) -> Period | None:
    """Raises ValueError, with a sentence."""
    instant, start, end = (_child(node, name) for name in ("instant", "startDate", "endDate"))
    if instant is not None:
        return Period(None, oim_date(instant.text, end=True))
    if start is None or end is None:
        return None
    begins, ends = oim_date(start.text, end=False), oim_date(end.text, end=True)
    if begins >= ends:
        raise ValueError("the period ends before it starts")
    return Period(begins, ends)


def _dimension(node: Node, typed: Mapping[int, Typed], view: View) -> tuple[QName, Member] | None:
    """The dimension and its member; the text of a typed one, or the key of its content where that has elements."""
    if node.name not in (_EXPLICIT, _TYPED):
        return None
    try:
        dimension = node.resolve(node.attributes.get("dimension", ""))
        if node.name == _EXPLICIT:
            return dimension, node.resolve(node.text)
    except KeyError:
        return None  # schema validation says so
    domain = node.children[0] if node.children else None
    if domain is None:
        return dimension, ""
    known = typed.get(id(domain))
    if known is not None and known.is_nil:
        return dimension, None
    return dimension, view.number(node_key(domain, typed)) if domain.children else domain.text


def _unit(node: Node, problems: list[Problem]) -> Unit | None:
    divide = _child(node, "divide")
    parts = [_child(divide, name) for name in ("unitNumerator", "unitDenominator")] if divide is not None else [node]
    found = [_measures(part) for part in parts if part is not None]
    if len(found) != len(parts) or any(measures is None for measures in found):
        return None  # schema validation says so
    unit = Unit(*(measures for measures in found if measures is not None))
    shared = sorted(set(unit.numerators) & set(unit.denominators))
    if shared:
        problems.append(("xbrl.4.8.4", f"The measure {quoted(shared[0].local)} stands above and below the line of a unit.", node))
    for measure in (*unit.numerators, *unit.denominators):
        if measure.namespace == XBRLI and measure.local not in ("pure", "shares"):
            problems.append(("xbrl.4.8.2", f"There is no measure xbrli:{quoted(measure.local)}; only pure and shares.", node))
    return unit


def _measures(node: Node) -> tuple[QName, ...] | None:
    try:
        return tuple(sorted(child.resolve(child.text) for child in node.children if child.name == f"{_XBRLI}measure")) or None
    except KeyError:
        return None


# ---------------------------------------------------------------- items (4.6)


def _item(node: Node, concept: Concept, view: View, typed: Mapping[int, Typed], known: Mapping[str, str]) -> ViewItem:
    context_id, unit_id = (node.attributes.get(name, "").strip() for name in ("contextRef", "unitRef"))
    for name, key, code, what in (("context", context_id, "4.6.1", "contextRef"), ("unit", unit_id, "4.6.2", "unitRef")):
        if key and key in known and known[key] != f"{_XBRLI}{name}":
            sentence = f"The {what} of {concept.qname.local} leads to {quoted(key)}, which is no {name}."
            view.problems.append((f"xbrl.{code}", sentence, node))
    context, unit = view.contexts.get(context_id), view.units.get(unit_id)
    key = node.attributes.get("id", "").strip()
    if not key or key in view.places:
        key = f"_{len(view.items) + 1}"
        while key in view.places:
            key = f"_{key}"
    view.places[key] = (node.line, node.column)
    fact = None
    if context is not None and (unit is not None or not concept.is_numeric) and id(node) in typed:
        fact = _fact(key, node, concept, context, unit, typed[id(node)], view)
    return ViewItem(node, concept, context, unit, fact)


def _fact(key: str, node: Node, concept: Concept, context: ViewContext, unit: Unit | None, known: Typed, view: View) -> Fact | None:
    try:
        value = _value(node, concept, known)
    except (ValueError, InvalidOperation, KeyError):
        return None  # schema validation says so
    aspects = context.aspects
    if node.parent is not view.root:
        aspects = (*aspects, (TUPLE, view.number(("tuple", id(node.parent)))))
    language = _language(node) if known.content == "string" else None
    decimals = _decimals(node, value)
    return Fact(key, concept.qname, value, context.entity, context.period, unit, decimals, language, aspects)


def _value(node: Node, concept: Concept, known: Typed) -> Value:
    if known.is_nil:
        return None
    if concept.base_type == _FRACTION:
        return "/".join(" ".join(child.text.split()) for child in node.children)
    text = known.text
    if concept.is_numeric:
        return Decimal(text.strip().replace("INF", "Infinity"))
    trimmed = " ".join(text.split())
    if known.content == "QName":
        return node.resolve(trimmed)
    if known.content == "boolean":
        return "true" if trimmed in ("true", "1") else "false"
    return text if known.content in ("string", "normalizedString") else trimmed


def _language(node: Node | None) -> str | None:
    while node is not None:
        found = node.attributes.get(f"{XML}}}lang")
        if found is not None:
            return found.lower() or None
        node = node.parent
    return None


def _decimals(node: Node, value: Value) -> int | None:
    """The decimals, or those that the precision amounts to (4.6.4 to 4.6.6)."""
    decimals, precision = (node.attributes.get(name, "").strip() for name in ("decimals", "precision"))
    if not isinstance(value, Decimal) or "INF" in (decimals, precision) or not (decimals or precision):
        return None
    try:
        if decimals:
            return int(decimals)
        return NOTHING_KNOWN if int(precision) == 0 else None if not value else int(precision) - value.adjusted() - 1
    except ValueError:
        return None
