"""The sheets around the schedules' own: their index numbers, titles and names; and names that a sheet can have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from generator.render.workpapers.tongue import Tongue
from generator.schedule import Text

_MAX_NAME = 31


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet: its index number (索引号), its title, and its name, which begins with the index number."""

    index: str
    title: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The sheets that every book has."""

    index: SheetName
    legend: SheetName
    register: SheetName
    workings: SheetName
    differences: SheetName
    assumptions: SheetName
    log: SheetName
    inputs: SheetName

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(getattr(self, field.name).name for field in fields(self))


_TITLES: Mapping[str, tuple[str, Text]] = {
    "index": ("A", Text(zh="索引", en="Index")),
    "legend": ("A-1", Text(zh="声明与图例", en="Statement and legend")),
    "register": ("T-1", Text(zh="XBRL勾稽表", en="XBRL tie-out")),
    "workings": ("T-2", Text(zh="区间运算", en="Interval workings")),
    "differences": ("E-1", Text(zh="差异说明", en="Differences")),
    "assumptions": ("E-2", Text(zh="既定假设", en="Assumptions")),
    "inputs": ("E-3", Text(zh="输入文件", en="Input files")),
    "log": ("L-1", Text(zh="变更记录", en="Change log")),
}


def common_sheets(tongue: Tongue) -> Sheets:
    """The sheets that every book has, in the book's language."""

    def named(key: str) -> SheetName:
        index, title = _TITLES[key]
        said = tongue.say(title)
        return SheetName(index, said, f"{index} {said}")

    return Sheets(**{key: named(key) for key in _TITLES})


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a sheet can have: at most 31 characters, none of []:*?/\\, unlike those in `taken`, to which it is added.

    A longer title is cut, in Latin letters between words.
    """
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'") or "N"
    name, number = _cut(plain, _MAX_NAME), 2
    while name.casefold() in taken:
        suffix = f" {number}"
        name, number = _cut(plain, _MAX_NAME - len(suffix)) + suffix, number + 1
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """At most `most` characters of `text`, without a word's beginning at the end."""
    cut = text[:most]
    inside = len(text) > most and re.search(r"(?<=\w) [A-Za-z]+$", cut) if text[most : most + 1].isascii() else None
    return (cut[: inside.start()] if inside and text[most].isalpha() else cut).rstrip()
