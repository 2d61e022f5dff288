"""Two reports, fact by fact: what was added, removed, changed, restated, and how balances roll forward.

Pure functions over the model. Facts are matched by their aspects (concept, entity, period, unit, language, dimensions), duplicates
as multisets; values are equal as DESIGN says ("Equal facts"). Notes and ids are no part of it.
"""

from generator.compare.changes import Change, Difference, Kind, Restatement, Rolled, RollForward
from generator.compare.difference import difference
from generator.compare.restatements import Correction, correction_along

__all__ = ["Change", "Correction", "Difference", "Kind", "Restatement", "RollForward", "Rolled", "correction_along", "difference"]
