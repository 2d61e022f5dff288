"""Inline XBRL transformations: from the text that a reader of the page sees to the value that it stands for.

Registries 1 (2010-04-20), 2 (2011-07-31), 3 (2015-02-26), 4 (2020-02-12) and 5 (2022-02-16), complete. Registries 4 and 5 share
their rules, 5 adding Welsh dates and the apostrophe groupings; registry 3's names are their predecessors, registry 1's a family of
their own (`transformation_registry_1.py`). A date's rule is a shape ("day, name of the month, year") filled with a language's
month names; the names themselves are in `month_names.py`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from generator.qname import IXT_4, IXT_5, QName
from generator.read.month_names import AS_WRITTEN, HINDI, MONTHS, MONTHS_OF_A_YEAR, SAKA
from generator.read.transformation_registry_1 import DATES_1, ENGLISH_MONTHS, NUMBERS_1

IXT_1 = "http://www.xbrl.org/inlineXBRL/transformation/2010-04-20"
IXT_1_FIRST = "http://www.xbrl.org/2008/inlineXBRL/transformation"
IXT_2 = "http://www.xbrl.org/inlineXBRL/transformation/2011-07-31"
IXT_3 = "http://www.xbrl.org/inlineXBRL/transformation/2015-02-26"
REGISTRIES = frozenset((IXT_1, IXT_1_FIRST, IXT_2, IXT_3, IXT_4, IXT_5))
"""The namespaces whose transformations are known; registry 1 has two, the one that it had before it was recommended included."""

MAX_LENGTH = 2_000
"""Longer text is neither date nor number; the bound keeps the patterns' backtracking small."""

Rule = Callable[[str], str | None]


class UnknownTransformation(ValueError):
    """The format names no transformation that we have."""


class TransformationFailed(ValueError):
    """The text is not what the transformation takes."""


def transform(name: QName, text: str) -> str:
    """The lexical value that the transformation `name` makes of `text`.

    Raises UnknownTransformation or TransformationFailed. Inline XBRL 1.1, 10.1.2 (format).
    """
    rule = _rule(name.namespace, name.local)
    if rule is None:
        raise UnknownTransformation(name.local)
    if len(text) > MAX_LENGTH and name.local not in _ANY_TEXT:
        raise TransformationFailed(f"{len(text):,} characters are too many for {name.local}")
    value = rule(text)
    if value is None:
        raise TransformationFailed(name.local)
    return value


def is_known(name: QName) -> bool:
    """Whether `name` is a transformation of a registry that we have."""
    return _rule(name.namespace, name.local) is not None


@lru_cache(maxsize=256)
def _rule(namespace: str, local: str) -> Rule | None:
    if namespace in (IXT_4, IXT_5):
        if local in _ONLY_5 and namespace == IXT_4:
            return None
        fixed = _FIXED.get(local) or _NUMBERS.get(local)
        return fixed or _date_rule(local)
    if namespace == IXT_3 or (namespace == IXT_2 and local not in _ONLY_3):
        return _OLD_RULES.get(local) or (_date_rule(_OLD_DATES[local]) if local in _OLD_DATES else None)
    if namespace in (IXT_1, IXT_1_FIRST):
        return _registry_1(local)
    return None


def _registry_1(local: str) -> Rule | None:
    if local in NUMBERS_1:
        return _old_decimal(*NUMBERS_1[local])
    if local in DATES_1:
        return _dates(DATES_1[local], ENGLISH_MONTHS, {})
    return (lambda text: "0" if _HYPHEN.fullmatch(text) else None) if local == "numdash" else None


# ---------------------------------------------------------------- fixed values and numbers

_ANY_TEXT = frozenset(("fixed-empty", "fixed-false", "fixed-true", "fixed-zero", "booleanfalse", "booleantrue", "nocontent"))
_WELSH = ("date-day-monthname-cy", "date-day-monthname-year-cy", "date-monthname-year-cy")
_ONLY_5 = frozenset((*_WELSH, "num-comma-decimal-apos", "num-dot-decimal-apos", "num-unit-decimal-apos"))
_SP = r"[ \t\n\r]*"
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)}
_DEVANAGARI = {0x966 + digit: str(digit) for digit in range(10)}
_APOSTROPHES = "'`´’′＇"


def _constant(value: str) -> Rule:
    return lambda text: value


