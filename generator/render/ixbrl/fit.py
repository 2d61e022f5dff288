"""How a table lies on the page: by an estimate of the width that it needs at least, in points.

A browser that must print a table wider than the page prints every page smaller, so the estimate errs on the safe side. What may wrap
and the sizes are those of `templates/_shared/report.css`.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple
from unicodedata import east_asian_width

from generator.schedule import BoundSchedule, Column, Content, Row, Text

PORTRAIT = 480.0
"""The width of A4 between the margins, in points, 170 mm, less what lines take."""

WHOLE = 18
"""A row's label of no more characters than this stays on one line, but within a text."""
WHOLE_HEAD = 7
"""So does a column's head, there too."""
WHOLE_TEXT = 10
"""So does a cell's text, but within a text."""


class Fit(StrEnum):
    """The look of a table: ordinary, in small print, or across a landscape page."""

    ORDINARY = ""
    DENSE = "dense"
    WIDE = "wide"


class _Look(NamedTuple):
    """Sizes in points: of labels, of figures, of the English below, and a cell's padding on both sides."""

    label: float
    figure: float
    second: float
    padding: float


_LOOKS = ((Fit.ORDINARY, _Look(9, 9.5, 7.5, 9.6)), (Fit.DENSE, _Look(7.5, 8, 6.5, 5.4)))
_MARK = 18.0  # a note's mark beside a figure
_DIGIT, _LETTER = 0.56, 0.59  # of Noto Serif, the widest of the fonts that the page asks for
_NARROW = {",": 0.33, ".": 0.33, "-": 0.35, "%": 0.93, "(": 0.32, ")": 0.32, " ": 0.25}


def fit(schedule: BoundSchedule, printed: Mapping[str, str], noted: Collection[str], *, english: bool) -> Fit:
    """The most readable look in which the table fits a portrait page, else WIDE. `noted` are the ids of facts that bear a note's mark."""
    for name, look in _LOOKS:
        if _needed(schedule, printed, noted, look, english) <= PORTRAIT:
            return name
    return Fit.WIDE


def _needed(schedule: BoundSchedule, printed: Mapping[str, str], noted: Collection[str], look: _Look, english: bool) -> float:
    labels = 0.0
    for at, heading in enumerate(schedule.schedule.label_headings):
        labels += max(_heading(heading, look, english), *(_label(row, at, look, english) for row in schedule.rows)) + look.padding
    return labels + sum(_column(schedule, column, printed, noted, look, english) for column in schedule.columns)


def _label(row: Row, at: int, look: _Look, english: bool) -> float:
    """What a label needs: it wraps, its English by words."""
    if at >= len(row.label):
        return 0
    text = row.label[at]
    indent = (1 + 1.6 * row.level) * look.label if row.level and at == len(row.label) - 1 else 0
    return max(min(_width(text.zh, look.label), 8 * look.label), _words(text, look) if english else 0) + indent


def _heading(text: Text, look: _Look, english: bool) -> float:
    """What a column's head needs: a short one stays whole; its English wraps by words."""
    least = _width(text.zh, look.label) if len(text.zh) <= WHOLE_HEAD else 4 * look.label
    return max(least, _words(text, look) if english else 0)


def _words(text: Text, look: _Look) -> float:
    """What the English below needs: its longest word."""
    return max((_width(word, look.second) for word in text.en.split()), default=0) if text.en != text.zh else 0


def _column(
    schedule: BoundSchedule, column: Column, printed: Mapping[str, str], noted: Collection[str], look: _Look, english: bool
) -> float:
    needed = _heading(column.heading[-1], look, english)
    for row in schedule.rows:
        aspects = schedule.cells.get((row.code, column.code))
        if aspects is None:
            continue
        key = schedule.fact_id(row.code, column.code)
        text = printed.get(key, "")
        width = _width(text, look.figure)
        if aspects.content is not Content.NUMBER and not (text.isascii() and len(text) <= WHOLE_TEXT):
            width = min(max(width, 4 * look.figure), 7 * look.figure)
        needed = max(needed, width + (_MARK if key in noted else 0))
    return needed + look.padding


def _width(text: str, size: float) -> float:
    """Chinese characters are as wide as the size, others about half as wide."""
    return size * sum(1.0 if east_asian_width(c) in "WFA" else _NARROW.get(c, _DIGIT if c.isdigit() else _LETTER) for c in text)
