"""Calculations 1.1 (round and truncate) and the summation-item rule of XBRL 2.1, section 5.2.5.2 ("1.0").

A calculation is bound for every set of facts that share all aspects but the concept. In 1.1 each fact is an interval and the
calculation is consistent when the interval of the total meets the weighted sum of the parts' intervals; in 1.0 both sides are
rounded to the total's decimals and must be equal. Numbers stay Decimals: sums of decimal fractions are exact.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import cache
from typing import NamedTuple, TypeAlias

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import NUMERIC_BASE_TYPES, Entity, Fact, Member, Period, Relationship, Report, Taxonomy, Unit
from generator.qname import SUMMATION_ITEM_2003, SUMMATION_ITEM_2023, QName

MODES = ("1.1", "1.1-truncate", "1.0", "none")
_EXACT = Context(prec=5_000, Emax=999_999, Emin=-999_999)
_LIMIT = 1_000
"""Numbers of more digits are left out of calculations, and decimals beyond it are taken for it: work stays bounded."""
_ZERO = Decimal(0)
NOTHING_KNOWN = -1_000_000
"""The decimals of a number with the precision 0: no digit of it counts (XBRL 2.1, 4.6.4)."""

_Key: TypeAlias = int
"""A number for all aspects but the concept."""


class Range(NamedTuple):
    """What a number may stand for: `middle` ± `half`, each bound included or not."""

    middle: Decimal
    half: Decimal = _ZERO
    low_closed: bool = True
    high_closed: bool = True


class Calculation(NamedTuple):
    """One total of one link role, with its parts in order."""

    role: str
    total: QName
    parts: tuple[tuple[QName, Decimal], ...]


def check(report: Report, taxonomy: Taxonomy, mode: str = "1.1") -> Iterator[Diagnostic]:
    """The inconsistent calculations of a report, each at its total, by link role; and what is wrong with the arcs.

    `mode` is one of MODES. Inconsistent duplicates block the calculations that they are part of; in mode 1.1 they are
    reported by `duplicates`, in truncation here. Raises ValueError for another mode.
    """
    if mode not in MODES:
        raise ValueError(f"there is no calculation mode {mode!r}")
    if mode == "none":
        return
    arcroles = (SUMMATION_ITEM_2003,) if mode == "1.0" else (SUMMATION_ITEM_2003, SUMMATION_ITEM_2023)
    found = [c for arcrole in arcroles for c in calculations(taxonomy, arcrole)]
    if mode != "1.0":
        yield from _arcs(taxonomy, arcroles)
    involved = {c.total for c in found} | {part for c in found for part, _ in c.parts}
    facts = _bind(report.facts, involved)
    if mode == "1.0":
        for calculation in found:
            yield from check_10(calculation, Bound(facts, facts, {}))
        return
    ranges = _Ranges(facts, truncate=mode == "1.1-truncate")
    for calculation in found:
        yield from _check_11(calculation, facts, ranges)
    yield from ranges.diagnostics()


def calculations(taxonomy: Taxonomy, arcrole: str) -> Iterator[Calculation]:
    """The calculations that the summation-item arcs of `arcrole` declare, by link role, totals in order of their first arc."""
    for role, base_set in taxonomy.relationships.get(arcrole, {}).items():
        parts: dict[QName, dict[QName, Decimal]] = {}
        for arc in base_set:
            parts.setdefault(arc.source, {}).setdefault(arc.target, Decimal(1) if arc.weight is None else arc.weight.normalize())
        for total, weighted in parts.items():
            yield Calculation(role, total, tuple(weighted.items()))


def _bind(facts: Sequence[Fact], involved: set[QName]) -> dict[QName, dict[_Key, list[Fact]]]:
    """The facts of the concepts involved, by concept, then by all their other aspects."""
    bound: dict[QName, dict[_Key, list[Fact]]] = {concept: {} for concept in involved}
    keys: dict[tuple[Period | None, tuple[tuple[QName, Member], ...], Unit | None, Entity], _Key] = {}
    last: Fact | None = None
    key = 0
    for fact in facts:
        by_key = bound.get(fact.concept)
        if by_key is None or not (fact.value is None or isinstance(fact.value, Decimal)):
            continue
        # Facts of one context mostly follow each other and share the objects: then nothing needs hashing.
        if not (
            last is not None
            and fact.dimensions is last.dimensions
            and fact.period is last.period
            and fact.unit is last.unit
            and fact.entity is last.entity
        ):
            key = keys.setdefault((fact.period, fact.dimensions, fact.unit, fact.entity), len(keys))
            last = fact
        if key in by_key:
            by_key[key].append(fact)
        else:
            by_key[key] = [fact]
    return bound


_Facts: TypeAlias = Mapping[QName, Mapping[_Key, list[Fact]]]

# ---------------------------------------------------------------- Calculations 1.1


def _check_11(calculation: Calculation, facts: _Facts, ranges: "_Ranges") -> Iterator[Diagnostic]:
    with localcontext(_EXACT):  # not around a yield: the context would leak to the caller
        found = _inconsistencies(calculation, ranges)
    for key, total, parts in found:
        yield _inconsistent_11(calculation, facts, key, parts, total, ranges.truncate)


def _inconsistencies(calculation: Calculation, ranges: "_Ranges") -> list[tuple[_Key, Range, Range]]:
    """Where the total's range does not meet the parts': the key and both ranges. Needs an exact context."""
    result = []
    parts = [(ranges.of(part), weight) for part, weight in calculation.parts]
    for key, total in ranges.of(calculation.total).items():
        if total is None:
            continue
        middle = half = _ZERO
        low_closed = high_closed = True
        found = False
        for by_key, weight in parts:
            part = by_key.get(key, _ABSENT)
            if part is _ABSENT:
                continue
            if part is None:
                break
            found = True
            a, b, a_closed, b_closed = part if weight == 1 else _weighted(part, weight)
            middle += a
            half += b
            low_closed, high_closed = low_closed and a_closed, high_closed and b_closed
        else:
            if found and not _meet(total, computed := Range(middle, half, low_closed, high_closed)):
                result.append((key, total, computed))
    return result


def _weighted(part: Range, weight: Decimal) -> Range:
    middle, half = part.middle * weight, part.half * abs(weight)
    if weight < 0:
        return Range(middle, half, part.high_closed, part.low_closed)
    return Range(middle, half, part.low_closed, part.high_closed)


def _meet(a: Range, b: Range) -> bool:
    gap, reach = a.middle - b.middle, a.half + b.half
    if abs(gap) != reach:
        return abs(gap) < reach
    return a.low_closed and b.high_closed if gap > 0 else a.high_closed and b.low_closed if gap < 0 else True


class _Ranges:
    """The range of each set of duplicates, made when a concept is first asked for; None blocks a calculation."""

    def __init__(self, facts: _Facts, *, truncate: bool) -> None:
        self.facts = facts
        self.truncate = truncate
        self._range = _truncated if truncate else _rounded
        self._known: dict[QName, dict[_Key, Range | None]] = {}
        self._found: list[Diagnostic] = []

    def of(self, concept: QName) -> Mapping[_Key, Range | None]:
        """The ranges of a concept's facts; sets of nil facts are left out."""
        known = self._known.get(concept)
        if known is None:
            known = self._known[concept] = {}
            for key, duplicates in self.facts[concept].items():
                if len(duplicates) == 1:
                    if duplicates[0].value is not None:
                        known[key] = self._of_fact(duplicates[0])
                elif any(f.value is not None for f in duplicates):
                    known[key] = self._of_set(duplicates)
        return known

    def _of_fact(self, fact: Fact) -> Range | None:
        value, decimals = fact.value, fact.decimals
        if not isinstance(value, Decimal) or not value.is_finite() or not -_LIMIT < value.adjusted() < _LIMIT:
            return None
        if decimals is None:
            return Range(value)
        if decimals == NOTHING_KNOWN:
            return None  # xBRL-XML has no fact for it, so that Calculations 1.1 does not say what it contributes
        if value % _unit(decimals):
            self._found.append(_excess_digits(fact))
            return None
        return self._range(value, decimals)

    def _of_set(self, duplicates: Sequence[Fact]) -> Range | None:
        result: Range | None = None
        for fact in duplicates:
            found = self._of_fact(fact) if fact.value is not None else None
            if found is None and fact.value is not None:
                return None
            result = found if result is None or found is None else _intersection(result, found)
            if result is None:
                self._blocked(duplicates)
                return None
        return result

    def _blocked(self, duplicates: Sequence[Fact]) -> None:
        if self.truncate and len(duplicates) > 1:  # in rounding mode `duplicates` says it, with the code that OIM gives it
            ids = ", ".join(f.id for f in duplicates[:8])
            self._found.append(
                error(
                    "calc11e:disallowedDuplicateFactsUsingTruncation",
                    f"{duplicates[0].concept.local}: the duplicate facts {quoted(ids)} cannot stand for one truncated number.",
                    hint="Correct one of them; calculations with them are not checked.",
                    location=Location(fact=duplicates[-1].id),
                )
            )

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What was found on the way about single facts."""
        yield from self._found


_ABSENT = Range(_ZERO)


@cache
def _unit(decimals: int) -> Decimal:
    """One unit of `decimals`: 10^-decimals."""
    return Decimal(1).scaleb(max(-_LIMIT, min(_LIMIT, -decimals)), _EXACT)


@cache
def _half(decimals: int) -> Decimal:
    return _EXACT.divide(_unit(decimals), Decimal(2))


def _rounded(value: Decimal, decimals: int) -> Range:
    return Range(value, _half(decimals))


def _truncated(value: Decimal, decimals: int) -> Range:
    half = _half(decimals)
    if value > 0:
        return Range(value + half, half, high_closed=False)
    if value < 0:
        return Range(value - half, half, low_closed=False)
    return Range(value, half + half, low_closed=False, high_closed=False)


def _intersection(a: Range, b: Range) -> Range | None:
    if not _meet(a, b):
        return None
    low = max(a.middle - a.half, b.middle - b.half)
    high = min(a.middle + a.half, b.middle + b.half)
    low_closed = all(r.low_closed for r in (a, b) if r.middle - r.half == low)
    high_closed = all(r.high_closed for r in (a, b) if r.middle + r.half == high)
    return Range((low + high) / 2, (high - low) / 2, low_closed, high_closed)


def _excess_digits(fact: Fact) -> Diagnostic:
    return error(
        "calc11e:excessDigits",
        f"{fact.concept.local}: the value {quoted(str(fact.value))} has more digits than its decimals ({fact.decimals}) allow.",
        hint="Round the value to its decimals, or give the decimals that it has; its calculations are not checked.",
        location=Location(fact=fact.id),
    )


def _inconsistent_11(calculation: Calculation, facts: _Facts, key: _Key, parts: Range, total: Range, truncate: bool) -> Diagnostic:
    suffix, name = ("Truncation", "truncation") if truncate else ("Rounding", "rounding")
    allowed = _EXACT.multiply(_EXACT.add(parts.half, total.half), Decimal(2 if truncate else 1))
    code = f"calc11e:inconsistentCalculationUsing{suffix}"
    return _inconsistent(code, calculation, facts, key, f"of which {name} explains at most {_plain(allowed)}")


# ---------------------------------------------------------------- XBRL 2.1, 5.2.5.2


class Bound(NamedTuple):
    """Facts by concept, then by where and for what they bind: totals, and the parts that those take in.

    `parents` says what a fact stands in, by its id; facts that are not in it stand in the instance itself.
    """

    totals: _Facts
    parts: _Facts
    parents: Mapping[str, int]


def check_10(calculation: Calculation, bound: Bound) -> Iterator[Diagnostic]:
    """Where a total, rounded to its decimals, is not the sum of its parts, rounded each to its own and then to the total's.

    A total that is reported twice does not bind, nor one of whose parts is; a number with the precision 0 agrees with nothing.
    """
    parts = [(bound.parts[part], weight) for part, weight in calculation.parts]
    for key, totals in bound.totals[calculation.total].items():
        total = totals[0]
        if len(totals) > 1 or not _is_finite(total):
            continue
        computed: Decimal | None = _ZERO
        found = False
        for by_key, weight in parts:
            valued = [fact for fact in by_key.get(key, ()) if fact.value is not None]
            if len({bound.parents.get(fact.id) for fact in valued}) < len(valued):
                break  # duplicates
            for fact in valued:
                if _is_finite(fact):
                    found = True
                    rounded = _round(fact, fact.decimals)
                    computed = None if computed is None or rounded is None else _EXACT.add(computed, _EXACT.multiply(rounded, weight))
        else:
            rounded = _round(total, total.decimals)
            if found and (rounded is None or computed is None or rounded != _round(total, total.decimals, computed)):
                known = (
                    "one of them has the precision 0"
                    if rounded is None or computed is None
                    else f"both were rounded to decimals {total.decimals}"
                )
                yield _inconsistent("xbrl.5.2.5.2", calculation, bound.parts, key, f"and {known}", total=total)


def _is_finite(fact: Fact) -> bool:
    """Whether the fact has a number that can be calculated with."""
    return isinstance(fact.value, Decimal) and fact.value.is_finite() and abs(fact.value.adjusted()) <= _LIMIT


def _round(fact: Fact, decimals: int | None, value: Decimal | None = None) -> Decimal | None:
    """`value`, by default the fact's, rounded; None where nothing is known of it (precision 0)."""
    if decimals == NOTHING_KNOWN:
        return None
    number = fact.value if value is None else value
    assert isinstance(number, Decimal)
    if decimals is None:
        return number
    return number.quantize(_unit(decimals), ROUND_HALF_EVEN, _EXACT)


