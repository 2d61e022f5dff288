"""Calculations 1.1: the total, as the range of numbers that it may stand for, must meet the weighted sum of its parts' ranges."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cache

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Fact
from generator.qname import QName
from generator.validate.binding import EXACT, LIMIT, NOTHING_KNOWN, ZERO, Calculation, Entry, Facts, Key, inconsistent, plain, unit

_Range = tuple[Decimal, Decimal, bool, bool]
"""What a number may stand for: middle ± half, and whether the lower and the upper bound are included."""
_ABSENT = (ZERO, ZERO, False, False)
"""Stands for what takes no part: nil facts."""


class Ranges:
    """The ranges of bound facts; `truncate` for numbers that were truncated, not rounded."""

    def __init__(self, facts: Facts, *, truncate: bool) -> None:
        self.facts = facts
        self.truncate = truncate
        self._range: Callable[[Decimal, int], _Range] = _truncated if truncate else _rounded
        self._odd: dict[QName, dict[Key, _Range | None]] = {}
        self._defects: dict[tuple[QName, Key], list[Diagnostic]] = {}
        self._found: list[Diagnostic] = []

    def check(self, calculation: Calculation) -> Iterator[Diagnostic]:
        """A finding for each total whose range does not meet that of its parts."""
        with localcontext(EXACT):  # not around a yield: the context would leak to the caller
            found = self._inconsistencies(calculation)
        for key, total, parts in found:
            yield _inconsistent_11(calculation, self.facts, key, parts, total, self.truncate)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What was found on the way about single facts that a calculation binds: a total's beside a part's in one context."""
        yield from self._found

    def _inconsistencies(self, calculation: Calculation) -> list[tuple[Key, _Range, _Range]]:
        """Where the total's range does not meet the parts': the key and both ranges. Needs an exact context."""
        result = []
        parts = [(part, self.facts[part], self._unlike(part), None if weight == 1 else weight) for part, weight in calculation.parts]
        unlike = self._unlike(calculation.total)
        for key, entry in self.facts[calculation.total].items():
            total = unlike[key] if key in unlike else self._plain(entry)
            blocked = total is None or total is _ABSENT
            middle, half, low_closed, high_closed, bound, found = ZERO, ZERO, True, True, False, False
            for concept, by_key, odd, weight in parts:
                one = by_key.get(key)
                if one is None:
                    continue
                bound = True
                if key in odd:
                    part = odd[key]
                    self._note(concept, key)
                else:
                    part = self._plain(one)
                if part is None:
                    blocked = True
                elif not blocked and part is not _ABSENT:
                    found = True
                    a, b, a_closed, b_closed = part if weight is None else _weighted(part, weight)
                    middle += a
                    half += b
                    low_closed, high_closed = low_closed and a_closed, high_closed and b_closed
            if bound and key in unlike:
                self._note(calculation.total, key)
            if found and not blocked and total and not _meet(total, computed := (middle, half, low_closed, high_closed)):
                result.append((key, total, computed))
        return result

    def _note(self, concept: QName, key: Key) -> None:
        """Report, once, what is wrong with the facts of an entry, now that a calculation binds them."""
        self._found += self._defects.pop((concept, key), ())

    def _plain(self, entry: Entry) -> _Range:
        """The range of the one fact of an entry that is not among the unlike ones."""
        assert isinstance(entry, Fact)
        value, decimals = entry.value, entry.decimals
        assert isinstance(value, Decimal)
        return (value, ZERO, True, True) if decimals is None else self._range(value, decimals)

    def _unlike(self, concept: QName) -> Mapping[Key, _Range | None]:
        """The ranges of a concept's entries that are not one number whose digits its decimals allow; None blocks a calculation.

        They are worked out when a concept is first asked for: nearly all concepts have none.
        """
        known = self._odd.get(concept)
        if known is None:
            known = self._odd[concept] = {}
            for key, entry in self.facts[concept].items():
                defects: list[Diagnostic] = []
                if isinstance(entry, list):
                    known[key] = self._of_set(entry, defects) if any(f.value is not None for f in entry) else _ABSENT
                elif entry.value is None:
                    known[key] = _ABSENT
                elif not _is_usable(entry, defects):
                    known[key] = None
                if defects:
                    self._defects[concept, key] = defects
        return known

    def _of_set(self, duplicates: Sequence[Fact], defects: list[Diagnostic]) -> _Range | None:
        valued = [fact for fact in duplicates if fact.value is not None]
        usable = [_is_usable(fact, defects) for fact in valued]  # all of them, so that every one's excess digits are noted
        if not all(usable):
            return None
        result: _Range | None = self._plain(valued[0])
        for fact in valued[1:]:
            result = None if result is None else _intersection(result, self._plain(fact))
        # As `duplicates` has it: nil agrees with nil alone, and equal decimals want equal values.
        by_decimals = {fact.decimals: fact.value for fact in reversed(duplicates)}
        if result is None or len(valued) < len(duplicates) or any(by_decimals[fact.decimals] != fact.value for fact in duplicates):
            self._blocked(duplicates, defects)
            return None
        return result

    def _blocked(self, duplicates: Sequence[Fact], defects: list[Diagnostic]) -> None:
        if self.truncate and len(duplicates) > 1:  # in rounding mode `duplicates` says it, with the code that OIM gives it
            ids = ", ".join(f.id for f in duplicates[:8])
            defects.append(
                error(
                    "calc11e:disallowedDuplicateFactsUsingTruncation",
                    f"{duplicates[0].concept.local}: the duplicate facts {quoted(ids)} cannot stand for one truncated number.",
                    hint="Correct one of them; calculations with them are not checked.",
                    location=Location(fact=duplicates[-1].id),
                )
            )


