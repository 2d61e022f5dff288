"""Chinese and English wording of the page: numerals, periods, sources."""

from datetime import date, timedelta

from generator.model import Period
from generator.schedule import Source, Text

_DIGITS = "零一二三四五六七八九"
_SPRING = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_SPRING, "July", "August", "September", "October", "November", "December")


def chinese_number(number: int) -> str:
    """一, 十, 十一, 二十, 九十九: the numeral of `number` from 1 to 99, as sections are numbered."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")


def period_text(period: Period) -> Text:
    """The days that `period` covers, both ends included: 2021年1月1日至3月31日; an instant: 2021年12月31日."""
    end = _day(period.end) - timedelta(days=1)
    if period.start is None:
        return Text(zh=_zh(end), en=_en(end))
    start = _day(period.start)
    short = _zh(end).removeprefix(f"{start.year}年")
    return Text(zh=f"{_zh(start)}至{short}", en=f"{_en(start)} to {_en(end)}")


def source_text(source: Source) -> str:
    """Where a table's figures stand: document“heading”之“table”. A document's number takes no title marks, so none are added."""
    return f"{source.document}“{source.heading}”之“{source.table}”"


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