# ---------------------------------------------------------------- messages


def _inconsistent(code: str, calculation: Calculation, facts: _Facts, key: _Key, note: str, *, total: Fact | None = None) -> Diagnostic:
    total = facts[calculation.total][key][0] if total is None else total
    computed = _ZERO
    named: list[str] = []
    for part, weight in calculation.parts:
        fact = next((f for f in facts[part].get(key, ()) if isinstance(f.value, Decimal)), None)
        if fact is None or not isinstance(fact.value, Decimal):
            named.append(f"{part.local} not reported")
            continue
        computed = _EXACT.add(computed, _EXACT.multiply(fact.value, weight))
        sign = "" if weight == 1 else "-" if weight == -1 else f"{_plain(weight)} × "
        named.append(f"{sign}{part.local} {_plain(fact.value)}")
    value = total.value if isinstance(total.value, Decimal) else _ZERO
    more = f"; and {len(named) - 12} more" if len(named) > 12 else ""
    return error(
        code,
        f"{total.concept.local} is {_plain(value)}, but its parts sum to {_plain(computed)}: "
        f"the difference is {_plain(_EXACT.subtract(value, computed))}, {note}.",
        hint=f"Look for a missing part, or for decimals that claim too much: {'; '.join(named[:12])}{more}.",
        location=Location(fact=total.id),
    )


