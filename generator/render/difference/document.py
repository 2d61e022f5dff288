"""A comparison as a JSON object."""

from decimal import Decimal

from generator.compare import Change, Difference, Kind, Restatement, Rolled, RollForward
from generator.equality import number_text
from generator.model import Fact
from generator.render.difference.words import Words, value_text


def as_object(difference: Difference, words: Words) -> dict[str, object]:
    """The comparison: counts, changes, restatements, roll-forward. Numbers are texts in fixed-point notation, so that none loses a digit.

    Names are prefix:local, the prefixes under `namespaces`; `difference` is the second report's value less the first's.
    """
    rolled = difference.roll_forward
    found: dict[str, object] = {
        "equal": difference.same,
        "facts": {"first": difference.first, "second": difference.second, "equal": difference.equal},
        "counts": counts(difference),
        "changes": [_change(change, words) for change in difference.changes],
        "restated": [_restatement(item, words) for item in difference.restated],
        "roll_forward": None if rolled is None else _rolled(rolled, words),
    }
    return found | {"namespaces": words.namespaces}


def counts(difference: Difference) -> dict[str, int]:
    """How many of each there are."""
    rolled = difference.roll_forward
    found = {str(kind): sum(change.kind is kind for change in difference.changes) for kind in Kind}
    return found | {"restated": len(difference.restated), "rolled_forward": 0 if rolled is None else len(rolled.rows)}


def _named(fact: Fact, words: Words) -> dict[str, object]:
    labels = words.labels(fact.concept)
    return {
        "concept": words.name(fact.concept),
        "labels": {"zh": labels.zh or None, "en": labels.en or None},
        "aspects": words.aspects(fact),
    }


def _fact(fact: Fact | None) -> dict[str, object] | None:
    return None if fact is None else {"id": fact.id, "value": value_text(fact.value), "decimals": fact.decimals}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


def _change(change: Change, words: Words) -> dict[str, object]:
    fact = change.new or change.old
    named = _named(fact, words) if fact is not None else {}
    sides = {"first": _fact(change.old), "second": _fact(change.new), "difference": _number(change.gap)}
    return {"kind": str(change.kind), **named, **sides}


def _restatement(item: Restatement, words: Words) -> dict[str, object]:
    return {
        **_named(item.after, words),
        "original": _fact(item.original),
        "before": _fact(item.before),
        "adjustments": [_fact(fact) for fact in item.adjustments],
        "after": _fact(item.after),
        "difference": _number(item.gap),
        "bridge": str(item.bridge),
        "origin": str(item.origin),
    }


def _rolled(rolled: RollForward, words: Words) -> dict[str, object]:
    return {"from": rolled.from_end, "to": rolled.to_end, "rows": [_row(row, words) for row in rolled.rows]}


def _row(row: Rolled, words: Words) -> dict[str, object]:
    sides = {"closing": _fact(row.closing), "opening": _fact(row.opening), "next": _fact(row.next)}
    return {**_named(row.closing, words), **sides, "agrees": str(row.agrees), "movement": _number(row.movement)}
