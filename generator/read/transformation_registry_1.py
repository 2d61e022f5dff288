"""The transformations of registry 1 (2010-04-20), as patterns: data for `transformations.py`.

English and American dates, and numbers by their marks (thousands, then decimals). Groups d, m, y, n are day, month, year, month's name.
"""

from collections.abc import Mapping

_SP = r"[ \t\n\r]*"
_D = r"(?P<d>[0-9]{1,2})"
_M = r"(?P<m>[0-9]{1,2})"
_Y = r"(?P<y>[0-9]{4}|[0-9]{2})"
_LONG = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_FULL = f"(?P<n>{'|'.join(_LONG)})"
_SHORT = f"(?P<n>{'|'.join(name[:3] for name in _LONG)})"
_GAP = r"[ \t\n\r]+"

ENGLISH_MONTHS: Mapping[str, int] = {text.lower(): at for at, name in enumerate(_LONG, 1) for text in (name, name[:3])}

DATES_1: Mapping[str, str] = {
    name: f"{_SP}{shape}{_SP}"
    for name, shape in {
        "datedoteu": rf"{_D}\.{_M}\.{_Y}",
        "datedotus": rf"{_M}\.{_D}\.{_Y}",
        "datelongdaymonthuk": f"{_D} {_FULL}",
        "datelongmonthdayus": f"{_FULL} {_D}",
        "datelongmonthyear": f"{_FULL}{_GAP}{_Y}",
        "datelonguk": f"{_D} {_FULL} {_Y}",
        "datelongus": f"{_FULL} {_D}, {_Y}",
        "datelongyearmonth": f"{_Y}{_GAP}{_FULL}",
        "dateshortdaymonthuk": f"{_D}{_GAP}{_SHORT}",
        "dateshortmonthdayus": f"{_SHORT}{_GAP}{_D}[A-Za-z]{{0,2}}",
        "dateshortmonthyear": f"{_SHORT}{_GAP}{_Y}",
        "dateshortuk": f"{_D} {_SHORT} {_Y}",
        "dateshortus": f"{_SHORT} {_D}, {_Y}",
        "dateshortyearmonth": f"{_Y}{_GAP}{_SHORT}",
        "dateslashdaymontheu": f"{_D}/{_M}",
        "dateslasheu": f"{_D}/{_M}/{_Y}",
        "dateslashmonthdayus": f"{_M}/{_D}",
        "dateslashus": f"{_M}/{_D}/{_Y}",
    }.items()
}

NUMBERS_1: Mapping[str, tuple[str, str]] = {
    "numcomma": (rf"{_SP}[0-9]+(?:,[0-9]+)?{_SP}", ","),
    "numcommadot": (rf"{_SP}[0-9]{{1,3}}(?:,[0-9]{{3}})*(?:\.[0-9]+)?{_SP}", "."),
    "numdotcomma": (rf"{_SP}[0-9]{{1,3}}(?:\.[0-9]{{3}})*(?:,[0-9]+)?{_SP}", ","),
    "numspacecomma": (rf"{_SP}[0-9]{{1,3}}(?:[ \xa0][0-9]{{3}})*(?:,[0-9]+)?{_SP}", ","),
    "numspacedot": (rf"{_SP}[0-9]{{1,3}}(?:[ \xa0][0-9]{{3}})*(?:\.[0-9]+)?{_SP}", "."),
}
"""By name: the pattern, and the decimal mark."""