def _plain(value: Decimal) -> str:
    return quoted(f"{value:,f}") if abs(value.adjusted()) < 60 else quoted(str(value))


# ---------------------------------------------------------------- arcs (Calculations 1.1, 2.1)


def _arcs(taxonomy: Taxonomy, arcroles: Sequence[str]) -> Iterator[Diagnostic]:
    for arcrole in arcroles:
        for role, base_set in taxonomy.relationships.get(arcrole, {}).items():
            for rule in ARC_RULES:
                yield from rule(role, base_set, taxonomy)


def no_duplicate_arcs(role: str, base_set: Sequence[Relationship], taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """In one link role a part contributes to a total once."""
    seen: set[tuple[QName, QName]] = set()
    for arc in base_set:
        if (arc.source, arc.target) in seen:
            yield error(
                "calc11e:duplicateCalculationRelationships",
                f"{arc.target.local} contributes to {arc.source.local} twice in the role {quoted(role)}.",
                hint="Keep one of the arcs.",
            )
        seen.add((arc.source, arc.target))


def only_decimal_concepts(role: str, base_set: Sequence[Relationship], taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """Totals and parts are of types derived from xs:decimal: no floats, fractions or text."""
    for arc in base_set:
        for name in (arc.source, arc.target):
            concept = taxonomy.concepts.get(name)
            if concept is not None and concept.base_type not in _DECIMAL_TYPES:
                yield error(
                    "calc11e:nonDecimalItemNode",
                    f"{name.local}, in the calculation of {arc.source.local} in the role {quoted(role)}, is no decimal concept.",
                    hint="Calculate with concepts of a decimal type only.",
                )


_DECIMAL_TYPES = NUMERIC_BASE_TYPES - {"floatItemType", "doubleItemType", "fractionItemType"}
ARC_RULES: tuple[Callable[[str, Sequence[Relationship], Taxonomy], Iterator[Diagnostic]], ...] = (no_duplicate_arcs, only_decimal_concepts)
