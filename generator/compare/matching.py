"""Facts of two reports matched by their aspects, duplicates as multisets."""

from collections.abc import Iterable, Sequence

from generator.compare.changes import Change, Kind
from generator.compare.values import meets, same_value
from generator.equality import value_key
from generator.model import Fact
from generator.qname import NOTE_CONCEPT

Key = tuple[object, ...]


def key_of(fact: Fact) -> Key:
    """The aspects of `fact`: all but value and decimals, ids and links."""
    return (fact.concept, fact.entity, fact.period, fact.unit, fact.language, fact.dimensions)


def grouped(facts: Iterable[Fact]) -> dict[Key, list[Fact]]:
    """The facts, but notes, by their aspects, in order."""
    groups: dict[Key, list[Fact]] = {}
    for fact in facts:
        if fact.concept != NOTE_CONCEPT:
            groups.setdefault(key_of(fact), []).append(fact)
    return groups


def match(first: dict[Key, list[Fact]], second: dict[Key, list[Fact]]) -> tuple[int, list[Change]]:
    """How many facts are equal, and every change: in the first report's order, then what was added, in the second's."""
    equal = 0
    changes: list[Change] = []
    for key, old in first.items():
        same, found = _pair(old, second.get(key, ()))
        equal += same
        changes += found
    for key, new in second.items():
        if key not in first:
            changes += [Change(Kind.ADDED, None, fact) for fact in new]
    return equal, changes


def _pair(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[int, list[Change]]:
    """Facts of the same aspects: first the equal ones are paired, then those of one value, then those of one precision, then the rest."""
    if len(old) == len(new) == 1 and old[0].decimals == new[0].decimals and same_value(old[0].value, new[0].value):
        return 1, []
    left, right = list(old), list(new)
    equal, _ = _take(left, right, values=True, decimals=True)
    _, pairs = _take(left, right, values=True, decimals=False)
    for decimals in (True, False):
        _, more = _take(left, right, values=False, decimals=decimals)
        pairs += more
    changes = [_changed(a, b) for a, b in pairs]
    changes += [Change(Kind.REMOVED, fact, None) for fact in left]
    changes += [Change(Kind.ADDED, None, fact) for fact in right]
    return equal, changes


def _changed(old: Fact, new: Fact) -> Change:
    if same_value(old.value, new.value):
        return Change(Kind.DECIMALS, old, new)
    return Change(Kind.ROUNDING if meets(old, new) else Kind.VALUE, old, new)


def _take(left: list[Fact], right: list[Fact], *, values: bool, decimals: bool) -> tuple[int, list[tuple[Fact, Fact]]]:
    """Pair off, in order, the facts that agree as asked, out of both lists; linear in their length, however many duplicates there are."""
    waiting: dict[object, list[int]] = {}
    for index in range(len(right) - 1, -1, -1):
        waiting.setdefault(_mark(right[index], values, decimals), []).append(index)
    pairs, rest = [], []
    taken: set[int] = set()
    for fact in left:
        found = waiting.get(_mark(fact, values, decimals))
        if found:
            taken.add(found[-1])
            pairs.append((fact, right[found.pop()]))
        else:
            rest.append(fact)
    left[:] = rest
    right[:] = [fact for index, fact in enumerate(right) if index not in taken]
    return len(pairs), pairs


def _mark(fact: Fact, values: bool, decimals: bool) -> object:
    return (value_key(fact.value) if values else None, fact.decimals if decimals else None)