def _decimal(point: str, group: str, apostrophes: str = "") -> Rule:
    """num-dot-decimal and its kin: digits grouped anyhow, spaces ignored, at least one digit."""
    marks = group + apostrophes + " \xa0"
    shape = re.compile(rf"{_SP}([{re.escape(marks)}0-9]*)(?:{re.escape(point)}([ \xa00-9]+))?{_SP}")
    without = str.maketrans("", "", marks)

    def rule(text: str) -> str | None:
        found = shape.fullmatch(text)
        if not found:
            return None
        whole, part = found[1].translate(without), (found[2] or "").translate(without)
        return _canonical(whole, part) if whole or part else None

    return rule


def _canonical(whole: str, part: str) -> str:
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _unit_decimal(apostrophes: str = "") -> Rule:
    """num-unit-decimal: major and minor amounts, each followed by any unit (１，２３４元５６分)."""
    marks = re.escape(".,，．" + apostrophes)
    shape = re.compile(rf"{_SP}([0-9{marks}]+)([^0-9{marks}][^0-9]*)([0-9]{{1,2}})[^0-9]*")

    def rule(text: str) -> str | None:
        found = shape.fullmatch(text.translate(_WIDE))
        whole = re.sub(r"[^0-9]", "", found[1]) if found else ""
        return _canonical(whole, found[3].zfill(2)) if found and whole else None

    return rule


def _old_decimal(pattern: str, point: str) -> Rule:
    """Registry 3's numbers, whose groups must be of three digits (or, Indian, of two)."""
    shape = re.compile(pattern)

    def rule(text: str) -> str | None:
        if not shape.fullmatch(text):
            return None
        return "".join(c if c != point else "." for c in text if c.isdigit() or c == point)

    return rule


def _old_unit(pattern: str, digits: Mapping[int, str]) -> Rule:
    shape = re.compile(pattern)

    def rule(text: str) -> str | None:
        found = shape.fullmatch(text.translate(digits))
        return f"{re.sub('[^0-9]', '', found['major'])}.{found['minor'].zfill(2)}" if found else None

    return rule


_DASHES = re.compile(rf"{_SP}[-֊־‐‑‒–—―﹘﹣－]{_SP}")

_HYPHEN = re.compile(rf"{_SP}-{_SP}")

_FIXED: Mapping[str, Rule] = {
    "fixed-empty": _constant(""),
    "fixed-false": _constant("false"),
    "fixed-true": _constant("true"),
    "fixed-zero": _constant("0"),
}
_NUMBERS: Mapping[str, Rule] = {
    "num-comma-decimal": _decimal(",", "."),
    "num-comma-decimal-apos": _decimal(",", ".", _APOSTROPHES[:-1]),
    "num-dot-decimal": _decimal(".", ","),
    "num-dot-decimal-apos": _decimal(".", ",", _APOSTROPHES[:-1]),
    "num-unit-decimal": _unit_decimal(),
    "num-unit-decimal-apos": _unit_decimal(_APOSTROPHES),
}
_INDIAN = r"(?:(?:[0-9]{1,2}[, \xa0])?(?:[0-9]{2}[, \xa0])*[0-9]{3}|[0-9]+)"
_OLD_RULES: Mapping[str, Rule] = {
    "booleanfalse": _constant("false"),
    "booleantrue": _constant("true"),
    "nocontent": _constant(""),
    "zerodash": lambda text: "0" if _DASHES.fullmatch(text) else None,
    "numcommadecimal": _old_decimal(rf"{_SP}[0-9]{{1,3}}(?:[. \xa0]?[0-9]{{3}})*(?:,[0-9]+)?{_SP}", ","),
    "numdotdecimal": _old_decimal(rf"{_SP}[0-9]{{1,3}}(?:[, \xa0]?[0-9]{{3}})*(?:\.[0-9]+)?{_SP}", "."),
    "numdotdecimalin": _old_decimal(rf"{_INDIAN}(?:\.[0-9]+)?", "."),
    "numunitdecimal": _old_unit(
        r"(?P<major>0|[1-9][0-9]{0,2}(?:[.,，．]?[0-9]{3})*)[^0-9,.，．]+(?P<minor>[0-9]{1,2})[^0-9,.，．]*", _WIDE
    ),
    "numunitdecimalin": _old_unit(rf"(?P<major>{_INDIAN})[^0-9]+(?P<minor>[0-9]{{1,2}})[^0-9]*", {}),
}
_DANISH = ("datedaymonthdk", "datedaymonthyeardk", "datemonthyeardk")
_INDIAN_NAMES = ("calindaymonthyear", "datedaymonthyearin", "datemonthyearin", "numdotdecimalin", "numunitdecimalin")
_ONLY_3 = frozenset((*_DANISH, *_INDIAN_NAMES, "datemonthyear", "dateyearmonthday"))
_OLD_DATES: Mapping[str, str] = {
    "calindaymonthyear": "date-ind-day-monthname-year-hi",
    "datedaymonth": "date-day-month",
    "datedaymonthdk": "date-day-monthname-da",
    "datedaymonthen": "date-day-monthname-en",
    "datedaymonthyear": "3:date-day-month-year",
    "datedaymonthyeardk": "date-day-monthname-year-da",
    "datedaymonthyearen": "date-day-monthname-year-en",
    "datedaymonthyearin": "3:date-day-monthname-year-hi",
    "dateerayearmonthdayjp": "date-jpn-era-year-month-day",
    "dateerayearmonthjp": "date-jpn-era-year-month",
    "datemonthday": "date-month-day",
    "datemonthdayen": "date-monthname-day-en",
    "datemonthdayyear": "date-month-day-year",
    "datemonthdayyearen": "date-monthname-day-year-en",
    "datemonthyear": "3:date-month-year",
    "datemonthyeardk": "date-monthname-year-da",
    "datemonthyearen": "date-monthname-year-en",
    "datemonthyearin": "date-monthname-year-hi",
    "dateyearmonthcjk": "3:date-year-month-cjk",
    "dateyearmonthday": "date-year-month-day",
    "dateyearmonthdaycjk": "3:date-year-month-day-cjk",
    "dateyearmonthen": "date-year-monthname-en",
}

