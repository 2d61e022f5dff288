"""Structural equality of elements (XBRL 2.1, 4.10: s-equality): a key for each element, equal where the elements are.

Values are compared by their types, so that 1.0 equals 01 in a number and differs from it in a string; an element or attribute
that no schema declares is text.
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal, InvalidOperation

from generator.model import NUMERIC_BASE_TYPES
from generator.qname import XSI
from generator.validate.schema_validity import Typed
from generator.xmltree import Node

_NUMERIC = frozenset(name.removesuffix("ItemType") for name in NUMERIC_BASE_TYPES)
_VERBATIM = frozenset({"string", "normalizedString", "anySimpleType", ""})


def value_key(kind: str, text: str, node: Node) -> Hashable:
    """What `text`, of a type with the built-in root `kind`, is equal by; prefixes are those in scope at `node`."""
    if kind in _VERBATIM:
        return text
    trimmed = " ".join(text.split())
    if kind in _NUMERIC:
        try:
            number = Decimal(trimmed.replace("INF", "Infinity"))
        except InvalidOperation:
            return trimmed
        return ("NaN", id(node)) if number.is_nan() else number.normalize() if number.is_finite() else str(number)
    if kind == "boolean":
        return trimmed in ("true", "1")
    if kind == "QName":
        try:
            return node.resolve(trimmed)
        except KeyError:
            return trimmed
    return trimmed


def node_key(root: Node, typed: Mapping[int, Typed]) -> Hashable:
    """The key of an element with all its attributes and content; the order of children counts, that of attributes does not."""
    keys: dict[int, Hashable] = {}
    for node in reversed(list(root.walk())):
        known = typed.get(id(node))
        kinds = known.attributes if known else {}
        attributes = frozenset(
            (name, value_key(kinds.get(name, ""), text, node))
            for name, text in node.attributes.items()
            if not name.startswith(XSI) or name.endswith("}nil")
        )
        inside: Hashable
        if node.children:
            pieces = tuple(keys[id(child)] for child in node.children)
            inside = (pieces, node.text.strip())
        else:
            inside = value_key(known.content or "" if known else "", known.text if known else node.text, node)
        keys[id(node)] = (node.name, attributes, inside)
    return keys[id(root)]
