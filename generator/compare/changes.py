"""What a comparison comes to, as records."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from generator.compare.values import gap
from generator.model import Fact
from generator.rule import Verdict


class Kind(StrEnum):
    """How a fact differs.

    VALUE: another value. ROUNDING: another value and other decimals, but the rounding intervals meet: the same quantity, printed to another
    precision. DECIMALS: the same value, other decimals.
    """

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"
    ROUNDING = "rounding"
    DECIMALS = "decimals"


class Change(NamedTuple):
    """One difference: the fact in the first report (None: added) and in the second (None: removed)."""

    kind: Kind
    old: Fact | None
    new: Fact | None

    @property
    def gap(self) -> Decimal | None:
        """New less old, exactly; None where either is missing or no number."""
        return gap(self.old, self.new)


class Restatement(NamedTuple):
    """A value of the first report, corrected in the second, with the second's bridge from the one to the other.

    `before` and `adjustments` are the second report's facts along the correction dimension (None, or none, where it has none).
    `bridge` says whether before + adjustments = after; `origin` whether `before` is what the first report said.
    """

    original: Fact
    before: Fact | None
    adjustments: tuple[Fact, ...]
    after: Fact
    bridge: Verdict
    origin: Verdict

    @property
    def gap(self) -> Decimal | None:
        """After less original."""
        return gap(self.original, self.after)


class Rolled(NamedTuple):
    """One concept with its dimensions, carried from one year to the next.

    `closing` is the first report's fact, `opening` the second's fact of the same period (None: it shows none), `next` the second's of
    the period that corresponds (None: it has none). `agrees` compares closing and opening.
    """

    closing: Fact
    opening: Fact | None
    next: Fact | None
    agrees: Verdict

    @property
    def movement(self) -> Decimal | None:
        """Next less opening; less closing where the second report shows no opening."""
        return gap(self.opening or self.closing, self.next)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """Two years' filings side by side: `from_end` and `to_end` are the reporting dates (OIM date-times)."""

    from_end: str
    to_end: str
    rows: tuple[Rolled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs. `first`, `second` and `equal` count facts; notes are no facts.

    A fact stands in one place only: those in `restated` and what rolled forward are not in `changes`, except that a closing that the
    second report opens with another value is a change too.
    """

    first: int
    second: int
    equal: int
    changes: tuple[Change, ...]
    restated: tuple[Restatement, ...] = ()
    roll_forward: RollForward | None = None

    @property
    def same(self) -> bool:
        """Whether nothing differs: what merely rolled forward is no difference."""
        return not self.changes and not self.restated
