"""Dates as XBRL 2.1 writes them, in the form of the Open Information Model."""

import re
from datetime import date, timedelta

from generator.diagnostics import quoted

_SPACE = " \t\r\n"
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


def oim_date(text: str, *, end: bool) -> str:
    """The OIM date-time of an xs:date or xs:dateTime in a context's period.

    A date that ends a period (`end`: instant, endDate) stands for its day's last moment, so that it becomes
    the next day's midnight. Raises ValueError, with a sentence. XBRL 2.1, 4.7.2.
    """
    found = _DATE.fullmatch(text.strip(_SPACE))
    if not found:
        raise ValueError(f"{quoted(text.strip())} is no date or date-time of a year with four digits")
    year, month, day, time, hour, minute, second, fraction, zone = found.groups()
    try:
        at = date(int(year), int(month), int(day))
        midnight = time is not None and hour == "24" and minute == second == "00" and not (fraction or "").strip(".0")
        if (time is None and end) or midnight:
            at += timedelta(days=1)
    except (ValueError, OverflowError):
        raise ValueError(f"{quoted(text.strip())} is no day of the calendar") from None
    if time is None or midnight:
        return f"{at.isoformat()}T00:00:00{zone or ''}"
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        raise ValueError(f"{quoted(text.strip())} is no time of the day")
    return f"{at.isoformat()}T{hour}:{minute}:{second}{(fraction or '').rstrip('0').rstrip('.')}{zone or ''}"