# ---------------------------------------------------------------- dates

_D = r"(?P<d>[0-9]{1,2})"
_M = r"(?P<m>[0-9]{1,2})"
_Y = r"(?P<y>[0-9]{4}|[0-9]{1,2})"
_Y24 = r"(?P<y>[0-9]{4}|[0-9]{2})"
_X = r"[^0-9]+"
_ROMAN = r"(?P<n>I?[XVI]I{0,3}|i?[xvi]i{0,3})"
_ERA = r"(?P<e>明治|明|大正|大|昭和|昭|平成|平|令和|令)[\s\xa0]*(?P<y>[0-9]{1,2}|元)"
_ERA_YEARS = {"明": 1867, "大": 1911, "昭": 1925, "平": 1988, "令": 2018}
_U = r"[\s\xa0]*"

# What may follow a month's name at the end of the text, and the languages whose name must follow something else than a letter.
_TAILS: Mapping[str, str] = {"cs": r"\.?", "da": r"(?:[A-Za-z]*|\.*)", "sv": r"(?:[A-Za-z]*|\.*)", "en": ""} | {
    language: rf"[^0-9]{{0,{length}}}"
    for length, languages in ((5, "et fr"), (6, "bg de hr it lv nl no pt sk sl"), (7, "cy es ro"), (8, "el fi"), (9, "pl"))
    for language in languages.split()
}
_AFTER_NON_LETTER = frozenset(("cy", "fi", "pl", "lt"))

