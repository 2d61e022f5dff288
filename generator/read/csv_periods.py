"""The period representations that xBRL-CSV adds to the OIM's: days, months, quarters, halves, years, weeks (xBRL-CSV 1.0, 4.4)."""

import re
from datetime import date, timedelta

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_RANGE = re.compile(rf"({_DAY})\.\.({_DAY})")
_ONE_DAY = re.compile(_DAY)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR = re.compile(r"[0-9]{4}")
_PART = re.compile(r"([0-9]{4})([QHW])([0-9]{1,2})")
_MONTHS_IN = {"Q": 3, "H": 6}


def oim_period(text: str, specifier: str = "") -> str:
    """The OIM's period text (an instant or start/end) of a CSV one; what is in OIM form already stays as it is.

    `specifier` is "start" or "end" of `@start` and `@end`, which make an instant of a duration. Raises ValueError, with a sentence,
    where `text` is no day of the calendar or has no such part.
    """
    text, _, own = text.partition("@")
    specifier = specifier or own
    if specifier not in ("", "start", "end"):
        raise ValueError(f"@{specifier} is neither @start nor @end")
    if "T" in text:
        start, slash, end = text.partition("/")
        if not slash and specifier:
            raise ValueError(f"{text} is an instant: it has no {specifier}")
    else:
        first, after = _days(text)
        start, end = f"{first.isoformat()}T00:00:00", f"{after.isoformat()}T00:00:00"
    if specifier:
        return start if specifier == "start" else end
    return f"{start}/{end}" if end else start


def _days(text: str) -> tuple[date, date]:
    """The first day of a period, and the day after its last."""
    try:
        if found := _RANGE.fullmatch(text):
            return date.fromisoformat(found[1]), date.fromisoformat(found[2]) + timedelta(days=1)
        if _ONE_DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
        if found := _MONTH.fullmatch(text):
            return _months(int(found[1]), int(found[2]) - 1, 1)
        if _YEAR.fullmatch(text):
            return _months(int(text), 0, 12)
        if found := _PART.fullmatch(text):
            return _part(int(found[1]), found[2], found[3])
    except (ValueError, OverflowError):
        raise ValueError(f"{text} is no day of the calendar") from None
    raise ValueError(f"{text} is no period")


def _part(year: int, kind: str, number: str) -> tuple[date, date]:
    if kind == "W":
        if len(number) != 2:
            raise ValueError(number)
        monday = date.fromisocalendar(year, int(number), 1)
        return monday, monday + timedelta(days=7)
    months = _MONTHS_IN[kind]
    if len(number) != 1 or not 1 <= int(number) <= 12 // months:
        raise ValueError(number)
    return _months(year, (int(number) - 1) * months, months)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    """`count` months from the month `first`, counted from 0."""
    if not 0 <= first < 12:
        raise ValueError(str(first))
    after = first + count
    return date(year, first + 1, 1), date(year + after // 12, after % 12 + 1, 1)
