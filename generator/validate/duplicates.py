"""Duplicate facts (XBRL.org Working Group Note "Handling Duplicate Facts in XBRL and Inline XBRL 1.0"; OIM 1.0, section 5).

Duplicates have all aspects equal. They are complete when values and decimals are equal too, consistent when they may
stand for the same number (rounding intervals of unequal decimals that overlap) or the text is the same, else inconsistent: an error here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from generator.dates import oim_date
from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.model import Fact, Report, Taxonomy
from generator.qname import NOTE_CONCEPT, QName
from generator.validate.binding import NOTHING_KNOWN
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
        alike = _comparable(facts, taxonomy)
        if duplication(alike) is not Duplication.INCONSISTENT:
            continue
        first, second = _difference(alike)
        yield Diagnostic(
            code="oime:disallowedDuplicateFacts",
            severity=severity,
            message=f"{second.concept.local}: the same fact is reported as {_shown(first)} and as {_shown(second)}.",
            hint=f"Correct or remove one of {first.id} and {second.id}; or give them different periods, dimensions or units.",
            location=Location(fact=second.id),
        )


def duplicate_sets(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """Each set of two or more facts of equal aspects, in the order of their first; notes take no part."""
    again = _repeated(facts)  # nearly all reports have none to look at more closely
    if not again:
        return
    sets: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        if fact.concept in again and fact.concept != NOTE_CONCEPT:
            aspects = (fact.concept, fact.period, fact.dimensions, fact.unit, fact.entity, fact.language)
            sets.setdefault(aspects, []).append(fact)
    yield from (found for found in sets.values() if len(found) > 1)


def _repeated(facts: Sequence[Fact]) -> set[QName]:
    """The concepts that have two or more facts of equal aspects.

    Each fact becomes one number, and these are sorted: that takes less room than a set of what was seen.
    """
    others: dict[tuple[object, ...], int] = {}
    concepts: dict[QName, int] = {}
    numbers: list[int] = []
    period = dimensions = unit = entity = language = None
    number = -1
    for _, concept, _, new_entity, new_period, new_unit, _, new_language, new_dimensions, _ in facts:
        # Facts of one context mostly follow each other and share the objects: then nothing needs hashing.
        if (
            new_dimensions is not dimensions
            or new_period is not period
            or new_unit is not unit
            or new_entity is not entity
            or new_language is not language
        ):
            entity, period, unit, language, dimensions = new_entity, new_period, new_unit, new_language, new_dimensions
            number = others.setdefault((entity, period, unit, language, dimensions), len(others)) << _BITS
        numbers.append(number | concepts.setdefault(concept, len(concepts)))
    numbers.sort()
    again = {one & (1 << _BITS) - 1 for one, after in zip(numbers, islice(numbers, 1, None), strict=False) if one == after}
    return {concept for concept, number in concepts.items() if number in again} if again else set()


_BITS = 40
"""Room for more concepts than a report may have facts."""


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


def _comparable(facts: Sequence[Fact], taxonomy: Taxonomy) -> Sequence[Fact]:
    """`facts` with one text for each value, where a value has several: moments, and names of languages."""
    concept = taxonomy.concepts.get(facts[0].concept)
    form = _FORMS.get(concept.base_type) if concept is not None else None
    if form is None:
        return facts
    return [fact._replace(value=form(fact.value)) if isinstance(fact.value, str) else fact for fact in facts]


def _moment(text: str) -> str:
    try:
        moment = oim_date(text, end=False)
    except ValueError:  # no moment: the check of values says so
        return text
    return f"{moment[:-6]}Z" if moment.endswith(("+00:00", "-00:00")) else moment


_FORMS: Mapping[str, Callable[[str], str]] = {"dateTimeItemType": _moment, "languageItemType": str.lower}


def _difference(facts: Sequence[Fact]) -> tuple[Fact, Fact]:
    return next((a, b) for i, a in enumerate(facts) for b in facts[i + 1 :] if not consistent(a, b))


def _shown(fact: Fact) -> str:
    if fact.value is None:
        return "nil"
    if isinstance(fact.value, Decimal):
        return f"{quoted(str(fact.value))} ({'exact' if fact.decimals is None else f'decimals {fact.decimals}'})"
    return f"“{quoted(str(fact.value), 40)}”"