_PLAIN_DATES: Mapping[str, tuple[str, Mapping[int, str]]] = {
    "date-day-month": (f"{_SP}{_D}{_X}{_M}{_SP}", {}),
    "date-month-day": (f"{_SP}{_M}{_X}{_D}[A-Za-z]*{_SP}", {}),
    "date-day-month-year": (f"{_SP}{_D}{_X}{_M}{_X}{_Y}{_SP}", _DEVANAGARI),
    "3:date-day-month-year": (f"{_SP}{_D}{_X}{_M}{_X}{_Y}{_SP}", {}),
    "date-month-day-year": (f"{_SP}{_M}{_X}{_D}{_X}{_Y}{_SP}", {}),
    "date-month-year": (f"{_SP}{_M}{_X}{_Y}{_SP}", _DEVANAGARI),
    "3:date-month-year": (f"{_SP}{_M}{_X}{_Y}{_SP}", {}),
    "date-year-month": (f"{_SP}{_Y}{_X}{_M}[^0-9]*", _WIDE),
    "date-year-month-day": (f"{_SP}{_Y}{_X}{_M}{_X}{_D}[^0-9]*", _WIDE),
    "3:date-year-month-cjk": (f"{_U}{_Y}{_U}年{_U}{_M}{_U}月{_U}", _WIDE),
    "3:date-year-month-day-cjk": (f"{_U}{_Y}{_U}年{_U}{_M}{_U}月{_U}{_D}{_U}日{_U}", _WIDE),
    "date-jpn-era-year-month": (f"{_U}{_ERA}{_U}年{_U}{_M}{_U}月{_U}", _WIDE),
    "date-jpn-era-year-month-day": (f"{_U}{_ERA}{_U}年{_U}{_M}{_U}月{_U}{_D}{_U}日{_U}", _WIDE),
    "date-day-monthroman": (f"{_SP}{_D}[^0-9]*[^XVIxvi]{_ROMAN}{_SP}", {}),
    "date-day-monthroman-year": (f"{_SP}{_D}[^0-9]*[^XVIxvi]{_ROMAN}[^XVIxvi][^0-9]*{_Y}{_SP}", {}),
    "date-monthroman-year": (f"{_SP}{_ROMAN}[^XVIxvi][^0-9]*{_Y}{_SP}", {}),
}
_ROMAN_MONTHS = {name: at for at, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)}


def _date_rule(name: str) -> Rule | None:
    """The rule of a date transformation by its registry 4 name; `3:` starts our names for rules that registry 4 has no longer."""
    if name in _PLAIN_DATES:
        pattern, digits = _PLAIN_DATES[name]
        return _dates(pattern, _ROMAN_MONTHS, digits)
    if name == "date-ind-day-monthname-year-hi":
        return _saka
    if name in ("date-day-monthname-year-hi", "3:date-day-monthname-year-hi", "date-monthname-year-hi"):
        months = "|".join(HINDI) + ("|(?P<m>[0-9]{1,2})" if name.startswith("3:") else "")
        day = f"{_D}{_X}" if "day" in name else ""
        return _dates(f"{_SP}{day}(?P<n>{months}){_X}{_Y24}{_SP}", HINDI, _DEVANAGARI)
    shape, _, language = name.rpartition("-")
    pattern = _named_pattern(shape, language)
    return _dates(pattern, _spellings(language, shape == "date-monthname-year")[1], {}) if pattern else None


def _named_pattern(shape: str, language: str) -> str:
    """The pattern of a date with a month's name in `language`; "" where the registry has none."""
    if language not in MONTHS or language not in _SHAPES.get(shape, "").split():
        return ""
    names = "(?P<n>" + "|".join(_spellings(language, shape == "date-monthname-year")[0]) + ")"
    before = "[^0-9]*[^0-9a-zA-Z]+" if language in _AFTER_NON_LETTER else _X
    if language in ("da", "sv"):
        between = "[^0-9]*"
    elif language == "cs":
        between = "[^0-9a-zA-Z]+[^0-9]*"
    else:
        between = _X
    end = "[^0-9]*" if language in ("bg", "pl") else _SP
    patterns = {
        "date-day-monthname": f"{_D}{before}{names}{_TAILS.get(language, '')}{_SP}",
        "date-day-monthname-year": f"{_D}{before}{names}{between}{_Y}{end}",
        "date-monthname-year": f"{names}{between}{_Y}{end}",
        "date-monthname-day": {
            "en": f"{names}{_X}{_D}[A-Za-z]{{0,2}}{_SP}",
            "hu": f"{names}[^0-9]{{0,7}}{_X}{_D}{_SP}",
            "lt": f"{names}[^0-9]{{0,6}}{_X}{_D}[^0-9]*",
        }.get(language, ""),
        "date-monthname-day-year": f"{names}{_X}(?P<d>[0-9]+){_X}{_Y}{_SP}",
        "date-year-day-monthname": f"{_Y}{_X}{_D}{_X}{names}[^0-9]*",
        "date-year-monthname": f"{_Y}{before}{names}" + {"en": _SP, "lt": "[^0-9]*"}.get(language, "[^0-9]{0,7}" + _SP),
        "date-year-monthname-day": f"{_Y}{before}{names}{_X}{_D}" + ("[^0-9]*" if language == "lt" else _SP),
    }
    return _SP + patterns[shape]


