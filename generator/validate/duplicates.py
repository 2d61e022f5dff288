"""Duplicate facts (XBRL.org Working Group Note "Handling Duplicate Facts in XBRL and Inline XBRL 1.0"; OIM 1.0, section 5).

Duplicates have all aspects equal. They are complete when values and decimals are equal too, consistent when they may
stand for the same number (rounding intervals of unequal decimals that overlap) or the text is the same, else inconsistent: an error here.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT
from generator.validate.calculation import NOTHING_KNOWN
from generator.validate.intervals import TooLarge, meet, rounding_interval


class Duplication(StrEnum):
    """How duplicates stand to each other."""

    COMPLETE = "complete"
    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


def check(report: Report, taxonomy: Taxonomy, severity: Severity = Severity.ERROR) -> Iterator[Diagnostic]:
    """A finding `oime:disallowedDuplicateFacts` for each set of inconsistent duplicates, at its second fact.

    `severity` is what it weighs: XBRL 2.1 by itself allows duplicates, Calculations 1.1 cannot work with inconsistent ones.
    """
    for facts in duplicate_sets(report.facts):
        if duplication(facts) is not Duplication.INCONSISTENT:
            continue
        first, second = _difference(facts)
        yield Diagnostic(
            code="oime:disallowedDuplicateFacts",
            severity=severity,
            message=f"{second.concept.local}: the same fact is reported as {_shown(first)} and as {_shown(second)}.",
            hint=f"Correct or remove one of {first.id} and {second.id}; or give them different periods, dimensions or units.",
            location=Location(fact=second.id),
        )


def duplicate_sets(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Each set of two or more facts of equal aspects, in the order of their first; notes take no part."""
    # Hashes first: they are small, and nearly all reports have no duplicates to look at more closely.
    seen: set[int] = set()
    again: set[int] = set()
    for fact in facts:
        key = hash((fact.concept, fact.period, fact.dimensions, fact.unit, fact.entity, fact.language))
        if key in seen:
            again.add(key)
        seen.add(key)
    if not again:
        return
    sets: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        aspects = (fact.concept, fact.period, fact.dimensions, fact.unit, fact.entity, fact.language)
        if hash(aspects) in again and fact.concept != NOTE_CONCEPT:
            sets.setdefault(aspects, []).append(fact)
    yield from (found for found in sets.values() if len(found) > 1)


def duplication(facts: Sequence[Fact]) -> Duplication:
    """How `facts`, duplicates of each other, stand: numbers by their rounding intervals, the rest by their text."""
    first = facts[0]
    if all(f.value == first.value and f.decimals == first.decimals for f in facts):
        return Duplication.COMPLETE
    # Closed intervals that meet two by two have a point common to all.
    pairs = ((a, b) for i, a in enumerate(facts) for b in facts[i + 1 :])
    return Duplication.CONSISTENT if all(consistent(a, b) for a, b in pairs) else Duplication.INCONSISTENT


def consistent(a: Fact, b: Fact) -> bool:
    """Whether two duplicates may stand for one value; nil is consistent with nil alone.

    Numbers of equal decimals must be equal: touching intervals do not excuse one figure printed in two ways.
    """
    if isinstance(a.value, Decimal) and isinstance(b.value, Decimal):
        if NOTHING_KNOWN in (a.decimals, b.decimals):
            return True  # a number of precision 0 stands for any (XBRL 2.1, 4.6.4)
        if a.value == b.value or a.decimals == b.decimals:
            return a.value == b.value
        try:
            return meet(rounding_interval(a.value, a.decimals), rounding_interval(b.value, b.decimals))
        except (TooLarge, ValueError):
            return False
    return a.value == b.value


def _difference(facts: Sequence[Fact]) -> tuple[Fact, Fact]:
    return next((a, b) for i, a in enumerate(facts) for b in facts[i + 1 :] if not consistent(a, b))


def _shown(fact: Fact) -> str:
    if fact.value is None:
        return "nil"
    if isinstance(fact.value, Decimal):
        return f"{quoted(str(fact.value))} ({'exact' if fact.decimals is None else f'decimals {fact.decimals}'})"
    return f"“{quoted(str(fact.value), 40)}”"
