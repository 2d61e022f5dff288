"""Restatements: a value of the first report that the second corrects, with the bridge that the second gives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.compare.changes import Change, Kind, Restatement
from generator.compare.matching import Key, key_of
from generator.compare.values import agreement
from generator.model import Fact, Member, Taxonomy
from generator.qname import DIMENSION_DOMAIN, DOMAIN_MEMBER, QName


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A dimension along which corrections are shown: its default member stands for what is corrected, `before` for what was
    reported, `adjustments` for what was added."""

    axis: QName
    before: QName
    adjustments: tuple[QName, ...]


def correction_along(taxonomy: Taxonomy, axis: QName) -> Correction | None:
    """The correction that the explicit dimension `axis` shows; None where the taxonomy has no such dimension, default or members.

    The first member below the default stands for "before", the others for the adjustments: so order the taxonomies that have one.
    """
    default = taxonomy.defaults.get(axis)
    if default is None:
        return None
    members: dict[QName, None] = {}
    for arcrole, source in ((DOMAIN_MEMBER, default), (DIMENSION_DOMAIN, axis)):
        for base_set in taxonomy.relationships.get(arcrole, {}).values():
            members |= dict.fromkeys(r.target for r in base_set if r.source == source and r.target != default)
    if len(members) < 2:
        return None
    before, *adjustments = members
    return Correction(axis=axis, before=before, adjustments=tuple(adjustments))


def restated(
    changes: Sequence[Change], second: Mapping[Key, Sequence[Fact]], correction: Correction
) -> tuple[list[Restatement], list[Change]]:
    """The restatements among `changes`, and the changes that are left: the facts of a bridge are no additions of their own."""
    found: list[Restatement] = []
    used: set[int] = set()
    rest: list[Change] = []
    for change in changes:
        restatement = _restatement(change, second, correction)
        if restatement is None:
            rest.append(change)
            continue
        found.append(restatement)
        used |= {id(fact) for fact in (restatement.before, *restatement.adjustments) if fact is not None}
    return found, [change for change in rest if change.kind is not Kind.ADDED or id(change.new) not in used]


def _restatement(change: Change, second: Mapping[Key, Sequence[Fact]], correction: Correction) -> Restatement | None:
    original, after = change.old, change.new
    if change.kind is not Kind.VALUE or original is None or after is None or _has(after, correction.axis):
        return None
    before = _first(second.get(_along(after, correction.axis, correction.before), ()))
    siblings = (_first(second.get(_along(after, correction.axis, member), ())) for member in correction.adjustments)
    adjustments = tuple(fact for fact in siblings if fact is not None)
    if before is None and not adjustments:
        return None
    bridge = agreement((before, *adjustments), after) if adjustments else agreement((before, None), after)
    return Restatement(original, before, adjustments, after, bridge, agreement((original,), before))


def _has(fact: Fact, axis: QName) -> bool:
    return any(dimension == axis for dimension, _ in fact.dimensions)


def _along(fact: Fact, axis: QName, member: QName) -> Key:
    """The aspects of `fact` with another member along `axis`."""
    dimensions: list[tuple[QName, Member]] = [*fact.dimensions, (axis, member)]
    return key_of(fact._replace(dimensions=tuple(sorted(dimensions, key=lambda pair: pair[0]))))


def _first(facts: Iterable[Fact]) -> Fact | None:
    return next(iter(facts), None)
