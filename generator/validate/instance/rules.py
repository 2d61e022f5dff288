"""The rules of XBRL 2.1, section 4, that schemas cannot state: one small function a rule, over the instance view."""

from collections.abc import Iterator

from generator.diagnostics import quoted
from generator.qname import LINK, XBRLDI, XBRLI, XL, XLINK
from generator.validate.instance.view import Problem, View
from generator.xmlstream import expand
from generator.xsd.components import Schemas

_CONTAINERS = {f"{XBRLI}}}segment": "xbrl.4.7.3.2", f"{XBRLI}}}scenario": "xbrl.4.7.4"}


def check(view: View, schemas: Schemas) -> Iterator[Problem]:
    """What every rule finds, rule by rule."""
    yield from view.problems
    for rule in RULES:
        yield from rule(view, schemas)


def containers_hold_nothing_of_xbrl(view: View, schemas: Schemas) -> Iterator[Problem]:
    """Nothing in segment and scenario is of the xbrli namespace, or stands for something of it (4.7.3.2, 4.7.4)."""
    for context in view.root.children:
        for node in context.walk():
            code = _CONTAINERS.get(node.name)
            for inside in node.walk() if code is not None else ():
                if (
                    inside is node
                    or inside.name.startswith(XBRLDI)
                    or (inside.parent is not None and inside.parent.name.startswith(XBRLDI))
                ):
                    continue
                if any(head.namespace == XBRLI for head in schemas.heads(inside.qname)):
                    name = quoted(expand(inside.name).local)
                    yield code or "", f"The element {name} belongs to XBRL and cannot stand in a segment or scenario.", inside


def numbers_have_one_accuracy(view: View, schemas: Schemas) -> Iterator[Problem]:
    """A number has either precision or decimals; nil, fractions and what is no number have neither (4.6.3)."""
    for item in view.items:
        given = [name for name in ("decimals", "precision") if name in item.node.attributes]
        name = item.concept.qname.local
        is_nil = item.node.attributes.get(_NIL, "").strip() in ("true", "1")
        if is_nil or not item.concept.is_numeric or item.concept.base_type == "fractionItemType":
            if given:
                yield "xbrl.4.6.3", f"The fact of {name} is no number, or nil, but has {' and '.join(given)}.", item.node
        elif len(given) != 1:
            which = "both decimals and precision" if given else "neither decimals nor precision"
            yield "xbrl.4.6.3", f"The numeric fact of {name} has {which}.", item.node


def tuples_have_no_attributes_of_xbrl(view: View, schemas: Schemas) -> Iterator[Problem]:
    """A tuple has no attribute of a namespace of the specification (4.9)."""
    for node in view.tuples:
        for name in node.attributes:
            namespace, _, local = name.rpartition("}")
            if namespace in _SPECIFIED:
                yield "xbrl.4.9", f"The tuple {quoted(expand(node.name).local)} has the attribute {quoted(local)} of XBRL's own.", node


_SPECIFIED = frozenset({XBRLI, LINK, XLINK, XL})
_NIL = "http://www.w3.org/2001/XMLSchema-instance}nil"

RULES = (containers_hold_nothing_of_xbrl, numbers_have_one_accuracy, tuples_have_no_attributes_of_xbrl)
"""Every rule, in the order of their findings."""
