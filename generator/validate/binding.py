"""What calculations are made of: totals with their parts, and the facts that bind to them.

A calculation is bound for every set of facts that share all aspects but the concept.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import cache

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Entity, Fact, Member, Period, Taxonomy, Unit
from generator.qname import QName
from generator.records import NamedTuple

EXACT = Context(prec=5_000, Emax=999_999, Emin=-999_999)
LIMIT = 1_000
"""Numbers of more digits are left out of calculations, and decimals beyond it are taken for it: work stays bounded."""
ZERO = Decimal(0)
NOTHING_KNOWN = -1_000_000
"""The decimals of a number with the precision 0: no digit of it counts (XBRL 2.1, 4.6.4)."""

Key = int
"""A number for all aspects but the concept."""
Entry = Fact | list[Fact]
"""The fact bound at a key, or the duplicates; a list for each would double what binding takes."""
Facts = Mapping[QName, Mapping[Key, Entry]]
FactLists = Mapping[QName, Mapping[Key, Sequence[Fact]]]


class Calculation(NamedTuple):
    """One total of one link role, with its parts in order."""

    role: str
    total: QName
    parts: tuple[tuple[QName, Decimal], ...]


def calculations(taxonomy: Taxonomy, arcrole: str) -> Iterator[Calculation]:
    """The calculations that the summation-item arcs of `arcrole` declare, by link role, totals in order of their first arc."""
    for role, base_set in taxonomy.relationships.get(arcrole, {}).items():
        parts: dict[QName, dict[QName, Decimal]] = {}
        for arc in base_set:
            parts.setdefault(arc.source, {}).setdefault(arc.target, Decimal(1) if arc.weight is None else arc.weight.normalize())
        for total, weighted in parts.items():
            yield Calculation(role, total, tuple(weighted.items()))


@cache
def unit(decimals: int) -> Decimal:
    """One unit of `decimals`: 10^-decimals."""
    return Decimal(1).scaleb(max(-LIMIT, min(LIMIT, -decimals)), EXACT)


def listed(entry: Fact | Sequence[Fact]) -> Sequence[Fact]:
    """The facts of an entry."""
    return (entry,) if isinstance(entry, Fact) else entry


def bind(facts: Sequence[Fact], involved: set[QName]) -> dict[QName, dict[Key, Entry]]:
    """The facts of the concepts involved, by concept, then by all their other aspects."""
    bound: dict[QName, dict[Key, Entry]] = {concept: {} for concept in involved}
    keys: dict[tuple[Period | None, tuple[tuple[QName, Member], ...], Unit | None, Entity], Key] = {}
    period, dimensions, unit, entity = None, None, None, None
    key = 0
    for fact in facts:
        _, concept, value, new_entity, new_period, new_unit, _, _, new_dimensions, _ = fact
        by_key = bound.get(concept)
        if by_key is None or not (value is None or isinstance(value, Decimal)):
            continue
        # Facts of one context mostly follow each other and share the objects: then nothing needs hashing.
        if new_dimensions is not dimensions or new_period is not period or new_unit is not unit or new_entity is not entity:
            period, dimensions, unit, entity = new_period, new_dimensions, new_unit, new_entity
            key = keys.setdefault((new_period, new_dimensions, new_unit, new_entity), len(keys))
        known = by_key.setdefault(key, fact)
        if known is not fact:
            if isinstance(known, list):
                known.append(fact)
            else:
                by_key[key] = [known, fact]
    return bound


def inconsistent(
    code: str, calculation: Calculation, facts: Facts | FactLists, key: Key, note: str, *, total: Fact | None = None
) -> Diagnostic:
    """The finding that a total, the first bound at `key` or the one given, is not the sum of its parts; `note` ends its sentence."""
    total = listed(facts[calculation.total][key])[0] if total is None else total
    computed = ZERO
    named: list[str] = []
    for part, weight in calculation.parts:
        fact = next((f for f in listed(facts[part].get(key, ())) if isinstance(f.value, Decimal)), None)
        if fact is None or not isinstance(fact.value, Decimal):
            named.append(f"{part.local} not reported")
            continue
        computed = EXACT.add(computed, EXACT.multiply(fact.value, weight))
        sign = "" if weight == 1 else "-" if weight == -1 else f"{plain(weight)} × "
        named.append(f"{sign}{part.local} {plain(fact.value)}")
    value = total.value if isinstance(total.value, Decimal) else ZERO
    more = f"; and {len(named) - 12} more" if len(named) > 12 else ""
    return error(
        code,
        f"{total.concept.local} is {plain(value)}, but its parts sum to {plain(computed)}: "
        f"the difference is {plain(EXACT.subtract(value, computed))}, {note}.",
        hint=f"Look for a missing part, or for decimals that claim too much: {'; '.join(named[:12])}{more}.",
        location=Location(fact=total.id),
    )


def plain(value: Decimal) -> str:
    """`value` as messages show it."""
    return quoted(f"{value:,f}") if abs(value.adjusted()) < 60 else quoted(str(value))
