"""The workbook's styles: blue for what was entered, black for formulas, green for what comes from another sheet, red for exceptions.

The face is 宋体; where it is not installed, spreadsheets fall back on their own Chinese face.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

Style = Mapping[str, Any]

BLUE, GREEN, RED, GREY = "#0000FF", "#00642D", "#C00000", "#7F7F7F"
BASE: Style = {"font_name": "宋体", "font_size": 10, "font_family": 3, "font_charset": 134, "valign": "vcenter"}
LINED: Style = {**BASE, "border": 1, "border_color": "#A6A6A6"}
PLAIN: Style = {**BASE}
TITLE: Style = {**BASE, "font_size": 14, "bold": True}
SECTION: Style = {**BASE, "bold": True, "font_size": 11}
NOTE: Style = {**BASE, "font_size": 9, "font_color": GREY}
WARNING: Style = {**BASE, "font_size": 9, "bold": True, "font_color": RED}
KEY: Style = {**BASE}
FIELD: Style = {**BASE, "bottom": 1, "locked": False}
LINK_LOOK: Style = {"font_color": "#0563C1", "underline": 1}
LINK: Style = {**BASE, **LINK_LOOK}
LINED_LINK: Style = {**LINED, **LINK_LOOK}
HEAD: Style = {**LINED, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDE6F0"}
CODE: Style = {**BASE, "font_size": 8, "font_color": GREY, "align": "center"}
CELL: Style = {**LINED, "text_wrap": True}
CENTRED: Style = {**LINED, "align": "center"}
ENTRY: Style = {**LINED, "text_wrap": True, "locked": False, "bg_color": "#FFFBE6"}
RED_CELL: Style = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True}
AMBER_CELL: Style = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
GREY_CELL: Style = {"bg_color": "#E7E6E6", "font_color": "#595959"}


def amount(places: int, percent: bool = False) -> str:
    """The number format with `places` shown: thousands separators, negatives in parentheses, zero a dash."""
    digits = ("0" if percent else "#,##0") + ("." + "0" * places if places > 0 else "") + ("%" if percent else "")
    return f'{digits}_);\\({digits}\\);"-"_);@_)'


@lru_cache(maxsize=1024)
def number(places: int, percent: bool = False, **more: Any) -> Style:
    """A cell with a number; the same object for the same arguments, which makes it quick to look up."""
    return {**LINED, "align": "right", "num_format": amount(places, percent), **more}


_WIDE = frozenset("WFA")


def width(text: str) -> int:
    """How many columns of a Latin letter `text` takes; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(map(_WIDE.__contains__, map(east_asian_width, text)))


@lru_cache(maxsize=65_536)
def lines(text: str, columns: float, size: float = 10) -> int:
    """How many lines `text` takes at a font size in a cell of `columns` width."""
    usable = max(1.0, (columns - 1) * 10.5 / size)
    return sum(max(1, -int(-width(part) // usable)) for part in text.split("\n")) if text else 1
