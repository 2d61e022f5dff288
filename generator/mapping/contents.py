"""A printed cell that is no number -> the fact's value: dates, yes and no, members of enumerations, text."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from generator.mapping.cell_types import plain_label
from generator.model import Value
from generator.qname import QName
from generator.schedule import CellAspects, Content
from generator.xmltext import forbidden

_DAY = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日)")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|\s*年\s*([0-9]{1,2})\s*月)")
_YEAR = re.compile(r"([0-9]{4})\s*(?:年度?)?")
_BOOLEANS = {"是": "true", "否": "false", "true": "true", "false": "false", "yes": "true", "no": "false"}
_LISTED = re.compile(r"[、，,；;]")
_MAX_SHOWN = 12


class Misfit(ValueError):
    """The text is nothing that the cell can hold: `code`, the sentence, and how to mend it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def parse_content(text: str, aspects: CellAspects) -> Value:
    """The value of `text`, stripped and no dash, in a cell that is no number's.

    Dates as ISO 8601 has them, booleans as "true" and "false", members as expanded names. Raises Misfit.
    """
    if aspects.content in (Content.MEMBER, Content.MEMBERS):
        return _members(text, aspects)
    return _PARSERS[aspects.content](text)


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        raise Misfit("filing.not-a-date", "is no date", "Write a day such as 2018-04-21, 2018/4/21 or 2018年4月21日, in ASCII digits.")
    year, month, day = int(found[1]), int(found[3] or found[5]), int(found[4] or found[6])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Misfit("filing.not-a-date", "is no day of the calendar", "Look for an exchanged or mistyped month or day.") from None


def _month(text: str) -> str:
    found = _MONTH.fullmatch(text)
    month = int(found[2] or found[3]) if found else 0
    if found is None or not 1 <= month <= 12 or found[1] == "0000":
        raise Misfit("filing.not-a-date", "is no month of a year", "Write it as 2018-04, 2018/4 or 2018年4月.")
    return f"{found[1]}-{month:02}"


def _year(text: str) -> str:
    found = _YEAR.fullmatch(text)
    if found is None or found[1] == "0000":
        raise Misfit("filing.not-a-date", "is no year", "Write it as 2018 or 2018年.")
    return found[1]


def _boolean(text: str) -> str:
    value = _BOOLEANS.get(text.casefold())
    if value is None:
        raise Misfit("filing.not-a-boolean", "is neither yes nor no", "Write 是 or 否 (true, false, yes and no will do).")
    return value


def _text(text: str) -> str:
    found = forbidden().search(text)
    if found:
        raise Misfit("filing.character", f"holds the character U+{ord(found[0]):04X}, which XML cannot hold", "Delete the character.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_PARSERS: Mapping[Content, Callable[[str], str]] = {
    Content.DATE: _day,
    Content.MONTH: _month,
    Content.YEAR: _year,
    Content.BOOLEAN: _boolean,
    Content.TEXT: _text,
}


# ---------------------------------------------------------------- enumerations (Extensible Enumerations 2.0)


def _members(text: str, aspects: CellAspects) -> str:
    """The expanded names of the members that `text` names by their labels: one, or several with 、 between them."""
    if aspects.content is Content.MEMBER:
        return _member(text, aspects)
    names = [_member(part, aspects) for part in _LISTED.split(text)]
    if len(set(names)) != len(names):
        raise Misfit("filing.not-a-member", "names a member twice", "Delete one of the two.")
    return " ".join(sorted(names))


def _member(text: str, aspects: CellAspects) -> str:
    named = aspects.choices.get(plain_label(text), ())
    if len(named) == 1:
        return f"{named[0].namespace}#{named[0].local}"
    if named:
        both = ", ".join(name.local for name in named)
        raise Misfit("filing.not-a-member", f"is the label of more than one member: {both}", "Give the members labels of their own.")
    raise Misfit("filing.not-a-member", f"is no member of “{aspects.concept.local}”", _known(aspects.choices))


def _known(choices: Mapping[str, tuple[QName, ...]]) -> str:
    """The hint: one label of every member: Chinese where there is one, since the table is, and the shortest, as tables print it."""
    labels: dict[QName, list[str]] = {}
    for label, names in choices.items():
        for name in names:
            labels.setdefault(name, []).append(label)
    shown = [min(known, key=lambda label: (label.isascii(), len(label))) for known in labels.values()]
    more = f" and {len(shown) - _MAX_SHOWN} more" if len(shown) > _MAX_SHOWN else ""
    return f"One of: {', '.join(shown[:_MAX_SHOWN])}{more}." if shown else "The enumeration has no members that have labels."
