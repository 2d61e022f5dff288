"""Tuples and fractions of an inline document set: their rules, and the refusal of both.

The Open Information Model has no place for either (xBRL-XML 1.0), so that a report with them is refused, after whatever
else is wrong with them has been said. Inline XBRL 1.1, sections 7 and 15; 1.0, sections 6 and 13.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from generator.diagnostics import Diagnostic, error, quoted
from generator.read.ixbrl_elements import RawElement
from generator.read.ixbrl_rules import FACTS
from generator.read.ixbrl_set import DocumentSet

_TERMS = ("numerator", "denominator")


def check_groups(document: DocumentSet, target: str | None) -> Iterator[Diagnostic]:
    """What is wrong with the tuples and fractions of `target`, and their refusal."""
    members: dict[int, list[RawElement]] = {}
    sound: set[int] = set()
    for raw in document.elements:
        group = _group_of(raw, document)
        if group is not None:
            members.setdefault(id(group), []).append(raw)
    for raw in document.elements:
        if raw.kind in _TERMS and raw.group is None:
            yield error(raw.code("1.1", "fractionTermMisplaced"), f"An ix:{raw.kind} stands in no ix:fraction.", location=raw.place)
        if raw.target != target:
            continue
        if "tupleRef" in raw.attributes:
            yield from _check_tuple_reference(raw, document, sound)
        if raw.kind == "tuple":
            yield from _check_tuple(raw, members.get(id(raw), []), document)
            yield _refused(raw, "xbrlxe:unsupportedTuple")
        elif raw.kind == "fraction":
            yield from _check_fraction(raw, members.get(id(raw), []))
            yield _refused(raw, "xbrlxe:unsupportedFraction")


def _refused(raw: RawElement, code: str) -> Diagnostic:
    message = f"An ix:{raw.kind} has no place in the report's model (OIM 1.0 has no {raw.kind}s)."
    return error(code, message, location=raw.place)


def _group_of(raw: RawElement, document: DocumentSet) -> RawElement | None:
    """The tuple that `raw` is a member of, by tupleRef or else by nesting; or the fraction whose term it is."""
    reference = raw.attributes.get("tupleRef")
    return document.tuples.get(reference) if reference is not None else raw.group


# ---------------------------------------------------------------- tuples (15)


def _check_tuple_reference(raw: RawElement, document: DocumentSet, sound: set[int]) -> Iterator[Diagnostic]:
    """A tupleRef leads to a tuple, and never back. `sound` are the elements known to lead nowhere wrong: each is walked once."""
    key = raw.attributes["tupleRef"]
    owner = document.tuples.get(key)
    if owner is None:
        hint = "Is the document set whole? Name all its files together."
        yield error(raw.code("1.2", "tupleRefMissing"), f"There is no tuple {quoted(key)}.", hint=hint, location=raw.place)
        return
    seen: set[int] = set()
    at: RawElement | None = owner
    while at is not None and id(at) not in seen and id(at) not in sound:
        if at is raw:
            yield error(raw.code("1.2", "tupleNestingCycle"), f"The tuple {quoted(key)} is a member of itself.", location=raw.place)
            return
        seen.add(id(at))
        at = _group_of(at, document)
    if at is None or id(at) in sound:
        sound |= seen


def _check_tuple(raw: RawElement, members: list[RawElement], document: DocumentSet) -> Iterator[Diagnostic]:
    """Members have an order of their own, and the tuple's target; a nil tuple has none (15.1)."""
    if raw.nil and members:
        yield error(raw.code("1.2", "tupleNilContent"), "A nil tuple has members.", location=raw.place)
    if not raw.nil and not members and "tupleID" not in raw.attributes:
        yield error(raw.code("1.1", "tupleID"), "The tuple is empty and has no tupleID that members could refer to.", location=raw.place)
    orders: dict[Decimal, RawElement] = {}
    for member in members:
        if member.kind not in FACTS:
            continue
        if member.target != raw.target:
            message = "The members of a tuple belong to the tuple's target."
            yield error(member.code("1.2", "tupleMemberDifferentTarget"), message, location=member.place)
        try:
            order = Decimal(member.attributes["order"].strip())
        except KeyError:
            message = "A member of a tuple needs an order."
            yield error(member.code("1.2", "tupleMemberOrderMissing"), message, location=member.place)
            continue
        except InvalidOperation:
            continue  # reported by its lexical form
        first = orders.setdefault(order, member)
        if first is not member and not _alike(first, member):
            message = f"Two different members of the tuple have the order {quoted(member.attributes['order'])}."
            yield error(member.code("1.2", "tupleSameOrderMembersUnequal"), message, location=member.place)


def _alike(first: RawElement, second: RawElement) -> bool:
    """Whether two members of one order report the same: only then may they stand twice."""
    keys = ("name", "contextRef", "unitRef")
    same = all(first.attributes.get(key) == second.attributes.get(key) for key in keys)
    return same and first.kind == second.kind and first.number == second.number and first.content == second.content


# ---------------------------------------------------------------- fractions (7)


def _check_fraction(raw: RawElement, members: list[RawElement]) -> Iterator[Diagnostic]:
    """A fraction has one numerator and one denominator, or another fraction around them with the same unit; a nil one nothing."""
    nested = [m for m in members if m.kind == "fraction"]
    kinds = [m.kind for m in members if m.kind in _TERMS]
    others = [m for m in members if m.kind not in (*_TERMS, "fraction")]
    if raw.nil and members:
        yield error(raw.code("1.2", "nilFractionChildren"), "A nil fraction has terms.", location=raw.place)
    elif not raw.nil and not nested and sorted(kinds) != ["denominator", "numerator"]:
        message = "A fraction needs exactly one numerator and one denominator."
        yield error(raw.code("1.3", "fractionTerms"), message, location=raw.place)
    elif len(nested) > 1 or (nested and kinds):
        yield error(raw.code("1.3", "fractionChildren"), "A fraction holds its two terms, or one other fraction.", location=raw.place)
    for member in others:
        message = f"An ix:{member.kind} stands in a fraction."
        yield error(raw.code("1.3", "fractionDescendants"), message, location=member.place)
    for inner in nested:
        if inner.nil or raw.nil:
            message = "A nil fraction may neither hold nor stand in another."
            yield error(inner.code("1.3", "nestedFractionIsNil"), message, location=inner.place)
        if inner.attributes.get("unitRef") != raw.attributes.get("unitRef"):
            message = "Nested fractions must agree in unitRef."
            yield error(inner.code("1.3", "fractionChildAttributes"), message, location=inner.place)
    for term in members:
        if term.kind == "denominator" and term.number == 0:
            yield error(term.code("1.3", "fractionDenominatorZero"), "The denominator of a fraction is 0.", location=term.place)
