"""How a value reads in print, in a table and in running text alike.

What a page shows and what the value of a text block says must be one text, so both take it from here.
"""

import re
from decimal import Decimal

from generator.equality import number_text
from generator.schedule import NumberFormat

DASHES = frozenset(("-", "—", "–", "－", "——", "−"))
NOTHING = "—"
"""What stands where a figure is nil, or there is none, and no dash of the source's is known."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DIGITS = re.compile("[0-9]+")


def shown_number(value: Decimal, scale: int, places: int) -> str:
    """|value| ÷ 10^scale with thousands separators and at least `places` decimal places: exact, never rounded."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is no finite number")
    whole, _, part = number_text(Decimal((0, digits, exponent - scale))).partition(".")
    part = part.ljust(places, "0")
    grouped = f"{int(whole):,}"
    return f"{grouped}.{part}" if part else grouped


def shown_places(printed: str | None, form: NumberFormat) -> int:
    """How many decimal places the source printed, else what the format declares."""
    if printed is None or not any(c.isdigit() for c in printed):
        return form.places
    return len(printed.rstrip("%)） ").partition(".")[2])


def around(value: Decimal, form: NumberFormat) -> tuple[str, str]:
    """What stands before and behind the digits of `value`: minus or parentheses, percent sign."""
    percent = "%" if form.percent else ""
    if value >= 0 or form.negative == "words":
        return "", percent
    return ("(", f"{percent})") if form.negative == "parentheses" else ("-", percent)


def nil_text(printed: str | None) -> str:
    """What stands for a fact without a value: the source's dash, nothing where the mark of a note stands in its place, else our dash."""
    if not printed:
        return NOTHING
    return printed if printed in DASHES else ""


def figure_text(value: Decimal | None, form: NumberFormat, printed: str | None) -> str:
    """A figure as it is printed; `printed` is the source's text, if known: a dash stays the dash that it was."""
    dash = printed if printed in DASHES else None
    if value is None:
        return nil_text(printed)
    if not value and dash:
        return dash
    before, behind = around(value, form)
    return before + shown_number(value, form.scale, shown_places(printed, form)) + behind


def in_chinese(value: str, base_type: str, printed: str | None = None) -> tuple[str, str] | None:
    """(transformation, text) for a value that Chinese readers read otherwise than XML does; None: as it is.

    The text is the source's, `printed`, where that is known and says the same.
    """
    if base_type == "booleanItemType" and value in ("true", "false"):
        return f"fixed-{value}", printed or ("是" if value == "true" else "否")
    if base_type == "dateItemType":
        found = _DATE.fullmatch(value)
        if found:
            return "date-year-month-day", _same(found, printed) or f"{found[1]}年{int(found[2])}月{int(found[3])}日"
    if base_type == "gYearMonthItemType":
        found = _YEAR_MONTH.fullmatch(value)
        if found:
            return "date-year-month", _same(found, printed) or f"{found[1]}年{int(found[2])}月"
    return None


def _same(found: re.Match[str], printed: str | None) -> str | None:
    """`printed` where it holds the very numbers of a date."""
    numbers = [int(number) for number in _DIGITS.findall(printed or "")]
    return printed if numbers == [int(number) for number in found.groups()] else None
