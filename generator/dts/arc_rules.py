"""What one arc of the standard links may not do: join the wrong things, or weigh wrongly (XBRL 2.1, 5.1.1.2 and 5.2)."""

from collections.abc import Iterator, Mapping

from generator.diagnostics import Diagnostic, error, quoted
from generator.dts.document import Arc, BaseSet, Document
from generator.dts.ends import Ends
from generator.model import Concept
from generator.qname import CONCEPT_LABEL, CONCEPT_REFERENCE, SUMMATION_ITEM_2003, SUMMATION_ITEM_2023, QName

_RESOURCE_ARCS = {CONCEPT_LABEL: "xbrl.5.2.2.3", CONCEPT_REFERENCE: "xbrl.5.2.3.3"}
_SUMS = frozenset({SUMMATION_ITEM_2003, SUMMATION_ITEM_2023})


def check_arcs(
    base_set: BaseSet, document: Document, arcs: list[Arc], ends: Ends, concepts: Mapping[QName, Concept]
) -> Iterator[Diagnostic]:
    """What is wrong with `arcs`, all of one base set and in `document`. What locators may point to is checked with them."""
    code = _RESOURCE_ARCS.get(base_set.arcrole)
    if code:
        starts, resources = ends.concepts, ends.resources
        for arc in arcs:
            if arc.source not in starts:
                yield from _concept(code, document, arc, arc.source, ends)
            # An arc that does not prohibit leads to no locator at all, which is checked where the link is read.
            if arc.prohibited and arc.target not in resources and ends.is_other_than(resources, arc.target):
                message = f"The arc leads to “{quoted(arc.target.rpartition('#')[2])}”, which is no label or reference."
                yield error(code, message, location=document.place(arc.line, arc.column))
    elif base_set.arcrole in _SUMS:
        for arc in arcs:
            if not arc.prohibited:
                yield from _sum(document, arc, ends, concepts)


def _concept(code: str, document: Document, arc: Arc, key: str, ends: Ends) -> Iterator[Diagnostic]:
    """What has to be a concept is one."""
    if ends.is_other_than(ends.concepts, key):
        message = f"The arc joins “{quoted(key.rpartition('#')[2])}”, which is no concept."
        yield error(code, message, location=document.place(arc.line, arc.column))


def _sum(document: Document, arc: Arc, ends: Ends, concepts: Mapping[QName, Concept]) -> Iterator[Diagnostic]:
    """A summation-item arc has no weight of 0, joins numeric items, and respects their balances."""
    if arc.weight is None:
        return  # reported where the link is read
    if not arc.weight:
        hint = "Give it a weight other than 0."
        yield error("xbrl.5.2.5.2.1", "A calculation arc has the weight 0.", hint=hint, location=document.place(arc.line, arc.column))
        return
    names = [ends.concepts.get(key) for key in arc[:2]]
    total, part = (concepts[name] if name else None for name in names)
    if total is None or part is None:
        return
    for concept in (total, part):
        if not concept.is_numeric:
            message = f"{concept.qname.local} takes part in a calculation, but is not numeric."
            yield error("xbrl.5.2.5.2", message, location=document.place(arc.line, arc.column))
    if total.balance and part.balance and (total.balance == part.balance) != (arc.weight > 0):
        sign = "positive" if total.balance == part.balance else "negative"
        message = (
            f"{part.qname.local} ({part.balance}) contributes to {total.qname.local} ({total.balance}) "
            f"with the weight {arc.weight:f}, which has to be {sign}."
        )
        yield error("xbrl.5.1.1.2", message, hint="Change the weight's sign, or a balance.", location=document.place(arc.line, arc.column))