def _is_usable(fact: Fact, defects: list[Diagnostic]) -> bool:
    """Whether a calculation can use the number: a digit that its decimals do not allow goes to `defects`."""
    value, decimals = fact.value, fact.decimals
    if not isinstance(value, Decimal) or not value.is_finite() or not -LIMIT < value.adjusted() < LIMIT:
        return False
    if decimals is None:
        return True
    if decimals == NOTHING_KNOWN:
        return False  # xBRL-XML has no fact for it, so that Calculations 1.1 does not say what it contributes
    if value % unit(decimals):
        defects.append(_excess_digits(fact))
        return False
    return True


def _weighted(part: _Range, weight: Decimal) -> _Range:
    middle, half, low_closed, high_closed = part
    if weight < 0:
        low_closed, high_closed = high_closed, low_closed
    return middle * weight, half * abs(weight), low_closed, high_closed


def _meet(a: _Range, b: _Range) -> bool:
    gap, reach = a[0] - b[0], a[1] + b[1]
    if abs(gap) != reach:
        return abs(gap) < reach
    return a[2] and b[3] if gap > 0 else a[3] and b[2] if gap < 0 else True


@cache
def _half(decimals: int) -> Decimal:
    return EXACT.divide(unit(decimals), Decimal(2))


def _rounded(value: Decimal, decimals: int) -> _Range:
    return value, _half(decimals), True, True


def _truncated(value: Decimal, decimals: int) -> _Range:
    half = _half(decimals)
    if value > 0:
        return value + half, half, True, False
    if value < 0:
        return value - half, half, False, True
    return value, half + half, False, False


def _intersection(a: _Range, b: _Range) -> _Range | None:
    if not _meet(a, b):
        return None
    low = max(middle - half for middle, half, _, _ in (a, b))
    high = min(middle + half for middle, half, _, _ in (a, b))
    low_closed = all(closed for middle, half, closed, _ in (a, b) if middle - half == low)
    high_closed = all(closed for middle, half, _, closed in (a, b) if middle + half == high)
    return (low + high) / 2, (high - low) / 2, low_closed, high_closed


def _excess_digits(fact: Fact) -> Diagnostic:
    return error(
        "calc11e:excessDigits",
        f"{fact.concept.local}: the value {quoted(str(fact.value))} has more digits than its decimals ({fact.decimals}) allow.",
        hint="Round the value to its decimals, or give the decimals that it has; its calculations are not checked.",
        location=Location(fact=fact.id),
    )


def _inconsistent_11(calculation: Calculation, facts: Facts, key: Key, parts: _Range, total: _Range, truncate: bool) -> Diagnostic:
    suffix, name = ("Truncation", "truncation") if truncate else ("Rounding", "rounding")
    allowed = EXACT.multiply(EXACT.add(parts[1], total[1]), Decimal(2 if truncate else 1))
    code = f"calc11e:inconsistentCalculationUsing{suffix}"
    return inconsistent(code, calculation, facts, key, f"of which {name} explains at most {plain(allowed)}")