_MOST = "bg cs cy da de el en es et fi fr hr it nl no pl pt ro sk sl sv"
_SHAPES: Mapping[str, str] = {
    "date-day-monthname": _MOST + " lv",
    "date-day-monthname-year": _MOST,
    "date-monthname-year": _MOST,
    "date-monthname-day": "en hu lt",
    "date-monthname-day-year": "en",
    "date-year-day-monthname": "lv",
    "date-year-monthname": "en hu lt lv",
    "date-year-monthname-day": "hu lt",
}


def _spellings(language: str, stands_alone: bool) -> tuple[list[str], dict[str, int]]:
    """The names as patterns, longest first, and name (lower case) -> month.

    `stands_alone`: before a year, where Czech and Welsh have other forms.
    """
    table = MONTHS_OF_A_YEAR.get(language, MONTHS[language]) if stands_alone else MONTHS[language]
    months = {name.lower(): at for at, names in enumerate(table.split(), 1) for name in names.split("|")}
    if language in ("da", "sv"):  # the registry ignores case there
        return [f"(?i:{name})" for name in sorted(months, key=lambda n: (-len(n), n))], months
    if language in AS_WRITTEN:
        return sorted((name for names in table.split() for name in names.split("|")), key=lambda n: (-len(n), n)), months
    cases = (str.capitalize, str.upper) if language == "en" else (str.lower, str.capitalize, str.upper)
    written = {case(name) for name in months for case in cases}
    return sorted(written, key=lambda n: (-len(n), n)), months | {name.lower(): months.get(name.lower(), 0) for name in written}


def _dates(pattern: str, months: Mapping[str, int], digits: Mapping[int, str]) -> Rule:
    """A rule for `pattern`, whose groups d, m, y, n (month's name) and e (era) tell what the value holds."""
    shape = re.compile(pattern)

    def rule(text: str) -> str | None:
        found = shape.fullmatch(text.translate(digits))
        if not found:
            return None
        parts = found.groupdict()
        name, number = parts.get("n"), parts.get("m")
        month = months.get(name.lower(), 0) if name and not number else int(number or 0)
        day = int(parts["d"]) if parts.get("d") else None
        return _value(_year(parts), month, day)

    return rule


def _year(parts: Mapping[str, str | None]) -> int | None:
    """Years of one or two digits are of this century."""
    year = parts.get("y")
    if year is None:
        return None
    era = parts.get("e")
    if era:
        return _ERA_YEARS[era[0]] + (1 if year == "元" else int(year))
    return int(year) if len(year) == 4 else 2000 + int(year)


def _value(year: int | None, month: int, day: int | None) -> str | None:
    """The xs:date, xs:gYearMonth or xs:gMonthDay; None where no calendar has it."""
    try:
        at = date(2000 if year is None else year, month, 1 if day is None else day)
    except ValueError:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"--{month:02d}-{day:02d}" if year is None else at.isoformat()


_SAKA = re.compile(
    rf"{_SP}(?P<d>[0-9]{{1,2}})[^0-9]+(?:" + "|".join(f"(?P<m{at}>{names})" for at, names in enumerate(SAKA, 1)) + rf")[^0-9]+{_Y24}{_SP}"
)
_SAKA_STARTS = ((3, 22), (4, 21), (5, 22), (6, 22), (7, 23), (8, 23), (9, 23), (10, 23), (11, 22), (12, 22), (1, 21), (2, 20))


def _saka(text: str) -> str | None:
    """A date of the Indian national calendar: months of 30 or 31 days from 22 March (21 in leap years), 78 years behind."""
    found = _SAKA.fullmatch(text.translate(_DEVANAGARI))
    if not found:
        return None
    month = next(at for at in range(1, 13) if found[f"m{at}"])
    day, year = int(found["d"]), int(found["y"])
    if len(found["y"]) == 2:  # 2000-01-01 was 11 Pausha 1921
        late = year > 21 or (year == 21 and month >= 10 and day >= 11)
        year += 1900 if late else 2000
    gregorian = year + 78
    leap = gregorian % 4 == 0 and (gregorian % 100 != 0 or gregorian % 400 == 0)
    length = 31 if 2 <= month <= 6 or (month == 1 and leap) else 30
    if not 1 <= day <= length:
        return None
    start_month, start_day = _SAKA_STARTS[month - 1]
    try:
        start = date(gregorian + (month > 10), start_month, start_day - (month == 1 and leap))
        return (start + timedelta(days=day - 1)).isoformat()
    except (ValueError, OverflowError):
        return None
