"""Roll-forward: the closing balances of one filing against the opening ones of the next, and on to its own closing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from generator.compare.changes import Change, Kind, Rolled, RollForward
from generator.compare.matching import Key, key_of
from generator.compare.values import agreement, same_value
from generator.model import Fact, Period
from generator.qname import NOTE_CONCEPT
from generator.rule import Verdict

_LEAST_SHARE = 10
"""A reporting date is one at which at least a tenth of the facts end: an event after it does not make a later year."""


def reporting_end(facts: Iterable[Fact]) -> str | None:
    """The last date (OIM date-time) at which a good part of the facts end; None where no fact has a period."""
    ends = Counter(fact.period.end for fact in facts if fact.period is not None)
    least = sum(ends.values()) / _LEAST_SHARE
    return max((end for end, count in ends.items() if count >= least), default=None)


def months_between(first: str, second: str) -> int | None:
    """The whole months from one date-time to a later one; None where it is not later or not whole months."""
    try:
        a, b = date.fromisoformat(first[:10]), date.fromisoformat(second[:10])
    except ValueError:
        return None
    months = (b.year - a.year) * 12 + b.month - a.month
    return months if months > 0 and a.day == b.day and first[10:] == second[10:] else None


def rolled_forward(
    first: Mapping[Key, Sequence[Fact]], second: Mapping[Key, Sequence[Fact]], changes: Sequence[Change], ends: tuple[str, str]
) -> tuple[RollForward | None, list[Change]]:
    """The roll-forward from the reporting date `ends[0]` to `ends[1]`, and the changes that are left.

    A fact of the first filing that the second has at the corresponding period is neither removed nor added. None where the dates are not
    whole months apart; durations roll forward by whole years only, since a quarter's start does not move with its end.
    """
    months = months_between(*ends)
    if months is None:
        return None, list(changes)
    rows: list[Rolled] = []
    gone: set[Key] = set()
    come: set[Key] = set()
    for key, facts in first.items():
        period = facts[0].period
        moved = None if period is None else _moved(period, months)
        if period is None or moved is None:
            continue
        next_key = key_of(facts[0]._replace(period=moved))
        following = second.get(next_key, ())
        opening = second.get(key, ())
        if following:
            gone.add(key)
            come.add(next_key)
        if period.end == ends[0] and (following or (opening and period.start is None)):
            rows.append(_row(facts[0], opening, following))
    rest = [c for c in changes if not _only_rolled(c, gone, come)]
    return RollForward(from_end=ends[0], to_end=ends[1], rows=tuple(rows)), rest


def _row(closing: Fact, opening: Sequence[Fact], following: Sequence[Fact]) -> Rolled:
    shown = opening[0] if opening else None
    agrees = agreement((closing,), shown)
    if shown is not None and agrees is Verdict.NOT_EVALUATED and same_value(closing.value, shown.value):
        agrees = Verdict.EXACT
    return Rolled(closing, shown, following[0] if following else None, agrees)


def _only_rolled(change: Change, gone: set[Key], come: set[Key]) -> bool:
    if change.kind is Kind.REMOVED and change.old is not None:
        return key_of(change.old) in gone
    return change.kind is Kind.ADDED and change.new is not None and key_of(change.new) in come


def _moved(period: Period, months: int) -> Period | None:
    end = _later(period.end, months)
    if period.start is None:
        return None if end is None else Period(None, end)
    start = _later(period.start, months) if months % 12 == 0 else None
    return None if start is None or end is None else Period(start, end)


def _later(text: str, months: int) -> str | None:
    """The date-time `months` later; None where there is no such day, or none that is a date."""
    try:
        day = date.fromisoformat(text[:10])
        count = day.year * 12 + day.month - 1 + months
        return day.replace(year=count // 12, month=count % 12 + 1).isoformat() + text[10:]
    except ValueError:
        return None


def facts_only(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that are no notes."""
    return [fact for fact in facts if fact.concept != NOTE_CONCEPT]
