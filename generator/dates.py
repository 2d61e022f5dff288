"""Dates as XBRL 2.1 writes them, in the form of the Open Information Model. Days are counted here: `datetime` is slow to import."""

import re
from functools import cache

from generator.diagnostics import quoted

_SPACE = " \t\r\n"
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


def oim_date(text: str, *, end: bool) -> str:
    """The OIM date-time of an xs:date or xs:dateTime in a context's period.

    A date that ends a period (`end`: instant, endDate) stands for its day's last moment, so that it becomes
    the next day's midnight. Raises ValueError, with a sentence. XBRL 2.1, 4.7.2.
    """
    plain = text.strip(_SPACE)
    if len(plain) == 10 and plain.isascii() and plain[4] == plain[7] == "-":  # a plain date, as nearly all are
        year, month, day = plain[:4], plain[5:7], plain[8:]
        if year.isdigit() and month.isdigit() and day.isdigit():
            return f"{_day(plain, year, month, day, next_one=end)}T00:00:00"
    found = _pattern().fullmatch(plain)
    if not found:
        raise ValueError(f"{quoted(text.strip())} is no date or date-time of a year with four digits")
    year, month, day, time, hour, minute, second, fraction, zone = found.groups()
    midnight = time is not None and hour == "24" and minute == second == "00" and not (fraction or "").strip(".0")
    at = _day(plain, year, month, day, next_one=(time is None and end) or midnight)
    if time is None or midnight:
        return f"{at}T00:00:00{zone or ''}"
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        raise ValueError(f"{quoted(text.strip())} is no time of the day")
    return f"{at}T{hour}:{minute}:{second}{(fraction or '').rstrip('0').rstrip('.')}{zone or ''}"


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the day is one of the (Gregorian) calendar; years before the first and after the last of four digits count as well."""
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month]:
        return False
    return (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _day(text: str, year: str, month: str, day: str, *, next_one: bool) -> str:
    """The day in ISO form, or the next one. Raises ValueError where either is none of the years 1 to 9999."""
    y, m, d = int(year), int(month), int(day)
    if y and is_day(y, m, d):
        if not next_one:
            return f"{year}-{month}-{day}"
        if is_day(y, m, d + 1):
            return f"{year}-{month}-{d + 1:02}"
        y, m = (y + 1, 1) if m == 12 else (y, m + 1)
        if y <= 9999:
            return f"{y:04}-{m:02}-01"
    raise ValueError(f"{quoted(text)} is no day of the calendar")
