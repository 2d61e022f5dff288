"""Calculations 1.1 (round and truncate) and the summation-item rule of XBRL 2.1, section 5.2.5.2 ("1.0").

A calculation is bound for every set of facts that share all aspects but the concept. In 1.1 each fact is an interval and the
calculation is consistent when the interval of the total meets the weighted sum of the parts' intervals; in 1.0 both sides are
rounded to the total's decimals and must be equal. Numbers stay Decimals: sums of decimal fractions are exact.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from generator.diagnostics import Diagnostic, error, quoted
from generator.model import NUMERIC_BASE_TYPES, Fact, Relationship, Report, Taxonomy
from generator.qname import SUMMATION_ITEM_2003, SUMMATION_ITEM_2023, QName
from generator.records import NamedTuple
from generator.validate.binding import (
    EXACT,
    LIMIT,
    NOTHING_KNOWN,
    ZERO,
    Calculation,
    FactLists,
    bind,
    calculations,
    inconsistent,
    listed,
    unit,
)
from generator.validate.calculation_11 import Ranges

MODES = ("1.1", "1.1-truncate", "1.0", "none")


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
    facts = bind(report.facts, involved)
    if mode == "1.0":
        every = {concept: {key: listed(entry) for key, entry in by_key.items()} for concept, by_key in facts.items()}
        for calculation in found:
            yield from check_10(calculation, Bound(every, every, {}))
        return
    ranges = Ranges(facts, truncate=mode == "1.1-truncate")
    for calculation in found:
        yield from ranges.check(calculation)
    yield from ranges.diagnostics()


# ---------------------------------------------------------------- XBRL 2.1, 5.2.5.2


class Bound(NamedTuple):
    """Facts by concept, then by where and for what they bind: totals, and the parts that those take in.

    `parents` says what a fact stands in, by its id; facts that are not in it stand in the instance itself.
    """

    totals: FactLists
    parts: FactLists
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
        computed: Decimal | None = ZERO
        found = False
        for by_key, weight in parts:
            valued = [fact for fact in by_key.get(key, ()) if fact.value is not None]
            if len({bound.parents.get(fact.id) for fact in valued}) < len(valued):
                break  # duplicates
            for fact in valued:
                if _is_finite(fact):
                    found = True
                    rounded = _round(fact, fact.decimals)
                    computed = None if computed is None or rounded is None else EXACT.add(computed, EXACT.multiply(rounded, weight))
        else:
            rounded = _round(total, total.decimals)
            if found and (rounded is None or computed is None or rounded != _round(total, total.decimals, computed)):
                known = (
                    "one of them has the precision 0"
                    if rounded is None or computed is None
                    else f"both were rounded to decimals {total.decimals}"
                )
                yield inconsistent("xbrl.5.2.5.2", calculation, bound.parts, key, f"and {known}", total=total)


def _is_finite(fact: Fact) -> bool:
    """Whether the fact has a number that can be calculated with."""
    return isinstance(fact.value, Decimal) and fact.value.is_finite() and abs(fact.value.adjusted()) <= LIMIT


def _round(fact: Fact, decimals: int | None, value: Decimal | None = None) -> Decimal | None:
    """`value`, by default the fact's, rounded; None where nothing is known of it (precision 0)."""
    if decimals == NOTHING_KNOWN:
        return None
    number = fact.value if value is None else value
    assert isinstance(number, Decimal)
    if decimals is None:
        return number
    return number.quantize(unit(decimals), ROUND_HALF_EVEN, EXACT)


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
    others = {name for arc in base_set for name in (arc.source, arc.target)}
    others = {name for name in others if (concept := taxonomy.concepts.get(name)) and concept.base_type not in _DECIMAL_TYPES}
    for arc in base_set if others else ():
        for name in (arc.source, arc.target):
            if name in others:
                yield error(
                    "calc11e:nonDecimalItemNode",
                    f"{name.local}, in the calculation of {arc.source.local} in the role {quoted(role)}, is no decimal concept.",
                    hint="Calculate with concepts of a decimal type only.",
                )


_DECIMAL_TYPES = NUMERIC_BASE_TYPES - {"floatItemType", "doubleItemType", "fractionItemType"}
ARC_RULES: tuple[Callable[[str, Sequence[Relationship], Taxonomy], Iterator[Diagnostic]], ...] = (no_duplicate_arcs, only_decimal_concepts)
