"""What has to hold between the concepts that a relationship joins (XBRL 2.1, 5.2.4.2.1 and 5.2.6.2)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Arc, BaseSet, Document
from generator.dts.ends import Ends
from generator.model import Concept
from generator.qname import PARENT_CHILD, QName

_ARCROLE = "http://www.xbrl.org/2003/arcrole/"
_ITEMS = {f"{_ARCROLE}general-special": "xbrl.5.2.6.2.1", f"{_ARCROLE}essence-alias": "xbrl.5.2.6.2.2"}
_ESSENCE_ALIAS = f"{_ARCROLE}essence-alias"
_SIMILAR_TUPLES = f"{_ARCROLE}similar-tuples"


def check_definition_arcs(
    base_set: BaseSet, document: Document, arcs: list[Arc], ends: Ends, concepts: Mapping[QName, Concept]
) -> Iterator[Diagnostic]:
    """What is wrong with what the standard definition arcs in `arcs` join (5.2.6.2)."""
    code = _ITEMS.get(base_set.arcrole)
    if code is None and base_set.arcrole != _SIMILAR_TUPLES:
        return
    for arc in arcs:
        names = [ends.concepts.get(key) for key in arc[:2]]
        one, other = (concepts[name] if name else None for name in names)
        if one is None or other is None or arc.prohibited:
            continue
        for concept in (one, other):
            if _is_item(concept) != (code is not None):
                wanted = "an item" if code else "a tuple"
                message = f"{concept.qname.local} is joined by {quoted(base_set.arcrole, 200)}, but is not {wanted}."
                yield error(code or "xbrl.5.2.6.2.3", message, location=document.place(arc.line, arc.column))
        if base_set.arcrole == _ESSENCE_ALIAS:
            for what in _unlike(one, other):
                message = f"{one.qname.local} and {other.qname.local} are one in essence, but differ in {what}."
                yield error("xbrl.5.2.6.2.2", message, location=document.place(arc.line, arc.column))


def _is_item(concept: Concept) -> bool:
    return bool(concept.base_type or concept.period_type)


def _unlike(one: Concept, other: Concept) -> Iterator[str]:
    """The aspects in which two concepts differ that may not: an alias has the same type, period type and balance."""
    if one.base_type != other.base_type:
        yield "their item types"
    if one.period_type != other.period_type:
        yield "their period types"
    if one.balance and other.balance and one.balance != other.balance:
        yield "their balances"


def check_preferred_labels(base_set: BaseSet, arcs: list[Arc], ends: Ends, roles: Mapping[QName, frozenset[str]]) -> Iterator[Diagnostic]:
    """The target of a presentation arc has a label of the role that the arc prefers, in whatever language (5.2.4.2.1).

    `roles` are those of each concept's labels.
    """
    if base_set.arcrole != PARENT_CHILD:
        return
    owners: dict[Arc, Document] = {}
    for arc in arcs:
        role = arc.preferred_label
        concept = ends.concepts.get(arc.target)
        if role is None or concept is None or role in roles.get(concept, frozenset()):
            continue
        owners = owners or ends.owners(base_set)
        message = f"{concept.local} has no label of the role {quoted(role, 200)}, which the arc prefers."
        yield error("xbrl.5.2.4.2.1", message, location=owners[arc].place(arc.line, arc.column))
