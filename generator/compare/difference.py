"""The comparison, step by step: match, set restatements apart, roll forward."""

from generator.compare.changes import Difference, Restatement
from generator.compare.matching import grouped, match
from generator.compare.periods import facts_only, months_between, reporting_end, rolled_forward
from generator.compare.restatements import Correction, restated
from generator.model import Report


def difference(first: Report, second: Report, correction: Correction | None = None, *, roll_forward: bool | None = None) -> Difference:
    """What `second` has otherwise than `first`.

    `correction` is the dimension along which the second report shows corrections (None: none is looked for). `roll_forward` None sets the
    reports side by side as two periods' filings where the second's reporting date lies whole months after the first's.
    """
    old, new = grouped(first.facts), grouped(second.facts)
    equal, changes = match(old, new)
    restatements: list[Restatement] = []
    if correction is not None:
        restatements, changes = restated(changes, new, correction)
    rolled = None
    ends = reporting_end(facts_only(first.facts)), reporting_end(facts_only(second.facts))
    if roll_forward is not False and ends[0] and ends[1] and months_between(ends[0], ends[1]):
        rolled, changes = rolled_forward(old, new, changes, (ends[0], ends[1]))
    return Difference(
        first=sum(map(len, old.values())),
        second=sum(map(len, new.values())),
        equal=equal,
        changes=tuple(changes),
        restated=tuple(restatements),
        roll_forward=rolled,
    )
