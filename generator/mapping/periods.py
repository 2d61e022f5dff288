"""How periods read in print: the texts that `{name:form}` stands for in titles, heads and labels."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from generator.model import Period
from generator.schedule import Text

_PLACE = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*):(year|date|start|span)\}")
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


class UnknownPeriod(KeyError):
    """A text names a period that filing.toml does not declare."""


def fill(text: Text, periods: Mapping[str, Period]) -> Text:
    """`text` with every `{name:form}` replaced.

    Forms: `year` (2021), `date` (the last day: 2021年12月31日), `start` (the first day), `span` (the
    whole period: 2021年度, 2020年1-6月). Raises UnknownPeriod.
    """
    if "{" not in text.zh + text.en:
        return text

    def in_language(language: str) -> str:
        def replaced(found: re.Match[str]) -> str:
            if found[1] not in periods:
                raise UnknownPeriod(found[1])
            return _FORMS[found[2]](periods[found[1]], language)

        return _PLACE.sub(replaced, text.get(language))

    return Text(zh=in_language("zh"), en=in_language("en"))


def first_day(period: Period) -> date:
    """The first day of a period (of an instant: the day itself)."""
    return date.fromisoformat(period.start[:10]) if period.start else last_day(period)


def last_day(period: Period) -> date:
    """The last day of a period, inclusive."""
    return date.fromisoformat(period.end[:10]) - timedelta(days=1)


def day_text(day: date, language: str) -> str:
    """2021年12月31日, or 31 December 2021."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"


def span(period: Period, language: str) -> str:
    """The whole period in words, short where it is a year or whole months of one year."""
    start, end = first_day(period), last_day(period)
    if period.start is None:
        return day_text(end, language)
    whole_months = start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year
    if whole_months and (start.month, end.month) == (1, 12):
        return f"{start.year}" if language == "en" else f"{start.year}年度"
    if whole_months:
        if language == "en":
            months = dict.fromkeys((_MONTHS[start.month - 1], _MONTHS[end.month - 1]))
            return f"{'-'.join(months)} {start.year}"
        return f"{start.year}年{start.month}-{end.month}月" if start.month != end.month else f"{start.year}年{start.month}月"
    joint = " to " if language == "en" else "至"
    return day_text(start, language) + joint + day_text(end, language)


_FORMS = {
    "year": lambda period, language: str(last_day(period).year),
    "date": lambda period, language: day_text(last_day(period), language),
    "start": lambda period, language: day_text(first_day(period), language),
    "span": span,
}
